"""Who was with one person, compiled: his visits, and the others' seconds in each.

Stays of one person at one place may overlap across segments. Everything is therefore read in the
order of start, from all segments at once (`_open`, `_earliest`): then a stay either goes on from
what the person has at the place already or begins anew, and one number, the end so far, tells.

Others' seconds are added up in a row per person met in the visit. The rows are found by a table of
as many places as the visit may need: a visit meets some twenty people, whose rows then stay in the
nearest memory, while a row for each person of the city would have to be fetched from the farthest.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import bare, inlined, int32_at, kernel, prefetch, uint32_at
from firebreak.engine.tracing.segments import DAY_ONLY, END_ASSUMED
from firebreak.engine.tracing.view import (
    BOUND_COUNT,
    BOUNDS,
    BY_PERSON,
    BY_PLACE,
    FIRST_START,
    FLAGS,
    KEY_COUNT,
    KEYS,
    LAST_END,
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

# The columns of `Scratch.tally`: who, his seconds together, the first and the last of them, where
# `Scratch.slots` has his row, those seconds that rest on no assumed end, and the last of these.
WHO, SECONDS, FIRST, LAST, SLOT, KNOWN, LAST_KNOWN = range(7)

# What spreads numbers over places: Knuth, TAOCP 6.4; the golden ratio of 2**32.
SPREAD, SPREAD_BITS = 2_654_435_769, 32
LEAST_SLOTS_BITS = 5

# The columns of what comes out: one row per encounter.
NUMBER, OTHER, PLACE, START, END, TOGETHER, CERTAIN, ASSUMED = range(8)
ROW = 8

# How many visits ahead memory is asked for what they need: first where the stays lie, then the
# stays. Memory answers in some 0.1 us and a visit takes 0.5 us and less: a few are enough, and more
# would be thrown out again before they are needed. Not tuned: the gain was measured at these alone.
FAR, NEAR = 12, 6
PEOPLE_AHEAD = 12  # and for how many stays ahead what is known of the people


class Ahead(NamedTuple):
    """
    What is known of people before a visit is looked at: addresses; 0: nothing is.

    Attributes
    ----------
    reached_at
        int32 per person: when he was reached.
    rows_at
        (persons, 8) int32: a row per person, of which those are fetched that may be written next.
    """

    reached_at: int
    rows_at: int


class Room(NamedTuple):
    """
    What looking at a visit needs of room.

    Attributes
    ----------
    cursors
        (segments, 5) int64.
    spans, known
        (pieces, 2) int32: start and end of the times of a visit.
    """

    cursors: np.ndarray
    spans: np.ndarray
    known: np.ndarray


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


@bare
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


@bare
def first_after(records: int, low: int, high: int, start: int) -> int:
    """Return the first of the rows from `low` to `high` that starts after `start`."""
    while low < high:
        middle = (low + high) // 2
        if int32_at(records, 3 * middle) > start:
            high = middle
        else:
            low = middle + 1
    return low


@bare
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
        cursors[used, NEXT] = first_after(records, low, high, start - longest)
        cursors[used, STOP] = high
        cursors[used, CURSOR_FLAGS] = table[n, FLAGS]
        _settle(cursors, used, start, end)
        if cursors[used, STARTS] != NEVER:
            used += 1
    return used


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


@bare
def ask_ahead(table: np.ndarray, runs: np.ndarray, n: int) -> None:
    """Have memory fetch what the visits after the n-th need."""
    if n + FAR < len(runs):
        far = n + FAR
        place, begins, ends = runs[far, RUN_PLACE], runs[far, RUN_START], runs[far, RUN_END]
        ask_for_where(table, BY_PLACE, place, begins, ends)
    if n + NEAR < len(runs):
        near = n + NEAR
        place, begins, ends = runs[near, RUN_PLACE], runs[near, RUN_START], runs[near, RUN_END]
        ask_for_stays(table, BY_PLACE, place, begins, ends)


@bare
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


@bare
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
        if cursors[best, STARTS] == NEVER:
            break
        while cursors[best, STARTS] <= others and cursors[best, STARTS] != NEVER:
            records, row = cursors[best, ADDRESS], 3 * cursors[best, NEXT]
            place = int32_at(records, row + 2)
            if place < 0 or place >= stays.places:
                raise IndexError
            piece += 1
            pieces[piece, PIECE_PLACE] = place
            pieces[piece, PIECE_START] = max(start, cursors[best, STARTS])
            pieces[piece, PIECE_END] = min(end, int32_at(records, row + 1))
            pieces[piece, PIECE_FLAGS] = cursors[best, CURSOR_FLAGS]
            pieces[piece, PIECE_NEXT] = 0
            run = _join(pieces, piece, runs, run, run_at)
            runs[run, RUN_OF] = number
            cursors[best, NEXT] += 1
            _settle(cursors, best, start, end)
    for n in range(first, run + 1):
        run_at[runs[n, RUN_PLACE]] = 0
    return piece, run


@bare
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


@bare
def _spans(pieces: np.ndarray, first: int, without: int, spans: np.ndarray) -> int:
    """
    Write the times, united, of the pieces of a run that have no flag of `without`.

    Returns how many there are. `spans` has room for as many as there are pieces.
    """
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
    return used


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
    times: int,
    ahead: Ahead,
    since: int,
) -> int:
    """
    Add up everybody's seconds at a place in [start, end), but those of `person`.

    The first `times` of `known` are those when the person himself was there by no assumed end; 0
    where no end is assumed in the whole index. Whoever was reached before `since` is left out.
    Returns how many rows of `scratch.tally` are in use.
    """
    tally, slots, canonical = scratch.tally, scratch.slots, stays.canonical
    reached_at, rows_at = ahead.reached_at, ahead.rows_at
    merged = len(canonical) > 0
    used = open_cursors(stays.table, BY_PLACE, place, start, end, without, cursors, 0)
    count, bits = 0, _slot_bits(slots, cursors, used)
    while used:
        best, others = earliest(cursors, used)
        begins = int(cursors[best, STARTS])
        if begins == NEVER:
            break
        is_known = times > 0 and not cursors[best, CURSOR_FLAGS] & END_ASSUMED
        records, row, stop = cursors[best, ADDRESS], cursors[best, NEXT], cursors[best, STOP]
        if reached_at:
            for early in range(row, min(row + PEOPLE_AHEAD, stop)):
                prefetch(reached_at, int32_at(records, 3 * early + 2))
        while begins <= others:
            if reached_at and row + PEOPLE_AHEAD < stop:
                prefetch(reached_at, int32_at(records, 3 * (row + PEOPLE_AHEAD) + 2))
            ends = int32_at(records, 3 * row + 1)
            if ends > start:
                other = int32_at(records, 3 * row + 2)
                if other < 0 or other >= stays.persons:
                    raise IndexError
                if merged and other < len(canonical):
                    other = canonical[other]
                if other != person and not (reached_at and int32_at(reached_at, other) < since):
                    low, high = max(begins, start), min(ends, end)
                    slot, n = _place_of(slots, tally, other, bits)
                    if n < 0:
                        n = count
                        count += 1
                        _begin(slots, tally, n, other, slot, low)
                        if rows_at:
                            prefetch(rows_at, ROW * other)
                    if high > tally[n, LAST]:
                        tally[n, SECONDS] += high - max(low, tally[n, LAST])
                        tally[n, LAST] = high
                    if is_known:
                        _add_known(tally, n, low, high, known, times)
            row += 1
            if row == stop:
                begins = NEVER
                break
            begins = int(int32_at(records, 3 * row))
            if begins >= end:
                begins = NEVER
                break
        cursors[best, NEXT], cursors[best, STARTS] = row, begins
    return count


@bare
def _forget(scratch: Scratch, count: int) -> None:
    """Leave the scratch clean after a tally of so many people."""
    for n in range(count):
        scratch.slots[scratch.tally[n, SLOT]] = 0


@inlined
def _slot_bits(slots: np.ndarray, cursors: np.ndarray, used: int) -> int:
    """Return the bits of a number of slots: twice as many as people can be met, or all there are."""
    most, bits = 0, LEAST_SLOTS_BITS
    for n in range(used):
        most += cursors[n, STOP] - cursors[n, NEXT]
    most = min(2 * most, len(slots))
    while 1 << bits < most:
        bits += 1
    return bits


@inlined
def _place_of(slots: np.ndarray, tally: np.ndarray, who: int, bits: int) -> tuple[int, int]:
    """Return the slot of somebody, and his row in the tally: -1 if he has none yet."""
    slot = ((who * SPREAD) & (2**SPREAD_BITS - 1)) >> (SPREAD_BITS - bits)
    n = slots[slot] - 1
    while n >= 0 and tally[n, WHO] != who:
        slot = (slot + 1) & ((1 << bits) - 1)
        n = slots[slot] - 1
    return slot, n


@inlined
def _begin(slots: np.ndarray, tally: np.ndarray, n: int, who: int, slot: int, second: int) -> None:
    """Begin the n-th row of the tally."""
    slots[slot] = n + 1
    tally[n, WHO], tally[n, SLOT] = who, slot
    tally[n, FIRST] = tally[n, LAST] = second
    tally[n, SECONDS] = tally[n, KNOWN] = 0


@bare
def _add_known(
    tally: np.ndarray, n: int, low: int, high: int, known: np.ndarray, times: int
) -> None:
    """Add the seconds of [low, high) that are in spans of `known` and not yet counted."""
    if tally[n, KNOWN] > 0:
        low = max(low, int(tally[n, LAST_KNOWN]))
    for span in range(times):
        begins, ends = max(low, int(known[span, 0])), min(high, int(known[span, 1]))
        if begins < ends:
            tally[n, KNOWN] += ends - begins
            tally[n, LAST_KNOWN] = ends


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
def room_for_visits(stays: Stays, visits: Visits) -> Room:
    """Return what looking at visits needs of room."""
    pieces = len(visits.pieces)
    return Room(
        np.empty((len(stays.table), 5), np.int64),
        np.empty((pieces, 2), np.int32),
        np.empty((pieces, 2), np.int32),
    )


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
        times = _spans(pieces, first, leave | END_ASSUMED, room.known) if assume else 0
        in_parts = certain and twice
        spans = _spans(pieces, first, leave, room.spans) if in_parts else 1
        for span in range(spans):
            begins, ends = int(runs[n, RUN_START]), int(runs[n, RUN_END])
            if in_parts:
                begins, ends = int(room.spans[span, 0]), int(room.spans[span, 1])
            if ends - begins < least:
                continue
            count = _meet(
                stays,
                scratch,
                room.cursors,
                person,
                place,
                begins,
                ends,
                leave,
                room.known,
                times,
                ahead,
                since,
            )
            if used + count > len(out):
                _forget(scratch, count)
                return -(used + count)
            used = _write(scratch, count, number, place, least, certain, twice, assume, out, used)
    return used


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
            Ahead(0, 0),
            out,
            used,
        )
        if now < 0:
            return n, used, -now - used
        used = now
        n += 1
    return n, used, 0


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
            many = _spans(visits.pieces, run[RUN_FIRST], DAY_ONLY if certain else 0, spans)
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
    cursors = np.empty((len(stays.table), 5), np.int64)
    nothing, nobody = np.empty((0, 2), np.int32), Ahead(0, 0)
    counts = np.empty(len(numbers), np.int64)
    for n in range(len(numbers)):
        place, start, end = asked[numbers[n]]
        begins, ends = int(start), int(end)
        counts[n] = _meet(
            stays,
            scratch,
            cursors,
            -1,
            place,
            begins,
            ends,
            without,
            nothing,
            0,
            nobody,
            begins,
        )
        _forget(scratch, counts[n])
    return counts
