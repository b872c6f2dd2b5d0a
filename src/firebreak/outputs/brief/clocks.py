"""The clocks of a brief: breached, about to be, silent units; by who holds them, worst first."""

from datetime import timedelta

import polars as pl
from django.utils.translation import get_language

from firebreak.engine.duties.protocols import Round
from firebreak.outputs.brief.facts import (
    BeforeRecord,
    Clock,
    Held,
    Holder,
    RoundDue,
    RuleClocks,
    Silent,
)
from firebreak.outputs.brief.names import Names
from firebreak.outputs.urgent import REPORTS_OF_THE_DAY
from firebreak.records.situation import Situation

MOST_HOLDERS = 10
MOST_RULES = 6
MOST_CLOCKS = 4
MOST_SILENT = 12


def before_record(rows: pl.DataFrame, situation: Situation) -> tuple[BeforeRecord, ...]:
    """Count the clocks that ran out before this record began, by rule, the most first."""
    counted = rows.group_by("rule").agg(pl.len(), pl.col("edition").max())
    return tuple(
        BeforeRecord(rule, _name(situation, rule, edition), count)
        for rule, count, edition in counted.sort(
            "len", "rule", descending=[True, False]
        ).iter_rows()
    )


def by_holder(rows: pl.DataFrame, situation: Situation, names: Names) -> tuple[Holder, ...]:
    """Group duties (in order of urgency) by who holds them; the most urgent holder first."""
    groups = list(rows.group_by("holder_unit", "holder_role", maintain_order=True))[:MOST_HOLDERS]
    of_rule = ["holder_unit", "holder_role", "rule"]
    once = rows.unique([*of_rule, "subject_kind", "subject"], keep="first", maintain_order=True)
    names.fetch(set(_people(once.group_by(of_rule, maintain_order=True).head(MOST_CLOCKS))))
    return tuple(_holder(unit, role, group, situation, names) for (unit, role), group in groups)


def held(
    late: pl.DataFrame, soon: pl.DataFrame, situation: Situation, names: Names
) -> tuple[Held, ...]:
    """Every post that holds a breached clock or one due soon, the most breached first."""
    post = ["holder_unit", "holder_role"]
    both = pl.concat([late.with_columns(late=True), soon.with_columns(late=False)])
    groups = both.group_by(post, maintain_order=True)
    lines = [_held(unit, role, rows, situation, names) for (unit, role), rows in groups]
    return tuple(sorted(lines, key=lambda h: (-h.overdue, -h.soon, h.unit_code, h.role_code)))


def _held(
    unit: int | None, role: str, rows: pl.DataFrame, situation: Situation, names: Names
) -> Held:
    overdue = int(rows["late"].sum())
    post = _post(unit, role, rows, situation, names)
    return Held(*post, overdue, rows.height - overdue)


def rounds_due(rows: pl.DataFrame, situation: Situation) -> tuple[RoundDue, ...]:
    """Count the duties of the day that fall due, by rule and hour."""
    grouped = rows.group_by("rule", "edition", "due", maintain_order=True).len()
    return tuple(
        RoundDue(rule, edition, _name(situation, rule, edition), due, count)
        for rule, edition, due, count in grouped.iter_rows()
    )


def silent_units(rows: pl.DataFrame, situation: Situation, names: Names) -> tuple[Silent, ...]:
    """The units whose report of the day is overdue, the longest silent first."""
    heard = (
        situation.events.filter(
            pl.col("kind").is_in(REPORTS_OF_THE_DAY) & (pl.col("happened_at") <= situation.at)
        )
        .group_by("subject")
        .agg(pl.col("happened_at").max().alias("heard"))
    )
    once = rows.sort("due").unique("subject", keep="first")
    ordered = once.join(heard, on="subject", how="left").sort("heard", "due", "subject")
    return tuple(_silent(row, names) for row in ordered.head(MOST_SILENT).iter_rows(named=True))


def _people(rows: pl.DataFrame) -> list[int]:
    return rows.filter(pl.col("subject_kind") == "person")["subject"].to_list()


def _holder(
    unit: int | None, role: str, rows: pl.DataFrame, situation: Situation, names: Names
) -> Holder:
    by_rule = list(rows.group_by("rule", maintain_order=True))
    return Holder(
        *_post(unit, role, rows, situation, names),
        rows.height,
        tuple(_of_rule(some, situation, names) for _rule, some in by_rule[:MOST_RULES]),
    )


def _post(
    unit: int | None, role: str, rows: pl.DataFrame, situation: Situation, names: Names
) -> tuple[str, str, str, str, str]:
    """The unit and its code, the role and its code, the telephone; "" where it is not known."""
    if unit is None and not _is_city(situation, role, rows):
        return "", "", names.role(role), role, ""
    named = names.city if unit is None else names.unit(unit)
    return named, names.code(unit), names.role(role), role, names.phone(unit, role)


def _is_city(situation: Situation, role: str, rows: pl.DataFrame) -> bool:
    """Whether a duty without a unit is the city's own, rather than of a unit not known."""
    rule = situation.protocols.rule(rows["rule"][0], rows["edition"][0])
    return any(holder.role == role and holder.unit == "none" for holder in rule.holders)


def _of_rule(rows: pl.DataFrame, situation: Situation, names: Names) -> RuleClocks:
    rule, edition = rows["rule"][0], rows["edition"][0]
    about = ["subject_kind", "subject"]
    times = rows.group_by(about, maintain_order=True).len()
    worst = rows.unique(about, keep="first", maintain_order=True).head(MOST_CLOCKS)
    return RuleClocks(
        rule,
        edition,
        _name(situation, rule, edition),
        isinstance(situation.protocols.rule(rule, edition), Round),
        rows.height,
        times.height,
        tuple(
            _clock(row, count, names)
            for row, count in zip(worst.iter_rows(named=True), times["len"], strict=False)
        ),
    )


def _name(situation: Situation, rule: str, edition: str) -> str:
    return situation.protocols.rule(rule, edition).name.of(get_language() or "en")


def _clock(row: dict, times: int, names: Names) -> Clock:
    return Clock(
        names.subject(row["subject_kind"], row["subject"]),
        times,
        row["started"],
        row["started_until"] is not None,
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
