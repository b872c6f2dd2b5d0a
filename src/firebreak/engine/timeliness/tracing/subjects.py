"""Whom the indicators count: the cases, and the contacts with the steps of their follow-up."""

import polars as pl

from firebreak.engine.tables import is_kind
from firebreak.engine.timeliness.tracing.thresholds import TracingThresholds

CASE_KINDS = ("case.confirmed", "case.probable", "case.asymptomatic")
STEPS = (
    (("contact.named",), "named"),
    (("contact.reached",), "reached_at"),
    (("placement.began",), "quarantined_at"),
)


def earliest(events: pl.DataFrame, kinds: tuple[str, ...], name: str) -> pl.DataFrame:
    """The earliest event of these kinds per subject: start, end of its interval, record."""
    of_kind = events.filter(is_kind(*kinds)).sort("happened_at", "record")
    return of_kind.group_by("subject", maintain_order=True).agg(
        pl.col("happened_at").first().alias(name),
        pl.coalesce("happened_until", "happened_at").first().alias(f"{name}_latest"),
        pl.col("record").first().alias(f"{name}_record"),
        pl.col("county").first().alias(f"{name}_county"),
    )


def classified(events: pl.DataFrame, linelist: pl.DataFrame) -> pl.DataFrame:
    """Everyone who is a case: when first classified so, onset, first positive, isolation."""
    first = earliest(events, CASE_KINDS, "started")
    onset = earliest(events, ("case.onset",), "onset")
    positive = earliest(events, ("test.resulted.positive",), "positive")
    facts = linelist.filter(pl.col("person_id").is_not_null()).unique(
        "person_id", keep="first", maintain_order=True
    )
    joined = (
        first.join(onset.select("subject", "onset", "onset_latest"), on="subject", how="left")
        .join(positive.select("subject", "positive", "positive_latest"), on="subject", how="left")
        .join(facts, left_on="subject", right_on="person_id", how="left")
    )
    still = pl.col("classification").is_null() | (pl.col("classification") != "excluded")
    return joined.filter(still).with_columns(
        pl.lit("case").alias("record_kind"),
        pl.coalesce("id", "started_record").alias("record"),
        pl.coalesce("unit", "started_county").alias("county"),
        pl.coalesce("onset", "positive", "started").alias("anchor"),
        pl.coalesce("onset_latest", "positive_latest", "started_latest").alias("anchor_latest"),
    )


def followed(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    cases: pl.DataFrame,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    """One row per contact: named, last exposed, reached, quarantined, converted, end of watch."""
    told = pl.coalesce("told_at", "stored_at", "start")
    exposed = (
        contacts.sort("id", nulls_last=True)
        .group_by("to_id", maintain_order=True)
        .agg(
            pl.col("id").first().alias("record"),
            pl.col("county").drop_nulls().last().alias("county"),
            told.min().alias("told"),
            pl.col("start").min().alias("first_exposed"),
            pl.coalesce("end", "start").max().alias("last_exposed"),
        )
    )
    people = exposed.rename({"to_id": "subject"})
    for kinds, name in STEPS:
        people = people.join(earliest(events, kinds, name), on="subject", how="left")
    became = cases.select("subject", pl.col("started").alias("converted_at"))
    joined = people.join(became, on="subject", how="left").with_columns(
        pl.lit("contact").alias("record_kind"),
        pl.coalesce("named", "told").alias("started"),
        pl.coalesce("named_latest", "told").alias("started_latest"),
    )
    before = pl.col("converted_at").is_not_null() & (
        pl.col("converted_at") <= pl.coalesce("first_exposed", "started")
    )
    ends = pl.coalesce("last_exposed", "started") + thresholds.observation
    watched = joined.filter(~before & pl.col("started").is_not_null())
    return watched.with_columns(ends.alias("watch_ends"))


def pairs_of(contacts: pl.DataFrame) -> pl.DataFrame:
    """Each contact of each case once, with the manner first told."""
    return contacts.sort("id", nulls_last=True).unique(
        ["from_id", "to_id"], keep="first", maintain_order=True
    )
