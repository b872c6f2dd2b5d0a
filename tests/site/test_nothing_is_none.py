"""What is not known is said or left out: no page prints the word that Python has for it."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from tests.site.conftest import at

import firebreak.site
from firebreak.records.actions import contacts
from firebreak.records.models import RECORDS, Case, Contact, Outbreak, Place, Sample

TEMPLATES = Path(firebreak.site.__file__).parent / "templates"
TAG = re.compile(r"\{%\s*(\w+)([^%]*)%\}|\{\{\s*([\w.]+)\s*(\|[^}]*)?\}\}")
OPENS, CLOSES = ("if", "with", "for"), ("endif", "endwith", "endfor")
#: Names that other things than records bear, too, which always have them.
OF_OTHERS = {"day", "end", "hours", "people", "row", "start", "until", "valid_from", "valid_to"}


def always_nullable() -> set[str]:
    """Return the names of fields that may be empty wherever a record has them."""
    may_be, never = set(), set()
    for model in RECORDS:
        for field in model._meta.concrete_fields:
            (may_be if field.null else never).add(field.name)
    return may_be - never - OF_OTHERS


def unguarded(text: str, names: set[str]) -> list[str]:
    """Return what a template prints of those fields without asking whether it is there."""
    found, inside = [], []
    for match in TAG.finditer(text):
        tag, rest, printed, filters = match.groups()
        if tag in OPENS:
            inside.append(rest if tag == "if" else "")
        elif tag == "elif":
            inside[-1] += rest
        elif tag in CLOSES:
            inside.pop()
        elif printed and "." in printed and printed.rpartition(".")[2] in names and not filters:
            found += [printed] if not any(printed in condition for condition in inside) else []
    return found


def test_no_template_prints_a_field_that_may_be_empty_without_asking():
    names = always_nullable()
    assert {"unit_reporting", "temperature_celsius", "laboratory"} <= names
    every = {
        str(path.relative_to(TEMPLATES)): unguarded(path.read_text(), names)
        for path in sorted(TEMPLATES.rglob("*.html"))
    }
    assert {name: found for name, found in every.items() if found} == {}


def test_a_field_printed_without_asking_is_found():
    assert unguarded("{{ case.unit_reporting }}", {"unit_reporting"}) == ["case.unit_reporting"]
    asked = "{% if case.unit_reporting %}{{ case.unit_reporting }}{% endif %}"
    assert unguarded(asked, {"unit_reporting"}) == []


@pytest.mark.parametrize("page", ["entry_place", "entry_merge_places"])
def test_a_place_of_no_unit_is_offered_by_its_name_alone(city, sign_in, page):
    row = contacts.add_place(by=None, name="G9985 06车 9排", unit=None)
    contacts.record_stay(by=None, person=city.zhang, place=row, when=at(1, 20, 9))
    text = sign_in("tracer").get(reverse(page)).content.decode()
    assert "G9985" in text
    assert "None" not in text


@pytest.mark.parametrize("model", [Case, Contact, Outbreak, Place, Sample])
def test_a_choice_says_nothing_of_what_is_not_known(city, model):
    record = model.objects.first() or model(name="桐荷酒家")
    for field in model._meta.concrete_fields:
        if field.null and not field.name.startswith("happened"):
            setattr(record, field.attname, None)
    kind = model._meta.model_name
    assert "None" not in render_to_string("entry/choice.html", {"record": record, "kind": kind})
