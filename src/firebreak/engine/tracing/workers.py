"""Kernels on all processors: they let go of the interpreter, so threads are enough."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

Part = TypeVar("Part")
Result = TypeVar("Result")

WORKERS = os.cpu_count() or 1
READERS = 16  # threads that wait for a cold disk rather than compute; more gained nothing
BATCHES = 8  # for each worker: popular people take longer, and nobody should wait for them


def in_order(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Yield `work` of each part, in their order, several at a time."""
    parts = list(parts)
    if len(parts) < 2:  # threads would take longer than the work of one case
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(min(WORKERS, len(parts))) as pool:
        yield from pool.map(work, parts)


def batches(count: int) -> list[np.ndarray]:
    """
    Return the numbers below `count` in batches of a size that keeps all workers busy.

    Examples
    --------
    >>> [len(batch) for batch in batches(1)]
    [1]
    """
    parts = min(count, WORKERS * BATCHES) or 1
    bounds = [count * part // parts for part in range(parts + 1)]
    return [np.arange(low, high) for low, high in pairwise(bounds)]
