"""A file of lists as drafts: each list by its own headings, each row with what is wrong with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Cell, Draft, Note, Reading, ReadingError, Value
from firebreak.intake.linelist.by_content import told_by_cells
from firebreak.intake.linelist.day_and_hours import with_days
from firebreak.intake.linelist.fields import Kind, label
from firebreak.intake.linelist.files import FEWEST_COLUMNS, FileError, Grid, read_grids, tidy
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.headings import Column, Match, match_headings, problems_of
from firebreak.intake.linelist.hidden import hidden_of
from firebreak.intake.linelist.own_days import in_own_days
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.rows import read_rows
from firebreak.intake.linelist.sheet import EXAMPLES
from firebreak.intake.linelist.units import AnyUnitBook
from firebreak.intake.sheets import untold
from firebreak.intake.sheets.doubts import can_wait, makes_drafts, with_doubts
from firebreak.intake.sheets.drafting import drafts_of
from firebreak.intake.sheets.lists import List
from firebreak.intake.sheets.namesakes import with_namesakes_waiting
from firebreak.intake.sheets.titled import Title, title_of, titles_told, whose_contacts
from firebreak.intake.sheets.twice import two_values

ZONE = ZoneInfo("Asia/Shanghai")
#: What is refused in a list that is applied whole, and here is for a person to look at.
FEWEST_ROWS = 2  # of a sheet that looks like a list: headings and a row
NOT_SAID = frozenset({"no_rows", "column_not_taken"})  # the note of the columns says it
#: What is no more than told in a list that is applied whole, and is a loss all the same.
LOST = frozenset({"id_digits_lost", "phone_digits_lost", "column_without_heading", "second_column"})
ONLY_ODD = frozenset({"repeated_number", "classification_disagrees"})

#: What somebody said that columns are: kind of list -> heading -> field, None to leave it out.
Columns = Mapping[Kind, Mapping[str, str | None]]


def read_sheets(
    content: bytes,
    file: str,
    *,
    published: date | None = None,
    zone: tzinfo = ZONE,
    columns: Columns | None = None,
    listed_as: str = "",
) -> Reading:
    """
    Read every list of a workbook or CSV as drafts.

    Parameters
    ----------
    content, file
        The bytes, and the name of the file; its ending says what they are.
    published
        The day the file is of: a date without a year is the last before it.
    zone
        The time zone of the times in it.
    columns
        What columns were chosen to be before, by whoever knows the sender; headings that are not
        in this file say nothing.
    listed_as
        What a person said that all are of whom no column says it: one of `untold.ANSWERS`.

    Returns
    -------
    Reading
        Its drafts refer to cells. A cell that could not be read is a doubt of its row's drafts and
        a note "value_left_out"; each row that was left out is a note "row_left_out" with the
        problem that kept it out; what is odd about a row that was read is a note "odd"; what each
        column was read as is a note "columns" for each list.

    Raises
    ------
    ReadingError
        The file cannot be opened, or none of its sheets is a list.

    Examples
    --------
    >>> rows = "编号,姓名,性别,年龄,确诊日期\\n1,张某,X,45,2020-01-28\\n2,李某,女,30,\\n"
    >>> reading = read_sheets(rows.encode(), "名单.csv")
    >>> [(draft.kind, [doubt.said for doubt in draft.doubts]) for draft in reading.drafts]
    [('person', ['X']), ('case', []), ('classification', [])]
    >>> [(note.code, note.origin.row, note.origin.column) for note in reading.notes]
    [('columns', 1, ''), ('value_left_out', 2, '性别'), ('row_left_out', 3, '确诊日期')]
    """
    try:
        grids = read_grids(content, Path(file).suffix.lower())
    except FileError as error:
        raise ReadingError(error.code, None, **error.values) from error
    asked = _Asked(zone, columns or {}, file, listed_as)
    lists = [one for grid in grids if (one := _list(grid, asked))]
    if not lists:
        raise _refusal(grids)
    _require_one_beside_none(lists)
    read = [_read(one, published) for one in lists]
    return Reading(
        format="sheet",
        drafts=with_namesakes_waiting(
            _once(chain.from_iterable(drafts for drafts, _notes in read))
        ),
        notes=(
            *_answered(lists, listed_as),
            *chain.from_iterable(notes for _drafts, notes in read),
            *_no_lists(grids, lists),
        ),
        published=published,
    )


def _require_one_beside_none(lists: Sequence[List]) -> None:
    """Refuse a file all of whose lists are two tables side by side; of others that is told."""
    beside = [one.match.side_by_side for one in lists]
    if beside[0] and all(beside):
        raise ReadingError("side_by_side", None, second=beside[0].letter)


def _refusal(grids: Iterable[Grid]) -> ReadingError:
    """Why a file holds no list: no headings, or what is missing beside those that it has."""
    matches = [match for grid in grids if (match := match_headings(grid.rows))]
    nearest = max(matches, key=lambda match: len(match.fields), default=None)
    problems = problems_of(nearest, {}) if nearest else []
    lacking = [problem.values for problem in problems if problem.code == "column_missing"]
    if nearest is None or not lacking or len(nearest.fields) < FEWEST_COLUMNS:
        return ReadingError("no_headings", None, examples=EXAMPLES)
    named = [label(nearest.kind, field) for field in nearest.fields]
    columns = {"en": ", ".join(n["en"] for n in named), "zh": "、".join(n["zh"] for n in named)}
    return ReadingError("list_lacks", None, label=lacking[0]["label"], columns=columns)


@dataclass(frozen=True)
class _Asked:
    """How the lists of a file are read: what is known of all of them."""

    zone: tzinfo
    columns: Columns
    file: str
    listed_as: str


def _list(grid: Grid, asked: _Asked) -> List | None:
    """The list in a sheet; None if it is none: a title page, a legend."""
    match, chosen = _matched(grid, asked, None)
    if match is None:
        return None
    title = title_of(grid, match)
    of = "" if _is_whole(match, title) else untold.whom(grid, match, asked.file)
    said = asked.listed_as if of else ""
    if of:
        of = untold.answered(said) or of
        kind = Kind.CONTACTS if of == untold.CONTACTS else Kind.CASES
        match, chosen = _matched(grid, asked, kind)
        if match is None:
            return None
        title = title_of(grid, match)
    problems = _problems(match, chosen, title, of)
    if any(problem.code == "column_missing" for problem in problems):
        return None
    problems = [*map(_left_out, problems), *hidden_of(grid, match)]
    status = _status(grid, match, asked, said) if of == untold.CASES else None
    one = List(in_own_days(grid, match), match, asked.zone, tuple(problems), title, status, of)
    return replace(one, is_answered=bool(said))


def _problems(
    match: Match, chosen: Mapping[str, str | None], title: Title | None, of: str
) -> list[Problem]:
    """What is wrong with the columns, but for what the title says, or a person is asked."""
    return [
        problem
        for problem in problems_of(match, chosen)
        if not (_told_by(title, problem) or (of and untold.is_lacking(problem)))
    ]


def _matched(
    grid: Grid, asked: _Asked, kind: Kind | None
) -> tuple[Match | None, Mapping[str, str | None]]:
    """The headings of a sheet, and what its columns were chosen to be."""
    match = match_headings(grid.rows, kind=kind)
    if match is None:
        return None, {}
    there = {column.heading for column in match.columns}
    chosen = {h: field for h, field in asked.columns.get(match.kind, {}).items() if h in there}
    if chosen:
        match = match_headings(grid.rows, kind=match.kind, chosen=chosen)
    if match is None:
        return None, chosen
    return with_days(told_by_cells(match, grid.rows), grid.rows), chosen


def _is_whole(match: Match, title: Title | None) -> bool:
    lacking = (problem for problem in problems_of(match, {}) if problem.code == "column_missing")
    return all(_told_by(title, problem) for problem in lacking)


def _status(grid: Grid, match: Match, asked: _Asked, said: str) -> Value | None:
    answered = untold.status_answered(said, match)
    return answered or untold.status_told(grid, match, asked.file)


def _told_by(title: Title | None, problem: Problem) -> bool:
    """Whether a list lacks the column that tells contacts from others, and its title tells it."""
    lacks_whose = problem.code == "column_missing" and problem.values["field"] == "of"
    return lacks_whose and title is not None and (title.names_a_case or title.of_contacts)


def _left_out(problem: Problem) -> Problem:
    """A column that another outdoes is left out here, where a list applied whole is refused."""
    return replace(problem, code="second_column") if problem.code == "two_columns" else problem


def _read(one: List, published: date | None) -> tuple[list[Draft], list[Note]]:
    if one.match.side_by_side:
        beside = (problem for problem in one.problems if problem.code == "side_by_side")
        return [], [_columns(one), *(_note(one, problem, "row_left_out") for problem in beside)]
    rows, findings = read_rows(
        one.grid.rows, one.match, units=AnyUnitBook(), zone=one.zone, today=published
    )
    errors = _merged(_formula_errors(one.grid, one.match), two_values(one, rows))
    rows = [replace(row, unread={**errors.get(row.number, {}), **row.unread}) for row in rows]
    problems = [*one.problems, *findings.all()]
    problems += [problem for row in rows for problem in errors.get(row.number, {}).values()]
    cells = _waiting(one, rows)
    coded = [(_code(problem, cells), problem) for problem in problems]
    out = {problem.row for code, problem in coded if code == "row_left_out"}
    kept = (row for row in rows if row.number not in out)
    drafts = (untold.waiting(one, with_doubts(one, row, drafts_of(one, row))) for row in kept)
    notes = [_note(one, problem, code) for code, problem in coded if problem.code not in NOT_SAID]
    titled = (*titles_told(one.grid, one.match), *whose_contacts(one.match, one.title, rows))
    asks = [Note(untold.NOT_SAID, Cell(one.grid.name, one.match.row + 1, ""))]
    notes = [_columns(one), *titled, *(asks if untold.waits(one) else ()), *notes]
    return list(chain.from_iterable(drafts)), notes


def _waiting(one: List, rows: Iterable[Row]) -> set[tuple[int | None, str | None]]:
    """Row and column of the cells with which drafts wait; without a draft to wait, the row is out."""
    return {
        (problem.row, problem.column)
        for row in rows
        if makes_drafts(one.kind, row)
        for field, problem in row.unread.items()
        if problem.code != "two_values" or can_wait(one.kind, field)
    }


def _code(problem: Problem, cells: Collection[tuple[int | None, str | None]]) -> str:
    """What a problem comes to: the row is left out, one of these `cells` of it, or nothing is."""
    if problem.code in LOST:
        return "value_left_out"
    if not problem.blocks or problem.code in ONLY_ODD:
        return "odd"
    return "value_left_out" if (problem.row, problem.column) in cells else "row_left_out"


def _note(one: List, problem: Problem, code: str) -> Note:
    rows = tuple(problem.rows or ((problem.row,) if problem.row else ()))
    said = {language: problem.say(language) for language in ("en", "zh")}
    return Note(
        code,
        Cell(one.grid.name, problem.row or 0, problem.column or ""),
        {"problem": problem.code, "rows": rows, "said": said},
    )


def _merged(*found: Mapping[int, Mapping[str, Problem]]) -> dict[int, dict[str, Problem]]:
    """Row -> field -> what is wrong with its cell."""
    merged: dict[int, dict[str, Problem]] = defaultdict(dict)
    for row, problems in chain.from_iterable(one.items() for one in found):
        merged[row].update(problems)
    return merged


def _formula_errors(grid: Grid, match: Match) -> dict[int, dict[str, Problem]]:
    """Row -> field -> its cell is an error of the spreadsheet: what it should say is lost."""
    columns = {column.position: column for column in match.columns if column.field}
    found: dict[int, dict[str, Problem]] = defaultdict(dict)
    for row, position in grid.errors:
        if row > match.row and (column := columns.get(position)):
            problem = Problem("formula_error", row + 1, column.heading)
            found[row + 1][column.field or ""] = problem
    return found


def _once(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Each draft once: that a case is spoken of in many rows is one draft of the case."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        known = first.get(draft.key)
        if known is None or len(draft.fields) > len(known.fields):
            first[draft.key] = draft
    return tuple(first.values())


def _answered(lists: Iterable[List], listed_as: str) -> Iterable[Note]:
    """What a person said that all of a list are, so that it is known when it is read again."""
    if any(one.is_answered for one in lists):
        yield Note(untold.ANSWERED, None, {"as": listed_as})


def _no_lists(grids: Iterable[Grid], lists: Iterable[List]) -> Iterable[Note]:
    read = {one.grid.name for one in lists}
    for grid in (grid for grid in grids if grid.name not in read):
        rows = sum(len(_filled(row)) >= FEWEST_COLUMNS for row in grid.rows)
        code = "no_list" if rows < FEWEST_ROWS else "list_not_recognised"
        yield Note(code, Cell(grid.name, 1, ""), {"sheet": grid.name or "", "count": rows})


def _filled(row: Sequence[object]) -> list[object]:
    return [cell for cell in row if tidy(cell) is not None]  # type: ignore[arg-type]


def _columns(one: List) -> Note:
    """What each column was read as, and what told so."""
    outdone = one.match.not_read
    read_as = tuple(
        (c.letter, c.heading, (c not in outdone and c.field) or "", _column_told_by(c))
        for c in one.match.columns
    )
    return Note(
        "columns",
        Cell(one.grid.name, one.match.row + 1, ""),
        {"kind": str(one.kind), "columns": read_as},
    )


def _column_told_by(column: Column) -> str:
    if column.chosen:
        return "chosen"
    return "cells" if column.by_cells else "heading"


__all__ = ["Columns", "read_sheets"]
