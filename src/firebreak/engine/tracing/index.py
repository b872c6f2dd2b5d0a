"""An index of stays, as it is asked and added to.

What a query does is in the modules it names; here is only what they are asked of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.tracing.adding import Adding, Progress, no_progress
from firebreak.engine.tracing.gathering import IN_MEMORY
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.info import Info, info
from firebreak.engine.tracing.presence import stays_of
from firebreak.engine.tracing.reading import Reading
from firebreak.engine.tracing.segments import Segment
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.sources import Stays
from firebreak.engine.tracing.stores import Memory
from firebreak.engine.tracing.upkeep import compacted, forgotten, renamed


class Index:
    """Who was where, when: `build` makes one, `open` finds one that was built."""

    def __init__(self, store: Memory, skipped: int = 0) -> None:
        self._store = store
        self.skipped = skipped  # rows that were bad, of those last given

    def __repr__(self) -> str:
        return f"Index({str(self._store.path)!r})" if self._store.path else "Index(in memory)"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The stays, as the kernels read them."""
        return self.snapshot().segments

    @property
    def persons(self) -> Ids:
        """The ids of the persons."""
        return self.snapshot().persons

    @property
    def places(self) -> Ids:
        """The ids of the places."""
        return self.snapshot().places

    @property
    def canonical(self) -> np.ndarray | None:
        """The number of the one that each person is now known to be; None: nobody was renamed."""
        return self.snapshot().canonical

    @property
    def place_table(self) -> pl.DataFrame | None:
        """What is known of the places; None: nothing but their ids."""
        return self.snapshot().place_table

    def snapshot(self) -> Snapshot:
        """Return the index as it is now; it stays so, whatever is added meanwhile."""
        return self._store.snapshot()

    def append(
        self,
        stays: Stays,
        *,
        places: pl.DataFrame | None = None,
        assume_end: timedelta | None = None,
        time_zone: str = "UTC",
        skip_bad: bool | str | Path = False,
        progress: Progress = no_progress,
    ) -> None:
        """
        Add stays, of whatever day; they are seen at once, by whoever has the index open.

        The arguments are those of `build`. A place that is new, or has no stays yet, may come with
        what encloses it.
        """
        reading = Reading(assume_end, time_zone)
        adding = Adding(reading, skip_bad, few=IN_MEMORY, progress=progress)
        with self._store.writing() as writing:
            snapshot, self.skipped = adding.add(writing, stays, places)
            writing.publish(snapshot)

    def overlay(
        self,
        stays: Stays,
        *,
        places: pl.DataFrame | None = None,
        assume_end: timedelta | None = None,
        time_zone: str = "UTC",
        skip_bad: bool | str | Path = False,
    ) -> Index:
        """
        Return an index of the stays of this one and of these, which are written nowhere.

        It stays as it is when stays are added to this one. The arguments are those of `build`.
        """
        above = Index(Memory(self.snapshot()))
        above.append(
            stays, places=places, assume_end=assume_end, time_zone=time_zone, skip_bad=skip_bad
        )
        return above

    def compact(self, progress: Progress = no_progress) -> None:
        """Put stays that were added later into the segments of their days: queries are quicker."""
        with self._store.writing() as writing:
            writing.publish(compacted(writing, progress))

    def forget_before(self, instant: datetime) -> None:
        """
        Delete the stays that had ended by then, for good. Their ids remain known as ids.

        An instant without a time zone is taken as UTC.
        """
        with self._store.writing() as writing:
            writing.publish(forgotten(writing, instant))

    def rename(self, people: Mapping[Any, Any]) -> None:
        """
        Say of people, by their ids, who they were found to be: `{old: new}`.

        From now on their stays are the new one's, also those that come later under the old id.
        """
        with self._store.writing() as writing:
            writing.publish(renamed(writing.snapshot, people))

    def stays_of(
        self, people: Any, start: datetime | None = None, end: datetime | None = None
    ) -> pl.DataFrame:
        """
        Return where these people were: one id, or several.

        Returns
        -------
        pl.DataFrame
            One row per presence that reaches into [start, end): `person_id`, `place_id`, `start`,
            `end`, `end_assumed` and `day_only` (Boolean). Someone renamed has his present id.
        """
        if isinstance(people, str) or not isinstance(people, Iterable):
            people = [people]
        ids = people if isinstance(people, pl.Series) else pl.Series([*people])
        return stays_of(self.snapshot(), ids, start, end)

    def info(self, *, verify: bool = False) -> Info:
        """
        Return what is in the index.

        Parameters
        ----------
        verify
            Read all of it, and raise DamagedIndexError if a byte is not as it was written.
        """
        if verify:
            self._store.verify()
        return info(self.snapshot(), self._store)

    def contacts_of(
        self,
        people: object,
        start: datetime | None = None,
        end: datetime | None = None,
        **how: Any,
    ) -> pl.DataFrame:
        """Return whom these people met: `meetings.contacts_of`."""
        from firebreak.engine.tracing import meetings

        return meetings.contacts_of(self.snapshot(), people, start, end, **how)

    def forward(self, cases: pl.DataFrame, **how: Any) -> pl.DataFrame:
        """Return whom these cases may have infected, step by step: `forward.forward`."""
        from firebreak.engine.tracing import forward

        return forward.forward(self.snapshot(), cases, **how)

    def backward(self, cases: pl.DataFrame, **how: Any) -> Any:
        """Return where and by whom these cases may have been infected: `backward.backward`."""
        from firebreak.engine.tracing import backward

        return backward.backward(self.snapshot(), cases, **how)

    def pairs(self, start: datetime, end: datetime, **how: Any) -> Any:
        """Return or write who met whom of everybody: `pairs.pairs`."""
        from firebreak.engine.tracing import pairs

        return pairs.pairs(self.snapshot(), start, end, **how)

    def degree(self, start: datetime, end: datetime, **how: Any) -> pl.DataFrame:
        """Return how many people everybody met, without listing them: `pairs.degree`."""
        from firebreak.engine.tracing import pairs

        return pairs.degree(self.snapshot(), start, end, **how)

    def path(
        self, a: object, b: object, start: datetime, end: datetime, **how: Any
    ) -> pl.DataFrame:
        """Return the shortest chains of meetings from one person to another: `paths.path`."""
        from firebreak.engine.tracing import paths

        return paths.path(self.snapshot(), a, b, start, end, **how)
