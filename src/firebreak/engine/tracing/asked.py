"""What a query is asked, as the kernels want it: dense persons, seconds since the epoch.

Whoever is not in the index has no stays, and so no meetings: he is left out, no error.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing.segments import EPOCH
from firebreak.engine.tracing.view import View

EARLIEST, LATEST = -(2**31) + 1, 2**31 - 1
EPOCH_S = int(EPOCH.timestamp())
EPOCH_US = EPOCH_S * 1_000_000
TICKS = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}  # in a second
SECOND = timedelta(seconds=1)


class TraceError(ValueError):
    """A query asks for what cannot be answered: a time without zone, a negative overlap."""


def instant(at: datetime | None, otherwise: int) -> int:
    """
    Return seconds since `EPOCH`, parts of a second cut off; `otherwise` for None.

    Raises
    ------
    TraceError
        The time has no zone.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> instant(datetime(2000, 1, 1, 0, 1, tzinfo=UTC), EARLIEST)
    60
    """
    if at is None:
        return otherwise
    if at.tzinfo is None:
        raise TraceError(f"{at} has no time zone; add one, for example tzinfo=UTC.")
    return min(max((at - EPOCH) // SECOND, EARLIEST), LATEST)


def seconds(overlap: timedelta) -> int:
    """
    Return the least whole seconds together that count; never 0: who merely touches does not meet.

    Raises
    ------
    TraceError
        The overlap is negative.

    Examples
    --------
    >>> from datetime import timedelta
    >>> seconds(timedelta(minutes=15)), seconds(timedelta(0))
    (900, 1)
    """
    return max(1, whole_seconds(overlap))


def whole_seconds(duration: timedelta) -> int:
    """
    Return a duration in seconds, rounded up.

    Raises
    ------
    TraceError
        It is negative.
    """
    if duration < timedelta(0):
        raise TraceError(f"A duration of {duration} is negative; give a timedelta of 0 or more.")
    return min(-(-duration // SECOND), LATEST)


def windows(now: View, people: Any, start: datetime | None, end: datetime | None) -> np.ndarray:
    """
    Return (n, 3) int32: each one's number (-1: not in the index), start and end.

    Parameters
    ----------
    people
        One id, a sequence or series of ids, or a frame: `person_id`, and `start` and `end` where
        people have windows of their own (null: the one given for all).
    start, end
        The window of all others; None: as far as the index goes.

    Raises
    ------
    TraceError
        A time has no zone, or the frame has no column `person_id`.
    """
    since, until = instant(start, EARLIEST), instant(end, LATEST)
    if not isinstance(people, pl.DataFrame):  # no frame is made for ids alone: it takes longer
        return _rows(_canonical(now, _series(people)), since, until)  # than to find one's stays
    frame = people_frame(people)
    return _rows(
        _canonical(now, frame["person_id"]),
        seconds_in(frame, "start", since),
        seconds_in(frame, "end", until),
    )


def _rows(numbers: np.ndarray, since: np.ndarray | int, until: np.ndarray | int) -> np.ndarray:
    asked = np.empty((len(numbers), 3), np.int32)
    asked[:, 0], asked[:, 1], asked[:, 2] = numbers, since, until
    return asked


def people_frame(people: Any) -> pl.DataFrame:
    if not isinstance(people, pl.DataFrame):
        return pl.DataFrame({"person_id": _series(people)})
    if "person_id" in people.columns:
        return people
    raise TraceError(
        "The people asked about have no column person_id.\n"
        "Give a frame with person_id, and start and end where they have windows of their own."
    )


def _series(people: Any) -> pl.Series:
    if isinstance(people, pl.Series):
        return people
    return pl.Series(people if isinstance(people, list | tuple) else [people])


def _canonical(now: View, ids: pl.Series) -> np.ndarray:
    dense = now.persons.dense(ids)
    canonical = now.canonical
    if canonical is None:
        return dense
    inside = (dense >= 0) & (dense < len(canonical))
    return np.where(inside, canonical[np.where(inside, dense, 0)], dense)


def seconds_in(frame: pl.DataFrame, column: str, otherwise: int) -> np.ndarray | int:
    if column not in frame.columns:
        return otherwise
    kind = frame.schema[column]
    if not isinstance(kind, pl.Datetime) or kind.time_zone is None:
        raise TraceError(
            f"Column {column} is {kind}; it needs times with a zone, for example "
            f'pl.col("{column}").dt.replace_time_zone("Asia/Shanghai").'
        )
    ticks = frame[column].cast(pl.Int64)  # no expression: for one case it would take the longest
    if not ticks.null_count():
        return _within(ticks, kind)
    since = _within(ticks.fill_null(0), kind)
    return np.where(ticks.is_null().to_numpy(), otherwise, since)


def _within(ticks: pl.Series, kind: pl.Datetime) -> np.ndarray:
    """Return ticks since 1970 in seconds since `EPOCH`, as far as these go."""
    return np.clip(ticks.to_numpy() // TICKS[kind.time_unit] - EPOCH_S, EARLIEST, LATEST)


def since_epoch(column: str) -> pl.Expr:
    """Return the instants of a column in seconds since `EPOCH`, parts of a second cut off."""
    return (pl.col(column).dt.epoch("us") - EPOCH_US) // 1_000_000


def instants(since: np.ndarray) -> pl.Series:
    """Return seconds since `EPOCH` as instants."""
    return pl.Series(since.astype(np.int64) * 1_000_000 + EPOCH_US).cast(INSTANT)
