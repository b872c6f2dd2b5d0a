"""Instances as ministries set them up: several programs, names in two parts, options in sentences."""

import json

import pytest
from tests.intake.exchange.strategies import HERE, day, draft
from tests.intake.exchange.test_dhis2 import named

from firebreak.intake.dhis2 import read
from firebreak.intake.dhis2.matching import matched, unmatched_options
from firebreak.intake.drafts import ReadingError, Value
from firebreak.outputs.exchange import dhis2


def stage(own: str, name: str, *elements: str) -> dict:
    listed = [{"dataElement": {"id": one}} for one in elements]
    return named(own, name, programStageDataElements=listed)


def options(own: str, *shown: str) -> dict:
    listed = [{"code": str(number), "displayName": one} for number, one in enumerate(shown)]
    return {"id": own, "options": listed}


METADATA = {
    "trackedEntityTypes": [named("typePerson1", "Person")],
    "trackedEntityAttributes": [
        named("attrGiven01", "First Name"),
        named("attrSurnam1", "Surname"),
        named("attrCaseNo1", "Local Case ID"),
    ],
    "programs": [
        named(
            "progMalaria",
            "Malaria case surveillance",
            programStages=[stage("stagMalaria", "Diagnosis", "elemMalaria")],
        ),
        named("progMalCont", "Malaria contact screening", programStages=[]),
        named(
            "progCovid01",
            "COVID-19 Case-based Surveillance",
            programStages=[
                stage("stagDiagnos", "Clinical diagnosis", "elemStatus1", "elemOnset01"),
                stage("stagAsked01", "Lab Request", "elemTaken01", "elemKind001"),
                stage("stagLab0001", "Lab Results", "elemResult1", "elemTaken01"),
                stage("stagHealth1", "Health Outcome", "elemOutcome"),
            ],
        ),
        named(
            "progContact",
            "COVID-19 Contact Registration",
            programStages=[stage("stagFollow1", "Follow-up", "elemTemp001")],
        ),
    ],
    "dataElements": [
        named("elemMalaria", "Test result"),
        named("elemStatus1", "Case Classification", optionSet={"id": "optsStatus1"}),
        named("elemOnset01", "Date of symptoms onset"),
        named("elemResult1", "Malaria or other test result", optionSet={"id": "optsResult1"}),
        named("elemTaken01", "Date specimen collected"),
        named("elemKind001", "Specimen type", optionSet={"id": "optsKind001"}),
        named("elemOutcome", "Health Outcome", optionSet={"id": "optsOutcome"}),
        named("elemTemp001", "Temperature"),
    ],
    "optionSets": [
        options("optsStatus1", "Confirmed case", "疑似病例", "Probable case", "Under review"),
        options("optsResult1", "Positive", "阴性"),
        options("optsKind001", "Nasopharyngeal Swab", "痰"),
        options("optsOutcome", "Death", "Healthy/Recovered", "Recovered/Dead"),
    ],
    "relationshipTypes": [
        named("relMalaria1", "Contact of malaria case"),
        named(
            "relContact1",
            "Has been in contact with",
            fromConstraint={"program": {"id": "progCovid01"}},
            toConstraint={"program": {"id": "progContact"}},
        ),
    ],
    "organisationUnits": [named("unitZhuzhou", "株洲市")],
}
MAP, MISSING = matched(METADATA, watched="sars-cov-2")


def test_the_program_of_the_disease_that_is_watched_is_taken_with_its_contacts():
    assert (MAP.case_program, MAP.contact_program) == ("progCovid01", "progContact")
    assert (MAP.relationship_type, MAP.contact_comes_first) == ("relContact1", False)
    assert MAP.stages == {
        "case": "stagDiagnos",
        "request": "stagAsked01",
        "sample": "stagLab0001",
        "outcome": "stagHealth1",
        "check": "stagFollow1",
    }


@pytest.mark.parametrize("said", ["progMalaria", "malaria case surveillance", "Malaria case"])
def test_the_program_that_somebody_names_is_taken(said):
    mapping, _missing = matched(METADATA, program=said, watched="sars-cov-2")
    assert (mapping.case_program, mapping.contact_program) == ("progMalaria", "progMalCont")
    assert mapping.ids["test.result"] == "elemMalaria"


@pytest.mark.parametrize("said", ["Tuberculosis", "covid"], ids=["none", "several"])
def test_a_program_that_is_not_there_or_not_one_is_refused_with_those_there_are(said):
    with pytest.raises(ReadingError) as refused:
        matched(METADATA, program=said)
    assert refused.value.code == "no_such_program"
    assert "COVID-19 Case-based Surveillance (progCovid01)" in refused.value.values["known"]


def test_a_data_element_of_another_program_is_not_taken():
    assert MAP.ids["test.result"] == "elemResult1"


def test_options_are_matched_by_their_words_and_the_others_are_named():
    assert MAP.options["case.status"] == {"0": "confirmed", "1": "suspected", "2": "probable"}
    assert MAP.options["case.outcome"] == {"0": "died", "1": "recovered"}
    assert MAP.options["test.result"] == {"0": "positive", "1": "negative"}
    assert unmatched_options(METADATA, MAP) == {
        "case.status": ("Under review",),
        "case.outcome": ("Recovered/Dead",),
    }


def test_a_name_in_two_parts_is_one_name_both_ways():
    assert {"person.given_name", "person.surname"} <= MAP.ids.keys()
    assert "person.name" not in {*MISSING, *MAP.ids}
    someone = draft("person", "uPerson0001", {"name": Value("钟某一")})
    written = dhis2.write([someone], zone=HERE, mapping=MAP)
    assert written.notes == ()
    attributes = json.loads(written.content)["trackedEntities"][0]["attributes"]
    assert attributes == [
        {"attribute": "attrGiven01", "value": "某一"},
        {"attribute": "attrSurnam1", "value": "钟"},
    ]
    assert (
        read(written.content, mappings=[MAP]).draft("person:uPerson0001").value("name") == "钟某一"
    )


def event(own: str, of_stage: str, on: str, **values: str) -> dict:
    return {
        "event": own,
        "programStage": of_stage,
        "status": "COMPLETED",
        "occurredAt": f"{on}T00:00:00.000",
        "dataValues": [{"dataElement": name, "value": value} for name, value in values.items()],
    }


def case_with(*events: dict) -> dict:
    enrollment = {
        "enrollment": "uEnroll0001",
        "program": "progCovid01",
        "status": "COMPLETED",
        "enrolledAt": "2020-01-22T00:00:00.000",
        "occurredAt": "2020-01-20T00:00:00.000",
        "events": list(events),
    }
    entity = {"trackedEntity": "uPerson0001", "enrollments": [enrollment]}
    return {"trackedEntities": [entity | {"trackedEntityType": "typePerson1"}]}


def test_an_outcome_ends_the_case_on_the_day_of_its_event_whatever_the_order():
    events = [
        event("uOutcome001", "stagHealth1", "2020-02-09", elemOutcome="0"),
        event("uDiagnos001", "stagDiagnos", "2020-01-23", elemStatus1="0"),
    ]
    reading = read(json.dumps(case_with(*events)).encode(), mappings=[MAP], zone=HERE)
    assert reading.draft("case:uEnroll0001").value("status") == "died"
    course = [draft for draft in reading.drafts if draft.kind == "classification"]
    assert [(one.value("status"), one.value("when")) for one in course] == [
        ("confirmed", None),
        ("died", day(2020, 2, 9)),
    ]


def test_the_day_of_the_specimen_and_of_onset_say_more_than_those_of_event_and_enrollment():
    events = [
        event(
            "uResult0001", "stagLab0001", "2020-01-24", elemResult1="0", elemTaken01="2020-01-22"
        ),
        event("uDiagnos001", "stagDiagnos", "2020-01-23", elemOnset01="2020-01-19"),
    ]
    reading = read(json.dumps(case_with(*events)).encode(), mappings=[MAP], zone=HERE)
    case, sample = reading.draft("case:uEnroll0001"), reading.draft("sample:uResult0001")
    assert (case.value("onset"), sample.value("when")) == (day(2020, 1, 19), day(2020, 1, 22))
    assert [(doubt.field, doubt.code) for doubt in case.doubts] == [("onset", "told_differently")]


def test_a_result_is_of_the_sample_that_was_asked_for_in_its_enrollment():
    events = [
        event("uResult0001", "stagLab0001", "2020-01-24", elemResult1="0"),
        event("uResult0002", "stagLab0001", "2020-01-26", elemResult1="1"),
        event(
            "uRequest001", "stagAsked01", "2020-01-23", elemTaken01="2020-01-22", elemKind001="0"
        ),
    ]
    reading = read(json.dumps(case_with(*events)).encode(), mappings=[MAP], zone=HERE)
    assert reading.draft("test:uResult0001").links == {"sample": "sample:uRequest001"}
    assert reading.draft("test:uResult0002").links == {"sample": "sample:uResult0002"}
    asked = reading.draft("sample:uRequest001")
    assert (asked.value("when"), asked.value("kind")) == (day(2020, 1, 22), "nasal")


def test_of_several_samples_that_were_asked_for_it_is_in_doubt_which_a_result_is_of():
    events = [
        event("uRequest001", "stagAsked01", "2020-01-22"),
        event("uRequest002", "stagAsked01", "2020-01-23"),
        event("uResult0001", "stagLab0001", "2020-01-24", elemResult1="0"),
    ]
    reading = read(json.dumps(case_with(*events)).encode(), mappings=[MAP], zone=HERE)
    sample = reading.draft(reading.draft("test:uResult0001").links["sample"])
    assert sample.key == "sample:uResult0001"
    assert [doubt.code for doubt in sample.doubts] == ["which_sample"]
