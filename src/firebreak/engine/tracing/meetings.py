"""Who met whom: forward from people with their windows, one row per encounter.

The seconds are counted in `kernels.py`; what makes a meeting a contact, beyond being at the same
place long enough, is `manners.py`.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing import kernels
from firebreak.engine.tracing.asked import instants, seconds, windows
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.view import View, view

MEETINGS: dict[str, pl.DataType] = {
    "start": INSTANT,  # the first second together
    "end": INSTANT,  # half-open: when they were last together
    "overlap_s": pl.Int64(),
    "certain": pl.Boolean(),
    "end_assumed": pl.Boolean(),
    "rule": pl.String(),
}
SAME_PLACE = "same_place"
MIN_OVERLAP = timedelta(minutes=15)


def contacts_of(
    index: Index,
    people: Any,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    min_overlap: timedelta = MIN_OVERLAP,
) -> pl.DataFrame:
    """Return whom people met."""
    return frame_of(index, meetings(index, windows(index, people, start, end), min_overlap))


def meetings(index: Index, asked: np.ndarray, min_overlap: timedelta) -> np.ndarray:
    now = snapshot(index)
    least = seconds(min_overlap)
    with now.scratch() as scratch:
        found = kernels.meetings_of_many(
            now.stays, scratch, asked, least, ENCLOSING, now.flags, np.arange(len(asked))
        )
    return np.vstack([asked[found[kernels.NUMBER], 0], found[1:]])


def frame_of(index: Index, found: np.ndarray) -> pl.DataFrame:
    certain = found[kernels.CERTAIN]
    if not certain.all():
        found = found[:, np.argsort(-certain, kind="stable")]
    return pl.DataFrame(
        {
            "from_id": index.persons.original(found[kernels.NUMBER]),
            "to_id": index.persons.original(found[kernels.OTHER]),
            "place_id": index.places.original(found[kernels.PLACE]),
            "start": instants(found[kernels.START]),
            "end": instants(found[kernels.END]),
            "overlap_s": found[kernels.TOGETHER].astype(np.int64),
            "certain": found[kernels.CERTAIN].astype(bool),
            "end_assumed": found[kernels.ASSUMED].astype(bool),
            "rule": pl.repeat(SAME_PLACE, found.shape[1], eager=True),
        }
    )
