"""Who was at a place during a visit, compiled, and how many seconds of it.

Others' seconds are added up in a row per person met in the visit. The rows are found by a table of
as many places as the visit may need: a visit meets some twenty people, whose rows then stay in the
nearest memory, while a row for each person of the city would have to be fetched from the farthest.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import bare, byte_at, inlined, int32_at, kernel, prefetch
from firebreak.engine.tracing.cursors import (
    ADDRESS,
    CURSOR_FLAGS,
    NEVER,
    NEXT,
    STARTS,
    STOP,
    earliest,
    note_next,
    open_cursors,
)
from firebreak.engine.tracing.segments import END_ASSUMED
from firebreak.engine.tracing.view import BY_PLACE, Scratch, Stays
from firebreak.engine.tracing.visits import Visits

# The columns of `Scratch.tally`: who, his seconds together, the first and the last of them, where
# `Scratch.slots` has his row, those seconds that rest on no assumed end, and the last of these.
WHO, SECONDS, FIRST, LAST, SLOT, KNOWN, LAST_KNOWN = range(7)

# What spreads numbers over places: Knuth, TAOCP 6.4; the golden ratio of 2**32.
SPREAD, SPREAD_BITS = 2_654_435_769, 32
LEAST_SLOTS_BITS = 5

ROW = 8  # numbers in the row of an encounter
CHUNK = 256  # stays that are sorted out at a time: the nearest memory holds what is kept of them


class Ahead(NamedTuple):
    """
    What is known of people before a visit is looked at: addresses; 0: nothing is.

    Attributes
    ----------
    reached_at
        int32 per person: when he was reached.
    rows_at
        (persons, 8) int32: a row per person, of which those are fetched that may be written next.
    before_at
        uint8 per person: 1 for who was reached before the day on which the visit begins. It is a
        quarter of `reached_at`, lies in nearer memory, and tells of most.
    """

    reached_at: int
    rows_at: int
    before_at: int


class Room(NamedTuple):
    """
    What looking at a visit needs of room.

    Attributes
    ----------
    cursors
        (segments, 5) int64.
    spans, known
        (pieces, 2) int32: start and end of the times of a visit.
    chosen
        (CHUNK,) int64: rows of stays that are to be looked at closely.
    """

    cursors: np.ndarray
    spans: np.ndarray
    known: np.ndarray
    chosen: np.ndarray


@kernel
def room_for_visits(stays: Stays, visits: Visits) -> Room:
    """Return what looking at visits needs of room."""
    pieces = len(visits.pieces)
    return Room(
        np.empty((len(stays.table), 5), np.int64),
        np.empty((pieces, 2), np.int32),
        np.empty((pieces, 2), np.int32),
        np.empty(CHUNK, np.int64),
    )


@inlined
def meet(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    person: int,
    place: int,
    start: int,
    end: int,
    without: int,
    times: int,
    ahead: Ahead,
    since: int,
) -> int:
    """
    Add up everybody's seconds at a place in [start, end), but those of `person`.

    The first `times` of `room.known` are those when the person himself was there by no assumed end;
    0 where no end is assumed in the whole index. Where `ahead` tells it, whoever was reached before
    `since` is left out. Returns how many rows of `scratch.tally` are in use.
    """
    cursors = room.cursors
    used = open_cursors(stays.table, BY_PLACE, place, start, end, without, cursors, 0)
    count, bits = 0, _slot_bits(scratch.slots, cursors, used)
    while used:
        best, others = earliest(cursors, used)
        if cursors[best, STARTS] == NEVER:
            break
        is_known = times > 0 and not cursors[best, CURSOR_FLAGS] & END_ASSUMED
        counted = times if is_known else 0
        last = min(others, end - 1)
        if ahead.reached_at:
            count = _add_new(
                stays,
                scratch,
                room,
                person,
                start,
                end,
                counted,
                ahead,
                since,
                best,
                last,
                bits,
                count,
            )
        else:
            count = _add_all(
                stays, scratch, room, person, start, end, counted, best, last, bits, count
            )
        note_next(cursors, best, end)
    return count


@inlined
def _add_all(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    person: int,
    start: int,
    end: int,
    times: int,
    cursor: int,
    last: int,
    bits: int,
    count: int,
) -> int:
    """Add up the stays of a cursor that start until `last`; return how many people there are now."""
    cursors = room.cursors
    records, row, stop = cursors[cursor, ADDRESS], cursors[cursor, NEXT], cursors[cursor, STOP]
    while row < stop:
        begins = int(int32_at(records, 3 * row))
        if begins > last:
            break
        ends = int(int32_at(records, 3 * row + 1))
        if ends > start:
            other = _who(stays, records, row)
            if other != person:
                low, high = max(begins, start), min(ends, end)
                count = _add(scratch, room, other, low, high, times, 0, bits, count)
        row += 1
    cursors[cursor, NEXT] = row
    return count


@inlined
def _add_new(
    stays: Stays,
    scratch: Scratch,
    room: Room,
    person: int,
    start: int,
    end: int,
    times: int,
    ahead: Ahead,
    since: int,
    cursor: int,
    last: int,
    bits: int,
    count: int,
) -> int:
    """
    Do as `_add_all`, but for who was reached before `since`.

    Most stays are of those. They are sorted out first, without a branch that nobody could foretell.
    """
    cursors, chosen = room.cursors, room.chosen
    records, row, stop = cursors[cursor, ADDRESS], cursors[cursor, NEXT], cursors[cursor, STOP]
    goes_on = True
    while goes_on and row < stop:
        many, top = 0, min(row + CHUNK, stop)
        while row < top:
            if int32_at(records, 3 * row) > last:
                goes_on = False
                break
            is_there = int32_at(records, 3 * row + 1) > start
            chosen[many] = row
            many += is_there & (1 - byte_at(ahead.before_at, _who(stays, records, row)))
            row += 1
        for n in range(many):
            at = chosen[n]
            other = _who(stays, records, at)
            if other != person and int32_at(ahead.reached_at, other) >= since:
                low = max(int(int32_at(records, 3 * at)), start)
                high = min(int(int32_at(records, 3 * at + 1)), end)
                count = _add(scratch, room, other, low, high, times, ahead.rows_at, bits, count)
    cursors[cursor, NEXT] = row
    return count


@inlined
def _who(stays: Stays, records: int, row: int) -> int:
    """Return whose a stay is."""
    other = int32_at(records, 3 * row + 2)
    if other < 0 or other >= stays.persons:
        raise IndexError
    if other < len(stays.canonical):
        other = stays.canonical[other]
    return other


@inlined
def _add(
    scratch: Scratch,
    room: Room,
    other: int,
    low: int,
    high: int,
    times: int,
    rows_at: int,
    bits: int,
    count: int,
) -> int:
    """Add the seconds of [low, high) to those of somebody; return how many people there are now."""
    slots, tally = scratch.slots, scratch.tally
    slot, n = _place_of(slots, tally, other, bits)
    if n < 0:
        n = count
        count += 1
        _begin(slots, tally, n, other, slot, low, high)
        if rows_at:
            prefetch(rows_at, ROW * other)
    elif high > tally[n, LAST]:
        tally[n, SECONDS] += high - max(low, tally[n, LAST])
        tally[n, LAST] = high
    if times:
        _add_known(tally, n, low, high, room.known, times)
    return count


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


@inlined
def _begin(
    slots: np.ndarray, tally: np.ndarray, n: int, who: int, slot: int, low: int, high: int
) -> None:
    """Begin the n-th row of the tally with the seconds of [low, high)."""
    slots[slot] = n + 1
    tally[n, WHO], tally[n, SLOT] = who, slot
    tally[n, FIRST], tally[n, LAST], tally[n, SECONDS] = low, high, high - low
    tally[n, KNOWN] = 0


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
def _slot_bits(slots: np.ndarray, cursors: np.ndarray, used: int) -> int:
    """Return the bits of a number of slots: twice as many as people can be met, or all there are."""
    most, bits = 0, LEAST_SLOTS_BITS
    for n in range(used):
        most += cursors[n, STOP] - cursors[n, NEXT]
    most = min(2 * most, len(slots))
    while 1 << bits < most:
        bits += 1
    return bits


@bare
def forget(scratch: Scratch, count: int) -> None:
    """Leave the scratch clean after a tally of so many people."""
    for n in range(count):
        scratch.slots[scratch.tally[n, SLOT]] = 0
