"""Days of a workbook that counts them from 1904, where a cell says no more than the number."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from firebreak.engine.dates import EXCEL_SERIALS
from firebreak.intake.linelist.files import Cell, Grid, tidy
from firebreak.intake.linelist.headings import Match, is_a_day

DAY_ZERO = datetime(1904, 1, 1)  # noqa: DTZ001  the wall clock of a spreadsheet
LATER = 1_462  # days from the beginning of the one system to that of the other
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def in_own_days(grid: Grid, match: Match) -> Grid:
    """Return the grid with the numbers in its columns of days as the days that they are."""
    if not grid.since_1904:
        return grid
    days = {c.position for c in match.columns if c.field and is_a_day(match.kind, c.field)}
    below = [_in_own_days(row, days) for row in grid.rows[match.below :]]
    return replace(grid, rows=[*grid.rows[: match.below], *below])


def _in_own_days(row: Sequence[Cell], days: Collection[int]) -> list[Cell]:
    return [_day(cell) if position in days else cell for position, cell in enumerate(row)]


def _day(cell: Cell) -> Cell:
    """
    Return the day of a number; anything else as it is.

    Examples
    --------
    >>> _day(42389), _day("42389"), _day("2020-01-21")
    (datetime.date(2020, 1, 21), datetime.date(2020, 1, 21), '2020-01-21')
    """
    said = tidy(cell)
    if isinstance(said, str) and _SERIAL.fullmatch(said):
        said = float(said)
    if isinstance(said, bool) or not isinstance(said, int | float):
        return cell
    if not EXCEL_SERIALS[0] <= said + LATER < EXCEL_SERIALS[1]:
        return cell
    moment = DAY_ZERO + timedelta(minutes=round(said * 1440))
    return moment if said % 1 else moment.date()
