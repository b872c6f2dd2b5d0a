"""Two columns of one field: rows in which they say different things, so that neither is certain."""

from collections import defaultdict
from collections.abc import Iterable

from firebreak.intake.linelist.fields import label
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.headings import Column
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.values import written
from firebreak.intake.sheets.lists import List

#: Two columns of remarks say more than one, and not another thing.
REMARKS = frozenset({"note", "url", "text"})


def two_values(one: List, rows: Iterable[Row]) -> dict[int, dict[str, Problem]]:
    """Return row -> field -> that a second column says it otherwise than the one that is read."""
    seconds = [column for column in one.match.not_read if column.field not in REMARKS]
    found: dict[int, dict[str, Problem]] = defaultdict(dict)
    for row in rows if seconds else ():
        for column in seconds:
            field = column.field or ""
            also = written(row.cells, column.position)
            if also not in ("", one.written(row, field)):
                found[row.number][field] = _problem(one, row, column)
    return found


def _problem(one: List, row: Row, column: Column) -> Problem:
    field = column.field or ""
    values = {
        "label": label(one.kind, field),
        "first": one.match.fields[field].letter,
        "second": column.letter,
    }
    return Problem("two_values", row.number, column.heading, values=values)
