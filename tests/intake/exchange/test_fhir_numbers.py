"""A laboratory's own numbers: of a patient, a tube, a result, a report; read, and written again."""

import json

import pytest
from fhir.resources.R4B.bundle import Bundle
from tests.intake.exchange.strategies import HERE
from tests.intake.exchange.test_fhir_references import PCR, patient, read_all, result

from firebreak.intake.drafts import Draft, Value
from firebreak.intake.fhir import read
from firebreak.outputs.exchange import fhir

OF_PATIENTS = {"system": "urn:laboratory:patients", "value": "L-77"}
OF_RESULTS = {"system": "urn:laboratory:results", "value": "R-9"}
OF_REPORTS = {"system": "urn:laboratory:reports", "value": "B-3"}
OF_TUBES = {"system": "urn:laboratory:tubes", "value": "T-5"}
OF_NOBODY = {"reference": "Patient/p1"}


def report(*results: str, **more: object) -> dict:
    listed = [{"reference": f"Observation/{one}"} for one in results]
    told = {"status": "final", "code": PCR, "subject": OF_NOBODY, "result": listed, **more}
    return {"resourceType": "DiagnosticReport", "id": "r1", **told}


def id_of(reading, key: str) -> object:
    return reading.draft(key).value("external_id")


def test_a_patient_is_known_by_the_number_that_the_laboratory_gave_him():
    reading = read_all(patient("p1", identifier=[OF_PATIENTS]))
    assert id_of(reading, "person:p1") == "urn:laboratory:patients|L-77"
    assert reading.notes == ()


def test_the_number_of_his_record_goes_before_one_of_no_type():
    of_record = {"type": {"coding": [{"code": "MR"}]}, "system": "urn:yy", "value": "70012"}
    reading = read_all(patient("p1", identifier=[OF_PATIENTS, of_record]))
    assert id_of(reading, "person:p1") == "urn:yy|70012"


def test_a_result_is_known_by_its_number():
    reading = read_all(result("o1", OF_NOBODY, identifier=[OF_RESULTS]))
    assert id_of(reading, "test:o1") == "urn:laboratory:results|R-9"


def test_a_number_that_two_results_share_is_of_neither():
    told = [result(one, OF_NOBODY, identifier=[OF_RESULTS]) for one in ("o1", "o2")]
    reading = read_all(*told)
    assert [id_of(reading, f"test:{one}") for one in ("o1", "o2")] == ["o1", "o2"]


def test_the_only_result_of_a_report_has_the_reports_number():
    told = [result("o1", OF_NOBODY), report("o1", identifier=[OF_REPORTS])]
    assert id_of(read_all(*told), "test:o1") == "urn:laboratory:reports|B-3"


def test_a_report_that_was_issued_with_its_result_says_nothing_that_is_lost():
    when = {"issued": "2020-01-25T09:00:00+08:00"}
    reading = read_all(result("o1", OF_NOBODY, **when), report("o1", **when))
    assert not [note for note in reading.notes if note.code == "not_carried"]


def test_one_of_two_results_of_a_report_has_not():
    told = [result("o1", OF_NOBODY), result("o2", OF_NOBODY)]
    reading = read_all(*told, report("o1", "o2", identifier=[OF_REPORTS]))
    assert id_of(reading, "test:o1") == "o1"


def test_a_sample_may_be_named_by_the_number_on_its_tube_alone():
    told = result("o1", OF_NOBODY, specimen={"identifier": OF_TUBES})
    reading = read_all(told)
    sample = reading.draft(reading.draft("test:o1").links["sample"])
    assert (sample.value("number"), sample.value("external_id")) == (
        "T-5",
        "urn:laboratory:tubes|T-5",
    )


def test_that_tube_is_the_specimen_of_the_bundle_that_has_the_number():
    of_tube = {"resourceType": "Specimen", "id": "s1", "identifier": [OF_TUBES]}
    told = result("o1", OF_NOBODY, specimen={"identifier": OF_TUBES})
    reading = read_all(told, {**of_tube, "subject": OF_NOBODY})
    assert reading.draft("test:o1").links["sample"] == "sample:s1"


def test_somebody_named_by_a_number_of_no_system_has_no_id():
    reading = read_all(result("o1", {"identifier": {"value": "17"}}))
    assert [d.value("external_id") for d in reading.drafts if d.kind == "person"] == [None]


@pytest.mark.parametrize("status", ["amended", "corrected"])
def test_a_corrected_result_is_in_doubt_where_no_number_says_which_it_was(status):
    told = [
        result("o1", OF_NOBODY, status=status),
        result("o2", OF_NOBODY, status=status, identifier=[OF_RESULTS]),
    ]
    reading = read_all(*told)
    doubts = [[doubt.code for doubt in reading.draft(f"test:{o}").doubts] for o in ("o1", "o2")]
    assert doubts == [["corrected_result"], []]


def test_a_number_goes_out_as_it_came_in():
    someone = Draft("person:x", "person", {"external_id": Value("urn:laboratory:patients|L-77")})
    content = fhir.write([someone], zone=HERE).content
    told = json.loads(content)["entry"][0]["resource"]
    assert told["identifier"] == [OF_PATIENTS]
    assert Bundle.model_validate_json(content)
    assert read(content, zone=HERE).drafts[0].value("external_id") == someone.value("external_id")


@pytest.mark.parametrize(
    "name", ["a | b", "|b", "a|", "urn:x|430211197503010014", "urn:firebreak:id|7"]
)
def test_an_id_that_only_looks_like_a_number_of_a_system_comes_back_as_it_was(name):
    someone = Draft("person:x", "person", {"external_id": Value(name)})
    again = read(fhir.write([someone], zone=HERE).content, zone=HERE)
    assert again.drafts[0].value("external_id") == name
