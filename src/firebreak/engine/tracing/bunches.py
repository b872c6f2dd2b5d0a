"""Which stays share a segment: those with the same flags that begin on the same day or few days.

Very long stays are kept apart: a search for who is present at t must go back as far as the longest
stay of a segment lasts.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from firebreak.engine.tracing.uniting import END, START

DAY = 86_400
LONG = 36 * 3600  # a night and the day after it; longer stays lie in segments of their own
FEW_ROWS = 500_000  # quiet days share a segment up to here: a query visits each segment


def bunches(rows: np.ndarray, flags: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield flags and rows of each segment that the stays fall into."""
    kinds = kind_of(rows, flags)
    for kind in np.unique(kinds):
        yield from _by_days(int(kind), rows[kinds == kind])


def kind_of(rows: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """Return twice the flags of each stay, plus one for a very long one."""
    return flags.astype(np.int64) * 2 + (rows[:, END] - rows[:, START] > LONG)


def _by_days(kind: int, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    flags, is_long = divmod(kind, 2)
    if is_long or len(rows) <= FEW_ROWS:
        yield flags, rows
        return
    days = rows[:, START] // DAY
    rows = rows[np.argsort(days, kind="stable")]
    sizes = np.unique(days, return_counts=True)[1].tolist()
    for low, high in pairwise([0, *runs(sizes)]):
        yield flags, rows[low:high]


def runs(sizes: list[int]) -> list[int]:
    """
    Return where segments end, in rows, when days of these sizes are put together in turn.

    Examples
    --------
    >>> runs([400_000, 90_000, 20_000, 3_000_000, 5])
    [490000, 510000, 3510000, 3510005]
    """
    ends, begun, total = [], 0, 0
    for size in sizes:
        if begun and begun + size > FEW_ROWS:
            ends.append(total)
            begun = 0
        begun += size
        total += size
    return [*ends, total]
