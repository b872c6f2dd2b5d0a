"""An index kept in order: late stays put where they belong, old ones forgotten, people renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from firebreak.engine.tracing.adding import Progress, longer, put_in_order
from firebreak.engine.tracing.arrays import read_ahead
from firebreak.engine.tracing.gathering import DAY, Gathering
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.instants import seconds_of
from firebreak.engine.tracing.segments import Segment
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.sources import BATCH
from firebreak.engine.tracing.stores import Writing
from firebreak.engine.tracing.uniting import END, START, united_segment


def compacted(writing: Writing, progress: Progress) -> Snapshot:
    """Return the index with the late stays in the segments of their days, and ids in one block."""
    before = writing.snapshot
    moved = _to_move(before)
    gathering = Gathering(writing.unsorted)
    for segment in moved:
        for rows in rows_of(segment):
            gathering.add(rows, np.full(len(rows), segment.flags, np.uint8))
    made = put_in_order(gathering, _same(before.persons), _same(before.places), writing, progress)
    return replace(
        before,
        segments=(*(s for s in before.segments if s not in moved), *made),
        persons=before.persons.in_one_block(),
        places=before.places.in_one_block(),
        late=(),
    )


def forgotten(writing: Writing, instant: datetime) -> Snapshot:
    """Return the index without the stays that had ended by then."""
    before, limit = writing.snapshot, seconds_of(instant)
    left: list[Segment] = []
    late: list[Segment] = []
    for segment in before.segments:
        kept = _ending_after(limit, segment, before)
        if kept is None:
            continue
        kept = kept if kept is segment else writing.keep(kept)
        left.append(kept)
        if segment in before.late:
            late.append(kept)
    return replace(before, segments=tuple(left), late=tuple(late))


def renamed(before: Snapshot, new_of: Mapping[object, object]) -> Snapshot:
    """
    Return the index with these people known to be others.

    Whoever was known to be the old one, or to be the new one, is now the new one.
    """
    old, new = (pl.Series(list(ids), strict=True) for ids in (new_of.keys(), new_of.values()))
    persons = before.persons.plus(pl.concat([old, new]))
    canonical = longer(before.canonical, len(persons))
    canonical = _same(persons) if canonical is None else canonical.copy()
    members = _members(canonical)
    for one, other in zip(persons.dense(old).tolist(), persons.dense(new).tolist(), strict=True):
        known = {member for n in (one, other) for member in members.get(int(canonical[n]), {n})}
        canonical[list(known | {int(canonical[one]), int(canonical[other])})] = other
        members[other] = known | {one, other}
    return replace(before, persons=persons, canonical=canonical)


def rows_of(segment: Segment) -> Iterator[np.ndarray]:
    """Yield the stays of a segment as rows (person, place, start, end), some millions at a time."""
    order = segment.by_person
    offsets = order.offsets.astype(np.int64)
    names = order.keys if len(order.keys) else np.arange(len(offsets) - 1)
    read_ahead(order.records)
    for low in range(0, len(order.records), BATCH):
        records = order.records[low : low + BATCH]
        persons = np.searchsorted(offsets, np.arange(low, low + len(records)), side="right") - 1
        yield np.column_stack((names[persons], records[:, 2], records[:, :2])).astype(np.int32)
    read_ahead(order.records, ahead=False)


def _to_move(snapshot: Snapshot) -> list[Segment]:
    """Return the late segments, and those that hold the days which stays came late for."""
    late = snapshot.late
    days: dict[int, np.ndarray] = {}
    for segment in late:
        found = np.unique(segment.by_person.records[:, 0] // DAY)
        days[segment.flags] = np.union1d(days.get(segment.flags, found), found)
    return [
        segment
        for segment in snapshot.segments
        if segment in late or _begins_on(segment, days.get(segment.flags, np.empty(0)))
    ]


def _begins_on(segment: Segment, days: np.ndarray) -> bool:
    first, last = segment.first_start // DAY, segment.last_end // DAY
    near = days[(first <= days) & (days <= last)]
    if not len(near):
        return False
    starts = max(rows[:, START].max() for rows in rows_of(segment))
    return bool(near[0] <= starts // DAY)


def _ending_after(limit: int, segment: Segment, snapshot: Snapshot) -> Segment | None:
    if segment.last_end <= limit:
        return None
    if limit <= segment.first_start:
        return segment
    rows = np.concatenate([rows[limit < rows[:, END]] for rows in rows_of(segment)])
    if len(rows) == segment.rows:
        return segment
    persons, places = _same(snapshot.persons), _same(snapshot.places)
    return united_segment(rows, persons, places, flags=segment.flags)


def _same(ids: Ids) -> np.ndarray:
    return np.arange(len(ids), dtype=np.int32)


def _members(canonical: np.ndarray) -> dict[int, set[int]]:
    members: dict[int, set[int]] = {}
    for number in np.flatnonzero(canonical != np.arange(len(canonical))).tolist():
        root = int(canonical[number])
        members.setdefault(root, {root}).add(number)
    return members
