"""What cases share, compiled: groups of rows, each a case's at a place or with a person."""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.sorting import order_of


class Shared(NamedTuple):
    """
    The groups that hold enough cases.

    Attributes
    ----------
    group
        int64: which.
    cases, certain
        int64: how many cases, and how many of them for certain.
    seconds, first
        int64: the sum of the seconds of its rows, and the first of their times.
    whose
        int32: the cases of each group, one after the other, by number.
    groups, pairs
        How many groups there are in all, and how many cases they hold, each once for each group.
    """

    group: np.ndarray
    cases: np.ndarray
    certain: np.ndarray
    seconds: np.ndarray
    first: np.ndarray
    whose: np.ndarray
    groups: int
    pairs: int


def shared(
    group: np.ndarray,
    case: np.ndarray,
    certain: np.ndarray,
    seconds: np.ndarray,
    first: np.ndarray,
    least: int,
) -> Shared:
    """
    Return the groups that hold `least` cases or more, by number.

    Parameters
    ----------
    group
        Integers of 0 or more, one per row.
    case
        int32, rising.
    certain, seconds, first
        Integers: 1 or 0, seconds that are added up, and a time.

    Examples
    --------
    >>> rows = np.array([[7, 1, 1, 60, 5], [8, 1, 0, 60, 5], [7, 1, 0, 60, 9], [7, 2, 0, 60, 3]])
    >>> found = shared(*rows.T, least=2)
    >>> [column.tolist() for column in found[:6]], found.groups, found.pairs
    ([[7], [2], [1], [180], [3], [1, 2]], 2, 3)
    """
    order = order_of(np.asarray(group, np.uint64))
    whose = np.asarray(case, np.int32)[order]
    rows = np.take(np.array([group, certain, seconds, first], np.int64), order, axis=1)
    counts = np.empty((5, len(order)), np.int64)
    used, cases, groups, pairs = _shared(rows, whose, least, counts)
    kept = counts[:, :used]
    return Shared(kept[0], kept[1], kept[2], kept[3], kept[4], whose[:cases], groups, pairs)


@kernel
def _shared(
    rows: np.ndarray, whose: np.ndarray, least: int, counts: np.ndarray
) -> tuple[int, int, int, int]:
    """Write the groups of sorted rows to `counts`, and their cases over `whose`, from its beginning."""
    used = kept = groups = pairs = row = 0
    while row < rows.shape[1]:
        group, first, seconds, begun = rows[0, row], rows[3, row], 0, kept
        certain, last_certain = 0, np.int64(-1)
        while row < rows.shape[1] and rows[0, row] == group:
            case = whose[row]
            if kept == begun or whose[kept - 1] != case:
                whose[kept] = case  # never ahead of `row`: nothing is lost
                kept += 1
            if rows[1, row] and last_certain != case:
                certain, last_certain = certain + 1, np.int64(case)
            seconds += rows[2, row]
            first = min(first, rows[3, row])
            row += 1
        cases = kept - begun
        groups, pairs = groups + 1, pairs + cases
        if cases < least:
            kept = begun
            continue
        counts[0, used], counts[1, used], counts[2, used] = group, cases, certain
        counts[3, used], counts[4, used] = seconds, first
        used += 1
    return used, kept, groups, pairs
