"""Where people were: their stays, as an index has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import polars as pl

from firebreak.engine.tracing.instants import instants, seconds_of
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING, END_ASSUMED, Order
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.uniting import LAST

COLUMNS = ["person", "place", "start", "end", "flags"]


def stays_of(
    snapshot: Snapshot, people: pl.Series, start: datetime | None, end: datetime | None
) -> pl.DataFrame:
    """Return the stays of these people that reach into [start, end): `Index.stays_of`."""
    after = -LAST if start is None else seconds_of(start)
    before = LAST if end is None else seconds_of(end)
    rows = [np.empty((0, 5), np.int64), *_found(snapshot, _asked(snapshot, people))]
    found = pl.DataFrame(np.concatenate(rows), COLUMNS)
    table = _united(found).filter(after < pl.col("end"), pl.col("start") < before)
    table = table.sort("person", "start", "end", "place", "flags")
    return table.select(
        snapshot.persons.original(table["person"].to_numpy()).alias("person_id"),
        snapshot.places.original(table["place"].to_numpy()).alias("place_id"),
        instants("start").alias("start"),
        instants("end").alias("end"),
        (pl.col("flags") & END_ASSUMED > 0).alias("end_assumed"),
        (pl.col("flags") & DAY_ONLY > 0).alias("day_only"),
    )


def _asked(snapshot: Snapshot, people: pl.Series) -> dict[int, int]:
    """Return all numbers of these people, with the one that each is known by."""
    numbers = np.unique(snapshot.persons.dense(people))
    numbers = numbers[numbers >= 0]
    if snapshot.canonical is None:
        return {number: number for number in numbers.tolist()}
    known = snapshot.canonical[numbers]
    same = np.flatnonzero(np.isin(snapshot.canonical, known))
    return dict(zip(same.tolist(), snapshot.canonical[same].tolist(), strict=True))


def _found(snapshot: Snapshot, asked: dict[int, int]) -> Iterator[np.ndarray]:
    """Yield rows of person, place, start, end, flags."""
    for segment in snapshot.segments:
        if segment.flags & ENCLOSING:
            continue
        for number, person in asked.items():
            records = _records(segment.by_person, number)
            same = np.full(len(records), person), np.full(len(records), segment.flags)
            yield np.column_stack((same[0], records[:, 2], records[:, :2], same[1]))


def _records(order: Order, key: int) -> np.ndarray:
    at = key
    if len(order.keys):
        at = int(np.searchsorted(order.keys, key))
        if at == len(order.keys) or order.keys[at] != key:
            return order.records[:0]
    if at + 1 >= len(order.offsets):
        return order.records[:0]
    return order.records[order.offsets[at] : order.offsets[at + 1]]


def _united(rows: pl.DataFrame) -> pl.DataFrame:
    same = ["person", "place", "flags"]
    apart = (pl.col("start") > pl.col("end").cum_max().shift(1)).fill_null(True)
    ordered = rows.sort(*same, "start")
    runs = ordered.with_columns(apart.cum_sum().over(same).alias("run"))
    return runs.group_by(*same, "run").agg(pl.col("start").min(), pl.col("end").max())
