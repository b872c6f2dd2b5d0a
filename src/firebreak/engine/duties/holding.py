"""Which proof fulfils a duty, which event voids it, and who holds it.

A proof counts from the start on. One known only to the day counts if it can have happened after
the start; one with a standing (a placement not ended) counts if it still held then.
"""

from collections.abc import Sequence

import numpy as np

from firebreak.engine.duties.protocols import Holder, Standing
from firebreak.engine.duties.tape import NEVER, Ints, Tape, Track
from firebreak.engine.kinds import KINDS


def first_proofs(
    tape: Tape,
    starts: Ints,
    kinds: tuple[str, ...],
    pathogen: str,
    *,
    by: str = "subject",
    after: bool = False,
    standing: Standing | None = None,
) -> Ints:
    """Return the row that proves each start; -1 where there is none."""
    track = tape.track(kinds, pathogen, by)
    if not len(track) or not len(starts):
        return np.full(len(starts), -1)
    keys, at = tape.keys(by).scaled[starts], tape.at[starts]
    moments = tape.time.until(at)
    found = track.at(track.first_from(keys, moments, after=after))
    ends = _ends(tape, track, pathogen, by, standing)
    if ends is None:
        return found
    earlier = track.last_until(keys, moments, before=after)
    longest = track.longest_so_far(ends)[earlier]
    held = (earlier >= 0) & (ends[longest] > at)
    return np.where(held, track.rows[longest], found)


def _ends(
    tape: Tape, track: Track, pathogen: str, by: str, standing: Standing | None
) -> Ints | None:
    """Until when each proof of a track can have been going on; None if none outlasts its instant."""
    until = tape.until[track.rows]
    if standing is None:
        return until if (until > tape.at[track.rows]).any() else None
    return np.maximum(until, _standing_ends(tape, track, pathogen, by, standing))


def _standing_ends(tape: Tape, track: Track, pathogen: str, by: str, standing: Standing) -> Ints:
    """A proof ends with an event of its own record, or else with one of the same subject."""
    records = {KINDS[kind].record for kind in standing.ends}
    ends = np.full(len(track), NEVER)
    for record in sorted(records):
        kinds = tuple(kind for kind in standing.ends if KINDS[kind].record == record)
        own = np.array([KINDS[kind].record == record for kind in KINDS])[tape.code[track.rows]]
        for mine, key in ((own, "record"), (~own, by)):
            if mine.any():
                ending = _first_end(tape, track.rows[mine], kinds, pathogen, key)
                ends[mine] = np.minimum(ends[mine], ending)
    return ends


def _first_end(tape: Tape, proofs: Ints, kinds: tuple[str, ...], pathogen: str, by: str) -> Ints:
    track = tape.track(kinds, pathogen, by)
    keys = tape.keys(by).scaled[proofs]
    moments = tape.time.until(tape.at[proofs])
    if by == "record":
        found = track.first_from(keys, np.zeros_like(moments))
    else:
        found = track.first_from(keys, moments, after=True)
    rows = track.at(found)
    return np.where(rows >= 0, tape.until[rows], NEVER)


def holders_at(
    tape: Tape, starts: Ints, cutoffs: Ints, holders: Sequence[Holder], pathogen: str
) -> tuple[Ints, Ints]:
    """Return which holder has each duty at its cutoff, and the row that handed it over."""
    which = np.zeros(len(starts), np.int64)
    rows = starts.copy()
    keys = tape.subjects.scaled[starts]
    latest = tape.at[starts]
    for index, holder in enumerate(holders[1:], start=1):
        track = tape.track(holder.after, pathogen)
        found = track.at(track.last_until(keys, tape.time.until(cutoffs)))
        later = (found >= 0) & (tape.at[found] >= latest)
        which, rows = np.where(later, index, which), np.where(later, found, rows)
        latest = np.where(later, tape.at[found], latest)
    return which, rows
