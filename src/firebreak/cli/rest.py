"""What of a document did not become records at the command, and why: left out, or waiting.

What is left out must be entered by hand, or the file mended; what waits in the inbox is decided
there. A script is told by the exit code whether somebody must look.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firebreak.cli.installation import language
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.punctuation import beside, headed, numbered, sentences

WAITS = "waits"
#: Code of a note, or of a draft that is open -> what became of the row.
STATES = {
    "row_left_out": gettext_noop("row left out"),
    "value_left_out": gettext_noop("value left out"),
    WAITS: gettext_noop("waits in the inbox"),
}


def why_waiting(reading, left: Mapping[str, str]) -> dict[str, str]:
    """
    Return each open draft with the sentence that says why it waits, by its key.

    Parameters
    ----------
    left
        What was said of those that accepting left open; of the others the reader was not certain.
    """
    from firebreak.intake.kept import draft_of

    return {
        row.key: left.get(row.key) or _why_uncertain(draft_of(row))
        for row in reading.drafts.filter(state="open")
    }


def _why_uncertain(draft) -> str:
    """Say what is in doubt of a draft; of one without a doubt, that it is read with less certainty."""
    from firebreak.site.inbox.unsure import why_unsure
    from firebreak.site.inbox.words import doubt_word, field_word

    said = (
        headed(field_word(draft.kind, d.field), doubt_word(draft.kind, d)) for d in draft.doubts
    )
    return sentences(*dict.fromkeys(said)) or why_unsure(draft)


def rows_of(reading, waiting: Mapping[str, str]) -> list[dict[str, Any]]:
    """
    Return what was left out and what waits, each row of a sheet once with all its reasons.

    Where rows are of several sheets, `sheet` says of which.
    """
    found: dict[tuple[Any, ...], list[_Entry]] = {}
    for number, entry in enumerate((*_left_out(reading), *_waiting(reading, waiting))):
        place = (entry.sheet, entry.row) if entry.row else (number,)
        found.setdefault(place, []).append(entry)
    several = len(_sheets(reading)) > 1
    return [_as_one(entries) | {"sheet": entries[0].sheet * several} for entries in found.values()]


@dataclass(frozen=True)
class _Entry:
    """One thing about a row: a cell that was left out, or a draft that waits."""

    sheet: str
    row: int | None
    column: str
    state: str
    why: str
    of_cells: bool = False  # the reason is a cell, which the row has an entry of its own for


def _as_one(entries: Sequence[_Entry]) -> dict[str, Any]:
    """Return the entries of a row as one; a cell that a draft waits for is one reason, not two."""
    cells = any(entry.state == "value_left_out" for entry in entries)
    whys = (entry.why for entry in entries if not (cells and entry.of_cells))
    return {
        "row": entries[0].row,
        "column": numbered(dict.fromkeys(entry.column for entry in entries if entry.column)),
        "states": list(dict.fromkeys(entry.state for entry in entries)),
        "why": sentences(*dict.fromkeys(whys)),
    }


def _left_out(reading) -> Iterator[_Entry]:
    from firebreak.intake.drafts import Cell
    from firebreak.intake.kept import notes_of

    for note in notes_of(reading):
        if note.code in STATES and isinstance(note.origin, Cell):
            for row in _rows(note.values):
                why, sheet = _sentences_of(note.values), note.origin.sheet or ""
                yield _Entry(sheet, row, note.origin.column, note.code, why)


def _waiting(reading, waiting: Mapping[str, str]) -> Iterator[_Entry]:
    from firebreak.intake.drafts import Cell
    from firebreak.intake.kept import draft_of
    from firebreak.site.inbox.words import kind_word

    for kept in reading.drafts.filter(key__in=list(waiting)):
        draft, why = draft_of(kept), waiting[kept.key]
        origins = (value.origin for value in draft.fields.values())
        cell = next((origin for origin in origins if isinstance(origin, Cell)), None)
        sheet, row = (cell.sheet or "", cell.row) if cell else ("", None)
        yield _Entry(sheet, row, kind_word(kept.kind), WAITS, why, _is_of_cells(draft, why))


def _is_of_cells(draft, why: str) -> bool:
    """Say whether a draft waits for no more than cells that could not be read, or disagree."""
    from firebreak.intake.sheets.doubts import OF_A_CELL

    is_of_cell = draft.doubts and all(doubt.code in OF_A_CELL for doubt in draft.doubts)
    return bool(is_of_cell) and why == _why_uncertain(draft)


def _sheets(reading) -> set[str]:
    """Return the names of the sheets that were read as lists."""
    from firebreak.intake.drafts import Cell
    from firebreak.intake.kept import notes_of

    lists = (note.origin for note in notes_of(reading) if note.code == "columns")
    return {origin.sheet or "" for origin in lists if isinstance(origin, Cell)}


def _rows(values: Mapping[str, Any]) -> Sequence[int]:
    """Return the rows that a note is about."""
    return values["rows"]


def _sentences_of(values: Mapping[str, Any]) -> str:
    """Return what is wrong and how to mend it, in the language of the command."""
    short = "zh" if language().startswith("zh") else "en"
    said = values.get("said")
    return sentences(*said[short]) if said else str(values["problem"])


def write(file: Path, taken: Mapping[str, Any]) -> None:
    """Write every row that was left out or waits, with its file and its reason."""
    from firebreak.outputs.export import as_csv

    columns = [
        ("file", _("file")),
        ("row", _("row")),
        ("column", _("column or record")),
        ("state", _("what became of it")),
        ("why", _("why")),
    ]
    rows = [
        {**row, "file": _named(f, row["sheet"]), "state": numbered(map(_state, row["states"]))}
        for f, came in taken.items()
        for row in came["rows"]
    ]
    file.write_bytes(as_csv(columns, rows))


def _named(file: str, sheet: str) -> str:
    """Return what a file is called, and which sheet of it is meant."""
    return beside(Path(file).name, sheet) if sheet else Path(file).name


def _state(code: str) -> str:
    return _(STATES[code])


def told(file: Path, taken: Mapping[str, Any]) -> str:
    """Say how many rows of each kind a file of what is left holds."""
    rows = [row for came in taken.values() for row in came["rows"]]
    waiting = sum(WAITS in row["states"] for row in rows)
    said = _("{file}: {left} left out and {waiting} that wait in the inbox, each with its reason.")
    return said.format(file=file, left=len(rows) - waiting, waiting=waiting)


def is_to_look_at(came: Mapping[str, Any], *, accepts: bool, written_down: bool) -> bool:
    """
    Say whether a person must look at what came of a file.

    Parameters
    ----------
    accepts
        What is certain was to be accepted: what waits then waits for somebody. Where all is to
        wait, only what was left out is of note.
    written_down
        What did not come in was to be written to a file: then only a file of which nothing at all
        came in is of note.
    """
    is_lost = any(note["lost"] for note in came["notes"])
    waits = accepts and bool(came["open"])
    if not written_down:
        return is_lost or waits
    return (is_lost or waits) and not came["came_in"]
