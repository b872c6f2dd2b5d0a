"""The duties that follow from the events: what is due, by when, whether it is done, who holds it.

Comes in: events (`tables.EVENTS`) and protocol editions. Goes out: one row per duty. Nothing is
stored; ask about another instant and the answer is worked out anew. Times known only to the day
are given the benefit of the doubt: overdue only if certainly so, met if it can have been in time.
Duties that recur every day are `rounds.py`.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import numpy as np
import polars as pl

from firebreak.engine.duties.holding import first_proofs
from firebreak.engine.duties.protocols import HOLDERS, Duty, Protocols, Round
from firebreak.engine.duties.rounds import Rounds
from firebreak.engine.duties.settling import NO_WORD, PRECISIONS, REASONS, STATES, settle
from firebreak.engine.duties.starting import (
    AnyRuling,
    Clocks,
    Ruling,
    by_rule,
    length_micros,
    micros,
    opening,
)
from firebreak.engine.duties.tape import HOLE, NEVER, Column, Ints, Tape
from firebreak.engine.kinds import Subject
from firebreak.engine.tables import INSTANT, KIND

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


def duties(
    events: pl.DataFrame,
    protocols: Protocols,
    *,
    now: datetime,
    known: datetime | None = None,
    since: datetime | None = None,
    divisions: Mapping[int, str] | None = None,
    began: datetime | None = None,
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
    began
        From when on this record is kept. A clock that had run out by then without a proof is not
        judged (`not_applicable`, reason `before_record`); None if all was recorded as it happened.

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
    rounds = Rounds(tape, None if since is None else micros(since), divisions)
    codes = _codes(protocols)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # NumPy lets go of Python while it counts
        settling = partial(
            _settled, tape=tape, codes=codes, began=-int(NEVER) if began is None else micros(began)
        )
        # The rounds are the longest work: begun first, put last.
        recurring = [
            pool.submit(settling, rounds.of(rulings)) for rulings in by_rule(protocols, Round)
        ]
        one_off = [
            pool.submit(settling, _one_off(tape, rulings, divisions))
            for rulings in by_rule(protocols, Duty)
        ]
        found = [one for job in (*one_off, *recurring) for one in job.result()]
    return _table([ruling for ruling, _ in found], [part for _, part in found], codes)


def _settled(
    clocks_of: Iterable[tuple[AnyRuling, Clocks]], *, tape: Tape, codes: list[str], began: int
) -> list[tuple[AnyRuling, dict[str, Column]]]:
    return [(ruling, settle(tape, ruling, clocks, codes, began)) for ruling, clocks in clocks_of]


def _one_off(
    tape: Tape, rulings: list[Ruling[Duty]], divisions: Mapping[int, str] | None
) -> Iterable[tuple[Ruling[Duty], Clocks]]:
    starts, which = opening(tape, rulings, divisions)
    for index, ruling in enumerate(rulings):
        mine = starts[which == index]
        if len(mine):
            yield ruling, _clocks(tape, ruling, mine)


def _clocks(tape: Tape, ruling: Ruling[Duty], starts: Ints) -> Clocks:
    rule, pathogen = ruling.rule, ruling.edition.pathogen
    started = tape.at[starts]
    until = tape.until_of(starts, started)
    within = length_micros(rule.within)
    due = until + within
    proofs = first_proofs(
        tape,
        tape.keys(rule.match).of(starts),
        started,
        rule.fulfilled_by,
        pathogen,
        by=rule.match,
        after=bool(set(rule.starts) & set(rule.fulfilled_by)),
        standing=rule.standing,
    )
    voids, void_codes = _voids(tape, rule, starts, started, pathogen)
    return Clocks(
        rows=starts,
        started=started,
        started_until=until,
        due=due,
        certainly_due=due if until is started else started + within,
        soon=length_micros(rule.soon),
        proofs=proofs,
        voids=voids,
        void_codes=void_codes,
    )


def _voids(tape: Tape, rule: Duty, starts: Ints, started: Ints, pathogen: str) -> tuple[Ints, Ints]:
    """Return the first event that voids each duty, and which of the rule's voids it is."""
    rows = np.full(len(starts), -1)
    codes = np.zeros(len(starts), np.int64)
    keys = tape.subjects.of(starts) if rule.voided_by else starts
    for index, void in enumerate(rule.voided_by):
        found = first_proofs(tape, keys, started, void.kinds, pathogen)
        sooner = (found >= 0) & ((rows < 0) | (tape.at[found] < tape.at[rows]))
        rows, codes = np.where(sooner, found, rows), np.where(sooner, index, codes)
    return rows, codes


def _codes(protocols: Protocols) -> list[str]:
    """Every word a reason can be."""
    voids = (v.code for e in protocols for duty in e.duties for v in duty.voided_by)
    return list(dict.fromkeys((*REASONS, *voids)))


def _table(
    rulings: list[AnyRuling], parts: list[dict[str, Column]], codes: list[str]
) -> pl.DataFrame:
    """Put the parts together, words for positions and nulls for holes."""
    if not parts:
        return pl.DataFrame(schema=DUTIES)
    frames = [
        pl.DataFrame(part).with_columns(ruling=pl.lit(number, pl.UInt32))
        for number, part in enumerate(parts)
    ]
    named = {
        "rule": [ruling.rule.id for ruling in rulings],
        "edition": [ruling.edition.id for ruling in rulings],
        "pathogen": [ruling.edition.pathogen for ruling in rulings],
        "subject_kind": [ruling.rule.subject for ruling in rulings],
    }
    words = {name: _word("ruling", values, DUTIES[name]) for name, values in named.items()}
    words["reason"] = _word("reason", codes, pl.String(), pl.col("reason") >= 0)
    return pl.concat(frames).select(
        words.get(name, _column(name, dtype)).alias(name) for name, dtype in DUTIES.items()
    )


def _word(
    column: str, words: list[str], dtype: pl.DataType, where: pl.Expr | None = None
) -> pl.Expr:
    position = pl.col(column).cast(pl.UInt32, strict=False)
    if where is not None:
        position = pl.when(where).then(position)
    return pl.lit(pl.Series(words, dtype=dtype)).gather(position)


def _column(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Enum):
        return _word(name, dtype.categories.to_list(), dtype, column != NO_WORD)
    return pl.when(column != HOLE).then(column).cast(dtype)
