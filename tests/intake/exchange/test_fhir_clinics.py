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
