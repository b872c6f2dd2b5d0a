"""Persons and places as dense numbers, and back to the ids they came with.

Numbers never change once given. They come in blocks: the ids that were new when stays were added,
in order, so that a block needs no more than its sorted ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from firebreak.engine.tracing.errors import StaysIndexError

UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Block:
    """
    The ids that were added at one time.

    Attributes
    ----------
    first
        The number of the first of them.
    ids
        Sorted, each once. The n-th has the number `first + n`.
    """

    first: int
    ids: pl.Series

    def numbers(self, values: pl.Series) -> np.ndarray:
        """Return the number of each value (of the type of `ids`), `UNKNOWN` where it is not here."""
        if not len(self.ids) or not len(values):
            return np.full(len(values), UNKNOWN, np.int32)
        rank = np.minimum(self._ranks(values), len(self.ids) - 1)
        found = (self.ids.gather(rank) == values).fill_null(False).to_numpy()
        return np.where(found, rank + self.first, UNKNOWN).astype(np.int32)

    def _ranks(self, values: pl.Series) -> np.ndarray:
        if values.dtype == pl.String:
            return self.ids.search_sorted(values.fill_null("")).to_numpy().astype(np.int64)
        return np.searchsorted(self._array, values.fill_null(0).to_numpy())

    @cached_property
    def _array(self) -> np.ndarray:
        return self.ids.to_numpy()


class Ids:
    """
    What the dense numbers of persons, or of places, stand for.

    Examples
    --------
    >>> ids = Ids.of(pl.Series(["b", "a", "b"]))
    >>> ids.dense(pl.Series(["a", "b", "c"])).tolist()
    [0, 1, -1]
    >>> ids.original([1, 0]).to_list()
    ['b', 'a']
    """

    def __init__(self, blocks: Iterable[Block] = (), what: str = "ids") -> None:
        self.blocks = tuple(blocks)
        self.what = what
        self._firsts = np.array([block.first for block in self.blocks], np.int64)

    @classmethod
    def of(cls, values: pl.Series, what: str = "ids") -> "Ids":
        """Return the distinct ids among `values`, numbered in their order."""
        return cls().plus(values, what)

    @property
    def dtype(self) -> pl.DataType | None:
        """The type of the ids; None as long as there are none."""
        return self.blocks[0].ids.dtype if self.blocks else None

    def __len__(self) -> int:
        """How many there are."""
        return sum(len(block.ids) for block in self.blocks)

    def dense(self, values: pl.Series) -> np.ndarray:
        """Return the number of each value as int32, -1 for one that is not known."""
        numbers = np.full(len(values), UNKNOWN, np.int32)
        if not self.blocks:
            return numbers
        asked = self.as_ids(values)
        for block in self.blocks:
            numbers = np.maximum(numbers, block.numbers(asked))
        return numbers

    def original(self, dense: np.ndarray | list[int]) -> pl.Series:
        """Return the id that each number stands for."""
        numbers = np.asarray(dense, np.int64)
        if not self.blocks:
            return pl.Series([], dtype=pl.Int64)
        if len(self.blocks) == 1:
            return self.blocks[0].ids.gather(numbers)
        return self._from_blocks(numbers)

    def plus(self, values: pl.Series, what: str | None = None) -> "Ids":
        """Return these ids and, in a block of their own, those among `values` that are new."""
        asked = self.as_ids(values).drop_nulls().unique()
        new = asked.filter(self.dense(asked) == UNKNOWN).sort()
        blocks = (*self.blocks, Block(len(self), new)) if len(new) else self.blocks
        return Ids(blocks, what or self.what)

    def as_ids(self, values: pl.Series) -> pl.Series:
        """
        Return `values` in the type of the ids; null where one cannot be such an id.

        Raises
        ------
        StaysIndexError
            The ids are numbers and the values are text, or the other way round.
        """
        plain = _plain(values, self.what)
        if self.dtype is None or plain.dtype == self.dtype or plain.dtype == pl.Null:
            return plain.cast(self.dtype) if self.dtype and plain.dtype == pl.Null else plain
        if plain.dtype.is_integer() and self.dtype.is_integer():
            return plain.cast(self.dtype, strict=False)
        raise StaysIndexError(
            f"The ids of {self.what} are {self.dtype} in this index, and {plain.dtype} was given.\n"
            f"Convert the column to {self.dtype} first."
        )

    def _from_blocks(self, numbers: np.ndarray) -> pl.Series:
        of_block = np.searchsorted(self._firsts, numbers, side="right") - 1
        parts = [
            block.ids.gather(numbers[of_block == n] - block.first)
            for n, block in enumerate(self.blocks)
        ]
        places = [np.flatnonzero(of_block == n) for n in range(len(self.blocks))]
        return pl.concat(parts).gather(np.argsort(np.concatenate(places), kind="stable"))


def _plain(values: pl.Series, what: str) -> pl.Series:
    if values.dtype.is_integer() or values.dtype in (pl.String, pl.Null):
        return values
    if values.dtype in (pl.Categorical, pl.Enum):
        return values.cast(pl.String)
    raise StaysIndexError(
        f"The ids of {what} are {values.dtype}; an id is a whole number or a text.\n"
        "Convert the column to Int64 or String first."
    )
