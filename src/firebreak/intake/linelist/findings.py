"""A row that was read, and what was found wrong while reading."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.problems import Problem


@dataclass(frozen=True)
class Row:
    """
    One row of the list.

    Parameters
    ----------
    number
        In the file, the first row being 1.
    values
        Field -> value. A field that is empty, or known to be unknown, is left out.
    cells
        As they stand in the file.
    unread
        Field -> what is wrong with its cell.
    """

    number: int
    values: Mapping[str, object]
    cells: Sequence[Cell]
    unread: Mapping[str, Problem] = field(default_factory=dict)


@dataclass
class Findings:
    """Problems as they come up: those that block one by one, warnings of one kind together."""

    blocking: list[Problem] = field(default_factory=list)
    warnings: dict[Hashable, Problem] = field(default_factory=dict)
    rows_of: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))

    def block(
        self, code: str, row: int, column: str | None = None, found=None, **values
    ) -> Problem:
        """Add a problem that blocks, and return it."""
        self.blocking.append(Problem(code, row, column, found, values))
        return self.blocking[-1]

    def warn(self, code: str, row: int, column: str | None = None, found=None, **values) -> None:
        """Add a warning; the same one about other rows is one problem with several rows."""
        key = (code, column, str(found), tuple(sorted((k, str(x)) for k, x in values.items())))
        self.rows_of[key].append(row)
        if key not in self.warnings:
            self.warnings[key] = Problem(code, row, column, found, values, blocks=False)

    def all(self) -> list[Problem]:
        """Everything, those that block first, each in the order of the rows."""
        warnings = [
            Problem(p.code, p.row, p.column, p.found, p.values, False, tuple(self.rows_of[key]))
            for key, p in self.warnings.items()
        ]
        return sorted(self.blocking, key=_place) + sorted(warnings, key=_place)


def _place(problem: Problem) -> int:
    return problem.row or 0
