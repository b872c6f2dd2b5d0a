"""The duties that follow from the events: what is due, by when, whether it is done, who holds it.

Comes in: events (`tables.EVENTS`) and protocol editions. Goes out: one row per duty. Nothing is
stored; ask about another instant and the answer is worked out anew. Times known only to the day
are given the benefit of the doubt: overdue only if certainly so, met if it can have been in time.
Duties that recur every day are `rounds.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from firebreak.engine.duties.holding import first_proofs, holders_at
from firebreak.engine.duties.protocols import HOLDERS, Duty, Protocols, Round
from firebreak.engine.duties.rounds import Rounds
from firebreak.engine.duties.starting import (
    Clocks,
    Ruling,
    by_rule,
    length_micros,
    micros,
    opening,
)
from firebreak.engine.duties.tape import Ints, Tape
from firebreak.engine.kinds import Subject
from firebreak.engine.tables import INSTANT, KIND

STATES = ("met", "met_late", "open", "due_soon", "overdue", "not_applicable")
PRECISIONS = ("minute", "day", "interval")
#: Why a state is as it is, beside the codes that editions give for what makes a duty void.
REASONS = ("already", "may_be_in_time", "may_be_overdue", "missed", "ended")

DUTIES: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "edition": pl.String(),
    "pathogen": pl.String(),
    "subject_kind": pl.Enum([str(kind) for kind in Subject]),
    "subject": pl.Int64(),
    "holder_role": pl.Enum(list(HOLDERS)),
    "holder_unit": pl.Int64(),  # null: not known, or the city's own level
    "county": pl.Int64(),
    "started": INSTANT,
    "started_until": INSTANT,  # null: the start is known to the minute
    "due": INSTANT,  # the latest that every allowed start leaves
    "fulfilled": INSTANT,  # when the proof happened; may lie before the start
    "state": pl.Enum(list(STATES)),
    "reason": pl.String(),  # a code: REASONS, or a void's of the edition
    "late_by": pl.Duration("us"),  # beyond due; on a void duty, how far it had been breached
    "escalated_to": pl.Enum(list(HOLDERS)),
    "start_kind": KIND,
    "start_record": pl.Int64(),
    "proof_kind": KIND,
    "proof_record": pl.Int64(),
    "precision": pl.Enum(list(PRECISIONS)),
}
DAY = timedelta(days=1)


def duties(
    events: pl.DataFrame,
    protocols: Protocols,
    *,
    now: datetime,
    known: datetime | None = None,
    since: datetime | None = None,
    divisions: Mapping[int, str] | None = None,
) -> pl.DataFrame:
    """
    Work out every duty that the events have started.

    Parameters
    ----------
    events
        Columns as in `tables.EVENTS`. Those that happened after `now` do not count.
    protocols
        The editions; which of them governs a duty goes by the instant its clock started.
    now
        The instant that "open" and "overdue" refer to.
    known
        Only events stored by this instant count; None for all.
    since
        Of the duties that recur, only those due after this instant; None for all.
    divisions
        The division code of each counting unit, to tell which editions apply to it. If it is
        left out, every edition applies everywhere, the one of the narrowest jurisdiction first.

    Returns
    -------
    pl.DataFrame
        Columns as in `DUTIES`; rule by rule, within a rule by subject and start.

    Raises
    ------
    TableError
        `events` lacks a column, or one is of the wrong type.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> import polars as pl
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> suspected = datetime(2020, 2, 1, 9, tzinfo=timezone.utc)
    >>> events = pl.DataFrame({
    ...     "subject": [1], "kind": ["case.suspected"], "pathogen": ["sars-cov-2"],
    ...     "happened_at": [suspected], "record": [10],
    ... }, schema_overrides={"happened_at": pl.Datetime("us", "UTC")})
    >>> now = datetime(2020, 2, 3, 10, tzinfo=timezone.utc)
    >>> due = duties(events, load_protocols(), now=now)
    >>> due.filter(pl.col("rule") == "suspect-test").select("state", "holder_role").row(0)
    ('overdue', 'hospital')
    """
    tape = Tape(events, micros(now), None if known is None else micros(known))
    parts = [_one_off(tape, rulings, divisions) for rulings in by_rule(protocols, Duty)]
    recurring = Rounds(tape, micros(since) if since else None, divisions)
    parts += [_recurring(recurring, rulings) for rulings in by_rule(protocols, Round)]
    rows = [part for some in parts for part in some]
    if not rows:
        return pl.DataFrame(schema=DUTIES)
    return pl.concat(rows)


def _one_off(
    tape: Tape, rulings: list[Ruling], divisions: Mapping[int, str] | None
) -> Iterable[pl.DataFrame]:
    starts, which = opening(tape, rulings, divisions)
    for index, ruling in enumerate(rulings):
        mine = starts[which == index]
        if len(mine):
            yield _rows(tape, ruling, mine)


def _recurring(rounds: Rounds, rulings: list[Ruling]) -> Iterable[pl.DataFrame]:
    for ruling, clocks in rounds.of(rulings):
        yield settle(rounds.tape, ruling, clocks)


def _rows(tape: Tape, ruling: Ruling, starts: Ints) -> pl.DataFrame:
    rule, pathogen = ruling.rule, ruling.edition.pathogen
    after = bool(set(rule.starts) & set(rule.fulfilled_by))
    proofs = first_proofs(
        tape,
        tape.keys(rule.match).of(starts),
        tape.at[starts],
        rule.fulfilled_by,
        pathogen,
        by=rule.match,
        after=after,
        standing=rule.standing,
    )
    voids, codes = _voids(tape, rule, starts, pathogen)
    return settle(
        tape,
        ruling,
        Clocks(
            rows=starts,
            started=tape.at[starts],
            started_until=tape.until[starts],
            due=tape.until[starts] + length_micros(rule.within),
            certainly_due=tape.at[starts] + length_micros(rule.within),
            soon=length_micros(rule.soon),
            proofs=proofs,
            voids=voids,
            void_codes=codes,
        ),
    )


def _voids(tape: Tape, rule: Duty, starts: Ints, pathogen: str) -> tuple[Ints, Ints]:
    """Return the first event that voids each duty, and which of the rule's voids it is."""
    keys = tape.subjects.of(starts)
    rows = np.full(len(starts), -1)
    codes = np.zeros(len(starts), np.int64)
    for index, void in enumerate(rule.voided_by):
        found = first_proofs(tape, keys, tape.at[starts], void.kinds, pathogen)
        sooner = (found >= 0) & ((rows < 0) | (tape.at[found] < tape.at[rows]))
        rows, codes = np.where(sooner, found, rows), np.where(sooner, index, codes)
    return rows, codes


def settle(tape: Tape, ruling: Ruling, clocks: Clocks) -> pl.DataFrame:
    """Work out the state of each clock, its holder and its escalation."""
    proved, voided = _settled(tape, clocks)
    proof_at, void_at = tape.at[clocks.proofs], tape.at[clocks.voids]
    end = np.where(proved, proof_at, np.where(voided, void_at, tape.now))
    over = end - clocks.due
    state = _states(clocks, proved, voided, over, tape.now)
    which, handed = holders_at(
        tape,
        clocks.rows,
        np.maximum(end, clocks.started),
        ruling.rule.holders,
        ruling.edition.pathogen,
    )
    columns = {
        **_named(ruling, len(state)),
        **_holder(tape, ruling, clocks.rows, which, handed),
        **_times(tape, clocks, proved, over),
        "state": _enum(state, STATES),
        "reason": _reasons(tape, ruling, clocks, state, proved, proof_at),
        "escalated_to": _escalated(ruling, state, over),
        **_records(tape, clocks, proved),
        "precision": _precision(tape, clocks, proved),
    }
    return pl.DataFrame(columns).select(*DUTIES)


def _settled(tape: Tape, clocks: Clocks) -> tuple[np.ndarray, np.ndarray]:
    proof, void = clocks.proofs >= 0, clocks.voids >= 0
    proved = proof & (~void | (tape.at[clocks.proofs] <= tape.at[clocks.voids]))
    return proved, void & ~proved


def _states(
    clocks: Clocks, proved: np.ndarray, voided: np.ndarray, over: Ints, now: int
) -> np.ndarray:
    """Return the position of each state in `STATES`."""
    running = np.where(over > 0, 4, np.where(now >= clocks.due - clocks.soon, 3, 2))
    done = np.where(over > 0, 1, 0)
    return np.where(proved, done, np.where(voided, 5, running)).astype(np.uint8)


def _named(ruling: Ruling, count: int) -> dict[str, pl.Series]:
    named = {
        "rule": ruling.rule.id,
        "edition": ruling.edition.id,
        "pathogen": ruling.edition.pathogen,
    }
    kind = {
        "subject_kind": pl.repeat(
            ruling.rule.subject, count, dtype=DUTIES["subject_kind"], eager=True
        )
    }
    return {k: pl.repeat(v, count, dtype=pl.String(), eager=True) for k, v in named.items()} | kind


def _holder(
    tape: Tape, ruling: Ruling, starts: Ints, which: Ints, handed: Ints
) -> dict[str, pl.Series]:
    events, holders = tape.events, ruling.rule.holders
    roles = np.array([HOLDERS.index(holder.role) for holder in holders], np.uint8)
    sources = {
        "event": events["unit"].gather(handed),
        "county": events["county"].gather(starts),
        "subject": events["subject"].gather(starts),
        "none": pl.repeat(None, len(starts), dtype=pl.Int64(), eager=True),
    }
    unit = sources[holders[0].unit]
    for index, holder in enumerate(holders[1:], start=1):
        unit = unit.zip_with(pl.Series(which != index), sources[holder.unit])
    return {
        "subject": events["subject"].gather(starts),
        "holder_role": _enum(roles[which], HOLDERS),
        "holder_unit": unit,
        "county": events["county"].gather(starts),
    }


def _times(tape: Tape, clocks: Clocks, proved: np.ndarray, over: Ints) -> dict[str, pl.Series]:
    ended = proved | (clocks.voids >= 0)
    late = (over > 0) & (ended | (tape.now > clocks.due))
    return {
        "started": _series(clocks.started, INSTANT),
        "started_until": _series(
            clocks.started_until, INSTANT, clocks.started_until > clocks.started
        ),
        "due": _series(clocks.due, INSTANT),
        "fulfilled": _series(tape.at[clocks.proofs], INSTANT, proved),
        "late_by": _series(over, pl.Duration("us"), late),
    }


def _reasons(
    tape: Tape,
    ruling: Ruling,
    clocks: Clocks,
    state: np.ndarray,
    proved: np.ndarray,
    proof_at: Ints,
) -> pl.Series:
    """Say what needs saying about a state; most states need nothing said."""
    latest = tape.until[clocks.proofs]
    already = (state == 0) & (proof_at < clocks.started) & (latest <= clocks.started)
    doubted = (state == 0) & ~already & (latest > clocks.certainly_due)
    overdue = np.isin(state, (2, 3)) & (tape.now > clocks.certainly_due)
    missed = (state == 4) & (tape.now >= clocks.missed_from)
    which = np.full(len(state), -1)
    for index, true in enumerate((already, doubted, overdue, missed)):
        which[true] = index
    return _with_voids(ruling, which, clocks.void_codes, state == 5)


def _with_voids(ruling: Ruling, which: Ints, void_codes: Ints, voided: np.ndarray) -> pl.Series:
    """A duty is void by one of its rule's voids; a round, because what it watches has ended."""
    rule = ruling.rule
    voids = tuple(v.code for v in rule.voided_by) if isinstance(rule, Duty) else REASONS[-1:]
    which = np.where(voided, void_codes + len(REASONS), which)
    return pl.Series((*REASONS, *voids), dtype=pl.String()).gather(_or_null(which))


def _escalated(ruling: Ruling, state: np.ndarray, over: Ints) -> pl.Series:
    steps = ruling.rule.escalation
    roles = np.array([HOLDERS.index(step.to) for step in steps], np.uint8)
    after = np.array([length_micros(step.after) for step in steps], np.int64)
    reached = np.searchsorted(after, over, "right") - 1
    escalated = (state == 4) & (reached >= 0)
    if not escalated.any():
        return pl.repeat(None, len(state), dtype=DUTIES["escalated_to"], eager=True)
    return _enum(roles[reached], HOLDERS, escalated)


def _records(tape: Tape, clocks: Clocks, proved: np.ndarray) -> dict[str, pl.Series]:
    proofs = _or_null(np.where(proved, clocks.proofs, -1))
    kind, record = tape.events["kind"], tape.events["record"]
    return {
        "start_kind": kind.gather(clocks.rows),
        "start_record": record.gather(clocks.rows),
        "proof_kind": kind.gather(proofs),
        "proof_record": record.gather(proofs),
    }


def _precision(tape: Tape, clocks: Clocks, proved: np.ndarray) -> pl.Series:
    """Return the coarser of the precisions of the start and the proof."""
    proof = np.where(proved, tape.until[clocks.proofs] - tape.at[clocks.proofs], 0)
    length = np.maximum(clocks.started_until - clocks.started, proof)
    day = length == length_micros(DAY)
    return _enum(np.where(length == 0, 0, np.where(day, 1, 2)), PRECISIONS)


def _series(values: Ints, dtype: pl.DataType, where: np.ndarray | None = None) -> pl.Series:
    series = pl.Series(values).cast(dtype)
    return series if where is None else series.set(pl.Series(~where), None)


def _enum(
    positions: np.ndarray, words: tuple[str, ...], where: np.ndarray | None = None
) -> pl.Series:
    series = pl.Series(positions.astype(np.uint8)).cat.to(pl.Enum(list(words)))
    return series if where is None else series.set(pl.Series(~where), None)


def _or_null(rows: Ints) -> pl.Series:
    return pl.Series(rows).set(pl.Series(rows < 0), None)
