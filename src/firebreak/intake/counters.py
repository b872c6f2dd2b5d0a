"""Who counts the cases of a document: a bare number is the third, or the ninth, of his count alone.

A county's bulletin numbers its own cases, and the city's bulletin those of the city, so that 病例2 is
somebody in each. Whoever the text says gave the number counts; else whom its title, its first line
or its signature names; else its sender; else the unit in whose inbox it lies.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from firebreak.intake.detect import OLE, ZIP, decoded
from firebreak.intake.drafts import Cell, Draft, Origin, ReadingError, Span
from firebreak.intake.kept import draft_of, notes_of
from firebreak.intake.linelist.units import LONGEST, UnitBook, elsewhere
from firebreak.records.actions.drafts import unpacked
from firebreak.records.models import Case, Reading, Unit
from firebreak.records.models import Draft as KeptDraft

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

#: A longer one is no place in a row: it was given to one case alone.
_BARE = re.compile(r"\d{1,5}")
_CELL = re.compile(r"[,\t;|]")
_LINE = re.compile(r"[^\n]+")
#: What ends the heading of a line: what follows speaks of people, who live anywhere.
_HEADING_ENDS = re.compile(r"[,，。;；:：]")
_SIGNATURE = 40  # characters; a longer last line is a sentence
_PLACE = 2  # characters, by which one place elsewhere is told from another
_OURS = re.compile(r"[我本全]市")


class Counting(Protocol):
    """What is asked to know who counts: a desk, or a list that is applied whole."""

    documents: dict[int, Reading]
    counters: dict[tuple[int, str | None], str]

    @property
    def reading(self) -> Reading:
        """The document that numbers."""

    @property
    def book(self) -> UnitBook:
        """The units on file, by whatever people call them."""

    @property
    def units(self) -> dict[int, Unit]:
        """Every unit on file, by its id."""

    @property
    def city(self) -> Unit:
        """The city whose record this is."""

    def unit_called(self, text: object) -> Unit | None:
        """Return the unit that a text means; None if none does."""


def is_bare(number: object) -> bool:
    """
    Say whether a number is no more than a place in somebody's row.

    Examples
    --------
    >>> is_bare("7"), is_bare("株洲7"), is_bare("4302020012")
    (True, False, False)
    """
    return bool(_BARE.fullmatch(str(number or "")))


def counter_of_draft(desk: "Desk", draft: Draft) -> str:
    """Return who counts the case that a draft of the document on the desk numbers."""
    return _of_number(desk, desk.reading, draft)


def counters_of_cases(desk: Counting, cases: list[Case]) -> dict[int, str]:
    """Return who counted each of some cases on file under its number, by the case's id."""
    if not cases:
        return {}
    ids = [case.pk for case in cases]
    rows = KeptDraft.objects.filter(record_kind="case", record_id__in=ids, was_on_file=False)
    brought_by = {row.record_id: row for row in rows}
    documents = _documents(desk, {row.reading_id for row in brought_by.values()})
    brought = {
        pk: _of_number(desk, documents[row.reading_id], draft_of(row))
        for pk, row in brought_by.items()
    }
    return {case.pk: brought.get(case.pk) or _of_source(desk, case) for case in cases}


def counter_named(desk: Counting, title: str) -> str:
    """Return who counts in a list that is applied whole: whom its title names, else the city."""
    return _named(desk, title) or desk.city.path


def numbered_by_others(desk: "Desk") -> frozenset[str]:
    """Return the keys of cases whose bare number another count gave to a case on file."""
    drafts = [desk.draft(row.key) for row in desk.rows.values() if row.kind == "case"]
    asked = {draft.key: number for draft in drafts if is_bare(number := draft.value("number"))}
    if not asked:
        return frozenset()
    known = Case.objects.filter(number__in=asked.values()).select_related("source")
    cases = {case.number: case for case in known}
    counters = counters_of_cases(desk, list(cases.values()))
    taken = {number: counters[case.pk] for number, case in cases.items()}
    return frozenset(
        key
        for key, number in asked.items()
        if number in taken and taken[number] != counter_of_draft(desk, desk.draft(key))
    )


def _documents(desk: Counting, ids: set[int]) -> dict[int, Reading]:
    """Documents by id, each fetched once: their texts are long, and encrypted."""
    if missing := ids - desk.documents.keys() - {desk.reading.pk}:
        desk.documents |= Reading.objects.select_related("source", "unit").in_bulk(missing)
    return desk.documents | {desk.reading.pk: desk.reading}


def _of_number(desk: Counting, reading: Reading, draft: Draft) -> str:
    value = draft.fields.get("number")
    origin = value.origin if value is not None else None
    if said := _beside(desk, reading, origin):
        return said
    return _once(desk, reading, None, lambda: _of_document(desk, reading))


def _once(desk: Counting, reading: Reading, sheet: str | None, asked: Callable[[], str]) -> str:
    """Who counts in a document, or in a sheet of it: its notes and texts are long."""
    key = reading.pk, sheet
    if key not in desk.counters:
        desk.counters[key] = asked()
    return desk.counters[key]


def _beside(desk: Counting, reading: Reading, origin: Origin | None) -> str:
    """Whom the words before a number name, or those that its sheet is called and titled by."""
    if isinstance(origin, Span):
        return _named(desk, _before(reading.text or "", origin.start))
    if not isinstance(origin, Cell):
        return ""
    sheet = origin.sheet or ""
    return _once(desk, reading, sheet, lambda: _of_sheet(desk, reading, sheet))


def _of_sheet(desk: Counting, reading: Reading, sheet: str) -> str:
    """Whom the name of a sheet names, else what stands above the headings of its list."""
    above = (
        str(note.values["said"])
        for note in notes_of(reading)
        if note.code == "list_title"
        and isinstance(note.origin, Cell)
        and (note.origin.sheet or "") == sheet
    )
    return next(filter(None, (_named(desk, words) for words in (sheet, *above))), "")


def _before(text: str, at: int) -> str:
    """The words of a clause before a number: 攸县病例2."""
    start = max((text.rfind(end, 0, at) for end in "\n,，。;；:：(（"), default=-1) + 1
    return text[start:at].strip()


def _of_document(desk: Counting, reading: Reading) -> str:
    said = (_named(desk, words) for words in _headings(reading))
    return next(filter(None, said), "") or _of_sender(desk, reading)


def _headings(reading: Reading) -> list[str]:
    """The title, the first line up to its first stop, and a short last line."""
    if reading.content:
        return [reading.source.title, _above_the_list(reading.content)]
    lines = [line.strip() for line in _LINE.findall(reading.text or "") if line.strip()]
    first = [_HEADING_ENDS.split(line)[0] for line in lines[:1]]
    last = [line for line in lines[1:][-1:] if len(line) <= _SIGNATURE]
    return [reading.source.title, *first, *(one for one in last if not _HEADING_ENDS.search(one))]


def _above_the_list(content: str) -> str:
    """The first line of a list, if it is one cell; of a workbook its reader told the title."""
    content_bytes = unpacked(content)
    if content_bytes.startswith((ZIP, OLE)):
        return ""
    try:
        text, _encoding = decoded(content_bytes)
    except ReadingError:
        return ""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = [cell for cell in _CELL.split(first) if cell.strip()]
    return cells[0] if len(cells) == 1 else ""


def _of_sender(desk: Counting, reading: Reading) -> str:
    sender = reading.sender.strip()
    if sender and (said := _named(desk, sender)):
        return said
    unit = desk.unit_called(sender) if sender else None
    return (unit or reading.unit).path


def _of_source(desk: Counting, case: Case) -> str:
    """Of a case that came otherwise: whom the title of its source names, else the city."""
    return counter_named(desk, case.source.title if case.source else "")


def _named(desk: Counting, words: str) -> str:
    """The county of ours, the city, or the place elsewhere that some words name; "" for none."""
    if county := desk.book.county_named(words):
        return desk.units[county.key].path
    if _OURS.search(words) or _names(desk.city, words):
        return desk.city.path
    is_elsewhere = bool(words) and elsewhere(words[:LONGEST]) is not None
    return words[:_PLACE] if is_elsewhere else ""


def _names(unit: Unit, words: str) -> bool:
    names = (unit.name, unit.name_en)
    return any(name and name.casefold() in words.casefold() for name in names)
