"""`firebreak import`: lists of cases, of places they visited, of published counts.

Files that are no lists go through the inbox (`documents.py`).

Shown before it is applied; all files or none; a second time changes nothing. What it shows is what
a rehearsal came to: the files are applied, looked at, and taken back.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from firebreak.cli import documents, rest
from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import BAD_INPUT, FINDINGS
from firebreak.cli.installation import language, open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.punctuation import beside, headed, is_chinese, listed, numbered, sentences

SHOWN = 20  # problems of one file that are shown; --json gives all


@dataclass
class Work:
    """The files of one import: as read, and what applying them came to."""

    city: str = ""
    sheets: list[Any] = field(default_factory=list)
    applied: list[Any] = field(default_factory=list)
    refused: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # file -> what blocks

    @property
    def blocked(self) -> bool:
        return bool(self.refused) or any(sheet.blocked for sheet in self.sheets)

    @property
    def changes(self) -> bool:
        return any(not one.already and (one.new or one.changed) for one in self.applied)


class TakenBack(Exception):
    """The rehearsal is over."""


@click.command(
    "import",
    cls=Speaking,
    help=gettext_noop(
        "Import line lists (CSV or XLSX), lists of places visited, and published counts.\n\n"
        "Columns are recognised by their headings in Chinese or English. What was recognised, what"
        " would change and what is wrong is shown first; then it asks. All files are applied or"
        " none. In a home without a city, a list of a city that comes with Firebreak sets it up.\n\n"
        "Texts and files of other systems go into the inbox; what is certain is accepted, what is"
        " not waits there for a person. With --review everything waits, lists too.\n\n"
        "The exit code is 1 if something was left out or waits for a person; with --skip-bad, only if"
        " nothing of a file came in; 3 if a list cannot be applied."
    ),
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--yes", is_flag=True, help=gettext_noop("Apply without asking."))
@option(
    "--review",
    is_flag=True,
    help=gettext_noop("Put the files into the inbox and accept nothing: a person reviews them."),
)
@option(
    "--published",
    metavar="DAY",
    callback=documents.day,
    help=gettext_noop(
        "Of a text: the day it was published or written, which “yesterday” counts from."
    ),
)
@option(
    "--skip-bad",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=gettext_noop(
        "Of lists, take in what can be read through the inbox, and write what was left out or waits"
        " there to FILE (CSV), each row with its reason."
    ),
)
@option(
    "--open-units",
    is_flag=True,
    help=gettext_noop("With --skip-bad: open each unit that a list names and nobody has on file."),
)
@option("--dry-run", is_flag=True, help=gettext_noop("Show what would be done, and do nothing."))
@option("--json", "as_json", is_flag=True, help=gettext_noop("Tell it for a program to read."))
@option(
    "--as",
    "kind",
    type=click.Choice(["cases", "places", "counts"]),
    help=gettext_noop("What the rows are: cases, places or counts, if it is not recognised."),
)
@option("--sheet", metavar="NAME", help=gettext_noop("The sheet of a workbook with several lists."))
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help=gettext_noop(
        "Read a column as a field, by its heading or letter: --column 病人=name. Nothing after the"
        " = leaves the column out."
    ),
)
def command(
    files: tuple[Path, ...],
    yes: bool,
    review: bool,
    published: date | None,
    skip_bad: Path | None,
    open_units: bool,
    dry_run: bool,
    as_json: bool,
    kind: str | None,
    sheet: str | None,
    columns: tuple[str, ...],
) -> None:
    """Read, show, ask, apply."""
    open_installation()
    documents.require_past(published)
    how = {"kind": kind, "sheet": sheet, "columns": _chosen(columns)}
    if open_units and not skip_bad:
        raise click.UsageError(
            _(
                "--open-units goes with --skip-bad: a list that is applied whole asks about each unit."
            )
        )
    asks = not (yes or review or dry_run or as_json)
    if asks and not _can_ask():
        raise click.UsageError(
            _("Nobody can be asked here. Add --yes to apply, or --dry-run to look.")
        )
    names_one = bool(kind or sheet or columns)
    files, others = (
        ((), files) if review or skip_bad else documents.parted(files, names_one=names_one)
    )
    is_to_look_at = False
    if others:
        way = documents.Way(published, accept=not review, open_units=open_units, rest=skip_bad)
        taken = _take_in(others, way, yes or review, as_json=as_json, asks=asks)
        is_to_look_at = any(
            rest.is_to_look_at(came, accepts=way.accept, written_down=bool(skip_bad))
            for came in taken.values()
        )
    if files:
        _import_lists(
            files, how, looks=dry_run or (as_json and not yes), asks=asks, as_json=as_json
        )
    if is_to_look_at:
        click.get_current_context().exit(FINDINGS)


def _import_lists(
    files: tuple[Path, ...], how: dict, *, looks: bool, asks: bool, as_json: bool
) -> None:
    """Show what lists would come to, and apply them if that is wanted."""
    if looks or asks:
        work = _rehearse(files, how)
        _tell(work, as_json, done=False)
        if work.blocked or not asks or not _wanted(work):
            _leave(work)
            return
    work = _apply(files, how)
    _tell(work, as_json, done=True, again=asks)
    _leave(work)


def _take_in(
    files: tuple[Path, ...],
    way: documents.Way,
    wanted: bool,
    *,
    as_json: bool,
    asks: bool,
) -> dict[str, Any]:
    """Take files that are no lists into the inbox, shown first where somebody can be asked."""
    if not wanted:
        read = [(file, documents.read(documents.opened(file), way.published)) for file in files]
        if as_json:
            told = [{"file": str(file), **reading.to_plain()} for file, reading in read]
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
            return {}
        for file, reading in read:
            documents.tell(file, reading)
        if not asks or not click.confirm(
            _("Put it into the inbox and accept what is certain?"), default=False, err=True
        ):
            return {}
    taken = documents.take_in(files, way)
    if as_json:
        click.echo(json.dumps(taken, ensure_ascii=False, indent=1))
    else:
        documents.tell_taken(taken, way)
    return taken


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _chosen(columns: tuple[str, ...]) -> dict[str, str | None]:
    chosen = {}
    for one in columns:
        heading, equals, name = one.rpartition("=")
        if not equals or not heading:
            raise click.UsageError(_("--column is written HEADING=FIELD, for example 病人=name."))
        chosen[heading] = name or None
    return chosen


def _rehearse(files: tuple[Path, ...], how: dict) -> Work:
    from django.db import transaction

    from firebreak.records import clock

    work = Work()
    try:
        with transaction.atomic():
            _do(work, files, how)
            raise TakenBack
    except TakenBack:
        clock.forget()
    return work


def _apply(files: tuple[Path, ...], how: dict) -> Work:
    from django.db import transaction

    work = Work()
    try:
        with transaction.atomic():
            _do(work, files, how)
            if work.blocked:
                raise TakenBack
    except TakenBack:
        work.applied.clear()
    return work


def _do(work: Work, files: tuple[Path, ...], how: dict) -> None:
    """Set up the city if there is none, read, and apply in the order in which lists refer."""
    from firebreak.intake.linelist import apply as intake

    work.city = _city_for(files)
    work.sheets = [intake.read(file, **how) for file in files]
    if work.blocked:
        return
    work.sheets = intake.in_order(work.sheets)
    for sheet in work.sheets:
        try:
            with progress(sheet.file) as tell:
                work.applied.append(intake.apply(sheet, by=None, progress=tell))
        except intake.ImportRefused as refusal:
            work.refused[sheet.file] = refusal.problems
            return


def _city_for(files: tuple[Path, ...]) -> str:
    """Set up the city that the lists are of, if none is; return its name."""
    from firebreak.cli.cities.setting_up import city_of, set_up
    from firebreak.records.models import Installation, Unit

    if Installation.objects.filter(city__isnull=False).exists() or Unit.objects.exists():
        return ""
    city = city_of({cell for file in files for cell in _cells(file)})
    return set_up(city).city if city else ""


def _cells(file: Path) -> set[str]:
    from firebreak.intake.linelist.files import FileError, read_grids

    try:
        grids = read_grids(file.read_bytes(), file.suffix.lower())
    except (OSError, FileError):
        return set()  # reading it properly says what is wrong
    return {str(cell).strip() for grid in grids for row in grid.rows for cell in row if cell}


def _wanted(work: Work) -> bool:
    if not work.changes:
        return False
    return click.confirm(_("Apply?"), default=False, err=True)


def _leave(work: Work) -> None:
    if work.blocked:
        click.get_current_context().exit(BAD_INPUT)


def _tell(work: Work, as_json: bool, *, done: bool, again: bool = False) -> None:
    if as_json:
        click.echo(json.dumps(_as_dict(work, done), ensure_ascii=False, indent=1, default=str))
        return
    if not again:
        if work.city:
            _say(
                _("No city was set up: {city} and its counties were set up from the list.")
                if done and not work.blocked
                else _("No city is set up: {city} and its counties are set up with the list."),
                city=work.city,
            )
        for sheet in work.sheets:
            _tell_reading(sheet)
    for file, problems in work.refused.items():
        click.echo(f"\n{file}")
        _tell_problems(problems)
    if work.blocked:
        click.echo(_("\nNothing was applied. Mend the files and import them again."))
        return
    for sheet, applied in zip(work.sheets, work.applied, strict=True):
        _tell_outcome(sheet, applied, done)
    if done and not work.changes:
        click.echo(_("Nothing changed: all of it is on file already."))


def _tell_reading(sheet) -> None:
    from firebreak.intake.linelist.headings import Kind

    kinds = {
        Kind.CASES: _("cases"),
        Kind.PLACES: _("places visited"),
        Kind.COUNTS: _("published counts"),
        Kind.JOURNEYS: _("journeys"),
        Kind.LINKS: _("links between cases"),
        Kind.CONTACTS: _("contacts"),
        Kind.TESTS: _("results of tests"),
    }
    what = kinds.get(sheet.kind, _("not recognised"))
    about = listed(part for part in (sheet.name, sheet.encoding) if part)
    rows = _("{n} rows").format(n=len(sheet.rows))
    told = headed(sheet.file, listed([what, rows]))
    click.echo("\n" + (beside(told, about) if about else told))
    for column in sheet.columns:
        meaning = sheet.label(column, language())
        _say(
            "  {letter}  {heading} → {meaning}",
            letter=column.letter,
            heading=column.heading,
            meaning=meaning or _("not read"),
        )
    _tell_problems(sheet.problems)


def _tell_problems(problems) -> None:
    for problem in problems[:SHOWN]:
        message, fix = problem.say(language())
        click.echo("  " + headed(_where(problem), sentences(message, fix)))
    if len(problems) > SHOWN:
        _say(_("  and {n} more; --json lists them all"), n=len(problems) - SHOWN)


def _where(problem) -> str:
    parts = [_("error") if problem.blocks else _("to check")]
    if problem.rows and len(problem.rows) > 1:
        shown = numbered(problem.rows[:8])
        parts.append(_("rows {rows}").format(rows=shown + ("…" if len(problem.rows) > 8 else "")))
    elif problem.row:
        parts.append(_("row {row}").format(row=problem.row))
    if problem.column:
        parts.append(_("column {column}").format(column=problem.column))
    if found := problem.quoted(language()):
        parts.append(found)
    return listed(parts)


def _tell_outcome(sheet, applied, done: bool) -> None:
    if applied.already:
        _say(_("{file}: imported before, nothing to do."), file=sheet.file)
        return
    words = (
        _("{file}: {new} new, {filled} filled in, {corrected} corrected, {same} unchanged.")
        if done
        else _(
            "{file}: would be {new} new, {filled} filled in, {corrected} corrected, {same} unchanged."
        )
    )
    filled = sum(one.filled for one in applied.changed)
    _say(
        words,
        file=sheet.file,
        new=applied.new,
        filled=filled,
        corrected=len(applied.changed) - filled,
        same=applied.same,
    )
    _tell_differences(sheet, applied.changed)
    _tell_problems(applied.warnings)


def _tell_differences(sheet, changed) -> None:
    """Each value that was otherwise; of those that were not known, how many of each kind."""
    from firebreak.records.models import Unit

    otherwise = [one for one in changed if not one.filled and one.before is not None]
    units = {unit.name: str(unit) for unit in Unit.objects.all()} if otherwise else {}
    for one in otherwise[:SHOWN]:
        _say(
            _("  row {row}, case {number}: {field} {before} → {after}")
            if one.number
            else _("  row {row}: {field} {before} → {after}"),
            row=one.row,
            number=one.number,
            field=_named(sheet, one.field),
            before=units.get(one.before, one.before),
            after=units.get(one.after, one.after) or _("not known"),
        )
    if len(otherwise) > SHOWN:
        _say(_("  and {n} more; --json lists them all"), n=len(otherwise) - SHOWN)
    hidden = [one for one in changed if not one.filled and one.before is None]
    for some, words in (
        (hidden, _("  corrected, not shown here: {told}")),
        ([one for one in changed if one.filled], _("  filled in where nothing was known: {told}")),
    ):
        counts = Counter(one.field for one in some)
        told = listed(f"{_named(sheet, name)} {count}" for name, count in counts.items())
        if told:
            _say(words, told=told)


def _named(sheet, field: str) -> str:
    """A field or column of the record in words; a case's state by its own name."""
    from firebreak.engine.consistency.findings import MEASURES
    from firebreak.intake.linelist.fields import CASES, FIELDS, PLACES

    of_record = {
        "unit": PLACES["county"],
        "matched_name": PLACES["matched"],
        "unit_counting": CASES["counting"],
    }
    known = of_record.get(field) or FIELDS[sheet.kind].get(field)
    if known is not None:
        return known.zh if is_chinese() else known.en
    return MEASURES[field][is_chinese()] if field in MEASURES else field


def _say(words: str, **values: object) -> None:
    click.echo(words.format(**values))


def _as_dict(work: Work, done: bool) -> dict[str, Any]:
    return {
        "applied": done and not work.blocked,
        "city_set_up": work.city or None,
        "files": [
            _file_as_dict(
                sheet, dict(zip((s.file for s in work.sheets), work.applied, strict=False)), work
            )
            for sheet in work.sheets
        ],
    }


def _file_as_dict(sheet, applied: dict[str, Any], work: Work) -> dict[str, Any]:
    came_to = applied.get(sheet.file)
    problems = [*sheet.problems, *work.refused.get(sheet.file, ())]
    return {
        "file": sheet.file,
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "rows": len(sheet.rows),
        "columns": [
            {"letter": c.letter, "heading": c.heading, "field": c.field} for c in sheet.columns
        ],
        "problems": [p.as_dict(language()) for p in problems],
        "already": came_to.already if came_to else None,
        "new": came_to.new if came_to else None,
        "changed": [vars(one) for one in came_to.changed] if came_to else None,
        "same": came_to.same if came_to else None,
        "warnings": [p.as_dict(language()) for p in came_to.warnings] if came_to else None,
    }
