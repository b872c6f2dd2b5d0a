"""The state of clocks: met, late, open, overdue, void; why; who holds them; to whom they climbed.

Comes in: clocks of one rule, with the events that prove or void them (`starting.Clocks`). Goes out:
the columns of `clocks.DUTIES` as plain arrays, words as their positions, `HOLE` for what is null.
"""

from collections.abc import Sequence

import numpy as np

from firebreak.engine.duties.holding import holders_at
from firebreak.engine.duties.protocols import HOLDERS, Duty
from firebreak.engine.duties.starting import AnyRuling, Clocks, length_micros
from firebreak.engine.duties.tape import HOLE, Bools, Column, Ints, Tape

STATES = ("met", "met_late", "open", "due_soon", "overdue", "not_applicable")
MET, MET_LATE, OPEN, DUE_SOON, OVERDUE, NOT_APPLICABLE = range(len(STATES))
PRECISIONS = ("minute", "day", "interval")
#: Why a state is as it is, beside the codes that editions give for what makes a duty void.
REASONS = ("already", "may_be_in_time", "may_be_overdue", "missed", "ended", "before_record")
NO_WORD = 255
DAY = 24 * 60 * 60 * 1_000_000


def settle(
    tape: Tape, ruling: AnyRuling, clocks: Clocks, codes: Sequence[str], began: int
) -> dict[str, Column]:
    """
    Work out the columns of these clocks.

    `codes` are the words a reason is a position in. A clock that had run out when the record
    `began` and has no proof is not judged: whoever did the work may have written it elsewhere.
    """
    proof_at, proved, voided, end = _ends(tape, clocks)
    over = end - clocks.due
    before = ~proved & (over > 0) & (clocks.due <= began)
    voided &= ~before
    state = _states(clocks, proved, voided | before, over, tape.now)
    cutoff = np.maximum(end, clocks.started)
    which, handed = holders_at(
        tape, clocks.rows, cutoff, ruling.rule.holders, ruling.edition.pathogen
    )
    proofs = np.where(proved, clocks.proofs, -1)
    latest = tape.until_of(proofs, proof_at)
    return {
        "subject": tape.ids("subject", clocks.rows),
        "holder_role": _roles(ruling, which),
        "holder_unit": _holder_units(tape, ruling, clocks.rows, which, handed),
        "county": tape.ids("county", clocks.rows),
        "started": clocks.started,
        "started_until": np.where(
            clocks.started_until > clocks.started, clocks.started_until, HOLE
        ),
        "due": clocks.due,
        "fulfilled": np.where(proved, proof_at, HOLE),
        "state": state,
        "reason": np.where(
            before,
            np.int16(REASONS.index("before_record")),
            _reasons(tape, ruling, clocks, state, voided, (proof_at, latest), codes),
        ),
        "late_by": np.where((over > 0) & ~before, over, HOLE),
        "escalated_to": _escalated(ruling, state, over),
        "start_kind": tape.code[clocks.rows],
        "start_record": tape.ids("record", clocks.rows),
        "proof_kind": np.where(proved, tape.code[proofs], NO_WORD).astype(np.uint8),
        "proof_record": tape.ids("record", proofs),
        "precision": _precision(tape, clocks, np.where(proved, latest - proof_at, 0)),
    }


def _ends(tape: Tape, clocks: Clocks) -> tuple[Ints, Bools, Bools, Ints]:
    """When each proof happened, which clocks are proved and which void, and when each stopped."""
    proof_at, proved = tape.at[clocks.proofs], clocks.proofs >= 0
    end = np.where(proved, proof_at, tape.now)
    voided = clocks.voids >= 0
    if voided.any():
        void_at = tape.at[clocks.voids]
        proved &= ~voided | (proof_at <= void_at)
        voided &= ~proved
        end = np.where(voided, void_at, end)
    return proof_at, proved, voided, end


def _states(clocks: Clocks, proved: Bools, voided: Bools, over: Ints, now: int) -> Column:
    """Return the position of each state in `STATES`."""
    late = over > 0
    state = np.full(len(over), OPEN, np.uint8)
    state[now >= clocks.due - clocks.soon] = DUE_SOON
    state[late] = OVERDUE
    state[proved] = MET
    state[proved & late] = MET_LATE
    state[voided] = NOT_APPLICABLE
    return state


def _roles(ruling: AnyRuling, which: Ints) -> Column:
    roles = [HOLDERS.index(holder.role) for holder in ruling.rule.holders]
    return np.array(roles, np.uint8)[which]


def _holder_units(tape: Tape, ruling: AnyRuling, starts: Ints, which: Ints, handed: Ints) -> Ints:
    units = np.full(len(starts), HOLE)
    for index, holder in enumerate(ruling.rule.holders):
        if holder.unit == "none":
            continue
        mine = slice(None) if len(ruling.rule.holders) == 1 else which == index
        column = "unit" if holder.unit == "event" else holder.unit
        units[mine] = tape.ids(column, (handed if holder.unit == "event" else starts)[mine])
    return units


def _reasons(
    tape: Tape,
    ruling: AnyRuling,
    clocks: Clocks,
    state: Column,
    void: Bools,
    proof: tuple[Ints, Ints],
    codes: Sequence[str],
) -> Column:
    """Say what needs saying about a state, as a position in `codes`; -1 for nothing."""
    first, latest = proof
    met = state == MET
    already = met & (latest <= clocks.started) & (first < clocks.started)
    reason = np.full(len(state), -1, np.int16)
    reason[met & (latest > clocks.certainly_due)] = REASONS.index("may_be_in_time")
    reason[already] = REASONS.index("already")
    if clocks.certainly_due is not clocks.due:
        running = (state == OPEN) | (state == DUE_SOON)
        reason[running & (tape.now > clocks.certainly_due)] = REASONS.index("may_be_overdue")
    reason[(state == OVERDUE) & (tape.now >= clocks.missed_from)] = REASONS.index("missed")
    if void.any():
        reason[void] = _void_reasons(ruling, codes)[clocks.void_codes[void]]
    return reason


def _void_reasons(ruling: AnyRuling, codes: Sequence[str]) -> Column:
    """A duty is void by one of its rule's voids; a round, because what it watches has ended."""
    rule = ruling.rule
    own = [void.code for void in rule.voided_by] if isinstance(rule, Duty) else ["ended"]
    return np.array([codes.index(code) for code in own], np.int16)


def _escalated(ruling: AnyRuling, state: Column, over: Ints) -> Column:
    to = np.full(len(state), NO_WORD, np.uint8)
    for step in ruling.rule.escalation:
        to[(state == OVERDUE) & (over >= length_micros(step.after))] = HOLDERS.index(step.to)
    return to


def _precision(tape: Tape, clocks: Clocks, proof_length: Ints) -> Column:
    """Return the coarser of the precisions of the start and the proof."""
    precision = np.zeros(len(proof_length), np.uint8)
    if tape.exact:
        return precision
    length = np.maximum(clocks.started_until - clocks.started, proof_length)
    precision[length > 0] = PRECISIONS.index("interval")
    precision[length == DAY] = PRECISIONS.index("day")
    return precision
