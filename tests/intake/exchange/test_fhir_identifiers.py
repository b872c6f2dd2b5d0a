"""Numbers that a hospital and a laboratory give: of a patient's record, of a specimen's tube."""

import json
from zoneinfo import ZoneInfo

import pytest

from firebreak.intake.drafts import Reading
from firebreak.intake.fhir import read

HERE = ZoneInfo("Asia/Shanghai")
MEDICAL_RECORD = {"type": {"coding": [{"code": "MR"}]}, "system": "urn:yy", "value": "70012"}
OURS = {"system": "urn:firebreak:id", "value": "4302-person-17"}


def read_all(*resources: dict) -> Reading:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": []}
    bundle["entry"] = [{"resource": one} for one in resources]
    return read(json.dumps(bundle).encode(), zone=HERE)


def patient(own: str, *identifiers: dict) -> Reading:
    return read_all({"resourceType": "Patient", "id": own, "identifier": list(identifiers)})


def specimen(**numbers: object) -> Reading:
    whose = {"subject": {"reference": "Patient/p1"}}
    return read_all({"resourceType": "Specimen", "id": "s1", **whose, **numbers})


def lost(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes if note.code == "not_carried"]


def test_a_patient_is_known_by_the_number_of_his_medical_record_whatever_id_the_message_gives():
    readings = [patient(own, MEDICAL_RECORD) for own in ("m1-p1", "m2-p1")]
    assert [reading.drafts[0].value("external_id") for reading in readings] == ["urn:yy|70012"] * 2
    assert not any(map(lost, readings))


def test_it_is_the_same_as_where_he_is_named_by_that_number_alone():
    told = {"resourceType": "Specimen", "id": "s1", "subject": {"identifier": MEDICAL_RECORD}}
    [person] = [one for one in read_all(told).drafts if one.kind == "person"]
    assert person.value("external_id") == "urn:yy|70012"


@pytest.mark.parametrize(
    "number",
    [
        {**MEDICAL_RECORD, "system": None},
        {**MEDICAL_RECORD, "type": {"coding": [{"code": "PPN"}]}},
        {**MEDICAL_RECORD, "use": "temp"},
    ],
    ids=["of no system", "of another kind", "for a while"],
)
def test_a_number_that_is_not_the_senders_own_for_good_does_not_stand_for_the_id(number):
    told = {name: value for name, value in number.items() if value}
    assert patient("p1", told).drafts[0].value("external_id") == "p1"


def test_an_id_that_was_given_here_stays_beside_the_hospitals_number():
    assert patient("4302-person-17", MEDICAL_RECORD).drafts[0].value("external_id") == (
        "4302-person-17"
    )


def test_a_specimen_has_the_number_on_its_tube():
    sample = specimen(identifier=[{"system": "urn:lab", "value": "A-7"}]).draft("sample:s1")
    assert sample.value("number") == "A-7"


def test_the_number_that_the_laboratory_gave_goes_before_the_one_on_the_tube():
    numbers = {"accessionIdentifier": {"value": "L-1"}, "identifier": [{"value": "A-7"}]}
    assert specimen(**numbers).draft("sample:s1").value("number") == "L-1"
