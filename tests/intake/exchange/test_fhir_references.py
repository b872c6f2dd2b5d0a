"""FHIR's references: by name, by identifier, within a resource; an identifier is in no key."""

import json

import pytest
from tests.intake.exchange.strategies import HERE, at

from firebreak.intake.drafts import Reading
from firebreak.intake.fhir import read

NUMBER = "430211197503010014"
RESIDENT = {"system": "urn:oid:2.16.156.10011.1.3", "value": NUMBER}
PCR = {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]}
POSITIVE = {"text": "阳性"}


def read_all(*resources: dict) -> Reading:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in resources],
    }
    return read(json.dumps(bundle).encode(), zone=HERE)


def result(name: str, subject: dict, **more: object) -> dict:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": PCR,
        "subject": subject,
        "valueCodeableConcept": POSITIVE,
        **more,
    }


def patient(own: str, **more: object) -> dict:
    return {"resourceType": "Patient", "id": own, **more}


def person_of(reading: Reading, test: str):
    sample = reading.draft(reading.draft(test).links["sample"])
    return reading.draft(sample.links["person"])


@pytest.mark.parametrize("place", [0, 1], ids=["before", "after"])
def test_who_is_named_by_an_identifier_is_the_patient_who_has_it(place):
    told = [result("o", {"identifier": RESIDENT})]
    told.insert(place, patient("p1", identifier=[RESIDENT]))
    reading = read_all(*told)
    assert person_of(reading, "test:o").key == "person:p1"
    assert sum(draft.kind == "person" for draft in reading.drafts) == 1


def test_an_identity_number_is_in_no_key_and_no_link():
    reading = read_all(
        result("o1", {"identifier": RESIDENT}), result("o2", {"identifier": {"value": NUMBER}})
    )
    told = [text for draft in reading.drafts for text in (draft.key, *draft.links.values())]
    assert not any(NUMBER in text for text in told)
    assert person_of(reading, "test:o1") is person_of(reading, "test:o2")
    assert person_of(reading, "test:o1").value("id_number") == NUMBER


def test_a_number_of_the_hospitals_own_is_an_id_and_no_identity_number():
    mine = {"system": "urn:oid:1.2.3", "value": "700123"}
    person = person_of(read_all(result("o", {"identifier": mine})), "test:o")
    assert (person.value("id_number"), person.value("external_id")) == (
        None,
        "urn:oid:1.2.3|700123",
    )


def test_a_resource_without_an_id_is_known_by_none():
    (person,) = read_all({"resourceType": "Patient", "gender": "female"}).drafts
    assert person.value("external_id") is None


def report(name: str, *contained: dict, **more: object) -> dict:
    return {
        "resourceType": "DiagnosticReport",
        "id": name,
        "status": "final",
        "code": PCR,
        "contained": list(contained),
        "subject": {"reference": "#p"},
        "specimen": [{"reference": "#s"}],
        "result": [{"reference": "#o"}],
        "issued": "2020-01-25T09:00:00+08:00",
        "performer": [{"display": "虚构实验室"}],
        **more,
    }


def contained(called: str, **of_patient: object) -> list[dict]:
    return [
        patient("p", name=[{"text": called}], **of_patient),
        {
            "resourceType": "Specimen",
            "id": "s",
            "subject": {"reference": "#p"},
            "type": {"text": "咽拭子"},
        },
        result("o", {"reference": "#p"}, specimen={"reference": "#s"}),
    ]


def test_what_a_report_contains_is_of_that_report():
    reading = read_all(report("r1", *contained("虚构甲")), report("r2", *contained("虚构乙")))
    tests = [draft for draft in reading.drafts if draft.kind == "test"]
    assert [person_of(reading, test.key).value("name") for test in tests] == ["虚构甲", "虚构乙"]
    assert [test.value("when") for test in tests] == [at(2020, 1, 25, 9)] * 2
    sample = reading.draft(tests[0].links["sample"])
    assert (sample.value("kind"), sample.value("laboratory")) == ("throat", "虚构实验室")
    assert not any("external_id" in draft.fields for draft in reading.drafts)
    assert not any(n.values.get("field") == "contained" for n in reading.notes)


def test_one_patient_contained_in_two_reports_is_one_person():
    told = [report(r, *contained("虚构甲", identifier=[RESIDENT])) for r in ("r1", "r2")]
    reading = read_all(*told)
    assert sum(draft.kind == "person" for draft in reading.drafts) == 1
    assert sum(draft.kind == "test" for draft in reading.drafts) == 2


def test_a_report_entered_in_error_takes_what_it_contains_with_it():
    assert read_all(report("r", *contained("虚构甲"), status="entered-in-error")).drafts == ()
