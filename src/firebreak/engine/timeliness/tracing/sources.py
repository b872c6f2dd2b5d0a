"""What is known of the cases: whom they met, on which list they stood, where they were infected."""

from datetime import datetime

import polars as pl

from firebreak.engine.tables import is_kind
from firebreak.engine.timeliness.indicator import Indicator, Measure, by_setting, ratio, spread
from firebreak.engine.timeliness.tracing.definitions import CONTACTS_PER_CASE
from firebreak.engine.timeliness.tracing.subjects import pairs_of
from firebreak.engine.timeliness.tracing.thresholds import TracingThresholds

QUARANTINE = ("placement.began.home", "placement.began.site")


def with_contacts(
    cases: pl.DataFrame, contacts: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """A case without contacts is pending until its interview is due."""
    numbers = pairs_of(contacts).group_by("from_id").agg(pl.len().cast(pl.Float64).alias("measure"))
    due = pl.col("started_latest") + thresholds.interview
    counts = (
        pl.when(pl.col("measure") > 0)
        .then(pl.lit("yes"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    rows = cases.join(numbers, left_on="subject", right_on="from_id", how="left")
    return rows.with_columns(
        pl.col("measure").fill_null(0.0), counts.alias("counts"), due.alias("due")
    )


def turned(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, counting what the other indicator counts against."""
    return rows.with_columns(pl.col("counts").replace({"yes": "no", "no": "yes"}))


def contacts_per_case(
    cases: pl.DataFrame, contacts: pl.DataFrame, with_contacts: pl.DataFrame
) -> Indicator:
    counted = with_contacts.filter(pl.col("counts") == "yes")
    of_case = cases.select(pl.col("subject").alias("from_id"), pl.col("county").alias("of_county"))
    pairs = (
        pairs_of(contacts)
        .join(of_case, on="from_id", how="inner")
        .select(
            pl.lit("contact").alias("record_kind"),
            pl.col("id").alias("record"),
            pl.col("to_id").alias("subject"),
            pl.col("of_county").alias("county"),  # the case's, so that counties divide like by like
            pl.col("manner").alias("setting"),
            "from_id",
        )
    )
    settings = pairs.select(pl.col("from_id").alias("subject"), "setting").unique()
    spaced = spread(counted["measure"])
    middle = counted["measure"].median()
    parts = {**spaced, "median": middle} if middle is not None else {}
    return ratio(
        CONTACTS_PER_CASE,
        pairs,
        counted,
        with_contacts.filter(pl.col("counts") == "pending"),
        parts=parts,
        by_setting=by_setting(Measure.RATIO, pairs, settings),
    )


def from_the_list(cases: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    listed = people.select(
        "subject", pl.col("started").alias("listed_at"), pl.col("record").alias("contact")
    )
    on_list = pl.col("listed_at").is_not_null() & (pl.col("listed_at") < pl.col("anchor_latest"))
    return cases.join(listed, on="subject", how="left").with_columns(
        pl.when(on_list).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(on_list).then(pl.lit("listed")).otherwise(pl.lit("not_listed")).alias("state"),
        pl.when(on_list).then(pl.col("listed_at")).alias("done"),
    )


def in_quarantine(cases: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """In a quarantine that had begun by the anchor and had not ended before it."""
    stays = _placements(events, QUARANTINE).join(
        cases.select("subject", "anchor", "anchor_latest"), on="subject", how="inner"
    )
    covering = stays.filter(
        (pl.col("began") <= pl.col("anchor_latest"))
        & (pl.col("ended").is_null() | (pl.col("ended") >= pl.col("anchor")))
    )
    within = covering.group_by("subject").agg(pl.col("began").min().alias("done"))
    rows = cases.join(within, on="subject", how="left")
    inside = pl.col("done").is_not_null()
    return rows.with_columns(
        pl.when(inside).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(inside).then(pl.lit("in_quarantine")).otherwise(pl.lit("at_large")).alias("state"),
    )


def _placements(events: pl.DataFrame, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Placements with their begin and, if it came, their end (same record)."""
    began = events.filter(is_kind(*kinds)).select(
        "subject", "record", pl.col("happened_at").alias("began")
    )
    ended = events.filter(is_kind("placement.ended")).select(
        "subject", "record", pl.coalesce("happened_until", "happened_at").alias("ended")
    )
    return began.join(ended, on=["subject", "record"], how="left", nulls_equal=False)


def unlinked(
    cases: pl.DataFrame, contacts: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """Named by nobody, not infected elsewhere, and no manner of infection on file."""
    exposed = contacts["to_id"].unique().drop_nulls().implode()
    through = pl.col("infected_through").fill_null("unknown") != "unknown"
    linked = pl.col("subject").is_in(exposed) | pl.col("imported").fill_null(False) | through
    due = pl.col("started_latest") + thresholds.interview
    counts = (
        pl.when(linked)
        .then(pl.lit("no"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("yes"))
    )
    state = pl.when(linked).then(pl.lit("linked")).otherwise(pl.lit("no_source"))
    return cases.with_columns(counts.alias("counts"), state.alias("state"), due.alias("due"))


def onset_to_isolation(cases: pl.DataFrame) -> pl.DataFrame:
    """Whole days; who is not isolated yet and has no outcome is still running."""
    ill = cases.filter(pl.col("date_onset").is_not_null())
    days = (pl.col("date_isolation") - pl.col("date_onset")).dt.total_days().cast(pl.Float64)
    running = days.is_null() & pl.col("date_outcome").is_null()
    counts = pl.when(running).then(pl.lit("pending")).when(days.is_not_null()).then(pl.lit("yes"))
    return ill.with_columns(days.alias("measure"), counts.alias("counts"))
