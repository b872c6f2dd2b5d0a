"""Gather a brief from a situation: `brief` from one at hand, `brief_at` for an instant.

Two instants settle what a brief says: `at`, when its clocks are read, and `known`, up to when the
record is read. Today's figures are of the last 24:00, as bulletins count. They are held against
what yesterday's brief said, as it was known then; where the record did not exist yet, or the past
is looked at with today's knowledge, against yesterday as it is known now.
"""

from datetime import UTC, datetime, time, timedelta

import polars as pl
from django.conf import settings
from django.utils.translation import get_language, pgettext

from firebreak.engine.counts import CASE_KINDS, case_state
from firebreak.engine.duties.edition_change import edition_change
from firebreak.engine.duties.protocols import Edition
from firebreak.engine.epidemic import NowcastError
from firebreak.engine.timeliness import seven_one_seven
from firebreak.outputs import urgent
from firebreak.outputs.brief import clocks, numbers
from firebreak.outputs.brief.facts import (
    Brief,
    Change,
    EditionChange,
    OutbreakTargets,
    Target,
)
from firebreak.outputs.brief.handed_over import handed_over
from firebreak.outputs.brief.names import Names
from firebreak.outputs.contacts import told_in
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.outputs.recorded import case_events, day_not_over, kept_measures, published_figures
from firebreak.records import clock
from firebreak.records.history import as_known
from firebreak.records.models import (
    Case,
    Classification,
    Contact,
    Installation,
    Outbreak,
    Placement,
    Source,
    Unit,
)
from firebreak.records.models import Change as Log
from firebreak.records.nowcasts import StillToCome, still_to_come
from firebreak.records.situation import Situation, earlier, situation, visible
from firebreak.records.visibility import PROGRAM, Scope

DAY = timedelta(days=1)
MOST_CHANGES = 14
COUNTED = ("confirmed", "recovered", "died")  # the standings of who counts as confirmed
EDITIONS_AHEAD = 3 * DAY
OF_YESTERDAY = (Case, Classification, Contact, Placement)


def brief_at(
    *, known: datetime | None = None, as_of: datetime | None = None, scope: Scope = PROGRAM
) -> Brief:
    """
    Make the brief of an instant.

    Parameters
    ----------
    known
        What was known at this instant; None for all that is known now.
    as_of
        The situation at this instant; None for `known`, or now.
    scope
        Whose brief: the subtree of a unit.
    """
    known, as_of = _utc(known), _utc(as_of)
    with as_known(known):
        now = situation(known, as_of)
    before = yesterday(now) if as_of is None else None
    with as_known(known):
        return brief(now, scope=scope, before=before)


def yesterday(now: Situation) -> Situation | None:
    """
    Return the situation a day before another, as it was known then: what a brief needs of it.

    None if nothing was on record yet. Not to be called inside `as_known`.
    """
    then = (now.at - DAY).replace(second=0, microsecond=0)
    found = earlier(now, then, OF_YESTERDAY)
    return found if found.change_id else None


def brief(now: Situation, *, scope: Scope = PROGRAM, before: Situation | None = None) -> Brief:
    """
    Make the day's orders.

    Parameters
    ----------
    now
        The situation, read in the same `as_known` this is called in.
    scope
        Whose brief: the subtree of a unit; only what lies in it is counted and named.
    before
        Yesterday's situation as it was known then (see `yesterday`); None: as it is known now.

    Returns
    -------
    Brief
        Words in the active language.
    """
    names = Names(now)
    own = _own_units(now, scope)
    close = last_close(now.at)
    cases = now.once(case_events)
    cases_before = before.once(case_events) if before else cases
    met = told_in(now, scope)
    met_before = told_in(before, scope) if before else met
    stood = numbers.contact_states(met, met_before, at=now.at, close=close)
    found = numbers.states(cases, cases_before, at=now.at, close=close, own=own)
    due = visible(now.duties, scope, now)
    late = urgent.breaches(due, now)
    unjudged = urgent.before_record(due)
    recurs = urgent.is_round(now)
    coming = urgent.due_within(due, now.at)
    soon = coming.filter(~recurs)
    changed = _changes(now.at, cases, cases_before, own)
    kept = now.once(kept_measures)
    # What the record keeps today and held none of yesterday was 0, once there was a record.
    kept_before = frozenset() if (before or now).events.is_empty() else kept
    published = published_figures(close, _published_unit(now, scope))
    counties = _counties(now, own)
    judged = urgent.judged(due, now)
    rows, total = numbers.county_table(
        found, late.clocks, late.silence, counties, names, kept, judged
    )
    figures = numbers.figures(
        found,
        names,
        kept=kept,
        kept_before=kept_before,
        published=published,
        by_day=day_not_over(cases, now.at),
    )
    contacts = numbers.contact_figures(
        stood,
        kept=kept,
        kept_before=kept_before,
        published=published,
    )
    return Brief(
        language="zh" if (get_language() or "").startswith("zh") else "en",
        city=_city(),
        scope=names.unit(scope.unit_id) if scope.unit_id and scope.path else _city(),
        at=now.at,
        close=close,
        compared_with=close - DAY,
        compared_as_known=before.at if before else None,
        known=now.known,
        figures=(*figures, *contacts),
        still_to_come=_still_to_come(now, own),
        counties=tuple(rows),
        total=total,
        overdue=clocks.by_holder(late.clocks, now, names),
        overdue_count=late.clocks.height,
        before_record=clocks.before_record(unjudged, now),
        before_record_count=unjudged.height,
        clocks_count=due.height,
        soon=clocks.by_holder(soon, now, names),
        soon_count=soon.height,
        rounds_soon=clocks.rounds_due(coming.filter(recurs), now),
        soon_hours=int(urgent.SOON.total_seconds() // 3600),
        changes=_named_changes(changed, names),
        changes_count=changed.height,
        silent=clocks.silent_units(late.silence, now, names),
        silent_count=late.silence["subject"].n_unique(),
        silent_reports=late.silence.height,
        handed_over=handed_over(now.at, names, own),
        holders=clocks.held(late.clocks, soon, now, names),
        edition_changes=_edition_changes(now),
        seven_one_seven=_seven_one_seven(now, own),
        inconsistencies=_inconsistencies(now, own),
        editions=_editions(now),
        sources=Source.objects.count(),
        last_change=Log.objects.order_by("-id").values_list("at", flat=True).first(),
        is_demo=clock.is_demo(),
        behind={
            **numbers.behind(found, counties, names),
            **numbers.contacts_behind(stood),
        },
    )


def last_close(at: datetime) -> datetime:
    """The last local 24:00 that is over at an instant."""
    local = at.astimezone(settings.CITY_ZONE)
    return datetime.combine(local.date(), time(), settings.CITY_ZONE).astimezone(UTC)


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _own_units(now: Situation, scope: Scope) -> pl.Series | None:
    if scope.sees_all:
        return None
    if scope.path is None:
        return pl.Series([], dtype=pl.Int64)
    return now.units.filter(pl.col("path").str.starts_with(scope.path))["id"]


def _counties(now: Situation, own: pl.Series | None) -> list[int]:
    of_level = pl.col("kind").is_in([str(kind) for kind in Unit.COUNTY_LEVEL])
    rows = now.units.filter(of_level)
    if own is not None:
        rows = rows.filter(pl.col("id").is_in(own.implode()))
    # Divisions in the order of their codes, zones (which have none) after them.
    return rows.sort(pl.col("kind") == "zone", "code")["id"].to_list()


def _published_unit(now: Situation, scope: Scope) -> int | None:
    """Whose published figures a scope reads; of the city's own, no unit stands beside them."""
    roots = now.units.filter(pl.col("parent").is_null())["id"]
    return None if scope.sees_all or scope.unit_id in roots else scope.unit_id


def _city() -> str:
    installation = Installation.objects.select_related("city").first()
    return str(installation.city) if installation and installation.city else ""


def _still_to_come(now: Situation, own: pl.Series | None) -> StillToCome | None:
    """The confirmed cases that counts by onset still lack; None where nothing can be said yet."""
    confirmed = now.linelist.filter(pl.col("classification").is_in(COUNTED))
    try:
        _days, in_all = still_to_come(now, _owned(confirmed, own), "date_onset")
    except NowcastError:
        return None
    return in_all


def _changes(
    at: datetime, cases: pl.DataFrame, before: pl.DataFrame, own: pl.Series | None
) -> pl.DataFrame:
    """What cases became since the brief of the day before."""
    today = case_state(cases, as_of=at)
    then = case_state(before, as_of=at - DAY)
    rows = numbers.changes(today, then, own)
    until = cases.filter(pl.col("kind").is_in(CASE_KINDS)).select("record", until="happened_until")
    return (
        rows.filter((pl.col("change") > 0) & (pl.col("why") != "moved"))
        .join(until.unique("record"), on="record", how="left")
        .sort("since", "subject", descending=[True, False], nulls_last=True)
    )


def _owned(cases: pl.DataFrame, own: pl.Series | None) -> pl.DataFrame:
    return cases if own is None else cases.filter(pl.col("unit").is_in(own.implode()))


def _named_changes(rows: pl.DataFrame, names: Names) -> tuple[Change, ...]:
    shown = rows.head(MOST_CHANGES)
    names.fetch(set(shown["subject"]))
    return tuple(
        Change(
            names.case(row["subject"]),
            row["measure"],
            _became(row["measure"]),
            row["since"],
            row["until"] is not None,
            numbers.reason_words(row["why"]) if row["why"] != "new" else "",
        )
        for row in shown.iter_rows(named=True)
    )


def _became(measure: str) -> str:
    return {
        "confirmed": pgettext("became", "confirmed"),
        "probable": pgettext("became", "clinically diagnosed"),
        "asymptomatic": pgettext("became", "asymptomatic"),
        "suspected": pgettext("became", "suspected"),
        "recovered": pgettext("became", "recovered"),
        "died": pgettext("became", "died"),
    }[measure]


def _editions(now: Situation) -> tuple[str, ...]:
    return tuple(
        e.name.of(get_language() or "en") for e in now.protocols.in_force(now.pathogen, now.at)
    )


def _edition_changes(now: Situation) -> tuple[EditionChange, ...]:
    near = [
        edition
        for edition in now.protocols
        if edition.pathogen == now.pathogen
        and now.at - DAY <= edition.valid_from <= now.at + EDITIONS_AHEAD
    ]
    return tuple(_edition_change(edition, now) for edition in near)


def _edition_change(edition: Edition, now: Situation) -> EditionChange:
    return EditionChange(
        edition.id,
        edition.name.of(get_language() or "en"),
        edition.valid_from,
        edition.replaces or "",
        now.once(_work, edition.id),
    )


def _work(now: Situation, new: str) -> int | None:
    """How many contacts and duties the new edition judges otherwise; None if it replaces none."""
    edition = now.protocols.edition(new)
    old = next((e for e in now.protocols if e.id == edition.replaces), None)
    if old is None:
        return None
    work = edition_change(now.events, now.contacts, now.linelist, old, edition, at=now.at)
    return work.contacts.height + work.duties.height


def _seven_one_seven(now: Situation, own: pl.Series | None) -> tuple[OutbreakTargets, ...]:
    outbreaks = Outbreak.objects.order_by("id").values_list("id", "name", "unit_id")
    known = {id_: name for id_, name, unit in outbreaks if own is None or unit in own}
    if not known:
        return ()
    result = seven_one_seven(now.events, now=now.at, zone=settings.CITY_ZONE, linelist=now.linelist)
    by_outbreak = result.targets.filter(pl.col("target") != "first_action")
    return tuple(
        OutbreakTargets(known[id_], tuple(_target(row) for row in rows.iter_rows(named=True)))
        for (id_,), rows in by_outbreak.group_by("outbreak", maintain_order=True)
        if id_ in known
    )


def _target(row: dict) -> Target:
    labels = {
        "detect": pgettext("7-1-7", "detected"),
        "notify": pgettext("7-1-7", "notified"),
        "respond": pgettext("7-1-7", "early response complete"),
    }
    return Target(
        row["target"],
        labels[row["target"]],
        row["state"],
        target_state_word(row["state"]),
        row["days"],
        row["limit_days"],
    )


def target_state_word(state: str) -> str:
    """Return the word for how a target of 7-1-7 stands."""
    return {
        "met": pgettext("7-1-7", "met"),
        "missed": pgettext("7-1-7", "missed"),
        "pending": pgettext("7-1-7", "still running"),
        "unknown": pgettext("7-1-7", "not known"),
        "not_applicable": pgettext("7-1-7", "not applicable"),
    }[state]


def _inconsistencies(now: Situation, own: pl.Series | None) -> dict[str, int]:
    rows = now.once(inconsistencies)
    if own is not None:
        rows = rows.filter(pl.col("county").is_in(own.implode()))
    return dict(rows.group_by("severity").len().sort("severity").iter_rows())
