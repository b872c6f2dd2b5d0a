"""The documents of the inbox as rows: on the page some, in a file all."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.models import Reading
from firebreak.site.inbox.seen import counted
from firebreak.site.inbox.words import format_word, problem_word

SOME = 500  # documents whose drafts are counted at once for a file


def rows_of(readings: list[Reading]) -> list[dict]:
    """Return documents with their drafts counted, and why one could not be read."""
    return [
        {
            "reading": reading,
            "open": waiting,
            "total": total,
            "format": format_word(reading.format),
            "problem": problem_word(reading.problem) if reading.problem else "",
        }
        for reading, waiting, total in counted(readings)
    ]


def list_columns() -> list[tuple[str, str]]:
    """The columns of the list as a file."""
    return [
        ("document", _("Document")),
        ("open", pgettext("drafts", "Open")),
        ("total", pgettext("drafts", "In all")),
        ("sender", _("From whom")),
        ("channel", _("How it came")),
        ("format", _("Format")),
        ("received", _("Received")),
        ("problem", _("Could not be read")),
    ]


def list_exported(found: QuerySet[Reading]) -> Iterator[dict]:
    """Yield the documents as they are written to a file."""
    for start in range(0, found.count(), SOME):
        for row in rows_of(list(found[start : start + SOME])):
            reading = row["reading"]
            yield row | {
                "document": str(reading),
                "sender": reading.sender,
                "channel": reading.get_channel_display(),
                "received": reading.received_at,
            }
