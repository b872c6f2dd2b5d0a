"""Persons and places as dense numbers, and back to the ids they came with.

Numbers never change once given. They come in blocks: the ids that were new when stays were added,
numbered in their order, so that a block needs no more than its sorted ids.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from firebreak.engine.tracing.compiled import int64_at, kernel
from firebreak.engine.tracing.errors import StaysIndexError
from firebreak.engine.tracing.texts import Texts

UNKNOWN = -1
#: Values from which sorting them first is the quicker way to look them up among integers, and
#: reading all texts the quicker way among those.
MANY = 10_000


@dataclass(frozen=True, eq=False)
class Block:
    """
    The ids that were added at one time.

    Attributes
    ----------
    first
        The number of the first of them.
    size
        How many there are.
    dtype
        Their type: an integer or String.
    load
        Gives the ids, sorted, each once: an array of integers, or a series of texts.
    order
        int32: the n-th of the sorted ids has the number `first + order[n]`. None: `first + n`.
    mapped
        Texts where they lie on the disk: up to `MANY` are looked up there, without `load`. None:
        they are integers, or in memory.
    """

    first: int
    size: int
    dtype: pl.DataType
    load: Callable[[], np.ndarray | pl.Series]
    order: np.ndarray | None = None
    mapped: Texts | None = None

    @classmethod
    def of(cls, first: int, ids: pl.Series, order: np.ndarray | None = None) -> "Block":
        """Return a block of these ids, sorted, each once."""
        plain = ids if ids.dtype == pl.String else ids.to_numpy()
        return cls(first, len(ids), ids.dtype, lambda: plain, order)

    @cached_property
    def ids(self) -> np.ndarray | pl.Series:
        """The ids, in their order."""
        return self.load()

    def numbers(self, values: pl.Series) -> np.ndarray:
        """Return the number of each value (of this type), `UNKNOWN` where it is not here."""
        if self._plain_at and len(values) < MANY and not values.null_count():
            return _numbers_of(
                self._plain_at, self.size, self.first, values.to_numpy(writable=True)
            )
        is_known = None
        if values.null_count():
            is_known = values.is_not_null().to_numpy()
            values = values.fill_null("" if self.dtype == pl.String else 0)
        rank = np.minimum(self._ranks(values), self.size - 1)
        found = self._are(rank, values)
        if is_known is not None:
            found &= is_known
        nth = rank if self.order is None else self.order[rank]
        return np.where(found, nth + self.first, UNKNOWN).astype(np.int32)

    def original(self, numbers: np.ndarray) -> pl.Series:
        """Return the ids that these numbers stand for."""
        nth = numbers - self.first
        return self._at(nth if self.order is None else self._rank_of[nth])

    def _looks_up(self, how_many: int) -> Texts | None:
        """Where so many are best looked up on the disk: those texts, if not all are here anyway."""
        return self.mapped if how_many < MANY and "ids" not in vars(self) else None

    def _ranks(self, values: pl.Series) -> np.ndarray:
        mapped = self._looks_up(len(values))
        if mapped is not None:
            return mapped.ranks(values)
        if isinstance(self.ids, pl.Series):
            return self.ids.search_sorted(values).to_numpy().astype(np.int64)
        asked = values.to_numpy()
        if len(asked) < MANY:
            return np.searchsorted(self.ids, asked)
        ranks, order = np.empty(len(asked), np.int64), np.argsort(asked)
        ranks[order] = np.searchsorted(self.ids, asked[order])  # in order, it stays in the cache
        return ranks

    def _are(self, ranks: np.ndarray, values: pl.Series) -> np.ndarray:
        if self.dtype == pl.String:
            return (self._at(ranks) == values).to_numpy().copy()
        return np.asarray(self.ids)[ranks] == values.to_numpy()

    def _at(self, ranks: np.ndarray) -> pl.Series:
        mapped = self._looks_up(len(ranks))
        if mapped is not None:
            return mapped.at(ranks)
        if isinstance(self.ids, pl.Series):
            return self.ids.gather(ranks)
        return pl.Series(self.ids[ranks])

    @cached_property
    def _plain_at(self) -> int:
        """Where `plain` lies in memory; 0: it is None."""
        return 0 if self.plain is None else self.plain.ctypes.data

    @property
    def plain(self) -> np.ndarray | None:
        """The ids by number, where they are Int64 numbered in their order; None: they are not."""
        return np.asarray(self.ids) if self.dtype == pl.Int64 and self.order is None else None

    @cached_property
    def _rank_of(self) -> np.ndarray:
        return np.argsort(np.asarray(self.order)).astype(np.int32)


class Ids:
    """
    What the dense numbers of persons, or of places, stand for.

    Examples
    --------
    >>> ids = Ids().plus(pl.Series(["b", "a", "b"]))
    >>> ids.dense(pl.Series(["a", "b", "c"])).tolist()
    [0, 1, -1]
    >>> ids.original([1, 0]).to_list()
    ['b', 'a']
    """

    def __init__(self, blocks: Iterable[Block] = (), what: str = "ids") -> None:
        self.blocks = tuple(blocks)
        self.what = what
        self._firsts = np.array([block.first for block in self.blocks], np.int64)

    @property
    def dtype(self) -> pl.DataType | None:
        """The type of the ids; None as long as there are none."""
        return self.blocks[0].dtype if self.blocks else None

    def __len__(self) -> int:
        """How many there are."""
        return sum(block.size for block in self.blocks)

    @property
    def plain(self) -> np.ndarray | None:
        """The ids by number, where they are Int64 in one block in their order; None: they are not."""
        return self.blocks[0].plain if len(self.blocks) == 1 else None

    def dense(self, values: pl.Series) -> np.ndarray:
        """Return the number of each value as int32, -1 for one that is not known."""
        if len(self.blocks) == 1:
            return self.blocks[0].numbers(self.as_ids(values))
        numbers = np.full(len(values), UNKNOWN, np.int32)
        if not self.blocks or not len(values):
            return numbers
        asked = self.as_ids(values)
        left = np.arange(len(values))
        for block in self.blocks:
            numbers[left] = block.numbers(asked if len(left) == len(asked) else asked.gather(left))
            left = np.flatnonzero(numbers == UNKNOWN)
        return numbers

    def original(self, dense: np.ndarray | list[int]) -> pl.Series:
        """Return the id that each number stands for."""
        numbers = np.asarray(dense, np.int64)
        if not self.blocks:
            return pl.Series([], dtype=pl.Int64)
        if len(self.blocks) == 1:
            return self.blocks[0].original(numbers)
        return self._from_blocks(numbers)

    def plus(self, values: pl.Series) -> "Ids":
        """Return these ids and, in a block of their own, those among `values` that are new."""
        asked = self.as_ids(values).drop_nulls().unique()
        return self.with_new(asked.filter(self.dense(asked) == UNKNOWN).sort())

    def with_new(self, ids: pl.Series) -> "Ids":
        """Return these ids and a block of those: new, sorted, each once."""
        return Ids((*self.blocks, Block.of(len(self), ids)), self.what) if len(ids) else self

    def in_one_block(self) -> "Ids":
        """Return the same ids under the same numbers, quicker to look up."""
        if len(self.blocks) < 2:
            return self
        ids = self.original(np.arange(len(self)))
        order = ids.arg_sort().to_numpy()
        return Ids([Block.of(0, ids.gather(order), order.astype(np.int32))], self.what)

    def as_ids(self, values: pl.Series) -> pl.Series:
        """
        Return `values` in the type of the ids; null where one cannot be such an id.

        Raises
        ------
        StaysIndexError
            The ids are numbers and the values are text, or the other way round.
        """
        return as_type(values, self.dtype, self.what)

    def _from_blocks(self, numbers: np.ndarray) -> pl.Series:
        block_of = np.searchsorted(self._firsts, numbers, side="right") - 1
        places = [np.flatnonzero(block_of == n) for n in range(len(self.blocks))]
        parts = [b.original(numbers[at]) for b, at in zip(self.blocks, places, strict=True)]
        return pl.concat(parts).gather(np.argsort(np.concatenate(places), kind="stable"))


@kernel
def _numbers_of(ids: int, size: int, first: int, asked: np.ndarray) -> np.ndarray:
    """Return the number of each id asked for among the `size` sorted ones at this address."""
    numbers = np.empty(len(asked), np.int32)
    for n in range(len(asked)):
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if int64_at(ids, middle) < asked[n]:
                low = middle + 1
            else:
                high = middle
        is_here = low < size and int64_at(ids, low) == asked[n]
        numbers[n] = first + low if is_here else UNKNOWN
    return numbers


def as_type(values: pl.Series, dtype: pl.DataType | None, what: str) -> pl.Series:
    """
    Return ids as Int64, UInt64 or String (as `dtype`, if there are some); null where one cannot be.

    Raises
    ------
    StaysIndexError
        They are neither whole numbers nor texts, or not what the others are.
    """
    plain = _plain(values, what)
    if dtype is None or plain.dtype == dtype:
        return plain
    if plain.dtype == pl.Null or (plain.dtype.is_integer() and dtype.is_integer()):
        return plain.cast(dtype, strict=False)
    raise StaysIndexError(
        f"The ids of {what} are {dtype} so far, and now {plain.dtype}.\n"
        f"Convert them to {dtype} first."
    )


def _plain(values: pl.Series, what: str) -> pl.Series:
    if values.dtype in (pl.String, pl.Null, pl.UInt64):
        return values
    if values.dtype.is_integer():
        return values.cast(pl.Int64)
    if values.dtype in (pl.Categorical, pl.Enum):
        return values.cast(pl.String)
    raise StaysIndexError(
        f"The ids of {what} are {values.dtype}; an id is a whole number or a text.\n"
        "Convert them to Int64 or String first."
    )
