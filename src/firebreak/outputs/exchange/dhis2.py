"""DHIS2 Tracker: entities with their enrollments and events, as `POST /api/tracker` takes them.

Written by the mapping of the instance it is for. Ids of other shapes become ids of DHIS2's, the
same for the same record each time. DHIS2 refuses a payload whole for one enrollment or event without
a day, and for one id that it does not have: what lacks either is listed and not written.

References
----------
DHIS2 developer guide, Web API, "New tracker"; dhis2-core, `ValidationCode`: E1015, E1025, E1031.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from firebreak.engine.when import When
from firebreak.intake.dhis2.mapping import ALONE, FIELDS, Day, InstanceMap
from firebreak.intake.dhis2.reading import ENROLLMENT
from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.exchange.names import parted
from firebreak.intake.own_ids import packed
from firebreak.outputs.exchange.writing import Writing, Written, by_link, identity, is_unknown

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
KINDS = frozenset({"person", "case", "contact", "check", "sample", "test", *ALONE})
#: what gives an enrollment, an event its day: the first is its own, another is noted
DAYS = {
    "case": ("reported", "classified", "onset"),
    "sample": ("when", "received"),
    "check": ("when",),
    **dict.fromkeys(ALONE, ("when",)),
}
ENDED = frozenset({"recovered", "died", "excluded"})
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
            if (event := self._dated_event(draft, values)) is not None:
                yield event | {"program": program}

    def _entity(self, person: Draft) -> Object:
        cases = [case for case in self.cases.get(person.key, []) if self._has_a_place(case)]
        attributes, carried = self._values(person, "attribute")
        if parts := self._parts_of_name(person):
            attributes, carried = attributes + parts, carried | {"name"}
        for case in cases[:1]:
            attributes += self._number(case)
        self.writing.lose_rest(person, carried | {"external_id"} | self._unit_of_age(person))
        unit = self._unit(cases[0]) if cases else self.mapping.unit
        enrollments = [self._enrollment(case, is_open=case is cases[-1]) for case in cases]
        others = self._events(person)
        if others and cases:
            enrollments[0].setdefault("events", []).extend(others)
        elif others and self.mapping.contact_program:
            enrollments.append(self._contact_enrollment(person, others))
        elif others:
            self.writing.lose("event", "*", "only_of_cases")
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

    def _parts_of_name(self, person: Draft) -> list[Object]:
        """The name of a person, where the instance keeps it in parts."""
        if "person.name" in self.mapping.ids or not person.value("name"):
            return []
        given, surname = parted(str(person.value("name")))
        told = {"person.given_name": given, "person.surname": surname}
        ids = self.mapping.ids
        return [{"attribute": ids[w], "value": v} for w, v in told.items() if v and w in ids]

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

    def _has_a_place(self, case: Draft) -> bool:
        if not self.mapping.case_program:
            self.writing.lose("case", "*", "kind_not_carried")
        elif self._day(case) is None:
            self.writing.lose("case", "*", "no_day")
        else:
            return True
        return False

    def _day(self, draft: Draft) -> When | None:
        """The day DHIS2 files it under; that it is another's is noted."""
        said = [(name, draft.value(name)) for name in DAYS[draft.kind]]
        name, day = next(((n, day) for n, day in said if not is_unknown(day)), ("", None))
        if day is not None and name != DAYS[draft.kind][0]:
            self.writing.lose(draft.kind, DAYS[draft.kind][0], "other_day")
        return day

    def _enrollment(self, case: Draft, *, is_open: bool) -> Object:
        """A case; an entity has only one open enrollment in a program."""
        is_over = not is_open or case.value("status") in ENDED
        enrollment: Object = {
            "enrollment": uid(identity(case)),
            "program": self.mapping.case_program,
            "orgUnit": self._unit(case),
            "status": "COMPLETED" if is_over else "ACTIVE",
        }
        carried = self.writing.fill(enrollment, case, ENROLLMENT)
        if "enrolledAt" not in enrollment:
            day = next(v for name in DAYS["case"] if not is_unknown(v := case.value(name)))
            self.writing.put(enrollment, case, Field("reported", ("enrolledAt",), Day()), day)
        values, named = self._values(case, "dataElement")
        if values and (event := self._event(case, "case", values, enrollment["enrolledAt"])):
            enrollment["events"] = [event]
        carried |= named | {"external_id"} | self._named_unit(case)
        if "case.number" in self.mapping.ids:
            carried |= {"number"}
        if case.value("pathogen") == self.mapping.pathogen:
            carried |= {"pathogen"}
        self.writing.lose_rest(case, carried)
        return enrollment

    def _contact_enrollment(self, person: Draft, events: list[Object]) -> Object:
        program = self.mapping.contact_program
        return {
            "enrollment": uid(f"{identity(person)} contact"),
            "program": program,
            "orgUnit": self.mapping.unit,
            "status": "ACTIVE",
            "enrolledAt": min(event["occurredAt"] for event in events),
            "events": [event | {"program": program} for event in events],
        }

    def _events(self, person: Draft) -> list[Object]:
        found = [self._sample(sample) for sample in self.samples.pop(person.key, [])]
        found += [self._check(check) for check in self.checks.pop(person.key, [])]
        return [event for event in found if event is not None]

    def _sample(self, sample: Draft) -> Object | None:
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
        return self._dated_event(sample, values)

    def _is_own(self, test: Draft) -> bool:
        return bool(self.mapping.pathogen) and test.value("pathogen") == self.mapping.pathogen

    def _check(self, check: Draft) -> Object | None:
        if check.value("kind") != "follow_up":
            self.writing.lose("check", str(check.value("kind")), "kind_not_carried")
            return None
        values, carried = self._values(check, "dataElement")
        self.writing.lose_rest(check, carried | {"external_id", "when", "kind"})
        return self._dated_event(check, values)

    def _dated_event(self, draft: Draft, values: list[Object]) -> Object | None:
        day = self._day(draft)
        if day is None:
            self.writing.lose(draft.kind, "*", "no_day")
            return None
        written: Object = {}
        self.writing.put(written, draft, Field("when", ("occurredAt",), Day()), day)
        return self._event(draft, draft.kind, values, written["occurredAt"])

    def _event(self, draft: Draft, kind: str, values: list[Object], day: str) -> Object | None:
        stage = self.mapping.stages.get(kind, "")
        if not stage:
            self.writing.lose(kind, "*", "kind_not_carried")
            return None
        event: Object = {
            "event": uid(identity(draft) if kind != "case" else f"{identity(draft)} case"),
            "program": self.mapping.case_program,
            "programStage": stage,
            "orgUnit": self._unit(draft),
            "status": "COMPLETED",
            "occurredAt": day,
        }
        return event | ({"dataValues": values} if values else {})

    def _unit(self, draft: Draft) -> str:
        return self.units.get(str(draft.value("unit_counting") or ""), self.mapping.unit)

    def _named_unit(self, case: Draft) -> set[str]:
        """The counting unit is carried if the instance has it; else the case is put elsewhere."""
        return {"unit_counting"} if str(case.value("unit_counting")) in self.units else set()

    def _edge(self, contact: Draft) -> Object | None:
        if not self.mapping.relationship_type:
            self.writing.lose("contact", "*", "kind_not_carried")
            return None
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
