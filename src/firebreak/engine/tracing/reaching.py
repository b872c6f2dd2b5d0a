"""Whom a step reaches, compiled: of all encounters, the first that reaches each person.

A step of many people into a city has millions of encounters and few people that they reach: one
row per person is kept, and nothing per encounter. Visits are looked at day by day and place by
place: most of whom a visit finds have been reached before it began, and one look tells; and what
it reads lies beside what the last one read.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import inlined, kernel, prefetch
from firebreak.engine.tracing.kernels import (
    CERTAIN,
    NUMBER,
    OTHER,
    PLACE,
    RUN_OF,
    RUN_PLACE,
    RUN_START,
    START,
    Visits,
    ask_ahead,
    encounters_of_visit,
)
from firebreak.engine.tracing.sorting import order_of
from firebreak.engine.tracing.view import Scratch, Stays

DAY = 86_400
AHEAD = 16  # rows for which memory is asked before they are needed
PLACE_BITS, SECOND_BITS = 31, 17  # of a key that orders visits


class Reached(NamedTuple):
    """
    Whom a step reached so far.

    Attributes
    ----------
    start
        int32 per person: when he was reached, by this step or before it.
    first
        (persons, 8) int32: of each person the first encounter, as the kernels have it, with the
        person it came from in place of a number; of those not reached by this step, anything.
    now
        bool per person: whether this step reached him.
    """

    start: np.ndarray
    first: np.ndarray
    now: np.ndarray


def nobody(arrival: np.ndarray) -> Reached:
    """Return room for whom a step reaches earlier than before; it costs what is touched of it."""
    persons = len(arrival)
    return Reached(
        start=arrival.copy(),
        first=np.zeros((persons, 8), np.int32),
        now=np.zeros(persons, np.bool_),
    )


def by_number(reached: Reached) -> np.ndarray:
    """Return the persons reached by a step, by number: through memory without a jump."""
    return np.flatnonzero(reached.now)


def by_day_and_place(visits: Visits) -> Visits:
    """
    Return visits in the order in which a city is best walked through.

    Examples
    --------
    >>> runs = np.zeros((4, 6), np.int32)
    >>> runs[1:, :2] = [(5, 90_000), (7, 80_000), (5, 70_000)]
    >>> by_day_and_place(Visits(np.zeros((1, 5), np.int32), runs)).runs[1:, :2].tolist()
    [[5, 70000], [7, 80000], [5, 90000]]
    """
    day, second = np.divmod(visits.runs[1:, RUN_START].astype(np.int64), DAY)
    day += 2**31 // DAY + 1  # none is negative: a start is 32 bits with a sign
    place = visits.runs[1:, RUN_PLACE].astype(np.int64)
    keys = (day << PLACE_BITS | place).astype(np.uint64) << np.uint64(SECOND_BITS)
    order = order_of(keys | second.astype(np.uint64))
    return Visits(visits.pieces, visits.runs[np.concatenate(([0], order + 1))])


@kernel
def reach(
    stays: Stays,
    scratch: Scratch,
    people: np.ndarray,
    visits: Visits,
    least: int,
    without: int,
    flags: int,
    reached: Reached,
) -> None:
    """Add to `reached` whom some of `people` met in their visits before he was reached otherwise."""
    out, cursors = np.empty((256, 8), np.int32), np.empty((len(stays.table), 5), np.int64)
    for n in range(1, len(visits.runs)):
        ask_ahead(stays.table, visits.runs, n)
        person = people[visits.runs[n, RUN_OF], 0]
        out, used = encounters_of_visit(
            stays,
            scratch,
            cursors,
            visits,
            n,
            person,
            person,
            least,
            without,
            flags,
            reached.start,
            out,
            0,
        )
        for row in range(used):
            _keep_first(reached, out, row)


@kernel
def unite(reached: Reached, more: Reached, persons: np.ndarray) -> None:
    """Add to `reached` the `persons` whom another worker reached."""
    for person in persons:
        _keep_first(reached, more.first, person)


@kernel
def keys_of(reached: Reached, persons: np.ndarray) -> np.ndarray:
    """Return a number per person reached that sorts certain ones first, then by start."""
    keys = np.empty(len(persons), np.uint64)
    for n in range(len(keys)):
        possible = np.uint64(1 - reached.first[persons[n], CERTAIN])
        start = np.uint64(int(reached.first[persons[n], START]) + 2**31)
        keys[n] = possible << np.uint64(32) | start
    return keys


def starts_of(keys: np.ndarray) -> np.ndarray:
    """Return when those were reached whose keys these are: int64."""
    return (keys & np.uint64(2**32 - 1)).astype(np.int64) - 2**31


@kernel
def first_encounters(reached: Reached, persons: np.ndarray) -> np.ndarray:
    """Return (n, 8) int32: the first encounter of each person."""
    out, first_at = np.empty((len(persons), 8), np.int32), reached.first.ctypes.data
    for n in range(len(persons)):
        if n + AHEAD < len(persons):
            prefetch(first_at, 8 * int(persons[n + AHEAD]))
        row = reached.first[persons[n]]
        for column in range(8):
            out[n, column] = row[column]
    return out


@inlined
def _keep_first(reached: Reached, encounters: np.ndarray, n: int) -> None:
    """Keep an encounter where it comes before what is kept of that person."""
    other, start = encounters[n, OTHER], encounters[n, START]
    kept, first = reached.start[other], reached.first
    if start > kept:
        return
    if start == kept and not (reached.now[other] and _is_before(encounters, n, first, other)):
        return  # as early: he was reached by a step before, or what is kept comes first
    reached.now[other] = True
    reached.start[other] = start
    for column in range(8):
        first[other, column] = encounters[n, column]


@inlined
def _is_before(a: np.ndarray, n: int, b: np.ndarray, m: int) -> bool:
    """Say whether row n of `a` is more certain than row m of `b`, as early, or has lower numbers."""
    if a[n, CERTAIN] != b[m, CERTAIN]:
        return bool(a[n, CERTAIN] > b[m, CERTAIN])
    if a[n, NUMBER] != b[m, NUMBER]:
        return bool(a[n, NUMBER] < b[m, NUMBER])
    return bool(a[n, PLACE] < b[m, PLACE])
