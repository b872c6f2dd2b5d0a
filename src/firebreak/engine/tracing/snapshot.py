"""An index of stays as it was at one moment: what a query reads, whatever is added meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.segments import Segment


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """The table of places, read when first asked for: a city has millions."""

    load: Callable[[], pl.DataFrame]

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The table."""
        return self.load()


@dataclass(frozen=True, eq=False)
class Snapshot:
    """
    All that a query needs.

    Attributes
    ----------
    segments
        The stays.
    persons, places
        What the dense numbers in them stand for.
    canonical
        int32 per person: the number of the one he is now known to be. None: nobody was renamed.
    table
        The table of places. None: none given.
    late
        Those of `segments` that were added later and not yet put in order by `compact`.
    """

    segments: tuple[Segment, ...]
    persons: Ids
    places: Ids
    canonical: np.ndarray | None = None
    table: PlaceTable | None = None
    late: tuple[Segment, ...] = ()

    @property
    def place_table(self) -> pl.DataFrame | None:
        """`place_id`, `within`, `kind`, `row`, `name`, and what else it came with."""
        return self.table.frame if self.table else None


EMPTY = Snapshot((), Ids(what="persons"), Ids(what="places"))
