"""Encounters as the kernels write them, as columns, and as a table.

All columns of a table are cut from two arrays: nine columns made one by one take longer than it takes
to find whom one case met. Ids that are plain numbers are written into them at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing.asked import EPOCH_US
from firebreak.engine.tracing.compiled import inlined, int64_at, kernel, prefetch
from firebreak.engine.tracing.kernels import (
    ASSUMED,
    CERTAIN,
    END,
    NUMBER,
    OTHER,
    PLACE,
    START,
    TOGETHER,
)
from firebreak.engine.tracing.segments import DAY_ONLY, END_ASSUMED
from firebreak.engine.tracing.view import View

# The rows of `Encounters.whole` and of `Encounters.said`.
FROM, TO, WHERE, SINCE, UNTIL, SECONDS = range(6)
IS_CERTAIN, IS_ASSUMED = range(2)

COLUMNS = ("from_id", "to_id", "place_id", "start", "end", "overlap_s", "certain", "end_assumed")
NUMBERS = (0, 0)  # where no ids lie: numbers are written as they are
AHEAD = 16  # rows for which memory is asked before they are needed
NEAR = 6  # and for what a row names, once it has come
SAME_PLACE = "same_place"
_RULE = pl.Series("rule", [SAME_PLACE])
_CERTAIN, _NOT_ASSUMED = pl.Series(COLUMNS[6], [True]), pl.Series(COLUMNS[7], [False])


class Encounters(NamedTuple):
    """
    Encounters, certain ones first.

    Attributes
    ----------
    whole
        (6, n) int64: the numbers of two persons and of a place, first and last moment together in
        microseconds since 1970, seconds together.
    said
        (2, n) bool: certain; some of it rests on an assumed end.
    """

    whole: np.ndarray
    said: np.ndarray

    def only(self, chosen: np.ndarray) -> "Encounters":
        """Return some of them."""
        return Encounters(self.whole[:, chosen], self.said[:, chosen])


def encounters_of(
    parts: Sequence[np.ndarray], asked: np.ndarray, ids: tuple[int, int] = NUMBERS
) -> Encounters:
    """
    Return what the kernels found as columns.

    Parameters
    ----------
    parts
        Each (n, 8) int32, a row per encounter.
    asked
        (n, 3) int32: those asked about, whom the numbers in the rows stand for.
    ids
        Where the ids of persons and of places lie in memory, to be written in place of the numbers;
        0: the numbers are written.
    """
    certain = sum(how_many_certain(part) for part in parts)
    found = _room(sum(map(len, parts)))
    at = np.array([certain, 0])
    for part in parts:
        write_columns(part, asked, *ids, at, *found)
    return found


def _room(count: int) -> Encounters:
    return Encounters(np.empty((6, count), np.int64), np.empty((2, count), np.bool_))


@kernel
def how_many_certain(rows: np.ndarray) -> int:
    """Return how many of the encounters are certain."""
    count = 0
    for n in range(len(rows)):
        count += rows[n, CERTAIN]
    return count


@kernel
def write_columns(
    rows: np.ndarray,
    asked: np.ndarray,
    person_ids: int,
    place_ids: int,
    at: np.ndarray,
    whole: np.ndarray,
    said: np.ndarray,
) -> None:
    """Write encounters from column `at[1]` on if certain, else from `at[0]` on; move `at` on."""
    for n in range(len(rows)):
        certain, person = rows[n, CERTAIN], asked[rows[n, NUMBER], 0]
        _write_column(rows, n, person, person_ids, place_ids, at[certain], whole, said)
        at[certain] += 1


@kernel
def write_first(
    rows: np.ndarray,
    persons: np.ndarray,
    person_ids: int,
    place_ids: int,
    whole: np.ndarray,
    said: np.ndarray,
) -> None:
    """Write the encounters in these rows, in their order; the number in a row is the person's own."""
    rows_at = rows.ctypes.data
    for n in range(len(persons)):
        if n + AHEAD < len(persons):
            prefetch(rows_at, 8 * int(persons[n + AHEAD]))
            if person_ids:
                prefetch(person_ids, 2 * int(persons[n + AHEAD]))
        if n + NEAR < len(persons) and place_ids:
            prefetch(place_ids, 2 * int(rows[persons[n + NEAR], PLACE]))
        person = persons[n]
        _write_column(rows, person, rows[person, NUMBER], person_ids, place_ids, n, whole, said)


@inlined
def _write_column(
    rows: np.ndarray,
    n: int,
    person: int,
    person_ids: int,
    place_ids: int,
    column: int,
    whole: np.ndarray,
    said: np.ndarray,
) -> None:
    """Write the n-th of the rows as a column."""
    other, place = rows[n, OTHER], rows[n, PLACE]
    whole[FROM, column] = int64_at(person_ids, person) if person_ids else person
    whole[TO, column] = int64_at(person_ids, other) if person_ids else other
    whole[WHERE, column] = int64_at(place_ids, place) if place_ids else place
    whole[SINCE, column] = np.int64(rows[n, START]) * 1_000_000 + EPOCH_US
    whole[UNTIL, column] = np.int64(rows[n, END]) * 1_000_000 + EPOCH_US
    whole[SECONDS, column] = rows[n, TOGETHER]
    said[IS_CERTAIN, column] = rows[n, CERTAIN] == 1
    said[IS_ASSUMED, column] = rows[n, ASSUMED] == 1


def table_of(now: View, found: Encounters, **more: np.ndarray) -> pl.DataFrame:
    """Return encounters, which have numbers, as a table, with `more` columns."""
    ids = [
        of.original(numbers)
        for of, numbers in (
            (now.persons, found.whole[FROM]),
            (now.persons, found.whole[TO]),
            (now.places, found.whole[WHERE]),
        )
    ]
    return _table(now, found, ids).hstack([pl.Series(*column) for column in more.items()])


def table_of_rows(now: View, parts: Sequence[np.ndarray], asked: np.ndarray) -> pl.DataFrame:
    """Return what the kernels found as a table; the arguments are those of `encounters_of`."""
    found = encounters_of(parts, asked, now.ids_at)
    return _table(now, found) if now.plain_ids else table_of(now, found)


def table_of_first(now: View, rows: np.ndarray, persons: np.ndarray) -> pl.DataFrame:
    """Return the encounters in the rows of these persons as a table, in their order."""
    found = _room(len(persons))
    write_first(rows, persons, *now.ids_at, *found)
    return _table(now, found) if now.plain_ids else table_of(now, found)


def _table(now: View, found: Encounters, ids: Sequence[pl.Series] = ()) -> pl.DataFrame:
    """Return the columns, cut from the two arrays, as a table; `ids` instead of the first of them."""
    count = found.whole.shape[1]
    whole = pl.Series(found.whole.reshape(-1))
    times = whole.slice(SINCE * count, 2 * count).cast(INSTANT)
    columns = [
        *(ids or (whole.slice(row * count, count) for row in (FROM, TO, WHERE))),
        *(times.slice(row * count, count) for row in range(2)),
        whole.slice(SECONDS * count, count),
    ]
    named = [column.alias(name) for column, name in zip(columns, COLUMNS[:6], strict=True)]
    if now.flags & (DAY_ONLY | END_ASSUMED):
        said = zip(COLUMNS[6:], found.said, strict=True)
        constant = [*(pl.Series(name, values) for name, values in said), _alike(_RULE, count)]
    else:
        constant = [_alike(column, count) for column in (_CERTAIN, _NOT_ASSUMED, _RULE)]
    return named[0].to_frame().hstack([*named[1:], *constant])


def _alike(value: pl.Series, count: int) -> pl.Series:
    return value.new_from_index(0, count)
