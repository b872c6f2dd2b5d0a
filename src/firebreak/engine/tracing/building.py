"""An index made from stays."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from firebreak.engine.tracing.bunches import bunches
from firebreak.engine.tracing.errors import StayError
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.index import Index
from firebreak.engine.tracing.places import checked_places, parents, with_enclosing
from firebreak.engine.tracing.reading import Reading, checked
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.uniting import united_segment


def build(
    stays: pl.DataFrame,
    *,
    places: pl.DataFrame | None = None,
    assume_end: timedelta | None = None,
    time_zone: str = "UTC",
) -> Index:
    """
    Return an index of stays.

    Examples
    --------
    >>> from datetime import datetime
    >>> noon, one = datetime(2020, 2, 3, 12), datetime(2020, 2, 3, 13)
    >>> stays = pl.DataFrame({"person_id": [7, 8], "place_id": ["canteen"] * 2})
    >>> index = build(stays.with_columns(start=noon, end=one))
    >>> len(index.persons), index.segments[0].rows
    (2, 2)
    """
    good, bad = checked(stays, Reading(assume_end, time_zone))
    if len(bad):
        raise StayError(f"stays, row {bad['row'][0]}: {bad['reason'][0]}.")
    table = None if places is None else checked_places(places)
    persons = Ids.of(good["person_id"], "persons")
    named = Ids(what="places")
    if table is not None:
        named = named.plus(pl.concat([table["place_id"], table["within"]]))
    named = named.plus(good["place_id"])
    within = np.empty(0, np.int32) if table is None else parents(table, named)
    rows = np.column_stack(
        (
            persons.dense(good["person_id"]),
            named.dense(good["place_id"]),
            good["start"].to_numpy(),
            good["end"].to_numpy(),
        )
    )
    parts = list(with_enclosing(rows, good["flags"].to_numpy(), within))
    every = np.concatenate([part for part, _ in parts])
    flags = np.concatenate([flag for _, flag in parts])
    segments = tuple(
        united_segment(some, persons=len(persons), places=len(named), flags=of_them)
        for of_them, some in bunches(every, flags)
    )
    return Index(Snapshot(segments, persons, named, None, table))
