"""Everybody with everybody: pairs of people, and how many each met."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from firebreak.engine.tracing.asked import EARLIEST, LATEST, instant, seconds
from firebreak.engine.tracing.meetings import MIN_OVERLAP
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING
from firebreak.engine.tracing.sweeping import MET, TOGETHER_WITH_ALL, Sweep, count_pairs, list_pairs
from firebreak.engine.tracing.view import Index, View, view
from firebreak.engine.tracing.workers import WORKERS, in_order

LIMIT = 5_000_000  # pairs of one place: 80 MB of list
ROOM = 2_000_000  # pairs that a worker lists before it hands them over
CELLS = 2_000_000  # of a matrix: 8 MB, what a processor has at hand
PARTS = 256  # of a city: small enough for all workers to end together


class Pairs(NamedTuple):
    """
    Who met whom, and where that was too much to list; see `pairs`.

    Attributes
    ----------
    table
        A lazy frame: of the file, or in memory.
    capped
        The places whose pairs are not in it.
    """

    table: pl.LazyFrame
    capped: pl.DataFrame


def pairs(
    index: Index,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    min_overlap: timedelta = MIN_OVERLAP,
    to: str | Path | None = None,
    limit: int = LIMIT,
    possible: bool = False,
) -> Pairs:
    """
    Return who met whom of everybody, each pair once for each place.

    All seconds that two people are at a place together in [start, end) are added up, whatever
    visits they belong to. (So pairs of days do not add up to those of a week: ten minutes before
    midnight and ten after are no quarter of an hour on either day.)

    Parameters
    ----------
    index
        Of the stays.
    start, end
        Half-open; None: as far as the stays go.
    min_overlap
        The least time together.
    to
        A Parquet file to write to, in bounded memory, whole or not at all. None: keep all in
        memory, which a day of a city of millions does not fit in.
    limit
        A place at which more pairs of stays overlap is counted, not listed: a stadium of 60,000
        has 1.8 thousand million pairs, and they are no contacts. Use `degree`, or give it blocks.
    possible
        Count stays known to the day only, too.

    Returns
    -------
    Pairs
        `table`: `a_id`, `b_id`, `place_id`, `overlap_s` (Int64). Of which of the two is `a` nothing
        follows. Places that enclose others are left out.

        `capped`: `place_id`, `people`, `stays`, `stay_pairs` (Int64: pairs of stays that last
        `min_overlap` together; as many as pairs of people where everybody came once)

    Raises
    ------
    TraceError
        A time has no zone, or the overlap is negative.
    DamagedIndexError
        The index contradicts itself.

    References
    ----------
    A plane sweep over intervals: Arge et al. (1998), VLDB 24:570-581.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> def at(hour):
    ...     return datetime(2020, 1, 24, hour, tzinfo=UTC)
    >>> stays = pl.DataFrame(
    ...     {
    ...         "person_id": ["Ann", "Ben", "Cai"],
    ...         "place_id": "table 5",
    ...         "start": [at(18), at(18), at(19)],
    ...         "end": [at(20), at(19), at(20)],
    ...     }
    ... )
    >>> pairs(build(stays), at(0), at(23)).table.collect().rows()
    [('Ann', 'Ben', 'table 5', 3600), ('Ann', 'Cai', 'table 5', 3600)]
    """
    now = view(index)
    sweep = _sweep(start, end, min_overlap, possible)
    capped: list[np.ndarray] = []

    def listed(*_: Any) -> Iterator[pl.DataFrame]:
        for found, left_out in _lists(now, sweep, limit):
            capped.append(left_out)
            yield _pairs_frame(now, found)

    if to is None:
        table = pl.concat([_pairs_frame(now, np.empty((4, 0), np.int32)), *listed()]).lazy()
    else:
        table = _written(listed, _pairs_frame(now, np.empty((4, 0), np.int32)).schema, Path(to))
    capped = [np.empty((4, 0), np.int64), *capped]  # where there is no place at all
    return Pairs(table, _capped_frame(now, np.concatenate(capped, axis=1)))


def degree(
    index: Index,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    min_overlap: timedelta = MIN_OVERLAP,
    possible: bool = False,
) -> pl.DataFrame:
    """
    Return how many others everybody met, and for how long, without listing them.

    Parameters
    ----------
    index, start, end, min_overlap, possible
        As for `pairs`. There is no limit: whoever was at a stadium met sixty thousand.

    Returns
    -------
    pl.DataFrame
        One row for everybody who met somebody:

        `person_id`
        `met` (Int64): others he met; one met at two places counts twice. All rows together make
        twice the number of pairs
        `overlap_s` (Int64): seconds together with them, added up over them

    Raises
    ------
    TraceError
        A time has no zone, or the overlap is negative.
    DamagedIndexError
        The index contradicts itself.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> noon, one = (datetime(2020, 1, 24, hour, tzinfo=UTC) for hour in (12, 13))
    >>> stays = pl.DataFrame({"person_id": ["Ann", "Ben", "Cai"], "place_id": "bus"})
    >>> degree(build(stays.with_columns(start=noon, end=one)), noon, one).rows()
    [('Ann', 2, 7200), ('Ben', 2, 7200), ('Cai', 2, 7200)]
    """
    now = view(index)
    sweep = _sweep(start, end, min_overlap, possible)
    spare: deque[np.ndarray] = deque()

    def count(part: tuple[int, int]) -> None:
        degrees = spare.pop() if spare else _no_degrees(now)
        with now.scratch() as scratch:
            count_pairs(now.stays, scratch, sweep, *part, degrees)
        spare.append(degrees)

    list(in_order(count, _parts(now, sweep)))
    degrees = sum(spare, _no_degrees(now))
    people = np.flatnonzero(degrees[:, MET])
    return pl.DataFrame(
        {
            "person_id": now.persons.original(people.astype(np.int32)),
            "met": degrees[people, MET],
            "overlap_s": degrees[people, TOGETHER_WITH_ALL],
        }
    )


def _sweep(
    start: datetime | None, end: datetime | None, min_overlap: timedelta, possible: bool
) -> Sweep:
    return Sweep(
        start=instant(start, EARLIEST),
        end=instant(end, LATEST),
        least=seconds(min_overlap),
        without=ENCLOSING if possible else ENCLOSING | DAY_ONLY,
        cells=CELLS,
    )


def _no_degrees(now: View) -> np.ndarray:
    return np.zeros((now.stays.persons, 2), np.int64)


def _parts(now: View, sweep: Sweep) -> list[tuple[int, int]]:
    """Return ranges of places with about as many stays each."""
    stays = np.zeros(now.stays.places, np.int64)
    for segment in now.segments:
        if segment.flags & sweep.without:
            continue
        if segment.first_start >= sweep.end or segment.last_end <= sweep.start:
            continue
        order = segment.by_place
        keys = order.keys if len(order.keys) else slice(len(order.offsets) - 1)
        stays[keys] += np.diff(order.offsets)
    until = np.cumsum(stays + 1)
    cuts = np.searchsorted(until, np.linspace(0, until[-1] if len(until) else 0, PARTS + 1)[1:-1])
    bounds = np.unique([0, *cuts, now.stays.places]).tolist()
    return list(pairwise(bounds))


def _lists(now: View, sweep: Sweep, limit: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield pairs and places left out; no more lists at a time than there are workers."""

    def some(part: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
        with now.scratch() as scratch:
            found, left_out, at = list_pairs(now.stays, scratch, sweep, *part, limit, ROOM)
        return found, left_out, (at, part[1])

    with ThreadPoolExecutor(WORKERS) as pool:
        waiting = deque(_parts(now, sweep))
        running: deque[Future[Any]] = deque()
        while waiting or running:
            while waiting and len(running) < WORKERS:
                running.append(pool.submit(some, waiting.popleft()))
            found, left_out, rest = running.popleft().result()
            if rest[0] < rest[1]:
                running.appendleft(pool.submit(some, rest))
            yield found, left_out


def _pairs_frame(now: View, found: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "a_id": now.persons.original(found[0]),
            "b_id": now.persons.original(found[1]),
            "place_id": now.places.original(found[2]),
            "overlap_s": found[3].astype(np.int64),
        }
    )


def _capped_frame(now: View, left_out: np.ndarray) -> pl.DataFrame:
    place, people, stays, stay_pairs = left_out
    return pl.DataFrame(
        {
            "place_id": now.places.original(place.astype(np.int32)),
            "people": people,
            "stays": stays,
            "stay_pairs": stay_pairs,
        }
    )


def _written(
    listed: Callable[..., Iterator[pl.DataFrame]], schema: pl.Schema, to: Path
) -> pl.LazyFrame:
    begun = to.with_name(f"{to.name}.begun")
    try:
        register_io_source(listed, schema=schema).sink_parquet(begun)
        begun.replace(to)
    finally:
        begun.unlink(missing_ok=True)
    return pl.scan_parquet(to)
