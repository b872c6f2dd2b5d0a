"""Which reader reads a document: the first that recognises it.

A reader is pure: bytes and a name in, a `Reading` out. It writes nothing and asks nobody. To add
one, add a line to `READERS`, the choosier ones first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from firebreak.intake.detect import MB, MOST_TEXT, OLE, ZIP, Document, decoded
from firebreak.intake.drafts import Reading, ReadingError

if TYPE_CHECKING:
    from firebreak.intake.sheets import Columns

SHEET = "sheet"
SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


class Read(Protocol):
    """How a reader is called."""

    def __call__(
        self, content: bytes, *, name: str, published: date | None, zone: tzinfo
    ) -> Reading: ...


@dataclass(frozen=True)
class Reader:
    """
    A reader as the table holds it.

    Parameters
    ----------
    recognises
        Says of bytes and a name whether they are of its format.
    read
        Reads them; a time that names no zone is of `zone`.
    """

    recognises: Callable[[bytes, str], bool]
    read: Read


def is_sheet(content: bytes, name: str) -> bool:
    r"""
    Say whether a document is a workbook, or text in rows and columns.

    Examples
    --------
    >>> is_sheet("编号,姓名\n1,周某\n".encode(), "名单.txt"), is_sheet("周某，男，发病。".encode(), "a.txt")
    (True, False)
    """
    if content.startswith((ZIP, OLE)) or name.lower().endswith(SHEETS):
        return True
    lines = [line for line in decoded(content)[0].splitlines()[:20] if line.strip()]
    return len(lines) > 1 and any(_in_columns(lines, mark) for mark in "\t,;|")


def _in_columns(lines: Sequence[str], mark: str) -> bool:
    counts = {line.count(mark) for line in lines}
    return len(counts) == 1 and min(counts) > 0


def _sheets(
    content: bytes,
    *,
    name: str,
    published: date | None,
    zone: tzinfo,
    columns: "Columns | None" = None,
    listed_as: str = "",
) -> Reading:
    from firebreak.intake.sheets import read_sheets

    return read_sheets(
        content, name, published=published, zone=zone, columns=columns, listed_as=listed_as
    )


def _text(content: bytes, *, name: str, published: date | None, zone: tzinfo) -> Reading:
    from firebreak.intake.text import read_text

    return read_text(content, published=published, zone=zone)


def _of_system(room: str) -> Reader:
    """The reader of another system's files: a room of ours with `recognises` and `read`."""

    def recognises(content: bytes, name: str) -> bool:
        return import_module(room).recognises(content, name)

    def read(content: bytes, *, name: str, published: date | None, zone: tzinfo) -> Reading:
        return import_module(room).read(content, published=published, zone=zone)

    return Reader(recognises, read)


#: Format -> its reader. The last takes whatever is text.
READERS: dict[str, Reader] = {
    "godata": _of_system("firebreak.intake.godata"),
    "sormas": _of_system("firebreak.intake.sormas"),
    "fhir": _of_system("firebreak.intake.fhir"),
    "dhis2": _of_system("firebreak.intake.dhis2.at_home"),
    "who_form": _of_system("firebreak.intake.who_form"),
    "hxl": _of_system("firebreak.intake.hxl"),
    SHEET: Reader(is_sheet, _sheets),
    "text": Reader(lambda _content, _name: True, _text),
}


def read(
    document: Document,
    *,
    published: date | None,
    zone: tzinfo,
    columns: "Columns | None" = None,
    listed_as: str = "",
) -> Reading:
    """
    Read a document with the first reader that recognises it.

    Parameters
    ----------
    published
        The day it was published or written: what "yesterday" in it counts from.
    zone
        Of times that name none.
    columns
        What columns of a sheet were chosen to be, by whoever knows the sender.
    listed_as
        What a person said that all of a list are.

    Raises
    ------
    ReadingError
        No reader recognises it, it is too long for its kind, or its reader cannot read it.
    """
    name = format_of(document)
    if name is None:
        raise unknown(document)
    if name == "text" and len(document.content) > MOST_TEXT:
        size = -(-len(document.content) // MB)
        raise ReadingError("too_large", size=size, most=MOST_TEXT // MB)
    of_sheets = partial(_sheets, columns=columns, listed_as=listed_as)
    reader = of_sheets if name == SHEET else READERS[name].read
    try:
        return reader(document.content, name=document.name, published=published, zone=zone)
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # whatever a reader comes upon, the document is kept with a sentence
        raise ReadingError("reader_failed", format=name) from error


def format_of(document: Document) -> str | None:
    """Return the name of the reader that recognises a document; None if none does."""
    able = _able(document.kind)
    found = (name for name in able if READERS[name].recognises(document.content, document.name))
    return next(found, None)


def _able(kind: str) -> Sequence[str]:
    """The readers of a kind of document; JSON is neither prose nor a sheet, whatever it looks like."""
    if kind == "workbook" and SHEET in READERS:
        return [SHEET]
    return [name for name in READERS if kind != "json" or name not in (SHEET, "text")]


def unknown(document: Document) -> ReadingError:
    """Return the refusal of a document that no reader recognises."""
    return ReadingError("unknown_json" if document.kind == "json" else "unknown_format")
