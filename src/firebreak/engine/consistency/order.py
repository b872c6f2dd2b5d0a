"""Times in an order that cannot be.

A time known only to the day or an interval is wrong only if it is wrong for every instant it
allows: a result "on the 3rd" may well have followed a sample of the 3rd at noon.
"""

from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.engine.tables import INSTANT, is_kind

LATEST = pl.coalesce("happened_until", "happened_at")


def order_findings(
    events: pl.DataFrame, now: datetime, zone: tzinfo, tests: pl.DataFrame | None = None
) -> list[pl.DataFrame]:
    """All findings of order: `events` as `tables.EVENTS`; `tests`: test `id` and its `sample`."""
    events = events.filter(is_kind("case", "sample", "test"))  # most are checks: not used here
    return [
        _result_before_sample(events, zone, tests),
        _received_before_taken(events, zone),
        _outcome_before_onset(events, zone),
        _onset_after_confirmation(events, zone),
        _confirmed_before_suspected(events, zone),
        _onset_in_future(events, now, zone),
        _classified_in_future(events, now, zone),
        _discharged_twice(events, zone),
    ]


def clock(column: str, until: str | None, zone: tzinfo) -> pl.Expr:
    """A local time to be read: the minute, or the day alone where only that is known."""
    local = pl.col(column).dt.convert_time_zone(str(zone))
    minute = local.dt.strftime("%Y-%m-%d %H:%M")
    if until is None:
        return minute
    day = local.dt.strftime("%Y-%m-%d")
    return pl.when(pl.col(until).is_null()).then(minute).otherwise(day)


def _of(events: pl.DataFrame, *words: str) -> pl.DataFrame:
    return events.filter(is_kind(*words))


def _times(events: pl.DataFrame, name: str, *keys: str) -> pl.DataFrame:
    """Keys, and the times of these events under a name."""
    return events.select(
        *keys,
        pl.col("happened_at").alias(name),
        pl.col("happened_until").alias(f"{name}_until"),
        LATEST.alias(f"{name}_latest"),
    )


def ended_before(other: str) -> pl.Expr:
    """Say whether an event was over when another began: a day is, when the next day begins."""
    until, at = pl.col("happened_until"), pl.col("happened_at")
    return pl.when(until.is_null()).then(at < pl.col(other)).otherwise(until <= pl.col(other))


def _result_before_sample(
    events: pl.DataFrame, zone: tzinfo, tests: pl.DataFrame | None
) -> pl.DataFrame:
    """By the sample of the test where that is known, else by the person's first sample."""
    results = _of(events, "test.resulted")
    taken = _times(_of(events, "sample.taken"), "sample", "subject", "record")
    if tests is not None:
        links = tests.select(
            pl.col("id").cast(pl.Int64).alias("record"),
            pl.col("sample").cast(pl.Int64).alias("other_record"),
        )
        linked = results.join(links, on="record").join(
            taken.drop("subject").rename({"record": "other_record"}), on="other_record"
        )
    else:
        first = taken.sort("sample").unique("subject", keep="first", maintain_order=True)
        linked = results.join(first.rename({"record": "other_record"}), on="subject")
    wrong = linked.filter(ended_before("sample")).with_columns(pl.lit("test").alias("record_kind"))
    return findings(
        "result_before_sample",
        wrong,
        {
            "result": clock("happened_at", "happened_until", zone),
            "sample": clock("sample", "sample_until", zone),
        },
    )


def _received_before_taken(events: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    taken = _times(_of(events, "sample.taken"), "taken", "subject", "record")
    received = _of(events, "sample.received")
    wrong = received.join(taken, on=["subject", "record"]).filter(ended_before("taken"))
    return findings(
        "received_before_taken",
        wrong.with_columns(pl.lit("sample").alias("record_kind")),
        {
            "received": clock("happened_at", "happened_until", zone),
            "taken": clock("taken", "taken_until", zone),
        },
    )


def _outcome_before_onset(events: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """Only when every onset of the episode is later: an earlier onset explains the outcome."""
    key = ["subject", "pathogen"]
    onsets = _times(_of(events, "case.onset"), "onset", *key).sort("onset")
    first = onsets.unique(key, keep="first", maintain_order=True)
    ended = _of(events, "case.recovered", "case.died")
    wrong = ended.join(first, on=key, nulls_equal=True).filter(ended_before("onset"))
    return findings(
        "outcome_before_onset",
        wrong.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "outcome": clock("happened_at", "happened_until", zone),
            "onset": clock("onset", "onset_until", zone),
        },
    )


def _onset_after_confirmation(events: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """The last confirmation before the last onset, and no end between them: no second illness."""
    key = ["subject", "pathogen"]
    history = events.sort("happened_at", "record")
    last = lambda *words: _of(history, *words).unique(key, keep="last", maintain_order=True)  # noqa: E731
    onset = _times(last("case.onset"), "onset", *key)
    ended = _times(last("case.recovered", "case.died", "case.excluded"), "ended", *key)
    joined = (
        last("case.confirmed")
        .join(onset, on=key, nulls_equal=True)
        .join(ended, on=key, how="left", nulls_equal=True)
    )
    between = pl.col("ended").is_between(pl.col("happened_at"), pl.col("onset_latest"))
    wrong = joined.filter(ended_before("onset") & ~between.fill_null(False))
    return findings(
        "onset_after_confirmation",
        wrong.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "onset": clock("onset", "onset_until", zone),
            "confirmed": clock("happened_at", "happened_until", zone),
        },
    )


def _confirmed_before_suspected(events: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """First confirmed, then first suspected, with no exclusion between that would reopen it."""
    key = ["subject", "pathogen"]
    history = events.sort("happened_at", "record")
    first = lambda word: _of(history, word).unique(key, keep="first", maintain_order=True)  # noqa: E731
    suspected = _times(first("case.suspected"), "suspected", *key)
    excluded = _times(first("case.excluded"), "excluded", *key)
    joined = (
        first("case.confirmed")
        .join(suspected, on=key, nulls_equal=True)
        .join(excluded, on=key, how="left", nulls_equal=True)
    )
    reopened = (pl.col("excluded") <= pl.col("suspected_latest")).fill_null(False)
    wrong = joined.filter(ended_before("suspected") & ~reopened)
    return findings(
        "confirmed_before_suspected",
        wrong.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "confirmed": clock("happened_at", "happened_until", zone),
            "suspected": clock("suspected", "suspected_until", zone),
        },
    )


def _onset_in_future(events: pl.DataFrame, now: datetime, zone: tzinfo) -> pl.DataFrame:
    wrong = _of(events, "case.onset").filter(pl.col("happened_at") > pl.lit(now).cast(INSTANT))
    return findings(
        "onset_in_future",
        wrong.with_columns(pl.lit("case").alias("record_kind")),
        {"onset": clock("happened_at", "happened_until", zone)},
    )


def _classified_in_future(events: pl.DataFrame, now: datetime, zone: tzinfo) -> pl.DataFrame:
    classified = _of(events, *(f"case.{word}" for word in CLASSIFICATIONS))
    wrong = classified.filter(pl.col("happened_at") > pl.lit(now).cast(INSTANT))
    return findings(
        "classified_in_future",
        wrong.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "measure": pl.col("kind").cast(pl.String).str.strip_prefix("case."),
            "when": clock("happened_at", "happened_until", zone),
        },
    )


def _discharged_twice(events: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    """Two recoveries of one case with no other word on it between."""
    words = ("confirmed", "probable", "asymptomatic", "suspected", "recovered", "died")
    history = pl.concat([_of(events, f"case.{word}") for word in words])
    order = history.sort("happened_at", "stored_at", "record")
    key = ["subject", "pathogen"]
    before = [
        pl.col(c).shift(1).over(key) for c in ("kind", "record", "happened_at", "happened_until")
    ]
    names = ["kind_before", "other_record", "first", "first_until"]
    paired = order.with_columns(e.alias(n) for e, n in zip(before, names, strict=True))
    twice = paired.filter(
        (pl.col("kind") == "case.recovered") & (pl.col("kind_before") == "case.recovered")
    )
    return findings(
        "discharge_counted_twice",
        twice.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "first": clock("first", "first_until", zone),
            "second": clock("happened_at", "happened_until", zone),
        },
    )
