"""What this record keeps, and what was made public: an unknown is unknown, not 0.

A count of 0 says something only where the record keeps such things. Of a measure of which it has
never held anything, in no unit and at no time, the brief and Today say so, and what daily reports
published of it.
"""

from datetime import datetime

import polars as pl

from firebreak.engine import counts
from firebreak.engine.consistency.totals import as_published
from firebreak.engine.counts import CASE_KINDS
from firebreak.engine.kinds import matching
from firebreak.engine.tables import is_kind
from firebreak.outputs.brief.facts import Published
from firebreak.outputs.inconsistencies import published
from firebreak.records.situation import Situation

OBSERVATION = (*matching("placement.began"), *matching("placement.ended"))
#: As `counts.KEPT_BY`, contacts included.
KEPT_BY = {
    **counts.KEPT_BY,
    "traced": ("contact.named",),
    "became_cases": ("contact.named",),
    "observed": OBSERVATION,
    "released": OBSERVATION,
    "ended_early": OBSERVATION,
    "not_placed": OBSERVATION,
}
#: measure -> what daily reports call its standing figure; what is new of it is "new_" and this
REPORTED = {
    **{m: m for m in ("confirmed", "suspected", "recovered", "died")},
    "traced": "contacts",
    "observed": "contacts_observed",
    "released": "contacts_released",
}
ADD_UP = ("confirmed", "recovered", "died", "traced", "released")


def case_events(of: Situation) -> pl.DataFrame:
    """Return the events of a situation that tell how cases stand."""
    return of.events.filter(is_kind("case"))


def kept_measures(of: Situation) -> frozenset[str]:
    """Return the measures of which the record of a situation holds anything."""
    held = set(of.events["kind"].unique().cast(pl.String))
    return frozenset(measure for measure, kinds in KEPT_BY.items() if held & set(kinds))


def day_not_over(events: pl.DataFrame, at: datetime) -> pl.Series:
    """
    Return the classifications known to a day, or span of days, that is not over at an instant.

    They count from the day's beginning, so that the 24:00 of the day has them; until then the hour
    may be still to come.
    """
    cases = events.filter(pl.col("kind").is_in(CASE_KINDS))
    return cases.filter((pl.col("happened_at") <= at) & (pl.col("happened_until") > at))["record"]


def published_figures(close: datetime, unit: int | None) -> dict[str, Published]:
    """
    Return what daily reports say of each measure up to an instant.

    The last figure of the standing, with what was new after it. Reports that only say what is new
    are added up.

    Parameters
    ----------
    unit
        Whose figures; None for the whole city.
    """
    rows = as_published(published()).filter(
        (pl.col("as_of") <= close) & pl.col("unit").eq_missing(pl.lit(unit, pl.Int64))
    )
    found = {measure: _published(rows, measure) for measure in REPORTED}
    return {measure: figure for measure, figure in found.items() if figure}


def _published(rows: pl.DataFrame, measure: str) -> Published | None:
    word = REPORTED[measure]
    standing = rows.filter(pl.col("measure") == word).tail(1)
    new = rows.filter(pl.col("measure") == f"new_{word}") if measure in ADD_UP else rows.clear()
    if not standing.is_empty():
        new = new.filter(pl.col("as_of") > standing["as_of"][0])
    told = pl.concat([standing, new]).sort("as_of")
    if told.is_empty():
        return None
    return Published(int(told["value"].sum()), told["as_of"][-1])
