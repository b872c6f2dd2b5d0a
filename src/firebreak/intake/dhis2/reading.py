"""DHIS2's tracker JSON as drafts, by the mapping of its instance.

Comes in: bytes, and mappings; the one that knows most of what the document uses is taken. Goes out:
a `Reading`. What no mapping explains is counted under its id.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.dhis2 import earlier
from firebreak.intake.dhis2.mapping import ALONE, FIELDS, STAGES, Day, InstanceMap
from firebreak.intake.drafts import Pointer, Reading, ReadingError, Value
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector, Field, Making, Path, Record
from firebreak.intake.exchange.json_files import leaves, load, pointer
from firebreak.intake.exchange.names import joined

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_AT = 100_000
MARKS = (
    b'"trackedEntities"',
    b'"trackedEntityType"',
    b'"trackedEntity"',
    b'"trackedEntityInstances"',
    b'"trackedEntityInstance"',
)
NOT_DONE = ("SCHEDULE", "OVERDUE", "SKIPPED")
LISTS = ("trackedEntities", "instances", "enrollments", "events", "relationships")
#: up to 2.40 a list of any kind is called `instances`; what one is shows by its own id, the first
KINDS = {"relationship": "relationships", "event": "events", "enrollment": "enrollments"}
#: stages whose events say more of the case of their enrollment
OF_CASE = ("case", "outcome")
Place = Callable[..., Pointer]


def recognises(content: bytes, name: str = "") -> bool:
    """Say whether bytes look like tracker JSON."""
    start = content[:LOOK_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] == b"{" and any(mark in start for mark in MARKS)


def read(
    content: bytes,
    *,
    mappings: Sequence[InstanceMap] = (),
    published: date | None = None,
    zone: tzinfo = SHANGHAI,
) -> Reading:
    """
    Read tracker JSON, nested or flat.

    Parameters
    ----------
    content
        Of `/api/tracker`: `trackedEntities` with their enrollments and events within, or each in
        a list of its own; also under the names of before 2.36.
    mappings
        Of the instances it may come from.
    published
        The day of the export, if known.
    zone
        The zone of its days.

    Raises
    ------
    ReadingError
        It is no JSON, too deep, no tracker JSON, or no mapping knows anything of it.
    """
    document = load(content)
    is_earlier = isinstance(document, Mapping) and earlier.is_earlier(document)
    if is_earlier:
        document = earlier.with_later_names(document)
    if not isinstance(document, Mapping) or not any(name in document for name in LISTS):
        raise ReadingError("not_dhis2")
    place = _place_earlier if is_earlier else pointer
    reader = _Reader(Collector(Surroundings(zone)), _known(document, mappings), place)
    for name in LISTS:
        listed = document.get(name)
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, Mapping):
                reader.take(_kind(name, item), item, (name, number))
    reader.finish()
    _note_further_pages(reader.collector, document)
    return reader.collector.reading("dhis2", published)


def _place_earlier(*path: str | int) -> Pointer:
    return pointer(*earlier.as_written(path))


def _kind(name: str, item: Mapping) -> str:
    if name != "instances":
        return name
    return next((kind for own, kind in KINDS.items() if own in item), "trackedEntities")


def _note_further_pages(collector: Collector, document: Mapping) -> None:
    """An instance answers page by page; one page alone is not the export it looks like."""
    pager = document.get("pager")
    said = pager if isinstance(pager, Mapping) else document
    number, count = said.get("page"), said.get("pageCount")
    is_one = isinstance(count, int) and count > 1
    if is_one or isinstance(said.get("nextPage"), str):
        collector.note("one_page", page=number if isinstance(number, int) else 1)


def _known(document: Mapping, mappings: Sequence[InstanceMap]) -> InstanceMap:
    used = {value for _path, value in leaves(document) if isinstance(value, str)}
    counted = [(len(used & _ids(mapping)), mapping) for mapping in mappings]
    most, best = max(counted, key=lambda one: one[0], default=(0, InstanceMap()))
    if not most:
        raise ReadingError("no_mapping")
    return best


def _ids(mapping: InstanceMap) -> set[str]:
    own = {mapping.entity_type, mapping.case_program, mapping.contact_program}
    return (own | set(mapping.ids.values()) | set(mapping.stages.values())) - {""}


class _Reader:
    """The document under way."""

    def __init__(self, collector: Collector, mapping: InstanceMap, place: Place) -> None:
        self.collector = collector
        self.place = place
        self.mapping = mapping
        self.fields = {uid: name for name, uid in mapping.ids.items()}
        self.stages = {uid: kind for kind, uid in mapping.stages.items()}
        self.edges: list[Record] = []
        self.edges_seen: set[str] = set()
        self.cases: dict[str, list[Making]] = {}  # by the key of their person
        self.enrolled: dict[str, str] = {}  # enrollment -> entity
        self.asked: dict[str, list[Making]] = {}  # samples without a result, by enrollment
        self.ended: dict[str, dict[str, Value]] = {}  # how, by the key of the case

    def take(self, name: str, item: Mapping, path: Path) -> None:
        """Take one object of the document, and what stands within it."""
        record = Record(item, lambda inner: self.place(*path, *inner))
        if self._is_deleted(record):
            return
        if name in ("trackedEntities", "instances"):
            self._entity(record, path)
        elif name == "enrollments":
            self._enrollment(record, path, record.text("trackedEntity"))
        elif name == "events":
            self._event(record, path, record.text("trackedEntity"), record.text("enrollment"))
        elif record.text("relationship") not in self.edges_seen:  # it stands with both its ends
            self.edges_seen |= {record.text("relationship")} - {""}
            self.edges.append(record)

    def _is_deleted(self, record: Record) -> bool:
        if record.at("deleted") is not True:
            return False
        self.collector.note("deleted_there", count=1)
        return True

    def _within(self, record: Record, name: str, path: Path) -> list[tuple[Record, Path]]:
        """The objects in a list of an object, without those that were deleted."""
        found = []
        for inner in record.items(name):
            whole = (*path, *inner)
            values = record.values[name][inner[-1]]
            one = Record(values, lambda p, whole=whole: self.place(*whole, *p))
            if not self._is_deleted(one):
                found.append((one, whole))
        record.taken.add((name,))
        return found

    def _entity(self, record: Record, path: Path) -> None:
        identity = record.text("trackedEntity") or record.place()
        person = self._person(identity, record)
        record.at("trackedEntityType")
        record.at("orgUnit")
        enrollments = self._within(record, "enrollments", path)
        for inner, whole in enrollments:
            self._enrollment(inner, whole, identity)
        case = next((k for k in self._cases(identity)), None)
        self._values(record, "attributes", "attribute", {"person": person, "case": case})
        self._edges_within(record, path)
        self._leave(record, "trackedEntity")

    def _edges_within(self, record: Record, path: Path) -> None:
        for inner, whole in self._within(record, "relationships", path):
            self.take("relationships", inner.values, whole)

    def _person(self, identity: str, record: Record) -> Making:
        known = self.collector.known("person", identity)
        if known is None:
            known = self.collector.make("person", identity)
            known.put("external_id", identity, record.where(("trackedEntity",)), identity)
        return known

    def _cases(self, identity: str) -> list[Making]:
        return self.cases.get(f"person:{identity}", [])

    def _enrollment(self, record: Record, path: Path, entity: str) -> None:
        identity = record.text("enrollment") or record.place()
        if identity in self.enrolled:
            self.collector.note("told_twice", record.where(()), record="enrollment")
            return
        entity = entity or record.place()
        self.enrolled[identity] = entity
        person = self._person(entity, record)
        program = record.text("program")
        case = None
        if record.text("status") == "CANCELLED":
            self.collector.note("enrollment_cancelled", record.where(()))
        elif program == self.mapping.case_program:
            case = self._case(record, person, identity)
        elif program != self.mapping.contact_program:
            record.taken.discard(("program",))
        self._values(record, "attributes", "attribute", {"person": person, "case": case})
        events = self._within(record, "events", path)
        for inner, whole in sorted(events, key=lambda one: not self._is_request(one[0])):
            self._event(inner, whole, entity, identity)
        self._edges_within(record, path)
        record.at("trackedEntity")
        self._leave(record, "enrollment")

    def _case(self, record: Record, person: Making, identity: str) -> Making:
        case = self.collector.make("case", identity)
        case.links["person"] = person.key
        self.cases.setdefault(person.key, []).append(case)
        case.put("external_id", identity, record.where(("enrollment",)), identity)
        case.take_all(record, ENROLLMENT)
        self._take_unit(case, record)
        if self.mapping.pathogen:
            case.put("pathogen", self.mapping.pathogen, record.where(("program",)))
        return case

    def _take_unit(self, case: Making, record: Record) -> None:
        """A unit too deep for the mapping file is named by the export, or counted."""
        unit = self.mapping.units.get(record.text("orgUnit")) or record.text("orgUnitName")
        if unit:
            case.put("unit_counting", unit, record.where(("orgUnit",)), unit)
        else:
            record.taken.discard(("orgUnit",))

    def _event(self, record: Record, path: Path, entity: str, enrollment: str) -> None:
        self._edges_within(record, path)
        kind = self.stages.get(record.text("programStage"), "")
        if not kind:
            self.collector.note("stage_unknown", record.where(("programStage",)))
            return
        if record.text("status") in NOT_DONE:
            self.collector.note("follow_up_not_done", record.where(("status",)))
            return
        identity = record.text("event") or record.place()
        if kind in ALONE:
            self._of_nobody(kind, identity, record)
            return
        entity = entity or self.enrolled.get(enrollment) or record.place()
        person = self._person(entity, record)
        makings = self._makings(kind, identity, enrollment, person)
        if kind not in OF_CASE:
            self._take_day(makings[STAGES[kind][0]], record)
        if kind == "check":
            makings[kind].put("kind", "follow_up", record.where(("programStage",)))
            makings[kind].put("external_id", identity, record.where(("event",)), identity)
        self._values(record, "dataValues", "dataElement", makings)
        if kind in OF_CASE and makings:
            self._note_outcome(makings["case"], record)
        self._drop_untested(makings)
        for name in ("program", "orgUnit", "trackedEntity", "enrollment", "occurredAt"):
            record.at(name)
        self._leave(record, "event")

    def _is_request(self, record: Record) -> bool:
        return self.stages.get(str(record.values.get("programStage"))) == "request"

    def _take_day(self, making: Making, record: Record) -> None:
        """The day of an event; a sample that was asked for has the day of that already."""
        if "when" not in making.fields:
            making.take(record, Field("when", ("occurredAt",), Day()))

    def _of_nobody(self, kind: str, identity: str, record: Record) -> None:
        """Take an event of a program that registers nobody."""
        making = self.collector.make(kind, identity)
        making.put("external_id", identity, record.where(("event",)), identity)
        making.take(record, Field("when", ("occurredAt",), Day()))
        self._values(record, "dataValues", "dataElement", {kind: making})
        for name in ("program", "orgUnit"):
            record.at(name)
        self._leave(record, "event")

    def _makings(
        self, kind: str, identity: str, enrollment: str, person: Making
    ) -> dict[str, Making]:
        if kind in OF_CASE:
            known = self.collector.known("case", enrollment)
            return {"case": known} if known is not None else {}
        first, *others = STAGES[kind]
        waiting = self.asked.setdefault(enrollment, []) if enrollment else []
        is_of_one = kind == "sample" and len(waiting) == 1
        makings = {first: waiting.pop() if is_of_one else self.collector.make(first, identity)}
        makings[first].links["person"] = person.key
        if kind == "request":
            waiting.append(makings[first])
        elif kind == "sample" and waiting:
            makings[first].doubt("number", "which_sample", "")
        for other in others:
            makings[other] = self.collector.make(other, identity)
            makings[other].links[first] = makings[first].key
        return makings

    def _drop_untested(self, makings: Mapping[str, Making]) -> None:
        """A sample of which no result is told has no test."""
        test = makings.get("test")
        if test is not None and not test.fields and not test.doubts:
            del self.collector.drafts[test.key]
        elif test is not None and self.mapping.pathogen:
            test.put("pathogen", self.mapping.pathogen, None)

    def _values(
        self, record: Record, listed: str, by: str, makings: Mapping[str, Making | None]
    ) -> None:
        """Take attributes or data values, each by what the mapping says its id means."""
        for path in record.items(listed):
            uid = record.text(*path, by)
            name = self.fields.get(uid, "")
            kind, _dot, _field = name.partition(".")
            making = makings.get(kind)
            if making is None or name not in FIELDS:
                self.collector.left[listed, uid[:60]] += 1
            else:
                self._value(making, record, path, name)
        record.taken.add((listed,))
        if (person := makings.get("person")) is not None:
            _join_name(person)

    def _value(self, making: Making, record: Record, path: Path, name: str) -> None:
        field = name.partition(".")[2]
        before = making.fields.get(field)
        making.take(record, Field(field, (*path, "value"), self.mapping.codec(name)))
        if name == "person.age" and "age" in making.fields:
            making.put("age_unit", "years", record.where(path))
        if name == "case.onset" and before and before.value != making.fields["onset"].value:
            making.doubt("onset", "told_differently", before.quote)

    def _note_outcome(self, case: Making, record: Record) -> None:
        """How a case ended: its status at last, and the day of the event that says so."""
        ended = case.fields.pop("outcome", None)
        if ended is not None:
            when = Making("", "classification", case.about)
            when.take(record, Field("when", ("occurredAt",), Day()))
            self.ended[case.key] = {"status": ended, **when.fields}

    def _leave(self, record: Record, what: str) -> None:
        for name in BOOKKEEPING & record.values.keys():
            record.taken.add((name,))
        self.collector.leave(record, what)

    def finish(self) -> None:
        """Take how cases ended, and the relationships, when everybody they name is known."""
        for key, ended in self.ended.items():
            self._end_case(self.collector.drafts[key], ended)
        for edge in self.edges:
            if edge.text("relationshipType") != self.mapping.relationship_type:
                self.collector.note("relationship_unknown", edge.where(("relationshipType",)))
                continue
            self._contact(edge)

    def _end_case(self, case: Making, ended: dict[str, Value]) -> None:
        """Keep what the case was before as the first step of its course."""
        steps: list[dict[str, Value]] = [ended]
        if before := case.fields.get("status"):
            first = {"status": before}
            if "classified" in case.fields:
                first["when"] = case.fields.pop("classified")
            steps.insert(0, first)
        for number, step in enumerate(steps, 1):
            identity = f"{case.key.partition(':')[2]}/{number}"
            draft = self.collector.make("classification", identity)
            draft.links["case"], draft.fields = case.key, step
        case.fields["status"] = ended["status"]

    def _contact(self, edge: Record) -> None:
        ends = [self._end(edge, end) for end in ("from", "to")]
        if not all(ends):
            self.collector.note("edge_without_ends", edge.where(()))
            return
        case, contact = reversed(ends) if self.mapping.contact_comes_first else ends
        is_undirected = edge.at("bidirectional") is True
        if is_undirected and self._cases(contact) and not self._cases(case):
            case, contact = contact, case
        identity = edge.text("relationship") or edge.place()
        making = self.collector.make("contact", identity)
        making.put("external_id", identity, edge.where(("relationship",)), identity)
        if is_undirected and bool(self._cases(case)) == bool(self._cases(contact)):
            making.put("direction_known", False, edge.where(("bidirectional",)), "")
            making.doubt("from", "direction_unclear", "")
        cases = self._cases(case)
        source = cases[0] if cases else self._person(case, edge)
        making.links |= {"from": source.key, "to": self._person(contact, edge).key}

    def _end(self, edge: Record, end: str) -> str:
        """Who stands at an end: said by an id (2.36), by an object, or by his enrollment."""
        for path in (("trackedEntity",), ("trackedEntity", "trackedEntity")):
            if entity := edge.text(end, *path):
                return entity
        for path in (("enrollment",), ("enrollment", "enrollment"), ("event", "enrollment")):
            if entity := self.enrolled.get(edge.text(end, *path), ""):
                return entity
        return edge.text(end, "enrollment", "trackedEntity")


def _join_name(person: Making) -> None:
    """An instance that keeps a name in two parts means one."""
    parts = {part: person.fields.pop(part, None) for part in ("given_name", "surname")}
    told = [value for value in parts.values() if value is not None]
    if told and "name" not in person.fields:
        given, surname = (str(value.value) if value else "" for value in parts.values())
        name = joined(given, "", surname)
        person.put("name", name, told[0].origin, name)


ENROLLMENT = (
    Field("onset", ("occurredAt",), Day()),
    Field("reported", ("enrolledAt",), Day()),
)
BOOKKEEPING = frozenset(
    [
        "createdAt",
        "createdAtClient",
        "updatedAt",
        "updatedAtClient",
        "createdBy",
        "updatedBy",
        "storedBy",
        "inactive",
        "potentialDuplicate",
        "followUp",
        "followup",
        "notes",
        "geometry",
        "programOwners",
        "orgUnitName",
        "completedAt",
        "completedBy",
        "attributeOptionCombo",
        "attributeCategoryOptions",
        "deleted",
        "status",
        "scheduledAt",
        "relationshipName",
        "bidirectional",
        "assignedUser",
        "enrollmentStatus",
        "trackedEntityType",
    ]
)
