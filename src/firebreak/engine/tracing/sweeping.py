"""Everybody with everybody at one place, compiled: a sweep in the order of start.

Stays that overlap are met once, by the earlier of the two looking ahead until the first that
starts after it ends. Where everybody came once, a pair of stays is a pair of people. Where some
came again, their seconds with each other person are added up first: in a matrix, a row for each
of those who came again; where that would be too large, one of them at a time.
"""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import bare, int32_at, kernel, prefetch
from firebreak.engine.tracing.cursors import (
    ADDRESS,
    NEVER,
    NEXT,
    STARTS,
    STOP,
    earliest,
    open_cursors,
)
from firebreak.engine.tracing.growing import room_for
from firebreak.engine.tracing.view import BY_PLACE, Scratch, Stays

LAST_STAY, NTH = range(2)  # the columns of `Scratch.met`

# The rows of a list of pairs. Of people in it, the one with the lower number is the first.
ONE, OTHER, WHERE, TOGETHER = range(4)

# The rows of a list of places left out: place, people, stays, pairs of stays of `least` seconds.
LEFT_PLACE, LEFT_PEOPLE, LEFT_STAYS, LEFT_PAIRS = range(4)


class Sweep(NamedTuple):
    """
    What a sweep looks for.

    Attributes
    ----------
    start, end
        Seconds: stays are cut off at them.
    least
        Seconds together that make a pair.
    without
        Segments with one of these flags are left out.
    cells
        How many cells the matrix may have.
    """

    start: int
    end: int
    least: int
    without: int
    cells: int


# The columns of what `count_pairs` counts: others met, place by place, and seconds together.
MET, TOGETHER_WITH_ALL = range(2)
DEGREE_WORDS = 4  # of four bytes each, for the two numbers of a person
AHEAD = 16  # people whose numbers are on their way from memory


@kernel
def _gather(
    stays: Stays, scratch: Scratch, cursors: np.ndarray, sweep: Sweep, place: int
) -> tuple[np.ndarray, int]:
    """
    Return (n, 3) int32: start, end, and who, of the stays at a place, united, by start.

    Who is his place in `scratch.touched`; how many people there are is the second result.
    """
    met, touched, canonical = scratch.met, scratch.touched, stays.canonical
    start, end = sweep.start, sweep.end
    used = open_cursors(stays.table, BY_PLACE, place, start, end, sweep.without, cursors, 0)
    most = 0
    for n in range(used):
        most += cursors[n, STOP] - cursors[n, NEXT]
    rows = np.empty((most, 3), np.int32)
    count = people = 0
    while used:
        best, others = earliest(cursors, used)
        cursor = cursors[best]
        if cursor[STARTS] == NEVER:
            break
        records, row, stop, begins = cursor[ADDRESS], cursor[NEXT], cursor[STOP], cursor[STARTS]
        while begins <= others:
            ends = int32_at(records, 3 * row + 1)
            if ends > start:
                person = int32_at(records, 3 * row + 2)
                if person < 0 or person >= stays.persons:
                    raise IndexError
                if person < len(canonical):
                    person = canonical[person]
                low, high = max(begins, start), min(ends, end)
                last = met[person, LAST_STAY]  # one more than the row of his last stay
                if last == 0:
                    touched[people] = person
                    met[person, NTH] = people
                    people += 1
                if last > 0 and rows[last - 1, 1] >= low:
                    rows[last - 1, 1] = max(rows[last - 1, 1], high)
                else:
                    rows[count, 0], rows[count, 1], rows[count, 2] = low, high, met[person, NTH]
                    count += 1
                    met[person, LAST_STAY] = count
            row += 1
            if row == stop:
                begins = NEVER
                break
            begins = int(int32_at(records, 3 * row))
            if begins >= end:
                begins = NEVER
                break
        cursor[NEXT], cursor[STARTS] = row, begins
    for n in range(people):
        met[touched[n], LAST_STAY] = 0
    return rows[:count], people


@kernel
def _overlaps(starts: np.ndarray, ends: np.ndarray) -> int:
    """Return how many pairs of stays overlap: the work of a sweep, and the most it can find."""
    pairs = 0
    for n in range(len(starts)):
        pairs += np.searchsorted(starts, ends[n]) - n - 1
    return pairs


@kernel
def _long_overlaps(rows: np.ndarray, least: int) -> int:
    """
    Return how many pairs of stays overlap by `least`, without looking at pairs.

    Of stays that last as long, all overlap so but those that start too late and end too early.
    """
    lasting = rows[rows[:, 1] - rows[:, 0] >= least]
    starts, ends = lasting[:, 0].copy(), np.sort(lasting[:, 1])
    pairs = 0
    for n in range(len(lasting)):
        pairs += np.searchsorted(starts, lasting[n, 1] - least, side="right")
        pairs -= np.searchsorted(ends, lasting[n, 0] + least) + 1
    return pairs // 2


@kernel
def _who_came_again(who: np.ndarray, people: int) -> tuple[np.ndarray, int]:
    """Return of each person which row of the matrix is his (-1: he came once), and how many."""
    stays = np.zeros(people, np.int32)
    for person in who:
        stays[person] += 1
    row = np.full(people, -1, np.int32)
    used = 0
    for person in range(people):
        if stays[person] > 1:
            row[person] = used
            used += 1
    return row, used


@kernel
def _pair(a: int, b: int, seconds: int, place: int, out: np.ndarray, used: int) -> int:
    """Write a pair; `out` has room."""
    out[ONE, used] = min(a, b)
    out[OTHER, used] = max(a, b)
    out[WHERE, used] = place
    out[TOGETHER, used] = seconds
    return used + 1


@kernel
def _found(
    listing: bool,
    a: int,
    b: int,
    seconds: int,
    place: int,
    touched: np.ndarray,
    out: np.ndarray,
    used: int,
    met: np.ndarray,
    together: np.ndarray,
) -> int:
    """Note that two people met: in the list, or in what each has."""
    if listing:
        return _pair(touched[a], touched[b], seconds, place, out, used)
    met[a] += 1
    met[b] += 1
    together[a] += seconds
    together[b] += seconds
    return used


@kernel
def _sweep_once(
    rows: np.ndarray, least: int, place: int, touched: np.ndarray, out: np.ndarray, used: int
) -> int:
    """List the pairs of a place to which everybody came once."""
    for n in range(len(rows)):
        ends = int(rows[n, 1])
        latest = ends - least
        other = n + 1
        while other < len(rows) and rows[other, 0] <= latest:
            seconds = min(ends, int(rows[other, 1])) - rows[other, 0]
            if seconds >= least:
                a, b = touched[rows[n, 2]], touched[rows[other, 2]]
                used = _pair(a, b, seconds, place, out, used)
            other += 1
    return used


@kernel
def _count_once(rows: np.ndarray, least: int, met: np.ndarray, together: np.ndarray) -> None:
    """Count the pairs of a place to which everybody came once; who is the row he came in."""
    starts, ends = rows[:, 0].copy(), rows[:, 1].copy()
    count = np.zeros(len(rows), np.int32)
    sums = np.zeros(len(rows), np.int64)
    for n in range(len(rows)):
        stop = np.searchsorted(starts, ends[n] - least, side="right")
        pairs, total, leaves = 0, 0, ends[n]
        for other in range(n + 1, stop):  # without a branch: several at a time
            seconds = min(leaves, ends[other]) - starts[other]
            is_pair = seconds >= least
            pairs += is_pair
            total += seconds * is_pair
            count[other] += is_pair
            sums[other] += seconds * is_pair
        count[n] += pairs
        sums[n] += total
    for n in range(len(rows)):
        met[rows[n, 2]] += count[n]
        together[rows[n, 2]] += sums[n]


@kernel
def _sweep_matrix(
    rows: np.ndarray,
    row_of: np.ndarray,
    again: int,
    least: int,
    listing: bool,
    place: int,
    touched: np.ndarray,
    out: np.ndarray,
    used: int,
    met: np.ndarray,
    together: np.ndarray,
) -> int:
    """Find the pairs of a place to which some came again, all of these at once."""
    people = len(row_of)
    matrix = np.zeros((again, people), np.int32)
    starts, leaves = rows[:, 0].copy(), rows[:, 1].copy()
    who = rows[:, 2].astype(np.uint32)  # unsigned: nobody looks whether it counts from the end
    for n in range(len(rows)):
        ends, person = leaves[n], who[n]
        stop = np.searchsorted(starts, ends)
        if row_of[person] >= 0:
            row = matrix[row_of[person]]
            for other in range(n + 1, stop):
                row[who[other]] += min(ends, leaves[other]) - starts[other]
            continue
        for other in range(n + 1, stop):
            seconds = min(ends, leaves[other]) - starts[other]
            whom = who[other]
            if row_of[whom] >= 0:
                matrix[row_of[whom], person] += seconds
            elif seconds >= least:
                used = _found(
                    listing, person, whom, seconds, place, touched, out, used, met, together
                )
    for person in range(people):
        if row_of[person] < 0:
            continue
        row = matrix[row_of[person]]
        for whom in range(people):
            seconds = int(row[whom])
            if row_of[whom] >= 0:
                if row_of[whom] <= row_of[person]:
                    continue
                seconds += matrix[row_of[whom], person]
            if seconds >= least:
                used = _found(
                    listing, person, whom, seconds, place, touched, out, used, met, together
                )
    return used


@kernel
def _sweep_one_by_one(
    rows: np.ndarray,
    row_of: np.ndarray,
    least: int,
    listing: bool,
    place: int,
    touched: np.ndarray,
    out: np.ndarray,
    used: int,
    met: np.ndarray,
    together: np.ndarray,
) -> int:
    """Find the same pairs as `_sweep_matrix`, in memory for one person at a time."""
    people = len(row_of)
    latest_end = np.empty(len(rows), np.int32)  # of all stays up to here
    before = np.full(len(rows), -1, np.int32)  # the stay of the same person before
    last = np.full(people, -1, np.int32)
    for n in range(len(rows)):
        latest_end[n] = max(rows[n, 1], latest_end[n - 1]) if n else rows[n, 1]
        before[n] = last[rows[n, 2]]
        last[rows[n, 2]] = n
        if row_of[rows[n, 2]] >= 0:
            continue
        other = n + 1
        while other < len(rows) and rows[other, 0] < rows[n, 1]:
            seconds = min(int(rows[n, 1]), int(rows[other, 1])) - rows[other, 0]
            if seconds >= least and row_of[rows[other, 2]] < 0:
                used = _found(
                    listing,
                    rows[n, 2],
                    rows[other, 2],
                    seconds,
                    place,
                    touched,
                    out,
                    used,
                    met,
                    together,
                )
            other += 1
    sums = np.zeros(people, np.int32)
    for person in range(people):
        if row_of[person] < 0:
            continue
        n = last[person]
        while n >= 0:
            _add_overlaps(rows, latest_end, n, sums)
            n = before[n]
        for whom in range(people):
            seconds = int(sums[whom])
            sums[whom] = 0
            is_new = row_of[whom] < 0 or row_of[whom] > row_of[person]
            if seconds >= least and is_new and whom != person:
                used = _found(
                    listing, person, whom, seconds, place, touched, out, used, met, together
                )
    return used


@kernel
def _add_overlaps(rows: np.ndarray, latest_end: np.ndarray, n: int, sums: np.ndarray) -> None:
    """Add to `sums` what everybody's stays share with the n-th."""
    start, end = int(rows[n, 0]), int(rows[n, 1])
    other = n + 1
    while other < len(rows) and rows[other, 0] < end:
        sums[rows[other, 2]] += min(end, int(rows[other, 1])) - rows[other, 0]
        other += 1
    other = n - 1
    while other >= 0 and latest_end[other] > start:
        sums[rows[other, 2]] += max(0, min(end, int(rows[other, 1])) - start)
        other -= 1


@kernel
def _sweep_again(
    rows: np.ndarray,
    row_of: np.ndarray,
    again: int,
    sweep: Sweep,
    listing: bool,
    place: int,
    touched: np.ndarray,
    out: np.ndarray,
    used: int,
    met: np.ndarray,
    together: np.ndarray,
) -> int:
    if again * len(row_of) <= sweep.cells:
        return _sweep_matrix(
            rows, row_of, again, sweep.least, listing, place, touched, out, used, met, together
        )
    return _sweep_one_by_one(
        rows, row_of, sweep.least, listing, place, touched, out, used, met, together
    )


@kernel
def list_pairs(
    stays: Stays, scratch: Scratch, sweep: Sweep, first: int, stop: int, most: int, room: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """
    List the pairs of the places from `first` to `stop`, until there is no more room.

    Parameters
    ----------
    most
        A place that may have more pairs is left out.
    room
        For how many pairs there is room; it grows for a place that needs more.

    Returns
    -------
    pairs
        (4, n) int32: one and other person, place, seconds.
    left_out
        (4, m) int64: place, people, stays, pairs of stays that last `least` together.
    at
        The place to go on with, or `stop`.
    """
    cursors = np.empty((len(stays.table), 5), np.int64)
    out, left_out = np.empty((4, room), np.int32), np.empty((4, 4), np.int64)
    used = left = 0
    none = np.empty(0, np.int64)
    for place in range(first, stop):
        rows, people = _gather(stays, scratch, cursors, sweep, place)
        if people < 2:
            continue
        possible = _overlaps(rows[:, 0].copy(), rows[:, 1].copy())
        if possible > most:
            left_out = room_for(left_out, left, 1)
            left_out[LEFT_PLACE, left] = place
            left_out[LEFT_PEOPLE, left] = people
            left_out[LEFT_STAYS, left] = len(rows)
            left_out[LEFT_PAIRS, left] = _long_overlaps(rows, sweep.least)
            left += 1
            continue
        if used and used + possible > room:
            return out[:, :used], left_out[:, :left], place
        out = room_for(out, used, possible)
        if len(rows) == people:
            used = _sweep_once(rows, sweep.least, place, scratch.touched, out, used)
            continue
        row_of, again = _who_came_again(rows[:, 2], people)
        used = _sweep_again(
            rows,
            row_of,
            again,
            sweep,
            True,
            place,
            scratch.touched,
            out,
            used,
            none,
            none,
        )
    return out[:, :used], left_out[:, :left], stop


@kernel
def count_pairs(
    stays: Stays, scratch: Scratch, sweep: Sweep, first: int, stop: int, degrees: np.ndarray
) -> None:
    """Add to `degrees`, (persons, 2) int64, whom everybody met at the places up to `stop`."""
    cursors = np.empty((len(stays.table), 5), np.int64)
    nowhere = np.empty((4, 0), np.int32)
    for place in range(first, stop):
        rows, people = _gather(stays, scratch, cursors, sweep, place)
        if people < 2:
            continue
        met, together = np.zeros(people, np.int64), np.zeros(people, np.int64)
        if len(rows) == people:
            _count_once(rows, sweep.least, met, together)
        else:
            row_of, again = _who_came_again(rows[:, 2], people)
            # Written out: a tuple of them would hide from the compiler that nothing is listed.
            _sweep_again(
                rows,
                row_of,
                again,
                sweep,
                False,
                place,
                scratch.touched,
                nowhere,
                0,
                met,
                together,
            )
        _add_degrees(degrees, scratch.touched, people, met, together)


@bare
def _add_degrees(
    degrees: np.ndarray, touched: np.ndarray, people: int, met: np.ndarray, together: np.ndarray
) -> None:
    """Add up what the people of a place have; they lie all over the city, so memory is asked ahead."""
    everybody = degrees.ctypes.data
    for n in range(people):
        if n + AHEAD < people:
            prefetch(everybody, DEGREE_WORDS * int(touched[n + AHEAD]))
        degrees[touched[n], MET] += met[n]
        degrees[touched[n], TOGETHER_WITH_ALL] += together[n]
