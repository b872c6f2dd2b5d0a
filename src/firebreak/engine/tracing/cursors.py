"""Where the stays of a place or a person lie, compiled, and going through them in order of start.

Stays of one person at one place may overlap across segments. Everything is therefore read in the
order of start, from all segments at once (`open_cursors`, `earliest`): then a stay either goes on
from what the person has at the place already or begins anew, and one number, the end so far, tells.
"""

import numpy as np

from firebreak.engine.tracing.compiled import bare, inlined, int32_at, prefetch, uint32_at
from firebreak.engine.tracing.view import (
    BOUND_COUNT,
    BOUNDS,
    FIRST_START,
    FLAGS,
    KEY_COUNT,
    KEYS,
    LAST_END,
    RECORDS,
    ROWS,
)

NEVER = 2**31 - 1  # later than any start
FEW = 12  # stays that are read in vain sooner than searched for; 6 and 24 took 2 to 4% longer

# A cursor goes through the stays of one key in one segment: where they are, the next one, the one
# to stop at, the flags of the segment, and when the next one starts.
ADDRESS, NEXT, STOP, CURSOR_FLAGS, STARTS = range(5)


@bare
def find(keys: int, count: int, key: int) -> int:
    """Return where `key` is among the sorted int32 at the address `keys`, or `count`."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if int32_at(keys, middle) < key:
            low = middle + 1
        else:
            high = middle
    if low < count and int32_at(keys, low) == key:
        return low
    return count


@inlined
def rows_of(table: np.ndarray, n: int, order: int, key: int) -> tuple[int, int, int]:
    """Return the first row of `key` in segment `n`, the one after its last, and its longest stay."""
    at = key
    if table[n, order + KEY_COUNT] > 0:
        at = find(table[n, order + KEYS], table[n, order + KEY_COUNT], key)
    if at + 1 >= table[n, order + BOUND_COUNT]:
        return 0, 0, 0
    bounds = table[n, order + BOUNDS]
    stop = min(uint32_at(bounds, 2 * at + 2), table[n, order + ROWS])
    return min(uint32_at(bounds, 2 * at), stop), stop, uint32_at(bounds, 2 * at + 1)


@inlined
def shortly_before(records: int, low: int, high: int, start: int) -> int:
    """
    Return a row from `low` to `high` with no more than `FEW` between it and the first after `start`.

    Those between start by then: whoever reads on from it passes them over.
    """
    while high - low > FEW:
        middle = (low + high) // 2
        if int32_at(records, 3 * middle) > start:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def _settle(cursors: np.ndarray, n: int, start: int, end: int) -> None:
    """Move a cursor on to the next stay that ends after `start`; note when that one starts."""
    records, row, stop = cursors[n, ADDRESS], cursors[n, NEXT], cursors[n, STOP]
    while row < stop:
        begins = int32_at(records, 3 * row)
        if begins >= end:
            break
        if int32_at(records, 3 * row + 1) > start:
            cursors[n, NEXT], cursors[n, STARTS] = row, begins
            return
        row += 1
    cursors[n, NEXT], cursors[n, STARTS] = row, NEVER


@bare
def open_cursors(
    table: np.ndarray,
    order: int,
    key: int,
    start: int,
    end: int,
    without: int,
    cursors: np.ndarray,
    used: int,
) -> int:
    """
    Add a cursor for every segment that has stays of `key` in [start, end).

    Segments with a flag of `without` are left out. Returns how many cursors there are now.
    """
    for n in range(len(table)):
        if table[n, FLAGS] & without:
            continue
        if table[n, FIRST_START] >= end or table[n, LAST_END] <= start:
            continue
        low, high, longest = rows_of(table, n, order, key)
        if low == high:
            continue
        records = table[n, order + RECORDS]
        cursors[used, ADDRESS] = records
        cursors[used, NEXT] = shortly_before(records, low, high, start - longest)
        cursors[used, STOP] = high
        cursors[used, CURSOR_FLAGS] = table[n, FLAGS]
        _settle(cursors, used, start, end)
        if cursors[used, STARTS] != NEVER:
            used += 1
    return used


@inlined
def earliest(cursors: np.ndarray, used: int) -> tuple[int, int]:
    """Return the cursor whose next stay starts first, and when the first of the others does."""
    best, others = 0, NEVER
    for n in range(1, used):
        if cursors[n, STARTS] < cursors[best, STARTS]:
            others = cursors[best, STARTS]
            best = n
        elif cursors[n, STARTS] < others:
            others = cursors[n, STARTS]
    return best, others


@inlined
def note_next(cursors: np.ndarray, n: int, end: int) -> None:
    """Note when the next stay of a cursor starts."""
    cursors[n, STARTS] = NEVER
    if cursors[n, NEXT] < cursors[n, STOP]:
        begins = int32_at(cursors[n, ADDRESS], 3 * cursors[n, NEXT])
        if begins < end:
            cursors[n, STARTS] = begins


@bare
def ask_for_where(table: np.ndarray, order: int, key: int, start: int, end: int) -> None:
    """Have memory fetch where the stays of `key` lie, while something else is done."""
    for n in range(len(table)):
        if table[n, FIRST_START] >= end or table[n, LAST_END] <= start:
            continue
        if table[n, order + KEY_COUNT] == 0:
            prefetch(table[n, order + BOUNDS], 2 * key)


@bare
def ask_for_stays(table: np.ndarray, order: int, key: int, start: int, end: int) -> None:
    """Have memory fetch the stays of `key`: of many, those that are looked at first."""
    for n in range(len(table)):
        if table[n, FIRST_START] >= end or table[n, LAST_END] <= start:
            continue
        if table[n, order + KEY_COUNT] == 0:
            low, high, _longest = rows_of(table, n, order, key)
            for quarter in range(1, 4):
                prefetch(table[n, order + RECORDS], 3 * (low + quarter * (high - low) // 4))
