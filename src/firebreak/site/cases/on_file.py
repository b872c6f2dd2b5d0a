"""What is on file about a person, fetched once for all that a page shows of it.

The picture and the lists below it tell of the same records. Units are many on a page and few in a
city: they are fetched together at the end, not joined to every record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Model

from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Person,
    Placement,
    Report,
    Sample,
    Stay,
    Unit,
)
from firebreak.records.visibility import Scope
from firebreak.site.cases.exposed import Exposure, contacts_of, exposures_of


@dataclass(frozen=True)
class OnFile:
    """The records of a person, and of one case of his, as far as a reader sees them."""

    person: Person
    exposures: list[Exposure]
    checks: list[Check]  # the latest first; all others as time went
    samples: list[Sample]  # with their tests
    placements: list[Placement]
    stays: list[Stay]
    case: Case | None = None
    classifications: list[Classification] = field(default_factory=list)
    contacts: list[Exposure] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def on_file(person: Person, scope: Scope, case: Case | None = None) -> OnFile:
    """Fetch the records of a person, and of one case of his."""
    kept = OnFile(
        person=person,
        exposures=exposures_of(person, scope),
        checks=list(person.checks.order_by("-happened_at")),
        samples=list(person.samples.order_by("happened_at").prefetch_related("tests")),
        placements=list(person.placements.order_by("happened_at")),
        stays=list(person.stays.select_related("place").order_by("happened_at")),
        **_of_case(case, scope),
    )
    for placement in kept.placements:
        placement.person = person  # whose exposures are fetched already
    give_units(_pointing_to_units(kept))
    return kept


def _of_case(case: Case | None, scope: Scope) -> dict:
    if case is None:
        return {}
    return {
        "case": case,
        "classifications": list(case.classifications.all()),
        "contacts": contacts_of(case, scope),
        "reports": list(case.reports.order_by("happened_at")),
    }


def _pointing_to_units(kept: OnFile) -> Iterator[tuple[Model, str]]:
    """Every field on the page that names a unit."""
    contacts = (exposure.contact for exposure in kept.contacts)
    for record in (*kept.checks, *kept.placements, *kept.classifications, *contacts):
        yield record, "unit"
    for fields, records in (
        (("unit_residence", "unit_stay"), [kept.person]),
        (("unit_counting", "unit_reporting"), [kept.case] if kept.case else []),
        (("unit", "laboratory"), kept.samples),
        (("unit", "to_unit"), kept.reports),
        (("unit",), [stay.place for stay in kept.stays]),
    ):
        yield from ((record, name) for record in records for name in fields)


def give_units(pointing: Iterable[tuple[Model, str]]) -> None:
    """Fetch the units that fields of records name, all at once."""
    fields = list(pointing)
    found = Unit.objects.in_bulk(
        {getattr(record, f"{name}_id") for record, name in fields} - {None}
    )
    for record, name in fields:
        setattr(record, name, found.get(getattr(record, f"{name}_id")))
