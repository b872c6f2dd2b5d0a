"""Rows against a clock: interviewed, reported, quarantined and reached in time."""

from datetime import datetime, timedelta

import polars as pl

from firebreak.engine.timeliness.tracing.subjects import earliest
from firebreak.engine.timeliness.tracing.thresholds import TracingThresholds


def clocked(rows: pl.DataFrame, done: str, limit: timedelta, now: datetime) -> pl.DataFrame:
    """Rows against a clock: in time, late, missing, or running. Needs started_latest."""
    due = pl.col("started_latest") + limit
    in_time = pl.col(done) <= due
    counts = (
        pl.when(in_time)
        .then(pl.lit("yes"))
        .when(pl.col(done).is_not_null())
        .then(pl.lit("no"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    state = (
        pl.when(in_time)
        .then(pl.lit("in_time"))
        .when(pl.col(done).is_not_null())
        .then(pl.lit("late"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("missing"))
    )
    return rows.with_columns(
        counts.alias("counts"), state.alias("state"), due.alias("due"), pl.col(done).alias("done")
    )


def _converted_leave(rows: pl.DataFrame) -> pl.DataFrame:
    """Contacts who became cases before their clock ran out, with nothing settled, leave."""
    converted = (
        pl.col("converted_at").is_not_null()
        & (pl.col("converted_at") <= pl.col("due"))
        & (pl.col("done").is_null() | (pl.col("done") > pl.col("converted_at")))
    )
    return rows.with_columns(
        pl.when(~converted).then(pl.col("counts")).alias("counts"),
        pl.when(converted).then(pl.lit("converted")).otherwise(pl.col("state")).alias("state"),
    )


def within(people: pl.DataFrame, done: str, limit: timedelta, now: datetime) -> pl.DataFrame:
    return _converted_leave(clocked(people, done, limit, now))


def reached(people: pl.DataFrame, limit: timedelta, now: datetime) -> pl.DataFrame:
    """Reached at any time counts; only who is unreached beyond the limit counts against."""
    rows = within(people, "reached_at", limit, now)
    reached = pl.col("done").is_not_null() & pl.col("counts").is_not_null()
    return rows.with_columns(
        pl.when(reached).then(pl.lit("yes")).otherwise(pl.col("counts")).alias("counts")
    )


def investigation(
    events: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    cards = earliest(events, ("report.received.case_card",), "started")
    asked = earliest(
        events, ("report.sent.investigation", "report.received.investigation"), "interviewed_at"
    )
    reported = cards.filter(pl.col("started").is_between(start, end, closed="left"))
    rows = reported.join(asked, on="subject", how="left").with_columns(
        pl.lit("report").alias("record_kind"),
        pl.col("started_record").alias("record"),
        pl.col("started_county").alias("county"),
    )
    return clocked(rows, "interviewed_at", thresholds.interview, now)


def reporting(
    events: pl.DataFrame,
    cases: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    sampled = earliest(events, ("sample.taken",), "started")
    cards = earliest(events, ("report.received.case_card",), "card_at")
    of_cases = sampled.join(cases.select("subject", "county"), on="subject", how="inner")
    taken = of_cases.filter(pl.col("started").is_between(start, end, closed="left"))
    rows = taken.join(cards, on="subject", how="left").with_columns(
        pl.lit("sample").alias("record_kind"), pl.col("started_record").alias("record")
    )
    return clocked(rows, "card_at", thresholds.report, now)
