"""The table of places: what lies within what, of which kind, in which row.

A restaurant encloses its tables, a run its coaches, a coach its seats. A stay at a table is a stay
in the restaurant too; it is kept there once more, flagged `ENCLOSING`, so that a rule may count
meetings at any level.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from firebreak.engine.tracing.errors import StaysIndexError
from firebreak.engine.tracing.ids import UNKNOWN, Ids, as_type
from firebreak.engine.tracing.numbering import Numbering
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
    ids = pl.col("place_id")
    flawed = places.select(pl.arg_where(ids.is_null() | ~ids.is_first_distinct())).to_series()
    if len(flawed):
        raise StaysIndexError(
            f"places, row {flawed[0] + 1}: it has no place_id, or that of an earlier row.\n"
            "Every place needs one row, and a place_id of its own."
        )
    kind_of_id = as_type(places["place_id"], None, "places").dtype
    kinds = {"place_id": kind_of_id, "within": kind_of_id, **COLUMNS}
    missing = [pl.lit(None).alias(column) for column in kinds if column not in places.columns]
    others = [column for column in places.columns if column not in kinds]
    typed = [pl.col(column).cast(kind) for column, kind in kinds.items()]
    return places.with_columns(missing).select(*typed, *others)


def joined_places(known: pl.DataFrame | None, new: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """
    Return the known table with the new rows in it; of a place in both, the new row holds.

    Raises
    ------
    StaysIndexError
        A place that has stays already would lie within another: these are not kept there.
    """
    before = new.select("place_id").with_columns(pl.lit(None, new.schema["within"]).alias("within"))
    if known is not None:
        new = new.with_columns(pl.col("place_id", "within").cast(known.schema["place_id"]))
        before = new.select("place_id").join(
            known.select("place_id", "within"), on="place_id", how="left", maintain_order="left"
        )
    here = pl.Series(ids.dense(new["place_id"]) != UNKNOWN)
    moved = here & new["within"].ne_missing(before["within"])
    rows = moved.arg_true()
    if len(rows):
        raise StaysIndexError(
            f"places, row {rows[0] + 1}: this place is in the index already, and within\n"
            "another place than here. Leave it as it was, or build the index anew from the stays."
        )
    if known is None:
        return new
    kept = known.join(new, on="place_id", how="anti", maintain_order="left")
    return pl.concat([kept, new], how="diagonal_relaxed")


def parents(table: pl.DataFrame, numbering: Numbering) -> np.ndarray:
    """
    Return for each place numbered so far, and those of the table, which encloses it; -1: none does.

    Raises
    ------
    StaysIndexError
        A place lies within itself, by way of others or not.
    """
    places = numbering.numbers(table["place_id"])
    inner = table["within"].is_not_null().to_numpy()
    above = numbering.numbers(table["within"].drop_nulls())
    within = np.full(len(numbering), UNKNOWN, np.int32)
    within[places[inner]] = above
    above = within
    for _ in range(DEEPEST):
        if not (above >= 0).any():
            return within
        above = np.where(above >= 0, within[above], UNKNOWN)
    row = int(np.flatnonzero(above[places] >= 0)[0]) + 1
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
