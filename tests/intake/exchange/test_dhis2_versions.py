"""DHIS2 as its versions write tracker JSON, and as it takes it: names, lists, ends, days, units."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, Spoiler, at, day, draft
from tests.intake.exchange.test_dhis2 import MAP, METADATA, named

from firebreak.intake.dhis2 import read, recognises
from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.dhis2.matching import matched
from firebreak.intake.drafts import Draft, Pointer, Reading, Value
from firebreak.outputs.exchange import dhis2

NAME = {"attribute": "attrName001", "value": "钟某一"}
ENROLLED = {
    "enrollment": "uEnroll0001",
    "trackedEntity": "uPerson0001",
    "program": "progCase001",
    "orgUnit": "unitYouXian",
    "enrolledAt": "2020-01-21T00:00:00.000",
    "status": "ACTIVE",
}
RESULT = {
    "event": "uEventLab01",
    "enrollment": "uEnroll0001",
    "program": "progCase001",
    "programStage": "stagLab0001",
    "status": "COMPLETED",
    "occurredAt": "2020-01-21T00:00:00.000",
    "dataValues": [{"dataElement": "elemResult1", "value": "pos"}],
}
#: as `/api/trackedEntityInstances` gave it
EARLIER = {
    "trackedEntityInstances": [
        {
            "trackedEntityInstance": "uPerson0001",
            "trackedEntityType": "typePerson1",
            "created": "2020-01-21T10:00:00.000",
            "attributes": [{**NAME, "lastUpdated": "2020-01-21T10:00:00.000"}],
            "enrollments": [
                {
                    "enrollment": "uEnroll0001",
                    "trackedEntityInstance": "uPerson0001",
                    "program": "progCase001",
                    "orgUnit": "unitYouXian",
                    "enrollmentDate": "2020-01-21T00:00:00.000",
                    "incidentDate": "2020-01-18T00:00:00.000",
                    "events": [
                        {
                            "event": "uEventLab01",
                            "programStage": "stagLab0001",
                            "eventDate": "2020-01-22T00:00:00.000",
                            "dataValues": [{"dataElement": "elemResult1", "value": "pos"}],
                        }
                    ],
                }
            ],
            "relationships": [
                {
                    "relationship": "uRelation01",
                    "relationshipType": "relContact1",
                    "from": {"trackedEntityInstance": {"trackedEntityInstance": "uPerson0002"}},
                    "to": {"trackedEntityInstance": {"trackedEntityInstance": "uPerson0001"}},
                }
            ],
        }
    ]
}


def reading_of(document: object, mapping: InstanceMap = MAP) -> Reading:
    return read(json.dumps(document).encode(), mappings=[mapping], zone=HERE)


def notes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def test_an_export_of_before_2_36_is_read_under_its_own_names():
    assert recognises(json.dumps(EARLIER).encode())
    reading = reading_of(EARLIER)
    case, sample = reading.draft("case:uEnroll0001"), reading.draft("sample:uEventLab01")
    assert reading.draft("person:uPerson0001").value("name") == "钟某一"
    assert (case.value("onset"), case.value("reported")) == (day(2020, 1, 18), day(2020, 1, 21))
    assert sample.value("when") == day(2020, 1, 22)
    assert reading.draft("contact:uRelation01").links["from"] == case.key
    within = "/trackedEntityInstances/0/enrollments/0"
    assert case.fields["onset"].origin == Pointer(f"{within}/incidentDate")
    assert sample.fields["when"].origin == Pointer(f"{within}/events/0/eventDate")


def test_events_of_before_2_36_belong_to_whom_they_name():
    events = {
        "events": [{**RESULT, "trackedEntityInstance": "uPerson0001", "eventDate": "2020-01-21"}]
    }
    del events["events"][0]["occurredAt"]
    reading = reading_of(events)
    assert reading.draft("sample:uEventLab01").links == {"person": "person:uPerson0001"}


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (RESULT | {"trackedEntity": "uPerson0001"}, "test:uEventLab01"),
        (ENROLLED, "case:uEnroll0001"),
        ({"trackedEntity": "uPerson0001", "attributes": [NAME]}, "person:uPerson0001"),
        (
            {
                "relationship": "uRelation01",
                "relationshipType": "relContact1",
                "from": {"trackedEntity": {"trackedEntity": "uPerson0002"}},
                "to": {"trackedEntity": {"trackedEntity": "uPerson0001"}},
            },
            "contact:uRelation01",
        ),
    ],
)
def test_a_list_called_instances_holds_whatever_it_was_asked_for(item, key):
    mapping = replace(MAP, entity_type="uPerson0001")  # known by something in each
    assert key in {d.key for d in reading_of({"instances": [item]}, mapping).drafts}


def test_a_flat_event_belongs_to_whom_its_enrollment_is_of():
    reading = reading_of({"enrollments": [ENROLLED], "events": [RESULT]})
    assert reading.draft("sample:uEventLab01").links == {"person": "person:uPerson0001"}


def test_an_enrollment_told_nested_and_flat_is_one_case():
    entity = {"trackedEntity": "uPerson0001", "enrollments": [ENROLLED]}
    reading = reading_of({"trackedEntities": [entity], "enrollments": [ENROLLED]})
    assert [d.key for d in reading.drafts if d.kind == "case"] == ["case:uEnroll0001"]
    assert "told_twice" in notes(reading)


def test_what_was_deleted_there_is_left_out_at_any_depth():
    deleted = {**RESULT, "event": "uEventLab02", "deleted": True}
    enrollment = {**ENROLLED, "events": [RESULT, deleted]}
    other = {**ENROLLED, "enrollment": "uEnroll0002", "deleted": True}
    entity = {"trackedEntity": "uPerson0001", "enrollments": [enrollment, other]}
    reading = reading_of({"trackedEntities": [entity]})
    assert {d.key for d in reading.drafts if d.kind in ("case", "test")} == {
        "case:uEnroll0001",
        "test:uEventLab01",
    }
    assert notes(reading).count("deleted_there") == 2


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2020-01-18", day(2020, 1, 18)),
        ("2020-01-18T00:00:00.000", day(2020, 1, 18)),
        ("2020-01-17T16:00:00.000Z", day(2020, 1, 18)),
        ("2020-01-18T00:00:00.000+0800", day(2020, 1, 18)),
        ("2020-01-18T09:30:00.000", at(2020, 1, 18, 9, 30)),
    ],
)
def test_midnight_here_is_a_day_however_its_zone_is_written(written, read_as):
    reading = reading_of({"enrollments": [{**ENROLLED, "occurredAt": written}]})
    assert reading.draft("case:uEnroll0001").value("onset") == read_as


@pytest.mark.parametrize(
    "end",
    [
        {"trackedEntity": "uPerson0001"},
        {"trackedEntity": {"trackedEntity": "uPerson0001"}},
        {"enrollment": "uEnroll0001"},
        {"enrollment": {"enrollment": "uEnroll0001"}},
        {"event": {"event": "uEventLab01", "enrollment": "uEnroll0001"}},
    ],
)
def test_an_end_of_a_relationship_is_said_in_any_of_its_shapes(end):
    edge = {
        "relationship": "uRelation01",
        "relationshipType": "relContact1",
        "from": {"trackedEntity": "uPerson0002"},
        "to": end,
    }
    reading = reading_of({"enrollments": [ENROLLED], "relationships": [edge]})
    assert reading.draft("contact:uRelation01").links == {
        "from": "case:uEnroll0001",
        "to": "person:uPerson0002",
    }


def test_a_relationship_both_ways_leads_from_the_case_and_between_two_is_unclear():
    edge = {
        "relationship": "uRelation01",
        "relationshipType": "relContact1",
        "bidirectional": True,
        "from": {"trackedEntity": "uPerson0001"},
        "to": {"trackedEntity": "uPerson0002"},
    }
    contact = reading_of({"enrollments": [ENROLLED], "relationships": [edge]}).draft(
        "contact:uRelation01"
    )
    assert contact.links["from"] == "case:uEnroll0001"
    assert contact.doubts == ()
    second = {**ENROLLED, "enrollment": "uEnroll0002", "trackedEntity": "uPerson0002"}
    both = reading_of({"enrollments": [ENROLLED, second], "relationships": [edge]})
    assert [d.code for d in both.draft("contact:uRelation01").doubts] == ["direction_unclear"]


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ({"pager": {"page": 2, "pageSize": 50, "pageCount": 7}}, True),
        ({"page": 1, "pageSize": 50, "pageCount": 7}, True),
        ({"pager": {"page": 1, "pageSize": 50, "nextPage": "https://example.org"}}, True),
        ({"pager": {"page": 1, "pageSize": 50, "pageCount": 1}}, False),
        ({"page": 1, "pageSize": 50}, False),
    ],
)
def test_one_page_of_several_says_so(more, is_said):
    assert ("one_page" in notes(reading_of({"enrollments": [ENROLLED], **more}))) is is_said


def test_a_unit_that_the_mapping_file_does_not_name_is_named_by_the_export_or_counted():
    deep = {**ENROLLED, "orgUnit": "unitVillage"}
    named_there = reading_of({"enrollments": [{**deep, "orgUnitName": "虚构村"}]})
    assert named_there.draft("case:uEnroll0001").value("unit_counting") == "虚构村"
    left = [n.values["field"] for n in reading_of({"enrollments": [deep]}).notes]
    assert left == ["orgUnit"]


def test_a_relationship_type_says_which_end_the_case_is():
    ends = {"fromConstraint": {"program": {"id": "progCase001"}}, "toConstraint": {}}
    types = [named("relContact1", "Has been in contact with case", **ends)]
    assert MAP.contact_comes_first
    assert not matched({**METADATA, "relationshipTypes": types})[0].contact_comes_first


def test_a_value_of_the_type_age_is_a_birth_date():
    attributes = [named("attrAge0002", "Age", valueType="AGE")]
    mapping, _missing = matched({"programs": [], "trackedEntityAttributes": attributes})
    assert mapping.ids == {"person.birth_date": "attrAge0002"}


def person(**said: object) -> Draft:
    fields = {"external_id": Value("uPerson0001"), **{n: Value(v) for n, v in said.items()}}
    return draft("person", "uPerson0001", fields)


def case(name: str, **said: object) -> Draft:
    fields = {"external_id": Value(name), **{n: Value(v) for n, v in said.items()}}
    return draft("case", name, fields, person="person:uPerson0001")


def written(*drafts: Draft, mapping: InstanceMap = MAP) -> tuple[dict, set[tuple]]:
    """What is written of an entity, and what is said to be left out or otherwise."""
    found = dhis2.write([person(), *drafts], zone=HERE, mapping=mapping)
    said = {(n.code, n.values["kind"], n.values["field"]) for n in found.notes}
    return json.loads(found.content), said


def test_every_enrollment_and_event_has_the_day_that_dhis2_asks_for():
    sample = draft(
        "sample", "uSample0001", {"received": Value(day(2020, 1, 23))}, person="person:uPerson0001"
    )
    ill = case("cEnroll0001", onset=day(2020, 1, 18), status="confirmed", unit_counting="攸县")
    document, said = written(ill, sample)
    [enrollment] = document["trackedEntities"][0]["enrollments"]
    assert enrollment["enrolledAt"] == "2020-01-18"
    assert [event["occurredAt"] for event in enrollment["events"]] == ["2020-01-18", "2020-01-23"]
    assert said == {("other_day", "case", "reported"), ("other_day", "sample", "when")}


def test_what_has_no_day_at_all_is_listed_and_does_not_spoil_the_rest():
    check = draft("check", "uCheck00001", {"kind": Value("follow_up")}, person="person:uPerson0001")
    document, said = written(case("cEnroll0001", status="confirmed"), check)
    assert "enrollments" not in document["trackedEntities"][0]
    assert said == {("no_day", "case", "*"), ("no_day", "check", "*")}


def test_a_person_has_one_open_enrollment_at_most():
    first = case("cEnroll0001", reported=day(2020, 1, 21), status="confirmed", unit_counting="攸县")
    second = case("cEnroll0002", reported=day(2020, 9, 1), status="confirmed", unit_counting="攸县")
    third = case("cEnroll0003", reported=day(2020, 12, 1), status="died", unit_counting="攸县")
    for cases, states in (
        ((first, second), ["COMPLETED", "ACTIVE"]),
        ((first, third), ["COMPLETED", "COMPLETED"]),
    ):
        [entity] = written(*cases)[0]["trackedEntities"]
        assert [one["status"] for one in entity["enrollments"]] == states


def test_a_follow_up_of_a_contact_stands_in_an_enrollment_of_its_day():
    said = {"kind": Value("follow_up"), "when": Value(day(2020, 1, 25))}
    check = draft("check", "uCheck00001", said, person="person:uPerson0001")
    [entity] = written(check)[0]["trackedEntities"]
    [enrollment] = entity["enrollments"]
    assert (enrollment["program"], enrollment["enrolledAt"]) == ("progCont001", "2020-01-25")
    assert enrollment["events"][0]["program"] == "progCont001"


def test_what_the_mapping_file_has_no_id_for_is_listed_and_not_written():
    ill = case("cEnroll0001", reported=day(2020, 1, 21), status="confirmed", unit_counting="醴陵市")
    contact = draft("contact", "k", {}, **{"from": "case:cEnroll0001", "to": "person:uPerson0001"})
    poor = replace(MAP, stages={}, relationship_type="")
    document, said = written(ill, contact, mapping=poor)
    assert "relationships" not in document
    assert "events" not in document["trackedEntities"][0]["enrollments"][0]
    assert said == {
        ("kind_not_carried", "case", "*"),
        ("kind_not_carried", "contact", "*"),
        ("field_not_carried", "case", "unit_counting"),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(Spoiler({**EARLIER, "pager": {"page": 1, "pageCount": 2}}).spoilt())
def test_a_spoilt_export_of_before_is_read_or_refused_and_never_breaks(document):
    read_or_refused(read, json.dumps(document).encode(), mappings=[MAP], zone=HERE)
