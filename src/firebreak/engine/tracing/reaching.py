"""Whom a step reaches, compiled: of all encounters, the first that reaches each person.

A step of many people into a city has millions of encounters and few people that they reach: one
row per person is kept, and nothing per encounter. Visits are looked at day by day and place by
place: most of whom a visit finds have been reached before it began, and one look tells; and what
it reads lies beside what the last one read.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import bare, inlined, kernel
from firebreak.engine.tracing.kernels import (
    CERTAIN,
    NUMBER,
    OTHER,
    PLACE,
    RUN_OF,
    RUN_PLACE,
    RUN_START,
    START,
    TOGETHER,
    Ahead,
    Room,
    Visits,
    ask_ahead,
    encounters_of_visit,
    more_rows,
    room_for_visits,
)
from firebreak.engine.tracing.sorting import in_order_from, order_of
from firebreak.engine.tracing.view import Scratch, Stays

DAY = 86_400
PLACE_BITS, SECOND_BITS = 31, 17  # of a key that orders visits
PERSON_BITS = 31  # of one that orders people


class Reached(NamedTuple):
    """
    Whom a worker reached so far in a step.

    Attributes
    ----------
    before
        int32 per person: when he was reached before this step.
    known
        int32 per person: when he was reached, as far as all workers know. They share it, and none
        waits for another: what one overwrites is late, never wrong, and costs a look in vain.
    first
        (persons, 8) int32: of each person the first encounter, as the kernels have it, with the
        person it came from in place of a number; of those not reached by this step, anything.
    now
        bool per person: whether this step reached him.
    """

    before: np.ndarray
    known: np.ndarray
    first: np.ndarray
    now: np.ndarray


def nobody(before: np.ndarray, known: np.ndarray) -> Reached:
    """Return room for whom a step reaches earlier than before; it costs what is touched of it."""
    persons = len(before)
    return Reached(
        before=before,
        known=known,
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
    room, out = room_for_visits(stays, visits), np.empty((256, 8), np.int32)
    ahead = Ahead(reached.known.ctypes.data, reached.first.ctypes.data)
    n, needed = 1, 0
    while n < len(visits.runs):
        n, needed = _reach_from(
            *(stays, scratch, room, visits, n, people, least, without, flags, ahead, out, reached)
        )
        out = more_rows(out, 0, needed)


@bare
def _reach_from(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    visits: Visits,
    n: int,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    ahead: Ahead,
    out: np.ndarray,
    reached: Reached,
) -> tuple[int, int]:
    """Reach people in the visits from the n-th on; return at which one `out` needs how many rows."""
    while n < len(visits.runs):
        ask_ahead(stays.table, visits.runs, n)
        person = people[visits.runs[n, RUN_OF], 0]
        used = encounters_of_visit(
            stays,
            scratch,
            room,
            visits,
            n,
            person,
            person,
            least,
            without,
            flags,
            ahead,
            out,
            0,
        )
        if used < 0:
            return n, -used
        for row in range(used):
            _keep_first(reached, out, row)
        n += 1
    return n, 0


@kernel
def unite(reached: Reached, more: Reached, persons: np.ndarray) -> None:
    """Add to `reached` the `persons` whom another worker reached."""
    for person in persons:
        _keep_first(reached, more.first, person)


def in_order_of_start(reached: Reached) -> tuple[np.ndarray, np.ndarray]:
    """Return the persons whom a step reached, certain ones first, then by start; and these starts."""
    return _persons_and_starts(in_order_from(_keys_of(reached), PERSON_BITS))


@kernel
def _keys_of(reached: Reached) -> np.ndarray:
    """Return of each person reached whether only possibly, when, and who he is, as one number."""
    keys, used = np.empty(np.count_nonzero(reached.now), np.uint64), 0
    for person in range(len(reached.now)):
        if reached.now[person]:
            possible = np.uint64(1 - reached.first[person, CERTAIN])
            start = np.uint64(int(reached.first[person, START]) + 2**31)
            when = possible << np.uint64(32) | start
            keys[used] = when << np.uint64(PERSON_BITS) | np.uint64(person)
            used += 1
    return keys


@kernel
def _persons_and_starts(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    persons, starts = np.empty(len(keys), np.int32), np.empty(len(keys), np.int32)
    for n in range(len(keys)):
        persons[n] = keys[n] & np.uint64(2**PERSON_BITS - 1)
        starts[n] = np.int64(keys[n] >> np.uint64(PERSON_BITS) & np.uint64(2**32 - 1)) - 2**31
    return persons, starts


@inlined
def _keep_first(reached: Reached, encounters: np.ndarray, n: int) -> None:
    """Keep an encounter where it comes before what is kept of that person."""
    other, start = encounters[n, OTHER], encounters[n, START]
    known = reached.known[other]
    if start > known:
        return
    if reached.first[other, TOGETHER]:  # he is reached already: nobody is within no second
        if not _is_before(encounters, n, reached.first, other):
            return
    elif start == known and start >= reached.before[other]:
        return  # a step before was as early, and not just another worker
    reached.now[other] = True
    reached.known[other] = start
    for column in range(8):
        reached.first[other, column] = encounters[n, column]


@inlined
def _is_before(a: np.ndarray, n: int, b: np.ndarray, m: int) -> bool:
    """Say whether row n of `a` is earlier than row m of `b`, or more certain, or has lower numbers."""
    if a[n, START] != b[m, START]:
        return bool(a[n, START] < b[m, START])
    if a[n, CERTAIN] != b[m, CERTAIN]:
        return bool(a[n, CERTAIN] > b[m, CERTAIN])
    if a[n, NUMBER] != b[m, NUMBER]:
        return bool(a[n, NUMBER] < b[m, NUMBER])
    return bool(a[n, PLACE] < b[m, PLACE])
