"""The events as sorted arrays, for millions of questions of the sort "which came next".

A `Tape` is the events that count (happened by now, stored by the instant asked about). A `Track`
is some kinds of them about one pathogen, sorted by key (the subject, the record or the county) and
time, both in one whole number, so that a question is one binary search. Tracks are made when first
asked for. Rows are positions in the events table; -1 means there is none.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from firebreak.engine.kinds import KINDS
from firebreak.engine.tables import EVENTS, check_table

Ints = NDArray[np.int64]
NEVER = np.int64(np.iinfo(np.int64).max)
SECOND = 1_000_000  # microseconds
ROOM = 2**62
CODES = {kind: code for code, kind in enumerate(KINDS)}


class Tape:
    """The events that count at `now`, as far as they were stored by `known` (microseconds)."""

    def __init__(self, events: pl.DataFrame, now: int, known: int | None) -> None:
        self.events = check_table(events, EVENTS, "events")
        self.now = now
        self.at = _instants(self.events["happened_at"], NEVER)
        self.code = self.events["kind"].to_physical().fill_null(len(KINDS)).to_numpy()
        rows = self._counting(known)
        order = np.argsort(self.code[rows], kind="stable")
        self._rows = rows[order]
        self._bounds = np.searchsorted(self.code[self._rows], np.arange(len(KINDS) + 1))
        self._tracks: dict[tuple, Track] = {}

    def _counting(self, known: int | None) -> Ints:
        counts = self.at <= self.now
        if known is not None:
            counts &= _instants(self.events["stored_at"], np.int64(-NEVER)) <= known
        return np.flatnonzero(counts)

    @cached_property
    def until(self) -> Ints:
        """By when each event had happened at the latest; its own instant if that is known."""
        until = self.events["happened_until"].to_physical()
        if until.null_count() == until.len():
            return self.at
        return until.fill_null(pl.Series(self.at)).to_numpy()

    @cached_property
    def time(self) -> "Clock":
        at = self.at[self._rows]
        return Clock.over(at)

    @cached_property
    def subjects(self) -> "Keys":
        return Keys.over(_whole(self.events["subject"]), self.time.length)

    @cached_property
    def records(self) -> "Keys":
        return Keys.over(_whole(self.events["record"]), self.time.length)

    @cached_property
    def counties(self) -> "Keys":
        return Keys.over(_whole(self.events["county"]), self.time.length)

    def keys(self, by: str) -> "Keys":
        """The keys of one sort: by subject, record or county."""
        if by == "subject":
            return self.subjects
        return self.records if by == "record" else self.counties

    def rows_of(self, kinds: tuple[str, ...], pathogen: str) -> Ints:
        """The rows of these kinds about a pathogen, or about none in particular."""
        slices = [self._slice(CODES[kind]) for kind in kinds]
        rows = np.concatenate(slices) if slices else np.empty(0, np.int64)
        if not len(rows) or self._nothing_named:
            return rows
        named = self.events["pathogen"].gather(rows)
        return rows[((named == pathogen) | named.is_null()).to_numpy()]

    @cached_property
    def _nothing_named(self) -> bool:
        named = self.events["pathogen"]
        return named.null_count() == named.len()

    def _slice(self, code: int) -> Ints:
        return self._rows[self._bounds[code] : self._bounds[code + 1]]

    def track(self, kinds: tuple[str, ...], pathogen: str, by: str = "subject") -> "Track":
        """The track of these kinds, made once."""
        asked = (frozenset(kinds), pathogen, by)
        if asked not in self._tracks:
            self._tracks[asked] = Track.of(self, self.rows_of(tuple(sorted(kinds)), pathogen), by)
        return self._tracks[asked]


@dataclass(frozen=True)
class Clock:
    """Instants as small whole numbers from 1 on; `times` where seconds do not do."""

    first: int
    length: int
    times: Ints | None = None

    @classmethod
    def over(cls, at: Ints) -> "Clock":
        if not len(at):
            return cls(0, 2)
        first, last = int(at.min()), int(at.max())
        if ((at - first) % SECOND).any():
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
    """The key of every event, scaled so that key and moment fit one whole number."""

    scaled: Ints

    @classmethod
    def over(cls, keys: Ints, length: int) -> "Keys":
        if not len(keys):
            return cls(keys)
        low, high = int(keys.min()), int(keys.max())
        if (high - low + 1) * length < ROOM:
            return cls((keys - low) * length)
        return cls(np.unique(keys, return_inverse=True)[1].astype(np.int64) * length)


@dataclass(frozen=True)
class Track:
    """Rows sorted by key and time; `keys` scaled, `places` key and moment in one."""

    rows: Ints
    keys: Ints
    places: Ints

    @classmethod
    def of(cls, tape: Tape, rows: Ints, by: str) -> "Track":
        keys = tape.keys(by).scaled[rows]
        places = keys + tape.time.until(tape.at[rows])
        order = np.argsort(places, kind="stable")
        if (np.diff(places[order]) == 0).any():  # ties: by kind and record, whatever order came
            record = _whole(tape.events["record"])[rows]
            order = np.lexsort((record, tape.code[rows], places))
        return cls(rows[order], keys[order], places[order])

    def __len__(self) -> int:
        return len(self.rows)

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

    def at(self, positions: Ints) -> Ints:
        """The rows at these positions; -1 where there is none."""
        if not len(self):
            return positions
        return np.where(positions >= 0, self.rows[positions], -1)

    def longest_so_far(self, ends: Ints) -> Ints:
        """At each position, that of the event of its key, up to here, whose end is the latest."""
        count = len(self)
        order = np.argsort(ends, kind="stable")
        rank = np.empty(count, np.int64)
        rank[order] = np.arange(count)
        group = np.cumsum(np.concatenate(([0], np.diff(self.keys) != 0)))
        return order[np.maximum.accumulate(group * count + rank) % count]


def _instants(column: pl.Series, missing: np.int64) -> Ints:
    return column.to_physical().fill_null(int(missing)).to_numpy()


def _whole(column: pl.Series) -> Ints:
    return column.fill_null(-1).to_numpy()
