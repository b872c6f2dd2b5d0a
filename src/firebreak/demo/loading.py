"""Loading the demo city: its diary, entry by entry, through the actions of the record.

The clock is held at the instant of each entry, so the record's history is what the office knew on
each of those days: `as_known` of 28 January shows the city of that evening.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from firebreak.demo import city, staff, story
from firebreak.demo.diary import At, Clerk, Diary, Entry, Made
from firebreak.demo.times import SET_UP, STARTS
from firebreak.demo.whole import SEED, diary_of
from firebreak.intake.receiving import receive
from firebreak.records import clock
from firebreak.records.actions import (
    audits,
    cases,
    checks,
    contacts,
    directives,
    feeds,
    journeys,
    laboratory,
    outbreaks,
    people,
    placements,
    published,
    reports,
    sources,
    transfers,
    units,
)
from firebreak.records.change import change
from firebreak.records.models import Installation, Person, Unit, User
from firebreak.records.visibility import posts_stay

Progress = Callable[[int, int], None]

#: The word in the diary (and in the log) -> the action.
ACTIONS: dict[str, Callable[..., Any]] = {
    "people.register": people.register,
    "people.correct": people.correct,
    "people.start_household": people.start_household,
    "cases.open": cases.open_case,
    "cases.classify": cases.classify,
    "cases.correct": cases.correct,
    "cases.withdraw": cases.withdraw_classification,
    "checks.record": checks.record_check,
    "samples.take": laboratory.take_sample,
    "samples.receive": laboratory.receive_sample,
    "tests.result": laboratory.report_result,
    "placements.begin": placements.begin,
    "placements.end": placements.end,
    "placements.override": placements.override_end,
    "contacts.name": contacts.name_contact,
    "contacts.reach": contacts.reach_contact,
    "contacts.transfer": transfers.send,
    "contacts.accept": transfers.answer,
    "places.add": contacts.add_place,
    "stays.record": contacts.record_stay,
    "journeys.record": journeys.record_journey,
    "feeds.receive": feeds.receive,
    "feeds.link": feeds.link_person,
    "feeds.link_place": feeds.link_place,
    "reports.send": reports.send,
    "reports.receive": reports.receive,
    "reports.review": reports.review,
    "audits.record": audits.record_finding,
    "outbreaks.declare": outbreaks.declare,
    "sources.add": sources.add_source,
    "sources.cite": sources.cite,
    "milestones.record": outbreaks.reach_milestone,
    "published.keep": published.keep,
    "directives.issue": directives.issue,
    "directives.answer": directives.answer,
    "drafts.keep": receive,
}


class NotEmptyError(RuntimeError):
    """The database holds another city."""


def is_loaded() -> bool:
    """Say whether this installation holds the demo city, whole."""
    return Installation.objects.filter(demo_starts_at=STARTS).exists()


def load(progress: Progress | None = None, *, seed: int = SEED) -> bool:
    """
    Load the demo city into an empty database; all of it or nothing.

    Parameters
    ----------
    progress
        Called with the number of entries written and of all entries, after each sitting.
    seed
        Another seed gives other people and other minor events, and the same story.

    Returns
    -------
    bool
        False if the demo was there already.

    Raises
    ------
    NotEmptyError
        The database holds records that are not the demo's.
    """
    with transaction.atomic():  # begun before looking, so that two who start at once do not mix
        if is_loaded():
            return False
        _check_empty()
        _write(diary_of(seed), progress or _silent)
    clock.forget()
    return True


def _check_empty() -> None:
    if Unit.objects.exists() or Person.objects.exists() or User.objects.exists():
        raise NotEmptyError(
            _(
                "This installation holds records already, and the demo city would mix with them. "
                "Set FIREBREAK_HOME to an empty folder and start the demo there."
            )
        )


def _write(diary: Diary, progress: Progress) -> None:
    entries = list(diary.entries())
    with clock.held_at(SET_UP):
        opened = _open_units()
        clerks = staff.appoint_all(opened, _clerks(entries), diary.people)
    made: dict[str, Any] = {}
    written = 0
    with posts_stay():
        for sitting in _sittings(entries):
            _write_sitting(sitting, made, opened, clerks)
            written += len(sitting)
            progress(written, len(entries))
    with clock.held_at(STARTS):
        units.set_installation(
            by=None, city=opened[city.ROOT], pathogen=story.PATHOGEN, demo_starts_at=STARTS
        )


def _open_units() -> dict[str, Unit]:
    opened: dict[str, Unit] = {}
    with change("demo.set_up", by=None):
        for row in city.units():
            opened[row.code] = _open_unit(row, opened)
        for held in city.CODES:
            units.map_division_code(
                by=None,
                unit=opened[held.unit],
                code=held.code,
                name=held.name,
                valid_from=held.valid_from,
                valid_to=held.valid_to,
            )
    return opened


def _open_unit(row: city.UnitRow, opened: dict[str, Unit]) -> Unit:
    column, line = row.tile or (None, None)
    return units.open_unit(
        by=None,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=opened[row.parent] if row.parent else None,
        opened_at=row.opened_at,
        name_en=row.name_en,
        short_name=row.short_name,
        beds=row.beds,
        phone=row.phone,
        tile_column=column,
        tile_row=line,
    )


def _clerks(entries: list[Entry]) -> list[Clerk]:
    return list(dict.fromkeys(entry.by for entry in entries if entry.by))


def _sittings(entries: list[Entry]) -> Iterator[list[Entry]]:
    for _key, sitting in groupby(entries, key=lambda entry: entry.sitting):
        yield list(sitting)


def _write_sitting(
    sitting: list[Entry], made: dict[str, Any], opened: dict[str, Unit], clerks: dict[Clerk, User]
) -> None:
    first = sitting[0]
    by = clerks[first.by] if first.by else None
    said = [{word: _meant(v, made, opened) for word, v in e.says.items()} for e in sitting]
    with clock.held_at(first.at), change(first.action, by=by):
        if first.action == "checks.record" and len(sitting) > 1:
            unit = said[0]["unit"]
            for says in said:
                del says["unit"]
            checks.record_round(by=by, unit=unit, checks=said)
            return
        for entry, says in zip(sitting, said, strict=True):
            record = ACTIONS[entry.action](by=by, **says)
            if entry.makes:
                made[entry.makes] = record


def _meant(value: Any, made: dict[str, Any], opened: dict[str, Unit]) -> Any:
    if isinstance(value, Made):
        return made[value.name]
    if isinstance(value, At):
        return opened[value.code]
    if isinstance(value, list):
        return [_meant(one, made, opened) for one in value]
    return value


def _silent(written: int, of: int) -> None:
    pass
