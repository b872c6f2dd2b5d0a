"""Who was with one person, compiled: the encounters of his visits."""

import numpy as np

from firebreak.engine.tracing.compiled import bare, inlined, int32_at, kernel
from firebreak.engine.tracing.cursors import ADDRESS, NEXT, STOP, open_cursors
from firebreak.engine.tracing.growing import more_rows, room_for
from firebreak.engine.tracing.segments import DAY_ONLY, END_ASSUMED
from firebreak.engine.tracing.tallies import (
    FIRST,
    KNOWN,
    LAST,
    SECONDS,
    SLOT,
    WHO,
    Ahead,
    Room,
    forget,
    meet,
    room_for_visits,
)
from firebreak.engine.tracing.view import BY_PLACE, Scratch, Stays
from firebreak.engine.tracing.visits import (
    RUN_END,
    RUN_FIRST,
    RUN_OF,
    RUN_PLACE,
    RUN_START,
    Visits,
    ask_ahead,
    spans_of,
    visits_of,
)

FIRST_ROWS = 2048  # of encounters: as many as most cases have, and little enough to be at hand
ROWS_A_PAGE = 4096 // 12  # of a memory-mapped file

# The columns of what comes out: one row per encounter.
NUMBER, OTHER, PLACE, START, END, TOGETHER, CERTAIN, ASSUMED = range(8)


@kernel
def meetings_of_many(
    stays: Stays,
    scratch: Scratch,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    numbers: np.ndarray,
) -> np.ndarray:
    """
    Return (n, 8) int32: the encounters of those of `people` whom `numbers` names.

    `people` is (m, 3) int32: person, start, end; a person of -1 is nobody.
    """
    visits = visits_of(stays, scratch, people, without, numbers)
    room, out = room_for_visits(stays, visits), np.empty((FIRST_ROWS, 8), np.int32)
    n, used, needed = 1, 0, 0
    while n < len(visits.runs):
        n, used, needed = _meetings_from(
            stays, scratch, room, visits, n, people, least, without, flags, out, used
        )
        out = more_rows(out, used, needed)
    return out[:used]


@bare
def _meetings_from(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    visits: Visits,
    n: int,
    people: np.ndarray,
    least: int,
    without: int,
    flags: int,
    out: np.ndarray,
    used: int,
) -> tuple[int, int, int]:
    """
    Append to `out` the encounters of the visits from the n-th on.

    Returns the visit at which it has too little room, or how many visits there are; how many of its
    rows are written; and how many more that visit needs.
    """
    while n < len(visits.runs):
        ask_ahead(stays.table, visits.runs, n)
        number = visits.runs[n, RUN_OF]
        now = encounters_of_visit(
            stays,
            scratch,
            room,
            visits,
            n,
            people[number, 0],
            number,
            least,
            without,
            flags,
            Ahead(0, 0, 0),
            out,
            used,
        )
        if now < 0:
            return n, used, -now - used
        used = now
        n += 1
    return n, used, 0


@inlined
def encounters_of_visit(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    visits: Visits,
    n: int,
    person: int,
    number: int,
    least: int,
    without: int,
    flags: int,
    ahead: Ahead,
    out: np.ndarray,
    used: int,
) -> int:
    """
    Append to `out` everybody whom a person met for `least` seconds in a visit.

    Returns how many rows of it are written then; less than 0: it has no room, and that many rows
    would do for now.

    Parameters
    ----------
    stays, scratch
        `view.Stays`, `view.Scratch`.
    room
        `room_for_visits`.
    visits, n
        Of which the n-th.
    person, number
        Whose, and what to write in the column NUMBER for him.
    without
        Segments with one of these flags are left out.
    flags
        What some segment of the index has: where no end is assumed, nobody looks for one.
    ahead
        Whoever was reached before the visit began is left out.
    out, used
        (any, 8) int32, and how many of its rows are written.
    """
    assume, twice = (flags & END_ASSUMED) != 0, (flags & DAY_ONLY) != 0
    pieces, runs = visits.pieces, visits.runs
    place, first, since = runs[n, RUN_PLACE], runs[n, RUN_FIRST], int(runs[n, RUN_START])
    scratch.stamp[0] += 1
    for certain in (True, False):
        if not certain and not twice:
            break
        leave = without | DAY_ONLY if certain else without
        times = spans_of(pieces, first, leave | END_ASSUMED, room.known) if assume else 0
        in_parts = certain and twice
        spans = spans_of(pieces, first, leave, room.spans) if in_parts else 1
        for span in range(spans):
            begins, ends = int(runs[n, RUN_START]), int(runs[n, RUN_END])
            if in_parts:
                begins, ends = int(room.spans[span, 0]), int(room.spans[span, 1])
            if ends - begins < least:
                continue
            count = meet(
                stays, scratch, room, person, place, begins, ends, leave, times, ahead, since
            )
            if used + count > len(out):
                forget(scratch, count)
                return -(used + count)
            used = _write(scratch, count, number, place, least, certain, twice, assume, out, used)
    return used


@inlined
def _write(
    scratch: Scratch,
    count: int,
    number: int,
    place: int,
    least: int,
    certain: bool,
    twice: bool,
    assume: bool,
    out: np.ndarray,
    used: int,
) -> int:
    """Write the encounters of a visit that last `least`, and leave the scratch clean."""
    tally, certain_in = scratch.tally, scratch.certain_in
    stamp = scratch.stamp[0]
    for n in range(count):
        scratch.slots[tally[n, SLOT]] = 0
        seconds, other = tally[n, SECONDS], tally[n, WHO]
        if seconds < least:
            continue
        if twice:  # everything is looked at again for what is possible only
            if not certain and certain_in[other] == stamp:
                continue
            certain_in[other] = stamp
        out[used, NUMBER] = number
        out[used, OTHER] = other
        out[used, PLACE] = place
        out[used, START] = tally[n, FIRST]
        out[used, END] = tally[n, LAST]
        out[used, TOGETHER] = seconds
        out[used, CERTAIN] = certain
        out[used, ASSUMED] = assume and tally[n, KNOWN] < seconds
        used += 1
    return used


@kernel
def fetch(
    stays: Stays, scratch: Scratch, people: np.ndarray, without: int, numbers: np.ndarray
) -> int:
    """Look at every page of memory that `meetings_of_many` will read, and at little else."""
    seen = 0
    cursors = np.empty((len(stays.table), 5), np.int64)
    for run in visits_of(stays, scratch, people, without, numbers).runs[1:]:
        place, begins, ends = run[RUN_PLACE], int(run[RUN_START]), int(run[RUN_END])
        used = open_cursors(stays.table, BY_PLACE, place, begins, ends, without, cursors, 0)
        for cursor in cursors[:used]:
            row = cursor[NEXT]
            while row < cursor[STOP] and int32_at(cursor[ADDRESS], 3 * row) < ends:
                seen += 1
                row += ROWS_A_PAGE
    return seen


@kernel
def visits_of_many(
    stays: Stays, scratch: Scratch, people: np.ndarray, without: int, flags: int
) -> np.ndarray:
    """Return (5, n) int32: number, place, start, end, and whether known to the minute: 1 or 0."""
    out, used = np.empty((5, 4096), np.int32), 0
    visits = visits_of(stays, scratch, people, without, np.arange(len(people)))
    spans = np.empty((len(visits.pieces), 2), np.int32)
    for run in visits.runs[1:]:
        for certain in (True, False):
            if not certain and not flags & DAY_ONLY:
                break
            many = spans_of(visits.pieces, run[RUN_FIRST], DAY_ONLY if certain else 0, spans)
            out = room_for(out, used, many)
            for span in spans[:many]:
                out[0, used], out[1, used] = run[RUN_OF], run[RUN_PLACE]
                out[2, used], out[3, used] = span
                out[4, used] = certain
                used += 1
    return out[:, :used]


@kernel
def visitors(
    stays: Stays, scratch: Scratch, asked: np.ndarray, without: int, numbers: np.ndarray
) -> np.ndarray:
    """Return how many people were at a place from start to end, for some rows of `asked`."""
    nothing = np.empty((0, 2), np.int32)
    room = Room(np.empty((len(stays.table), 5), np.int64), nothing, nothing, np.empty(0, np.int64))
    counts, nobody = np.empty(len(numbers), np.int64), Ahead(0, 0, 0)
    for n in range(len(numbers)):
        place, start, end = asked[numbers[n]]
        begins, ends = int(start), int(end)
        counts[n] = meet(stays, scratch, room, -1, place, begins, ends, without, 0, nobody, begins)
        forget(scratch, counts[n])
    return counts
