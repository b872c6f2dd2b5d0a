"""What is on file already that rows of a list may be about: looked up by key, in batches.

Every question is one query for many rows, over an index, so that the time for a row does not grow
with what is on file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from firebreak.intake.linelist.units import KnownUnit, UnitBook
from firebreak.records.models import (
    Case,
    Citation,
    Classification,
    DivisionCode,
    Person,
    Place,
    Report,
    Source,
    Stay,
    Unit,
)
from firebreak.records.one_person import resolved

BATCH = 500
T = TypeVar("T")


def unit_book() -> UnitBook:
    """Return the units on file with every code and name they have or had."""
    codes: dict[int, list[DivisionCode]] = defaultdict(list)
    for code in DivisionCode.objects.all():
        codes[code.unit_id].append(code)
    return UnitBook(_known(unit, codes[unit.pk]) for unit in Unit.objects.all())


def _known(unit: Unit, codes: list[DivisionCode]) -> KnownUnit:
    own = [unit.code] if unit.code.isdigit() else []
    return KnownUnit(
        key=unit.pk,
        name=unit.name,
        short=unit.short_name,
        name_en=unit.name_en,
        kind=unit.kind,
        code=unit.code,
        codes=tuple(dict.fromkeys([*own, *(code.code for code in codes)])),
        former=tuple(code.name for code in codes if code.name != unit.name),
    )


def in_batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """
    Return the items in lists of at most `size`.

    Examples
    --------
    >>> list(in_batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def cases_numbered(numbers: Iterable[str]) -> dict[str, Case]:
    """Case number -> the case that has it."""
    found: dict[str, Case] = {}
    for batch in in_batches(numbers):
        for case in Case.objects.filter(number__in=batch).select_related("person"):
            found[case.number or ""] = case
    return found


def cases_of_ids(ids: Iterable[int]) -> dict[int, Case]:
    """Number of a record -> that case."""
    found: dict[int, Case] = {}
    for batch in in_batches(ids):
        found |= Case.objects.select_related("person").in_bulk(batch)
    return found


def cases_of_people(people: Iterable[int]) -> dict[tuple[int, str], Case]:
    """(person, pathogen) -> his last case of it."""
    found: dict[tuple[int, str], Case] = {}
    for batch in in_batches(people):
        cases = Case.objects.filter(person__in=batch).select_related("person")
        for case in cases.order_by("id"):
            found[case.person_id, case.pathogen] = case
    return found


def people_keyed(field: str, keys: Iterable[str]) -> dict[str, list[Person]]:
    """Key of an identifier -> the people who have it. `field`: "id_number_key" or "phone_key"."""
    found: dict[str, list[Person]] = defaultdict(list)
    for batch in in_batches(keys):
        called = list(Person.objects.filter(**{f"{field}__in": batch}).defer("address"))
        for person, now in zip(called, resolved(called), strict=True):
            if now not in found[getattr(person, field)]:
                found[getattr(person, field)].append(now)
    return found


def people_named(names: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Person]]:
    """(name, county of residence) -> the people so named who live there."""
    found: dict[tuple[str, int], list[Person]] = defaultdict(list)
    by_unit: dict[int, list[str]] = defaultdict(list)
    for name, unit in names:
        by_unit[unit].append(name)
    for unit, unit_names in by_unit.items():
        for batch in in_batches(unit_names):
            people = Person.objects.filter(
                name__in=batch, unit_residence=unit, merged_into__isnull=True
            )
            for person in people.only("id", "name", "sex", "birth_date", "age", "age_unit"):
                found[person.name, unit].append(person)
    return found


def said_before(cases: Iterable[int]) -> dict[int, dict[str, str]]:
    """Case -> what the last file that held it said, field by field."""
    found: dict[int, dict[str, str]] = {}
    for batch in in_batches(cases):
        rows = Citation.objects.filter(
            record_kind="case", record_id__in=batch, field="", source__kind=Source.Kind.FILE
        )
        for case, quote in rows.order_by("id").values_list("record_id", "quote"):
            found[case] = json.loads(quote)
    return found


def classifications_of(cases: Iterable[int]) -> dict[int, list[Classification]]:
    """Case -> its classifications in order."""
    found: dict[int, list[Classification]] = defaultdict(list)
    for batch in in_batches(cases):
        for row in Classification.objects.filter(case__in=batch):
            found[row.case_id].append(row)
    return found


def cards_of(cases: Iterable[int]) -> dict[int, Report]:
    """Case -> its first report card."""
    found: dict[int, Report] = {}
    for batch in in_batches(cases):
        for card in Report.objects.filter(case__in=batch, kind="case_card").order_by("-id"):
            found[card.case_id or 0] = card
    return found


def places_named(names: Iterable[str]) -> dict[str, list[Place]]:
    """Name -> the places so called, now or before they were merged."""
    found: dict[str, list[Place]] = defaultdict(list)
    for batch in in_batches(names):
        rows = Place.objects.filter(name__in=batch).select_related("merged_into")
        for place in rows.order_by("id"):
            found[place.name].append(place.merged_into or place)
    return found


def stays_of(people: Iterable[int]) -> set[tuple[int, int]]:
    """The (person, place) of every stay of these people."""
    found: set[tuple[int, int]] = set()
    for batch in in_batches(people):
        found |= set(Stay.objects.filter(person__in=batch).values_list("person_id", "place_id"))
    return found


def documents_at(urls: Iterable[str]) -> dict[str, Source]:
    """Address -> the document on file that has it."""
    found: dict[str, Source] = {}
    for batch in in_batches(urls):
        for source in Source.objects.filter(url__in=batch, kind=Source.Kind.DOCUMENT):
            found[source.url] = source
    return found
