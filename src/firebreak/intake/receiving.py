"""A document comes in: examined, read, kept in the inbox with its drafts. Nothing is accepted here.

What could not be read is kept too, with the sentence that says why, so that nobody waits for an
answer to a document that nobody saw.
"""

import codecs
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings

from firebreak.intake import detect, readers
from firebreak.intake.drafts import (
    Doubt,
    Draft,
    Note,
    Reading,
    ReadingError,
    Span,
    Value,
    draft_to_plain,
    note_to_plain,
)
from firebreak.intake.keys import with_counted_keys
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.hiding import private_numbers
from firebreak.intake.own_ids import home, own_counts, record_named
from firebreak.intake.readers import SHEET
from firebreak.records import clock, models
from firebreak.records.actions import drafts as actions
from firebreak.records.actions.columns import remembered
from firebreak.records.models import Unit, User

#: Below this a reader's own guess goes to a person one by one, not in a heap.
CERTAIN = 0.8
#: The note of a reader that found no day to count from.
UNDATED = "publication_day_not_known"
TITLE = re.compile(r"[^\n]+")
#: What a first line has that is a sentence and no heading.
SENTENCE = re.compile(r"[，。；,;]|\d{5}")
LONGEST_TITLE = 60
TEXTS = frozenset({"text", "second_reader"})
#: What somebody cannot be told from others by.
TELLS_NOBODY = frozenset(
    {"sex", "age", "age_unit", "birth_year", "residence", "residence_code", "description"}
)
NAMELESS = frozenset({"某", "某某", "某人"})
#: The draft that stands for a text of which nothing was read, so that it waits for a person.
UNREAD = "unread"
SAYS_SOMETHING = 10  # characters; a shorter one (收到, thanks) may well hold nothing


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
        What it is called in lists; else its name, or its first line if that is a heading. What
        names one of its people, or holds a number of anybody, is no title: it is then called by
        who sent it and when.
    published
        The day it was published or written.

    Raises
    ------
    Refused
        The post may not keep documents for that unit.
    """
    digest = digest_of(content)
    known = models.Reading.objects.filter(digest=digest, unit=unit).first()
    if known is not None:
        return Received(known, already=True)
    found, problem = examined(content, name, published, sender or unit.name)
    reading = actions.keep_reading(
        by=by,
        digest=digest,
        title=_title(found, (title, name), sender or unit.name, published),
        channel=channel,
        unit=unit,
        format=found.format,
        sender=sender,
        text=found.text,
        shown_text=masked(found.text),
        published_on=found.published or published,
        drafts=proposed(found, found.drafts or unread(found)),
        notes=[note_to_plain(note) for note in found.notes],
        problem=problem,
        content=content if found.format == SHEET else b"",
    )
    return Received(reading)


def digest_of(content: bytes) -> str:
    r"""
    Return by what a document is known: SHA-256 of its bytes, of a text without how lines end.

    A text that is pasted into a form comes with other ends of lines than the file it was copied
    from, and without the blank lines around it: it is the same text.

    Examples
    --------
    >>> digest_of("周某，男。\r\n发病。\r\n".encode()) == digest_of("周某，男。\n发病。".encode())
    True
    """
    if b"\0" not in content:
        content = content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").strip()
    return hashlib.sha256(content).hexdigest()


def receive_too_large(
    path: Path, *, by: User | None, channel: str, unit: Unit, sender: str = ""
) -> Received:
    """
    Keep that a file came which is too large to be read; its bytes are looked at one by one.

    Raises
    ------
    Refused
        The post may not keep documents for that unit.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = models.Reading.objects.filter(digest=digest, unit=unit).first()
    if known is not None:
        return Received(known, already=True)
    values = {"size": -(-path.stat().st_size // detect.MB), "most": detect.MOST_BYTES // detect.MB}
    reading = actions.keep_reading(
        by=by,
        digest=digest,
        title=_title(Reading("", ()), (path.name,), sender or unit.name, None),
        channel=channel,
        unit=unit,
        sender=sender,
        problem={"code": "too_large", "values": values},
    )
    return Received(reading)


def read_bytes(
    content: bytes,
    name: str,
    *,
    published: date | None = None,
    sender: str = "",
    listed_as: str = "",
) -> Reading:
    """
    Examine and read a document; nothing is kept.

    Parameters
    ----------
    sender
        Of whose lists somebody may have said what the columns are.
    listed_as
        What a person said that all of a list are.

    Raises
    ------
    ReadingError
        It cannot be read, or could do harm.
    """
    document = detect.examine(content, name)
    chosen = {Kind(kind): said for kind, said in remembered(sender).items()} if sender else None
    found = readers.read(
        document,
        published=published,
        zone=settings.CITY_ZONE,
        columns=chosen,
        listed_as=listed_as,
    )
    return without_own_counts(found)


def without_own_counts(found: Reading) -> Reading:
    """
    Leave out what this installation counted itself: its record says it, nobody published it.

    Raises
    ------
    ReadingError
        `own_counts`: nothing is left.
    """
    if not any("counted_by" in draft.fields for draft in found.drafts):
        return found
    ours = own_counts(home())
    kept = tuple(draft for draft in found.drafts if draft.value("counted_by") != ours)
    if not kept:
        raise ReadingError("own_counts")
    note = Note("own_counts", None, {"count": len(found.drafts) - len(kept)})
    return (
        found if kept == found.drafts else replace(found, drafts=kept, notes=(*found.notes, note))
    )


def masked(text: str) -> str:
    """
    Return a text of the same length in which numbers of people are no longer to be read.

    Examples
    --------
    >>> masked("电话13900000001，体温37.8度")
    '电话●●●●●●●●●●●，体温37.8度'
    """
    shown = list(text)
    for start, end in private_numbers(text):
        shown[start:end] = "●" * (end - start)
    return "".join(shown)


def is_certain(draft: Draft, *, is_somebody: bool = False) -> bool:
    """
    Say whether nothing of a draft is in doubt, so that it may be accepted in a heap.

    Somebody of whom a text tells no more than sex, age and home may be anybody: he is looked at. A
    row of a list is one person, even without a name, and so is whom the number of a case on file
    names (`is_somebody`).

    Examples
    --------
    >>> from firebreak.intake.drafts import Value
    >>> woman = Draft("p", "person", {"sex": Value("female"), "age": Value(45)})
    >>> is_certain(woman), is_certain(Draft("p", "person", {**woman.fields, "name": Value("周强")}))
    (False, True)
    """
    values = (value.confidence for value in draft.fields.values())
    if draft.kind == "person" and not is_somebody and not tells_somebody(draft):
        return False
    return not draft.doubts and min([draft.confidence, *values]) >= CERTAIN


def unread(found: Reading) -> tuple[Draft, ...]:
    """
    Return the draft that stands for a text of which nothing was read; none where something was.

    Examples
    --------
    >>> [draft.kind for draft in unread(Reading("text", (), "某地昨天有人发热，请核实。"))]
    ['unread']
    >>> unread(Reading("text", (), "收到"))
    ()
    """
    written = len("".join(found.text.split()))
    if found.drafts or found.format not in TEXTS or written < SAYS_SOMETHING:
        return ()
    start = len(found.text) - len(found.text.lstrip())
    end = min(start + LONGEST_TITLE, len(found.text.rstrip()))
    begins = Value(found.text[start:end], Span(start, end), found.text[start:end])
    doubt = Doubt("text", "nothing_read", "")
    return (Draft(UNREAD, UNREAD, {"text": begins}, doubts=(doubt,)),)


def tells_somebody(draft: Draft) -> bool:
    """Say whether more is told of a person than sex, age and home, so that he can be recognised."""
    named = {"name"} if draft.value("name") in NAMELESS else set()
    return bool(draft.fields.keys() - TELLS_NOBODY - named)


def examined(
    content: bytes, name: str, published: date | None, sender: str, listed_as: str = ""
) -> tuple[Reading, dict | None]:
    """Return what was read of a document, or an empty reading and why it could not be read."""
    try:
        found = read_bytes(content, name, published=published, sender=sender, listed_as=listed_as)
        if UNDATED in {note.code for note in found.notes}:
            found = _read_as_of_today(content, name)
        return with_counted_keys(found), None
    except ReadingError as refused:
        problem = {"code": refused.code, "values": dict(refused.values)}
        return Reading("", ()), problem


def _read_as_of_today(content: bytes, name: str) -> Reading:
    """Read what does not say when it was written as written on the day it came, and note so."""
    today = clock.now().astimezone(settings.CITY_ZONE).date()
    found = read_bytes(content, name, published=today)
    assumed = Note("day_of_receipt_taken", None, {"day": today.isoformat()})
    return replace(found, published=None, notes=(*found.notes, assumed))


def _title(found: Reading, given: tuple[str, ...], sender: str, published: date | None) -> str:
    """What a document is called in lists and logs, where nobody's name may stand."""
    names = {str(draft.value("name") or "").strip() for draft in found.drafts}
    kinds = [said.strip() for said in (*given, _heading(found.text)) if said.strip()]
    for said in kinds:
        if not private_numbers(said) and not any(len(n) > 1 and n in said for n in names):
            return said
    now = clock.now().astimezone(settings.CITY_ZONE)
    return f"{sender} {published or now.date():%Y-%m-%d} {now:%H:%M:%S}"


def _heading(text: str) -> str:
    """The first line, if it is a heading: a sentence may speak of anybody."""
    found = TITLE.search(text)
    said = found.group().strip() if found else ""
    return "" if SENTENCE.search(said) or len(said) > LONGEST_TITLE else said


def proposed(found: Reading, drafts: Iterable[Draft]) -> list[actions.Proposed]:
    """Return drafts of a document as they are kept."""
    drafts = tuple(drafts)
    is_list = found.format == SHEET
    known = named_by_case(drafts)
    return [
        actions.Proposed(
            draft.key,
            draft.kind,
            draft_to_plain(draft),
            is_certain(draft, is_somebody=is_list or draft.key in known),
        )
        for draft in drafts
    ]


def named_by_case(drafts: Iterable[Draft]) -> frozenset[str]:
    """
    Return the people of whom nothing else tells who they are than the number of a case on file.

    A bare number is of some list: it names nobody.
    """
    drafts = tuple(drafts)
    bare = {d.key for d in drafts if d.kind == "person" and not tells_somebody(d)}
    ill = (d for d in drafts if d.kind == "case" and d.links.get("person") in bare)
    numbers = {d.links["person"]: str(d.value("number") or "") for d in ill}
    said = {number for number in numbers.values() if number and not number.isdigit()}
    if not said:
        return frozenset()
    here = home()
    known = set(models.Case.objects.filter(number__in=said).values_list("number", flat=True))
    known |= {number for number in said if (record_named(here, number) or "")[:1] == ("case",)}
    return frozenset(person for person, number in numbers.items() if number in known)
