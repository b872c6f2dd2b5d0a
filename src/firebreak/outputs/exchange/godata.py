"""Go.Data: all lists under their names in one JSON file, as its own exports have them.

Go.Data knows one record for a person and his case, days without a clock, and one kind of check, the
follow-up of a contact. What else the record knows is listed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.intake.exchange.codecs import Coded, Surroundings
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.exchange.names import parted
from firebreak.intake.godata import fields, tokens
from firebreak.intake.godata.people import DIVISION_CODE
from firebreak.intake.godata.results import FEVER
from firebreak.outputs.exchange.writing import Writing, Written, by_link, identity, is_unknown

COLLECTIONS = {
    "case": "cases",
    "contact": "contacts",
    "contact_of_contact": "contactsOfContacts",
    "event": "events",
}
SECOND = tokens.PERSON.write("contact_of_contact")
OUTCOMES = ("recovered", "died")
KINDS = frozenset(
    {
        "person",
        "case",
        "classification",
        "placement",
        "contact",
        "check",
        "sample",
        "test",
        "event",
        "gathering",
        "area",
    }
)


def write(drafts: Iterable[Draft], *, zone: tzinfo) -> Written:
    """
    Write drafts as Go.Data's JSON.

    Parameters
    ----------
    drafts
        People, cases and what belongs to them; links lead to drafts among them.
    zone
        The zone of the days.

    Returns
    -------
    Written
        UTF-8, and a note for everything Go.Data has no place for.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> ann = Draft("person:a", "person", {"name": Value("Ann"), "employer": Value("Mill")})
    >>> written = write([ann], zone=ZoneInfo("Asia/Shanghai"))
    >>> [(note.code, note.values["field"]) for note in written.notes]
    [('field_not_carried', 'employer')]
    """
    document, writing = nested(drafts, zone=zone)
    document["referenceData"] = _own_labels(document)
    document = document if document["referenceData"] else _without(document, "referenceData")
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return Written(content, writing.notes())


def nested(
    drafts: Iterable[Draft], *, zone: tzinfo, refers_to_areas: bool = True
) -> tuple[dict[str, Any], Writing]:
    """
    Return drafts as Go.Data's lists of records under their names, and what they cannot hold.

    Parameters
    ----------
    refers_to_areas
        A residence may be the id of a record of the list of locations; else it is its name and
        division code, for a list that may be read without that one.
    """
    outbreak = _Outbreak(tuple(drafts), zone)
    if not refers_to_areas:
        outbreak.areas = {}
    return outbreak.document(), outbreak.writing


class _Outbreak:
    """The drafts by what they belong to, and the file under way."""

    def __init__(self, drafts: Sequence[Draft], zone: tzinfo) -> None:
        self.writing = Writing(Surroundings(zone))
        self.drafts = {draft.key: draft for draft in drafts}
        self.of = {kind: [d for d in drafts if d.kind == kind] for kind in KINDS}
        self.cases = by_link(self.of["case"], "person")
        self.classified = by_link(self.of["classification"], "case")
        self.placed = by_link(self.of["placement"], "person")
        self.tests = by_link(self.of["test"], "sample")
        self.areas = {
            str(area.value("code")): area for area in self.of["area"] if area.value("code")
        }
        self.second = self._contacts_of_contacts()
        for draft in drafts:
            if draft.kind not in KINDS:
                self.writing.lose(draft.kind, "*", "kind_not_carried")

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._add_disease(found)
        for area in self.of["area"]:
            found.setdefault("locations", []).append(self._area(area))
        for person in self.of["person"]:
            kind, record = self._person(person)
            found.setdefault(COLLECTIONS[kind], []).append(record)
        lists: tuple[tuple[str, str, Callable[[Draft], dict[str, Any] | None]], ...] = (
            ("events", "event", self._event),
            ("events", "gathering", self._gathering),
            ("relationships", "contact", self._relationship),
            ("followUps", "check", self._follow_up),
        )
        for name, kind, make in lists:
            records = [one for draft in self.of[kind] if (one := make(draft)) is not None]
            if records:
                found.setdefault(name, []).extend(records)
        exposed = [one for gathering in self.of["gathering"] for one in self._attendance(gathering)]
        if exposed:
            found.setdefault("relationships", []).extend(exposed)
        results = [one for sample in self.of["sample"] for one in self._results(sample)]
        if results:
            found["labResults"] = results
        return found

    def _contacts_of_contacts(self) -> set[str]:
        """Keys of people who are only ever a contact of a contact."""
        orders: dict[str, set[object]] = {}
        for contact in self.of["contact"]:
            orders.setdefault(contact.links.get("to", ""), set()).add(contact.value("order", 1))
        return {key for key, told in orders.items() if told == {2}}

    def _add_disease(self, found: dict[str, Any]) -> None:
        said = {str(case.value("pathogen")) for case in self.of["case"] if case.value("pathogen")}
        if len(said) == 1:
            codec = Coded(tokens.PATHOGEN)
            code = codec.write(next(iter(said)), self.writing.about)
            if code is not None:
                found["outbreak"] = {"disease": code}
                return
        for case in self.of["case"]:
            if case.value("pathogen"):
                self.writing.lose("case", "pathogen", "word_not_carried")

    def _person(self, person: Draft) -> tuple[str, dict[str, Any]]:
        cases = self.cases.get(person.key, [])
        kind = "case" if cases else self._role(person)
        record: dict[str, Any] = {
            "id": identity(person),
            "type": tokens.PERSON.write(kind),
        }
        self._fill_person(record, person)
        if cases:
            if identity(cases[0]) != identity(person):
                self.writing.lose("case", "external_id")
            self._fill_case(record, cases[0])
        for _further in cases[1:]:
            self.writing.lose("case", "*", "second_case_of_a_person")
        placements = self.placed.get(person.key, [])
        if cases:
            ranges = [self._placement(placement) for placement in placements]
            if ranges:
                record["dateRanges"] = ranges
        else:
            for _placement in placements:
                self.writing.lose("placement", "*", "only_of_cases")
        return kind, record

    def _role(self, person: Draft) -> str:
        return "contact_of_contact" if person.key in self.second else "contact"

    def _fill_person(self, record: dict[str, Any], person: Draft) -> None:
        carried = self.writing.fill(record, person, fields.PERSON[1:]) | {"external_id"}
        if person.value("name"):
            first, last = parted(str(person.value("name")))
            record |= {"firstName": first, "lastName": last}
        carried |= {"name"} | self._fill_age(record, person) | self._fill_work(record, person)
        if person.value("id_number"):
            document = {"type": tokens.NATIONAL_ID, "number": person.value("id_number")}
            record["documents"] = [document]
        carried |= {"id_number"} | self._fill_address(record, person)
        self.writing.lose_rest(person, carried)

    def _fill_age(self, record: dict[str, Any], person: Draft) -> set[str]:
        unit, age = person.value("age_unit", "years"), person.value("age")
        if age is None:
            return {"age", "age_unit"}
        if unit not in fields.AGE or (unit == "years" and age == 0):
            self.writing.lose("person", "age", "word_not_carried")
        else:
            record["age"] = {str(unit): age}
        return {"age", "age_unit"}

    def _fill_work(self, record: dict[str, Any], person: Draft) -> set[str]:
        group = person.value("group")
        code = tokens.GROUP.write(str(group)) if group else None
        if code is not None:
            record["occupation"] = code
            return {"group"}
        if group:
            self.writing.lose("person", "group", "word_not_carried")
        if person.value("occupation"):
            record["occupation"] = person.value("occupation")
        return {"group", "occupation"}

    def _fill_address(self, record: dict[str, Any], person: Draft) -> set[str]:
        address: dict[str, Any] = {}
        carried = self.writing.fill(address, person, fields.ADDRESS)
        code = str(person.value("residence_code") or "")
        area = self.areas.get(code)
        if area is not None:
            address["locationId"] = identity(area)
            if "city" in address and address["city"] == area.value("name"):
                del address["city"]
            carried |= {"residence_code"}
        elif DIVISION_CODE.fullmatch(code):
            address["locationId"] = code
            carried |= {"residence_code"}
        if address:
            record["addresses"] = [{"typeId": tokens.RESIDENCE, **address}]
        return carried

    def _fill_case(self, record: dict[str, Any], case: Draft) -> None:
        carried = self.writing.fill(record, case, fields.CASE[1:])
        carried |= {"external_id", "status", "pathogen"}
        if any(doubt.field == "onset" and doubt.code == "approximate_day" for doubt in case.doubts):
            record["isDateOfOnsetApproximate"] = True
        history = self.classified.get(case.key, [])
        told = [d for d in history if d.value("status") not in OUTCOMES]
        self._fill_status(record, case, told)
        entries = [self._classification(draft) for draft in told]
        if entries:
            record["classificationHistory"] = entries
        self._fill_outcome(record, [d for d in history if d not in told])
        if "classified" in case.fields and not history and entries == []:
            self._fill_classified(record, case)
            carried |= {"classified"}
        self.writing.lose_rest(case, carried)

    def _fill_status(self, record: dict[str, Any], case: Draft, told: list[Draft]) -> None:
        status = str(case.value("status") or "")
        if status in OUTCOMES:
            record["outcomeId"] = tokens.OUTCOME.write(status)
            status = str(told[-1].value("status")) if told else ""
        code = tokens.STATUS.write(status)
        if code is not None:
            record["classification"] = code

    def _classification(self, draft: Draft) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        self.writing.lose_rest(draft, self.writing.fill(entry, draft, fields.HISTORY))
        return entry

    def _fill_outcome(self, record: dict[str, Any], outcomes: Sequence[Draft]) -> None:
        """Go.Data has room for one outcome: the last."""
        if not outcomes:
            return
        *earlier, ended = outcomes
        for _outcome in earlier:
            self.writing.lose("classification", "*", "only_the_last")
        record["outcomeId"] = tokens.OUTCOME.write(str(ended.value("status")))
        when = Field("when", ("dateOfOutcome",), fields.DAY)
        self.writing.lose_rest(ended, self.writing.fill(record, ended, [when]) | {"status"})

    def _fill_classified(self, record: dict[str, Any], case: Draft) -> None:
        entry: dict[str, Any] = {"classification": record.get("classification")}
        when = Field("classified", ("startDate",), fields.DAY)
        self.writing.put(entry, case, when, case.value("classified"))
        record["classificationHistory"] = [entry]

    def _placement(self, placement: Draft) -> dict[str, Any]:
        level = str(placement.value("level") or "")
        entry: dict[str, Any] = {"typeId": tokens.LEVEL.write(level)}
        if level in tokens.ISOLATED:
            entry = {"typeId": tokens.LEVEL.write("isolation"), "comments": level}
        carried = self.writing.fill(entry, placement, fields.PLACEMENT) | {"level"}
        self.writing.lose_rest(placement, carried)
        return entry

    def _event(self, event: Draft) -> dict[str, Any]:
        record: dict[str, Any] = {"id": identity(event), "type": tokens.PERSON.write("event")}
        carried = self.writing.fill(record, event, fields.EVENT[1:]) | {"external_id"}
        self.writing.lose_rest(event, carried)
        return record

    def _gathering(self, gathering: Draft) -> dict[str, Any]:
        """A gathering is an event; what was counted there has no place."""
        record: dict[str, Any] = {"id": identity(gathering), "type": tokens.PERSON.write("event")}
        carried = self.writing.fill(record, gathering, fields.GATHERING) | {"external_id"}
        self.writing.lose_rest(gathering, carried)
        return record

    def _attendance(self, gathering: Draft) -> Iterator[dict[str, Any]]:
        """Whoever was at a gathering, as exposed by the event."""
        for role, key in gathering.links.items():
            person = self._end_of(key) if role.startswith(ATTENDEE) else None
            if person is None:
                continue
            event = {"id": identity(gathering), "type": tokens.PERSON.write("event")}
            record = {
                "id": f"{identity(gathering)}/{person['id']}",
                "persons": [{**event, "source": True}, {**person, "target": True}],
            }
            day = fields.DAY.write(gathering.value("when"), self.writing.about)
            yield record if day is None else record | {"contactDate": day}

    def _relationship(self, contact: Draft) -> dict[str, Any] | None:
        source, target = self._end(contact, "from"), self._end(contact, "to")
        if "event" in contact.links:
            source = self._end(contact, "event")
        if source is None or target is None:
            self.writing.lose("contact", "*", "end_not_known")
            return None
        record: dict[str, Any] = {"id": identity(contact)}
        record["persons"] = [{**source, "source": True}, {**target, "target": True}]
        if contact.value("direction_known") is False:
            record["persons"] = [source, target]
        carried = self.writing.fill(record, contact, fields.CONTACT[1:])
        carried |= {"external_id", "order", "direction_known"} | self._fill_times(record, contact)
        if contact.value("order", 1) != (2 if target["type"] == SECOND else 1):
            self.writing.lose("contact", "order", "word_not_carried")
        self.writing.lose_rest(contact, carried)
        return record

    def _end(self, contact: Draft, role: str) -> dict[str, Any] | None:
        return self._end_of(contact.links.get(role, ""))

    def _end_of(self, key: str) -> dict[str, Any] | None:
        draft = self.drafts.get(key)
        if draft is None:
            return None
        if draft.kind == "case":
            draft = self.drafts.get(draft.links.get("person", ""), draft)
        is_case = draft.kind == "case" or bool(self.cases.get(draft.key))
        kind = "case" if is_case else draft.kind if draft.kind == "event" else self._role(draft)
        return {"id": identity(draft), "type": tokens.PERSON.write(kind)}

    def _fill_times(self, record: dict[str, Any], contact: Draft) -> set[str]:
        ended = contact.value("ended")
        has_end = ended is not None and not is_unknown(ended)
        names = {"when": "dateOfFirstContact" if has_end else "contactDate", "ended": "contactDate"}
        for name, path in names.items():
            if contact.value(name) is not None:
                self.writing.put(
                    record, contact, Field(name, (path,), fields.DAY), contact.value(name)
                )
        return set(names)

    def _follow_up(self, check: Draft) -> dict[str, Any] | None:
        if check.value("kind") != "follow_up":
            self.writing.lose("check", str(check.value("kind")), "kind_not_carried")
            return None
        record: dict[str, Any] = {"id": identity(check), "statusId": _seen(check)}
        record["personId"] = self._person_id(check)
        carried = self.writing.fill(record, check, fields.FOLLOW_UP[1:])
        carried |= {"external_id", "kind", "symptoms"}
        if check.value("symptoms") is not None and check.value("action_taken") != "not_found":
            record.setdefault("questionnaireAnswers", {})["symptoms"] = [
                {"value": list(check.value("symptoms"))}
            ]
        if check.value("action_taken") in ("not_found", "none"):
            carried |= {"action_taken"}
        self.writing.lose_rest(check, carried)
        return record

    def _person_id(self, draft: Draft) -> str:
        person = self.drafts.get(draft.links.get("person", ""))
        return identity(person) if person is not None else ""

    def _results(self, sample: Draft) -> list[dict[str, Any]]:
        tests = self.tests.get(sample.key)
        return [self._result(sample, test) for test in tests or (None,)]

    def _result(self, sample: Draft, test: Draft | None) -> dict[str, Any]:
        record: dict[str, Any] = {"id": identity(test or sample)}
        record["personId"] = self._person_id(sample)
        carried = self.writing.fill(record, sample, fields.SAMPLE)
        self.writing.lose_rest(sample, carried)
        if test is None:
            return {**record, "status": tokens.RESULT_STATUS.write("in_progress")}
        carried = self.writing.fill(record, test, fields.TEST[1:]) | {"external_id"}
        self.writing.lose_rest(test, carried)
        return {**record, "status": tokens.RESULT_STATUS.write("completed")}

    def _area(self, area: Draft) -> dict[str, Any]:
        record: dict[str, Any] = {"id": identity(area)}
        carried = self.writing.fill(record, area, fields.AREA[1:]) | {"external_id"}
        if "within" in area.links:
            record["parentLocationId"] = area.links["within"].partition(":")[2]
        self.writing.lose_rest(area, carried)
        return record


def _seen(check: Draft) -> str | None:
    if check.value("action_taken") == "not_found":
        return tokens.FOLLOW_UP.write("not_found")
    fever = check.value("temperature_celsius")
    ill = bool(check.value("symptoms")) or (fever is not None and fever >= FEVER)
    return tokens.FOLLOW_UP.write("seen_ill" if ill or _is_ill_somehow(check) else "seen_well")


def _is_ill_somehow(check: Draft) -> bool:
    return any(doubt.code == "ill_how" for doubt in check.doubts)


def _own_labels(document: dict[str, Any]) -> list[dict[str, str]]:
    """The labels of the tokens in the document that Go.Data does not come with."""
    text = json.dumps(document)
    return [
        {"id": tokens.CATEGORY + name, "value": label}
        for name, label in tokens.OWN_LABELS.items()
        if f'"{tokens.CATEGORY}{name}"' in text
    ]


def _without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}
