"""A segment from stays in any order: sorted both ways, the stays of one person at one place united.

Stays that overlap or touch are one presence; counted apart they would double the minutes. A stay
comes in as a row of four int32: person, place, start, end.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.segments import Order, Segment, order_of_keys
from firebreak.engine.tracing.workers import WORKERS, in_order

PERSON, PLACE, START, END = range(4)
FEW = 24  # rows up to which inserting one by one beats sorting
LAST = 2**31 - 1


def united_segment(
    rows: np.ndarray, persons: np.ndarray, places: np.ndarray, *, flags: int = 0
) -> Segment:
    """
    Return a segment of these stays.

    Parameters
    ----------
    rows
        (n, 4) int32: person, place, start, end.
    persons, places
        int32: for each number in `rows`, the number that the segment is to have for it.
    flags
        What holds for all of the stays.
    """
    records, offsets = _grouped(rows, persons, places)
    kept = np.zeros(len(persons), np.int32)
    _in_parts(_unite, offsets, records, kept)
    offsets, records = _closed_up(records, offsets, kept)
    turned, turned_offsets = _turned(records, offsets, len(places))
    _in_parts(_sort, turned_offsets, turned)
    return Segment(
        by_place=_order(turned, turned_offsets),
        by_person=_order(records, offsets),
        flags=flags,
        first_start=int(records[:, 0].min(initial=LAST)),
        last_end=int(records[:, 1].max(initial=-LAST - 1)),
    )


def _grouped(
    rows: np.ndarray, persons: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    offsets = _offsets(_counted(rows[:, PERSON], persons))
    records = np.empty((len(rows), 3), np.int32)
    _scatter(rows, persons, places, offsets[:-1].copy(), records)
    return records, offsets


def _turned(records: np.ndarray, offsets: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
    turned_offsets = _offsets(_counted(records[:, 2], np.arange(places, dtype=np.int32)))
    turned = np.empty_like(records)
    _turn(records, offsets, turned_offsets[:-1].copy(), turned)
    return turned, turned_offsets


def _closed_up(
    records: np.ndarray, offsets: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    closed = _offsets(kept)
    if closed[-1] != offsets[-1]:
        _close_up(records, offsets, closed)
    return closed, records[: closed[-1]]


def _offsets(counts: np.ndarray) -> np.ndarray:
    offsets = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _order(records: np.ndarray, offsets: np.ndarray) -> Order:
    bounds = np.zeros((len(offsets), 2), np.uint32)
    bounds[:, 0] = offsets
    _in_parts(_longest, offsets, records, bounds)
    return order_of_keys(records, bounds)


def _in_parts(work: Callable[..., None], offsets: np.ndarray, *arrays: np.ndarray) -> None:
    bounds = np.searchsorted(offsets, np.linspace(0, offsets[-1], WORKERS + 1))
    bounds[0], bounds[-1] = 0, len(offsets) - 1
    for _ in in_order(lambda span: work(offsets, *arrays, *span), pairwise(bounds.tolist())):
        pass


@kernel
def _counted(keys: np.ndarray, final: np.ndarray) -> np.ndarray:
    counts = np.zeros(len(final), np.int32)
    for key in keys:
        counts[final[key]] += 1
    return counts


@kernel
def _scatter(
    rows: np.ndarray,
    persons: np.ndarray,
    places: np.ndarray,
    free: np.ndarray,
    records: np.ndarray,
) -> None:
    for row in range(len(rows)):
        person = persons[rows[row, PERSON]]
        at = free[person]
        free[person] = at + 1
        records[at, 0] = rows[row, START]
        records[at, 1] = rows[row, END]
        records[at, 2] = places[rows[row, PLACE]]


@kernel
def _longest(
    offsets: np.ndarray, records: np.ndarray, bounds: np.ndarray, low: int, high: int
) -> None:
    for key in range(low, high):
        longest = 0
        for row in range(offsets[key], offsets[key + 1]):
            longest = max(longest, int(records[row, 1]) - int(records[row, 0]))
        bounds[key, 1] = longest


@kernel
def _turn(records: np.ndarray, offsets: np.ndarray, free: np.ndarray, turned: np.ndarray) -> None:
    for person in range(len(offsets) - 1):
        for row in range(offsets[person], offsets[person + 1]):
            at = free[records[row, 2]]
            free[records[row, 2]] = at + 1
            turned[at, 0] = records[row, 0]
            turned[at, 1] = records[row, 1]
            turned[at, 2] = person


@kernel
def _close_up(records: np.ndarray, offsets: np.ndarray, closed: np.ndarray) -> None:
    for person in range(len(offsets) - 1):
        for n in range(closed[person + 1] - closed[person]):
            records[closed[person] + n] = records[offsets[person] + n]


@kernel
def _sort(offsets: np.ndarray, records: np.ndarray, low: int, high: int) -> None:
    for key in range(low, high):
        _sort_rows(records[offsets[key] : offsets[key + 1]], False)


@kernel
def _unite(offsets: np.ndarray, records: np.ndarray, kept: np.ndarray, low: int, high: int) -> None:
    for person in range(low, high):
        group = records[offsets[person] : offsets[person + 1]]
        _sort_rows(group, True)
        kept[person] = _unite_rows(group)
        _sort_rows(group[: kept[person]], False)


@kernel
def _unite_rows(group: np.ndarray) -> int:
    last = 0
    for row in range(1, len(group)):
        if group[row, 2] == group[last, 2] and group[row, 0] <= group[last, 1]:
            group[last, 1] = max(group[last, 1], group[row, 1])
            continue
        last += 1
        group[last] = group[row]
    return min(last + 1, len(group))


@kernel
def _rank(start: int, end: int, other: int, by_other: bool) -> np.int64:
    if by_other:
        return (np.int64(other) << 32) | np.int64(start)
    return (np.int64(start) << 31) | np.int64(end - start)  # equal ones keep their order


@kernel
def _sort_rows(rows: np.ndarray, by_other: bool) -> None:
    if len(rows) > FEW:
        ranks = np.empty(len(rows), np.int64)
        for row in range(len(rows)):
            ranks[row] = _rank(rows[row, 0], rows[row, 1], rows[row, 2], by_other)
        rows[:] = rows[np.argsort(ranks, kind="mergesort")]
        return
    for row in range(1, len(rows)):
        start, end, other = rows[row, 0], rows[row, 1], rows[row, 2]
        rank = _rank(start, end, other, by_other)
        at = row
        while at and _rank(rows[at - 1, 0], rows[at - 1, 1], rows[at - 1, 2], by_other) > rank:
            rows[at, 0], rows[at, 1], rows[at, 2] = (
                rows[at - 1, 0],
                rows[at - 1, 1],
                rows[at - 1, 2],
            )
            at -= 1
        rows[at, 0], rows[at, 1], rows[at, 2] = start, end, other
