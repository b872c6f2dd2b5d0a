"""The duties about a case that were not done in time while he was infected and not isolated.

What should have been done by when, and by whom, is worked out by the duties themselves.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.protocols import SIGNS, Protocols, Round
from firebreak.engine.missed.meetings import MET
from firebreak.engine.missed.periods import Ruling


def duties_of(
    events: pl.DataFrame,
    courses: pl.DataFrame,
    protocols: Protocols,
    *,
    now: datetime,
    known: datetime | None,
    divisions: Mapping[int, str] | None,
    began: datetime | None,
) -> pl.DataFrame:
    """Return the breached duties about the cases that ran out within their courses."""
    due = duties(events, protocols, now=now, known=known, divisions=divisions, began=began).join(
        courses.select("subject", "since", "isolated_at", of="county"), on="subject"
    )
    free = pl.col("isolated_at").is_null() | (pl.col("due") <= pl.col("isolated_at"))
    inside = (pl.col("due") >= pl.col("since")) & free & (pl.col("subject_kind") == "person")
    return due.filter(inside).with_columns(county=pl.coalesce("of", "county"))


def missed(breaches: pl.DataFrame, ruling: Ruling, protocols: Protocols) -> pl.DataFrame:
    """Return the breaches that a chance names, as meetings that did not take place."""
    rows = breaches.filter(pl.col("rule") == ruling.rule.duty)
    recurs = any(
        isinstance(rule, Round) and rule.id == ruling.rule.duty
        for edition in protocols
        for rule in edition.rules
    )
    rows = rows.filter(_not_done if recurs else _late)
    return rows.select(_column(name, ruling) for name in MET)


# Of a round, what was done before the next one was due is late and not missed.
_not_done = (pl.col("state") == "overdue") & (pl.col("reason") == "missed")
_late = pl.col("state").is_in(["overdue", "met_late"]) | (
    (pl.col("state") == "not_applicable")
    & pl.col("late_by").is_not_null()
    & (pl.col("reason") != "before_record")
)


def _column(name: str, ruling: Ruling) -> pl.Expr:
    column = {
        "rule": pl.lit(ruling.rule.id),
        "edition": pl.lit(ruling.edition.id),
        "before_rule": pl.lit(value=False),  # a duty has a clock only under a rule in force
        "subject": pl.col("subject"),
        "county": pl.col("county"),
        "moment": pl.col("due"),
        "post": pl.col("holder_role"),
        "unit": pl.col("holder_unit"),
        "kind": pl.col("start_kind"),
        "record": pl.col("start_record"),
        "signs": pl.lit([], pl.List(pl.Enum(SIGNS))),
        "answered_at": pl.col("fulfilled"),
        "isolated_at": pl.col("isolated_at"),
    }.get(name, pl.lit(None))
    return column.cast(MET[name]).alias(name)
