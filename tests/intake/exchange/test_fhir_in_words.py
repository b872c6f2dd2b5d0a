"""FHIR observations that say in words what they are of, and temperatures of the other scale."""

import json

import pytest
from django.utils.translation import override
from tests.intake.exchange.strategies import HERE

from firebreak.intake.fhir import read
from firebreak.intake.receiving import is_certain
from firebreak.site.inbox.words import note_word

NUCLEIC_ACID = {"text": "新型冠状病毒核酸检测"}


def observed(**said):
    resource = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "subject": {"reference": "Patient/a"},
        "effectiveDateTime": "2020-01-28",
    }
    return read(json.dumps(resource | said).encode(), zone=HERE)


def the(reading, kind):
    return next((draft for draft in reading.drafts if draft.kind == kind), None)


def told(test):
    return test.value("pathogen"), test.value("method"), test.value("result")


def test_a_test_named_in_words_is_a_laboratory_result():
    test = the(observed(code=NUCLEIC_ACID, valueString="阴性"), "test")
    assert told(test) == ("sars-cov-2", "pcr", "negative")
    assert is_certain(test)


def test_a_preliminary_result_is_read_and_not_certain():
    said = {"code": NUCLEIC_ACID, "valueString": "阴性", "status": "preliminary"}
    test = the(observed(**said), "test")
    assert told(test) == ("sars-cov-2", "pcr", "negative")
    assert [(doubt.field, doubt.code) for doubt in test.doubts] == [("result", "preliminary")]
    assert not is_certain(test)


@pytest.mark.parametrize("status", ["registered", "cancelled", "unknown"])
def test_what_is_neither_final_nor_preliminary_is_no_result(status):
    reading = observed(code=NUCLEIC_ACID, valueString="阴性", status=status)
    assert the(reading, "test") is None


@pytest.mark.parametrize("text", ["乙肝表面抗原", "流感病毒核酸检测", "其他", "血压", "COVID-19"])
def test_what_is_no_test_of_a_pathogen_on_file_is_none(text):
    reading = observed(code={"text": text}, valueString="阴性")
    assert the(reading, "test") is None
    assert [note.values["what"] for note in reading.notes] == [f"{text} 阴性"]


def test_what_is_not_taken_is_named_with_what_it_says():
    said = {"code": {"text": "心率"}, "valueQuantity": {"value": 72, "unit": "次/分"}}
    with override("en"):
        assert "(心率 72 次/分)" in note_word(observed(**said).notes[0])


def test_free_text_of_what_is_not_taken_is_not_repeated():
    reading = observed(code={"text": "备注"}, valueString="与周某同住")
    assert [note.values for note in reading.notes] == [{"what": "备注"}]


@pytest.mark.parametrize(
    ("value", "unit", "celsius"),
    [(101.3, "[degF]", "38.5"), (100, "[degF]", "37.8"), (38.5, "Cel", "38.5")],
)
def test_a_body_temperature_is_kept_in_degrees_celsius(value, unit, celsius):
    code = {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}
    quantity = {"value": value, "code": unit, "system": "http://unitsofmeasure.org"}
    check = the(observed(code=code, valueQuantity=quantity), "check")
    assert str(check.value("temperature_celsius")) == celsius
    assert "temperature_celsius" not in {doubt.field for doubt in check.doubts}


def test_what_was_entered_in_error_is_called_with_its_article():
    reading = observed(code=NUCLEIC_ACID, status="entered-in-error")
    with override("en"):
        assert note_word(reading.notes[0]).startswith("An Observation says")
