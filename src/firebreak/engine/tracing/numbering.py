"""Numbers for ids that come in batches, more of them than one would sort at once.

A new id gets the next number when it is first seen; at the end the new ones are put in order, and
`final` says which number each then has.
"""

import numpy as np
import polars as pl

from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.errors import StaysIndexError
from firebreak.engine.tracing.ids import UNKNOWN, Ids, as_type

SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: Knuth, TAOCP 6.4, on hashing
SMALLEST = 10  # the table begins with 2**10 places


class Numbering:
    """The numbers of persons, or of places, while stays come in."""

    def __init__(self, known: Ids) -> None:
        self._known = known
        self._dtype = known.dtype
        self._of_new: _Numbers | _Texts | None = None

    def __len__(self) -> int:
        """How many ids have a number."""
        return len(self._known) + (len(self._of_new) if self._of_new else 0)

    def numbers(self, values: pl.Series) -> np.ndarray:
        """Return the number of each value (none is null), a new one for one not seen before."""
        if not len(values):
            return np.empty(0, np.int32)
        what = self._known.what
        asked = as_type(values, self._dtype, what)
        if asked.has_nulls():
            raise StaysIndexError(
                f"An id of {what} is beyond {self._dtype}, which the ids are so far.\n"
                "Convert the ids of all stays to String and build the index anew."
            )
        self._dtype = asked.dtype
        if not len(self._known):
            return self._new(asked)
        found = self._known.dense(asked)
        new = found == UNKNOWN
        if new.any():
            found[new] = self._new(asked.filter(new)) + len(self._known)
        return found

    def final(self) -> tuple[Ids, np.ndarray]:
        """Return all ids, and for each number given so far the one that holds from now on."""
        known = len(self._known)
        if not self._of_new:
            return self._known, np.arange(known, dtype=np.int32)
        new = self._of_new.ids()
        order = new.arg_sort().to_numpy()
        final = np.arange(known + len(new), dtype=np.int32)
        final[known + order] = np.arange(known, known + len(new))
        return self._known.with_new(new.gather(order)), final

    def _new(self, values: pl.Series) -> np.ndarray:
        if self._of_new is None:
            self._of_new = _Texts() if values.dtype == pl.String else _Numbers(values.dtype)
        return self._of_new.numbers(values)


class _Texts:
    def __init__(self) -> None:
        self._seen = pl.DataFrame(schema={"id": pl.String, "number": pl.Int32})

    def __len__(self) -> int:
        return self._seen.height

    def ids(self) -> pl.Series:
        return self._seen["id"]

    def numbers(self, values: pl.Series) -> np.ndarray:
        batch = values.alias("id").to_frame()
        new = batch.unique(maintain_order=True).join(self._seen, on="id", how="anti")
        count = pl.int_range(len(self), len(self) + new.height, dtype=pl.Int32, eager=True)
        self._seen = pl.concat([self._seen, new.with_columns(count.alias("number"))])
        found = batch.join(self._seen, on="id", how="left", maintain_order="left")
        return found["number"].to_numpy()


class _Numbers:
    def __init__(self, dtype: pl.DataType) -> None:
        self._dtype = dtype
        self._seen = np.empty(0, np.int64)
        self._bits = SMALLEST
        self._table = np.full(1 << self._bits, UNKNOWN, np.int32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def ids(self) -> pl.Series:
        seen = self._seen[: self._count]
        return pl.Series(seen.view(np.uint64) if self._dtype == pl.UInt64 else seen)

    def numbers(self, values: pl.Series) -> np.ndarray:
        asked = values.to_numpy().view(np.int64)
        found = np.empty(len(asked), np.int32)
        done = 0
        while done < len(asked):
            self._make_room()
            done, self._count = _number(
                asked, found, done, self._seen, self._count, self._table, self._bits
            )
        return found

    def _make_room(self) -> None:
        if self._count * 2 < len(self._table) and self._count < len(self._seen):
            return
        self._bits += 1
        self._table = np.full(1 << self._bits, UNKNOWN, np.int32)
        more = np.empty(len(self._table) // 2 - self._count, np.int64)
        self._seen = np.concatenate((self._seen[: self._count], more))
        _place_again(self._seen, self._count, self._table, self._bits)


@kernel
def _number(
    asked: np.ndarray,
    found: np.ndarray,
    done: int,
    seen: np.ndarray,
    count: int,
    table: np.ndarray,
    bits: int,
) -> tuple[int, int]:
    for row in range(done, len(asked)):
        at = _place_of(asked[row], seen, table, bits)
        if table[at] < 0:
            if count == len(seen):
                return row, count
            table[at] = count
            seen[count] = asked[row]
            count += 1
        found[row] = table[at]
    return len(asked), count


@kernel
def _place_again(seen: np.ndarray, count: int, table: np.ndarray, bits: int) -> None:
    for number in range(count):
        table[_place_of(seen[number], seen, table, bits)] = number


@kernel
def _place_of(value: int, seen: np.ndarray, table: np.ndarray, bits: int) -> np.int64:
    at = np.int64((np.uint64(value) * SPREAD) >> np.uint64(64 - bits))
    while table[at] >= 0 and seen[table[at]] != value:
        at = (at + 1) & (len(table) - 1)
    return at
