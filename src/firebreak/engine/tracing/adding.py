"""Stays put into an index: read, checked, numbered, gathered, united, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from firebreak.engine.tracing.bad_rows import BadRows
from firebreak.engine.tracing.gathering import Gathering
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.numbering import Numbering
from firebreak.engine.tracing.places import checked_places, joined_places, parents, with_enclosing
from firebreak.engine.tracing.reading import Reading, checked
from firebreak.engine.tracing.segments import Segment
from firebreak.engine.tracing.snapshot import PlaceTable, Snapshot
from firebreak.engine.tracing.sources import Stays, batches, rows_known
from firebreak.engine.tracing.stores import Writing
from firebreak.engine.tracing.uniting import united_segment

Progress = Callable[[str, int, int | None], None]  # what is done, how many rows of how many


def no_progress(doing: str, done: int, total: int | None) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class Adding:
    """
    How stays are put into an index.

    Attributes
    ----------
    reading
        How they are to be read.
    skip_bad
        What happens to bad rows: `BadRows`.
    few
        Up to how many stays of several days share a segment: `Gathering`.
    progress
        Is told how far it is.
    """

    reading: Reading
    skip_bad: bool | str | Path = False
    few: int | None = None
    progress: Progress = no_progress

    def add(
        self, writing: Writing, stays: Stays, places: pl.DataFrame | None
    ) -> tuple[Snapshot, int]:
        """Return the index with these stays in it, not published yet, and how many rows were bad."""
        before = writing.snapshot
        table = _table(before, places)
        persons, named = Numbering(before.persons), Numbering(before.places)
        within = parents(table.frame, named) if table else np.empty(0, np.int32)
        gathering = Gathering(writing.unsorted, self.few)
        with BadRows(self.skip_bad) as bad:
            for rows, flags in self._numbered(stays, persons, named, bad):
                for some, of_them in with_enclosing(rows, flags, within):
                    gathering.add(some, of_them)
        person_ids, final_persons = persons.final()
        place_ids, final_places = named.final()
        segments = put_in_order(gathering, final_persons, final_places, writing, self.progress)
        return _grown(before, segments, person_ids, place_ids, table), bad.count

    def _numbered(
        self, stays: Stays, persons: Numbering, places: Numbering, bad: BadRows
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        done, total = 0, rows_known(stays)
        self.progress("reading", 0, total)
        for batch in batches(stays):
            good, flawed = checked(batch, self.reading)
            bad.take(flawed, batch.height)
            columns = (
                persons.numbers(good["person_id"]),
                places.numbers(good["place_id"]),
                good["start"].to_numpy(),
                good["end"].to_numpy(),
            )
            yield np.column_stack(columns), good["flags"].to_numpy()
            done += batch.height
            self.progress("reading", done, total)


def put_in_order(
    gathering: Gathering,
    persons: np.ndarray,
    places: np.ndarray,
    writing: Writing,
    progress: Progress = no_progress,
) -> tuple[Segment, ...]:
    """
    Return the segments of the stays gathered, kept where `writing` keeps them.

    Parameters
    ----------
    persons, places
        For each number in the stays, the one that holds from now on.
    """
    segments, done = [], 0
    progress("sorting", 0, gathering.rows)
    for flags, rows in gathering.parts():
        done += len(rows)
        segments.append(writing.keep(united_segment(rows, persons, places, flags=flags)))
        progress("sorting", done, gathering.rows)
    return tuple(segments)


def _table(before: Snapshot, places: pl.DataFrame | None) -> PlaceTable | None:
    if places is None:
        return before.table
    joined = joined_places(before.place_table, checked_places(places), before.places)
    return PlaceTable(lambda: joined)


def _grown(
    before: Snapshot,
    segments: tuple[Segment, ...],
    persons: Ids,
    places: Ids,
    table: PlaceTable | None,
) -> Snapshot:
    return Snapshot(
        segments=(*before.segments, *segments),
        persons=persons,
        places=places,
        canonical=longer(before.canonical, len(persons)),
        table=table,
        late=(*before.late, *segments) if before.segments else (),
    )


def longer(canonical: np.ndarray | None, persons: int) -> np.ndarray | None:
    """Return who is known to be whom, with the persons that have come since, each himself."""
    if canonical is None or len(canonical) == persons:
        return canonical
    return np.concatenate((canonical, np.arange(len(canonical), persons, dtype=np.int32)))
