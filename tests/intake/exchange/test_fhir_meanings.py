"""What FHIR's status, verification and times mean, and that its words are shown as they stand."""

import pytest
from tests.intake.exchange.strategies import HERE, at, day
from tests.intake.exchange.test_fhir_references import patient, read_all, result

from firebreak.engine.when import When
from firebreak.intake.drafts import ReadingError
from firebreak.intake.fhir import read, recognises

HE = {"reference": "Patient/p"}


def stay(status: str, **period: str) -> dict:
    return {
        "resourceType": "Encounter",
        "id": "e",
        "status": status,
        "class": {"code": "IMP"},
        "subject": HE,
        "period": {"start": "2020-01-23T22:10:00+08:00", **period},
    }


def condition(status: str, code: dict | None = None, **more: object) -> dict:
    covid = {"coding": [{"system": "http://snomed.info/sct", "code": "840539006"}]}
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": HE,
        "code": code or covid,
        "verificationStatus": {"coding": [{"code": status}]},
        **more,
    }


def doubts(draft) -> list[tuple[str, str, str]]:
    return [(doubt.field, doubt.code, doubt.said) for doubt in draft.doubts]


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_a_visit_that_was_not_made_is_left_out_and_said(status):
    reading = read_all(patient("p"), stay(status))
    assert [draft.kind for draft in reading.drafts] == ["person"]
    assert [note.code for note in reading.notes] == ["visit_not_made"]


@pytest.mark.parametrize("status", ["arrived", "in-progress", "onleave"])
def test_a_visit_that_has_begun_is_a_placement(status):
    placement = read_all(patient("p"), stay(status)).draft("placement:e")
    assert (placement.value("level"), placement.doubts) == ("ward", ())


def test_a_visit_of_which_nobody_knows_whether_it_was_made_is_in_doubt():
    placement = read_all(patient("p"), stay("unknown")).draft("placement:e")
    assert doubts(placement) == [("level", "visit_may_not_be_made", "")]


def test_a_stay_that_is_over_is_in_doubt_until_somebody_says_since_when():
    over = read_all(patient("p"), stay("finished")).draft("placement:e")
    ended = read_all(patient("p"), stay("finished", end="2020-02-01")).draft("placement:e")
    assert doubts(over) == [("ended", "ended_when", "")]
    assert (ended.value("ended"), ended.doubts) == (day(2020, 2, 1), ())


def test_a_refuted_condition_is_no_case_of_whoever_died():
    dead = patient("p", deceasedDateTime="2020-02-01")
    reading = read_all(dead, condition("refuted"))
    assert reading.draft("case:c").value("status") == "excluded"
    assert not any(draft.kind == "classification" for draft in reading.drafts)


def test_a_tentative_diagnosis_is_suspected_unless_the_words_beside_it_say_probable():
    foreign = read_all(patient("p"), condition("provisional")).draft("case:c")
    word = {"coding": [{"code": "provisional"}], "text": "probable"}
    own = read_all(patient("p"), condition("", verificationStatus=word)).draft("case:c")
    assert (foreign.value("status"), own.value("status")) == ("suspected", "probable")
    assert [doubt.options for doubt in foreign.doubts] == [("suspected", "probable")]
    assert own.doubts == ()


def test_another_disease_is_shown_in_its_words_and_is_no_death_of_ours():
    pressure = {"coding": [{"code": "I10"}], "text": "高血压"}
    dead = patient("p", deceasedBoolean=True)
    case = read_all(dead, condition("confirmed", pressure)).draft("case:c")
    assert (case.value("pathogen"), case.value("status")) == (None, "confirmed")
    assert doubts(case) == [("pathogen", "unknown_word", "高血压 (I10)")]


def test_a_condition_that_names_no_disease_is_in_doubt():
    bare = {name: value for name, value in condition("confirmed").items() if name != "code"}
    case = read_all(patient("p"), bare).draft("case:c")
    assert doubts(case) == [("pathogen", "disease_not_said", "")]


def test_a_result_is_out_when_it_is_issued_and_effective_when_the_sample_was_taken():
    told = result("o", HE, effectiveDateTime="2020-01-22", issued="2020-01-24T09:00:00+08:00")
    reading = read_all(patient("p"), told)
    test = reading.draft("test:o")
    assert test.value("when") == at(2020, 1, 24, 9)
    assert reading.draft(test.links["sample"]).value("when") == day(2020, 1, 22)


def test_without_issued_it_is_not_known_when_a_result_was_out():
    reading = read_all(patient("p"), result("o", HE, effectiveDateTime="2020-01-22"))
    assert reading.draft("test:o").value("when") is None


def test_the_specimen_says_best_when_it_was_taken():
    specimen = {
        "resourceType": "Specimen",
        "id": "s",
        "subject": HE,
        "collection": {
            "collectedPeriod": {
                "start": "2020-01-21T08:00:00+08:00",
                "end": "2020-01-21T09:00:00+08:00",
            }
        },
    }
    told = result("o", HE, specimen={"reference": "Specimen/s"}, effectiveDateTime="2020-01-22")
    sample = read_all(patient("p"), specimen, told).draft("sample:s")
    start, end = at(2020, 1, 21, 8).start, at(2020, 1, 21, 9).start
    assert sample.value("when") == When.between(start, end)


@pytest.mark.parametrize(
    ("said", "read_as"), [("检出", "positive"), ("未检出", "negative"), ("弱阳性", None)]
)
def test_a_result_in_words_is_read_or_shown(said, read_as):
    test = read_all(patient("p"), result("o", HE, valueCodeableConcept={"text": said})).draft(
        "test:o"
    )
    assert test.value("result") == read_as
    assert test.fields["result"].quote == said if read_as else doubts(test)[0][2] == said


@pytest.mark.parametrize(
    "content",
    [
        b'<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/></Bundle>',
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<f:Patient xmlns:f='http://hl7.org/fhir'/>",
        '<Bundle xmlns="http://hl7.org/fhir"/>'.encode("utf-16"),
    ],
)
def test_fhir_as_xml_is_recognised_and_refused(content):
    assert recognises(content, "bundle.xml")
    with pytest.raises(ReadingError) as refused:
        read(content, zone=HERE)
    assert refused.value.code == "fhir_xml"


def test_a_page_that_only_speaks_of_fhir_is_not_recognised():
    assert not recognises(b'<html><a href="http://hl7.org/fhir">FHIR</a></html>', "page.html")
