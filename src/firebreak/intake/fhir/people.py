"""Patients and their conditions: people and cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from firebreak.intake.drafts import Origin
from firebreak.intake.exchange.codecs import BirthDate
from firebreak.intake.exchange.collecting import Field, Making, Path, Record
from firebreak.intake.exchange.names import joined
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.codes import is_coded
from firebreak.intake.fhir.identifiers import (
    RESIDENT_ID,
    id_at_sender,
    mark_of,
    take_identifier,
)
from firebreak.intake.fhir.times import PART, time_of_period

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle


def take_patient(bundle: Bundle, resource: Resource) -> None:
    """Take a patient as a person; one contained who has the number of another is that one."""
    record = resource.record
    marks = [mark_of(record, path) for path in record.items("identifier")]
    known = next(filter(None, map(bundle.identified.get, marks)), None)
    if known is not None and resource.holder:
        bundle.take_as(known, resource)
        return
    person = bundle.make("person", resource)
    bundle.identified |= dict.fromkeys((one for one in marks if one[1]), person)
    resource.put_id(person)
    person.take_all(record, fields.PERSON)
    _take_name(person, record)
    _take_birth(person, record)
    _take_identifiers(person, record)
    _take_phone(person, record)
    addresses = record.items("address")
    if addresses:
        chosen = _first(record, addresses, "use", "home")
        person.take_all(record, fields.ADDRESS, chosen)
        person.take_all(record, fields.DISTRICT, chosen)
        record.at(*chosen, "use")


def take_related(bundle: Bundle, resource: Resource) -> str:
    """Take a related person as a person; return how he is related to the patient, in words."""
    take_patient(bundle, resource)
    record = resource.record
    record.at("patient")
    record.at("active")
    paths = record.items("relationship")
    return text_of(record.at(*paths[0])) if paths else ""


def _first(record: Record, paths: list[Path], name: str, wanted: str) -> Path:
    """The one of several that is marked so, else the first."""
    marked = [path for path in paths if record.text(*path, name) == wanted]
    for path in paths:
        record.taken.discard((*path, name))
    return (marked or paths)[0]


def _take_name(person: Making, record: Record) -> None:
    names = record.items("name")
    if not names:
        return
    chosen = _first(record, names, "use", "official")
    text = record.text(*chosen, "text")
    given = record.at(*chosen, "given")
    parts = [tidy(one) for one in given if isinstance(one, str)] if isinstance(given, list) else []
    said = text or joined(" ".join(parts), "", record.text(*chosen, "family"))
    for name in ("text", "family", "use"):
        record.at(*chosen, name)
    if said:
        person.put("name", said, record.where(chosen), said)
        if "\ufffd" in said:
            person.doubt("name", "broken_characters", said)


def _take_birth(person: Making, record: Record) -> None:
    said = record.text("birthDate")
    if said and PART.fullmatch(said):
        person.doubt("birth_date", "part_of_a_day", said)
        return
    person.take(record, Field("birth_date", ("birthDate",), BirthDate()))


def _take_identifiers(person: Making, record: Record) -> None:
    for path in record.items("identifier"):
        if mark_of(record, path)[0] == RESIDENT_ID:
            person.take(record, Field("id_number", (*path, "value"), fields.TEXT))
            take_identifier(record, path)


def put_identifier(bundle: Bundle, person: Making, mark: tuple[str, str], where: Origin) -> None:
    """Say of somebody by which identifier a resource names him, as a number or as an id."""
    system, number = mark
    if not number:
        return
    bundle.identified[mark] = person
    if system == RESIDENT_ID:
        person.put("id_number", number, where, number)
    elif system and "external_id" not in person.fields:
        person.put("external_id", id_at_sender(system, number), where, number)


def _take_phone(person: Making, record: Record) -> None:
    for path in record.items("telecom"):
        if record.text(*path, "system") in ("phone", "sms") and "phone" not in person.fields:
            person.take(record, Field("phone", (*path, "value"), fields.TEXT))
        else:
            record.taken.discard((*path, "system"))


def take_condition(bundle: Bundle, resource: Resource) -> None:
    """Take a condition as a case: how sure it is, how severe, how it ended."""
    record = resource.record
    case = bundle.make("case", resource)
    resource.put_id(case)
    patient = bundle.person(resource, "subject")
    case.links["person"] = patient.key
    case.take_all(record, [*_without_own_id(record), fields.VERIFIED])
    if record.at("code") is None:
        case.doubt("pathogen", "disease_not_said", "")
    when = time_of_period(case, record, ("onsetPeriod",))
    if when is not None and "onset" not in case.fields:
        case.put("onset", when, record.where(("onsetPeriod",)))
    _take_asserted(case, record)
    _take_end(bundle, resource, case)


def _without_own_id(record: Record) -> list[Field]:
    """The fields of a case; its number is the first identifier that is not only its id."""
    places = record.items("identifier")
    numbers = [p for p in places if record.text(*p, "system") != codes.OWN_ID]
    known = [one for one in fields.CASE if one.name != "number"]
    if numbers:
        known.append(Field("number", (*numbers[0], "value"), fields.TEXT))
    return known


def _take_asserted(case: Making, record: Record) -> None:
    for path in record.items("extension"):
        if record.text(*path, "url") == codes.ASSERTED:
            case.take(record, Field("classified", (*path, "valueDateTime"), fields.TIME))
        else:
            record.taken.discard((*path, "url"))


def _take_end(bundle: Bundle, resource: Resource, case: Making) -> None:
    """A resolved condition is a recovery; a patient who died ended the case otherwise."""
    record = resource.record
    patient = bundle.named.get(bundle.referred(resource, "subject"))
    died = patient is not None and _has_died(patient.record)
    recovered = is_coded(record.at("clinicalStatus"), "resolved", "inactive", "remission")
    is_none = is_coded(record.at("verificationStatus"), "refuted")  # he may die of another
    is_another = record.at("code") is not None and "pathogen" not in case.fields
    if is_none or is_another or not (died or recovered):
        return
    identity = case.key.partition(":")[2]
    before = case.fields.get("status")
    course: list[Making] = []
    if before is not None:
        course.append(_course(bundle, case, f"{identity}/1"))
        course[0].fields["status"] = before
        if "classified" in case.fields:
            course[0].fields["when"] = case.fields.pop("classified")
    ended = _course(bundle, case, f"{identity}/{len(course) + 1}")
    where = record.where(("clinicalStatus",))
    status = "died" if died else "recovered"
    for making in (case, ended):
        making.put("status", status, where, status)
    if died and patient is not None:
        ended.take(patient.record, Field("when", ("deceasedDateTime",), fields.TIME))
    else:
        ended.take(record, Field("when", ("abatementDateTime",), fields.TIME))


def _has_died(patient: Record) -> bool:
    return bool(patient.text("deceasedDateTime")) or patient.at("deceasedBoolean") is True


def _course(bundle: Bundle, case: Making, identity: str) -> Making:
    draft = bundle.collector.make("classification", identity)
    draft.links["case"] = case.key
    return draft


def text_of(concept: object) -> str:
    """Return the words of a CodeableConcept, or ""."""
    said = concept.get("text") if isinstance(concept, Mapping) else None
    return said if isinstance(said, str) else ""
