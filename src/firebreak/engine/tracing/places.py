"""The table of places: what lies within what, of which kind, in which row.

A restaurant encloses its tables, a run its coaches, a coach its seats. A stay at a table is a stay
in the restaurant too; it is kept there once more, flagged `ENCLOSING`, so that a rule may count
meetings at any level.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from firebreak.engine.tracing.errors import StaysIndexError
from firebreak.engine.tracing.ids import UNKNOWN, Ids
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.uniting import PLACE

COLUMNS = {"kind": pl.String(), "row": pl.Int64(), "name": pl.String()}
DEEPEST = 16  # a seat in a coach of a run of a line is 4; more than 16 is a mistake


def checked_places(places: pl.DataFrame) -> pl.DataFrame:
    """
    Return the table with all its columns: `place_id`, `within`, `kind`, `row`, `name`, and others.

    Raises
    ------
    StaysIndexError
        There is no `place_id`, one is null or comes twice.
    """
    if "place_id" not in places.columns:
        raise StaysIndexError(
            "places has no column place_id.\nwithin, kind, row and name may be left out."
        )
    for flaw, holds in (
        ("no", pl.col("place_id").is_null()),
        ("not the first", pl.col("place_id").is_duplicated()),
    ):
        rows = places.select(pl.arg_where(holds)).to_series()
        if len(rows):
            raise StaysIndexError(
                f"places, row {rows[-1] + 1}: it has {flaw} place_id of its own.\n"
                "Every place needs one row and one place_id."
            )
    kinds = {"within": places.schema["place_id"], **COLUMNS}
    given = [pl.col(c).cast(k) for c, k in kinds.items() if c in places.columns]
    added = [pl.lit(None, k).alias(c) for c, k in kinds.items() if c not in places.columns]
    others = [c for c in places.columns if c not in (*kinds, "place_id")]
    return places.select("place_id", *given, *added, *others).select("place_id", *kinds, *others)


def parents(table: pl.DataFrame, ids: Ids) -> np.ndarray:
    """
    Return for each place of `ids` the place that encloses it, -1 where none does.

    Raises
    ------
    StaysIndexError
        A place lies within itself, by way of others or not.
    """
    within = np.full(len(ids), UNKNOWN, np.int32)
    within[ids.dense(table["place_id"])] = ids.dense(table["within"])
    above = within
    for _ in range(DEEPEST):
        if not (above >= 0).any():
            return within
        above = np.where(above >= 0, within[above], UNKNOWN)
    row = int(np.flatnonzero(above[ids.dense(table["place_id"])] >= 0)[0]) + 1
    raise StaysIndexError(
        f"places, row {row}: the places that enclose it never end; one of them lies within itself.\n"
        f"Correct the column within; places may lie {DEEPEST} deep at most."
    )


def with_enclosing(
    rows: np.ndarray, flags: np.ndarray, within: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the stays and their flags, then those at the places that enclose theirs, level by level."""
    yield rows, flags
    while len(rows) and len(within):
        known = rows[:, PLACE] < len(within)
        above = np.where(known, within[np.where(known, rows[:, PLACE], 0)], UNKNOWN)
        rows, flags = rows[above >= 0].copy(), flags[above >= 0] | ENCLOSING
        rows[:, PLACE] = above[above >= 0]
        if len(rows):
            yield rows, flags
