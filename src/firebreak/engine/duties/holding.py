"""Which proof fulfils a duty, which event voids it, and who holds it.

A proof counts from the start on. One known only to the day counts if it can have happened after
the start; one with a standing (a placement not ended) counts if it still held then.
"""

from collections.abc import Sequence

import numpy as np

from firebreak.engine.duties.protocols import Holder, Standing
from firebreak.engine.duties.tape import NEVER, Ints, Tape, Track, longest_so_far
from firebreak.engine.kinds import KINDS


def first_proofs(
    tape: Tape,
    keys: Ints,
    at: Ints,
    kinds: tuple[str, ...],
    pathogen: str,
    *,
    by: str = "subject",
    after: bool = False,
    standing: Standing | None = None,
    since: int | None = None,
) -> Ints:
    """
    Return the row that proves each clock; -1 where there is none.

    `keys` (scaled, of the sort `by`) and `at` say whose clocks they are and when they started;
    with `after`, an event at that very instant is no proof. No clock starts before `since`, so that
    what was over by then need not be sorted.
    """
    track = tape.track(kinds, pathogen, by, since=since)
    if not len(track) or not len(keys):
        return np.full(len(keys), -1)
    found = track.rows_at(track.first_from(keys, tape.time.from_(at), after=after))
    ends = _ends(tape, track, pathogen, by, standing)
    if ends is None:
        return found
    earlier = track.last_until(keys, tape.time.until(at), before=after)
    longest = longest_so_far(track.keys, ends)[earlier]
    held = (earlier >= 0) & (ends[longest] > at)
    return np.where(held, track.rows[longest], found)


def _ends(
    tape: Tape, track: Track, pathogen: str, by: str, standing: Standing | None
) -> Ints | None:
    """Until when each proof of a track can have been going on; None if none outlasts its instant."""
    until = tape.until_of(track.rows, track.at)
    if standing is None:
        return until if (until > track.at).any() else None
    ending = ending_rows(tape, track, pathogen, by, standing.ends)
    return np.maximum(until, np.where(ending >= 0, tape.until[ending], NEVER))


def ending_rows(tape: Tape, track: Track, pathogen: str, by: str, ends: tuple[str, ...]) -> Ints:
    """
    Return the row that ends what each event of a track began; -1 where nothing has.

    It ends with an event of its own record (a placement with its own end), or else with the first
    later one of the same subject (a placement with a confirmation).
    """
    rows = np.full(len(track), -1)
    for record in sorted({KINDS[kind].record for kind in ends}):
        kinds = tuple(kind for kind in ends if KINDS[kind].record == record)
        own = np.array([KINDS[kind].record == record for kind in KINDS])[tape.code[track.rows]]
        for mine, key in ((own, "record"), (~own, by)):
            if mine.any():
                found = _first_end(tape, track.rows[mine], kinds, pathogen, key)
                rows[mine] = _sooner(tape, rows[mine], found)
    return rows


def _first_end(tape: Tape, proofs: Ints, kinds: tuple[str, ...], pathogen: str, by: str) -> Ints:
    track = tape.track(kinds, pathogen, by)
    keys = tape.keys(by).of(proofs)
    moments = tape.time.until(tape.at[proofs])
    if by == "record":
        return track.rows_at(track.first_from(keys, np.zeros_like(moments)))
    return track.rows_at(track.first_from(keys, moments, after=True))


def _sooner(tape: Tape, rows: Ints, others: Ints) -> Ints:
    sooner = (others >= 0) & ((rows < 0) | (tape.at[others] < tape.at[rows]))
    return np.where(sooner, others, rows)


def holders_at(
    tape: Tape, starts: Ints, cutoffs: Ints, holders: Sequence[Holder], pathogen: str
) -> tuple[Ints, Ints]:
    """Return which holder has each duty at its cutoff, and the row that handed it over."""
    which = np.zeros(len(starts), np.int64)
    rows = starts.copy()
    keys = tape.subjects.of(starts)
    latest = tape.at[starts]
    for index, holder in enumerate(holders[1:], start=1):
        track = tape.track(holder.after, pathogen)
        found = track.rows_at(track.last_until(keys, tape.time.until(cutoffs)))
        later = (found >= 0) & (tape.at[found] >= latest)
        which, rows = np.where(later, index, which), np.where(later, found, rows)
        latest = np.where(later, tape.at[found], latest)
    return which, rows
