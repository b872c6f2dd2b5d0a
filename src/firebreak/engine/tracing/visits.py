"""The visits of people, compiled: their stays, united where they overlap or touch at one place."""

from typing import NamedTuple

import numpy as np

from firebreak.engine.tracing.compiled import bare, int32_at, kernel
from firebreak.engine.tracing.cursors import (
    ADDRESS,
    CURSOR_FLAGS,
    NEVER,
    NEXT,
    STARTS,
    STOP,
    _settle,
    ask_for_stays,
    ask_for_where,
    earliest,
    open_cursors,
)
from firebreak.engine.tracing.growing import more_rows
from firebreak.engine.tracing.view import BY_PERSON, BY_PLACE, Scratch, Stays

# A piece is one stay of the first person, clipped: place, start, end, flags, and the next piece of
# the same run (0: none). A run, or visit, is pieces that overlap or touch: place, start, end, the
# first and the last of them, and whose it is, by his number among those asked about.
PIECE_PLACE, PIECE_START, PIECE_END, PIECE_FLAGS, PIECE_NEXT = range(5)
RUN_PLACE, RUN_START, RUN_END, RUN_FIRST, RUN_LAST, RUN_OF = range(6)

# How many visits ahead memory is asked for what they need: first where the stays lie, then the
# stays. Memory answers in some 0.1 us and a visit takes 0.5 us and less: a few are enough, and more
# would be thrown out again before they are needed. Not tuned: the gain was measured at these alone.
FAR, NEAR = 12, 6


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
def spans_of(pieces: np.ndarray, first: int, without: int, spans: np.ndarray) -> int:
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
