"""Which chances and numbers held where and when.

A meeting is held against the rules in force at that moment. A rule that came only later still tells
what would have caught it: it is applied to the time before, and the row says so (`before_rule`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import polars as pl

from firebreak.engine.duties.protocols import Chance, ContactWindow, Edition, Protocols, Roll
from firebreak.engine.duties.starting import instant

FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Ruling:
    """A chance as an edition has it; `before_rule`: it came into force only after the period."""

    edition: Edition
    rule: Chance
    before_rule: bool


@dataclass(frozen=True)
class Period:
    """A time, `[since, until)`, through which the same editions were in force in some counties."""

    since: datetime
    until: datetime
    counties: frozenset[int | None] | None  # None: everywhere
    editions: tuple[Edition, ...]  # of the pathogen, in the order in which their numbers count

    def rows(self, at: str) -> pl.Expr:
        """Say of each row whether its instant `at` and its `county` lie in the period."""
        inside = (pl.col(at) >= instant(self.since)) & (pl.col(at) < instant(self.until))
        if self.counties is None:
            return inside
        return inside & pl.col("county").is_in(list(self.counties), nulls_equal=True)

    def number(self, name: str) -> Any:
        """A threshold; where no edition in force gives it, the first that does; None if none."""
        given = (getattr(edition.thresholds, name) for edition in self.editions)
        return next((number for number in given if number is not None), None)

    @property
    def contact_window(self) -> ContactWindow | None:
        return next((e.contact_window for e in self.editions if e.contact_window), None)

    @property
    def chances(self) -> list[Ruling]:
        """The chances of the period, of one id that of the narrowest edition."""
        found: dict[str, Ruling] = {}
        for edition in self.editions:
            before = edition.valid_from >= self.until
            lapsed = not before and not edition.in_force(self.since)
            for rule in edition.chances:
                if rule.id not in found and not lapsed:
                    found[rule.id] = Ruling(edition, rule, before)
        return list(found.values())

    @property
    def rolls(self) -> list[tuple[Edition, Roll]]:
        """The lists of the period, in the order in which they are looked through."""
        found: dict[str, tuple[Edition, Roll]] = {}
        for edition in self.editions:
            for roll in edition.rolls:
                found.setdefault(roll.id, (edition, roll))
        return list(found.values())


def periods(
    protocols: Protocols, pathogen: str, divisions: Mapping[int, str] | None, counties: pl.Series
) -> list[Period]:
    """Return the periods of a pathogen's editions, for each group of counties that share them."""
    about = tuple(e for e in protocols if e.pathogen == pathogen)
    found: list[Period] = []
    for group, editions in _groups(about, divisions, counties):
        bounds = {at for e in editions for at in (e.valid_from, e.valid_to) if at is not None}
        for since, until in pairwise([FIRST, *sorted(bounds), LAST]):
            found.append(Period(since, until, group, _ordered(editions, since, until)))
    return found


def _groups(
    editions: tuple[Edition, ...], divisions: Mapping[int, str] | None, counties: pl.Series
) -> Iterator[tuple[frozenset[int | None] | None, tuple[Edition, ...]]]:
    if divisions is None:
        yield None, editions
        return
    groups: dict[tuple[Edition, ...], set[int | None]] = {}
    for county in counties.unique():
        # Of a unit without a division only what holds in the whole country is known to hold.
        code = divisions.get(county, "")
        held = Protocols(editions).for_division(code).editions
        groups.setdefault(held, set()).add(county)
    for held, group in groups.items():
        yield frozenset(group), held


def _ordered(
    editions: tuple[Edition, ...], since: datetime, until: datetime
) -> tuple[Edition, ...]:
    """Those in force, the narrowest first; then those to come, the nearest first; then the past."""
    if not editions:
        return ()
    in_force = Protocols(editions).in_force(editions[0].pathogen, since)
    others = [e for e in editions if e not in in_force]
    to_come = sorted((e for e in others if e.valid_from >= until), key=lambda e: e.valid_from)
    past = sorted((e for e in others if e not in to_come), key=lambda e: e.valid_from)
    return (*in_force, *to_come, *reversed(past))
