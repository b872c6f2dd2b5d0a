"""The identifiers of a resource: by which number its sender knows something, in all that it sends.

The id of a resource may be new with each message. A number is somebody's together with the system
that gives it; one of which no system is said may be of any hospital or laboratory.
"""

import re
from collections.abc import Mapping

from firebreak.intake.exchange.collecting import Path, Record, value_at
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.fhir import codes
from firebreak.intake.fhir.codes import is_coded

RESIDENT_ID = "urn:oid:2.16.156.10011.1.3"  # 居民身份证号码, as China's health exchange names it
NATIONAL = ("NI", "NNCHN", "SB")
RESIDENT_NUMBER = re.compile(r"\d{17}[\dXx]")
#: Which types name one thing at its sender, the surest first; "" is a number of no type. An order
#: (PLAC) or a group (FGN) has several results.
OF_PATIENT = ("MR", "PI", "PT", "")
OF_OTHERS = ("ACSN", "FILL", "RI", "")
PATIENTS = ("Patient", "RelatedPerson")
#: Numbers that were given for a while, or are no longer.
NOT_LASTING = ("temp", "old")
PARTS = ("type", "system", "value", "use")
#: A system and a number that can be told apart again where they stand as one id.
AT_SENDER = re.compile(r"([^|\s]+)\|([^|\s](?:[^|]*[^|\s])?)")


def id_at_sender(system: str, number: str) -> str:
    """
    Return a number together with the system that gives it.

    Examples
    --------
    >>> id_at_sender("urn:laboratory", "L-77")
    'urn:laboratory|L-77'
    """
    return f"{system}|{number}"


def as_identifier(code: str) -> dict[str, str] | None:
    """
    Return an id at a sender as the identifier it came as; None for an id of another kind.

    Examples
    --------
    >>> as_identifier("urn:laboratory|L-77")
    {'system': 'urn:laboratory', 'value': 'L-77'}
    >>> as_identifier("p1") is None
    True
    """
    found = AT_SENDER.fullmatch(code)
    if found is None or RESIDENT_NUMBER.fullmatch(found[2]):
        return None
    if found[1] in (codes.OWN_ID, RESIDENT_ID):
        return None
    return {"system": found[1], "value": found[2]}


def mark_of(record: Record, path: Path) -> tuple[str, str]:
    """
    Return an identifier as system and number; "" for what is not said.

    A number that is national by its type, its system or its shape is of one system, whoever sends.
    """
    system, number = _said(record, path, "system"), _said(record, path, "value")
    is_national = is_coded(_type(record, path), *NATIONAL) or system == RESIDENT_ID
    if is_national or RESIDENT_NUMBER.fullmatch(number):
        return RESIDENT_ID, number.upper()
    return system, number


def number_at_sender(record: Record, kind: str) -> Path | None:
    """Return where the number stands by which the sender knows a resource; None if it gives none."""
    types = OF_PATIENT if kind in PATIENTS else OF_OTHERS
    told = [path for path in record.items("identifier") if _is_lasting(record, path)]
    ranked = ((_rank(record, path, types), path) for path in told)
    fit = [(rank, path) for rank, path in ranked if rank is not None]
    return min(fit, key=lambda one: one[0])[1] if fit else None


def take_identifier(record: Record, path: Path) -> None:
    """Count an identifier as taken."""
    record.taken.update((*path, part) for part in PARTS)


def _is_lasting(record: Record, path: Path) -> bool:
    system, number = mark_of(record, path)
    is_any = system not in ("", RESIDENT_ID, codes.OWN_ID) and bool(number)
    return is_any and _said(record, path, "use") not in NOT_LASTING


def _rank(record: Record, path: Path, types: tuple[str, ...]) -> int | None:
    said = _type(record, path)
    if said is None:
        return types.index("")
    return next((n for n, one in enumerate(types) if one and is_coded(said, one)), None)


def _type(record: Record, path: Path) -> object | None:
    """Its type; one that is only an empty object is none."""
    said = value_at(record.values, (*path, "type"))
    return said if isinstance(said, Mapping) and said else None


def _said(record: Record, path: Path, name: str) -> str:
    said = value_at(record.values, (*path, name))
    return tidy(said) if isinstance(said, str) else ""
