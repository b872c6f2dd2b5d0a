"""Stays gathered until all have come, then given out segment by segment.

Those of one segment have the same flags and begin on the same day, or within a few quiet days. Very
long stays are kept apart: who looks for those present at t must go back as far as the longest stay
of a segment lasts. What does not fit into memory waits in files, one for each such group and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.uniting import END, START

DAY = 86_400
DAYS = 2**31 // DAY + 1  # all that int32 seconds reach
LONG = 36 * 3600  # a night and the day after it
FEW_ROWS = 500_000  # quiet days share a segment up to here: a query visits each segment
MOST_ROWS = 40_000_000  # sorting takes 24 bytes for each stay of a segment
IN_MEMORY = 4_000_000  # stays gathered before they go to files: 64 MB
EVERY_DAY = 0  # the day under which very long stays are gathered, whatever theirs is


class Gathering:
    """
    Stays on their way into segments.

    Parameters
    ----------
    folder
        Where they wait when they are too many; None: in memory, however many.
    few
        Up to how many stays of several days share a segment; None: `FEW_ROWS`.
    """

    def __init__(self, folder: Path | None, few: int | None = None) -> None:
        self._folder = folder
        self._few = FEW_ROWS if few is None else few
        self._waiting: list[tuple[np.ndarray, np.ndarray]] = []
        self._in_memory = 0
        self._sizes: dict[tuple[int, int], int] = {}
        self.rows = 0

    def add(self, rows: np.ndarray, flags: np.ndarray) -> None:
        """Take in stays, (n, 4) int32, and the flags of each."""
        if not len(rows):
            return
        self._waiting.append((rows, flags))
        self._in_memory += len(rows)
        self.rows += len(rows)
        if self._folder is not None and self._in_memory > IN_MEMORY:
            self._to_files(self._folder)

    def parts(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the flags and the stays of each segment."""
        if not self._sizes:
            yield from self._from_memory()
        elif self._folder is not None:
            self._to_files(self._folder)
            yield from self._from_files(self._folder)

    def _from_memory(self) -> Iterator[tuple[int, np.ndarray]]:
        by_group = dict(self._take())
        sizes = {group: len(rows) for group, rows in by_group.items()}
        for flags, groups in shared(sizes, self._few):
            yield from _pieces(flags, np.concatenate([by_group.pop(group) for group in groups]))

    def _from_files(self, folder: Path) -> Iterator[tuple[int, np.ndarray]]:
        for flags, groups in shared(self._sizes, self._few):
            files = [_file(folder, group) for group in groups]
            mapped = [np.memmap(file, np.int32, "r").reshape(-1, 4) for file in files]
            yield from _pieces(flags, mapped[0] if len(mapped) == 1 else np.concatenate(mapped))
            for file in files:
                file.unlink()

    def _to_files(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for group, rows in self._take():
            with _file(folder, group).open("ab") as file:
                file.write(rows.data.cast("B"))
            self._sizes[group] = self._sizes.get(group, 0) + len(rows)

    def _take(self) -> Iterator[tuple[tuple[int, int], np.ndarray]]:
        if not self._waiting:
            return
        rows = np.concatenate([rows for rows, _ in self._waiting])
        flags = np.concatenate([flags for _, flags in self._waiting])
        self._waiting, self._in_memory = [], 0
        yield from _grouped(rows, flags)


def shared(
    sizes: dict[tuple[int, int], int], few: int
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """
    Yield the flags of each segment, and the groups (kind, day) whose stays share it.

    Examples
    --------
    >>> sizes = {(0, 7): 400, (0, 8): 90, (0, 9): 20, (0, 10): 3_000, (0, 11): 5, (4, 7): 1}
    >>> for flags, groups in shared(sizes, few=500):
    ...     print(flags, [day for _, day in groups])
    0 [7, 8]
    0 [9]
    0 [10]
    0 [11]
    2 [7]
    """
    for kind, groups in groupby(sorted(sizes), key=lambda group: group[0]):
        sharing: list[tuple[int, int]] = []
        total = 0
        for group in groups:
            if sharing and total + sizes[group] > few:
                yield kind // 2, sharing
                sharing, total = [], 0
            sharing.append(group)
            total += sizes[group]
        yield kind // 2, sharing


def _grouped(rows: np.ndarray, flags: np.ndarray) -> Iterator[tuple[tuple[int, int], np.ndarray]]:
    groups = _groups_of(rows, flags)
    counts = np.bincount(groups)
    first = np.concatenate(([0], np.cumsum(counts)))
    dealt = np.empty_like(rows)
    _deal(rows, groups, first[:-1].copy(), dealt)
    for group in np.flatnonzero(counts).tolist():
        yield divmod(group, DAYS), dealt[first[group] : first[group + 1]]


@kernel
def _groups_of(rows: np.ndarray, flags: np.ndarray) -> np.ndarray:
    groups = np.empty(len(rows), np.int32)
    for row in range(len(rows)):
        is_long = rows[row, END] - rows[row, START] > LONG
        day = EVERY_DAY if is_long else rows[row, START] // DAY
        groups[row] = (flags[row] * 2 + is_long) * DAYS + day
    return groups


@kernel
def _deal(rows: np.ndarray, groups: np.ndarray, free: np.ndarray, dealt: np.ndarray) -> None:
    for row in range(len(rows)):
        at = free[groups[row]]
        free[groups[row]] = at + 1
        for column in range(4):
            dealt[at, column] = rows[row, column]


def _pieces(flags: int, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    for low in range(0, len(rows), MOST_ROWS):
        yield flags, rows[low : low + MOST_ROWS]


def _file(folder: Path, group: tuple[int, int]) -> Path:
    return folder / f"{group[0]}-{group[1]}"
