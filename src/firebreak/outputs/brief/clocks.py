"""The clocks of a brief: breached, about to be, silent units; by who holds them, worst first."""

from datetime import datetime, timedelta

import polars as pl

from firebreak.engine.duties.protocols import Round
from firebreak.outputs.brief.facts import Clock, Holder, Silent
from firebreak.outputs.brief.names import Names
from firebreak.records.situation import Situation

SOON = timedelta(hours=12)
MOST_HOLDERS = 12
MOST_CLOCKS = 5
MOST_SILENT = 20


def overdue(duties: pl.DataFrame) -> pl.DataFrame:
    """The breached duties, the longest overdue first."""
    return duties.filter(pl.col("state") == "overdue").sort(
        "late_by", "rule", "subject", descending=[True, False, False]
    )


def due_within(duties: pl.DataFrame, at: datetime, span: timedelta = SOON) -> pl.DataFrame:
    """The duties not done that are due within a span, the soonest first."""
    waiting = pl.col("state").is_in(["open", "due_soon"])
    return duties.filter(waiting & pl.col("due").is_between(at, at + span)).sort(
        "due", "rule", "subject"
    )


def is_silence(situation: Situation) -> pl.Expr:
    """Whether a duty is a unit's report of the day."""
    rounds = [
        rule.id
        for edition in situation.protocols
        for rule in edition.rules
        if isinstance(rule, Round)
        and rule.subject == "unit"
        and any(kind.startswith("report.received") for kind in rule.fulfilled_by)
    ]
    return (pl.col("subject_kind") == "unit") & pl.col("rule").is_in(rounds)


def by_holder(rows: pl.DataFrame, situation: Situation, names: Names) -> tuple[Holder, ...]:
    """Group duties (in order of urgency) by who holds them; the most urgent holder first."""
    groups = list(rows.group_by("holder_unit", "holder_role", maintain_order=True))[:MOST_HOLDERS]
    names.fetch({s for _key, group in groups for s in _people(group.head(MOST_CLOCKS))})
    return tuple(_holder(unit, role, group, situation, names) for (unit, role), group in groups)


def silent_units(rows: pl.DataFrame, situation: Situation, names: Names) -> tuple[Silent, ...]:
    """The units whose report of the day is overdue, the longest silent first."""
    heard = (
        situation.events.filter(
            pl.col("kind").is_in(["report.received.daily", "report.received.zero"])
            & (pl.col("happened_at") <= situation.at)
        )
        .group_by("subject")
        .agg(pl.col("happened_at").max().alias("heard"))
    )
    once = rows.sort("due").unique("subject", keep="first")
    ordered = once.join(heard, on="subject", how="left").sort("heard", "due", nulls_last=False)
    return tuple(_silent(row, names) for row in ordered.head(MOST_SILENT).iter_rows(named=True))


def _people(rows: pl.DataFrame) -> list[int]:
    return rows.filter(pl.col("subject_kind") == "person")["subject"].to_list()


def _holder(
    unit: int | None, role: str, rows: pl.DataFrame, situation: Situation, names: Names
) -> Holder:
    clocks = [_clock(row, situation, names) for row in rows.head(MOST_CLOCKS).iter_rows(named=True)]
    where = names.unit(unit) if unit is not None else ""
    return Holder(
        where, names.code(unit), names.role(role), names.phone(unit), rows.height, tuple(clocks)
    )


def _clock(row: dict, situation: Situation, names: Names) -> Clock:
    rule = situation.protocols.rule(row["rule"], row["edition"])
    return Clock(
        row["rule"],
        row["edition"],
        rule.name.of(_language()),
        names.subject(row["subject_kind"], row["subject"]),
        row["started"],
        row["due"],
        _minutes(row["late_by"]),
        names.role(row["escalated_to"]),
        row["start_record"],
    )


def _silent(row: dict, names: Names) -> Silent:
    unit = row["subject"]
    return Silent(
        names.unit(unit),
        names.code(unit),
        names.phone(unit),
        row["due"],
        _minutes(row["late_by"]),
        row["heard"],
    )


def _minutes(late: timedelta | None) -> int:
    return max(0, int(late.total_seconds() // 60)) if late else 0


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "en"
