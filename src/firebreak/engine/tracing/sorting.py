"""Sorting whole numbers, compiled: NumPy compares them, and a million comparisons cannot be foreseen."""

import numpy as np

from firebreak.engine.tracing.compiled import kernel

DIGIT_BITS = 11  # of a sort by digits: as many heaps as the nearest memory has room for
DIGIT = np.uint64(2**DIGIT_BITS - 1)


@kernel
def order_of(keys: np.ndarray) -> np.ndarray:
    """
    Return the order that sorts uint64 keys; equal ones stay as they are.

    By digits, from the last: Knuth, TAOCP 5.2.5. For whole cities it takes a fifth of the time
    that comparing takes.

    Examples
    --------
    >>> order_of(np.array([3 << 40, 7, 3 << 40, 5], np.uint64)).tolist()
    [3, 1, 0, 2]
    """
    order = np.arange(len(keys), dtype=np.int32)
    moved = np.empty_like(order)
    differ = np.uint64(0)
    for n in range(1, len(keys)):
        differ |= keys[n] ^ keys[0]
    for shift in range(0, 64, DIGIT_BITS):
        if not differ >> np.uint64(shift) & DIGIT:
            continue
        free = _heaps(keys, shift)
        for key in order:
            digit = np.int64(keys[key] >> np.uint64(shift) & DIGIT)
            moved[free[digit]] = key
            free[digit] += 1
        order, moved = moved, order
    return order


@kernel
def in_order_from(keys: np.ndarray, bit: int, moved: np.ndarray) -> np.ndarray:
    """
    Return uint64 keys sorted by their bits from `bit` on; equal ones stay as they are.

    What the keys are of may lie in the bits below: it comes along, and need not be fetched after.
    `moved` is room for as many; keys and room hold anything afterwards.

    Examples
    --------
    >>> keys = np.array([3 << 40 | 7, 2 << 40 | 9, 3 << 40 | 5], np.uint64)
    >>> in_order_from(keys, 40, np.empty_like(keys)).tolist()
    [2199023255561, 3298534883335, 3298534883333]
    """
    differ = np.uint64(0)
    for n in range(1, len(keys)):
        differ |= keys[n] ^ keys[0]
    for shift in range(bit, 64, DIGIT_BITS):
        if not differ >> np.uint64(shift) & DIGIT:
            continue
        free = _heaps(keys, shift)
        for n in range(len(keys)):
            digit = np.int64(keys[n] >> np.uint64(shift) & DIGIT)
            moved[free[digit]] = keys[n]
            free[digit] += 1
        keys, moved = moved, keys
    return keys


@kernel
def _heaps(keys: np.ndarray, shift: int) -> np.ndarray:
    """Return where the heap of each digit begins."""
    free = np.zeros((1 << DIGIT_BITS) + 1, np.int64)
    for n in range(len(keys)):
        free[np.int64(keys[n] >> np.uint64(shift) & DIGIT) + 1] += 1
    for heap in range(1 << DIGIT_BITS):
        free[heap + 1] += free[heap]
    return free
