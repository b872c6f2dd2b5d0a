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
    start
        int32 per person: when he was reached, by this step or before it.
    first
        (persons, 8) int32: of each person the first encounter, as the kernels have it, with the
        person it came from in place of a number. TOGETHER is 0: not reached by this step.
    touched, how_many
        int32: the persons reached by this step, and (1,) int64.
    """

    start: np.ndarray
    first: np.ndarray
    touched: np.ndarray
    how_many: np.ndarray


def nobody(arrival: np.ndarray) -> Reached:
    """Return room for whom a step reaches earlier than before; it costs what is touched of it."""
    persons = len(arrival)
    return Reached(
        start=arrival.copy(),
        first=np.zeros((persons, 8), np.int32),
        touched=np.zeros(persons, np.int32),
        how_many=np.zeros(1, np.int64),
    )


def by_number(reached: Reached) -> np.ndarray:
    """
    Return the persons reached, by number.

    As they were reached, each would be a jump through memory: of a whole city, most of the time.
    """
    return np.sort(reached.touched[: reached.how_many[0]])


@kernel
def reach(
    stays: Stays,
    scratch: Scratch,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    numbers: np.ndarray,
    reached: Reached,
) -> None:
    """Add to `reached` whom some of `people` met before they were reached otherwise."""
    out = np.empty((8, 4096), np.int32)
    for number in numbers:
        person = people[number, 0]
        start, end = int(people[number, 1]), int(people[number, 2])
        out, used = meetings_of_one(
            stays, scratch, person, person, start, end, least, without, flags, out, 0
        )
        for n in range(used):
            if out[START, n] <= reached.start[out[OTHER, n]]:
                _keep_first(reached, out[:, n])


@kernel
def unite(reached: Reached, more: Reached, persons: np.ndarray) -> None:
    """Add to `reached` the `persons` whom another worker reached."""
    for person in persons:
        if more.start[person] <= reached.start[person]:
            _keep_first(reached, more.first[person])


@kernel
def keys_of(reached: Reached, persons: np.ndarray) -> np.ndarray:
    """Return a number per person reached that sorts certain ones first, then by start, by person."""
    keys = np.empty(len(persons), np.uint64)
    for n in range(len(keys)):
        person = persons[n]
        possible = np.uint64(1 - reached.first[person, CERTAIN])
        start = np.uint64(int(reached.first[person, START]) + 2**31)
        keys[n] = possible << np.uint64(63) | start << np.uint64(31) | np.uint64(person)
    return keys


@kernel
def first_encounters(reached: Reached, keys: np.ndarray) -> np.ndarray:
    """Return (8, n) int32: the first encounter of each person, in the order of the keys."""
    out = np.empty((8, len(keys)), np.int32)
    for n in range(len(keys)):
        row = reached.first[keys[n] & np.uint64(2**31 - 1)]
        for column in range(8):
            out[column, n] = row[column]
    return out


@kernel
def _keep_first(reached: Reached, encounter: np.ndarray) -> None:
    """Keep an encounter, no later than what is kept, where it comes before that."""
    other = encounter[OTHER]
    kept = reached.first[other]
    if encounter[START] == reached.start[other] and not _is_before(encounter, kept):
        return
    if kept[TOGETHER] == 0:
        reached.touched[reached.how_many[0]] = other
        reached.how_many[0] += 1
    reached.start[other] = encounter[START]
    kept[:] = encounter


@kernel
def _is_before(a: np.ndarray, b: np.ndarray) -> bool:
    """Say whether `a`, as early as `b`, is the more certain or has the lower numbers."""
    if b[TOGETHER] == 0:
        return False  # reached then by a step before
    if a[CERTAIN] != b[CERTAIN]:
        return bool(a[CERTAIN] > b[CERTAIN])
    if a[NUMBER] != b[NUMBER]:
        return bool(a[NUMBER] < b[NUMBER])
    return bool(a[PLACE] < b[PLACE])
