"""What an observation is of, where it says so in words: a test of a pathogen, or what is not taken.

LOINC's codes are in `codes.py`; many hospitals send the name of the test as it stands on the form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Unread
from firebreak.intake.fhir import codes
from firebreak.intake.fhir.codes import words_said
from firebreak.intake.linelist import values
from firebreak.intake.linelist.diseases import pathogen_named
from firebreak.intake.linelist.hiding import private_numbers
from firebreak.intake.linelist.laboratory import METHODS, read_method

if TYPE_CHECKING:
    from firebreak.intake.exchange.collecting import Record

A_TEST = re.compile(r"检测|检验|(?<![a-z])(?:test|assay)(?![a-z])")
LONGEST_NAME = 60  # characters of what an observation is called


def test_named(concept: object) -> tuple[str | None, str] | None:
    """
    Return the pathogen and the method of the test that a CodeableConcept names; None for no test.

    Examples
    --------
    >>> test_named({"text": "新型冠状病毒核酸检测"}), test_named({"text": "流感病毒核酸"})
    (('sars-cov-2', 'pcr'), None)
    """
    for said in words_said(concept):
        try:
            method = read_method(said).value
        except values.Unread:
            continue
        pathogen, rest = pathogen_named(said)
        if method in METHODS or (pathogen and A_TEST.search(rest)):
            return pathogen, str(method or "")
    return None


def called(record: Record) -> str:
    """
    Return what an observation that is not taken is called, with what it says; "" where unsaid.

    Free text may name people: of it no more than the word for a result is repeated.
    """
    names = [said for said in words_said(record.values.get("code")) if not private_numbers(said)]
    if not names:
        return ""
    return " ".join(filter(None, (names[-1][:LONGEST_NAME], _value(record))))


def _value(record: Record) -> str:
    quantity = record.text("valueQuantity", "value")
    if quantity:
        unit = record.text("valueQuantity", "unit") or record.text("valueQuantity", "code")
        return f"{quantity} {unit}".strip()[:LONGEST_NAME]
    coded = words_said(record.values.get("valueCodeableConcept"))
    said = tidy(coded[-1] if coded else record.text("valueString"))
    try:
        codes.RESULT.read(said)
    except Unread:
        return ""
    return said
