"""Whether the negative results on file exclude a case, as the edition in force asks for them."""

from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from firebreak.engine.duties.discharge import spaced
from firebreak.engine.duties.protocols import Thresholds
from firebreak.engine.when import When
from firebreak.records.editions import protocols
from firebreak.records.models import Case, Test


def negatives_exclude(case: Case, when: When) -> bool:
    """
    Say whether a case has the negatives, so many hours apart, that exclude it at a time.

    Only results since the case was opened and since its last positive count. Where no edition in
    force says how many are enough, none are.
    """
    if when.start is None or when.latest is None:
        return False
    asked = _asked(case.pathogen, when.start)
    if asked is None or asked.negatives_to_exclude is None:
        return False
    apart = timedelta(hours=asked.hours_between_negatives or 0)
    return spaced(_negatives(case, when.latest), apart=apart) >= asked.negatives_to_exclude


def _asked(pathogen: str, at: datetime) -> Thresholds | None:
    said = (edition.thresholds for edition in protocols().in_force(pathogen, at))
    return next((numbers for numbers in said if numbers.negatives_to_exclude is not None), None)


def _negatives(case: Case, until: datetime) -> list[datetime]:
    """When the samples were taken that have been negative since the last positive."""
    opened = case.classifications.filter(happened_at__isnull=False).earliest("happened_at")
    results = Test.objects.filter(
        sample__person=case.person,
        pathogen=case.pathogen,
        happened_at__range=(opened.happened_at, until),
    ).order_by("happened_at", "id")
    taken: list[datetime] = []
    for result, at in results.values_list("result", Coalesce("sample__happened_at", "happened_at")):
        if result == Test.Result.POSITIVE:
            taken.clear()
        elif result == Test.Result.NEGATIVE:
            taken.append(at)
    return sorted(taken)
