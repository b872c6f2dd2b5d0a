"""A list of cases, places or counts as it was read: what each column is, the rows, the problems.

Comes in: a file. Goes out: a `Sheet`, which can be shown, refused, read again with other choices,
or applied (`apply.py`). Reading changes nothing and knows no database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from firebreak.intake.linelist.by_content import told_by_cells
from firebreak.intake.linelist.day_and_hours import with_days
from firebreak.intake.linelist.fields import Kind, label
from firebreak.intake.linelist.files import FileError, Grid, read_grids
from firebreak.intake.linelist.findings import Findings, Row
from firebreak.intake.linelist.headings import Column, Match, match_headings, problems_of
from firebreak.intake.linelist.hidden import hidden_of
from firebreak.intake.linelist.own_days import in_own_days
from firebreak.intake.linelist.problems import Problem, listed
from firebreak.intake.linelist.rows import read_rows
from firebreak.intake.linelist.units import UnitBook

EXAMPLES = {
    "en": "case number, name, sex, age, county, onset date, confirmed date",
    "zh": "病例编号、姓名、性别、年龄、统计县区、发病日期、确诊日期",
}


@dataclass(frozen=True)
class Sheet:
    """
    A file as it was read.

    Parameters
    ----------
    file
        Its name, without the folder.
    digest
        SHA-256 of its bytes.
    kind
        What its rows are; None if that could not be found out.
    name
        The sheet of the workbook; None for a text file.
    encoding
        Of a text file: "utf-8", "utf-16" or "gb18030".
    columns
        What each column is read as.
    rows
        What was read; complete only if nothing blocks.
    problems
        Everything that is wrong, what blocks first.
    """

    file: str
    digest: str
    kind: Kind | None = None
    name: str | None = None
    encoding: str | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether anything stands in the way of applying it."""
        return any(problem.blocks for problem in self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that block."""
        return tuple(problem for problem in self.problems if problem.blocks)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not block."""
        return tuple(problem for problem in self.problems if not problem.blocks)

    @property
    def fingerprint(self) -> str:
        """What identifies this reading: the bytes, the sheet, and what each column was taken for."""
        taken = [(c.position, c.field) for c in self.columns if c.field]
        said = json.dumps([self.digest, self.kind, self.name, taken])
        return hashlib.sha256(said.encode()).hexdigest()

    def label(self, column: Column, language: str = "en") -> str | None:
        """What a column is read as, in words; None if it is not read."""
        if self.kind is None or column.field is None:
            return None
        return label(self.kind, column.field)[language[:2]]


def read_file(
    path: str | Path,
    *,
    units: UnitBook,
    zone: tzinfo,
    today: date | None = None,
    kind: Kind | str | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str | None] | None = None,
) -> Sheet:
    """
    Read a file of cases, places visited or daily counts.

    Parameters
    ----------
    path
        CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or XLSX, XLS, ODS.
    units
        The units that are known here.
    zone
        The time zone of the times in it.
    today
        The local day; gives the year where none is written and finds days to come.
    kind
        What the rows are, if not to be found out: "cases", "places" or "counts".
    sheet
        The sheet of a workbook that has several lists.
    columns
        Heading or column letter -> field, or None to leave it out; overrules what was recognised.

    Returns
    -------
    Sheet
        Never raises for what is wrong with the file: that is in `Sheet.problems`.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Sheet(path.name, "", problems=(Problem("no_such_file"),))
    except IsADirectoryError:
        return Sheet(path.name, "", problems=(Problem("a_folder"),))
    except OSError as error:
        problem = Problem("unreadable_file", values={"reason": error.strerror or str(error)})
        return Sheet(path.name, "", problems=(problem,))
    return read_content(
        content,
        path.name,
        units=units,
        zone=zone,
        today=today,
        kind=kind,
        sheet=sheet,
        columns=columns,
    )


def read_content(
    content: bytes,
    file: str,
    *,
    units: UnitBook,
    zone: tzinfo,
    today: date | None = None,
    kind: Kind | str | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str | None] | None = None,
) -> Sheet:
    """Read a file that was sent: its bytes and its name. Otherwise as `read_file`."""
    empty = Sheet(file, hashlib.sha256(content).hexdigest())
    wanted = Kind(kind) if kind else None
    try:
        grids = read_grids(content, Path(file).suffix.lower())
    except FileError as error:
        problem = Problem(error.code, error.values.get("row"), values=error.values)  # type: ignore[arg-type]
        return _with(empty, problems=(problem,))
    chosen = dict(columns or {})
    grid, match, problems = _choose(grids, sheet, wanted, chosen)
    if grid is None or match is None:
        return _with(empty, problems=tuple(problems))
    match = with_days(told_by_cells(match, grid.rows), grid.rows)
    grid = in_own_days(grid, match)
    problems += [*problems_of(match, chosen), *hidden_of(grid, match)]
    problems += _formula_errors(grid, match)
    rows, findings = read_rows(grid.rows, match, units=units, zone=zone, today=today)
    problems += findings.all() if len(units) else _without_units(findings)
    return Sheet(
        file,
        empty.digest,
        match.kind,
        grid.name,
        grid.encoding,
        match.columns,
        tuple(rows),
        tuple(sorted(problems, key=lambda p: not p.blocks)),
    )


def _formula_errors(grid: Grid, match: Match) -> list[Problem]:
    """Cells of columns that are read: what they should say is lost."""
    headings = {column.position: column.heading for column in match.columns if column.field}
    return [
        Problem("formula_error", row + 1, headings[column])
        for row, column in grid.errors
        if row > match.row and column in headings
    ]


def _without_units(findings: Findings) -> list[Problem]:
    """Before any unit is on file every county is unknown, which is one problem and not many."""
    of_units = ("unknown_unit", "unit_like_none", "lives_elsewhere")
    return [Problem("no_units"), *(p for p in findings.all() if p.code not in of_units)]


def _choose(
    grids: list[Grid], sheet: str | None, kind: Kind | None, chosen: Mapping[str, str | None]
) -> tuple[Grid | None, Match | None, list[Problem]]:
    """The sheet that is meant and its match, or why there is none."""
    names = listed(grid.name for grid in grids)
    if sheet is not None:
        grids = [grid for grid in grids if grid.name == sheet]
        if not grids:
            return None, None, [Problem("no_such_sheet", values={"sheet": sheet, "sheets": names})]
    matched = [(g, m) for g in grids if (m := match_headings(g.rows, kind=kind, chosen=chosen))]
    whole = [(g, m) for g, m in matched if not any(p.blocks for p in problems_of(m, {}))] or matched
    if not whole:
        return None, None, [Problem("no_headings", values={"examples": EXAMPLES})]
    if len(whole) > 1:
        lists = listed(grid.name for grid, _match in whole)
        return None, None, [Problem("which_sheet", values={"sheets": lists})]
    grid, match = whole[0]
    return grid, match, _others(grid, grids)


def _others(grid: Grid, grids: list[Grid]) -> list[Problem]:
    others = [other.name for other in grids if other is not grid]
    if not others:
        return []
    return [Problem("other_sheets", values={"sheets": listed(others)}, blocks=False)]


def _with(sheet: Sheet, *, problems: tuple[Problem, ...]) -> Sheet:
    return Sheet(sheet.file, sheet.digest, problems=problems)
