"""What an export of Go.Data is made of: which of its records are cases, contacts, edges, results.

Each list is exported by itself, as a bare list of records; a backup or a whole exchange has them
under their names.
"""

from collections.abc import Iterator, Mapping

from firebreak.intake.drafts import ReadingError
from firebreak.intake.exchange.collecting import Record
from firebreak.intake.exchange.json_files import pointer
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata.tokens import PERSON

NAMES = {
    "cases": "case",
    "case": "case",
    "contacts": "contact",
    "contact": "contact",
    "contactsOfContacts": "contact_of_contact",
    "contacts-of-contacts": "contact_of_contact",
    "contactOfContact": "contact_of_contact",
    "events": "event",
    "event": "event",
    "relationships": "relationship",
    "relationship": "relationship",
    "followUps": "follow_up",
    "follow-ups": "follow_up",
    "followUp": "follow_up",
    "labResults": "lab_result",
    "lab-results": "lab_result",
    "labResult": "lab_result",
    "locations": "location",
    "location": "location",
    "referenceData": "label",
    "reference-data": "label",
    "languageTokens": "label",
    "languageToken": "label",
    "language-tokens": "label",
    "outbreaks": "outbreak",
    "outbreak": "outbreak",
    "person": None,  # a backup keeps all kinds of people in one list; each says which it is
    "persons": None,
}
#: what only one kind of record says, in the order they are asked
MARKS = (
    ("relationship", ("persons", "sourcePerson", "targetPerson", "certaintyLevelId")),
    ("lab_result", ("dateSampleTaken", "sampleIdentifier", "sampleType", "dateOfResult")),
    ("follow_up", ("statusId",)),
    ("location", ("geographicalLevelId", "parentLocationId", "populationDensity")),
    ("label", ("token", "translation", "categoryId")),
    ("case", ("classification", "dateOfOnset", "outcomeId", "dateBecomeCase")),
    ("contact", ("followUp", "dateOfLastContact", "visualId", "firstName", "lastName")),
    ("outbreak", ("disease",)),
    ("event", ("date",)),
)


def parted(document: object) -> Iterator[tuple[str | None, Record]]:
    """
    Yield every record of a document with its kind; None where the record does not tell.

    Raises
    ------
    ReadingError
        `not_godata`: it is neither a list of records nor lists under Go.Data's names.
    """
    if isinstance(document, list):
        yield from _records(document, None, ())
        return
    if not isinstance(document, Mapping) or not any(name in NAMES for name in document):
        raise ReadingError("not_godata")
    for name, inner in document.items():
        listed = [inner] if name == "outbreak" and isinstance(inner, Mapping) else inner
        if name in NAMES and isinstance(listed, list):
            path = () if listed is not inner else (name,)
            yield from _records(listed, NAMES[name], path or (name,), whole=listed is not inner)
        elif inner not in (None, "", [], {}):
            yield None, Record({name: inner}, lambda path: pointer(*path))


def _records(
    listed: list, kind: str | None, path: tuple[str | int, ...], *, whole: bool = False
) -> Iterator[tuple[str | None, Record]]:
    for place, item in enumerate(listed):
        base = path if whole else (*path, place)
        if isinstance(item, Mapping):
            yield kind or kind_of(item), Record(item, _where(base))
        else:
            yield None, Record({"": item}, _where(base))


def _where(base: tuple[str | int, ...]):
    return lambda path: pointer(*base, *path)


def kind_of(item: Mapping) -> str | None:
    """Return which of Go.Data's records this is, by what it says of itself."""
    said = item.get("type")
    if isinstance(said, str):
        try:
            return str(PERSON.read(said).value)
        except Unread:
            pass
    return next((kind for kind, marks in MARKS if any(mark in item for mark in marks)), None)
