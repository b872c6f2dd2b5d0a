"""The beds of hospitals: how many there are, who lies in them, who meets the discharge criteria."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from firebreak.engine.duties.discharge import (
    Criterion,
    consecutive_negatives,
    normal_temperature,
)
from firebreak.engine.duties.protocols import NoEditionError, Protocols, Thresholds
from firebreak.records.models import Check, Placement, Test, Unit

Rows = Iterable[tuple[Any, ...]]
IN_BED = (Placement.Level.ON_THE_SPOT, Placement.Level.WARD, Placement.Level.ICU)


@dataclass(frozen=True)
class Beds:
    """The beds of one hospital; `total` is None where nobody has said how many it has."""

    hospital: Unit
    total: int | None
    taken: Counter  # by level

    @property
    def occupied(self) -> int:
        return self.taken.total()

    @property
    def free(self) -> int | None:
        """How many are free; below 0 if more people lie there than it has beds."""
        return None if self.total is None else self.total - self.occupied


def beds_under(unit: Unit) -> list[Beds]:
    """Return the beds of each hospital of a subtree, the fullest first."""
    hospitals = Unit.objects.filter(
        path__startswith=unit.path, kind=Unit.Kind.HOSPITAL, closed_at__isnull=True
    )
    taken: dict[int, Counter] = defaultdict(Counter)
    for hospital, level in lying_under(unit).values_list("unit_id", "level"):
        taken[hospital][level] += 1
    found = [Beds(hospital, hospital.beds, taken[hospital.pk]) for hospital in hospitals]
    return sorted(found, key=lambda beds: (beds.free is None, beds.free or 0, beds.hospital.code))


def lying_under(unit: Unit) -> QuerySet[Placement]:
    """Return the placements of those who lie in a hospital of a subtree now."""
    return Placement.objects.filter(
        unit__path__startswith=unit.path, level__in=IN_BED, ended_at__isnull=True
    )


def criteria(
    people: Iterable[int], protocols: Protocols, pathogen: str, now: datetime
) -> dict[int, tuple[Criterion, ...]]:
    """
    Return the discharge criteria of some patients, by person.

    Empty where no edition in force gives the numbers.
    """
    people = list(people)
    numbers = _thresholds(protocols, pathogen, now, "diagnosis")
    fever = _thresholds(protocols, pathogen, now, "control").fever_celsius
    readings, results = _readings(people), _results(people, pathogen)
    found = {}
    for person in people:
        warmth = _temperature(readings[person], fever, numbers, now)
        found[person] = tuple(filter(None, (warmth, _negatives(results[person], numbers))))
    return found


def _temperature(
    readings: list[tuple[datetime, float]],
    fever: float | None,
    numbers: Thresholds,
    now: datetime,
) -> Criterion | None:
    days = numbers.days_without_fever_to_discharge
    if fever is None or days is None:
        return None
    return normal_temperature(readings, fever_celsius=fever, days=days, now=now)


def _negatives(results: list[tuple[datetime, bool]], numbers: Thresholds) -> Criterion | None:
    if numbers.negatives_to_discharge is None:
        return None
    return consecutive_negatives(
        results,
        needed=numbers.negatives_to_discharge,
        hours_between=numbers.hours_between_negatives or 0,
    )


def _thresholds(protocols: Protocols, pathogen: str, at: datetime, family: str) -> Thresholds:
    try:
        return protocols.governing(pathogen, at, family).thresholds
    except NoEditionError:
        return Thresholds()


def _readings(people: list[int]) -> dict[int, list[tuple[datetime, float]]]:
    measured = Check.objects.filter(person__in=people, temperature_celsius__isnull=False)
    rows: Rows = measured.exclude(happened_at=None).values_list(
        "person_id", "happened_at", "temperature_celsius"
    )
    found = defaultdict(list)
    for person, at, celsius in rows:
        found[person].append((at, float(celsius)))
    return found


def _results(people: list[int], pathogen: str) -> dict[int, list[tuple[datetime, bool]]]:
    """When each sample with a result was taken, and whether all its results are negative."""
    tests = Test.objects.filter(sample__person__in=people, pathogen=pathogen)
    rows: Rows = tests.exclude(sample__happened_at=None).values_list(
        "sample_id", "sample__person_id", "sample__happened_at", "result"
    )
    samples: dict[tuple[int, int, datetime], list[str]] = defaultdict(list)
    for sample, person, at, result in rows:
        samples[sample, person, at].append(result)
    found = defaultdict(list)
    for (_, person, at), said in samples.items():
        found[person].append((at, set(said) == {Test.Result.NEGATIVE}))
    return found
