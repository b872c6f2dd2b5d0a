"""Go.Data's tables: CSV of one kind of record, its headings in any of three dialects.

An export asks whether headings are the database's (`addresses locationId [1]`) or in words
("Addresses Location [1]"); WHO's scripts for R write a third kind (`date_of_onset`). Taken apart into
words, the three mean the same. Each row becomes the record that the JSON would hold.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from firebreak.intake.drafts import Cell, ReadingError
from firebreak.intake.exchange.collecting import Path, Record, put_at
from firebreak.intake.exchange.tables import Row, read_rows
from firebreak.intake.exchange.texts import plain, tidy
from firebreak.intake.godata import fields
from firebreak.intake.godata.collections import kind_of

INDEX = re.compile(r"\[(\d{1,2})\]")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MOST_COLUMNS = 16_000  # Go.Data's own limit for a sheet
TABLES = (
    fields.PERSON,
    fields.ADDRESS,
    fields.CASE,
    fields.HISTORY,
    fields.PLACEMENT,
    fields.CONTACT,
    fields.FOLLOW_UP,
    fields.SAMPLE,
    fields.TEST,
    fields.EVENT,
    fields.AREA,
)
#: properties that the tables of fields do not name by themselves
FURTHER = [
    "firstName",
    "middleName",
    "lastName",
    "type",
    "typeId",
    "occupation",
    "years",
    "months",
    "deleted",
    "locationId",
    "outcomeId",
    "dateOfOutcome",
    "isDateOfOnsetApproximate",
    "dateOfFirstContact",
    "contactDate",
    "contactDateEstimated",
    "socialRelationshipTypeId",
    "personId",
    "statusId",
    "performed",
    "lostToFollowUp",
    "status",
    "parentLocationId",
    "comments",
    "visualId",
    "source",
    "target",
]
#: words of headings that name a property otherwise
OTHERWISE = {
    "uuid": "id",
    "case id": "visualId",
    "contact id": "visualId",
    "visualid": "visualId",
    "date of birth": "dob",
    "outcome": "outcomeId",
    "case classification": "classification",
    "address": "addressLine1",
    "address line": "addressLine1",
    "location": "locationId",
    "area": "locationId",
    "document number": "number",
    "document type": "type",
    "start": "startDate",
    "end": "endDate",
    "center name": "centerName",
    "exposure type": "exposureTypeId",
    "certainty level": "certaintyLevelId",
    "context of transmission": "socialRelationshipTypeId",
    "context of exposure": "socialRelationshipTypeId",
    "relation": "socialRelationshipTypeId",
    "relation detail": "socialRelationshipDetail",
    "date of last contact": "contactDate",
    "is contact date estimated": "contactDateEstimated",
    "follow up status": "statusId",
    "person": "personId",
    "lab sample id": "sampleIdentifier",
    "sample id": "sampleIdentifier",
    "sample lab id": "sampleIdentifier",
    "lab": "labName",
    "parent location": "parentLocationId",
    "geographical level": "geographicalLevelId",
}
#: of which a heading in words says "type" where the database says "typeId"
TYPED_BY_ID = ("addresses", "dateRanges")
#: headings that name a whole path
WHOLE: dict[str, Path] = {
    "age": ("age", "years"),
    "telephone": ("addresses", 0, "phoneNumber"),
    "phone number": ("addresses", 0, "phoneNumber"),
    "address": ("addresses", 0, "addressLine1"),
    "address address line1": ("address", "addressLine1"),
    "address address": ("address", "addressLine1"),
    "city": ("addresses", 0, "city"),
    "location id": ("addresses", 0, "locationId"),
    "date of follow up": ("date",),
    "followup status": ("statusId",),
    "contact visual id": ("person", "visualId"),
    "contact uuid": ("personId",),
}
#: what a heading begins with -> the object, or the list of objects, that it is of
GROUPS: tuple[tuple[str, str, bool], ...] = (
    ("addresses", "addresses", True),
    ("date ranges", "dateRanges", True),
    ("centre dates", "dateRanges", True),
    ("documents", "documents", True),
    ("classification history", "classificationHistory", True),
    ("identifiers", "identifiers", True),
    ("geo location", "geoLocation", False),
    ("source person", "sourcePerson", False),
    ("target person", "targetPerson", False),
    ("source", "sourcePerson", False),
    ("target", "targetPerson", False),
    ("age", "age", False),
    ("person", "person", False),
)
FLAGS = frozenset(
    {
        "deleted",
        "source",
        "target",
        "isDateOfOnsetApproximate",
        "contactDateEstimated",
        "dateApproximate",
        "performed",
        "lostToFollowUp",
    }
)
QUESTIONS = "questionnaire answers "
YES = frozenset({"true", "yes", "1"})
MISSING = frozenset({"NA", "NULL"})  # as R writes what is not there
#: headings of Go.Data alone, so that nobody else's list is taken for its
MARKS = frozenset(
    {
        "visual id",
        "was contact",
        "date become case",
        "transfer refused",
        "source person id",
        "source uuid",
        "exposure type id",
        "certainty level id",
        "status id",
        "follow up status",
        "followup status",
        "date sample taken",
        "parent location id",
        "parent location",
        "geographical level id",
        "date approximate",
        "date of reporting",
    }
)
IDS = frozenset({"id", "uuid"})


def is_table(start: bytes) -> bool:
    """Say whether bytes begin like a table of Go.Data."""
    try:
        head = read_rows(b"\n".join(start.splitlines()[:1]))[0]
    except ReadingError:
        return False
    words = {_words(cell) for cell in head.cells}
    return bool(words & MARKS) and bool(words & IDS)


def tabled(content: bytes) -> Iterator[tuple[str | None, Record]]:
    """
    Yield every row of a table as the record that the JSON would hold, with its kind.

    Raises
    ------
    ReadingError
        `not_godata`: the headings are not of Go.Data; `too_many_columns`.
    """
    head, *rows = read_rows(content)
    if len(head.cells) > MOST_COLUMNS:
        raise ReadingError("too_many_columns", most=MOST_COLUMNS)
    paths = _apart([path_of(cell) for cell in head.cells])
    named = {str(path[0]): True for path in paths if path}
    of_table = kind_of(named)
    if of_table is None or not any(_words(cell) in IDS for cell in head.cells):
        raise ReadingError("not_godata")
    if of_table == "event":
        paths = [_of_event(path) for path in paths]
    headings = {path: tidy(cell) for path, cell in zip(paths, head.cells, strict=True) if path}
    missing = MISSING if _is_of_r(head) else frozenset()
    for row in rows:
        values = _nested(row, paths, missing)
        kind = kind_of({"type": values.get("type")}) if "type" in values else None
        yield kind or of_table, Record(values, _where(row.number, headings))


def _apart(paths: list[Path]) -> list[Path]:
    """Paths that do not stand in each other's way; one that would is a column of its own."""
    kept: list[Path] = []
    taken: set[Path] = set()
    inner = {path[:length] for path in paths for length in range(1, len(path))}
    for column, path in enumerate(paths, 1):
        if path and (path in taken or path in inner):
            path = (f"{path[-1]} ({column})",)
        taken.add(path)
        kept.append(path)
    return kept


def _of_event(path: Path) -> Path:
    """An event has one address, where people have several."""
    return ("address", *path[2:]) if path[:2] == ("addresses", 0) else path


def _is_of_r(head: Row) -> bool:
    """Whether R's scripts wrote the headings: small letters, parted by lines alone."""
    return all(cell == cell.lower() and not re.search(r"[\s\[]", cell) for cell in head.cells)


def _where(row: int, headings: Mapping[Path, str]):
    def where(path: Path) -> Cell:
        """The column of a path; of a list, its first."""
        heading = headings.get(path)
        within = (said for known, said in headings.items() if path and known[: len(path)] == path)
        return Cell(None, row, heading if heading is not None else next(within, ""))

    return where


def _nested(row: Row, paths: list[Path], missing: frozenset[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, path in enumerate(paths):
        said = tidy(row.cell(column))
        if path and said and said not in missing:
            put_at(values, path, said.casefold() in YES if path[-1] in FLAGS else said)
    return values


@cache
def path_of(heading: str) -> Path:
    """
    Return where in the record a column belongs.

    Examples
    --------
    >>> path_of("addresses locationId [2]"), path_of("Addresses Location [2]")
    (('addresses', 1, 'locationId'), ('addresses', 1, 'locationId'))
    >>> path_of("dateOfOnset") == path_of("date_of_onset") == path_of("Date of onset")
    True
    """
    words = _words(heading)
    if words in WHOLE:
        return WHOLE[words]
    numbers = INDEX.findall(heading)
    if words == "synonyms":
        return ("synonyms", _place(heading, numbers))
    if words.startswith(QUESTIONS):
        return _answer(words.removeprefix(QUESTIONS), _place(heading, numbers))
    for begins, name, is_list in GROUPS:
        rest = words.removeprefix(begins + " ")
        if rest == words:
            continue
        if is_list:
            return (name, _place(heading, numbers), _property_of(name, rest))
        if rest == "age" or rest.startswith("age "):
            return (name, "age", _property(rest[4:] or "years"))
        return (name, _property(rest))
    return (_property(words),) if words else ()


def _property_of(group: str, words: str) -> str:
    if words == "type" and group in TYPED_BY_ID:
        return "typeId"
    return OTHERWISE.get(words) or _property(words)


def _answer(words: str, place: int) -> Path:
    """Where an answer of a questionnaire stands; symptoms are several."""
    if words == fields.SYMPTOMS[1]:
        return (*fields.SYMPTOMS, place)
    return ("questionnaireAnswers", _property(words), 0, "value")


def _place(heading: str, numbers: list[str]) -> int:
    """Which of a list: headings count from 1, paths (`addresses[0].city`) from 0."""
    number = int(numbers[0]) if numbers else 1
    return number if "]." in heading else max(number - 1, 0)


def _words(heading: str) -> str:
    return plain(HUMP.sub(" ", INDEX.sub(" ", tidy(heading))))


def _property(words: str) -> str:
    if words in PROPERTIES:
        return PROPERTIES[words]
    if words in OTHERWISE:
        return OTHERWISE[words]
    first, *others = words.split(" ")
    return first + "".join(other.capitalize() for other in others)


PROPERTIES = {
    _words(part): part
    for part in (
        *FURTHER,
        *(str(part) for table in TABLES for known in table for part in known.path),
    )
    if not part.isdigit()
}
