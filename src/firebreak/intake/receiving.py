"""A document comes in: examined, read, kept in the inbox with its drafts. Nothing is accepted here.

What could not be read is kept too, with the sentence that says why, so that nobody waits for an
answer to a document that nobody saw.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.intake import detect, problems, readers
from firebreak.intake.detect import OLE, ZIP
from firebreak.intake.drafts import Draft, Reading, ReadingError, draft_to_plain, note_to_plain
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.hiding import private_numbers
from firebreak.intake.readers import SHEET, SHEETS
from firebreak.records import models
from firebreak.records.actions import drafts as actions
from firebreak.records.actions.columns import choose, remembered
from firebreak.records.change import change
from firebreak.records.models import Unit, User

#: Below this a reader's own guess goes to a person one by one, not in a heap.
CERTAIN = 0.8
TITLE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Received:
    """
    What came of a document.

    Attributes
    ----------
    reading
        As kept.
    already
        The same bytes were here before; nothing was changed.
    """

    reading: models.Reading
    already: bool = False


def receive(
    content: bytes,
    *,
    by: User | None,
    name: str,
    channel: str,
    unit: Unit,
    sender: str = "",
    title: str = "",
    published: date | None = None,
) -> Received:
    """
    Take a document into the inbox.

    Parameters
    ----------
    content, name
        Its bytes, and the name they came under.
    channel
        One of `Reading.Channel`.
    unit
        Whose inbox it goes to.
    title
        What it is called in lists; else its name, or its first line.
    published
        The day it was published or written.

    Raises
    ------
    Refused
        The post may not keep documents for that unit.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = models.Reading.objects.filter(digest=digest, unit=unit).first()
    if known is not None:
        return Received(known, already=True)
    found, problem = _read(content, name, published, sender or unit.name)
    reading = actions.keep_reading(
        by=by,
        digest=digest,
        title=title.strip() or name or _first_line(found.text) or digest[:12],
        channel=channel,
        unit=unit,
        format=found.format,
        sender=sender,
        text=found.text,
        shown_text=masked(found.text),
        published_on=found.published or published,
        drafts=[_proposed(draft) for draft in found.drafts],
        notes=[note_to_plain(note) for note in found.notes],
        problem=problem,
        content=content if found.format == SHEET else b"",
    )
    return Received(reading)


def read_again(
    *, by: User | None, reading: models.Reading, kind: str, columns: Mapping[str, str | None]
) -> models.Reading:
    """
    Read a sheet again with its columns as somebody says they are, and remember it of the sender.

    Parameters
    ----------
    kind
        Of the list that the columns are of.
    columns
        Heading -> field, None to leave the column out.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        Drafts of it have been decided, or it was too large to be kept.
    """
    if not reading.content:
        raise ValidationError(
            _("This document was not kept, so it cannot be read again. Bring the file once more.")
        )
    sender = reading.sender or reading.unit.name
    with change("columns.choose", by=by):
        choose(by=by, sender=sender, kind=kind, columns=columns)
        content, published = actions.unpacked(reading.content), reading.source.published_on
        found, problem = _read(content, _name(reading, content), published, sender)
        if problem:
            raise ValidationError(_sentence(problem))
        return actions.replace_drafts(
            by=by,
            reading=reading,
            drafts=[_proposed(draft) for draft in found.drafts],
            notes=[note_to_plain(note) for note in found.notes],
        )


def read_bytes(
    content: bytes, name: str, *, published: date | None = None, sender: str = ""
) -> Reading:
    """
    Examine and read a document; nothing is kept.

    Raises
    ------
    ReadingError
        It cannot be read, or could do harm.
    """
    document = detect.examine(content, name)
    chosen = {Kind(kind): said for kind, said in remembered(sender).items()} if sender else None
    return readers.read(document, published=published, zone=settings.CITY_ZONE, columns=chosen)


def masked(text: str) -> str:
    """
    Return a text of the same length in which numbers of people are no longer to be read.

    Examples
    --------
    >>> masked("电话13900000001，体温37.8度")
    '电话●●●●●●●●●●●，体温37.8度'
    """
    for start, end in private_numbers(text):
        text = text[:start] + "●" * (end - start) + text[end:]
    return text


def is_certain(draft: Draft) -> bool:
    """Say whether nothing of a draft is in doubt, so that it may be accepted in a heap."""
    values = (value.confidence for value in draft.fields.values())
    return not draft.doubts and min([draft.confidence, *values]) >= CERTAIN


def _read(
    content: bytes, name: str, published: date | None, sender: str
) -> tuple[Reading, dict | None]:
    try:
        return read_bytes(content, name, published=published, sender=sender), None
    except ReadingError as refused:
        problem = {"code": refused.code, "values": dict(refused.values)}
        return Reading("", ()), problem


def _name(reading: models.Reading, content: bytes) -> str:
    """A name with the ending that the bytes have: the title may be of anybody's making."""
    title = reading.source.title
    if title.lower().endswith(SHEETS):
        return title
    return "list.xlsx" if content.startswith((ZIP, OLE)) else "list.csv"


def _sentence(problem: Mapping) -> str:
    language = (get_language() or "en")[:2]
    return " ".join(problems.say(problem["code"], problem["values"], language))


def _first_line(text: str) -> str:
    found = TITLE.search(text)
    return found.group().strip()[:60] if found else ""


def _proposed(draft: Draft) -> actions.Proposed:
    return actions.Proposed(draft.key, draft.kind, draft_to_plain(draft), is_certain(draft))
