"""What a curve of confirmed cases still lacks: those of its last days that nobody has reported yet.

A case is on the curve from the day on which the record holds its confirmation. What was entered
before the record began counts from when it was told: nothing could be stored before.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.conf import settings

from firebreak.engine import epidemic
from firebreak.records.situation import Situation

DAY = timedelta(days=1)


@dataclass(frozen=True)
class StillToCome:
    """About `mean` cases since a day, from `lower` to `upper` (95%), are still to be reported."""

    by: str  # the column of days counted by
    since: date
    mean: float
    lower: int
    upper: int


def still_to_come(
    now: Situation, cases: pl.DataFrame, by: str
) -> tuple[pl.DataFrame, StillToCome | None]:
    """
    Estimate the cases of the last days, those still to be reported among them.

    Parameters
    ----------
    now
        The situation. Today is not over: the estimate is as of the end of yesterday.
    cases
        The confirmed cases of the curve, as the line list has them.
    by
        The column of days that the curve counts by.

    Returns
    -------
    tuple of (pl.DataFrame, StillToCome or None)
        The days, see `epidemic.nowcast`, and all together; None if nothing is expected.

    Raises
    ------
    NowcastError
        There are too few reports, or they come too late for the length of the series.
    """
    known = cases.join(now.once(_known_since), on="person_id", how="inner")
    reports = known.select(date=by, reported=pl.max_horizontal(by, "known")).drop_nulls()
    as_of = _local_day(now.at) - DAY
    days = epidemic.nowcast(reports, as_of=as_of)
    since, mean, lower, upper = epidemic.still_to_come(reports, as_of=as_of).row(0)
    return days, StillToCome(by, since, mean, lower, upper) if since and upper else None


def _known_since(now: Situation) -> pl.DataFrame:
    """The city's day from which each person was known to be confirmed: `person_id`, `known`."""
    confirmed = now.events.filter(
        (pl.col("kind") == "case.confirmed") & (pl.col("pathogen") == now.pathogen)
    )
    stored, told = pl.col("stored_at"), pl.col("told_at")
    began = now.began or now.at
    since = pl.when(told < began).then(told).otherwise(stored)
    first = confirmed.group_by("subject").agg(since=pl.coalesce(since, stored).min())
    local = pl.col("since").dt.convert_time_zone(str(settings.CITY_ZONE)).dt.date()
    return first.select(person_id="subject", known=local)


def _local_day(at: datetime) -> date:
    return at.astimezone(settings.CITY_ZONE).date()
