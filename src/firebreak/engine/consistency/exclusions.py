"""Suspects excluded with fewer negative results on record than the edition in force asks for.

A question, not a fault: a result may be missing from the record, or there was another diagnosis.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.order import LATEST, clock
from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.tables import INSTANT, is_kind

#: The last instant of a day: two results of one day are less than 24 hours apart.
WITHIN = pl.coalesce(pl.col("happened_until") - pl.duration(microseconds=1), "happened_at")
ASKED = {
    "pathogen": pl.String(),
    "happened_at": INSTANT,
    "asked": pl.Int64(),
    "hours": pl.Int64(),  # between two samples; 0: the edition gives none
}


def exclusion_findings(
    events: pl.DataFrame, protocols: Protocols, zone: tzinfo, tests: pl.DataFrame | None = None
) -> pl.DataFrame:
    """
    Find exclusions with too few negatives before them.

    `events` as `tables.EVENTS`; `tests`: test `id` and its `sample`, so that hours are counted from
    sample to sample. Where times are known only to the day, they are as far apart as they may be.
    """
    excluded = events.filter(is_kind("case.excluded") & pl.col("happened_at").is_not_null())
    asked = excluded.join(_asked(excluded, protocols), on=["pathogen", "happened_at"])
    negatives = _negatives(events, tests)
    counted = (
        asked.join(negatives, on="subject", how="left")
        .with_columns(_counts().alias("counts"))
        .group_by("record", maintain_order=True)
        .agg(
            pl.col("counts").sum().alias("found"),
            (_those("latest").max() - _those("earliest").min()).alias("apart"),
        )
    )
    rows = asked.join(counted, on="record").filter(_too_few())
    return findings(
        "excluded_without_negatives",
        rows.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "excluded": clock("happened_at", "happened_until", zone),
            "found": "found",
            "asked": "asked",
            "hours": "hours",
        },
    )


def _asked(excluded: pl.DataFrame, protocols: Protocols) -> pl.DataFrame:
    """What the edition in force at each exclusion asks for; those of which none asks are left out."""
    times = excluded.select("pathogen", "happened_at").unique(maintain_order=True)
    return pl.DataFrame(list(_asking(times, protocols)), schema=ASKED, orient="row")


def _asking(times: pl.DataFrame, protocols: Protocols) -> Iterator[tuple[str, datetime, int, int]]:
    for pathogen, at in times.iter_rows():
        for edition in protocols.in_force(pathogen, at):
            numbers = edition.thresholds
            if numbers.negatives_to_exclude is not None:
                yield (
                    pathogen,
                    at,
                    numbers.negatives_to_exclude,
                    numbers.hours_between_negatives or 0,
                )
                break


def _negatives(events: pl.DataFrame, tests: pl.DataFrame | None) -> pl.DataFrame:
    """Each negative result: whose, of which pathogen, by when it was known, and its sample's time."""
    negative = events.filter(is_kind("test.resulted.negative")).select(
        "subject",
        pl.col("record").alias("test"),
        pl.col("pathogen").alias("of"),
        pl.col("happened_at").alias("resulted"),
        WITHIN.alias("resulted_latest"),
    )
    samples = _samples(events, tests)
    return negative.join(samples, on="test", how="left").select(
        "subject",
        "of",
        "resulted",
        pl.coalesce("taken", "resulted").alias("earliest"),
        pl.coalesce("taken_latest", "resulted_latest").alias("latest"),
    )


def _samples(events: pl.DataFrame, tests: pl.DataFrame | None) -> pl.DataFrame:
    taken = events.filter(is_kind("sample.taken")).select(
        pl.col("record").alias("sample"),
        pl.col("happened_at").alias("taken"),
        WITHIN.alias("taken_latest"),
    )
    links = tests if tests is not None else pl.DataFrame({"id": [], "sample": []})
    return links.select(
        pl.col("id").cast(pl.Int64).alias("test"), pl.col("sample").cast(pl.Int64)
    ).join(taken, on="sample")


def _counts() -> pl.Expr:
    """Whether a negative is one of this disease and may have been known at the exclusion."""
    same = pl.col("of").is_null() | (pl.col("of") == pl.col("pathogen"))
    return (same & (pl.col("resulted") <= LATEST)).fill_null(False)


def _those(column: str) -> pl.Expr:
    return pl.col(column).filter(pl.col("counts"))


def _too_few() -> pl.Expr:
    """Fewer than asked, or all of them within less time than the hours between them add up to."""
    between = pl.duration(hours=pl.col("hours") * (pl.col("asked") - 1))
    return (pl.col("found") < pl.col("asked")) | (pl.col("apart") < between)
