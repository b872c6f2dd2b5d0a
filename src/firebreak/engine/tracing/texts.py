"""Sorted texts as they lie on the disk, one after the other: a few are found without the rest."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from firebreak.engine.tracing.errors import DamagedIndexError


@dataclass(frozen=True, eq=False)
class Texts:
    """
    Texts in the order of their bytes in UTF-8, each once.

    Attributes
    ----------
    starts
        int64, one more than there are: where each begins, and where the last ends.
    text
        uint8: all of them.

    Examples
    --------
    >>> texts = Texts.of(pl.Series(["a", "b/王", "c"]))
    >>> texts.ranks(pl.Series(["b/王", "bb"])).tolist(), texts.at(np.array([1])).to_list()
    ([1, 2], ['b/王'])
    """

    starts: np.ndarray
    text: np.ndarray

    @classmethod
    def of(cls, texts: pl.Series) -> "Texts":
        """Lay out sorted texts."""
        lengths = texts.str.len_bytes().cast(pl.Int64).to_numpy()
        whole = (texts.str.join("").item() or "").encode() if len(texts) else b""
        return cls(np.concatenate(([0], np.cumsum(lengths))), np.frombuffer(whole, np.uint8))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts) - 1

    def __getitem__(self, rank: int) -> bytes:
        """The text of this rank, in UTF-8."""
        return self.text[self.starts[rank] : self.starts[rank + 1]].tobytes()

    def ranks(self, values: pl.Series) -> np.ndarray:
        """Return for each value how many of the texts come before it."""
        return np.fromiter(
            (bisect_left(self, value.encode()) for value in values), np.int64, len(values)
        )

    def at(self, ranks: np.ndarray) -> pl.Series:
        """
        Return the texts of these ranks.

        Raises
        ------
        DamagedIndexError
            What lies there is no text.
        """
        try:
            return pl.Series([*self._decoded(ranks)], dtype=pl.String)
        except UnicodeDecodeError as error:
            raise DamagedIndexError(
                "An id of the index is no text any more: its file is damaged.\n"
                "See which with info(verify=True), and restore the folder from a backup."
            ) from error

    def _decoded(self, ranks: np.ndarray) -> Iterator[str]:
        return (self[rank].decode() for rank in ranks.tolist())
