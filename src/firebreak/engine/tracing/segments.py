"""Segments: stays that never change again, in two orders, as the kernels read them.

A stay is twelve bytes (start, end, and the other of person and place), kept once by place and once
by person, each by start. Persons and places are dense numbers here (`ids.py` knows what they stand
for); times are seconds since `EPOCH`, half-open `[start, end)`.

Within a segment the stays of one person at one place neither overlap nor touch. Across segments
they may (a late row): the queries unite them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # int32 seconds from here reach into 2068

# What holds for every stay of a segment. Stays that differ in it lie in different segments, so
# that a record needs no byte for it.
END_ASSUMED = 1  # the end was not known; a rule says what is taken for it
DAY_ONLY = 2  # known to the day only: a meeting is possible, not certain
ENCLOSING = 4  # a copy under a place that holds the place of the stay: a restaurant of its table


@dataclass(frozen=True, eq=False)
class Order:
    """
    The stays of a segment in one order.

    Attributes
    ----------
    records
        (n, 3) int32, C-contiguous: start, end, other. Of each key in turn, by start, then end.
    keys
        (k,) int32, sorted: the keys that occur. Empty where `offsets` has an entry for every key
        there was when the segment was made.
    bounds
        (k + 1, 2) uint32: the first row of the n-th key, and the seconds of its longest stay: who
        is present there at t began after t less these. Its last row is before `bounds[n + 1, 0]`.
        A key that came later than the segment (n + 1 not below its length) has no rows in it.
    """

    records: np.ndarray
    keys: np.ndarray
    bounds: np.ndarray

    @property
    def offsets(self) -> np.ndarray:
        """The rows of the n-th key are `offsets[n]` to `offsets[n + 1]`."""
        return self.bounds[:, 0]


@dataclass(frozen=True, eq=False)
class Segment:
    """
    Some stays: of a day, or come late.

    Attributes
    ----------
    by_place, by_person
        The same stays twice; `other` is the person there, the place here.
    flags
        `END_ASSUMED`, `DAY_ONLY`, `ENCLOSING`, added up; they hold for every stay of it.
    first_start, last_end
        Seconds: no stay begins before, none ends after.
    """

    by_place: Order
    by_person: Order
    flags: int
    first_start: int
    last_end: int

    @cached_property
    def rows(self) -> int:
        """How many stays it holds."""
        return len(self.by_place.records)


def segment(
    person: np.ndarray,
    place: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    *,
    persons: int,
    places: int,
    flags: int = 0,
) -> Segment:
    """
    Return a segment of stays, sorted both ways, in memory.

    Parameters
    ----------
    person, place, start, end
        (n,) integers, one entry per stay, in any order; already united per person and place.
    persons, places
        How many of each there are.
    flags
        What holds for all of them.
    """
    return Segment(
        by_place=_order(place, start, end, person, places),
        by_person=_order(person, start, end, place, persons),
        flags=flags,
        first_start=int(start.min(initial=2**31 - 1)),
        last_end=int(end.max(initial=-(2**31))),
    )


def _order(
    key: np.ndarray, start: np.ndarray, end: np.ndarray, other: np.ndarray, keys: int
) -> Order:
    order = np.lexsort((other, end, start, key))
    records = np.column_stack((start, end, other)).astype(np.int32)[order]
    bounds = np.zeros((keys + 1, 2), np.uint32)
    bounds[1:, 0] = np.cumsum(np.bincount(key, minlength=keys))
    np.maximum.at(bounds[:, 1], key, (end - start).astype(np.uint32))
    return order_of_keys(records, bounds)


def order_of_keys(records: np.ndarray, bounds: np.ndarray) -> Order:
    """Return an order of these stays, whose `bounds` have every key."""
    keys = len(bounds) - 1
    if len(records) * 4 >= keys:
        return Order(records, np.empty(0, np.int32), bounds)
    present = np.flatnonzero(
        np.diff(bounds[:, 0])
    )  # few of many: those that occur are less to keep
    return Order(records, present.astype(np.int32), bounds[np.append(present, keys)])
