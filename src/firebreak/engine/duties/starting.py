"""Which events start a clock, and under which edition.

The edition that governs is the one in force when the clock started, of the narrowest jurisdiction
that has the rule. A start known only to the day counts by the first instant it may have been.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import numpy as np
import polars as pl

from firebreak.engine.duties.protocols import (
    Duty,
    Edition,
    Protocols,
    Round,
    covers,
    specificity,
)
from firebreak.engine.duties.tape import CODES, NEVER, NONE, Bools, Ints, Tape
from firebreak.engine.kinds import CLASSIFICATIONS, KINDS
from firebreak.engine.tables import INSTANT

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
#: What shows that somebody has to do with a pathogen.
INVOLVED = ("case.onset", *(f"case.{word}" for word in CLASSIFICATIONS), "contact.exposed")


Rule = TypeVar("Rule", Duty, Round)


@dataclass(frozen=True)
class Ruling(Generic[Rule]):
    """A rule as one edition has it."""

    edition: Edition
    rule: Rule
    others: tuple[str, ...] = ()  # the other pathogens that editions are about

    @property
    def valid_from(self) -> int:
        return micros(self.edition.valid_from)

    @property
    def valid_to(self) -> int:
        end = self.edition.valid_to
        return int(NEVER) if end is None else micros(end)


AnyRuling = Ruling[Duty] | Ruling[Round]


@dataclass(frozen=True)
class Clocks:
    """Clocks of one rule: arrays of one entry per duty. Instants and lengths in microseconds."""

    rows: Ints  # the events that started them
    started: Ints
    started_until: Ints
    due: Ints
    certainly_due: Ints  # by when it must be done to be in time whenever the clock started
    soon: Ints | int
    proofs: Ints
    voids: Ints
    void_codes: Ints
    missed_from: Ints | int = int(NEVER)  # from when on it can no more be done


def micros(at: datetime) -> int:
    """Return an instant as whole microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def instant(at: datetime) -> pl.Expr:
    """Return an instant, of whatever zone, to compare a column of instants with."""
    return pl.lit(at.astimezone(UTC)).cast(INSTANT)


def length_micros(length: timedelta) -> int:
    """Return a length of time in whole microseconds."""
    return length // MICROSECOND


def by_rule(protocols: Protocols, sort: type[Rule]) -> list[list[Ruling[Rule]]]:
    """The rulings of each rule and pathogen, the widest jurisdiction first."""
    found: dict[tuple[str, str], list[Ruling[Rule]]] = {}
    for edition in sorted(protocols, key=lambda e: specificity(e.jurisdiction)):
        others = tuple(p for p in protocols.pathogens if p != edition.pathogen)
        for rule in edition.rules:
            if isinstance(rule, sort):
                found.setdefault((edition.pathogen, rule.id), []).append(
                    Ruling(edition, rule, others)
                )
    return list(found.values())


def governing(
    tape: Tape,
    rulings: Sequence[AnyRuling],
    at: Ints,
    county_rows: Ints,
    divisions: Mapping[int, str] | None,
) -> Ints:
    """Return which ruling governs a clock started at each instant; -1 if none did."""
    which = np.full(len(at), -1)
    for index, ruling in enumerate(rulings):
        inside = (at >= ruling.valid_from) & (at < ruling.valid_to)
        if divisions is not None:
            inside &= _covered(tape, county_rows, ruling.edition.jurisdiction, divisions)
        which[inside] = index
    return which


def _covered(tape: Tape, rows: Ints, jurisdiction: str, divisions: Mapping[int, str]) -> Bools:
    codes = {code for code in set(divisions.values()) if covers(jurisdiction, code)}
    counties = tape.column("county")[rows]
    inside = np.isin(counties, [unit for unit, code in divisions.items() if code in codes])
    if jurisdiction in ("CN", "WHO"):
        inside |= counties == NONE
    return inside


def opening(
    tape: Tape, rulings: list[Ruling[Duty]], divisions: Mapping[int, str] | None
) -> tuple[Ints, Ints]:
    """Return the events that open a duty of its own each, and which ruling governs each."""
    pathogen = rulings[0].edition.pathogen
    kinds = tuple(dict.fromkeys(kind for ruling in rulings for kind in ruling.rule.starts))
    track = tape.track(kinds, pathogen)
    which = governing(tape, rulings, track.at, track.rows, divisions)
    starts, which = _of_own_kind(tape, rulings, track.rows, which)
    kept = np.zeros(len(starts), bool)
    for index, ruling in enumerate(rulings):
        mine = which == index
        kept[mine] = about(tape, ruling, starts[mine]) & _follows(tape, ruling, starts[mine])
    starts, which = starts[kept], which[kept]
    opens = _first_of_episode(tape, rulings, starts, which)
    return starts[opens], which[opens]


def _follows(tape: Tape, ruling: Ruling[Duty], starts: Ints) -> Bools:
    """Say which starts come after one of the rule's `only_after`, with no end of it between."""
    rule, pathogen = ruling.rule, ruling.edition.pathogen
    if not rule.only_after or not len(starts):
        return np.ones(len(starts), bool)
    before, ended = (
        _last_before(tape, kinds, pathogen, starts) for kinds in (rule.only_after, rule.again_after)
    )
    return (before >= 0) & ((ended < 0) | (tape.at[ended] < tape.at[before]))


def _last_before(tape: Tape, kinds: tuple[str, ...], pathogen: str, starts: Ints) -> Ints:
    track = tape.track(kinds, pathogen)
    keys, moments = tape.subjects.of(starts), tape.time.until(tape.at[starts])
    return track.rows_at(track.last_until(keys, moments, before=True))


def about(tape: Tape, ruling: AnyRuling, starts: Ints) -> Bools:
    """
    Say which starts are about the ruling's pathogen.

    A start that names none (somebody is placed under observation) is about it if its person was
    by then recorded with it; or, unless the rule needs that, with no other either.
    """
    if ruling.rule.subject != "person" or not len(starts):
        return np.ones(len(starts), bool)
    unnamed = tape.unnamed[starts]
    if not unnamed.any():
        return ~unnamed
    if ruling.rule.needs_pathogen:
        return ~unnamed | _involved(tape, starts, ruling.edition.pathogen)
    elsewhere = np.zeros(len(starts), bool)
    for pathogen in ruling.others:
        elsewhere |= _involved(tape, starts, pathogen)
    elsewhere &= unnamed
    elsewhere[elsewhere] = ~_involved(tape, starts[elsewhere], ruling.edition.pathogen)
    return ~elsewhere


def _involved(tape: Tape, starts: Ints, pathogen: str) -> Bools:
    track = tape.track(INVOLVED, pathogen, named=True)
    if not len(track) or not len(starts):
        return np.zeros(len(starts), bool)
    keys, moments = tape.subjects.of(starts), tape.time.until(tape.at[starts])
    return track.last_until(keys, moments) >= 0


def _of_own_kind(
    tape: Tape, rulings: list[Ruling[Duty]], rows: Ints, which: Ints
) -> tuple[Ints, Ints]:
    """Keep the starts that the rule of the edition that governs them names."""
    starts = np.zeros((len(rulings) + 1, len(KINDS)), bool)  # the last row: no edition governs
    for index, ruling in enumerate(rulings):
        starts[index, [CODES[kind] for kind in ruling.rule.starts]] = True
    kept = starts[which, tape.code[rows]]
    return rows[kept], which[kept]


def _first_of_episode(tape: Tape, rulings: list[Ruling[Duty]], starts: Ints, which: Ints) -> Bools:
    """Say which starts open a duty: every one, or the first since the last `again_after`."""
    keys = tape.subjects.of(starts)
    at = tape.at[starts]
    first = np.ones(len(starts), bool)
    first[1:] = keys[1:] != keys[:-1]
    before = np.concatenate(([-NEVER], at[:-1]))
    for index, ruling in enumerate(rulings):
        if ruling.rule.each == "every":
            first[which == index] = True
            continue
        mine = np.flatnonzero((which == index) & ~first)
        track = tape.track(ruling.rule.again_after, ruling.edition.pathogen)
        rows = track.rows_at(track.last_until(keys[mine], tape.time.until(at[mine])))
        first[mine] = (rows >= 0) & (tape.at[rows] > before[mine])
    return first
