"""Go.Data's exports: an edge goes from source to target, a label decides, nothing is dropped."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, Spoiler, day

from firebreak.intake.drafts import Pointer, Reading, ReadingError
from firebreak.intake.exchange.sentences import DOUBTS, NOTES, REFUSALS
from firebreak.intake.godata import read, recognises

FILE = Path(__file__).parents[1] / "files" / "godata.json"
TOKEN = "LNG_REFERENCE_DATA_CATEGORY_"
EXPORT = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(FILE.read_bytes(), zone=HERE)


def edge(*persons: dict, **more: object) -> Reading:
    return read(json.dumps([{"id": "r", "persons": list(persons), **more}]).encode(), zone=HERE)


def case(**said: object) -> Reading:
    person = {"id": "a", "type": TOKEN + "PERSON_TYPE_CASE", **said}
    return read(json.dumps([person]).encode(), zone=HERE)


def test_a_case_is_a_person_and_his_case(reading):
    person = reading.draft("person:0c1f-case-1")
    found = reading.draft("case:0c1f-case-1")
    assert (person.value("name"), person.value("age"), person.value("group")) == (
        "钟某一",
        45,
        "medical",
    )
    assert found.links == {"person": person.key}
    assert found.value("number") == "YX-2020-0001"
    assert found.value("onset") == day(2020, 1, 18)
    assert found.value("pathogen") == "sars-cov-2"


def test_a_name_in_latin_letters_keeps_its_order_and_blanks(reading):
    assert reading.draft("person:0c1f-case-2").value("name") == "Invented Person"


def test_an_age_in_months_is_kept_in_months(reading):
    baby = reading.draft("person:0c1f-case-2")
    assert (baby.value("age"), baby.value("age_unit")) == (7, "months")


def test_every_value_says_where_in_the_document_it_stands(reading):
    onset = reading.draft("case:0c1f-case-1").fields["onset"]
    assert onset.origin == Pointer("/cases/0/dateOfOnset")
    assert onset.quote == "2020-01-18T00:00:00.000Z"


def test_a_residence_is_looked_up_among_the_locations_of_the_file(reading):
    person = reading.draft("person:0c1f-case-1")
    assert (person.value("residence"), person.value("residence_code")) == ("攸县", "430223")
    assert reading.draft("area:loc-you").links == {"within": "area:loc-city"}


def test_an_outcome_ends_a_case_and_its_course_is_kept(reading):
    course = [d for d in reading.drafts if d.links.get("case") == "case:0c1f-case-1"]
    assert [(d.value("status"), d.value("when")) for d in course] == [
        ("suspected", day(2020, 1, 21)),
        ("confirmed", day(2020, 1, 23)),
        ("recovered", day(2020, 2, 9)),
    ]
    assert reading.draft("case:0c1f-case-1").value("status") == "recovered"


@pytest.mark.parametrize("source_first", [True, False])
def test_the_flags_of_an_edge_say_who_exposed_whom_whatever_the_order(source_first):
    ends = [
        {"id": "c", "type": TOKEN + "PERSON_TYPE_CASE", "source": True},
        {"id": "k", "type": TOKEN + "PERSON_TYPE_CONTACT", "target": True},
    ]
    contact = edge(*(ends if source_first else ends[::-1])).draft("contact:r")
    assert contact.links == {"from": "case:c", "to": "person:k"}
    assert contact.value("direction_known") is None


@pytest.mark.parametrize(
    "flags", [({}, {}), ({"source": True}, {"source": True}), ({"target": True},) * 2]
)
def test_an_edge_whose_flags_do_not_say_is_of_unknown_direction(flags):
    ends = [{"id": name, **flag} for name, flag in zip("ab", flags, strict=True)]
    contact = edge(*ends).draft("contact:r")
    assert contact.value("direction_known") is False
    assert [doubt.code for doubt in contact.doubts] == ["direction_unclear"]


def test_an_edge_told_whole_names_its_people():
    row = {
        "id": "r",
        "sourcePerson": {
            "id": "c",
            "type": "Case",
            "visualId": "ZZ-1",
            "firstName": "某",
            "lastName": "周",
            "source": True,
        },
        "targetPerson": {"id": "k", "type": "Contact", "gender": "Female", "target": True},
    }
    reading = read(json.dumps([row]).encode(), zone=HERE)
    assert reading.draft("case:c").value("number") == "ZZ-1"
    assert reading.draft("person:c").value("name") == "周某"
    assert reading.draft("person:k").value("sex") == "female"
    assert reading.draft("contact:r").links == {"from": "case:c", "to": "person:k"}


def test_a_token_is_read_by_the_label_its_file_shows_it_with(reading):
    contact = reading.draft("contact:0c1f-edge-1")
    assert contact.value("manner") == "same_room"
    assert contact.doubts[0].code == "broader_word"


def test_a_relabelled_token_without_its_label_is_uncertain():
    ends = [{"id": "c", "type": "Case", "source": True}, {"id": "k", "target": True}]
    contact = edge(*ends, exposureTypeId=TOKEN + "EXPOSURE_TYPE_DIRECT_PHYSICAL_CONTACT").draft(
        "contact:r"
    )
    [doubt] = contact.doubts
    assert (doubt.field, doubt.code) == ("manner", "relabelled_word")
    assert "same_room" in doubt.options


def test_a_contact_of_a_contact_hangs_on_the_contact(reading):
    second = reading.draft("contact:0c1f-edge-2")
    assert second.links == {"from": "person:0c1f-contact-1", "to": "person:0c1f-second-1"}
    assert second.value("order") == 2
    assert (second.value("when"), second.value("ended")) == (day(2020, 1, 20), day(2020, 1, 22))


def test_an_event_exposes_without_infecting(reading):
    contact = reading.draft("contact:0c1f-edge-3")
    assert contact.links == {"event": "event:0c1f-event-1", "to": "person:0c1f-case-1"}


def test_a_follow_up_that_was_not_made_is_no_check(reading):
    checks = [draft for draft in reading.drafts if draft.kind == "check"]
    assert [check.value("symptoms") for check in checks] == [(), ("fever", "cough")]
    assert [n.origin for n in reading.notes if n.code == "follow_up_not_done"] == [
        Pointer("/followUps/2/statusId")
    ]


def test_two_results_of_one_sample_number_are_one_sample(reading):
    [sample] = [draft for draft in reading.drafts if draft.kind == "sample"]
    tests = [draft for draft in reading.drafts if draft.links.get("sample") == sample.key]
    assert [test.value("result") for test in tests] == ["positive", "negative"]
    assert sample.value("laboratory") == "株洲市疾控中心"


def test_what_the_record_has_no_place_for_is_counted(reading):
    told = {
        (n.values["record"], n.values["field"]) for n in reading.notes if n.code == "not_carried"
    }
    assert {("case", "riskLevel"), ("case", "wasContact"), ("contact", "visualId")} <= told


def test_a_record_deleted_there_is_not_taken(reading):
    assert "case:0c1f-case-3" not in {draft.key for draft in reading.drafts}
    assert [n.values["count"] for n in reading.notes if n.code == "deleted_there"] == [1]


def test_a_record_told_twice_is_taken_once():
    person = {"id": "a", "type": "Contact", "firstName": "x"}
    reading = read(json.dumps([person, person]).encode())
    assert [draft.key for draft in reading.drafts] == ["person:a"]
    assert [note.code for note in reading.notes] == ["told_twice"]


def test_a_record_without_an_id_still_has_a_key_of_its_own():
    people = [{"type": "Contact", "firstName": "x"}, {"type": "Contact", "firstName": "y"}]
    keys = [draft.key for draft in read(json.dumps(people).encode()).drafts]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"gender": "Klingon"}, "sex", "unknown_word"),
        ({"dob": "31/12/1999"}, "birth_date", "not_a_day"),
        ({"dob": 19991231}, "birth_date", "not_a_day"),
        ({"age": {"years": 430}}, "age", "out_of_range"),
        ({"age": {"years": "old"}}, "age", "not_a_number"),
        ({"firstName": "周\ud800"}, "name", "broken_characters"),
        ({"dateOfOnset": "0020-01-18T00:00:00.000Z"}, "onset", "year_out_of_range"),
    ],
)
def test_what_cannot_be_read_becomes_a_doubt_of_its_field(said, field, code):
    doubts = [doubt for draft in case(**said).drafts for doubt in draft.doubts]
    assert (field, code) in {(doubt.field, doubt.code) for doubt in doubts}
    assert code in DOUBTS


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"[{", "not_json"),
        (b'{"a": NaN}', "not_a_number"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * 200 + b"]" * 200, "too_deep"),
        (b'[{"id": 1, "id": 2}]', "repeated_name"),
        (b"[" + b"9" * 10_000 + b"]", "number_too_long"),
        (b"[1e999]", "number_too_long"),
        (b"[\xff\xff]", "encoding"),
        (b'{"resourceType": "Bundle"}', "not_godata"),
        (b"7", "not_godata"),
        (b"[]", "nothing_found"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, code):
    with pytest.raises(ReadingError) as refused:
        read(content)
    assert refused.value.code == code


def test_every_sentence_stands_in_both_languages():
    for table in (REFUSALS, NOTES, DOUBTS):
        assert all(set(said) == {"en", "zh"} for said in table.values())


def test_an_export_is_recognised_and_others_are_not():
    assert recognises(FILE.read_bytes(), "export.json")
    assert not recognises(b'{"resourceType": "Bundle", "entry": []}', "bundle.json")
    assert not recognises("病例1，男".encode(), "report.txt")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(Spoiler(EXPORT).spoilt())
def test_a_spoilt_export_is_read_or_refused_and_never_breaks(document):
    read_or_refused(read, json.dumps(document).encode(), zone=HERE)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content):
    read_or_refused(read, content)


def of(*records: dict, **lists: list) -> Reading:
    return read(json.dumps({"cases": list(records), **lists}).encode(), zone=HERE)


def test_nothing_is_taken_of_somebody_who_was_deleted_there():
    ends = [
        {"id": "gone", "type": TOKEN + "PERSON_TYPE_CASE", "source": True},
        {"id": "b", "type": TOKEN + "PERSON_TYPE_CONTACT", "target": True},
    ]
    reading = of(
        {"id": "gone", "firstName": "某", "deleted": True},
        contacts=[{"id": "b", "firstName": "乙"}],
        relationships=[{"id": "r", "persons": ends}],
        followUps=[{"id": "f", "personId": "gone", "date": "2020-01-23"}],
        labResults=[{"id": "l", "personId": "gone", "result": TOKEN + "LAB_TEST_RESULT_POSITIVE"}],
    )
    assert [one.key for one in reading.drafts] == ["person:b"]
    told = [n.values["record"] for n in reading.notes if n.code == "of_deleted"]
    assert told == ["relationship", "follow_up", "lab_result"]


def test_whom_another_record_still_tells_of_was_not_deleted():
    reading = of(
        {"id": "a", "firstName": "某", "deleted": True},
        contacts=[{"id": "a", "firstName": "某"}],
        followUps=[{"id": "f", "personId": "a", "date": "2020-01-23"}],
    )
    assert [one.kind for one in reading.drafts] == ["person", "check"]


@pytest.mark.parametrize("status", [TOKEN + "LAB_TEST_RESULT_STATUS_IN_PROGRESS", "In progress"])
def test_the_result_of_a_test_under_way_is_doubtful(status):
    result = {"id": "l", "personId": "a", "status": status}
    reading = of(labResults=[result | {"result": TOKEN + "LAB_TEST_RESULT_POSITIVE"}])
    assert [doubt.code for doubt in reading.draft("test:l").doubts] == ["not_final"]


@pytest.mark.parametrize("said", [TOKEN + "OUTCOME_ALIVE", "Alive", "ALIVE"])
def test_who_is_alive_has_no_outcome(said):
    confirmed = TOKEN + "CASE_CLASSIFICATION_CONFIRMED"
    reading = case(firstName="甲", classification=confirmed, outcomeId=said)
    [found] = [one for one in reading.drafts if one.kind == "case"]
    assert (found.value("status"), found.doubts) == ("confirmed", ())
    assert not [one for one in reading.drafts if one.kind == "classification"]


def test_an_outcome_that_cannot_be_read_is_a_doubt_and_no_step():
    confirmed = TOKEN + "CASE_CLASSIFICATION_CONFIRMED"
    reading = case(firstName="甲", classification=confirmed, outcomeId="Elsewhere")
    [found] = [one for one in reading.drafts if one.kind == "case"]
    assert [doubt.code for doubt in found.doubts] == ["unknown_word"]
    assert not [one for one in reading.drafts if one.kind == "classification"]
