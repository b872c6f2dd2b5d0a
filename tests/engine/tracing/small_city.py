"""Stays small enough to read, as an index in memory; and cities drawn at random.

`Ticks` knows nothing of intervals: it is the oracle. A person's presence is a set of seconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from hypothesis import strategies as st

from firebreak.engine.tracing.segments import (
    DAY_ONLY,
    ENCLOSING,
    END_ASSUMED,
    EPOCH,
    Segment,
    segment,
)
from firebreak.engine.tracing.snapshot import Snapshot


class Stay(NamedTuple):
    person: int
    place: int
    start: int
    end: int
    flags: int = 0
    batch: int = 0  # stays of one batch and one set of flags make a segment


@dataclass(eq=False)
class SmallIds:
    """Ids that are not their dense numbers: 100, 101, ..."""

    count: int
    first: int = 100

    def __len__(self) -> int:
        return self.count

    @property
    def plain(self) -> np.ndarray:
        return np.arange(self.first, self.first + self.count)

    def dense(self, values: pl.Series) -> np.ndarray:
        numbers = values.to_numpy() - self.first
        return np.where((numbers >= 0) & (numbers < self.count), numbers, -1).astype(np.int32)

    def original(self, dense: np.ndarray) -> pl.Series:
        return pl.Series(dense.astype(np.int64) + self.first)


def at(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)


def in_2020(second: int) -> datetime:
    """Return an instant as `build` takes it: not of the year 2000."""
    return datetime(2020, 1, 6, tzinfo=UTC) + timedelta(seconds=second)


def second(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(seconds=1)


def united(stays: list[Stay]) -> list[Stay]:
    """Unite what overlaps or touches of a person at a place, as a segment must have it."""
    whole: list[Stay] = []
    for stay in sorted(stays):
        last = whole[-1] if whole else None
        if last and last[:2] == stay[:2] and stay.start <= last.end:
            whole[-1] = last._replace(end=max(last.end, stay.end))
        else:
            whole.append(stay)
    return whole


def index_of(stays, *, canonical=None, persons=None, places=None) -> Snapshot:
    """Return an index with a segment for each batch and set of flags."""
    persons = persons or 1 + max((stay.person for stay in stays), default=0)
    places = places or 1 + max((stay.place for stay in stays), default=0)
    groups: dict[tuple[int, int], list[Stay]] = {}
    for stay in stays:
        groups.setdefault((stay.batch, stay.flags), []).append(stay)
    return Snapshot(
        tuple(segment_of(group, persons, places) for group in groups.values()),
        SmallIds(persons),
        SmallIds(places, first=500),
        None if canonical is None else np.array(canonical, np.int32),
    )


def segment_of(stays: list[Stay], persons: int, places: int) -> Segment:
    rows = np.array([stay[:4] for stay in united(stays)], np.int64)
    # A segment is as long as the city was when it was made: later keys are beyond its offsets.
    known_persons, known_places = rows[:, 0].max() + 1, rows[:, 1].max() + 1
    if stays[0].batch % 2 == 0:
        known_persons, known_places = persons, places
    return segment(*rows.T, persons=known_persons, places=known_places, flags=stays[0].flags)


class Ticks:
    """Presence as sets of seconds; visits as runs of them."""

    def __init__(self, stays, canonical=None):
        self.stays = stays
        self.canonical = canonical

    def who(self, person: int) -> int:
        return person if self.canonical is None else self.canonical[person]

    def presence(self, person, place, window, without=ENCLOSING) -> set[int]:
        return {
            tick
            for stay in self.stays
            if self.who(stay.person) == person and stay.place == place and not stay.flags & without
            for tick in range(stay.start, stay.end)
            if window[0] <= tick < window[1]
        }

    def meetings(self, person, window, least, without=ENCLOSING) -> set[tuple]:
        """(other, place, start, end, seconds, certain, end assumed) of every encounter."""
        others = {self.who(stay.person) for stay in self.stays} - {person}
        return {
            meeting
            for place in {stay.place for stay in self.stays}
            for other in others
            for meeting in self._at(person, other, place, window, least, without)
        }

    def _at(self, person, other, place, window, least, without):
        def together(leave):
            mine = self.presence(person, place, window, leave)
            return mine, mine & self.presence(other, place, window, leave)

        for whole_visit in runs(together(without)[0]):
            found = []
            for leave in (without | DAY_ONLY, without):
                mine, both = together(leave)
                known = together(leave | END_ASSUMED)[1]
                for visit in runs(mine & whole_visit):
                    met = both & visit
                    if len(met) >= least:
                        certain, assumed = bool(leave & DAY_ONLY), met > known & visit
                        found.append((min(met), max(met) + 1, len(met), certain, assumed))
                if found:
                    break
            yield from ((other, place, *meeting) for meeting in found)


def runs(ticks: set[int]) -> list[set[int]]:
    found: list[set[int]] = []
    for tick in sorted(ticks):
        if found and tick - 1 in found[-1]:
            found[-1].add(tick)
        else:
            found.append({tick})
    return found


@st.composite
def cities(draw, *, flags=True, merged=True):
    """Return stays and who was merged into whom: touching, doubled, over several segments."""
    horizon = draw(st.integers(6, 40))
    persons, places = draw(st.integers(2, 8)), draw(st.integers(1, 3))
    kinds = st.sampled_from([0, 0, END_ASSUMED, DAY_ONLY, DAY_ONLY | END_ASSUMED, ENCLOSING])
    stay = st.builds(
        lambda person, place, start, length, flags, batch: Stay(
            person, place, start, start + length, flags, batch
        ),
        st.integers(0, persons - 1),
        st.integers(0, places - 1),
        st.integers(0, horizon),
        st.integers(1, horizon // 2),
        kinds if flags else st.just(0),
        st.integers(0, 3),
    )
    stays = draw(st.lists(stay, min_size=1, max_size=24))
    doubles = draw(st.lists(st.sampled_from(stays), max_size=6))
    moved = [double._replace(batch=draw(st.integers(0, 3))) for double in doubles]
    canonical = None
    if merged and draw(st.booleans()):
        into = draw(st.lists(st.integers(0, persons - 1), max_size=2))
        canonical = list(range(persons))
        for person in into:
            canonical[person] = min(into)
    return stays + moved, canonical
