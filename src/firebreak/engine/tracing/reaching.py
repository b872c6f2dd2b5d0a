"""Whom a step reaches, compiled: of all encounters, the first that reaches each person.

A step of many people into a city has millions of encounters and few people that they reach: one
row per person is kept, and nothing per encounter.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import kernel
from firebreak.engine.tracing.kernels import (
    CERTAIN,
    NUMBER,
    OTHER,
    PLACE,
    START,
    TOGETHER,
    meetings_of_one,
)
from firebreak.engine.tracing.view import Scratch, Stays


class Reached(NamedTuple):
    """
    Whom a step reached so far.

    Attributes
    ----------
    first
        (persons, 8) int32: of each person the first encounter, as the kernels have it, with the
        person it came from in place of a number. TOGETHER is 0: not reached.
    touched, how_many
        int32: the persons reached, and (1,) int64.
    """

    first: np.ndarray
    touched: np.ndarray
    how_many: np.ndarray


def nobody(persons: int) -> Reached:
    """Return room for whom a step reaches; it costs what is touched of it."""
    return Reached(
        np.zeros((persons, 8), np.int32), np.zeros(persons, np.int32), np.zeros(1, np.int64)
    )


@kernel
def reach(
    stays: Stays,
    scratch: Scratch,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    numbers: np.ndarray,
    arrival: np.ndarray,
    reached: Reached,
) -> None:
    """Add to `reached` whom some of `people` met before they were reached otherwise (`arrival`)."""
    out = np.empty((8, 4096), np.int32)
    for number in numbers:
        person = people[number, 0]
        start, end = int(people[number, 1]), int(people[number, 2])
        out, used = meetings_of_one(
            stays, scratch, person, person, start, end, least, without, flags, out, 0
        )
        for n in range(used):
            if out[START, n] < arrival[out[OTHER, n]]:
                _keep_first(reached, out[:, n])


@kernel
def unite(reached: Reached, more: Reached) -> None:
    """Add to `reached` whom another worker reached."""
    for n in range(more.how_many[0]):
        _keep_first(reached, more.first[more.touched[n]])


@kernel
def _keep_first(reached: Reached, encounter: np.ndarray) -> None:
    kept = reached.first[encounter[OTHER]]
    if kept[TOGETHER] == 0:
        reached.touched[reached.how_many[0]] = encounter[OTHER]
        reached.how_many[0] += 1
    elif not _is_before(encounter, kept):
        return
    kept[:] = encounter


@kernel
def _is_before(a: np.ndarray, b: np.ndarray) -> bool:
    """Say whether encounter `a` is earlier, or as early and certain, or has the lower numbers."""
    if a[START] != b[START]:
        return bool(a[START] < b[START])
    if a[CERTAIN] != b[CERTAIN]:
        return bool(a[CERTAIN] > b[CERTAIN])
    if a[NUMBER] != b[NUMBER]:
        return bool(a[NUMBER] < b[NUMBER])
    return bool(a[PLACE] < b[PLACE])
