"""Who was with one person, compiled: his visits, and the others' seconds in each.

Stays of one person at one place may overlap across segments. Everything is therefore read in the
order of start, from all segments at once (`_open`, `_earliest`): then a stay either goes on from
what the person has at the place already or begins anew, and one number, the end so far, tells.

Others' seconds are added up in a row per person, with a list of the rows in use: no hashing, no
sorting, and nothing that grows with the city.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import inlined, int32_at, kernel, prefetch, uint32_at
from firebreak.engine.tracing.segments import DAY_ONLY, END_ASSUMED
from firebreak.engine.tracing.view import (
    BY_PERSON,
    BY_PLACE,
    FIRST_START,
    FLAGS,
    KEY_COUNT,
    KEYS,
    LAST_END,
    LONGEST,
    OFFSET_COUNT,
    OFFSETS,
    RECORDS,
    ROWS,
    Scratch,
    Stays,
)

NEVER = 2**31 - 1  # later than any start
FIRST_ROWS = 2048  # of encounters: as many as most cases have, and little enough to be at hand
ROWS_A_PAGE = 4096 // 12  # of a memory-mapped file

# A cursor goes through the stays of one key in one segment: where they are, the next one, the one
# to stop at, the flags of the segment, and when the next one starts.
ADDRESS, NEXT, STOP, CURSOR_FLAGS, STARTS = range(5)

# A piece is one stay of the first person, clipped: place, start, end, flags, and the next piece of
# the same run (0: none). A run, or visit, is pieces that overlap or touch: place, start, end, the
# first and the last of them, and whose it is, by his number among those asked about.
PIECE_PLACE, PIECE_START, PIECE_END, PIECE_FLAGS, PIECE_NEXT = range(5)
RUN_PLACE, RUN_START, RUN_END, RUN_FIRST, RUN_LAST, RUN_OF = range(6)

# The rows of `Scratch.met` and `Scratch.known`.
SECONDS, FIRST, LAST, CERTAIN_IN = range(4)

# The columns of what comes out: one row per encounter.
NUMBER, OTHER, PLACE, START, END, TOGETHER, CERTAIN, ASSUMED = range(8)

# How many visits ahead memory is asked for what they need: first where the stays lie, then the
# stays. Memory answers in some 0.1 us and a visit takes 0.5 us and less: a few are enough, and more
# would be thrown out again before they are needed. Not tuned: the gain was measured at these alone.
FAR, NEAR = 12, 6
PEOPLE_AHEAD = 12  # and for how many stays ahead what is known of the people


class Visits(NamedTuple):
    """
    Visits of people. Row 0 of both arrays is empty, so that 0 says none.

    Attributes
    ----------
    pieces
        (n, 5) int32: the columns above.
    runs
        (m, 6) int32.
    """

    pieces: np.ndarray
    runs: np.ndarray


@kernel
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


@kernel
def rows_of(table: np.ndarray, n: int, order: int, key: int) -> tuple[int, int]:
    """Return the first row of `key` in segment `n`, and the one after its last."""
    at = key
    if table[n, order + KEY_COUNT] > 0:
        at = find(table[n, order + KEYS], table[n, order + KEY_COUNT], key)
    if at + 1 >= table[n, order + OFFSET_COUNT]:
        return 0, 0
    offsets = table[n, order + OFFSETS]
    stop = min(uint32_at(offsets, at + 1), table[n, order + ROWS])
    return min(uint32_at(offsets, at), stop), stop


@kernel
def first_after(records: int, low: int, high: int, start: int) -> int:
    """Return the first of the rows from `low` to `high` that starts after `start`."""
    while low < high:
        middle = (low + high) // 2
        if int32_at(records, 3 * middle) > start:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def _settle(cursor: np.ndarray, start: int, end: int) -> None:
    """Move a cursor on to the next stay that ends after `start`; note when that one starts."""
    records, row, stop = cursor[ADDRESS], cursor[NEXT], cursor[STOP]
    while row < stop:
        begins = int32_at(records, 3 * row)
        if begins >= end:
            break
        if int32_at(records, 3 * row + 1) > start:
            cursor[NEXT], cursor[STARTS] = row, begins
            return
        row += 1
    cursor[NEXT], cursor[STARTS] = row, NEVER


@kernel
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
        low, high = rows_of(table, n, order, key)
        if low == high:
            continue
        cursor = cursors[used]
        cursor[ADDRESS] = table[n, order + RECORDS]
        cursor[NEXT] = first_after(cursor[ADDRESS], low, high, start - table[n, LONGEST])
        cursor[STOP] = high
        cursor[CURSOR_FLAGS] = table[n, FLAGS]
        _settle(cursor, start, end)
        if cursor[STARTS] != NEVER:
            used += 1
    return used


@kernel
def ask_for_where(table: np.ndarray, order: int, key: int, start: int, end: int) -> None:
    """Have memory fetch where the stays of `key` lie, while something else is done."""
    for n in range(len(table)):
        if table[n, FIRST_START] >= end or table[n, LAST_END] <= start:
            continue
        if table[n, order + KEY_COUNT] == 0:
            prefetch(table[n, order + OFFSETS], key)


@kernel
def ask_for_stays(table: np.ndarray, order: int, key: int, start: int, end: int) -> None:
    """Have memory fetch the stays of `key`: of many, those in the middle, looked at first."""
    for n in range(len(table)):
        if table[n, FIRST_START] >= end or table[n, LAST_END] <= start:
            continue
        if table[n, order + KEY_COUNT] == 0:
            low, high = rows_of(table, n, order, key)
            prefetch(table[n, order + RECORDS], 3 * ((low + high) // 2))


@kernel
def ask_ahead(table: np.ndarray, runs: np.ndarray, n: int) -> None:
    """Have memory fetch what the visits after the n-th need."""
    if n + FAR < len(runs):
        run = runs[n + FAR]
        ask_for_where(table, BY_PLACE, run[RUN_PLACE], run[RUN_START], run[RUN_END])
    if n + NEAR < len(runs):
        run = runs[n + NEAR]
        ask_for_stays(table, BY_PLACE, run[RUN_PLACE], run[RUN_START], run[RUN_END])


@kernel
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


@kernel
def _cursors_of_person(
    stays: Stays, person: int, start: int, end: int, without: int
) -> tuple[np.ndarray, int]:
    """Open the stays of a person, under every number he has."""
    low = np.searchsorted(stays.merged_into, person)
    high = np.searchsorted(stays.merged_into, person, side="right")
    cursors = np.empty((len(stays.table) * (1 + high - low), 5), np.int64)
    ask_for_where(stays.table, BY_PERSON, person, start, end)
    ask_for_stays(stays.table, BY_PERSON, person, start, end)
    used = open_cursors(stays.table, BY_PERSON, person, start, end, without, cursors, 0)
    for n in range(low, high):
        merged = stays.merged[n]
        used = open_cursors(stays.table, BY_PERSON, merged, start, end, without, cursors, used)
    return cursors, used


@kernel
def visits_of(
    stays: Stays, scratch: Scratch, people: np.ndarray, without: int, numbers: np.ndarray
) -> Visits:
    """
    Return the visits of those of `people` whom `numbers` names: in their order, each one's by start.

    `people` is (m, 3) int32: person, start, end; a person of -1 is nobody.
    """
    pieces, runs, piece, run = np.zeros((256, 5), np.int32), np.zeros((256, 6), np.int32), 0, 0
    for number in numbers:
        person = people[number, 0]
        if person < 0:
            continue
        start, end = int(people[number, 1]), int(people[number, 2])
        cursors, used = _cursors_of_person(stays, person, start, end, without)
        most = 0
        for n in range(used):
            most += cursors[n, STOP] - cursors[n, NEXT]
        pieces, runs = more_rows(pieces, piece + 1, most), more_rows(runs, run + 1, most)
        piece, run = _add_runs(
            stays, scratch.run_at, cursors, used, start, end, number, pieces, piece, runs, run
        )
    return Visits(pieces[: piece + 1], runs[: run + 1])


@kernel
def _add_runs(
    stays: Stays,
    run_at: np.ndarray,
    cursors: np.ndarray,
    used: int,
    start: int,
    end: int,
    number: int,
    pieces: np.ndarray,
    piece: int,
    runs: np.ndarray,
    run: int,
) -> tuple[int, int]:
    """Add the pieces and runs of one person, clipped, after the last ones; return the new last."""
    first = run + 1
    while used:
        best, others = earliest(cursors, used)
        cursor = cursors[best]
        if cursor[STARTS] == NEVER:
            break
        while cursor[STARTS] <= others and cursor[STARTS] != NEVER:
            row = 3 * cursor[NEXT]
            place = int32_at(cursor[ADDRESS], row + 2)
            if place < 0 or place >= stays.places:
                raise IndexError
            piece += 1
            pieces[piece, PIECE_PLACE] = place
            pieces[piece, PIECE_START] = max(start, cursor[STARTS])
            pieces[piece, PIECE_END] = min(end, int32_at(cursor[ADDRESS], row + 1))
            pieces[piece, PIECE_FLAGS] = cursor[CURSOR_FLAGS]
            pieces[piece, PIECE_NEXT] = 0
            run = _join(pieces, piece, runs, run, run_at)
            runs[run, RUN_OF] = number
            cursor[NEXT] += 1
            _settle(cursor, start, end)
    for n in range(first, run + 1):
        run_at[runs[n, RUN_PLACE]] = 0
    return piece, run


@kernel
def _join(pieces: np.ndarray, piece: int, runs: np.ndarray, used: int, run_at: np.ndarray) -> int:
    """Add a piece to the run that still goes on at its place, or begin one with it."""
    place = pieces[piece, PIECE_PLACE]
    run = run_at[place]
    if run and runs[run, RUN_END] >= pieces[piece, PIECE_START]:
        runs[run, RUN_END] = max(runs[run, RUN_END], pieces[piece, PIECE_END])
        pieces[runs[run, RUN_LAST], PIECE_NEXT] = piece
        runs[run, RUN_LAST] = piece
        return used
    used += 1
    run_at[place] = used
    runs[used, RUN_PLACE] = place
    runs[used, RUN_START] = pieces[piece, PIECE_START]
    runs[used, RUN_END] = pieces[piece, PIECE_END]
    runs[used, RUN_FIRST] = runs[used, RUN_LAST] = piece
    return used


@kernel
def _spans(pieces: np.ndarray, first: int, without: int) -> np.ndarray:
    """Return the times, united, of the pieces of a run that have no flag of `without`."""
    most, piece = 0, first
    while piece:
        most += 1
        piece = pieces[piece, PIECE_NEXT]
    spans = np.empty((most, 2), np.int32)
    used, piece = 0, first
    while piece:
        if not pieces[piece, PIECE_FLAGS] & without:
            if used and pieces[piece, PIECE_START] <= spans[used - 1, 1]:
                spans[used - 1, 1] = max(spans[used - 1, 1], pieces[piece, PIECE_END])
            else:
                spans[used, 0] = pieces[piece, PIECE_START]
                spans[used, 1] = pieces[piece, PIECE_END]
                used += 1
        piece = pieces[piece, PIECE_NEXT]
    return spans[:used]


@inlined
def _meet(
    stays: Stays,
    scratch: Scratch,
    cursors: np.ndarray,
    person: int,
    place: int,
    start: int,
    end: int,
    without: int,
    known: np.ndarray,
    arrival: np.ndarray,
    since: int,
) -> int:
    """
    Add up everybody's seconds at a place in [start, end), but those of `person`.

    `known` are the times when the person himself was there by no assumed end; (0, 2) where no end
    is assumed in the whole index. Who has an `arrival` before `since` is left out; nobody is where
    `arrival` is empty. Returns how many persons are in `scratch.touched`.
    """
    arrives = len(arrival) > 0
    met, touched, canonical = scratch.met, scratch.touched, stays.canonical
    met_at = met.ctypes.data
    rows_at, width = (arrival.ctypes.data, 1) if arrives else (met_at, 4)
    merged = len(canonical) > 0
    used = open_cursors(stays.table, BY_PLACE, place, start, end, without, cursors, 0)
    count = 0
    while used:
        best, others = earliest(cursors, used)
        cursor = cursors[best]
        if cursor[STARTS] == NEVER:
            break
        is_known = len(known) > 0 and not cursor[CURSOR_FLAGS] & END_ASSUMED
        records, row, stop = cursor[ADDRESS], cursor[NEXT], cursor[STOP]
        begins = int(cursor[STARTS])
        for early in range(row, min(row + PEOPLE_AHEAD, stop)):
            prefetch(rows_at, width * int32_at(records, 3 * early + 2))
        while begins <= others:
            if row + PEOPLE_AHEAD < stop:
                prefetch(rows_at, width * int32_at(records, 3 * (row + PEOPLE_AHEAD) + 2))
                if arrives:
                    near = int32_at(records, 3 * (row + PEOPLE_AHEAD // 2) + 2)
                    if 0 <= near < stays.persons and arrival[near] >= since:
                        prefetch(met_at, 4 * near)
            ends = int32_at(records, 3 * row + 1)
            if ends > start:
                other = int32_at(records, 3 * row + 2)
                if other < 0 or other >= stays.persons:
                    raise IndexError
                if merged and other < len(canonical):
                    other = canonical[other]
                if other != person and not (arrives and arrival[other] < since):
                    low, high = max(begins, start), min(ends, end)
                    if met[other, SECONDS] == 0:
                        touched[count] = other
                        count += 1
                        met[other, FIRST] = met[other, LAST] = low
                    if high > met[other, LAST]:
                        met[other, SECONDS] += high - max(low, met[other, LAST])
                        met[other, LAST] = high
                    if is_known:
                        _add_known(scratch.known, other, low, high, known)
            row += 1
            if row == stop:
                begins = NEVER
                break
            begins = int(int32_at(records, 3 * row))
            if begins >= end:
                begins = NEVER
                break
        cursor[NEXT], cursor[STARTS] = row, begins
    return count


@kernel
def _add_known(rows: np.ndarray, other: int, low: int, high: int, known: np.ndarray) -> None:
    """Add the seconds of [low, high) that are in the spans `known` and not yet counted."""
    if rows[other, SECONDS] > 0:
        low = max(low, int(rows[other, 1]))
    for n in range(len(known)):
        begins, ends = max(low, int(known[n, 0])), min(high, int(known[n, 1]))
        if begins < ends:
            rows[other, SECONDS] += ends - begins
            rows[other, 1] = ends


@kernel
def more_rows(rows: np.ndarray, used: int, more: int) -> np.ndarray:
    """Return `rows` with room for `more` after the first `used`."""
    if used + more <= len(rows):
        return rows
    longer = np.empty((2 * (used + more), rows.shape[1]), rows.dtype)
    longer[:used] = rows[:used]
    return longer


@kernel
def room_for(out: np.ndarray, used: int, more: int) -> np.ndarray:
    """Return `out` with room for `more` columns after the first `used`."""
    if used + more <= out.shape[1]:
        return out
    wider = np.empty((out.shape[0], 2 * (used + more)), out.dtype)
    wider[:, :used] = out[:, :used]
    return wider


@inlined
def _write(
    scratch: Scratch,
    count: int,
    number: int,
    place: int,
    least: int,
    certain: bool,
    assume: bool,
    out: np.ndarray,
    used: int,
) -> tuple[np.ndarray, int]:
    """Write the encounters of a visit that last `least`, and leave the scratch clean."""
    met, known = scratch.met, scratch.known
    stamp = scratch.stamp[0]
    out = more_rows(out, used, count)
    for n in range(count):
        other = scratch.touched[n]
        seconds = met[other, SECONDS]
        met[other, SECONDS] = 0
        rests = False
        if assume:
            rests = known[other, SECONDS] < seconds
            known[other, SECONDS] = 0
        if seconds < least or (not certain and met[other, CERTAIN_IN] == stamp):
            continue
        met[other, CERTAIN_IN] = stamp
        out[used, NUMBER] = number
        out[used, OTHER] = other
        out[used, PLACE] = place
        out[used, START] = met[other, FIRST]
        out[used, END] = met[other, LAST]
        out[used, TOGETHER] = seconds
        out[used, CERTAIN] = certain
        out[used, ASSUMED] = rests
        used += 1
    return out, used


@inlined
def encounters_of_visit(
    stays: Stays,
    scratch: Scratch,
    cursors: np.ndarray,
    visits: Visits,
    n: int,
    person: int,
    number: int,
    least: int,
    without: int,
    flags: int,
    arrival: np.ndarray,
    out: np.ndarray,
    used: int,
) -> tuple[np.ndarray, int]:
    """
    Append to `out` everybody whom a person met for `least` seconds in a visit.

    Parameters
    ----------
    stays, scratch
        `view.Stays`, `view.Scratch`.
    cursors
        Room for a cursor for each segment.
    visits, n
        Of which the n-th.
    person, number
        Whose, and what to write in the column NUMBER for him.
    without
        Segments with one of these flags are left out.
    flags
        What some segment of the index has: where no end is assumed, nobody looks for one.
    arrival
        int32 per person: whoever was reached before the visit began is left out. Empty: nobody is.
    out, used
        (any, 8) int32, and how many of its rows are written.
    """
    assume = (flags & END_ASSUMED) != 0
    nothing, runs = scratch.known[:0], visits.runs
    place, first, since = runs[n, RUN_PLACE], runs[n, RUN_FIRST], int(runs[n, RUN_START])
    scratch.stamp[0] += 1
    for certain in (True, False):
        if not certain and not flags & DAY_ONLY:
            break
        leave = without | DAY_ONLY if certain else without
        known = _spans(visits.pieces, first, leave | END_ASSUMED) if assume else nothing
        spans = runs[n : n + 1, RUN_START : RUN_END + 1]
        if certain and flags & DAY_ONLY:
            spans = _spans(visits.pieces, first, leave)
        for span in range(len(spans)):
            begins, ends = int(spans[span, 0]), int(spans[span, 1])
            count = _meet(
                stays, scratch, cursors, person, place, begins, ends, leave, known, arrival, since
            )
            out, used = _write(scratch, count, number, place, least, certain, assume, out, used)
    return out, used


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
    cursors, everybody = np.empty((len(stays.table), 5), np.int64), np.empty(0, np.int32)
    out, used = np.empty((FIRST_ROWS, 8), np.int32), 0
    for n in range(1, len(visits.runs)):
        ask_ahead(stays.table, visits.runs, n)
        number = visits.runs[n, RUN_OF]
        out, used = encounters_of_visit(
            stays,
            scratch,
            cursors,
            visits,
            n,
            people[number, 0],
            number,
            least,
            without,
            flags,
            everybody,
            out,
            used,
        )
    return out[:used]


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
    for run in visits.runs[1:]:
        for certain in (True, False):
            if not certain and not flags & DAY_ONLY:
                break
            spans = _spans(visits.pieces, run[RUN_FIRST], DAY_ONLY if certain else 0)
            out = room_for(out, used, len(spans))
            for span in spans:
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
    cursors = np.empty((len(stays.table), 5), np.int64)
    nothing, everybody = np.empty((0, 2), np.int32), np.empty(0, np.int32)
    counts = np.empty(len(numbers), np.int64)
    for n in range(len(numbers)):
        place, start, end = asked[numbers[n]]
        begins, ends = int(start), int(end)
        counts[n] = _meet(
            stays, scratch, cursors, -1, place, begins, ends, without, nothing, everybody, begins
        )
        for other in scratch.touched[: counts[n]]:
            scratch.met[other, SECONDS] = 0
    return counts
