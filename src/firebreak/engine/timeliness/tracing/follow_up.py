"""How the contacts are watched, to the end of their watch, and who of them became cases."""

from datetime import date, datetime, time, timedelta, tzinfo

import polars as pl

from firebreak.engine.tables import INSTANT, is_kind
from firebreak.engine.timeliness.indicator import Indicator, Measure, by_setting, share
from firebreak.engine.timeliness.tracing.definitions import YIELD
from firebreak.engine.timeliness.tracing.subjects import pairs_of
from firebreak.engine.timeliness.tracing.thresholds import TracingThresholds

SEEN = (
    "check.follow_up",
    "check.household_visit",
    "check.round",
    "check.fever_clinic",
    "check.clinic",
)
DAY = timedelta(days=1)


def _seen_days(events: pl.DataFrame, first: date, last: date, zone: tzinfo) -> pl.DataFrame:
    """The days from `first` to `last` on which somebody saw a person, and when first."""
    checks = events.filter(is_kind(*SEEN)).with_columns(_local("happened_at", zone).alias("day"))
    within = checks.filter(pl.col("day").is_between(first, last))
    return within.group_by("subject", "day").agg(pl.col("happened_at").min().alias("seen_at"))


def _watched_days(people: pl.DataFrame, first: date, last: date, zone: tzinfo) -> pl.DataFrame:
    """One row per contact and day due from `first` to `last`.

    He is due from the day after his naming to the end of his watch, or until he became a case.
    """
    begins, ends = _local("started_latest", zone) + DAY, _local("watch_ends", zone)
    left = _local("converted_at", zone) - DAY  # null: never
    spans = people.with_columns(
        pl.max_horizontal(begins, pl.lit(first)).alias("first"),
        pl.min_horizontal(ends, left, pl.lit(last)).alias("last"),
    ).filter(pl.col("first") <= pl.col("last"))
    return spans.with_columns(pl.date_ranges("first", "last").alias("day")).explode("day")


def _local(column: str, zone: tzinfo) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(str(zone)).dt.date()


def days_due(
    events: pl.DataFrame,
    people: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
) -> pl.DataFrame:
    """Contact-days of the period; an unseen contact is pending until his day is over."""
    today = now.astimezone(zone).date()
    first, last = (
        start.astimezone(zone).date(),
        (end - timedelta(microseconds=1)).astimezone(zone).date(),
    )
    columns = ["record_kind", "record", "subject", "county", "started_latest", "watch_ends"]
    due = _watched_days(people.select(*columns, "converted_at"), first, last, zone)
    rows = due.join(_seen_days(events, first, last, zone), on=["subject", "day"], how="left")
    seen = pl.col("seen_at").is_not_null()
    counts = (
        pl.when(seen)
        .then(pl.lit("yes"))
        .when(pl.col("day") >= today)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    midnight = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone(str(zone))
    return rows.with_columns(
        counts.alias("counts"),
        pl.when(seen).then(pl.lit("seen")).otherwise(pl.lit("not_seen")).alias("state"),
        midnight.dt.convert_time_zone("UTC").alias("started"),
        midnight.dt.offset_by("1d").dt.convert_time_zone("UTC").alias("due"),
        pl.col("seen_at").alias("done"),
    )


def seen_today(
    events: pl.DataFrame, people: pl.DataFrame, now: datetime, zone: tzinfo
) -> pl.DataFrame:
    """Everyone due today counts from the morning on: this is progress, not failure."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    rows = days_due(events, people, midnight, midnight + DAY, now, zone)
    return rows.with_columns(pl.col("counts").replace({"pending": "no"}))


def completion(
    events: pl.DataFrame,
    people: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
) -> pl.DataFrame:
    """Seen, or released, on the last day of the watch or later. Converted contacts are not here."""
    ended = people.filter(
        pl.col("watch_ends").is_between(start, min(end, now), closed="left")
        & (pl.col("converted_at").is_null() | (pl.col("converted_at") >= pl.col("watch_ends")))
    )
    local = _local("happened_at", zone)
    last = (
        events.filter(is_kind(*SEEN, "placement.ended"))
        .group_by("subject")
        .agg(local.max().alias("last_day"), pl.col("happened_at").max().alias("done"))
    )
    rows = ended.join(last, on="subject", how="left")
    due_day = _local("watch_ends", zone)
    finished = pl.col("last_day").is_not_null() & (pl.col("last_day") >= due_day)
    return rows.with_columns(
        pl.when(finished).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(finished)
        .then(pl.lit("completed"))
        .otherwise(pl.lit("not_seen_at_end"))
        .alias("state"),
        pl.col("watch_ends").alias("due"),
    )


def lost(
    events: pl.DataFrame, people: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """Of those under follow-up now, who has been unseen for too long since naming or last check."""
    watched = people.filter(
        (pl.col("started") <= now) & (pl.col("watch_ends") > now) & pl.col("converted_at").is_null()
    )
    last = (
        events.filter(is_kind(*SEEN))
        .group_by("subject")
        .agg(pl.coalesce("happened_until", "happened_at").max().alias("done"))
    )
    rows = watched.join(last, on="subject", how="left")
    since = pl.max_horizontal("done", "started_latest")
    lost = (pl.lit(now).cast(INSTANT) - since) >= thresholds.lost_after
    return rows.with_columns(
        pl.when(lost).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(lost).then(pl.lit("lost")).otherwise(pl.lit("under_follow_up")).alias("state"),
        (since + thresholds.lost_after).alias("due"),
    )


def became_cases(people: pl.DataFrame, contacts: pl.DataFrame, now: datetime) -> Indicator:
    """
    Contacts who became cases within their watch, of those whose watch is over.

    Whoever is still watched is pending, also if he is a case already: to count the quick ones
    before the others have had their time would make the share too high.
    """
    manner = (
        pairs_of(contacts)
        .unique("to_id", keep="first", maintain_order=True)
        .select(pl.col("to_id").alias("subject"), pl.col("manner").alias("setting"))
    )
    became = pl.col("converted_at") <= pl.col("watch_ends")
    counts = (
        pl.when(pl.col("watch_ends") > now)
        .then(pl.lit("pending"))
        .when(became)
        .then(pl.lit("yes"))
        .otherwise(pl.lit("no"))
    )
    rows = people.join(manner, on="subject", how="left").with_columns(
        counts.alias("counts"),
        pl.when(became).then(pl.lit("converted")).otherwise(pl.lit("not_converted")).alias("state"),
        pl.col("watch_ends").alias("due"),
        pl.col("converted_at").alias("done"),
    )
    settled = rows.filter(pl.col("counts").is_in(["yes", "no"]))
    turned = rows.filter(pl.col("counts") == "yes")
    return share(YIELD, rows, by_setting=by_setting(Measure.SHARE, turned, settled))
