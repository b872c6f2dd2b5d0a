"""Stays as they come, checked: who, where, from when to when in seconds, and what is sure of it.

A row that says too little, or that cannot be, is bad: it gets a number and a reason, never a guess.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from firebreak.engine.tracing.errors import StayError
from firebreak.engine.tracing.segments import DAY_ONLY, END_ASSUMED, EPOCH

FIRST = datetime(2001, 1, 1, tzinfo=UTC)  # earlier: a clock that was never set
AFTER = datetime(2068, 1, 1, tzinfo=UTC)  # int32 seconds since 2000 end that January
COLUMNS = ("person_id", "place_id", "start", "end", "day_only")
NEEDED = COLUMNS[:3]
EPOCH_SECONDS = int(EPOCH.timestamp())
INSTANT = pl.Datetime("us", "UTC")

# Of a row that is bad in several ways, the first is told.
REASONS = (
    "it has no person_id",
    "it has no place_id",
    "it has no start",
    "it starts outside the years 2001 to 2067",
    "it has no end; assume_end can say how long such a stay is taken to last",
    "it does not end after it starts",
    "it ends outside the years 2001 to 2067",
    "it lasts less than a second",
)


@dataclass(frozen=True)
class Reading:
    """
    How stays are to be read.

    Attributes
    ----------
    assume_end
        How long a stay without an end is taken to last. None: such a row is bad.
    time_zone
        Where the days of a column of days begin and end.
    """

    assume_end: timedelta | None = None
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.assume_end is not None and self.assume_end < timedelta(seconds=1):
            raise StayError(
                "assume_end is less than a second; give the time that a stay without an end is\n"
                "taken to last, for example timedelta(hours=1)."
            )


def checked(stays: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Return the good rows (`person_id`, `place_id`, `start`, `end` in seconds, `flags`), and the bad.

    The bad rows have `row` (the first is 1) and `reason` before the columns they came with.
    """
    _check_columns(stays)
    table = stays.with_row_index("row", offset=1).with_columns(_times(stays, reading))
    table = table.with_columns(_flags(stays, reading), _reason(stays).alias("_reason"))
    is_bad = pl.col("_reason").is_not_null()
    reason = pl.col("_reason").replace_strict(dict(enumerate(REASONS)), return_dtype=pl.String)
    bad = table.filter(is_bad).select("row", reason.alias("reason"), *stays.columns)
    good = table if bad.is_empty() else table.filter(~is_bad)
    return good.select("person_id", "place_id", *_seconds(), pl.col("_flags").alias("flags")), bad


def _check_columns(stays: pl.DataFrame) -> None:
    missing = [column for column in NEEDED if column not in stays.columns]
    if missing:
        raise StayError(
            f"stays has no column {', '.join(missing)}.\n"
            "It needs person_id, place_id and start; end and day_only may be left out."
        )
    for column in ("start", "end"):
        kind = stays.schema.get(column, pl.Null())
        if not isinstance(kind, pl.Datetime | pl.Date | pl.Null):
            raise StayError(
                f"stays, column {column}: {kind} is no time.\n"
                "Read it as Datetime (UTC where it names no time zone), or as Date."
            )
    kinds = {stays.schema[column] for column in ("start", "end") if column in stays.columns}
    if pl.Date() in kinds and len(kinds - {pl.Null()}) > 1:
        raise StayError(
            "stays: one of start and end is a day and the other an instant.\n"
            "Give both as Date (end is then the last day), or both as Datetime."
        )


def _times(stays: pl.DataFrame, reading: Reading) -> list[pl.Expr]:
    start = pl.col("start")
    end = pl.col("end") if "end" in stays.columns else pl.lit(None, INSTANT)
    if stays.schema["start"] == pl.Date:
        last = pl.coalesce(end.cast(pl.Date), start)
        return [
            _midnight(start, reading.time_zone).alias("_start"),
            _midnight(last.dt.offset_by("1d"), reading.time_zone).alias("_end"),
            pl.lit(False).alias("_assumed"),
        ]
    start, end = start.cast(INSTANT), end.cast(INSTANT)
    if reading.assume_end is None:
        return [start.alias("_start"), end.alias("_end"), pl.lit(False).alias("_assumed")]
    taken = pl.coalesce(end, start + reading.assume_end)
    return [start.alias("_start"), taken.alias("_end"), end.is_null().alias("_assumed")]


def _midnight(day: pl.Expr, time_zone: str) -> pl.Expr:
    local = day.cast(pl.Datetime("us")).dt.replace_time_zone(
        time_zone, ambiguous="earliest", non_existent="null"
    )
    return local.dt.convert_time_zone("UTC")


def _flags(stays: pl.DataFrame, reading: Reading) -> pl.Expr:
    by_day = pl.lit(stays.schema["start"] == pl.Date)
    named = pl.col("day_only").fill_null(False) if "day_only" in stays.columns else pl.lit(False)
    assumed = pl.col("_assumed").cast(pl.UInt8) * END_ASSUMED
    return (assumed + (by_day | named).cast(pl.UInt8) * DAY_ONLY).alias("_flags")


def _reason(stays: pl.DataFrame) -> pl.Expr:
    start, end = pl.col("_start"), pl.col("_end")
    holds = (
        _is_empty("person_id", stays),
        _is_empty("place_id", stays),
        start.is_null(),
        ~start.is_between(FIRST, AFTER, closed="left"),
        end.is_null(),
        end <= start,
        AFTER < end,
        start.dt.epoch("s") == end.dt.epoch("s"),
    )
    numbered = [pl.when(is_bad).then(pl.lit(n, pl.UInt8)) for n, is_bad in enumerate(holds)]
    return pl.coalesce(numbered)


def _is_empty(column: str, stays: pl.DataFrame) -> pl.Expr:
    missing = pl.col(column).is_null()
    return missing | (pl.col(column) == "") if stays.schema[column] == pl.String else missing


def _seconds() -> list[pl.Expr]:
    return [
        (pl.col(time).dt.epoch("s") - EPOCH_SECONDS).cast(pl.Int32).alias(time.strip("_"))
        for time in ("_start", "_end")
    ]
