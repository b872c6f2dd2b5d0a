"""Who was at a place, found by two binary searches in each segment; and how many stays each has."""

from datetime import datetime

import numpy as np
import polars as pl

from firebreak.engine.tracing.asked import instant, instants
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING, Order, Segment
from firebreak.engine.tracing.view import Index, View, view


def stays_at(index: Index, places: pl.Series, start: datetime, end: datetime) -> pl.DataFrame:
    """
    Return the stays at some places, and in what lies within them, that reach into [start, end).

    Parameters
    ----------
    places
        Their ids; one that is not in the index had nobody.

    Returns
    -------
    pl.DataFrame
        `person_id` (someone renamed has his present id), `start`, `end`, `day_only`, by start. A
        stay that was told twice may stand there twice.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> def at(hour):
    ...     return datetime(2020, 1, 17, hour, tzinfo=UTC)
    >>> stays = pl.DataFrame({"person_id": [7, 8], "place_id": ["inn", "inn"]})
    >>> index = build(stays.with_columns(start=pl.Series([at(18), at(21)]), end=at(22)))
    >>> stays_at(index, pl.Series(["inn"]), at(18), at(21))["person_id"].to_list()
    [7]
    """
    now = view(index)
    asked = np.unique(now.places.dense(places))
    since, until = instant(start, 0), instant(end, 0)
    parts = [np.empty((0, 4), np.int64)]
    for segment in now.segments:
        for place in asked[asked >= 0].tolist():
            found = _there(segment, place, since, until)
            day_only = np.full(len(found), bool(segment.flags & DAY_ONLY))
            parts.append(np.column_stack((found[:, 2], found[:, :2], day_only)).astype(np.int64))
    rows = np.concatenate(parts)
    rows = np.unique(rows, axis=0)  # a table and its restaurant, both asked for
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1]))]
    return pl.DataFrame(
        {
            "person_id": now.persons.original(_present(now, rows[:, 0])),
            "start": instants(rows[:, 1]),
            "end": instants(rows[:, 2]),
            "day_only": rows[:, 3].astype(bool),
        }
    )


def stays_by_place(index: Index) -> pl.DataFrame:
    """
    Count the stays at each place, not those at the places within it.

    Returns
    -------
    pl.DataFrame
        `place_id`, `stays`: every place the index knows, in no particular order.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> stays = pl.DataFrame({"person_id": [7, 8, 7], "place_id": ["inn", "inn", "bus"]})
    >>> hour = [datetime(2020, 1, 17, hour, tzinfo=UTC) for hour in (18, 19, 20)]
    >>> index = build(stays.with_columns(start=pl.Series(hour), end=datetime(2020, 1, 18, tzinfo=UTC)))
    >>> stays_by_place(index).sort("place_id").rows()
    [('bus', 1), ('inn', 2)]
    """
    now = view(index)
    counts = np.zeros(len(now.places), np.int64)
    for segment in now.segments:
        if segment.flags & ENCLOSING:
            continue
        there = segment.by_place
        rows = there.offsets[1:].astype(np.int64) - there.offsets[:-1]
        counts[there.keys if len(there.keys) else slice(len(rows))] += rows
    return pl.DataFrame({"place_id": now.places.original(np.arange(len(counts))), "stays": counts})


def _there(segment: Segment, place: int, since: int, until: int) -> np.ndarray:
    records = _records(segment.by_place, place)
    begun = records[: np.searchsorted(records[:, 0], until)]
    return begun[begun[:, 1] > since]


def _records(order: Order, number: int) -> np.ndarray:
    nth = number
    if len(order.keys):
        nth = int(np.searchsorted(order.keys, number))
        if nth == len(order.keys) or order.keys[nth] != number:
            return order.records[:0]
    if nth + 1 >= len(order.offsets):
        return order.records[:0]
    return order.records[int(order.offsets[nth]) : int(order.offsets[nth + 1])]


def _present(now: View, persons: np.ndarray) -> np.ndarray:
    return persons if now.canonical is None else now.canonical[persons]
