"""What the kernels need of an index: made once for each moment of it, and kept as long.

An index changes by coming to another moment (segments come, segments go, people are merged); a
query works on one moment from beginning to end.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from mmap import mmap
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from firebreak.engine.tracing.errors import DamagedIndexError
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.segments import Order, Segment
from firebreak.engine.tracing.snapshot import PlaceTable, Snapshot

# The columns of the table of segments. An order has six, at BY_PLACE or at BY_PERSON.
RECORDS, ROWS, KEYS, KEY_COUNT, BOUNDS, BOUND_COUNT = range(6)
BY_PLACE, BY_PERSON = 0, 6
FLAGS, FIRST_START, LAST_END = range(12, 15)


class Moving(Protocol):
    """An index: at another moment it is another."""

    def snapshot(self) -> Snapshot: ...


Index = Moving | Snapshot


class Stays(NamedTuple):
    """
    The stays of an index, as the kernels read them.

    Attributes
    ----------
    table
        One row per segment: addresses, lengths and bounds (the columns above).
    canonical
        int32 per person: the one he was merged into, or himself. Empty where nobody was merged.
    merged_into, merged
        int32: person `merged[n]` was merged into `merged_into[n]`; sorted by the latter.
    persons, places
        How many numbers there are of each.
    """

    table: np.ndarray
    canonical: np.ndarray
    merged_into: np.ndarray
    merged: np.ndarray
    persons: int
    places: int


class Scratch(NamedTuple):
    """
    Room for one kernel at a time. Between calls all of `slots` and `run_at` is 0, and of `met` the
    first column.

    Attributes
    ----------
    slots
        int32, a power of two of them, twice as many as persons or more: which row of `tally` a
        person has, counted from 1, at a place made of his number; 0: the place is free.
    tally
        (persons, 7) int32: of one visit the people met, in the order of their first stay in it
        (the columns are those of `tallies.py`).
    certain_in
        int32 per person: the number of the visit in which he was last met for certain.
    stamp
        (1,) int32: the number of the last visit.
    run_at
        int32 per place: the run of presence there that may still go on.
    met
        (persons, 2) int32: in the sweep of a place, his last stay, counted from 1, and his number
        among those who came.
    touched
        int32: who came.
    """

    slots: np.ndarray
    tally: np.ndarray
    certain_in: np.ndarray
    stamp: np.ndarray
    run_at: np.ndarray
    met: np.ndarray
    touched: np.ndarray


@dataclass(eq=False)
class View:
    """An index at one moment, and its stays as the kernels read them."""

    segments: tuple[Segment, ...]  # keeps alive what `stays` has the addresses of
    persons: Ids
    places: Ids
    canonical: np.ndarray | None
    table: PlaceTable | None
    stays: Stays
    flags: int  # what some segment has
    mapped: bool  # from files, whose pages may have to come from the disk
    spare: deque[Scratch] = field(default_factory=deque)

    @property
    def place_table(self) -> pl.DataFrame | None:
        """What is known of the places."""
        return self.table.frame if self.table else None

    @cached_property
    def plain_ids(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The ids of persons and of places by number, where both are Int64 in their order."""
        persons, places = self.persons.plain, self.places.plain
        return None if persons is None or places is None else (persons, places)

    @cached_property
    def ids_at(self) -> tuple[int, int]:
        """Where these lie in memory; zeros: they are not plain."""
        if self.plain_ids is None:
            return 0, 0
        persons, places = self.plain_ids
        return persons.ctypes.data, places.ctypes.data

    @contextmanager
    def scratch(self) -> Iterator[Scratch]:
        """
        Lend room to a kernel.

        It is as long as there are persons, but costs only what is touched of it: memory comes
        from the system zeroed, page by page, and kernels clean up what they used.
        """
        try:
            room = self.spare.pop()
        except IndexError:
            room = _scratch(self.stays.persons, self.stays.places)
        try:
            yield room
        except IndexError as error:  # the room may be dirty: it is not lent again
            raise DamagedIndexError(
                "The index names a person or a place that it does not know: it is damaged.\n"
                "Build it again from the stays."
            ) from error
        self.spare.append(room)


_views: WeakKeyDictionary[Snapshot, View] = WeakKeyDictionary()


def view(index: Index) -> View:
    """Return what the kernels need of an index as it is now; made once for each state it is in."""
    moment = index if isinstance(index, Snapshot) else index.snapshot()
    kept = _views.get(moment)
    if kept is None:
        kept = _views[moment] = _view(moment)
    return kept


def _view(moment: Snapshot) -> View:
    segments = tuple(segment for segment in moment.segments if segment.rows)
    table = np.array([_segment_row(segment) for segment in segments], np.int64).reshape(-1, 15)
    counts = len(moment.persons), len(moment.places)
    return View(
        segments=segments,
        persons=moment.persons,
        places=moment.places,
        canonical=moment.canonical,
        table=moment.table,
        stays=Stays(table, *_merged(moment.canonical), *counts),
        flags=int(np.bitwise_or.reduce(table[:, FLAGS], initial=0)),
        mapped=any(_is_mapped(segment.by_place.records) for segment in segments),
    )


def _segment_row(segment: Segment) -> list[int]:
    whole = [segment.flags, segment.first_start, segment.last_end]
    return [*_order_row(segment.by_place), *_order_row(segment.by_person), *whole]


def _is_mapped(array: np.ndarray) -> bool:
    base: Any = array
    while isinstance(base, np.ndarray | memoryview):
        if isinstance(base, np.memmap):
            return True
        base = base.base if isinstance(base, np.ndarray) else base.obj
    return isinstance(base, mmap)


def _order_row(order: Order) -> list[int]:
    for array in (order.records, order.keys, order.bounds):
        if array.itemsize != 4 or not array.flags.c_contiguous:
            raise TypeError("The kernels read arrays of four bytes an entry, without gaps.")
    return [
        *(order.records.ctypes.data, len(order.records)),
        *(order.keys.ctypes.data, len(order.keys)),
        *(order.bounds.ctypes.data, len(order.bounds)),
    ]


def _merged(canonical: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    none = np.empty(0, np.int32)
    if canonical is None:
        return none, none, none
    merged = np.flatnonzero(canonical != np.arange(len(canonical))).astype(np.int32)
    merged = merged[np.argsort(canonical[merged], kind="stable")]
    return canonical.astype(np.int32), canonical[merged].astype(np.int32), merged


def _scratch(persons: int, places: int) -> Scratch:
    return Scratch(
        slots=np.zeros(1 << (2 * persons + 32).bit_length(), np.int32),
        tally=np.zeros((persons, 7), np.int32),
        certain_in=np.zeros(persons, np.int32),
        stamp=np.zeros(1, np.int32),
        run_at=np.zeros(places, np.int32),
        met=np.zeros((persons, 2), np.int32),
        touched=np.zeros(persons, np.int32),
    )
