"""DHIS2 Tracker: entities with their enrollments and events, as `POST /api/tracker` takes them.

Written by the mapping of the instance it is for. Ids of other shapes become ids of DHIS2's, the
same for the same record each time.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from firebreak.intake.dhis2.mapping import ALONE, FIELDS, Day, InstanceMap
from firebreak.intake.dhis2.reading import ENROLLMENT
from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.own_ids import packed
from firebreak.outputs.exchange.writing import Writing, Written, by_link, identity

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
KINDS = frozenset({"person", "case", "contact", "check", "sample", "test", *ALONE})
Object = dict[str, Any]


def write(drafts: Iterable[Draft], *, zone: tzinfo, mapping: InstanceMap) -> Written:
    """
    Write drafts as tracker JSON.

    Parameters
    ----------
    drafts
        People, cases and what belongs to them; links lead to drafts among them.
    zone
        The zone of the days.
    mapping
        Of the instance.

    Returns
    -------
    Written
        UTF-8, and a note for everything the instance has no place for.
    """
    payload = _Payload(tuple(drafts), zone, mapping)
    content = json.dumps(payload.document(), ensure_ascii=False, indent=1).encode()
    return Written(content, payload.writing.notes())


class _Payload:
    """The drafts by what they belong to, and the payload under way."""

    def __init__(self, drafts: Sequence[Draft], zone: tzinfo, mapping: InstanceMap) -> None:
        self.writing = Writing(Surroundings(zone))
        self.mapping = mapping
        self.units = {name: uid for uid, name in reversed(list(mapping.units.items()))}
        self.drafts = {draft.key: draft for draft in drafts}
        self.of = {kind: [d for d in drafts if d.kind == kind] for kind in KINDS}
        self.cases = by_link(self.of["case"], "person")
        self.samples = by_link(self.of["sample"], "person")
        self.checks = by_link(self.of["check"], "person")
        self.tests = by_link(self.of["test"], "sample")
        for draft in drafts:
            if draft.kind not in KINDS:
                self.writing.lose(draft.kind, "*", "kind_not_carried")

    def document(self) -> Object:
        found: Object = {"trackedEntities": [self._entity(person) for person in self.of["person"]]}
        edges = [edge for contact in self.of["contact"] if (edge := self._edge(contact))]
        alone = [event for kind in ALONE for event in self._of_nobody(kind)]
        listed = {"events": alone, "relationships": edges}
        return found | {name: objects for name, objects in listed.items() if objects}

    def _of_nobody(self, kind: str) -> Iterator[Object]:
        """Events of a program that registers nobody; an instance without one has no place for them."""
        program = self.mapping.programs.get(kind)
        for draft in self.of[kind]:
            if not program or kind not in self.mapping.stages:
                self.writing.lose(kind, "*", "kind_not_carried")
                continue
            values, carried = self._values(draft, "dataElement")
            for role in draft.links:
                if role.startswith(ATTENDEE):
                    self.writing.lose(kind, "attendees")
            self.writing.lose_rest(draft, carried | {"external_id", "when"})
            yield self._event(draft, kind, values) | {"program": program}

    def _entity(self, person: Draft) -> Object:
        cases = self.cases.get(person.key, [])
        attributes, carried = self._values(person, "attribute")
        for case in cases[:1]:
            attributes += self._number(case)
        self.writing.lose_rest(person, carried | {"external_id"} | self._unit_of_age(person))
        unit = self._unit(cases[0]) if cases else self.mapping.unit
        enrollments = [self._enrollment(case, person) for case in cases]
        others = self._events(person, cases)
        if others:
            program = self.mapping.contact_program
            enrollments.append(self._contact_enrollment(person, program, others))
        entity: Object = {
            "trackedEntity": uid(identity(person)),
            "trackedEntityType": self.mapping.entity_type,
            "orgUnit": unit,
        }
        return entity | {
            name: listed
            for name, listed in (("attributes", attributes), ("enrollments", enrollments))
            if listed
        }

    def _unit_of_age(self, person: Draft) -> set[str]:
        if person.value("age_unit", "years") == "years":
            return {"age_unit"}
        return set()

    def _values(self, draft: Draft, by: str) -> tuple[list[Object], set[str]]:
        """The values of a draft that the instance has a place for, and their names."""
        values: list[Object] = []
        named: set[str] = set()
        for name, value in draft.fields.items():
            whole = f"{draft.kind}.{name}"
            uid_ = self.mapping.ids.get(whole)
            if uid_ is None or whole not in FIELDS or whole == "case.number":
                continue
            if whole == "person.age" and draft.value("age_unit", "years") != "years":
                continue
            written: Object = {by: uid_}
            known = Field(name, ("value",), self.mapping.codec(whole))
            self.writing.put(written, draft, known, value.value)
            named.add(name)
            if "value" in written:
                values.append({by: uid_, "value": _text(written["value"])})
        return values, named

    def _number(self, case: Draft) -> list[Object]:
        uid_ = self.mapping.ids.get("case.number")
        number = case.value("number")
        return [{"attribute": uid_, "value": str(number)}] if uid_ and number else []

    def _enrollment(self, case: Draft, person: Draft) -> Object:
        enrollment: Object = {
            "enrollment": uid(identity(case)),
            "program": self.mapping.case_program,
            "orgUnit": self._unit(case),
            "status": "ACTIVE",
        }
        carried = self.writing.fill(enrollment, case, ENROLLMENT)
        values, named = self._values(case, "dataElement")
        events = [self._event(case, "case", values)] if values else []
        if self.cases[person.key][0] is case:
            events += self._events(person, [])
        carried |= named | {"external_id", "unit_counting"}
        if "case.number" in self.mapping.ids:
            carried |= {"number"}
        if case.value("pathogen") == self.mapping.pathogen:
            carried |= {"pathogen"}
        self.writing.lose_rest(case, carried)
        return enrollment | ({"events": events} if events else {})

    def _contact_enrollment(self, person: Draft, program: str, events: list[Object]) -> Object:
        return {
            "enrollment": uid(f"{identity(person)} contact"),
            "program": program,
            "orgUnit": self.mapping.unit,
            "status": "ACTIVE",
            "events": events,
        }

    def _events(self, person: Draft, cases: list[Draft]) -> list[Object]:
        if cases:
            return []
        found = []
        for sample in self.samples.pop(person.key, []):
            found += self._sample(sample)
        for check in self.checks.pop(person.key, []):
            found += self._check(check)
        return found

    def _sample(self, sample: Draft) -> list[Object]:
        values, carried = self._values(sample, "dataElement")
        self.writing.lose_rest(sample, carried | {"external_id", "when"})
        tests = self.tests.get(sample.key, [])
        for test in tests[:1]:
            said, named = self._values(test, "dataElement")
            values += said
            known = {"external_id"} | ({"pathogen"} if self._is_own(test) else set())
            self.writing.lose_rest(test, named | known)
        for _test in tests[1:]:
            self.writing.lose("test", "*", "only_the_last")
        return [self._event(sample, "sample", values)]

    def _is_own(self, test: Draft) -> bool:
        return bool(self.mapping.pathogen) and test.value("pathogen") == self.mapping.pathogen

    def _check(self, check: Draft) -> list[Object]:
        if check.value("kind") != "follow_up":
            self.writing.lose("check", str(check.value("kind")), "kind_not_carried")
            return []
        values, carried = self._values(check, "dataElement")
        self.writing.lose_rest(check, carried | {"external_id", "when", "kind"})
        return [self._event(check, "check", values)]

    def _event(self, draft: Draft, kind: str, values: list[Object]) -> Object:
        event: Object = {
            "event": uid(identity(draft) if kind != "case" else f"{identity(draft)} case"),
            "programStage": self.mapping.stages.get(kind, ""),
            "orgUnit": self._unit(draft),
            "status": "COMPLETED",
        }
        if kind != "case" and draft.value("when") is not None:
            known = Field("when", ("occurredAt",), Day())
            self.writing.put(event, draft, known, draft.value("when"))
        return event | ({"dataValues": values} if values else {})

    def _unit(self, draft: Draft) -> str:
        return self.units.get(str(draft.value("unit_counting") or ""), self.mapping.unit)

    def _edge(self, contact: Draft) -> Object | None:
        ends = [self._end(contact, role) for role in ("from", "to")]
        if not all(ends):
            self.writing.lose("contact", "*", "end_not_known")
            return None
        first, second = reversed(ends) if self.mapping.contact_comes_first else ends
        self.writing.lose_rest(contact, {"external_id"})
        return {
            "relationship": uid(identity(contact)),
            "relationshipType": self.mapping.relationship_type,
            "from": {"trackedEntity": {"trackedEntity": first}},
            "to": {"trackedEntity": {"trackedEntity": second}},
        }

    def _end(self, contact: Draft, role: str) -> str:
        draft = self.drafts.get(contact.links.get(role, ""))
        if draft is not None and draft.kind == "case":
            draft = self.drafts.get(draft.links.get("person", ""))
        return uid(identity(draft)) if draft is not None else ""


def uid(name: str) -> str:
    """
    Return an id as DHIS2 has them: eleven letters and digits, a letter first.

    An id of ours is known again by it when it comes back.

    Examples
    --------
    >>> uid("abcdefghij1"), len(uid("4302-person-12"))
    ('abcdefghij1', 11)
    """
    if UID.fullmatch(name):
        return name
    if own := packed(name):
        return own
    digest = hashlib.sha256(name.encode()).hexdigest()
    return LETTERS[int(digest[:8], 16) % len(LETTERS)] + digest[8:18]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
