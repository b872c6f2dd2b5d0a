"""Encounters as the kernels write them, as columns, and as a table.

All columns of a table are cut from two arrays: nine columns made one by one take longer than it takes
to find whom one case met.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing.asked import EPOCH_US
from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.ids import Ids
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
from firebreak.engine.tracing.view import View

# The rows of `Encounters.whole` and of `Encounters.said`.
FROM, TO, WHERE, SINCE, UNTIL, SECONDS = range(6)
IS_CERTAIN, IS_ASSUMED = range(2)

COLUMNS = ("from_id", "to_id", "place_id", "start", "end", "overlap_s", "certain", "end_assumed")
SAME_PLACE = "same_place"
_RULE = pl.Series("rule", [SAME_PLACE])


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


def encounters_of(parts: Sequence[np.ndarray], people: np.ndarray) -> Encounters:
    """
    Return what the kernels found as columns.

    Parameters
    ----------
    parts
        Each (n, 8) int32, a row per encounter.
    people
        int32: the person that each number in the rows stands for; empty: it is the person's own.
    """
    certain = sum(how_many_certain(part) for part in parts)
    count = sum(map(len, parts))
    found = Encounters(np.empty((6, count), np.int64), np.empty((2, count), np.bool_))
    at, people = np.array([certain, 0]), np.ascontiguousarray(people)
    for part in parts:
        write_columns(part, people, at, found.whole, found.said)
    return found


@kernel
def how_many_certain(rows: np.ndarray) -> int:
    """Return how many of the encounters are certain."""
    count = 0
    for n in range(len(rows)):
        count += rows[n, CERTAIN]
    return count


@kernel
def write_columns(
    rows: np.ndarray, people: np.ndarray, at: np.ndarray, whole: np.ndarray, said: np.ndarray
) -> None:
    """Write encounters from column `at[1]` on if certain, else from `at[0]` on; move `at` on."""
    named = len(people) > 0
    for n in range(len(rows)):
        row, certain = rows[n], rows[n, CERTAIN]
        column = at[certain]
        at[certain] += 1
        whole[FROM, column] = people[row[NUMBER]] if named else row[NUMBER]
        whole[TO, column] = row[OTHER]
        whole[WHERE, column] = row[PLACE]
        whole[SINCE, column] = np.int64(row[START]) * 1_000_000 + EPOCH_US
        whole[UNTIL, column] = np.int64(row[END]) * 1_000_000 + EPOCH_US
        whole[SECONDS, column] = row[TOGETHER]
        said[IS_CERTAIN, column] = certain == 1
        said[IS_ASSUMED, column] = row[ASSUMED] == 1


def table_of(now: View, found: Encounters, **more: np.ndarray) -> pl.DataFrame:
    """
    Return encounters as a table, with `more` columns.

    `found` is used up: its numbers may become ids where they are.
    """
    whole, said = found
    count = whole.shape[1]
    ids = [
        _ids_in_place(of, whole[row])
        for of, row in ((now.persons, FROM), (now.persons, TO), (now.places, WHERE))
    ]
    numbers, yes_or_no = pl.Series(whole.reshape(-1)), pl.Series(said.reshape(-1))
    columns = [numbers.slice(row * count, count) for row in range(len(whole))]
    columns[SINCE], columns[UNTIL] = (columns[row].cast(INSTANT) for row in (SINCE, UNTIL))
    columns[:3] = [columns[row] if texts is None else texts for row, texts in enumerate(ids)]
    columns += [yes_or_no.slice(row * count, count) for row in range(len(said))]
    named = [column.alias(name) for name, column in zip(COLUMNS, columns, strict=True)]
    others = [pl.Series(name, values) for name, values in more.items()]
    return pl.DataFrame([*named, _RULE.new_from_index(0, count), *others])


def _ids_in_place(ids: Ids, numbers: np.ndarray) -> pl.Series | None:
    """Put ids in place of the numbers; return them instead where they do not fit there."""
    plain = ids.plain
    if plain is None:
        return ids.original(numbers)
    numbers[:] = plain[numbers]
    return None
