"""Exposures: who met whom, as an observation of the one with the other as its focus.

The class says who exposed whom: acquired (the subject by the focus), passed on (the focus by the
subject), or only that there was an exposure. One at a location and of nobody is a stay there.

References
----------
HL7, *Electronic Case Reporting (eCR) – US Realm*, STU 2, profile "US Public Health Exposure Contact
Information"; HL7 v3 ActClass (EXPOS, AEXPOS, TEXPOS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firebreak.intake.exchange.collecting import Field, Making, Path
from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.codes import is_coded
from firebreak.intake.fhir.people import take_related
from firebreak.intake.fhir.times import time_of_period

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle


def take(bundle: Bundle) -> None:
    """Take every exposure, and the related people whom one is about."""
    exposures = [one for one in bundle.of("Observation") if is_exposure(one)]
    related = _related(bundle, exposures)
    for exposure in exposures:
        _take_exposure(bundle, exposure, related)
    for person in bundle.of("RelatedPerson"):
        if not person.names & related.keys():
            bundle.pass_over(person)


def is_exposure(resource: Resource) -> bool:
    """Say whether an observation is of an exposure."""
    return is_coded(resource.values.get("category"), *codes.EXPOSURES)


def _related(bundle: Bundle, exposures: list[Resource]) -> dict[str, str]:
    """Related people whom exposures are about, by name -> how each is related to the patient."""
    found: dict[str, str] = {}
    for exposure in exposures:
        for path in exposure.record.items("focus"):
            name = bundle.referred(exposure, *path)
            resource = bundle.named.get(name)
            if resource is not None and resource.kind == "RelatedPerson" and name not in found:
                found.update(dict.fromkeys(resource.names, take_related(bundle, resource)))
    return found


def _take_exposure(bundle: Bundle, resource: Resource, related: dict[str, str]) -> None:
    record = resource.record
    focus = {bundle.referred(resource, *path): path for path in record.items("focus")}
    kinds = {name: _kind(bundle, name) for name in focus}
    people = [name for name, kind in kinds.items() if kind not in ("Condition", "Location")]
    cases = [name for name, kind in kinds.items() if kind == "Condition"]
    places = [name for name, kind in kinds.items() if kind == "Location"]
    if len(people) > 1 or len(cases) > 1 or (len(places) > 1 and not people and not cases):
        bundle.collector.note("exposure_to_several", resource.at)
    if people or cases:
        contact = bundle.make("contact", resource)
        _link(bundle, resource, contact, [focus[one] for one in people], cases)
        _take_what(contact, resource, " ".join(filter(None, map(related.get, people))))
    elif places:
        _take_stay(bundle, resource, places[0])
    else:
        bundle.collector.note("exposure_to_nobody", resource.at)
        record.taken.update((name,) for name in resource.values)


def _kind(bundle: Bundle, name: str) -> str:
    known = bundle.named.get(name)
    return known.kind if known is not None else name.rpartition("/")[0].rpartition("/")[2]


def _link(
    bundle: Bundle, resource: Resource, contact: Making, people: list[Path], cases: list[str]
) -> None:
    """Link both ends; the case that the focus names says more than its patient."""
    subject = bundle.person(resource, "subject").key
    known = [bundle.drafts[name].key for name in cases if name in bundle.drafts]
    persons = [bundle.person(resource, *path).key for path in people]
    missing = [f"case:{name.rpartition('/')[2]}" for name in cases]
    other = (known or persons or missing)[0]
    category = resource.record.at("category")
    if is_coded(category, codes.PASSED_ON):
        mine = [m.key for m in bundle.drafts.values() if m.links.get("person") == subject]
        contact.links["from"] = next((key for key in mine if key.startswith("case:")), subject)
        contact.links["to"] = (persons or [other])[0]
        return
    contact.links |= {"from": other, "to": subject}
    if not is_coded(category, codes.ACQUIRED):
        contact.put("direction_known", False, resource.record.where(("category",)))
        contact.doubt("from", "direction_unclear", "")


def _take_what(contact: Making, resource: Resource, relation: str) -> None:
    record = resource.record
    resource.put_id(contact)
    for known in (
        Field("when", ("effectiveDateTime",), fields.TIME),
        Field("when", ("effectivePeriod", "start"), fields.TIME),
        Field("ended", ("effectivePeriod", "end"), fields.TIME),
    ):
        contact.take(record, known)
    if record.at("valueCodeableConcept") is not None:
        contact.take(record, fields.MANNER)
    _take_components(contact, resource)
    for name, said in (("relation", relation), ("relation", record.text("valueString"))):
        if said and name not in contact.fields:
            contact.put(name, said, record.where(("id",)), said)
    for name in ("status", "code"):
        record.at(name)


def _take_components(contact: Making, resource: Resource) -> None:
    record = resource.record
    for path in record.items("component"):
        code = record.at(*path, "code")
        named = next((one for one in fields.EXPOSURE if is_coded(code, one)), None)
        if named is None:
            record.taken.discard((*path, "code"))
            continue
        contact.take(record, fields.EXPOSURE[named], path)


def _take_stay(bundle: Bundle, resource: Resource, place: str) -> None:
    """Exposed at a place by nobody who is named: he was there."""
    record, stay = resource.record, bundle.make("stay", resource)
    stay.links["person"] = bundle.person(resource, "subject").key
    known = bundle.drafts.get(place)
    if known is not None:
        stay.links["place"] = known.key
    shown = [record.text(*path, "display") for path in record.items("focus")]
    name = known.fields.get("name") if known is not None else None
    said = name.value if name is not None else next(filter(None, shown), "")
    if said:
        stay.put("place", said, record.where(("focus",)), said)
    else:
        stay.doubt("place", "told_of_nowhere", place)
    _take_time_of_stay(stay, resource)
    what = record.text("code", "text") or record.text("valueString")
    if what:
        stay.put("activity", what, record.where(("code",)), what)
    for name_ in ("status", "code", "category", "focus", "valueCodeableConcept"):
        record.at(name_)


def _take_time_of_stay(stay: Making, resource: Resource) -> None:
    """A period is an interval: within it he was there."""
    record = resource.record
    stay.take(record, Field("when", ("effectiveDateTime",), fields.TIME))
    when = time_of_period(stay, record, ("effectivePeriod",))
    if when is not None and "when" not in stay.fields:
        stay.put("when", when, record.where(("effectivePeriod",)))
