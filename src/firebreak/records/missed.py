"""The missed chances of a situation, and how much of them a post sees.

Kept while neither the situation nor the chains change. In a large city, where finding them takes
longer than a page may, the last ones are shown while the next are found by a process beside the site.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings
from django.db import connection

from firebreak.engine.missed import CHANCES, MissedChances, missed_chances, sums
from firebreak.records.answers import Answering
from firebreak.records.beside import Beside
from firebreak.records.chains import latest
from firebreak.records.models import Check
from firebreak.records.situation import Situation, linelist_seen
from firebreak.records.visibility import Scope

EVERY = timedelta(minutes=15)  # how often those of a large city are found at most
NONE = pl.DataFrame(schema=CHANCES)
KEPT = 6  # the present ones and a few of the past
FINDING = Beside(kept=1, idle_seconds=60.0)


@dataclass(frozen=True)
class Missed(Answering):
    """What was found in a situation, with the chains there were; None: its cost is not known yet."""

    found: MissedChances
    situation: Situation = field(repr=False)
    chains: Any = field(repr=False)

    @property
    def at(self) -> datetime:
        return self.situation.at

    @property
    def can_tell(self) -> bool:
        """Whether anybody was looked at, as far as is on record: else "none" is no all-clear."""
        return not self.situation.parts[Check].is_empty()

    @property
    def has_costs(self) -> bool:
        return self.chains is not None

    def of_person(self, person: int) -> pl.DataFrame:
        """The chances to hold one person back, the costliest first."""
        subjects, rows = self._by_person
        low, high = np.searchsorted(subjects, (person, person + 1))
        return self.found.chances[rows[low:high]] if low < high else NONE

    @cached_property
    def _by_person(self) -> tuple[np.ndarray, np.ndarray]:
        subjects = self.found.chances["subject"].to_numpy()
        order = np.argsort(subjects, kind="stable")
        return subjects[order], order

    def sums(self, chances: pl.DataFrame, by: str) -> pl.DataFrame:
        """Add some of the chances up, the costliest first (`engine.missed.sums`)."""
        return sums(chances, self.chains, by, zone=settings.CITY_ZONE)


def missed(now: Situation) -> Missed:
    """Return the missed chances of a situation."""
    chains = latest(now)
    return _FOUND.get(now, chains)


def chances_seen(found: Missed, scope: Scope, now: Situation) -> pl.DataFrame:
    """Return the missed chances of the cases that exist for a scope."""
    return _of_cases_seen(found.found.chances, scope, now)


def unmet_seen(found: Missed, scope: Scope, now: Situation) -> pl.DataFrame:
    """Return, of the cases that nobody met until late, those that exist for a scope."""
    return _of_cases_seen(found.found.unmet, scope, now)


def _of_cases_seen(rows: pl.DataFrame, scope: Scope, now: Situation) -> pl.DataFrame:
    if scope.sees_all:
        return rows
    return rows.filter(pl.col("subject").is_in(linelist_seen(now, scope)["person_id"].implode()))


class _Found:
    """What was found last, by what it was found in."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[tuple, Missed] = {}

    def get(self, now: Situation, chains: Any) -> Missed:
        key = _key(now, chains)
        if key in self.kept:
            return self.kept[key]
        last = self._last(now)
        if last is not None and now.is_large:
            if now.at - last.at >= EVERY or chains is not last.chains:
                self._find_behind(key, now, chains)
            return last
        with self.lock:
            return self._find(key, now, chains)

    def _last(self, now: Situation) -> Missed | None:
        if now.known is not None:
            return None
        mine = (one for key, one in reversed(self.kept.items()) if key[:2] == (_database(), None))
        return next(mine, None)

    def _asked(self) -> list[tuple]:
        """What pages asked of the present ones that are kept: of the last alone few may have asked."""
        present = [one for key, one in self.kept.items() if key[:2] == (_database(), None)]
        since: dict[tuple, int] = {}
        for make, about, idle in (what for one in present for what in one.asked()):
            since[make, about] = min(idle, since.get((make, about), idle))
        return [(*what, idle) for what, idle in since.items()]

    def _find(self, key: tuple, now: Situation, chains: Any) -> Missed:
        if key not in self.kept:
            self._keep(key, Missed(_find(now, chains), now, chains))
        return self.kept[key]

    def _keep(self, key: tuple, found: Missed) -> None:
        self.kept[key] = found
        while len(self.kept) > KEPT:
            self.kept.pop(next(iter(self.kept)))

    def _find_behind(self, key: tuple, now: Situation, chains: Any) -> None:
        if self.lock.acquire(blocking=False):
            what = (key, now, chains)  # a site that stops does not wait for it
            threading.Thread(target=self._find_and_release, args=what, daemon=True).start()

    def _find_and_release(self, key: tuple, now: Situation, chains: Any) -> None:
        try:
            fresh = Missed(_found_beside(key, now, chains), now, chains)
            fresh.answer(self._asked())  # before anybody has to wait for it
            self._keep(key, fresh)
        finally:
            self.lock.release()
            connection.close()


_FOUND = _Found()


def engage() -> None:
    """Have those of a large city found by a process beside this one from now on."""
    FINDING.is_engaged = True


def _found_beside(key: tuple, now: Situation, chains: Any) -> MissedChances:
    if FINDING.is_engaged:
        answer = FINDING.ask(key, _find_in, partial(_told, now, chains))
        answer.settled.wait()
        if answer.is_known:
            return answer.value
    return _find(now, chains)


def _find(now: Situation, chains: Any) -> MissedChances:
    return _find_in(_told(now, chains))


def _told(now: Situation, chains: Any) -> tuple:
    """What they are found in; events in their parts, as all at once would be copied to pass them on."""
    parts = [*now.parts.values(), now.met]
    return parts, chains, now.protocols, now.at, now.divisions, now.began


def _find_in(told: tuple) -> MissedChances:
    parts, chains, protocols, at, divisions, began = told
    events = pl.concat(parts)
    return missed_chances(events, chains, protocols, now=at, divisions=divisions, began=began)


def _key(now: Situation, chains: Any) -> tuple:
    # What is kept holds on to both, so their addresses are theirs alone.
    return (_database(), now.known, now.at, id(now.parts), id(chains))


def _database() -> str:
    return str(connection.settings_dict["NAME"])
