"""The lines of a draft as they are shown: what says one thing stands in one line.

An age and what it is counted in are two fields of a draft, and so are a home and its division code;
of a sheet all values mostly come from one row. Nothing is left out that a reviewer decides on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from firebreak.intake.accepting.comparing import DIFFERS
from firebreak.intake.drafts import Cell, Draft
from firebreak.site.inbox.words import column_word, place_word, title_word

if TYPE_CHECKING:
    from firebreak.site.inbox.cards import Line


def tidied(draft: Draft, lines: list[Line]) -> list[Line]:
    """Put together what belongs together, and say once what is the same of all."""
    return _each_fact_once(_row_said_once(draft, _age_in_one(draft, lines)))


def row_word(draft: Draft) -> str:
    """Say in which row of a sheet all values stand; "" if they stand in several, or in none."""
    cells = [value.origin for value in draft.fields.values() if isinstance(value.origin, Cell)]
    rows = {(cell.sheet, cell.row) for cell in cells}
    if len(rows) != 1 or len(cells) != len(draft.fields):
        return ""
    return place_word(replace(cells[0], column=""))


def _age_in_one(draft: Draft, lines: list[Line]) -> list[Line]:
    unit = next((line for line in lines if line.field == "age_unit"), None)
    if draft.kind != "person" or unit is None or not _only_repeats(draft, unit):
        return lines
    kept = [line for line in lines if line is not unit]
    age = title_word(draft, "age")
    return [replace(line, value=age) if line.field == "age" else line for line in kept]


def _only_repeats(draft: Draft, unit: Line) -> bool:
    return (
        "age" in draft.fields and unit.state != DIFFERS and not unit.doubts and not unit.is_mended
    )


def _row_said_once(draft: Draft, lines: list[Line]) -> list[Line]:
    if not row_word(draft):
        return lines
    return [replace(line, place=_column(draft, line.field)) for line in lines]


def _column(draft: Draft, field: str) -> str:
    value = draft.fields.get(field)
    return column_word(value.origin) if value and isinstance(value.origin, Cell) else ""


def _each_fact_once(lines: list[Line]) -> list[Line]:
    """What is on file otherwise stands, with its tick, beside the first value that it is about."""
    seen: set[str] = set()
    found = []
    for line in lines:
        again = line.state == DIFFERS and line.fact in seen
        seen.add(line.fact)
        found.append(replace(line, state="", on_file="") if again else line)
    return found
