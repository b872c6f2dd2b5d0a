"""The clocks of a brief: breached, about to be, silent units; by who holds them, worst first."""

from datetime import datetime, timedelta

import polars as pl
from django.utils.translation import get_language

from firebreak.engine.duties.protocols import Round
from firebreak.outputs.brief.facts import Clock, Holder, RoundDue, RuleClocks, Silent, Unproven
from firebreak.outputs.brief.names import Names
from firebreak.records.situation import Situation

SOON = timedelta(hours=12)
MOST_HOLDERS = 10
MOST_RULES = 6
MOST_CLOCKS = 4
MOST_SILENT = 12
UNPROVEN = 5  # from so many on, breaches of a rule never once fulfilled are not judged


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


def without_any_proof(late: pl.DataFrame, situation: Situation) -> pl.DataFrame:
    """
    The breached duties of rules whose proof has never been entered for anybody.

    Where an office keeps no back-traces here, or has only imported a list of cases, a missing
    record does not tell that the work was not done. A few such breaches are those of an office
    that has just begun; they stay.
    """
    entered = situation.events.filter(pl.col("happened_at") <= situation.at)["kind"].unique()
    rules = [
        rule
        for rule, edition, count in late.group_by("rule", "edition").len().iter_rows()
        if count >= UNPROVEN
        and not set(entered) & set(situation.protocols.rule(rule, edition).fulfilled_by)
    ]
    return late.filter(pl.col("rule").is_in(rules))


def unproven(rows: pl.DataFrame, situation: Situation) -> tuple[Unproven, ...]:
    """Count the duties that cannot be judged, by rule, the most first."""
    counted = rows.group_by("rule", maintain_order=True).agg(pl.len(), pl.first("edition"))
    return tuple(
        Unproven(rule, _name(situation, rule, edition), count)
        for rule, count, edition in counted.sort("len", descending=True).iter_rows()
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


def is_round(situation: Situation) -> pl.Expr:
    """Whether a duty recurs every day."""
    rounds = {rule.id for e in situation.protocols for rule in e.rules if isinstance(rule, Round)}
    return pl.col("rule").is_in(sorted(rounds))


def by_holder(rows: pl.DataFrame, situation: Situation, names: Names) -> tuple[Holder, ...]:
    """Group duties (in order of urgency) by who holds them; the most urgent holder first."""
    groups = list(rows.group_by("holder_unit", "holder_role", maintain_order=True))[:MOST_HOLDERS]
    shown = rows.group_by("holder_unit", "holder_role", "rule", maintain_order=True)
    names.fetch(set(_people(shown.head(MOST_CLOCKS))))
    return tuple(_holder(unit, role, group, situation, names) for (unit, role), group in groups)


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
    of_city = unit is None and _is_city(situation, role, rows)
    by_rule = list(rows.group_by("rule", maintain_order=True))
    return Holder(
        names.city if of_city else names.unit(unit),
        names.code(unit),
        names.role(role),
        names.phone(unit, role) if of_city or unit is not None else "",
        rows.height,
        tuple(_of_rule(some, situation, names) for _rule, some in by_rule[:MOST_RULES]),
    )


def _is_city(situation: Situation, role: str, rows: pl.DataFrame) -> bool:
    """Whether a duty without a unit is the city's own, rather than of a unit not known."""
    rule = situation.protocols.rule(rows["rule"][0], rows["edition"][0])
    return any(holder.role == role and holder.unit == "none" for holder in rule.holders)


def _of_rule(rows: pl.DataFrame, situation: Situation, names: Names) -> RuleClocks:
    rule, edition = rows["rule"][0], rows["edition"][0]
    worst = rows.head(MOST_CLOCKS).iter_rows(named=True)
    return RuleClocks(
        rule,
        edition,
        _name(situation, rule, edition),
        rows.height,
        tuple(_clock(row, names) for row in worst),
    )


def _name(situation: Situation, rule: str, edition: str) -> str:
    return situation.protocols.rule(rule, edition).name.of(get_language() or "en")


def _clock(row: dict, names: Names) -> Clock:
    return Clock(
        names.subject(row["subject_kind"], row["subject"]),
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
