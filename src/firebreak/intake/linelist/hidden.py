"""What of a list its workbook hides: it was read all the same, and that is said.

A sheet that is hidden may be an old one, a row that is hidden may be void.
"""

from collections.abc import Iterable

from firebreak.intake.linelist.files import Grid, tidy
from firebreak.intake.linelist.headings import Match
from firebreak.intake.linelist.problems import Problem, listed


def hidden_of(grid: Grid, match: Match) -> list[Problem]:
    """Return what is hidden of what was read: the sheet, rows of it, columns of it."""
    found = []
    if grid.layout.hidden:
        found.append(Problem("hidden_sheet", match.row + 1, blocks=False))
    if rows := _rows(grid, match):
        found.append(Problem("hidden_rows", rows[0], rows=rows, blocks=False))
    if columns := _columns(grid, match):
        values = {"columns": listed(columns)}
        found.append(Problem("hidden_columns", match.row + 1, values=values, blocks=False))
    return found


def _rows(grid: Grid, match: Match) -> tuple[int, ...]:
    """The numbers of the hidden rows that hold anything."""
    numbers = _within(grid.layout.rows, match.below, len(grid.rows))
    return tuple(n + 1 for n in numbers if any(tidy(cell) is not None for cell in grid.rows[n]))


def _columns(grid: Grid, match: Match) -> list[str]:
    last = max((column.position for column in match.columns), default=0)
    hidden = set(_within(grid.layout.columns, 0, last + 1))
    return [f"{c.letter}“{c.heading}”" for c in match.columns if c.field and c.position in hidden]


def _within(ranges: Iterable[tuple[int, int]], first: int, until: int) -> list[int]:
    return sorted(n for a, z in ranges for n in range(max(a, first), min(z + 1, until)))
