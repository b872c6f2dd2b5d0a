"""What a column is that no heading tells: by cells that can hardly be anything else.

An ID number, a telephone, a sex, a result has a shape of its own; a date or a name has not, and is
never guessed. What the cells told is shown as such, and anybody may overrule it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from firebreak.intake.linelist.fields import FIELDS
from firebreak.intake.linelist.files import Cell, tidy
from firebreak.intake.linelist.headings import Column, Match
from firebreak.intake.linelist.values import CLASSIFICATIONS, RESULTS, text

LOOK_AT = 200  # cells of a column
FEWEST = 3  # cells; two that are alike are chance
ENOUGH = 0.9  # of the cells; a list that people keep has a slip here and there

_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_SEXES = frozenset({"男", "女", "男性", "女性", "male", "female"})


def _words(table: Mapping[str, str]) -> frozenset[str]:
    """The words of two letters and more: a - or a + may mean anything."""
    said = (word for written in table.values() for word in written.split("|"))
    return frozenset(word for word in said if len(word) > 1)


_SHAPES: dict[str, Callable[[str], object]] = {
    "id_number": lambda cell: _ID_NUMBER.fullmatch(cell.upper()),
    "phone": lambda cell: _MOBILE.fullmatch(re.sub(r"[ -]", "", cell)),
    "sex": lambda cell: cell in _SEXES,
    "classification": _words(CLASSIFICATIONS).__contains__,
    "result": _words(RESULTS).__contains__,
}


def told_by_cells(match: Match, rows: Sequence[Sequence[Cell]]) -> Match:
    """
    Return the match with the fields that only the cells of a column tell.

    A field that a heading names, and a column that somebody chose or left out, stay as they are; a
    field that two columns might be is neither.

    Examples
    --------
    >>> from firebreak.intake.linelist.headings import match_headings
    >>> rows = [["编号", "确诊日期", "甲"], *([n, "2020-01-20", "女"] for n in range(3))]
    >>> match = told_by_cells(match_headings(rows), rows)
    >>> match.columns[2].field, match.columns[2].by_cells
    ('sex', True)
    """
    told = {c.position: f for c in match.columns if (f := _told(c, match, rows))}
    once = {p: f for p, f in told.items() if list(told.values()).count(f) == 1}
    columns = (
        replace(c, field=once[c.position], by_cells=True) if c.position in once else c
        for c in match.columns
    )
    return replace(match, columns=tuple(columns))


def _told(column: Column, match: Match, rows: Sequence[Sequence[Cell]]) -> str | None:
    if column.field or column.chosen:
        return None
    below = (row[column.position] for row in rows[match.below :] if column.position < len(row))
    cells = list(islice(filter(None, map(_plain, below)), LOOK_AT))
    if len(cells) < FEWEST:
        return None
    free = (f for f in _SHAPES if f in FIELDS[match.kind] and f not in match.fields)
    fits = (f for f in free if sum(map(bool, map(_SHAPES[f], cells))) >= ENOUGH * len(cells))
    return next(fits, None)


def _plain(cell: Cell) -> str:
    said = tidy(cell)
    return "" if said is None else unicodedata.normalize("NFKC", text(said)).strip().lower()
