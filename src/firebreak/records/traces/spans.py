"""Over which time a case is traced: forward and back, from the protocol edition that governs him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firebreak.engine.duties.observation import ObservationError, contact_window
from firebreak.engine.duties.protocols import Edition, NoEditionError, Protocols
from firebreak.engine.when import When
from firebreak.records.models import Case, Placement, Test
from firebreak.records.situation import Situation

#: Placements after which somebody meets nobody unprotected.
ISOLATING = ("on_the_spot", "site", "ward", "icu")


@dataclass(frozen=True)
class Span:
    """
    From when until when a case is traced, and what that follows from.

    Attributes
    ----------
    anchor
        "onset" or "sampling": what the days were counted from; "" if the reader said it himself.
    edition
        The edition that gave the days.
    """

    start: datetime
    end: datetime
    anchor: str = ""
    edition: Edition | None = None


def infectious_spans(
    cases: Sequence[Case], now: Situation, edition: Edition | None = None
) -> dict[int, Span]:
    """
    Return for each case when he can have infected others; a case of unknown dates has none.

    Parameters
    ----------
    edition
        Whose window counts; None: that of the edition that governs each case.
    """
    positive, isolated = _first_positive(cases), _isolated(cases)
    found = {}
    for case in cases:
        own = edition or edition_for(case, now)
        dates = positive.get(case.pk), isolated.get(case.person_id)
        span = _infectious(case, now, own, *dates) if own else None
        if span is not None:
            found[case.pk] = span
    return found


def exposure_spans(cases: Sequence[Case], now: Situation) -> dict[int, Span]:
    """Return for each case when he can have been infected; a case of unknown dates has none."""
    positive = _first_positive(cases)
    found = {}
    for case in cases:
        span = _exposure(case, now, positive.get(case.pk))
        if span is not None:
            found[case.pk] = span
    return found


def edition_for(case: Case, now: Situation) -> Edition | None:
    """Return the control edition that governs a case now; None where none does."""
    try:
        return protocols_for(case, now).governing(case.pathogen, now.at)
    except NoEditionError:
        return None


def protocols_for(case: Case, now: Situation) -> Protocols:
    """Return the editions that apply where a case is counted."""
    division = now.divisions.get(case.unit_counting_id)
    return now.protocols.for_division(division) if division else now.protocols


def _infectious(
    case: Case,
    now: Situation,
    edition: Edition,
    positive: datetime | None,
    isolated: datetime | None,
) -> Span | None:
    try:
        period = contact_window(
            edition,
            onset=case.happened,
            sampling=When.minute(positive) if positive else None,
            isolation=When.minute(isolated) if isolated else None,
        )
    except ObservationError:
        return None
    end = min(period.end or now.at, now.at)
    return Span(period.start, max(end, period.start), period.anchor, edition)


def _exposure(case: Case, now: Situation, positive: datetime | None) -> Span | None:
    edition = edition_for(case, now)
    days = edition.thresholds.exposure_days if edition else None
    anchored = _anchor(case, positive)
    if edition is None or days is None or anchored is None:
        return None
    when, anchor = anchored
    assert when.start is not None
    assert when.latest is not None
    start = when.start.astimezone(edition.time_zone) - timedelta(days=days)
    return Span(start, min(when.latest, now.at), anchor, edition)


def _anchor(case: Case, positive: datetime | None) -> tuple[When, str] | None:
    if case.happened_at is not None:
        return case.happened, "onset"
    return (When.minute(positive), "sampling") if positive else None


def _first_positive(cases: Sequence[Case]) -> dict[int, datetime]:
    """When the first sample was taken that turned out positive, by case."""
    people = {case.person_id for case in cases}
    rows = Test.objects.filter(
        sample__person__in=people, result="positive", sample__happened_at__isnull=False
    ).values_list("sample__person_id", "pathogen", "sample__happened_at")
    taken: dict[tuple[int, str], datetime] = {}
    for person, pathogen, at in rows.order_by("-sample__happened_at"):
        if at is not None:
            taken[person, pathogen] = at
    asked = ((case.pk, taken.get((case.person_id, case.pathogen))) for case in cases)
    return {pk: at for pk, at in asked if at is not None}


def _isolated(cases: Sequence[Case]) -> dict[int, datetime]:
    """When each was first kept where he meets nobody, by person."""
    people = {case.person_id for case in cases}
    rows = Placement.objects.filter(
        person__in=people, level__in=ISOLATING, happened_at__isnull=False
    )
    found = rows.order_by("-happened_at").values_list("person_id", "happened_at")
    return {person: at for person, at in found if at is not None}
