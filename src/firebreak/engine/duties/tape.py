"""The events as sorted arrays, for millions of questions of the sort "which came next".

A `Tape` is the events that count (happened by now, stored by the instant asked about). A `Track`
is some kinds of them about one pathogen, sorted by key (the subject, the record or the county) and
time, both in one whole number, so that a question is one binary search. Tracks are made when first
asked for. Rows are positions in the events table; -1 means there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from firebreak.engine.kinds import KINDS
from firebreak.engine.tables import EVENTS, check_table

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Column = NDArray[Any]
NEVER = np.int64(np.iinfo(np.int64).max)
NONE = -1  # stands in for an id that is not known, where things are sorted
HOLE = np.int64(np.iinfo(np.int64).min)  # stands for a null
SECOND = 1_000_000  # microseconds
ROOM = 2**62
NO_ROWS = np.empty(0, np.int64)
T = TypeVar("T")
CODES = {kind: code for code, kind in enumerate(KINDS)}


class Tape:
    """The events that count at `now`, as far as they were stored by `known` (microseconds)."""

    def __init__(self, events: pl.DataFrame, now: int, known: int | None) -> None:
        self.events = check_table(events, EVENTS, "events")
        self.now = now
        self.at = _instants(self.events["happened_at"], NEVER)
        self.code = self.events["kind"].to_physical().fill_null(len(KINDS)).to_numpy()
        self._counts = self._counting(known)
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._locks: dict[tuple[Any, ...], Lock] = {}

    def _once(self, what: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Work a thing out once, whichever thread asks first."""
        if what not in self._kept:
            with self._locks.setdefault(what, Lock()):
                if what not in self._kept:
                    self._kept[what] = make()
        return self._kept[what]

    def _counting(self, known: int | None) -> Bools | None:
        counts = self.at <= self.now
        if known is not None:
            counts &= _instants(self.events["stored_at"], np.int64(-NEVER)) <= known
        return None if counts.all() else counts

    @cached_property
    def until(self) -> Ints:
        """By when each event had happened at the latest; its own instant if that is known."""
        until = self.events["happened_until"].to_physical()
        if until.null_count() == until.len():
            return self.at
        return until.fill_null(pl.Series(self.at)).to_numpy()

    @property
    def exact(self) -> bool:
        """Whether every event is known to the minute."""
        return self.until is self.at

    def until_of(self, rows: Ints, at: Ints) -> Ints:
        """The latest instants of rows whose first instants are `at`."""
        return at if self.exact else self.until[rows]

    @cached_property
    def time(self) -> "Clock":
        return Clock.over(self.at if self._counts is None else self.at[self._counts])

    def column(self, name: str) -> Ints:
        """A column of ids, `NONE` where not known."""
        known = self.events[name]
        return self._once(
            ("column", name),
            lambda: (known.fill_null(NONE) if known.null_count() else known).to_numpy(),
        )

    def ids(self, name: str, rows: Ints) -> Ints:
        """The ids of a column at some rows; `HOLE` where there is no row or no id."""
        ids = self.column(name)[rows]
        if self.events[name].null_count():
            ids[self._missing(name)[rows]] = HOLE
        ids[rows < 0] = HOLE
        return ids

    def _missing(self, name: str) -> Bools:
        return self._once(("missing", name), lambda: self.events[name].is_null().to_numpy())

    @cached_property
    def subjects(self) -> "Keys":
        return Keys.over(self.column("subject"), self.time.length)

    @cached_property
    def records(self) -> "Keys":
        return Keys.over(self.column("record"), self.time.length)

    @cached_property
    def counties(self) -> "Keys":
        return Keys.over(self.column("county"), self.time.length)

    def keys(self, by: str) -> "Keys":
        """The keys of one sort: by subject, record or county."""
        if by == "subject":
            return self.subjects
        return self.records if by == "record" else self.counties

    @cached_property
    def unnamed(self) -> Bools:
        """Which events are about no pathogen in particular."""
        return self.events["pathogen"].is_null().to_numpy()

    def rows_of(self, kinds: tuple[str, ...], pathogen: str, *, named: bool = False) -> Ints:
        """The rows of these kinds about a pathogen (or, unless `named`, about none at all)."""
        rows = np.concatenate([NO_ROWS, *(self._rows_of(kind) for kind in kinds)])
        kept = self._about(pathogen)[rows]
        if not kept.all() and not named:
            kept |= self.unnamed[rows]
        return rows if kept.all() else rows[kept]

    def _about(self, pathogen: str) -> Bools:
        about = self.events["pathogen"]
        return self._once(
            ("about", pathogen), lambda: (about == pathogen).fill_null(False).to_numpy()
        )

    @cached_property
    def _present(self) -> Bools:
        """Which kinds there are: most protocols ask for more than a city has."""
        present = np.zeros(len(KINDS) + 1, bool)
        present[self.events["kind"].unique().drop_nulls().to_physical().to_numpy()] = True
        return present

    def _rows_of(self, kind: str) -> Ints:
        if not self._present[CODES[kind]]:
            return NO_ROWS
        return self._once(("rows", kind), lambda: self._find_rows(CODES[kind]))

    def _find_rows(self, code: int) -> Ints:
        mine = self.code == code
        return np.flatnonzero(mine if self._counts is None else mine & self._counts)

    def track(
        self,
        kinds: tuple[str, ...],
        pathogen: str,
        by: str = "subject",
        *,
        named: bool = False,
        since: int | None = None,
    ) -> "Track":
        """The track of these kinds, made once; with `since`, of what may be going on from then on."""
        asked = ("track", frozenset(kinds), pathogen, by, named, since)
        return self._once(
            asked, lambda: Track.of(self, self._since(since, kinds, pathogen, named=named), by)
        )

    def _since(
        self, since: int | None, kinds: tuple[str, ...], pathogen: str, *, named: bool
    ) -> Ints:
        rows = self.rows_of(tuple(sorted(kinds)), pathogen, named=named)
        return rows if since is None else rows[self.until[rows] >= since]


@dataclass(frozen=True)
class Clock:
    """Instants as small whole numbers from 1 on; `times` where seconds do not do."""

    first: int
    length: int
    times: Ints | None = None

    @classmethod
    def over(cls, at: Ints) -> "Clock":
        if len(at) and at.max() == NEVER:
            at = at[at != NEVER]
        if not len(at):
            return cls(0, 3)
        first, last = int(at.min()), int(at.max())
        since = at - first
        if (since // SECOND * SECOND != since).any():  # quicker than %
            times = np.unique(at)
            return cls(first, len(times) + 2, times)
        return cls(first, (last - first) // SECOND + 3)

    def from_(self, at: Ints) -> Ints:
        """The first moment that is not before these instants."""
        if self.times is not None:
            return np.searchsorted(self.times, at, "left") + 1
        return np.clip(-((self.first - at) // SECOND) + 1, 0, self.length - 1)

    def until(self, at: Ints) -> Ints:
        """The last moment that is not after these instants."""
        if self.times is not None:
            return np.searchsorted(self.times, at, "right")
        return np.clip((at - self.first) // SECOND + 1, 0, self.length - 1)


@dataclass(frozen=True)
class Keys:
    """The ids of one column, scaled so that key and moment fit one whole number."""

    ids: Ints
    low: int
    length: int

    @classmethod
    def over(cls, ids: Ints, length: int) -> "Keys":
        if not len(ids):
            return cls(ids, 0, length)
        low, high = int(ids.min()), int(ids.max())
        if (high - low + 1) * length < ROOM:
            return cls(ids, low, length)
        return cls(np.unique(ids, return_inverse=True)[1].astype(np.int64), 0, length)

    def of(self, rows: Ints) -> Ints:
        """The scaled keys of these rows."""
        return (self.ids[rows] - self.low) * self.length


@dataclass(frozen=True)
class Track:
    """Rows sorted by key and time; `keys` scaled, `places` key and moment in one."""

    rows: Ints
    keys: Ints
    places: Ints
    at: Ints

    @classmethod
    def of(cls, tape: Tape, rows: Ints, by: str) -> "Track":
        at = tape.at[rows]
        keys = tape.keys(by).of(rows)
        places = keys + tape.time.until(at)
        steps = np.diff(places)
        if (steps > 0).all():
            return cls(rows, keys, places, at)
        order = np.argsort(places)
        if (np.diff(places[order]) == 0).any():  # ties: by kind and record, whatever order came
            order = np.lexsort((tape.column("record")[rows], tape.code[rows], places))
        return cls(rows[order], keys[order], places[order], at[order])

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, kept: Bools) -> "Track":
        """The track without the events that are not kept."""
        if kept.all():
            return self
        return Track(self.rows[kept], self.keys[kept], self.places[kept], self.at[kept])

    def first_from(self, keys: Ints, moments: Ints, *, after: bool = False) -> Ints:
        """The position of the first event at or after these moments; -1 if there is none."""
        if not len(self):
            return np.full(len(keys), -1)
        found = np.searchsorted(self.places, keys + moments, "right" if after else "left")
        inside = np.minimum(found, len(self) - 1)
        return np.where((found < len(self)) & (self.keys[inside] == keys), found, -1)

    def last_until(self, keys: Ints, moments: Ints, *, before: bool = False) -> Ints:
        """The position of the last event at or before these moments; -1 if there is none."""
        if not len(self):
            return np.full(len(keys), -1)
        found = np.searchsorted(self.places, keys + moments, "left" if before else "right") - 1
        return np.where((found >= 0) & (self.keys[found] == keys), found, -1)

    def rows_at(self, positions: Ints) -> Ints:
        """The rows at these positions; -1 where there is none."""
        if not len(self):
            return positions
        return np.where(positions >= 0, self.rows[positions], -1)

    def alone(self) -> bool:
        """Whether no key has more than one event."""
        return bool((np.diff(self.keys) != 0).all())


def longest_so_far(keys: Ints, ends: Ints) -> Ints:
    """At each position, that of the entry of its key, up to here, whose end is the latest."""
    count = len(keys)
    changes = np.diff(keys) != 0
    if changes.all():
        return np.arange(count)
    order = np.lexsort((np.arange(count), ends))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    group = np.cumsum(np.concatenate(([0], changes)))
    return order[np.maximum.accumulate(group * count + rank) % count]


def _instants(column: pl.Series, missing: np.int64) -> Ints:
    known = column.to_physical()
    return (known.fill_null(int(missing)) if known.null_count() else known).to_numpy()
