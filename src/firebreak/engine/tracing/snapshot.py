"""What the kernels need of an index: made once for each of its states, and kept with it.

An index changes by becoming another state (segments come, segments go, people are merged); a
query works on one state from beginning to end.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from firebreak.engine.tracing.segments import Order, Segment

# The columns of the table of segments. An order has six, at BY_PLACE or at BY_PERSON.
RECORDS, ROWS, KEYS, KEY_COUNT, OFFSETS, OFFSET_COUNT = range(6)
BY_PLACE, BY_PERSON = 0, 6
FLAGS, FIRST_START, LAST_END, LONGEST = range(12, 16)


class Ids(Protocol):
    """What dense numbers stand for."""

    def __len__(self) -> int: ...

    def dense(self, values: pl.Series) -> np.ndarray: ...

    def original(self, dense: np.ndarray) -> pl.Series: ...


class Index(Protocol):
    """What the queries need of an index of stays."""

    @property
    def segments(self) -> tuple[Segment, ...]: ...

    @property
    def persons(self) -> Ids: ...

    @property
    def places(self) -> Ids: ...

    @property
    def canonical(self) -> np.ndarray | None: ...

    @property
    def place_table(self) -> pl.DataFrame | None: ...

    def stays_of(self, people: Any) -> pl.DataFrame: ...


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
    Room for one kernel at a time. Between calls all of `seconds` is 0 and all of `run_at` is -1.

    Attributes
    ----------
    met
        (persons, 4) int32: seconds together in the visit at hand, first and last second of them,
        and the visit in which he was last met for certain.
    known
        (persons, 2) int32: seconds together that rest on no assumed end, and the last of them.
    touched
        int32: the persons whose row in `met` is in use.
    run_at
        int32 per place: the run of presence there that may still go on.
    stamp
        (1,) int32: the number of the last visit.
    """

    met: np.ndarray
    known: np.ndarray
    touched: np.ndarray
    run_at: np.ndarray
    stamp: np.ndarray


@dataclass(eq=False)
class Snapshot:
    """A state of an index. `segments` keeps alive what `stays` has the addresses of."""

    segments: tuple[Segment, ...]
    canonical: np.ndarray | None
    stays: Stays
    flags: int  # what some segment has
    spare: deque[Scratch] = field(default_factory=deque)

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
        yield room
        self.spare.append(room)  # after an error it may be dirty: it is not lent again


_kept: WeakKeyDictionary[Any, Snapshot] = WeakKeyDictionary()


def snapshot(index: Index) -> Snapshot:
    """Return the state `index` is in, made anew only when it is another."""
    segments, canonical = index.segments, index.canonical
    kept = _kept.get(index)
    if kept and kept.segments is segments and kept.canonical is canonical:
        return kept
    made = _snapshot(segments, canonical, len(index.persons), len(index.places))
    _kept[index] = made
    return made


def _snapshot(
    segments: tuple[Segment, ...], canonical: np.ndarray | None, persons: int, places: int
) -> Snapshot:
    flags = 0
    for segment in segments:
        flags |= segment.flags
    rows = [_segment_row(segment) for segment in segments if segment.rows]
    table = np.array(rows, np.int64).reshape(-1, 16)
    return Snapshot(
        segments=segments,
        canonical=canonical,
        stays=Stays(table, *_merged(canonical), persons, places),
        flags=flags,
    )


def _segment_row(segment: Segment) -> list[int]:
    bounds = [segment.flags, segment.first_start, segment.last_end, segment.longest]
    return [*_order_row(segment.by_place), *_order_row(segment.by_person), *bounds]


def _order_row(order: Order) -> list[int]:
    return [
        *(order.records.ctypes.data, len(order.records)),
        *(order.keys.ctypes.data, len(order.keys)),
        *(order.offsets.ctypes.data, len(order.offsets)),
    ]


def _merged(canonical: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    none = np.empty(0, np.int32)
    if canonical is None:
        return none, none, none
    merged = np.flatnonzero(canonical != np.arange(len(canonical))).astype(np.int32)
    merged = merged[np.argsort(canonical[merged], kind="stable")]
    return canonical.astype(np.int32, copy=False), canonical[merged].astype(np.int32), merged


def _scratch(persons: int, places: int) -> Scratch:
    return Scratch(
        met=np.zeros((persons, 4), np.int32),
        known=np.zeros((persons, 2), np.int32),
        touched=np.zeros(persons, np.int32),
        run_at=np.zeros(places, np.int32),
        stamp=np.zeros(1, np.int32),
    )
