"""Whom a step reaches, compiled: of all encounters, the first that reaches each person.

A step of many people into a city has millions of encounters and few people that they reach: one
row per person is kept, and nothing per encounter. Visits are looked at day by day and place by
place: most of whom a visit finds have been reached before it began, and one look tells; and what
it reads lies beside what the last one read.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.asked import LATEST
from firebreak.engine.tracing.compiled import bare, inlined, kernel
from firebreak.engine.tracing.growing import more_rows
from firebreak.engine.tracing.kernels import (
    ASSUMED,
    CERTAIN,
    END,
    NUMBER,
    OTHER,
    PLACE,
    START,
    TOGETHER,
    encounters_of_visit,
)
from firebreak.engine.tracing.sorting import in_order_from, order_of
from firebreak.engine.tracing.tallies import (
    FIRST,
    LAST,
    SECONDS,
    SLOT,
    WHO,
    Ahead,
    Room,
    meet,
    room_for_visits,
)
from firebreak.engine.tracing.view import FIRST_START, LAST_END, Scratch, Stays
from firebreak.engine.tracing.visits import RUN_END, RUN_OF, RUN_PLACE, RUN_START, Visits, ask_ahead

DAY = 86_400
PLACE_BITS, SECOND_BITS = 31, 17  # of a key that orders visits
PERSON_BITS = 31  # of one that orders people
MANY = 256  # visits of a day, for which it is worth while to go through everybody first


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
        first=np.empty((persons, 8), np.int32),
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
    order = order_of(_keys_of_visits(visits.runs))
    return Visits(visits.pieces, _in_that_order(visits.runs, order))


@kernel
def _keys_of_visits(runs: np.ndarray) -> np.ndarray:
    """Return of each visit day, place and second as one number."""
    keys = np.empty(len(runs) - 1, np.uint64)
    for n in range(1, len(runs)):
        day, second = divmod(int(runs[n, RUN_START]), DAY)
        day += 2**31 // DAY + 1  # none is negative: a start is 32 bits with a sign
        where = np.uint64(day) << np.uint64(PLACE_BITS) | np.uint64(runs[n, RUN_PLACE])
        keys[n - 1] = where << np.uint64(SECOND_BITS) | np.uint64(second)
    return keys


@kernel
def _in_that_order(runs: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the visits, of which `order` counts the first as 0, in this order."""
    moved = np.empty_like(runs)
    moved[0] = runs[0]
    for n in range(len(order)):
        for column in range(runs.shape[1]):
            moved[n + 1, column] = runs[order[n] + 1, column]
    return moved


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
    before = np.zeros(stays.persons, np.uint8)
    ahead = Ahead(reached.known.ctypes.data, reached.first.ctypes.data, before.ctypes.data)
    n = 1
    while n < len(visits.runs):
        day, stop, last = _day_of(visits.runs, n)
        if stop - n >= MANY:  # else what was true on a day before is, and costs nothing
            _reached_before(reached.known, day * DAY, before)
        near = Stays(
            _segments_of(stays.table, day * DAY, last),
            *(stays.canonical, stays.merged_into, stays.merged, stays.persons, stays.places),
        )
        while n < stop:
            n, needed = _reach_from(
                *(near, scratch, room, visits, n, stop, people, least, without, flags, ahead),
                *(out, reached),
            )
            out = more_rows(out, 0, needed)


@bare
def _day_of(runs: np.ndarray, n: int) -> tuple[int, int, int]:
    """Return the day of a visit, which visit is the first of a later day, and when the last ends."""
    day, last = int(runs[n, RUN_START]) // DAY, int(runs[n, RUN_END])
    while n < len(runs) and int(runs[n, RUN_START]) // DAY == day:
        last = max(last, int(runs[n, RUN_END]))
        n += 1
    return day, n, last


@bare
def _reached_before(known: np.ndarray, second: int, before: np.ndarray) -> None:
    """Write 1 for everybody who was reached before a second, as far as it is known, and else 0."""
    for person in range(len(known)):
        before[person] = known[person] < second


@kernel
def _segments_of(table: np.ndarray, start: int, end: int) -> np.ndarray:
    """Return the rows of the segments that may have stays in [start, end)."""
    return table[(table[:, FIRST_START] < end) & (table[:, LAST_END] > start)]


@bare
def _reach_from(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    visits: Visits,
    n: int,
    stop: int,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    ahead: Ahead,
    out: np.ndarray,
    reached: Reached,
) -> tuple[int, int]:
    """Reach people in the visits from n to `stop`; return at which one `out` needs how many rows."""
    while n < stop:
        ask_ahead(stays.table, visits.runs, n)
        person = people[visits.runs[n, RUN_OF], 0]
        if flags:
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
                _keep_row(reached, out, row)
        else:
            _reach_in(stays, scratch, room, visits.runs, n, person, least, without, ahead, reached)
        n += 1
    return n, 0


@inlined
def _reach_in(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    runs: np.ndarray,
    n: int,
    person: int,
    least: int,
    without: int,
    ahead: Ahead,
    reached: Reached,
) -> None:
    """Do as by `encounters_of_visit`, where all ends are told and all times known to the minute."""
    place, begins, ends = runs[n, RUN_PLACE], int(runs[n, RUN_START]), int(runs[n, RUN_END])
    if ends - begins < least:
        return
    tally = scratch.tally
    count = meet(stays, scratch, room, person, place, begins, ends, without, 0, ahead, begins)
    for met in range(count):
        scratch.slots[tally[met, SLOT]] = 0
        if tally[met, SECONDS] >= least:
            other, start, end = tally[met, WHO], tally[met, FIRST], tally[met, LAST]
            _keep_first(reached, person, other, place, start, end, tally[met, SECONDS], True, False)


@kernel
def unite(reached: Reached, more: Reached, persons: np.ndarray) -> None:
    """Add to `reached` the `persons` whom another worker reached."""
    for person in persons:
        _keep_row(reached, more.first, person)


def in_order_of_start(reached: Reached, scratch: Scratch) -> tuple[np.ndarray, np.ndarray]:
    """Return the persons whom a step reached, certain ones first, then by start; and these starts."""
    room = scratch.tally.reshape(-1)  # asked of the system anew, it would cost as much as the sort
    keys, moved = room[: len(room) // 4 * 4].view(np.uint64).reshape(2, -1)
    count = _write_keys(reached, keys)
    return _persons_and_starts(in_order_from(keys[:count], PERSON_BITS, moved[:count]))


@kernel
def _write_keys(reached: Reached, keys: np.ndarray) -> int:
    """Write of each person reached whether only possibly, when, and who he is, as one number."""
    used = 0
    for person in range(len(reached.now)):
        if reached.now[person]:
            possible = np.uint64(1 - reached.first[person, CERTAIN])
            start = np.uint64(int(reached.first[person, START]) + 2**31)
            when = possible << np.uint64(32) | start
            keys[used] = when << np.uint64(PERSON_BITS) | np.uint64(person)
            used += 1
    return used


@kernel
def _persons_and_starts(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    persons, starts = np.empty(len(keys), np.int32), np.empty(len(keys), np.int32)
    for n in range(len(keys)):
        persons[n] = keys[n] & np.uint64(2**PERSON_BITS - 1)
        starts[n] = np.int64(keys[n] >> np.uint64(PERSON_BITS) & np.uint64(2**32 - 1)) - 2**31
    return persons, starts


@kernel
def never_reached(known: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """
    Return which of `persons` nobody had reached, by their place among them.

    Examples
    --------
    >>> never_reached(np.array([LATEST, 60], np.int32), np.array([1, 0, 1], np.int32)).tolist()
    [1]
    """
    found, used = np.empty(len(persons), np.int32), 0
    for n in range(len(persons)):
        found[used] = n
        used += known[persons[n]] == LATEST
    return found[:used]


@inlined
def _keep_row(reached: Reached, rows: np.ndarray, n: int) -> None:
    """Keep an encounter as the kernels have it."""
    _keep_first(
        reached,
        rows[n, NUMBER],
        rows[n, OTHER],
        rows[n, PLACE],
        rows[n, START],
        rows[n, END],
        rows[n, TOGETHER],
        rows[n, CERTAIN] == 1,
        rows[n, ASSUMED] == 1,
    )


@inlined
def _keep_first(
    reached: Reached,
    person: int,
    other: int,
    place: int,
    start: int,
    end: int,
    together: int,
    certain: bool,
    assumed: bool,
) -> None:
    """Keep an encounter where it comes before what is kept of that person."""
    first, known = reached.first, reached.known[other]
    if start > known:
        return
    if known != LATEST and reached.now[other]:
        if not _is_before(person, place, start, certain, first, other):
            return
    elif start == known and start >= reached.before[other]:
        return  # a step before was as early, and not just another worker
    reached.now[other] = True
    reached.known[other] = start
    first[other, NUMBER], first[other, OTHER], first[other, PLACE] = person, other, place
    first[other, START], first[other, END], first[other, TOGETHER] = start, end, together
    first[other, CERTAIN], first[other, ASSUMED] = certain, assumed


@inlined
def _is_before(
    person: int, place: int, start: int, certain: bool, rows: np.ndarray, n: int
) -> bool:
    """Say whether an encounter is earlier than row n, or more certain, or has lower numbers."""
    if start != rows[n, START]:
        return bool(start < rows[n, START])
    if certain != rows[n, CERTAIN]:
        return bool(certain > rows[n, CERTAIN])
    if person != rows[n, NUMBER]:
        return bool(person < rows[n, NUMBER])
    return bool(place < rows[n, PLACE])
