"""FHIR bundles as drafts: a patient a person, a condition a case, a result a test of its sample.

Comes in: the bytes of one JSON resource, usually a bundle. Goes out: a `Reading`. A resource that
says it was entered in error is left out; a result that is not final is no result yet.
"""

import re
from collections.abc import Iterable
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Reading, ReadingError
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector, Making, Path
from firebreak.intake.exchange.json_files import load
from firebreak.intake.fhir import codes, exposures, gatherings, laboratory, orders, people, visits
from firebreak.intake.fhir.bundles import Resource, resources
from firebreak.intake.fhir.codes import is_coded
from firebreak.intake.fhir.identifiers import mark_of, take_identifier

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_AT = 100_000
BLANKS = b"\xef\xbb\xbf \t\r\n"
#: whatever the root's prefix; the namespace is the same in every version
XML = re.compile(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']http://hl7\.org/fhir["']""")


def recognises(content: bytes, name: str = "") -> bool:
    """Say whether bytes look like a FHIR resource, in JSON or in XML."""
    start = content[:LOOK_AT].lstrip(BLANKS)
    return (start[:1] == b"{" and b'"resourceType"' in start) or _is_xml(start)


def _is_xml(start: bytes) -> bool:
    return (
        start[:1] in (b"<", b"\xff", b"\xfe") and XML.search(start.replace(b"\0", b"")) is not None
    )


def read(content: bytes, *, published: date | None = None, zone: tzinfo = SHANGHAI) -> Reading:
    """
    Read a bundle, or a single resource.

    Parameters
    ----------
    content
        JSON of FHIR R4 or R4B.
    published
        The day it was sent, if known.
    zone
        The zone of days; instants have their own.

    Raises
    ------
    ReadingError
        It is XML, no JSON, too deep, or no FHIR resource.

    Examples
    --------
    >>> reading = read(b'{"resourceType": "Patient", "id": "a", "gender": "female"}')
    >>> reading.draft("person:a").value("sex")
    'female'
    """
    if _is_xml(content[:LOOK_AT].lstrip(BLANKS)):
        raise ReadingError("fhir_xml")
    collector = Collector(Surroundings(zone))
    bundle = Bundle(resources(load(content), collector), collector)
    for patient in sorted(bundle.of("Patient"), key=lambda one: bool(one.holder)):
        people.take_patient(bundle, patient)
    for condition in bundle.of("Condition"):
        people.take_condition(bundle, condition)
    for visit in bundle.of("Encounter"):
        visits.take_encounter(bundle, visit)
    for place in bundle.of("Location"):
        visits.take_location(bundle, place)
    exposures.take(bundle)
    gatherings.take(bundle)
    orders.take(bundle)
    laboratory.take(bundle)
    bundle.leave()
    return collector.reading("fhir", published)


class Bundle:
    """The resources of a bundle by kind and by name, and the drafts under way."""

    def __init__(self, found: Iterable[Resource], collector: Collector) -> None:
        self.collector = collector
        self.resources: list[Resource] = []
        self.named: dict[str, Resource] = {}
        self.identified: dict[tuple[str, str], Making] = {}  # people, by system and number
        self.tubes: dict[tuple[str, str], Making] = {}  # samples, likewise
        self._places: set[str] = set()  # of those taken, so that what they contain is
        for resource in found:
            self._add(resource)
        self.drafts: dict[str, Making] = {}  # by the name of their resource

    def _add(self, resource: Resource) -> None:
        if resource.holder and resource.holder not in self._places:
            return
        if any(name in self.named for name in resource.names):
            self.collector.note("told_twice", resource.at, record=resource.kind)
            return
        status = resource.values.get("status")
        if status == codes.WRONG or is_coded(
            resource.values.get("verificationStatus"), codes.WRONG
        ):
            self.collector.note("entered_in_error", resource.at, record=resource.kind)
            return
        self._places.add(resource.at.path)
        self.resources.append(resource)
        self.named.update(dict.fromkeys(resource.names, resource))

    def of(self, kind: str) -> list[Resource]:
        """Return the resources of a kind."""
        return [resource for resource in self.resources if resource.kind == kind]

    def make(self, kind: str, resource: Resource) -> Making:
        """Begin the draft of a resource."""
        making = self.collector.make(kind, resource.own_id or resource.at.path)
        self.drafts.update(dict.fromkeys(resource.names, making))
        return making

    def take_as(self, known: Making, resource: Resource) -> None:
        """Take a resource as one of which a draft was made."""
        self.drafts.update(dict.fromkeys(resource.names, known))
        self.collector.note("told_twice", resource.at, record=resource.kind)
        resource.record.taken.update((name,) for name in resource.values)

    def referred(self, resource: Resource, *path: str | int) -> str:
        """Return the name of the resource that another refers to, as it is named in the bundle."""
        said = resource.record.text(*path, "reference")
        resource.record.at(*path, "type")
        if said.startswith("#"):
            inner = resource.within(said)
            return inner if inner in self.named else ""
        if said in self.named or not said:
            return said
        kind_and_id = "/".join(said.split("/_history/")[0].split("/")[-2:])
        return kind_and_id if kind_and_id in self.named else said

    def person(self, resource: Resource, *path: str | int) -> Making:
        """Return the draft of the patient a resource is about, by reference or by identifier."""
        name = self.referred(resource, *path)
        mark = mark_of(resource.record, (*path, "identifier"))
        take_identifier(resource.record, (*path, "identifier"))
        known = self.drafts.get(name) or self.identified.get(mark)
        if known is not None and known.kind == "person":
            return known
        return self._elsewhere(resource, path, name, mark)

    def _elsewhere(
        self, resource: Resource, path: Path, name: str, mark: tuple[str, str]
    ) -> Making:
        """Somebody of whom the bundle has no resource; an identifier is never part of his key."""
        record, where = resource.record, resource.record.where(path)
        identity = name.rpartition("/")[2].removeprefix("urn:uuid:")
        shown = record.text(*path, "display")
        person = self.collector.make("person", identity or resource.at.path)
        if name:
            self.drafts[name] = person
            person.put("external_id", identity, where, name)
        people.put_identifier(self, person, mark, where)
        if shown:
            person.put("name", shown, where, shown)
        if not person.fields:
            person.doubt("external_id", "nobody_named", "")
        return person

    def pass_over(self, resource: Resource) -> None:
        """Count a resource as left out as a whole."""
        self.collector.left["Bundle", resource.kind] += 1
        resource.record.taken.update((name,) for name in resource.values)

    def leave(self) -> None:
        """Count what the resources say and nobody took."""
        for resource in self.resources:
            for name in ("resourceType", "id", "meta", "text", "language", "implicitRules"):
                resource.record.taken.add((name,))
            self.collector.leave(resource.record, resource.kind)
