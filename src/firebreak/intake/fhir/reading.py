"""FHIR bundles as drafts: a patient a person, a condition a case, a result a test of its sample.

Comes in: the bytes of one JSON resource, usually a bundle. Goes out: a `Reading`. A resource that
says it was entered in error is left out; a result that is not final is no result yet.
"""

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Reading
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector, Making
from firebreak.intake.exchange.json_files import load
from firebreak.intake.fhir import codes, exposures, gatherings, laboratory, orders, people, visits
from firebreak.intake.fhir.bundles import Resource, resources
from firebreak.intake.fhir.codes import is_coded

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_AT = 100_000


def recognises(content: bytes, name: str = "") -> bool:
    """Say whether bytes look like a FHIR resource."""
    start = content[:LOOK_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] == b"{" and b'"resourceType"' in start


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
        It is no JSON, too deep, or no FHIR resource.

    Examples
    --------
    >>> reading = read(b'{"resourceType": "Patient", "id": "a", "gender": "female"}')
    >>> reading.draft("person:a").value("sex")
    'female'
    """
    collector = Collector(Surroundings(zone))
    bundle = Bundle(resources(load(content), collector), collector)
    for patient in bundle.of("Patient"):
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
        for resource in found:
            self._add(resource)
        self.drafts: dict[str, Making] = {}  # by the name of their resource

    def _add(self, resource: Resource) -> None:
        if any(name in self.named for name in resource.names):
            self.collector.note("told_twice", resource.at, record=resource.kind)
            return
        status = resource.values.get("status")
        if status == codes.WRONG or is_coded(
            resource.values.get("verificationStatus"), codes.WRONG
        ):
            self.collector.note("entered_in_error", resource.at, record=resource.kind)
            return
        self.resources.append(resource)
        self.named.update(dict.fromkeys(resource.names, resource))

    def of(self, kind: str) -> list[Resource]:
        """Return the resources of a kind."""
        return [resource for resource in self.resources if resource.kind == kind]

    def make(self, kind: str, resource: Resource) -> Making:
        """Begin the draft of a resource."""
        making = self.collector.make(kind, identity_of(resource))
        self.drafts.update(dict.fromkeys(resource.names, making))
        return making

    def referred(self, resource: Resource, *path: str | int) -> str:
        """Return the name of the resource that another refers to, as it is named in the bundle."""
        said = resource.record.text(*path, "reference")
        resource.record.at(*path, "type")
        if said in self.named or not said:
            return said
        kind_and_id = "/".join(said.split("/_history/")[0].split("/")[-2:])
        return kind_and_id if kind_and_id in self.named else said

    def person(self, resource: Resource, *path: str | int) -> Making:
        """Return the draft of the patient a resource is about; one not here is known by his id."""
        name = self.referred(resource, *path)
        known = self.drafts.get(name)
        if known is not None and known.kind == "person":
            return known
        where = resource.record.where(path)
        identity = name.rpartition("/")[2].removeprefix("urn:uuid:")
        number = resource.record.text(*path, "identifier", "value")
        shown = resource.record.text(*path, "display")
        person = self.collector.make("person", identity or number or resource.at.path)
        if name:
            self.drafts[name] = person
            person.put("external_id", identity, where, name)
        if number:
            person.put("id_number", number, where, number)
        if shown:
            person.put("name", shown, where, shown)
        if not (name or number or shown):
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


def identity_of(resource: Resource) -> str:
    """Return the id of a resource; one that FHIR's own id cannot hold stands beside it."""
    listed = resource.values.get("identifier")
    for place, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping) and one.get("system") == codes.OWN_ID:
            resource.record.at("identifier", place, "system")
            return resource.record.text("identifier", place, "value")
    return str(resource.values.get("id") or resource.at.path)
