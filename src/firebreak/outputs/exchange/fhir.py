"""FHIR R4: a bundle of patients, conditions, contacts, visits, specimens and results; a case report.

A resource's id holds only some characters; an id that does not fit stands as an identifier beside
one made of it. With an author and a time the bundle is a document, a public health case report.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import Draft
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.identifiers import RESIDENT_ID, as_identifier
from firebreak.outputs.exchange.fhir_exposures import ends_of, fill_exposure
from firebreak.outputs.exchange.fhir_gatherings import fill_gathering
from firebreak.outputs.exchange.fhir_orders import fill_order
from firebreak.outputs.exchange.writing import Writing, Written, by_link, identity

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
KINDS = frozenset(
    {
        "person",
        "case",
        "classification",
        "contact",
        "placement",
        "check",
        "sample",
        "test",
        "place",
        "gathering",
        "order",
    }
)
RESOURCES = {
    "person": "Patient",
    "case": "Condition",
    "contact": "Observation",
    "placement": "Encounter",
    "check": "Encounter",
    "sample": "Specimen",
    "test": "Observation",
    "place": "Location",
    "gathering": "Group",
    "order": "Task",
}
CLASSES = {"ward": "IMP", "icu": "IMP", "home": "HH", "site": "OBSENC"}
OUTCOMES = ("recovered", "died")
AGE_UNITS = {"years": "a", "months": "mo", "days": "d"}
UCUM = "http://unitsofmeasure.org"
Resource = dict[str, Any]


def write(
    drafts: Iterable[Draft],
    *,
    zone: tzinfo,
    author: str = "",
    at: datetime | None = None,
) -> Written:
    """
    Write drafts as a FHIR bundle.

    Parameters
    ----------
    drafts
        People, cases and what belongs to them; links lead to drafts among them.
    zone
        The zone instants are written in.
    author, at
        Who reports, and when; with both, the bundle is a document (a case report).

    Returns
    -------
    Written
        JSON, and a note for everything that has no place in it.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> ann = Draft("person:a", "person", {"sex": Value("female")})
    >>> json.loads(write([ann], zone=ZoneInfo("Asia/Shanghai")).content)["entry"][0]["resource"]
    {'resourceType': 'Patient', 'id': 'a', 'gender': 'female'}
    """
    bundle = _Bundle(tuple(drafts), zone)
    listed = bundle.resources()
    document: Resource = {"resourceType": "Bundle", "type": "collection"}
    if author and at is not None:
        head = _composition(listed, author, at.astimezone(zone))
        listed = [head, *listed]
        stamp = head["date"]
        document |= {"type": "document", "timestamp": stamp}
        document["identifier"] = {"system": codes.OWN_ID, "value": head["id"]}
    if listed:
        document["entry"] = [
            {"fullUrl": f"urn:firebreak:{one['resourceType']}:{one['id']}", "resource": one}
            for one in listed
        ]
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return Written(content, bundle.writing.notes())


class _Bundle:
    """The drafts by what they belong to, and the bundle under way."""

    def __init__(self, drafts: Sequence[Draft], zone: tzinfo) -> None:
        self.writing = Writing(Surroundings(zone))
        self.drafts = {draft.key: draft for draft in drafts}
        self.all = drafts
        self.classified = by_link((d for d in drafts if d.kind == "classification"), "case")
        self.cases = by_link((d for d in drafts if d.kind == "case"), "person")
        self.tests = by_link((d for d in drafts if d.kind == "test"), "sample")

    def resources(self) -> list[Resource]:
        found: list[Resource] = []
        makes = {
            "person": self._patient,
            "case": self._condition,
            "contact": self._contact,
            "placement": self._encounter,
            "check": self._visit,
            "sample": self._specimen,
            "test": self._result,
            "place": self._location,
            "gathering": self._group,
            "order": self._task,
        }
        for draft in self.all:
            if draft.kind in makes:
                found.extend(makes[draft.kind](draft))
            elif draft.kind not in KINDS:
                self.writing.lose(draft.kind, "*", "kind_not_carried")
        return found

    def _begun(self, draft: Draft) -> Resource:
        kind, name = RESOURCES[draft.kind], identity(draft)
        resource: Resource = {"resourceType": kind, "id": _id(name)}
        if resource["id"] != name:
            own = {"system": codes.OWN_ID, "value": name}
            resource["identifier"] = [as_identifier(name) or own]
        return resource

    def _reference(self, key: str) -> Resource | None:
        draft = self.drafts.get(key)
        if draft is None:
            return None
        return {"reference": f"{RESOURCES[draft.kind]}/{_id(identity(draft))}"}

    def _subject(self, resource: Resource, draft: Draft) -> None:
        person = self._reference(draft.links.get("person", ""))
        if person is not None:
            resource["subject"] = person

    def _patient(self, person: Draft) -> list[Resource]:
        patient = self._begun(person)
        carried = self.writing.fill(patient, person, fields.PERSON) | {"external_id", "name"}
        if person.value("name"):
            patient["name"] = [{"text": person.value("name")}]
        born = person.value("birth_date")
        if isinstance(born, date):
            patient["birthDate"] = born.isoformat()
        if person.value("id_number"):
            kind = {"coding": [{"system": codes.IDENTIFIERS, "code": "NI"}]}
            number = {"type": kind, "system": RESIDENT_ID, "value": person.value("id_number")}
            patient.setdefault("identifier", []).append(number)
        if person.value("phone"):
            patient["telecom"] = [{"system": "phone", "value": person.value("phone")}]
        address: Resource = {}
        carried |= self.writing.fill(address, person, fields.ADDRESS)
        if address:
            patient["address"] = [{"use": "home", **address}]
        self._fill_death(patient, person)
        carried |= {"birth_date", "id_number", "phone", "age", "age_unit", "occupation"}
        self.writing.lose_rest(person, carried)
        return [patient, *self._age(person), *self._occupation(person)]

    def _fill_death(self, patient: Resource, person: Draft) -> None:
        for case in self.cases.get(person.key, []):
            if case.value("status") != "died":
                continue
            patient["deceasedBoolean"] = True
            for ended in self.classified.get(case.key, []):
                if ended.value("status") == "died" and ended.value("when") is not None:
                    known = Field("when", ("deceasedDateTime",), fields.TIME)
                    self.writing.put(patient, ended, known, ended.value("when"))
            if "deceasedDateTime" in patient:
                del patient["deceasedBoolean"]

    def _age(self, person: Draft) -> list[Resource]:
        if person.value("age") is None:
            return []
        code = AGE_UNITS[str(person.value("age_unit", "years"))]
        value = {"value": person.value("age"), "system": UCUM, "code": code}
        return [self._seen(person, codes.AGE_CODE, valueQuantity=value)]

    def _occupation(self, person: Draft) -> list[Resource]:
        said = person.value("occupation")
        return [self._seen(person, codes.OCCUPATION_CODE, valueString=said)] if said else []

    def _seen(self, person: Draft, code: str, **value: Any) -> Resource:
        name = f"{_id(identity(person))[:50]}-{code}"
        return {
            "resourceType": "Observation",
            "id": name,
            "status": "final",
            "code": {"coding": [{"system": codes.LOINC, "code": code}]},
            "subject": self._reference(person.key),
            **value,
        }

    def _condition(self, case: Draft) -> list[Resource]:
        condition = self._begun(case)
        number = case.value("number")
        known = [one for one in fields.CASE if one.name != "number"]
        carried = self.writing.fill(condition, case, known)
        if number:
            condition.setdefault("identifier", []).append({"value": number})
        self._subject(condition, case)
        self._fill_status(condition, case)
        self.writing.lose_rest(case, carried | {"external_id", "number", "status", "classified"})
        return [condition] if "subject" in condition else self._lost(case)

    def _contact(self, contact: Draft) -> list[Resource]:
        ends = ends_of(contact, self.drafts, self._reference)
        if ends is None:
            self.writing.lose("contact", "*", "end_not_known")
            return []
        case = self.drafts.get(contact.links["from"])
        pathogen = case.value("pathogen") if case is not None else None
        observation = self._begun(contact)
        fill_exposure(observation, contact, ends=ends, pathogen=pathogen, writing=self.writing)
        return [observation]

    def _group(self, gathering: Draft) -> list[Resource]:
        group = self._begun(gathering)
        fill_gathering(group, gathering, refer=self._reference, writing=self.writing)
        return [group]

    def _task(self, order: Draft) -> list[Resource]:
        task = self._begun(order)
        fill_order(task, order, writing=self.writing)
        return [task]

    def _lost(self, draft: Draft) -> list[Resource]:
        self.writing.lose(draft.kind, "*", "nobody_of")
        return []

    def _fill_status(self, condition: Resource, case: Draft) -> None:
        course = self.classified.get(case.key, [])
        before = [draft for draft in course if draft.value("status") not in OUTCOMES]
        ended = [draft for draft in course if draft.value("status") in OUTCOMES]
        status = str(case.value("status") or "")
        if status == "recovered":
            condition["clinicalStatus"] = _coded(codes.CLINICAL, "resolved")
        elif status not in ("excluded", ""):
            condition["clinicalStatus"] = _coded(codes.CLINICAL, "active")
        if status in OUTCOMES:
            status = str(before[-1].value("status")) if before else ""
        if status:
            self.writing.put(condition, case, fields.VERIFIED, _verifiable(status))
            if status == "asymptomatic":
                self.writing.lose("case", "status", "word_not_carried")
        self._fill_times(condition, case, before, ended)

    def _fill_times(
        self, condition: Resource, case: Draft, before: list[Draft], ended: list[Draft]
    ) -> None:
        asserted: Resource = {}
        when = Field("when", ("valueDateTime",), fields.TIME)
        for draft in before[-1:]:
            self.writing.lose_rest(draft, self.writing.fill(asserted, draft, [when]) | {"status"})
        if case.value("classified") is not None and not before:
            self.writing.put(asserted, case, when, case.value("classified"))
        if asserted:
            condition["extension"] = [{"url": codes.ASSERTED, **asserted}]
        for draft in ended[-1:]:
            if draft.value("status") == "recovered" and draft.value("when") is not None:
                known = Field("when", ("abatementDateTime",), fields.TIME)
                self.writing.put(condition, draft, known, draft.value("when"))
            self.writing.lose_rest(draft, {"status", "when"})
        for _draft in (*before[:-1], *ended[:-1]):
            self.writing.lose("classification", "*", "only_the_last")

    def _encounter(self, placement: Draft) -> list[Resource]:
        level = str(placement.value("level") or "")
        if level not in CLASSES:
            self.writing.lose("placement", level, "kind_not_carried")
            return []
        encounter = self._visited(placement, CLASSES[level])
        if level == "icu":
            encounter["type"] = [{"text": "ICU"}]
        carried = self.writing.fill(encounter, placement, [*fields.VISIT, fields.ENDED])
        encounter["status"] = "finished" if "ended" in carried else "in-progress"
        self.writing.lose_rest(placement, carried | {"level", "external_id"})
        return [encounter]

    def _visited(self, draft: Draft, code: str) -> Resource:
        encounter = self._begun(draft)
        encounter |= {"status": "finished", "class": {"system": codes.ACT, "code": code}}
        self._subject(encounter, draft)
        return encounter

    def _visit(self, check: Draft) -> list[Resource]:
        kind = check.value("kind")
        if kind not in (codes.CLINIC, codes.FEVER_CLINIC):
            self.writing.lose("check", str(kind), "kind_not_carried")
            return []
        encounter = self._visited(check, "AMB")
        if kind == codes.FEVER_CLINIC:
            encounter["serviceType"] = {"text": "fever clinic"}
        carried = self.writing.fill(encounter, check, fields.VISIT)
        carried |= {"kind", "external_id", "temperature_celsius", "symptoms"}
        if check.value("action_taken") == "none":
            carried |= {"action_taken"}
        self.writing.lose_rest(check, carried)
        return [encounter, *self._found(check)]

    def _found(self, check: Draft) -> list[Resource]:
        """What was measured and seen at a visit, one observation each."""
        person = self.drafts.get(check.links.get("person", ""))
        if person is None:
            return []
        told: list[tuple[str, Resource]] = []
        if check.value("temperature_celsius") is not None:
            value = {"value": float(check.value("temperature_celsius")), "unit": "Cel"}
            told.append((codes.TEMPERATURE_CODE, {"valueQuantity": value}))
        symptoms = check.value("symptoms")
        concept = codes.Concept(codes.SYMPTOM, codes.SNOMED)
        for symptom in symptoms or ():
            value = concept.write(symptom, self.writing.about)  # type: ignore[assignment]
            told.append((codes.SYMPTOM_CODE, {"valueCodeableConcept": value}))
        if symptoms is not None and not symptoms:
            told.append((codes.SYMPTOM_CODE, {"valueBoolean": False}))
        base = _id(f"{identity(check)} seen")
        return [
            {
                **self._seen(person, code, **value),
                "id": f"{base[:50]}-{number}",
                "encounter": self._reference(check.key),
            }
            for number, (code, value) in enumerate(told, 1)
        ]

    def _specimen(self, sample: Draft) -> list[Resource]:
        specimen = self._begun(sample)
        self._subject(specimen, sample)
        carried = self.writing.fill(specimen, sample, fields.SAMPLE)
        if self.tests.get(sample.key):
            carried |= {"laboratory"}
        self.writing.lose_rest(sample, carried | {"external_id"})
        return [specimen]

    def _result(self, test: Draft) -> list[Resource]:
        sample = self.drafts.get(test.links.get("sample", ""))
        observation = self._begun(test)
        observation |= {"status": "final", "category": [_coded(codes.CATEGORY, "laboratory")]}
        observation["code"] = self._test_code(test)
        if sample is not None:
            self._subject(observation, sample)
            observation["specimen"] = self._reference(sample.key)
            if sample.value("laboratory"):
                observation["performer"] = [{"display": sample.value("laboratory")}]
        carried = self.writing.fill(observation, test, fields.TEST)
        when = test.value("when")
        if isinstance(when, When):
            exact = when.precision is Precision.MINUTE
            known = fields.ISSUED if exact else fields.RESULTED
            self.writing.put(observation, test, known, when)
            if "extension" in observation:
                observation["extension"][0]["url"] = codes.RESULTED
        self.writing.lose_rest(test, carried | {"external_id", "pathogen", "when"})
        return [observation]

    def _test_code(self, test: Draft) -> Resource:
        pathogen, method = test.value("pathogen"), test.value("method")
        loinc = codes.TEST_CODE.get((str(pathogen), str(method)))
        if loinc is not None:
            return {"coding": [{"system": codes.LOINC, "code": loinc}]}
        known = fields.CASE[1]
        code: Resource = {}
        if pathogen:
            self.writing.put(code, test, Field("pathogen", ("code",), known.codec), pathogen)
        return code.get("code", {"text": "Laboratory test"})

    def _location(self, place: Draft) -> list[Resource]:
        location = self._begun(place)
        carried = self.writing.fill(location, place, fields.PLACE)
        if "position" in location and len(location["position"]) < 2:
            del location["position"]
            self.writing.lose("place", "longitude", "word_not_carried")
        self.writing.lose_rest(place, carried | {"external_id"})
        return [location]


def _verifiable(status: str) -> str:
    return "confirmed" if status == "asymptomatic" else status


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _id(name: str) -> str:
    """An id FHIR can hold: the name itself, or a digest of it."""
    return name if ID.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:32]


def _composition(listed: list[Resource], author: str, at: datetime) -> Resource:
    """The head of a case report: who says it, when, of which conditions."""
    conditions = [one for one in listed if one["resourceType"] == "Condition"]
    section = {
        "title": "Cases",
        "entry": [{"reference": f"Condition/{one['id']}"} for one in conditions],
    }
    told = json.dumps([author, at.isoformat(), [one["id"] for one in listed]])
    return {
        "resourceType": "Composition",
        "id": hashlib.sha256(told.encode()).hexdigest()[:32],
        "status": "final",
        "type": {"coding": [{"system": codes.LOINC, "code": codes.REPORT_CODE}]},
        "category": [{"coding": [{"system": codes.LOINC, "code": codes.REPORT_CATEGORY}]}],
        "date": at.isoformat(timespec="seconds"),
        "author": [{"display": author}],
        "title": "Public health case report",
        **({"section": [section]} if conditions else {}),
    }
