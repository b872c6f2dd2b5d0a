"""Go.Data's relationships. Which end infected is said by the flags, never by the order."""

from dataclasses import dataclass

from firebreak.intake.exchange.collecting import Collector, Field, Making, Path, Record
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata import fields, people, tokens

CASE_KINDS = ("case",)


@dataclass(frozen=True)
class End:
    """One end of an edge: who, as what, and what the flags say of it."""

    path: Path
    identity: str
    kind: str
    is_source: bool | None
    is_target: bool | None


def take_relationship(collector: Collector, record: Record, identity: str) -> None:
    """Take an edge of the chain as a contact, from its source to its target."""
    ends = _ends(record)
    if len(ends) != 2 or not all(end.identity for end in ends):
        collector.note("edge_without_ends", record.where(()))
        return
    (source, target), is_sure = _directed(ends)
    contact = collector.make("contact", identity)
    contact.take_all(record, fields.CONTACT)
    _link(collector, record, contact, source, target)
    _take_times(contact, record)
    _take_relation(contact, record)
    if not is_sure:
        contact.put("direction_known", False, record.where(source.path[:1]), "")
        contact.doubt("from", "direction_unclear", "")


def between(record: Record) -> tuple[str, ...]:
    """Return the ids of those an edge joins."""
    return tuple(end.identity for end in _ends(record))


def _ends(record: Record) -> list[End]:
    if "sourcePerson" in record.values or "targetPerson" in record.values:
        return [
            _end(record, ("sourcePerson",), is_source=True, is_target=None),
            _end(record, ("targetPerson",), is_source=None, is_target=True),
        ]
    return [
        _end(record, path, record.at(*path, "source"), record.at(*path, "target"))
        for path in record.items("persons")
    ]


def _end(record: Record, path: Path, is_source: object, is_target: object) -> End:
    record.at(*path, "source")
    record.at(*path, "target")
    return End(
        path,
        record.text(*path, "id"),
        _kind(record, (*path, "type")),
        is_source if isinstance(is_source, bool) else None,
        is_target if isinstance(is_target, bool) else None,
    )


def _kind(record: Record, path: Path) -> str:
    said = record.text(*path)
    try:
        return str(tokens.PERSON.read(said).value)
    except Unread:
        if said:
            record.taken.discard(path)
        return "contact"


def _directed(ends: list[End]) -> tuple[tuple[End, End], bool]:
    """The two ends, the source first; whether the flags say so without contradiction."""
    first, second = ends
    forward = _may_lead(first, second)
    backward = _may_lead(second, first)
    if forward == backward:
        return (first, second), False
    return ((first, second) if forward else (second, first)), True


def _may_lead(source: End, target: End) -> bool:
    says = (source.is_source, target.is_target)
    denies = source.is_target is True or target.is_source is True
    return True in says and False not in says and not denies


def _link(collector: Collector, record: Record, contact: Making, source: End, target: End) -> None:
    contact.links["to"] = _person(collector, record, target).key
    if source.kind == "event":
        event = collector.known("event", source.identity) or _named_event(collector, source)
        contact.links["event"] = event.key
    else:
        person = _person(collector, record, source)
        case = collector.known("case", source.identity)
        contact.links["from"] = case.key if case else person.key
    order = 2 if target.kind == "contact_of_contact" else 1
    contact.put("order", order, record.where((*target.path, "type")), target.kind)


def _person(collector: Collector, record: Record, end: End) -> Making:
    """The person at an end. Whom no other record of the file tells of is told of here."""
    known = collector.known("person", end.identity)
    if known is None:
        known = collector.make("person", end.identity)
        known.put("external_id", end.identity, record.where((*end.path, "id")), end.identity)
    if "name" not in known.fields:
        people.take_name(known, record, end.path)
        people.take_age(known, record, end.path)
        known.take_all(record, fields.EDGE_PERSON, end.path)
    if end.kind == "case" and collector.known("case", end.identity) is None:
        _named_case(collector, record, known, end)
    for name in ("visualId", "name", "firstName", "lastName", "middleName", "gender", "dob", "age"):
        record.at(*end.path, name)  # told by the person's own record
    return known


def _named_case(collector: Collector, record: Record, person: Making, end: End) -> None:
    case = collector.make("case", end.identity)
    case.links["person"] = person.key
    case.put("external_id", end.identity, record.where((*end.path, "id")), end.identity)
    case.take(record, Field("number", ("visualId",), fields.TEXT), end.path)


def _named_event(collector: Collector, end: End) -> Making:
    event = collector.make("event", end.identity)
    event.put("external_id", end.identity, None, end.identity)
    return event


def _take_times(contact: Making, record: Record) -> None:
    """Go.Data's contact date is the last; a first may be told beside it."""
    has_first = bool(record.text("dateOfFirstContact"))
    if has_first:
        contact.take(record, Field("when", ("dateOfFirstContact",), fields.DAY))
    last = "ended" if has_first else "when"
    contact.take(record, Field(last, ("contactDate",), fields.DAY))
    if record.at("contactDateEstimated") is True and last in contact.fields:
        contact.doubt(last, "approximate_day", record.at("contactDate"))


def _take_relation(contact: Making, record: Record) -> None:
    """The words somebody wrote say more than the code list."""
    path = ("socialRelationshipTypeId",)
    said = record.text(*path)
    if not said:
        return
    if "relation" in contact.fields:
        record.taken.discard(path)
        return
    label = contact.about.labels.get(said)
    try:
        word = label or tokens.RELATION.read(said).value
    except Unread:
        word = said
    contact.put("relation", word, record.where(path), said)
