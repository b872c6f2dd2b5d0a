"""SORMAS's cases and contacts, and the people they are of."""

import re
from collections.abc import Iterable
from datetime import date

from firebreak.intake.exchange.codecs import EARLIEST, LATEST, Text, Whole
from firebreak.intake.exchange.collecting import Collector, Field, Making, Record
from firebreak.intake.exchange.names import joined
from firebreak.intake.exchange.words import Unread, Words
from firebreak.intake.sormas import fields, words
from firebreak.intake.sormas.dates import DateOrder

MOST_OF_AGE = {"years": 130, "months": 36, "days": 90}
PART_OF_A_DAY = re.compile(r"(\d{1,2}[./ -])?\d{4}|\d{1,2}[./ -]\d{1,2}[./ -]?")


def take_person(collector: Collector, record: Record, identity: str, order: DateOrder) -> Making:
    """Take the person of a row; one that an earlier row told of is told more of."""
    person = collector.known("person", identity) or collector.make("person", identity)
    for known in fields.PERSON:
        if known.name not in person.fields and known.name != "group":
            person.take(record, known)
        elif known.name in person.fields:
            _say_again(person, record, known)
    _take_group(person, record)
    _take_name(person, record)
    _take_birth(person, record)
    _take_birthdate(person, record, order)
    _take_age(person, record)
    return person


def _say_again(person: Making, record: Record, known: Field) -> None:
    """What another row said already in the same words is not left out."""
    if record.text(*known.path) != person.fields[known.name].quote:
        record.taken.discard(known.path)


def _take_group(person: Making, record: Record) -> None:
    """Instances have occupations of their own; one without a group is taken as it is written."""
    said = record.text(fields.OCCUPATION)
    if not said or "group" in person.fields:
        return
    try:
        found = words.GROUP.read(said)
    except Unread:
        if "occupation" in person.fields:
            record.taken.discard((fields.OCCUPATION,))
        else:
            person.put("occupation", said, record.where((fields.OCCUPATION,)), said)
        return
    person.put("group", found.value, record.where((fields.OCCUPATION,)), said)
    if found.doubt:
        person.doubt("group", found.doubt, said, found.options)


def _take_name(person: Making, record: Record) -> None:
    first, last = record.text("person.firstName"), record.text("person.lastName")
    name = joined(first, "", last)
    if name and "name" not in person.fields:
        path = "person.firstName" if first else "person.lastName"
        person.put("name", name, record.where((path,)), name)
        if "\ufffd" in name:
            person.doubt("name", "broken_characters", name)


def _take_birth(person: Making, record: Record) -> None:
    said = [record.text(path) for path in fields.BIRTH]
    if not any(said) or "birth_date" in person.fields:
        return
    written = "-".join(part or "?" for part in said)
    if not all(said):
        person.doubt("birth_date", "part_of_a_day", written)
        return
    try:
        year, month, day = (int(part) for part in said)
        if not EARLIEST <= year <= LATEST:
            raise ValueError
        person.put("birth_date", date(year, month, day), record.where(fields.BIRTH[:1]), written)
    except ValueError:
        person.doubt("birth_date", "not_a_day", written)


def _take_birthdate(person: Making, record: Record, order: DateOrder) -> None:
    """An export writes it in one, in the language of the user, and may know only a part of it."""
    said = record.text(fields.BIRTHDATE)
    if not said or "birth_date" in person.fields:
        return
    if PART_OF_A_DAY.fullmatch(said):
        person.doubt("birth_date", "part_of_a_day", said)
        return
    person.take(record, _time("birth_date", fields.BIRTHDATE, order))
    if (value := person.fields.pop("birth_date", None)) is not None:
        born = value.value.local_day(person.about.zone)
        person.put("birth_date", born, value.origin, said)


def _take_age(person: Making, record: Record) -> None:
    """An export writes the unit behind the number, if it is not years."""
    number, _blank, behind = record.text(fields.AGE).partition(" ")
    said = record.text(fields.AGE_UNIT) or behind or "YEARS"
    if not number or "age" in person.fields:
        return
    unit = _age_unit(person, said)
    try:
        age = Whole(0, MOST_OF_AGE[unit or "years"]).read(number, person.about).value
    except Unread as error:
        person.doubt("age", error.code, number, error.options)
        return
    person.put("age", age, record.where((fields.AGE,)), number)
    if unit:
        person.put("age_unit", unit, record.where((fields.AGE_UNIT,)), said)


def _age_unit(person: Making, said: str) -> str:
    """What an age is counted in; "" for a word of another language, which is a doubt of its own."""
    try:
        return str(words.AGE_UNIT.read(said).value)
    except Unread as error:
        person.doubt("age_unit", error.code, said, error.options)
        return ""


def take_case(
    collector: Collector, record: Record, person: Making, identity: str, order: DateOrder
) -> Making:
    """Take the case of a row: how it stands, how it ended, where the person was kept."""
    case = collector.make("case", identity)
    case.links["person"] = person.key
    case.take_all(record, _ordered(fields.CASE, order))
    take_own_id(case, record)
    _take_facility(case, record)
    _take_imported(case, record)
    _take_status(collector, record, case, identity, order)
    _take_placements(collector, record, person, identity, order)
    return case


def take_own_id(making: Making, record: Record) -> None:
    """SORMAS knows a record by its uuid; the id beside it is that of a third system."""
    if record.text(fields.UUID):
        record.taken.discard((fields.EXTERNAL_ID,))
        making.take(record, Field("external_id", (fields.UUID,), Text()))


def _take_facility(case: Making, record: Record) -> None:
    """A facility that SORMAS has not set up stands under the details."""
    if not words.says(record.text("healthFacility"), *words.NO_FACILITY):
        return
    case.fields.pop("unit_reporting", None)
    case.take(record, Field("unit_reporting", ("healthFacilityDetails",), Text()))


def _take_imported(case: Making, record: Record) -> None:
    said = record.text(fields.IMPORTED)
    for name, is_imported in words.IMPORTED.items():
        if words.says(said, name, name.replace("_CASE", "")):
            case.put("imported", is_imported, record.where((fields.IMPORTED,)), said)
            return
    record.taken.discard((fields.IMPORTED,))


def _take_status(
    collector: Collector, record: Record, case: Making, identity: str, order: DateOrder
) -> None:
    """An outcome ends the case; what it was before is told beside, as its course."""
    if not words.says(record.text("caseClassification"), *words.NOT_YET):
        case.take(record, fields.STATUS)
    if words.says(record.text("outcome"), "", *words.NO_OUTCOME):
        return
    before = case.fields.get("status")
    case.take(record, fields.OUTCOME)
    if case.fields.get("status") is before:
        return
    course = []
    if before is not None:
        course.append(_course(collector, case, f"{identity}/1"))
        course[0].fields["status"] = before
        if "classified" in case.fields:
            course[0].fields["when"] = case.fields.pop("classified")
    ended = _course(collector, case, f"{identity}/{len(course) + 1}")
    ended.take_all(record, [fields.OUTCOME, *_ordered([fields.OUTCOME_DATE], order)])


def _course(collector: Collector, case: Making, identity: str) -> Making:
    draft = collector.make("classification", identity)
    draft.links["case"] = case.key
    return draft


def _take_placements(
    collector: Collector, record: Record, person: Making, identity: str, order: DateOrder
) -> None:
    for place, (begin, end, said_by) in fields.PLACES.items():
        said = record.text(said_by)
        level = _level(place, said)
        if not level and not record.text(*begin.path):
            if not words.says(said, *words.NO_QUARANTINE, "NO"):
                record.taken.discard((said_by,))
            continue
        placement = collector.make("placement", f"{identity}/{place}")
        placement.links["person"] = person.key
        placement.take_all(record, _ordered([begin, end], order))
        if level:
            placement.put("level", level, record.where((said_by,)), said)
        else:
            placement.put("level", "site" if place == "quarantine" else place, None, said)
            placement.doubt("level", "isolated_where", said, ("home", "site", "ward"))


def _level(place: str, said: str) -> str:
    if place != "quarantine":
        return place if words.says(said, *words.YES) else ""
    try:
        return str(words.QUARANTINE.read(said).value)
    except Unread:
        return ""


def take_contact(
    collector: Collector, record: Record, person: Making, identity: str, order: DateOrder
) -> None:
    """Take the contact of a row, from the case that it names."""
    contact = collector.make("contact", identity)
    contact.links["to"] = person.key
    contact.take_all(record, fields.CONTACT)
    take_own_id(contact, record)
    _take_source(collector, record, contact)
    _take_times(contact, record, order)
    _take_manner(contact, record)
    _take_placements(collector, record, person, identity, order)


def _take_source(collector: Collector, record: Record, contact: Making) -> None:
    path = fields.SOURCE_CASE if record.text(fields.SOURCE_CASE) else fields.CASE_ID
    said, about = record.text(path), record.text("caseOrEventInformation")
    if about:
        contact.put("contact_of", about, record.where(("caseOrEventInformation",)), about)
    if words.says(said, "", "UNKNOWN"):
        contact.doubt("from", "case_not_named", about)
        return
    case = collector.known("case", said)
    if case is None:
        case = collector.make("case", said)
        case.put("external_id", said, record.where((path,)), said)
    contact.links["from"] = case.key


def _take_times(contact: Making, record: Record, order: DateOrder) -> None:
    record.at("multiDayContact")
    has_first = bool(record.text("firstContactDate"))
    if has_first:
        contact.take(record, _time("when", "firstContactDate", order))
    contact.take(record, _time("ended" if has_first else "when", "lastContactDate", order))


def _time(name: str, path: str, order: DateOrder) -> Field:
    return fields.in_order(Field(name, (path,), fields.DAY), order)


def _take_manner(contact: Making, record: Record) -> None:
    """How near they were says more than what they are to each other, but for a household."""
    near, kin = record.text("contactProximity"), record.text("relationToCase")
    is_family = words.says(kin, *words.FAMILY)
    if is_family and "relation" not in contact.fields:
        words_of_it = kin.replace("_", " ").capitalize() if kin.isupper() else kin
        contact.put("relation", words_of_it, record.where(("relationToCase",)), kin)
    says_where = _is_sure(words.RELATION, kin) and not words.says(kin, "OTHER")
    for name, said, known in (
        ("relationToCase", kin if says_where else "", words.RELATION),
        ("contactProximity", near, words.PROXIMITY),
        ("relationToCase", "" if is_family else kin, words.RELATION),
    ):
        if said and "manner" not in contact.fields:
            _read_manner(contact, record, name, said, known)
    _leave_unused(contact, record, near, kin)


def _is_sure(known: Words, said: str) -> bool:
    try:
        return not known.read(said).doubt
    except Unread:
        return False


def _leave_unused(contact: Making, record: Record, near: str, kin: str) -> None:
    """What says no more than is taken already is counted as left out."""
    manner = contact.fields.get("manner")
    used = "" if manner is None else manner.quote
    relation = contact.fields.get("relation")
    if near and used != near:
        record.taken.discard(("contactProximity",))
    if kin and used != kin and (relation is None or relation.quote != kin):
        record.taken.discard(("relationToCase",))


def _read_manner(contact: Making, record: Record, name: str, said: str, known: Words) -> None:
    try:
        found = known.read(said)
    except Unread as error:
        contact.doubt("manner", error.code, said, error.options)
        return
    contact.put("manner", found.value, record.where((name,)), said)
    if found.doubt:
        contact.doubt("manner", found.doubt, said, found.options)


def _ordered(known: Iterable[Field], order: DateOrder) -> list[Field]:
    return [fields.in_order(one, order) for one in known]
