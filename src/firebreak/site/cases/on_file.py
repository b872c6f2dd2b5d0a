"""What is on file about a person, fetched once for all that a page shows of it.

The picture and the lists below it tell of the same records. Units are many on a page and few in a
city: they are taken from the situation, not joined to every record.
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
    Test,
)
from firebreak.records.prepared import Prepared, give
from firebreak.records.situation import Situation, units_of
from firebreak.records.visibility import Scope
from firebreak.site.cases.exposed import Exposure, contacts_of, exposures_of

CHECKS = Prepared(lambda person: Check.objects.filter(person=person).order_by("-happened_at"))
SAMPLES = Prepared(lambda person: Sample.objects.filter(person=person).order_by("happened_at"))
TESTS = Prepared(lambda person: Test.objects.filter(sample__person=person))
PLACEMENTS = Prepared(
    lambda person: Placement.objects.filter(person=person).order_by("happened_at")
)
STAYS = Prepared(
    lambda person: (
        Stay.objects.filter(person=person).select_related("place").order_by("happened_at")
    )
)
CLASSIFICATIONS = Prepared(lambda case: Classification.objects.filter(case=case))
REPORTS = Prepared(lambda case: Report.objects.filter(case=case).order_by("happened_at"))


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


def on_file(person: Person, scope: Scope, now: Situation, case: Case | None = None) -> OnFile:
    """Fetch the records of a person, and of one case of his."""
    kept = OnFile(
        person=person,
        exposures=exposures_of(person, scope, now),
        checks=CHECKS(person.pk),
        samples=_with_tests(SAMPLES(person.pk)),
        placements=PLACEMENTS(person.pk),
        stays=STAYS(person.pk),
        **_of_case(case, scope, now),
    )
    for placement in kept.placements:
        placement.person = person  # whose exposures are fetched already
    give_units(_pointing_to_units(kept), now)
    return kept


def _of_case(case: Case | None, scope: Scope, now: Situation) -> dict:
    if case is None:
        return {}
    return {
        "case": case,
        "classifications": CLASSIFICATIONS(case.pk),
        "contacts": contacts_of(case, scope, now),
        "reports": REPORTS(case.pk),
    }


def _with_tests(samples: list[Sample]) -> list[Sample]:
    """Give each sample of a person its tests."""
    tests = TESTS(samples[0].person_id) if samples else []
    for sample in samples:
        give(sample, "tests", [test for test in tests if test.sample_id == sample.pk])
    return samples


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


def give_units(pointing: Iterable[tuple[Model, str]], now: Situation) -> None:
    """Give fields of records that name a unit the unit itself."""
    fields = list(pointing)
    found = units_of(now, {getattr(record, f"{name}_id") for record, name in fields})
    for record, name in fields:
        setattr(record, name, found.get(getattr(record, f"{name}_id")))
