"""The situation: the engine's tables and duties at an instant, kept until the record changes.

Every page, the brief and the API ask here, so nobody computes a clock of his own. What is kept says
from which change of the record it comes. After a change only the touched records are projected
again. In a large city, where that takes longer than a page may, the last situation is shown (with
its own time) while the next is made in the background, by a process of its own where there is one
(`making.py`): for `STALE_SECONDS` after the minute it tells of, or longer if the making does.
What pages work out of a situation is kept with it (`answers.py`), and worked out for the next
before anybody has to wait for it.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.db import connection, models

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.criteria import derived_events
from firebreak.engine.duties.protocols import Protocols
from firebreak.records import clock, editions, tables
from firebreak.records.answers import Answer, Answering
from firebreak.records.making import Maker, MakingFailed
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
    Stay,
    Test,
    Transfer,
    Unit,
)
from firebreak.records.prepared import Prepared
from firebreak.records.visibility import Scope

log = logging.getLogger(__name__)

STALE_SECONDS = 30
STALE_WHILE_MAKING_SECONDS = 300  # it says its time; who waits has nothing to look at at all
LONGEST_PAUSE_SECONDS = 15
MINUTE = timedelta(minutes=1)
LARGE = 200_000  # events; below this a situation is made while one waits
MANY = 20_000  # beyond this many touched records a whole table is read faster than its parts
PLACED = ("county", "unit", "holder_unit")  # columns that say where a row belongs
ROUNDS_BACK = timedelta(days=2)  # rounds due earlier are history: `rounds_since` asks for them
KEPT = 6
#: Asked for by every page, to know whether what is kept is still so.
LAST_CHANGE = Prepared(lambda: Change.objects.order_by("-id").values_list("id", "at")[:1])


@dataclass(frozen=True)
class Situation(Answering):
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
    began
        When the first change was made: clocks that ran out before it are not judged.
    parts
        Kind of record -> its events.
    """

    at: datetime
    known: datetime | None
    change_id: int
    began: datetime | None
    parts: dict[type[models.Model], pl.DataFrame]
    linelist: pl.DataFrame
    contacts: pl.DataFrame
    units: pl.DataFrame
    divisions: dict[int, str]  # counting unit -> division code: which editions apply to it
    households: dict[int, int]  # person -> household
    pathogen: str
    watermarks: dict[type[models.Model], int]
    #: What outlives a change of other records: shared by a situation and those made from it. Each
    #: entry says itself which version of the record it is of.
    lasting: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def told(self) -> int:
        """How many events are on record."""
        return sum(part.height for part in self.parts.values())

    @cached_property
    def events(self) -> pl.DataFrame:
        """All events, with those that follow from several (a county's first case, a cluster)."""
        return pl.concat([*self.parts.values(), self.met])

    @cached_property
    def met(self) -> pl.DataFrame:
        """The events that follow from several others."""
        return derived_events(
            pl.concat(list(self.parts.values())),
            self.contacts,
            self.protocols,
            now=self.at,
            households=self.households,
        )

    @cached_property
    def protocols(self) -> Protocols:
        """The editions that may apply."""
        return editions.protocols()

    @cached_property
    def duties(self) -> pl.DataFrame:
        """Every duty; of the rounds, those of the last two days."""
        return self.rounds_since(self.at - ROUNDS_BACK)

    def rounds_since(self, since: datetime | None) -> pl.DataFrame:
        """Every duty, with the rounds due after `since` (None: all rounds there ever were)."""
        return duties(
            self.events,
            self.protocols,
            now=self.at,
            since=since,
            divisions=self.divisions,
            began=self.began,
        )

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs; all events are put together again from their parts."""
        answers = {key: answer.value for key, answer in self._answers.items() if answer.is_known}
        state = {k: v for k, v in vars(self).items() if k != "events"}
        return state | {"_answers": answers, "lasting": {}}  # each process keeps its own

    def __setstate__(self, state: dict[str, Any]) -> None:
        answers = {key: Answer(value=v, is_known=True) for key, v in state["_answers"].items()}
        vars(self).update(state | {"_answers": answers})

    def duties_of(self, person: int) -> list[dict[str, Any]]:
        """The duties about a person, as rows: for a handful, that is quicker than a table of them."""
        subjects, rows = self.once(_duties_by_person)
        low, high = np.searchsorted(subjects, (person, person + 1))
        return [self.duties.row(int(row), named=True) for row in rows[low:high]]


def _duties_by_person(of: Situation) -> tuple[np.ndarray, np.ndarray]:
    rows = (of.duties["subject_kind"] == "person").arg_true().to_numpy()
    subjects = of.duties["subject"].gather(rows).to_numpy()
    order = np.argsort(subjects, kind="stable")
    return subjects[order], rows[order]


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
    # UTC, as the tables are: Polars compares instants of one zone only.
    known, as_of = _in_utc(known), _in_utc(as_of)
    if known is not None:
        return _past(known, as_of or known)
    live = _LIVE.get()
    if as_of is None:
        return live
    return _at(live, as_of)


def _in_utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def visible(rows: pl.DataFrame, scope: Scope, of: Situation) -> pl.DataFrame:
    """Return the rows whose county, unit or holder lies in a scope."""
    if scope.sees_all:
        return rows
    if scope.path is None:
        return rows.clear()
    columns = [c for c in PLACED if c in rows.columns]
    return rows.filter(_within(of, scope.path, *columns))


def visible_rows(
    rows: Iterable[dict[str, Any]], scope: Scope, of: Situation
) -> list[dict[str, Any]]:
    """Return those of a few rows that `visible` leaves."""
    if scope.sees_all:
        return list(rows)
    own = units_within(of, scope)
    return [row for row in rows if any(row.get(column) in own for column in PLACED)]


def duties_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """Return the duties that a scope sees."""
    return of.duties if scope.sees_all else of.once(_duties_seen, scope)


def linelist_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """Return the cases that a scope sees, by the same test as `visibility.cases`."""
    return of.linelist if scope.sees_all else of.once(_linelist_seen, scope)


def contacts_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """
    Return the exposures of the contacts whom a scope answers for, or whom a case it counts named.

    The same test as `visibility.people` makes of a contact: whoever is counted can be opened.
    """
    return of.contacts if scope.sees_all else of.once(_contacts_seen, scope)


def _contacts_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    if scope.path is None:
        return of.contacts.clear()
    counted = of.linelist.filter(_within(of, scope.path, "unit"))["id"].implode()
    return of.contacts.filter(_within(of, scope.path, "unit") | pl.col("case_id").is_in(counted))


def _duties_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    return visible(of.duties, scope, of)


def _linelist_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    if scope.path is None:
        return of.linelist.clear()
    units = [c for c in of.linelist.columns if c.startswith("unit")]
    own = of.linelist.filter(_within(of, scope.path, *units))["person_id"]
    met = contacts_seen(of, scope)["to_id"]
    served = [
        of.parts[kind].filter(_within(of, scope.path, "unit"))["subject"]
        for kind in (Check, Sample, Placement)
    ]
    people = pl.concat([own, met, *served, of.once(_handed_to, scope)]).unique().implode()
    return of.linelist.filter(pl.col("person_id").is_in(people))


def _handed_to(of: Situation, scope: Scope) -> pl.Series:
    """Whom a unit of a scope is asked to take over."""
    waiting = Transfer.objects.filter(answered_at__isnull=True)
    rows = pl.DataFrame(
        list(waiting.values_list("person_id", "to_unit_id")),
        schema={"person": pl.Int64, "unit": pl.Int64},
        orient="row",
    )
    return rows.filter(_within(of, scope.path or "", "unit"))["person"]


def _within(of: Situation, path: str, *columns: str) -> pl.Expr:
    own = of.once(_units_under, path).implode()
    return pl.any_horizontal(pl.col(c).is_in(own) for c in columns)


def _units_under(of: Situation, path: str) -> pl.Series:
    return of.units.filter(pl.col("path").str.starts_with(path))["id"]


def units_within(of: Situation, scope: Scope) -> frozenset[int]:
    """Return the ids of the units in the subtree of a scope."""
    return frozenset() if scope.path is None else of.once(_ids_under, scope.path)


def _ids_under(of: Situation, path: str) -> frozenset[int]:
    return frozenset(of.once(_units_under, path))


def units_of(of: Situation, ids: Iterable[int | None]) -> dict[int, Unit]:
    """Return the units with these ids, as pages name them; those made since are fetched."""
    version, (last, known) = of.watermarks.get(Unit), of.lasting.get("units", (None, None))
    if known is None or last != version:
        known = Unit.objects.in_bulk()
        of.lasting["units"] = version, known
    wanted = set(ids) - {None}
    fresh = wanted - known.keys()
    found = {id_: known[id_] for id_ in wanted - fresh}
    return found | (Unit.objects.in_bulk(fresh) if fresh else {})


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
        self.has_maker = False
        self.maker: Maker | None = None

    def get(self) -> Situation:
        if self.database != _database():
            self.forget()
        kept = self.situation  # another thread may drop or renew it meanwhile
        if kept is not None and self._is_current():
            return kept
        if kept is not None and self._may_be_stale():
            self._renew_behind()
            return kept
        with self.lock:
            kept = self.situation
            if kept is not None and self._is_current():
                return kept
            return self._renew(ahead=self.has_maker)  # made here, it would stop every other page

    def read_ahead(self) -> None:
        """Read the record before anybody asks; of a large city the next is made elsewhere."""
        kept = self.get()
        self.has_maker = kept.told > LARGE
        if self.has_maker:
            with self.lock:
                self._engage(kept)

    def _engage(self, kept: Situation) -> Maker:
        self.maker = self.maker or Maker(kept)
        return self.maker

    def forget(self) -> None:
        self.situation, self.database = None, _database()
        self._dismiss()

    def _dismiss(self) -> None:
        if self.maker is not None:
            self.maker.stop()
        self.maker = None

    def _is_current(self) -> bool:
        kept = self.situation
        return kept is not None and (kept.change_id, kept.at) == _present()

    def _may_be_stale(self) -> bool:
        """Whether the minute it tells of ended so lately that it may be shown once more."""
        kept = self.situation
        if kept is None or kept.told <= LARGE:
            return False
        # Who is shown it has the next made, where that stops nobody.
        is_being_made = self.has_maker or self.lock.locked()
        longest = STALE_WHILE_MAKING_SECONDS if is_being_made else STALE_SECONDS
        return clock.now() - kept.at < MINUTE + timedelta(seconds=longest)

    def _renew(self, *, ahead: bool = False) -> Situation:
        began = time.monotonic()
        fresh = self._made_elsewhere() if ahead and self.has_maker else None
        if fresh is None:
            asked = self.situation.asked() if ahead and self.situation else []
            fresh = renewed(self.situation or _read(None), asked)
        self.situation, self.made_at = fresh, time.monotonic()
        self.took = self.made_at - began
        return fresh

    def _made_elsewhere(self) -> Situation | None:
        """Have it made by the process that is there for it; None if that failed."""
        kept = self.situation
        if kept is None:
            return None
        try:
            made = self._engage(kept).next(clock.now(), kept.asked())
        except (MakingFailed, OSError) as failure:
            log.warning("The site makes the next situation itself: %s.", failure)
            self._dismiss()
            return None
        vars(made)["lasting"] = kept.lasting
        return made

    def _renew_behind(self) -> None:
        # Where entries never pause, half of the time at least is left to the pages.
        if time.monotonic() - self.made_at < min(self.took, LONGEST_PAUSE_SECONDS):
            return
        if self.lock.acquire(blocking=False):
            threading.Thread(target=self._renew_and_release, daemon=True).start()

    def _renew_and_release(self) -> None:
        try:
            self._renew(ahead=True)
        finally:
            self.lock.release()
            connection.close()


_LIVE = _Live()


def read_ahead() -> None:
    """Read the record before anybody asks, and have the next situations made elsewhere."""
    _LIVE.read_ahead()


def renewed(kept: Situation, asked: list[tuple]) -> Situation:
    """
    Return the present situation, made from an earlier one.

    Parameters
    ----------
    kept
        The earlier one; what has not changed since is taken from it.
    asked
        `(make, about)` of the answers that pages will ask for (`Situation.asked`).
    """
    fresh = _at(_refreshed(kept), _present()[1])
    _ = fresh.duties  # the slow part, done before anybody waits for it
    fresh.answer(asked)
    return fresh


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _present() -> tuple[int, datetime]:
    """
    The last change, and the instant clocks are read at: this minute, or the change within it.

    Whoever has just entered something sees what it did, without waiting for the minute to end.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    last = next(iter(LAST_CHANGE()), None)
    return (last[0], max(minute, last[1])) if last else (0, minute)


def _last_change_id() -> int:
    return _present()[0]


# The past, and other instants.

_kept: OrderedDict[tuple, Situation] = OrderedDict()


def _past(known: datetime, at: datetime) -> Situation:
    key = (_database(), _last_change_id(), known, at)
    found = _kept.get(key)
    if found is None:  # another thread may drop it meanwhile, so it is not looked up again
        found = _kept[key] = _at(_read(known), at)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _at(base: Situation, at: datetime) -> Situation:
    if base.at == at:
        return base
    moved = replace(base, at=at)
    if "met" in vars(base) and _nothing_between(base, at):
        vars(moved)["met"] = base.met  # a minute later the same has happened
    return moved


def _nothing_between(base: Situation, at: datetime) -> bool:
    """Say whether nothing on record happened between a situation's instant and another."""
    low, high = min(base.at, at), max(base.at, at)
    between = (base.events["happened_at"] > low) & (base.events["happened_at"] <= high)
    met = (base.contacts["start"] > low) & (base.contacts["start"] <= high)
    return not between.any() and not met.any()


# Reading, wholly or only what changed.


def _read(known: datetime | None) -> Situation:
    watermarks = {} if known else _watermarks()
    installation = Installation.objects.first()
    return Situation(
        at=known or _present()[1],
        known=known,
        change_id=_last_change_id(),
        began=_began(),
        parts={kind: tables.events([kind]) for kind in tables.PROJECTIONS},
        linelist=tables.linelist(),
        contacts=tables.contacts(),
        units=tables.units(),
        divisions=tables.divisions(),
        households=tables.households(),
        pathogen=installation.pathogen if installation else "",
        watermarks=watermarks,
    )


def _began() -> datetime | None:
    return Change.objects.order_by("id").values_list("at", flat=True).first()


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
        began=kept.began or _began(),
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
    (Stay, Person, "person_id"),
    (Sample, Person, "person_id"),
    (Placement, Person, "person_id"),
    (Test, Sample, "sample_id"),
    (Milestone, Outbreak, "outbreak_id"),
)
