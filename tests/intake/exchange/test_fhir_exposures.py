"""Exposures of FHIR as others write them: the class says who exposed whom, a place alone is a stay."""

import json
from datetime import UTC, datetime

import pytest
from tests.intake.exchange.strategies import HERE, day

from firebreak.engine.when import When
from firebreak.intake.drafts import Reading
from firebreak.intake.fhir import read

PATIENT = {"resourceType": "Patient", "id": "eve", "name": [{"text": "Eve"}]}
BROTHER = {
    "resourceType": "RelatedPerson",
    "id": "rob",
    "patient": {"reference": "Patient/eve"},
    "relationship": [{"text": "brother"}],
    "name": [{"given": ["Rob"], "family": "Lee"}],
    "gender": "male",
}
CONDITION = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/eve"},
}
STADIUM = {"resourceType": "Location", "id": "stadium", "name": "City Stadium"}


def exposure(category: str, *focus: str, **more: object) -> dict:
    system = "http://terminology.hl7.org/CodeSystem/v3-ActClass"
    return {
        "resourceType": "Observation",
        "id": "x1",
        "status": "final",
        "category": [{"coding": [{"system": system, "code": category}]}],
        "code": {"text": "Mass gathering"},
        "subject": {"reference": "Patient/eve"},
        "focus": [{"reference": one} for one in focus],
        **more,
    }


def bundle(*resources: dict) -> Reading:
    entries = [{"resource": one} for one in resources]
    document = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return read(json.dumps(document).encode(), zone=HERE)


def test_an_exposure_passed_on_leads_from_the_subjects_case_to_whom_it_is_about():
    reading = bundle(PATIENT, CONDITION, BROTHER, exposure("TEXPOS", "RelatedPerson/rob"))
    contact = reading.draft("contact:x1")
    assert contact.links == {"from": "case:c1", "to": "person:rob"}
    assert contact.value("relation") == "brother"
    rob = reading.draft("person:rob")
    assert (rob.value("name"), rob.value("sex")) == ("Rob Lee", "male")
    assert contact.doubts == ()


def test_an_exposure_acquired_leads_the_other_way():
    contact = bundle(PATIENT, BROTHER, exposure("AEXPOS", "RelatedPerson/rob")).draft("contact:x1")
    assert contact.links == {"from": "person:rob", "to": "person:eve"}


def test_an_exposure_of_no_direction_is_uncertain():
    contact = bundle(PATIENT, BROTHER, exposure("EXPOS", "RelatedPerson/rob")).draft("contact:x1")
    assert contact.value("direction_known") is False
    assert [doubt.code for doubt in contact.doubts] == ["direction_unclear"]


def test_a_related_person_whom_no_exposure_is_about_is_counted_and_no_person():
    reading = bundle(PATIENT, BROTHER)
    assert {draft.key for draft in reading.drafts} == {"person:eve"}
    assert [n.values["field"] for n in reading.notes if n.code == "not_carried"] == [
        "RelatedPerson"
    ]


def test_an_exposure_at_a_place_is_a_stay_there_within_its_period():
    period = {"start": "2020-01-11T18:00:00Z", "end": "2020-01-11T21:30:00Z"}
    at_game = exposure("EXPOS", "Location/stadium", effectivePeriod=period)
    stay = bundle(PATIENT, STADIUM, at_game).draft("stay:x1")
    assert stay.links == {"person": "person:eve", "place": "place:stadium"}
    assert (stay.value("place"), stay.value("activity")) == ("City Stadium", "Mass gathering")
    start, end = datetime(2020, 1, 11, 18, tzinfo=UTC), datetime(2020, 1, 11, 21, 31, tzinfo=UTC)
    assert stay.value("when").start == start
    assert stay.value("when").latest <= end


def test_an_exposure_to_nobody_is_left_out_and_said():
    reading = bundle(PATIENT, exposure("EXPOS"))
    assert [note.code for note in reading.notes] == ["exposure_to_nobody"]
    assert {draft.kind for draft in reading.drafts} == {"person"}


def test_an_exposure_of_a_day_is_of_that_day_and_is_no_laboratory_result():
    one = exposure("AEXPOS", "Patient/adam", effectiveDateTime="2020-01-19")
    reading = bundle(PATIENT, one)
    assert reading.draft("contact:x1").value("when") == day(2020, 1, 19)
    assert reading.draft("person:adam").value("external_id") == "adam"
    assert "observation_not_taken" not in {note.code for note in reading.notes}


@pytest.mark.parametrize("order", [7, "close", None])
def test_an_order_that_is_none_is_a_doubt_or_nothing(order):
    code = {"coding": [{"system": "urn:firebreak:exposure", "code": "order"}]}
    component = {"code": code} | ({} if order is None else {"valueInteger": order})
    contact = bundle(PATIENT, exposure("AEXPOS", "Patient/adam", component=[component]))
    assert contact.draft("contact:x1").value("order") is None


def test_a_period_has_no_end_before_its_start():
    period = {"start": "2020-01-11", "end": "2020-01-09"}
    at_game = exposure("EXPOS", "Location/stadium", effectivePeriod=period)
    stay = bundle(PATIENT, STADIUM, at_game).draft("stay:x1")
    assert stay.value("when") == When.day(datetime(2020, 1, 11, tzinfo=HERE).date(), HERE)
