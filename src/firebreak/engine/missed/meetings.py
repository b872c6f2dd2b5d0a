"""The meetings at which a rule should have held somebody back and nothing followed.

A check has signs: what was measured, complained of, told, or left unasked. Two of them rest on what
else is on record, which may have come there only later: the row says when it was told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import polars as pl

from firebreak.engine.duties.protocols import ON_RECORD, SIGNS
from firebreak.engine.duties.starting import instant
from firebreak.engine.kinds import KINDS
from firebreak.engine.missed.periods import Period, Ruling
from firebreak.engine.tables import INSTANT, KIND, is_kind

#: Where it happened before he came here, on whatever day: it precedes every meeting here.
ELSEWHERE = "infected.elsewhere"
MET: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "edition": pl.String(),
    "before_rule": pl.Boolean(),
    "subject": pl.Int64(),
    "county": pl.Int64(),
    "moment": INSTANT,
    "moment_until": INSTANT,  # null: known to the minute
    "post": pl.String(),
    "unit": pl.Int64(),
    "kind": KIND,
    "record": pl.Int64(),
    "signs": pl.List(pl.Enum(SIGNS)),
    "celsius": pl.Float32(),
    "action": KIND,  # what the post did; null: nothing, or no check
    "evidence_kind": KIND,  # what the sign rests on besides
    "evidence_record": pl.Int64(),
    "evidence_told_at": INSTANT,
    "answered_at": INSTANT,  # when what should have followed did; null: never so far
    "isolated_at": INSTANT,
}


@dataclass(frozen=True)
class Meetings:
    """The events of the cases, each with the course of its case, ready to be held against rules."""

    events: pl.DataFrame
    courses: pl.DataFrame
    now: datetime

    @cached_property
    def within(self) -> pl.DataFrame:
        """What certainly happened between infection and isolation."""
        met = self.events.join(
            self.courses.select("subject", "since", "isolated_at", of="county"), on="subject"
        ).with_columns(county=pl.coalesce("of", "county"))
        latest = pl.coalesce("happened_until", "happened_at")
        free = pl.col("isolated_at").is_null() | (latest <= pl.col("isolated_at"))
        return met.filter((pl.col("happened_at") >= pl.col("since")) & free)

    @cached_property
    def checked(self) -> pl.DataFrame:
        """What each check found, was told and led to: one row per check."""
        kind = pl.col("kind").cast(pl.String)
        of_check = [name for name, one in KINDS.items() if one.record == "check"]
        return (
            self.within.filter(is_kind(*of_check))
            .group_by("record")
            .agg(
                complains=kind.str.starts_with("found.").any(),
                feverish=(kind == "found.fever").any(),
                declared=(kind == "declared.exposure").any(),
                denied=(kind == "declared.no_exposure").any(),
                action=pl.col("kind").filter(kind.str.starts_with("action.")).first(),
            )
        )

    def missed(self, rows: pl.DataFrame, period: Period, ruling: Ruling) -> pl.DataFrame:
        """Return those meetings of a period that a rule should have caught: columns as in `MET`."""
        rule = ruling.rule
        due = pl.coalesce("happened_until", "happened_at") + rule.within
        rows = rows.filter(is_kind(*rule.starts) & (due <= instant(self.now)))
        if rows.is_empty():
            return pl.DataFrame(schema=MET)
        rows = self._with_signs(rows, period, ruling)
        rows = self._unanswered(rows, rule.answered_by, rule.within)
        return _as_met(rows, ruling)

    def _with_signs(self, rows: pl.DataFrame, period: Period, ruling: Ruling) -> pl.DataFrame:
        """Keep the meetings that have a sign of the rule, all of them if it names none."""
        seen = rows.join(self.checked, on="record", how="left", suffix="_seen")
        checks = pl.col("kind").cast(pl.String).str.starts_with("check.")
        seen = seen.with_columns(pl.when(checks).then("action"))
        seen = self._with_evidence(seen, ruling.rule.exposed_by, period)
        signs = [
            pl.when(expr).then(pl.lit(sign))
            for sign, expr in _signs(period.number("fever_celsius"))
            if sign in ruling.rule.signs
        ]
        if not signs:
            return seen.with_columns(signs=pl.lit([], pl.List(pl.Enum(SIGNS))))
        there = pl.concat_list(signs).list.drop_nulls().cast(pl.List(pl.Enum(SIGNS)))
        return seen.with_columns(signs=there).filter(pl.col("signs").list.len() > 0)

    def _with_evidence(
        self, rows: pl.DataFrame, kinds: tuple[str, ...], period: Period
    ) -> pl.DataFrame:
        """With the last exposure on record before each meeting, of the days that count."""
        days = timedelta(days=period.number("exposure_days") or 0)
        exposed = self.events.filter(is_kind(*kinds)).select(
            "subject",
            evidence_kind="kind",
            evidence_record="record",
            evidence_told_at=pl.coalesce("told_at", "stored_at"),
            exposed_at="happened_at",
        )
        met = rows.select("subject", "record", "kind", at="happened_at").unique()
        before = (pl.col("exposed_at") <= pl.col("at")) & (
            pl.col("exposed_at") >= pl.col("at") - days
        )
        elsewhere = pl.col("evidence_kind").cast(pl.String) == ELSEWHERE
        shown = met.join(exposed, on="subject").filter(elsewhere | before)
        # A ticket says more than that it was elsewhere; of several the last before the meeting.
        shown = shown.sort(elsewhere.not_(), "exposed_at", "evidence_record", descending=True)
        last = shown.unique(["record", "kind"], keep="first", maintain_order=True)
        return rows.join(
            last.drop("subject", "at", "exposed_at"), on=["record", "kind"], how="left"
        )

    def _unanswered(
        self, rows: pl.DataFrame, kinds: tuple[str, ...], within: timedelta
    ) -> pl.DataFrame:
        answers = self.events.filter(is_kind(*kinds)).select("subject", answered_at="happened_at")
        met = rows.select("subject", "record", "kind", "happened_at", "happened_until").unique()
        by = pl.coalesce("happened_until", "happened_at") + within
        after = met.join(answers, on="subject").filter(
            pl.col("answered_at") >= pl.col("happened_at")
        )
        first = after.group_by("record", "kind").agg(
            pl.col("answered_at").min(), in_time=(pl.col("answered_at") <= by).any()
        )
        answered = rows.join(first, on=["record", "kind"], how="left")
        return answered.filter(~pl.col("in_time").fill_null(value=False))


def _signs(fever_celsius: float | None) -> Iterator[tuple[str, pl.Expr]]:
    """Say of each sign whether a check shows it."""
    # Nothing is a fever where no edition says from how many degrees on; complaints still count.
    measured = pl.col("celsius") >= pl.lit(fever_celsius, pl.Float32)
    yield "fever", pl.col("feverish") | measured.fill_null(value=False)
    yield "symptoms", pl.col("complains")
    yield "exposure_declared", pl.col("declared")
    on_record = pl.col("evidence_kind").is_not_null()
    yield "exposure_denied", pl.col("denied") & on_record
    yield "exposure_not_asked", ~pl.col("denied") & ~pl.col("declared") & on_record


def _as_met(rows: pl.DataFrame, ruling: Ruling) -> pl.DataFrame:
    kind = pl.col("kind").cast(pl.String)
    rests = pl.col("signs").list.eval(pl.element().cast(pl.String).is_in(list(ON_RECORD)))
    evidence = ("evidence_kind", "evidence_record", "evidence_told_at")
    return rows.with_columns(
        pl.when(rests.list.any()).then(name).alias(name) for name in evidence
    ).select(
        pl.lit(ruling.rule.id).alias("rule"),
        pl.lit(ruling.edition.id).alias("edition"),
        pl.lit(ruling.before_rule).alias("before_rule"),
        "subject",
        "county",
        pl.col("happened_at").alias("moment"),
        pl.col("happened_until").alias("moment_until"),
        pl.when(kind.str.starts_with("check."))
        .then(kind.str.strip_prefix("check."))
        .otherwise(pl.lit(ruling.rule.post))
        .alias("post"),
        *list(MET)[8:],
    )
