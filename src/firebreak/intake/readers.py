"""Which reader reads a document: the first that recognises it.

A reader is pure: bytes and a name in, a `Reading` out. It writes nothing and asks nobody. To add
one, add a line to `READERS`, the choosier ones first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from firebreak.intake.detect import MB, MOST_TEXT, Document
from firebreak.intake.drafts import Reading, ReadingError


class Read(Protocol):
    """How a reader is called."""

    def __call__(self, content: bytes, *, published: date | None, zone: tzinfo) -> Reading: ...


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


#: Format -> its reader.
READERS: dict[str, Reader] = {}


def read(document: Document, *, published: date | None, zone: tzinfo) -> Reading:
    """
    Read a document with the first reader that recognises it.

    Parameters
    ----------
    published
        The day it was published or written: what "yesterday" in it counts from.
    zone
        Of times that name none.

    Raises
    ------
    ReadingError
        No reader recognises it, it is too long for its kind, or its reader cannot read it.
    """
    name = format_of(document)
    if name is None:
        raise ReadingError("unknown_format")
    if name == "text" and len(document.content) > MOST_TEXT:
        size = -(-len(document.content) // MB)
        raise ReadingError("too_large", size=size, most=MOST_TEXT // MB)
    try:
        return READERS[name].read(document.content, published=published, zone=zone)
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # whatever a reader comes upon, the document is kept with a sentence
        raise ReadingError("reader_failed", format=name) from error


def format_of(document: Document) -> str | None:
    """Return the name of the reader that recognises a document; None if none does."""
    found = (
        name
        for name, reader in READERS.items()
        if reader.recognises(document.content, document.name)
    )
    return next(found, None)
