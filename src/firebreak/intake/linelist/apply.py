"""From a sheet to the record, in one change: whole or not at all, and twice is once.

`read` reads a file with the units and the clock of this installation, `plan` says what applying it
would come to, `apply` does it. The same file, read the same way, changes nothing the second time;
a newer version of it changes what it says differently.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError

from firebreak.intake.linelist.cases import CaseList
from firebreak.intake.linelist.counts import CountList
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.importing import (
    Difference,
    Import,
    ImportRefused,
    Plan,
    Progress,
    begin,
)
from firebreak.intake.linelist.on_file import unit_book
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.sheet import Sheet, read_content, read_file
from firebreak.intake.linelist.visits import VisitList
from firebreak.records import change, clock
from firebreak.records.models import User
from firebreak.records.visibility import require

LISTS: dict[Kind, type[CaseList] | type[VisitList] | type[CountList]] = {
    Kind.CASES: CaseList,
    Kind.PLACES: VisitList,
    Kind.COUNTS: CountList,
}
#: Lists in the order in which each finds what it refers to.
ORDER = (Kind.CASES, Kind.PLACES, Kind.COUNTS)


@dataclass(frozen=True)
class Applied:
    """
    What an import came to.

    Parameters
    ----------
    already
        The file had been applied before; nothing was done.
    new, same
        Rows that became records; rows that changed nothing.
    changed
        What was corrected in records on file.
    warnings
        What was found while applying.
    change_id
        The line of the log; None if nothing was done.
    """

    already: bool = False
    new: int = 0
    changed: tuple[Difference, ...] = ()
    same: int = 0
    warnings: tuple[Problem, ...] = ()
    change_id: int | None = None


def read(
    path: str | Path,
    *,
    kind: Kind | str | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str | None] | None = None,
) -> Sheet:
    """Read a file with the units, the time zone and today's date of this installation."""
    return read_file(path, kind=kind, sheet=sheet, columns=columns, **_here())


def read_upload(
    content: bytes,
    file: str,
    *,
    kind: Kind | str | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str | None] | None = None,
) -> Sheet:
    """Read a file that was sent: its bytes and its name. Otherwise as `read`."""
    return read_content(content, file, kind=kind, sheet=sheet, columns=columns, **_here())


def plan(sheet: Sheet, *, by: User | None, pathogen: str | None = None) -> Plan:
    """
    Say what applying a sheet would come to. Writes nothing.

    Raises
    ------
    Refused
        The post may not import.
    ImportRefused
        Reading found what blocks.
    """
    _require_readable(sheet)
    if change.already_made(_key(sheet)):
        require(by, "imports.apply")
        return Plan(same=len(sheet.rows))
    return _list_of(begin(sheet, by, pathogen)).plan


def apply(
    sheet: Sheet,
    *,
    by: User | None,
    pathogen: str | None = None,
    progress: Progress | None = None,
) -> Applied:
    """
    Write a sheet into the record, as one change.

    Parameters
    ----------
    sheet
        As `read` gave it.
    by
        Who imports; None is whoever owns the machine.
    pathogen
        Of the cases; the installation's own unless said.
    progress
        Called with rows done and rows in all.

    Raises
    ------
    Refused
        The post may not import, or rows belong to units outside its own.
    ImportRefused
        Something blocks; nothing was written.
    """
    _require_readable(sheet)
    require(by, "imports.apply")
    key = _key(sheet)
    if change.already_made(key):
        return Applied(already=True, same=len(sheet.rows))
    try:
        return _write(sheet, by, pathogen, key, progress or _quietly)
    except IntegrityError:
        if change.already_made(key):  # somebody else applied it in the same moment
            return Applied(already=True, same=len(sheet.rows))
        raise


def in_order(sheets: list[Sheet]) -> list[Sheet]:
    """Return sheets in the order to apply them in: cases, then their places, then counts."""
    return sorted(sheets, key=lambda sheet: ORDER.index(sheet.kind) if sheet.kind else len(ORDER))


def _write(
    sheet: Sheet, by: User | None, pathogen: str | None, key: str, progress: Progress
) -> Applied:
    with change.change("imports.apply", by=by, reason=sheet.file, key=key) as made:
        importing = begin(sheet, by, pathogen)
        rows = _list_of(importing)
        if rows.plan.blocked:
            raise ImportRefused(p for p in rows.plan.problems if p.blocks)
        importing.keep_source()
        rows.write(progress)
    found = rows.plan
    return Applied(
        False, found.new, tuple(found.changed), found.same, tuple(found.problems), made.id
    )


def _list_of(importing: Import) -> CaseList | VisitList | CountList:
    if importing.sheet.kind is None:
        raise ImportRefused(importing.sheet.errors)
    return LISTS[importing.sheet.kind](importing)


def _require_readable(sheet: Sheet) -> None:
    if sheet.blocked or sheet.kind is None:
        raise ImportRefused(sheet.errors)


def _here() -> dict:
    today = clock.now().astimezone(settings.CITY_ZONE).date()
    return {"units": unit_book(), "zone": settings.CITY_ZONE, "today": today}


def _key(sheet: Sheet) -> str:
    return f"import:{sheet.fingerprint}"


def _quietly(_done: int, _total: int) -> None:
    pass


__all__ = [
    "Applied",
    "Difference",
    "ImportRefused",
    "Plan",
    "apply",
    "in_order",
    "plan",
    "read",
    "read_upload",
]
