"""Outpatient visits in FHIR: every one is ambulatory, and a fever clinic is one that says so."""

import json

import pytest

from firebreak.intake.fhir import read


def bundle(**encounter) -> bytes:
    entries = [
        {"resourceType": "Patient", "id": "p1", "name": [{"text": "张某"}]},
        {
            "resourceType": "Encounter",
            "id": "e1",
            "status": "finished",
            "subject": {"reference": "Patient/p1"},
            "period": {"start": "2020-01-20T09:00:00+08:00"},
            **encounter,
        },
    ]
    document = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": entry} for entry in entries],
    }
    return json.dumps(document).encode()


def kind(content: bytes) -> str:
    [check] = [draft for draft in read(content).drafts if draft.kind == "check"]
    return check.value("kind")


@pytest.mark.parametrize("code", ["AMB", "EMER"])
def test_a_visit_to_be_looked_at_is_one_to_a_clinic(code):
    assert kind(bundle(**{"class": {"code": code}})) == "clinic"


@pytest.mark.parametrize("said", ["发热门诊", "Fever clinic"])
def test_a_fever_clinic_is_one_that_says_so(said):
    encounter = {"class": {"code": "AMB"}, "serviceType": {"text": said}}
    assert kind(bundle(**encounter)) == "fever_clinic"


def test_a_temperature_without_a_visit_is_no_visit_to_a_clinic_for_certain():
    entries = [
        {"resourceType": "Patient", "id": "p1", "name": [{"text": "张某"}]},
        {
            "resourceType": "Observation",
            "id": "o1",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
            "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": "2020-01-20T09:00:00+08:00",
            "valueQuantity": {"value": 36.6, "code": "Cel", "system": "http://unitsofmeasure.org"},
        },
    ]
    document = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": entry} for entry in entries],
    }
    [check] = [d for d in read(json.dumps(document).encode()).drafts if d.kind == "check"]
    assert (check.value("kind"), [one.code for one in check.doubts]) == (None, ["kind_not_said"])


def test_the_district_of_an_address_says_more_than_its_city():
    entry = {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"text": "张某"}],
        "address": [{"city": "株洲市", "district": "荷塘区"}],
    }
    document = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": entry}]}
    [person] = read(json.dumps(document).encode()).drafts
    assert person.value("residence") == "荷塘区"
