"""The lines of a draft as they are shown: what says one thing stands in one line.

An age and what it is counted in are two fields of a draft, and so are a home and its division code;
of a sheet all values mostly come from one row, of an export from one of its records. Nothing is left out that a reviewer decides on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from firebreak.intake.accepting.comparing import DIFFERS
from firebreak.intake.drafts import Cell, Draft, Origin, Pointer
from firebreak.site.inbox.words import column_word, place_word, title_word

if TYPE_CHECKING:
    from firebreak.site.inbox.cards import Line

#: With what Go.Data begins every code, as long as the code itself.
TOKEN = "LNG_REFERENCE_DATA_CATEGORY_"
RECORD = 3  # parts of a pointer that name a record: "", its list, its place in it


def tidied(draft: Draft, lines: list[Line]) -> list[Line]:
    """Put together what belongs together, and say once what is the same of all."""
    return _each_fact_once(_row_said_once(draft, _age_in_one(draft, lines)))


def row_word(draft: Draft) -> str:
    """Say in which row of a sheet, or record of an export, all values stand; "" if in several."""
    wholes = {_whole(value.origin) for value in draft.fields.values()}
    whole = wholes.pop() if len(wholes) == 1 else None
    return place_word(whole)


def quote_word(said: str) -> str:
    """What a cell or a value of an export says, as short as it still tells one from another."""
    return "…" + said.removeprefix(TOKEN) if said.startswith(TOKEN) else said


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
    return [replace(line, place=_rest(draft, line.field)) for line in lines]


def _whole(origin: Origin | None) -> Origin | None:
    """The row of a cell; the record of a list that a pointer leads into, as /cases/0."""
    if isinstance(origin, Cell):
        return replace(origin, column="")
    if isinstance(origin, Pointer):
        return Pointer("/".join(origin.path.split("/")[:RECORD]))
    return None


def _rest(draft: Draft, field: str) -> str:
    origin = draft.fields[field].origin if field in draft.fields else None
    if isinstance(origin, Pointer):
        return "/".join(origin.path.split("/")[RECORD:])
    return column_word(origin) if isinstance(origin, Cell) else ""


def _each_fact_once(lines: list[Line]) -> list[Line]:
    """What is on file otherwise stands, with its tick, beside the first value that it is about."""
    seen: set[str] = set()
    found = []
    for line in lines:
        again = line.state == DIFFERS and line.fact in seen
        seen.add(line.fact)
        found.append(replace(line, state="", on_file="") if again else line)
    return found
