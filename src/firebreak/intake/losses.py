"""What of a document did not come in, by what its reader noted.

Comes in: notes. Goes out: which of them tell of a loss, and those of the same kind as one. A draft
that waits in the inbox is no loss: it is there to be decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from firebreak.intake.drafts import Cell, Note

#: Notes of rows of a list; what is wrong stands in their values.
OF_ROWS = frozenset({"row_left_out", "value_left_out", "odd"})
#: All of it was read, or what was not is no fact by the sender's own word.
NOTHING_LOST = frozenset(
    {
        "odd",
        "passage_repeated",
        "sentence_joined",
        "surrogates",
        "control_characters",
        "html",
        "publication_day_not_known",
        "day_of_receipt_taken",
        "no_list",
        "list_title",
        "whose_contacts_not_said",
        "who_they_are_not_said",
        "list_said_to_be",
        "bookkeeping",
        "deleted_there",
        "not_a_contact",
        "follow_up_not_done",
        "test_without_result",
        "enrollment_cancelled",
        "entered_in_error",
    }
)


def is_loss(note: Note) -> bool:
    """
    Say whether a note tells that something of the document was left out.

    Examples
    --------
    >>> is_loss(Note("not_carried")), is_loss(Note("html"))
    (True, False)
    """
    if note.code == "columns":
        return bool(unread_columns(note))
    return note.code not in NOTHING_LOST


def unread_columns(note: Note) -> list[str]:
    """Return the headings of the columns of a list that are not read, and nobody left out."""
    columns: Any = note.values["columns"]
    return [heading for _letter, heading, field, by in columns if not field and by != "chosen"]


def together(notes: Iterable[Note]) -> list[Note]:
    """
    Return the notes, those that say the same of several rows as one.

    Examples
    --------
    >>> said = {"problem": "sex", "said": {"en": ("This is not a sex.", "Write M or F.")}}
    >>> rows = [Note("row_left_out", Cell(None, n, "性别"), {**said, "rows": (n,)}) for n in (3, 7)]
    >>> [note.values["rows"] for note in together(rows)]
    [(3, 7)]
    """
    found: dict[object, Note] = {}
    for number, note in enumerate(notes):
        key = _kind(note) or number
        if key in found:
            rows = (*_rows(found[key]), *_rows(note))
            note = replace(found[key], values={**note.values, "rows": rows})
        found[key] = note
    return list(found.values())


def _kind(note: Note) -> object:
    """What notes have in common that say the same of different rows; None of other notes."""
    if note.code not in OF_ROWS or not isinstance(note.origin, Cell):
        return None
    return note.code, note.origin.sheet, note.origin.column, repr(note.values.get("said"))


def _rows(note: Note) -> Sequence[int]:
    rows: Any = note.values.get("rows", ())
    return rows
