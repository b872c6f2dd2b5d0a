"""The situation: the engine's tables and duties at an instant, kept until the record changes.

Every page, the brief and the API ask here, so nobody computes a clock of his own. What is kept says
from which change of the record it comes. After a change only the touched records are projected
again. In a large city, where that takes longer than a page may, the last situation is shown (with
its own time) while the next is made in the background, and never for longer than `STALE_SECONDS`.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import polars as pl
from django.db import connection, models

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.criteria import derived_events
from firebreak.engine.duties.protocols import Protocols, load_protocols
from firebreak.records import clock, tables
from firebreak.records.models import (
    RECORDS,
    Case,
    Change,
    Check,
    Classification,
    Contact,
    Installation,
    Milestone,
    Outbreak,
    Person,
    Placement,
    Report,
    Sample,
    Test,
    Unit,
)
from firebreak.records.visibility import Scope

STALE_SECONDS = 30
QUICK_SECONDS = 0.15
MANY = 20_000  # beyond this many touched records a whole table is read faster than its parts
ROUNDS_BACK = timedelta(days=2)  # rounds due earlier are history: `rounds_since` asks for them
KEPT = 6


@dataclass(frozen=True)
class Situation:
    """
    The tables and duties at an instant.

    Attributes
    ----------
    at
        The instant the clocks are read at.
    known
        The instant up to which the record is read; None for the present.
    change_id
        The last change of the record that is in it.
    parts
        Kind of record -> its events.
    """

    at: datetime
    known: datetime | None
    change_id: int
    parts: dict[type[models.Model], pl.DataFrame]
    linelist: pl.DataFrame
    contacts: pl.DataFrame
    units: pl.DataFrame
    divisions: dict[int, str]  # counting unit -> division code: which editions apply to it
    households: dict[int, int]  # person -> household
    pathogen: str
    watermarks: dict[type[models.Model], int]

    @cached_property
    def events(self) -> pl.DataFrame:
        """All events, with those that follow from several (a county's first case, a cluster)."""
        told = pl.concat(list(self.parts.values()))
        met = derived_events(
            told, self.contacts, self.protocols, now=self.at, households=self.households
        )
        return pl.concat([told, met])

    @cached_property
    def protocols(self) -> Protocols:
        """The editions that may apply."""
        return load_protocols()

    @cached_property
    def duties(self) -> pl.DataFrame:
        """Every duty; of the rounds, those of the last two days."""
        return self.rounds_since(self.at - ROUNDS_BACK)

    def rounds_since(self, since: datetime | None) -> pl.DataFrame:
        """Every duty, with the rounds due after `since` (None: all rounds there ever were)."""
        return duties(
            self.events, self.protocols, now=self.at, since=since, divisions=self.divisions
        )


def situation(known: datetime | None = None, as_of: datetime | None = None) -> Situation:
    """
    Return the situation now, or as of an instant.

    Parameters
    ----------
    known
        Given inside `as_known(known)`: the record is read as it was then.
    as_of
        The instant the clocks are read at; without it `known`, else now (to the minute).
    """
    if known is not None:
        return _past(known, as_of or known)
    live = _LIVE.get()
    if as_of is None:
        return live
    return _at(live, as_of)


def visible(rows: pl.DataFrame, scope: Scope, of: Situation) -> pl.DataFrame:
    """Return the rows whose county, unit or holder lies in a scope."""
    if scope.sees_all:
        return rows
    if scope.path is None:
        return rows.clear()
    own = of.units.filter(pl.col("path").str.starts_with(scope.path))["id"].implode()
    columns = [c for c in ("county", "unit", "holder_unit") if c in rows.columns]
    return rows.filter(pl.any_horizontal(pl.col(c).is_in(own) for c in columns))


def forget() -> None:
    """Drop what is kept (another database, another city)."""
    _LIVE.forget()
    _kept.clear()


# The present.


class _Live:
    """The present situation and the thread that renews it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.situation: Situation | None = None
        self.made_at = 0.0
        self.took = 0.0
        self.database = ""

    def get(self) -> Situation:
        if self.database != _database():
            self.forget()
        if self._is_current():
            return self.situation
        if self._may_be_stale():
            self._renew_behind()
            return self.situation
        with self.lock:
            if not self._is_current():
                self._renew()
            return self.situation

    def forget(self) -> None:
        self.situation, self.took, self.database = None, 0.0, _database()

    def _is_current(self) -> bool:
        kept = self.situation
        return (
            kept is not None and kept.at == _this_minute() and kept.change_id == _last_change_id()
        )

    def _may_be_stale(self) -> bool:
        return (
            self.situation is not None
            and self.took > QUICK_SECONDS
            and time.monotonic() - self.made_at < STALE_SECONDS
        )

    def _renew(self) -> None:
        began = time.monotonic()
        fresh = _refreshed(self.situation) if self.situation else _read(None)
        fresh = _at(fresh, _this_minute())
        _ = fresh.duties  # the slow part, done before anybody waits for it
        self.situation, self.made_at = fresh, time.monotonic()
        self.took = self.made_at - began

    def _renew_behind(self) -> None:
        if self.lock.acquire(blocking=False):
            threading.Thread(target=self._renew_and_release, daemon=True).start()

    def _renew_and_release(self) -> None:
        try:
            self._renew()
        finally:
            self.lock.release()
            connection.close()


_LIVE = _Live()


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _last_change_id() -> int:
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


# The past, and other instants.

_kept: OrderedDict[tuple, Situation] = OrderedDict()


def _past(known: datetime, at: datetime) -> Situation:
    key = (_database(), _last_change_id(), known, at)
    if key not in _kept:
        _kept[key] = _at(_read(known), at)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _at(base: Situation, at: datetime) -> Situation:
    return base if base.at == at else replace(base, at=at)


# Reading, wholly or only what changed.


def _read(known: datetime | None) -> Situation:
    watermarks = {} if known else _watermarks()
    installation = Installation.objects.first()
    return Situation(
        at=known or _this_minute(),
        known=known,
        change_id=_last_change_id(),
        parts={kind: tables.events([kind]) for kind in tables.PROJECTIONS},
        linelist=tables.linelist(),
        contacts=tables.contacts(),
        units=tables.units(),
        divisions=tables.divisions(),
        households=tables.households(),
        pathogen=installation.pathogen if installation else "",
        watermarks=watermarks,
    )


def _watermarks() -> dict[type[models.Model], int]:
    last = models.Max("history_id")
    return {m: m.history.aggregate(last=last)["last"] or 0 for m in RECORDS}


def _refreshed(kept: Situation) -> Situation:
    change_id, watermarks = _last_change_id(), _watermarks()
    if change_id == kept.change_id:
        return kept
    touched = _touched(kept.watermarks)
    if touched is None:
        return _read(None)
    parts = dict(kept.parts)
    for kind, ids in touched.items():
        if kind in parts and ids:
            parts[kind] = _replaced(parts[kind], "record", ids, tables.events([kind], ids))
    cases, contacts = sorted(touched[Case]), sorted(touched[Contact])
    return replace(
        kept,
        change_id=change_id,
        watermarks=watermarks,
        parts=parts,
        households=tables.households() if touched[Person] else kept.households,
        linelist=_replaced(kept.linelist, "id", cases, tables.linelist(cases)),
        contacts=_replaced(kept.contacts, "id", contacts, tables.contacts(contacts)),
    )


def _replaced(rows: pl.DataFrame, key: str, ids: list[int], fresh: pl.DataFrame) -> pl.DataFrame:
    if not ids:
        return rows
    return pl.concat([rows.filter(~pl.col(key).is_in(ids)), fresh])


def _touched(watermarks: dict) -> dict[type[models.Model], list[int]] | None:
    """Ids whose rows may differ since; None if reading everything is the quicker way."""
    touched = {m: set() for m in (*tables.PROJECTIONS, Person, Outbreak)}
    for model in touched:
        versions = model.history.filter(history_id__gt=watermarks.get(model, 0))
        touched[model].update(versions.values_list("id", flat=True)[: MANY + 1])
    if touched[Unit] or any(len(ids) > MANY for ids in touched.values()):
        return None
    for model, cause, path in FOLLOWS:
        if touched[cause]:
            rows = model.objects.filter(**{f"{path}__in": list(touched[cause])})
            touched[model].update(rows.values_list("id", flat=True)[: MANY + 1])
        if len(touched[model]) > MANY:
            return None
    return {model: sorted(ids) for model, ids in touched.items()}


#: A row of the first is projected with values of the second, reached by the path. In order.
FOLLOWS: tuple[tuple[type[models.Model], type[models.Model], str], ...] = (
    (Case, Person, "person_id"),
    (Case, Outbreak, "outbreak_id"),
    (Case, Classification, "classifications__id"),
    (Case, Placement, "person__placements__id"),
    (Case, Report, "reports__id"),
    (Classification, Case, "case_id"),
    (Contact, Case, "case_id"),
    (Contact, Person, "person_id"),
    (Report, Case, "case_id"),
    (Check, Person, "person_id"),
    (Sample, Person, "person_id"),
    (Placement, Person, "person_id"),
    (Test, Sample, "sample_id"),
    (Milestone, Outbreak, "outbreak_id"),
)
