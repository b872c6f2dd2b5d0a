"""An index of stays, as it is asked and added to.

What a query does is in the modules it names; here is only what they are asked of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.segments import Segment
from firebreak.engine.tracing.snapshot import Snapshot


class Index:
    """Who was where, when: `build` makes one, `open` finds one that was built."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

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
        return self._snapshot

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
