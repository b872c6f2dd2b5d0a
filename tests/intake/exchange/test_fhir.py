"""FHIR bundles: a wrong element costs itself, a preliminary result is none, a report lends its time."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, Spoiler, at, day

from firebreak.engine.when import Precision
from firebreak.intake.drafts import Pointer, Reading, ReadingError
from firebreak.intake.fhir import read, recognises

FILE = Path(__file__).parents[1] / "files" / "fhir.json"
BUNDLE = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(FILE.read_bytes(), zone=HERE)


def test_a_patient_is_a_person_by_his_official_name(reading):
    person = reading.draft("person:yx-p1")
    assert (person.value("name"), person.value("sex"), person.value("phone")) == (
        "钟某一",
        "male",
        "000-0001",
    )
    assert (person.value("residence"), person.value("id_number")) == ("攸县", None)


def test_a_year_of_birth_is_no_birth_date_and_the_age_stands_in_an_observation(reading):
    baby = reading.draft("person:yx-p2")
    assert (baby.value("birth_date"), baby.value("age"), baby.value("age_unit")) == (
        None,
        7,
        "months",
    )
    assert [doubt.code for doubt in baby.doubts] == ["part_of_a_day"]


def test_a_condition_is_a_case_of_the_patient_its_reference_names(reading):
    case = reading.draft("case:yx-c1")
    assert case.links == {"person": "person:yx-p1"}
    assert (case.value("number"), case.value("status"), case.value("severity")) == (
        "YX-20-001",
        "confirmed",
        "severe",
    )
    assert (case.value("pathogen"), case.value("onset")) == ("sars-cov-2", day(2020, 1, 18))
    assert case.value("reported") == at(2020, 1, 21, 10)


def test_every_value_says_where_in_the_bundle_it_stands(reading):
    assert reading.draft("case:yx-c1").fields["onset"].origin == Pointer(
        "/entry/3/resource/onsetDateTime"
    )


def test_a_patient_who_died_ended_his_case(reading):
    assert reading.draft("case:yx-c2").value("status") == "died"
    ended = reading.draft("classification:yx-c2/2")
    assert (ended.value("status"), ended.value("when")) == ("died", at(2020, 2, 11, 6, 30))


def test_what_was_entered_in_error_is_left_out_and_said(reading):
    assert "case:yx-c3" not in {draft.key for draft in reading.drafts}
    assert [n.origin for n in reading.notes if n.code == "entered_in_error"] == [
        Pointer("/entry/5/resource")
    ]


def test_a_stay_in_hospital_is_a_placement_and_an_emergency_visit_a_check(reading):
    stay, visit = reading.draft("placement:yx-e1"), reading.draft("check:yx-e2")
    assert (stay.value("level"), stay.value("unit")) == ("ward", "虚构医院")
    assert (visit.value("kind"), visit.value("when")) == ("clinic", at(2020, 1, 20, 19))
    assert str(visit.value("temperature_celsius")) == "38.4"


def test_a_result_has_the_specimen_the_time_and_the_laboratory_of_its_report(reading):
    test, sample = reading.draft("test:yx-o1"), reading.draft("sample:yx-s1")
    assert test.links == {"sample": "sample:yx-s1"}
    assert (test.value("result"), test.value("method"), test.value("pathogen")) == (
        "positive",
        "pcr",
        "sars-cov-2",
    )
    assert test.value("when") == at(2020, 1, 23, 17)
    assert (sample.value("laboratory"), sample.value("number")) == ("虚构实验室", "YX-S-1")


def test_a_preliminary_result_is_none(reading):
    assert "test:yx-o2" not in {draft.key for draft in reading.drafts}
    assert "test_without_result" in {note.code for note in reading.notes}


def test_a_result_in_words_is_of_the_person_and_specimen_its_references_name(reading):
    test = reading.draft("test:yx-o3")
    assert (test.value("result"), test.value("method")) == ("negative", "pcr")
    sample = reading.draft(test.links["sample"])
    assert sample.value("external_id") == "elsewhere"
    assert reading.draft(sample.links["person"]).value("name") == "虚构人"


def test_a_location_is_a_place_with_its_other_names(reading):
    assert reading.draft("place:yx-l1").value("spellings") == ("南大门",)


def test_a_wrong_element_costs_itself_and_not_the_patient(reading):
    assert reading.draft("person:yx-p3").value("sex") == "male"
    assert {n.origin.path for n in reading.notes if n.code == "element_invalid"} == {
        "/entry/15/resource/birthDate",
        "/entry/15/resource/invented",
    }


def test_what_is_not_read_is_counted(reading):
    told = {
        (n.values["record"], n.values["field"]) for n in reading.notes if n.code == "not_carried"
    }
    assert {("Bundle", "Immunization"), ("Patient", "telecom[].value")} <= told


def test_a_month_is_an_interval():
    resource = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/a"},
        "onsetDateTime": "2020-01",
    }
    onset = read(json.dumps(resource).encode(), zone=HERE).draft("case:c").value("onset")
    assert onset.precision is Precision.INTERVAL
    assert (onset.start, onset.end) == (at(2020, 1, 1, 0).start, at(2020, 2, 1, 0).start)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<Bundle/>", "not_json"),
        (b"[]", "not_fhir"),
        (b'{"resourceType": 7}', "not_fhir"),
        (b'{"resourceType": "Bundle"}', "nothing_found"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 50_000, "too_deep"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, code):
    with pytest.raises(ReadingError) as refused:
        read(content)
    assert refused.value.code == code


def test_a_bundle_is_recognised_and_others_are_not():
    assert recognises(FILE.read_bytes(), "bundle.json")
    assert not recognises(b'[{"visualId": "x"}]', "godata.json")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(Spoiler(BUNDLE).spoilt())
def test_a_spoilt_bundle_is_read_or_refused_and_never_breaks(document):
    read_or_refused(read, json.dumps(document).encode(), zone=HERE)
