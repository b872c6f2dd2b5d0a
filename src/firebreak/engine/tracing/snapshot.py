"""An index of stays as it was at one moment: what a query reads, whatever is added meanwhile."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.segments import Segment


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
    place_table
        `place_id`, `within`, `kind`, `row`, `name`, and what else it came with. None: none given.
    late
        Those of `segments` that were added later and not yet put in order by `compact`.
    """

    segments: tuple[Segment, ...]
    persons: Ids
    places: Ids
    canonical: np.ndarray | None = None
    place_table: pl.DataFrame | None = None
    late: tuple[Segment, ...] = ()


EMPTY = Snapshot((), Ids(what="persons"), Ids(what="places"))
