"""What is urgent: breached, soon due, silent, not to be judged. Every page and the brief count it here.

Comes in: duties of a scope (`Situation.duties`). Goes out: the rows among them, the most urgent
first, in an order that does not change from one run to the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from firebreak.engine.duties.protocols import Round
from firebreak.records.situation import Situation

SOON = timedelta(hours=12)  # half a day: from the brief at 08:00 to the evening
ORDER = ("due", "rule", "subject", "start_record")  # the oldest first; the rest settles equals
ONE = ["rule", "subject_kind", "subject", "due"]  # tells a missing report from every other duty
REPORTS_OF_THE_DAY = ("report.received.daily", "report.received.zero")


@dataclass(frozen=True)
class Breaches:
    """
    The overdue duties, in two.

    Attributes
    ----------
    clocks
        The breached clocks, the longest overdue first.
    silence
        The missing reports of silent units: of those that have sent none since.
    """

    clocks: pl.DataFrame
    silence: pl.DataFrame


def breaches(duties: pl.DataFrame, situation: Situation) -> Breaches:
    """Part the overdue duties into breached clocks and the missing reports of silent units."""
    silent = silence(duties, situation)
    late = duties.filter(pl.col("state") == "overdue").sort(
        "late_by", *ORDER, descending=[True, *(False for _ in ORDER)]
    )
    return Breaches(beside(silent, late), silent)


def beside(silent: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Return the duties that are no missing report of a silent unit, in their order."""
    return duties.join(silent, on=ONE, how="anti", maintain_order="left")


def among(silent: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Return the duties that are missing reports of silent units, in their order."""
    return duties.join(silent, on=ONE, how="semi", maintain_order="left")


def silence(duties: pl.DataFrame, situation: Situation) -> pl.DataFrame:
    """The missing reports of silent units, the longest silent first."""
    return _unanswered(duties.filter(is_report_of_the_day(situation)))


def due_within(duties: pl.DataFrame, at: datetime, span: timedelta = SOON) -> pl.DataFrame:
    """The duties not done that are due within a span, the soonest first."""
    waiting = pl.col("state").is_in(["open", "due_soon"])
    return duties.filter(waiting & pl.col("due").is_between(at, at + span)).sort(*ORDER)


def before_record(duties: pl.DataFrame) -> pl.DataFrame:
    """The clocks that ran out without proof before this record began to be kept."""
    return duties.filter(pl.col("reason") == "before_record").sort(*ORDER)


@dataclass(frozen=True)
class Judged:
    """
    Where a count of breached clocks, or of silent units, would say anything.

    Attributes
    ----------
    clocks
        By county: whether of its clocks that ran out, beside reports of the day, any can be judged.
        A county where none did has none that is breached, and is not in it.
    reports
        The counties whose units owe a report of the day that can be judged.
    """

    clocks: Mapping[int | None, bool]
    reports: frozenset[int | None]

    def counts_clocks(self, counties: Iterable[int | None]) -> bool:
        """Say whether the breached clocks of some counties can be counted."""
        found = [self.clocks[county] for county in counties if county in self.clocks]
        return any(found) or not found


def judged(duties: pl.DataFrame, situation: Situation) -> Judged:
    """Say of which counties clocks and reports can be judged: those that ran out before cannot."""
    state, reports = pl.col("state").cast(pl.String), is_report_of_the_day(situation)
    ended = state.is_in(["overdue", "met", "met_late"])
    clocks = (
        duties.filter(~reports & (ended | (pl.col("reason") == "before_record")))
        .group_by("county")
        .agg(any=ended.any())
    )
    owed = duties.filter(reports & (state != "not_applicable"))["county"]
    return Judged(dict(clocks.select("county", "any").iter_rows()), frozenset(owed.unique()))


def is_report_of_the_day(situation: Situation) -> pl.Expr:
    """Whether a duty is a unit's report of the day."""
    rounds = [
        rule.id
        for edition in situation.protocols
        for rule in edition.rules
        if isinstance(rule, Round)
        and rule.subject == "unit"
        and any(kind.startswith("report.received") for kind in rule.fulfilled_by)
    ]
    return (pl.col("subject_kind") == "unit") & pl.col("rule").is_in(sorted(set(rounds)))


def is_round(situation: Situation) -> pl.Expr:
    """Whether a duty recurs every day."""
    rounds = {rule.id for e in situation.protocols for rule in e.rules if isinstance(rule, Round)}
    return pl.col("rule").is_in(sorted(rounds))


def _unanswered(reports: pl.DataFrame) -> pl.DataFrame:
    """
    The overdue reports of units that have sent none since, the longest silent first.

    A day that went by in silence can never be reported in time any more; whoever has sent a report
    since is late on that day, and silent no longer.
    """
    last = pl.col("due").filter(pl.col("fulfilled").is_not_null()).max().over("subject", "rule")
    since = pl.col("last").is_null() | (pl.col("due") > pl.col("last"))
    late = reports.with_columns(last=last).filter((pl.col("state") == "overdue") & since)
    return late.drop("last").sort(*ORDER)
