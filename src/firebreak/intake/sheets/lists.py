"""One list of a file: the sheet it stands in, what its columns are, what is wrong with those."""

from dataclasses import dataclass
from datetime import tzinfo

from firebreak.intake.drafts import Cell, Value
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.files import Grid
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.headings import Match
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.values import written
from firebreak.intake.sheets.titled import Title


@dataclass(frozen=True)
class List:
    """
    A list: rows of one kind under headings.

    Attributes
    ----------
    title
        Of a list of contacts: what it says of all of them.
    status
        Of a list of cases without a column for it: what each of them is said to be.
    of
        Whom it is of, where no column says it (`untold.py`).
    is_answered
        A person said so.
    """

    grid: Grid
    match: Match
    zone: tzinfo
    problems: tuple[Problem, ...] = ()
    title: Title | None = None
    status: Value | None = None
    of: str = ""
    is_answered: bool = False

    @property
    def kind(self) -> Kind:
        """What its rows are."""
        return self.match.kind

    @property
    def name(self) -> str:
        """What tells its rows from those of another sheet."""
        return self.grid.name or ""

    def value(self, row: Row, field: str, value: object = None) -> Value:
        """A value of a row with the cell it stands in; `value` where it is not the field's own."""
        column = self.match.fields.get(field)
        said = row.values.get(field) if value is None else value
        if column is None:
            return Value(said, Cell(self.grid.name, row.number, ""))
        cell = Cell(self.grid.name, row.number, column.heading)
        return Value(said, cell, self.written(row, field))

    def written(self, row: Row, field: str) -> str:
        """What stands in the cell of a field, after its day in another; "" where nothing does."""
        column = self.match.fields.get(field)
        if column is None:
            return ""
        day = "" if column.day is None else written(row.cells, column.day)
        return f"{day} {written(row.cells, column.position)}".strip()
