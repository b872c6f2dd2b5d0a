"""DHIS2: an instance is mapped by its own words, and what went out by a mapping comes in by it."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange import strategies as draw_
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, Spoiler, bare, day, days, draft, some, texts

from firebreak.intake.dhis2 import read, recognises
from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.dhis2.matching import matched
from firebreak.intake.drafts import Draft, ReadingError, Value
from firebreak.outputs.exchange import dhis2


def named(uid: str, name: str, **more: object) -> dict:
    return {"id": uid, "displayName": name, **more}


METADATA = {
    "trackedEntityTypes": [named("typePerson1", "Person")],
    "trackedEntityAttributes": [
        named("attrName001", "GEN - Full name"),
        named("attrSex0001", "Sex", optionSet={"id": "optsSex0001"}),
        named("attrBirth01", "Date of birth"),
        named("attrAge0001", "Age in years"),
        named("attrIdNo001", "National ID"),
        named("attrPhone01", "Phone number"),
        named("attrAddr001", "Home address"),
        named("attrCity001", "Residence"),
        named("attrWork001", "Occupation"),
        named("attrCaseNo1", "Local case ID"),
    ],
    "programs": [
        named(
            "progCase001",
            "COVID-19 Case-based Surveillance",
            programStages=[
                named("stagDiag001", "Stage 1 - Clinical examination and diagnosis"),
                named("stagLab0001", "Stage 2 - Lab results"),
            ],
        ),
        named(
            "progCont001",
            "COVID-19 Contact Registration",
            programStages=[named("stagFollow1", "Follow-up")],
        ),
        named("progGather1", "Gatherings", programStages=[named("stagGather1", "Gathering")]),
        named("progOrder01", "Orders", programStages=[named("stagOrder01", "Directive")]),
    ],
    "dataElements": [
        named("elemStatus1", "Case classification", optionSet={"id": "optsStatus1"}),
        named("elemSevere1", "Severity"),
        named("elemClass01", "Date of classification"),
        named("elemImport1", "Imported case"),
        named("elemSampNo1", "Specimen ID"),
        named("elemSampKi1", "Specimen type"),
        named("elemRecv001", "Date specimen received"),
        named("elemLab0001", "Laboratory"),
        named("elemMethod1", "Type of test"),
        named("elemResult1", "Lab test result", optionSet={"id": "optsResult1"}),
        named("elemWhen001", "Date of test result"),
        named("elemTemp001", "Temperature"),
        named("elemExpos01", "Exposure declared"),
        named("elemNote001", "Comment"),
        named("elemWhat001", "Kind of gathering"),
        named("elemPlace01", "Place of gathering"),
        named("elemPeople1", "People at gathering"),
        named("elemLater01", "Attendees confirmed later"),
        named("elemText001", "Order text"),
        named("elemUnit001", "Responsible unit"),
        named("elemTo00001", "Order addressee"),
        named("elemHours01", "Deadline in hours"),
        named("elemUntil01", "Deadline"),
    ],
    "optionSets": [
        {
            "id": "optsSex0001",
            "options": [
                {"code": "M", "displayName": "Male"},
                {"code": "F", "displayName": "Female"},
                {"code": "U", "displayName": "Unknown"},
            ],
        },
        {
            "id": "optsStatus1",
            "options": [
                {"code": "SUSP", "displayName": "Suspected"},
                {"code": "PROB", "displayName": "Probable"},
                {"code": "CONF", "displayName": "Confirmed"},
                {"code": "X", "displayName": "Something else"},
            ],
        },
        {
            "id": "optsResult1",
            "options": [
                {"code": "pos", "displayName": "Positive"},
                {"code": "neg", "displayName": "Negative"},
                {"code": "inc", "displayName": "Inconclusive"},
            ],
        },
    ],
    "relationshipTypes": [named("relContact1", "Has been in contact with case")],
    "organisationUnits": [named("unitZhuzhou", "株洲市"), named("unitYouXian", "攸县")],
}
FOUND, MISSING = matched(METADATA, name="play")
MAP = replace(FOUND, pathogen="sars-cov-2")


def test_an_instance_is_mapped_by_what_it_calls_its_parts():
    assert MISSING == ()
    assert (MAP.case_program, MAP.contact_program) == ("progCase001", "progCont001")
    assert MAP.stages == {
        "case": "stagDiag001",
        "sample": "stagLab0001",
        "check": "stagFollow1",
        "gathering": "stagGather1",
        "order": "stagOrder01",
    }
    assert MAP.programs == {"gathering": "progGather1", "order": "progOrder01"}
    assert MAP.ids["person.name"] == "attrName001"
    assert MAP.options["case.status"] == {
        "SUSP": "suspected",
        "PROB": "probable",
        "CONF": "confirmed",
    }
    assert MAP.relationship_type == "relContact1"


def test_what_nothing_matches_is_named():
    little = {"programs": [], "trackedEntityAttributes": [named("attrName001", "Name")]}
    mapping, missing = matched(little)
    assert mapping.ids == {"person.name": "attrName001"}
    assert "case.status" in missing


def test_a_mapping_file_is_read_as_it_was_written():
    assert InstanceMap.from_json(MAP.to_json().encode()) == MAP


@pytest.mark.parametrize("content", [b"[]", b'{"ids": 7}', b'{"ids": {"a": 1}}', b'{"x": 1}'])
def test_a_file_that_is_no_mapping_is_refused(content):
    with pytest.raises(ReadingError) as refused:
        InstanceMap.from_json(content)
    assert refused.value.code == "not_a_mapping"


uids = st.text("abcdefABCDEF0123456789", min_size=10, max_size=10).map("u".__add__)
PERSON = {
    "name": texts,
    "sex": st.sampled_from(("male", "female", "unknown")),
    "birth_date": draw_.birth_dates,
    "id_number": texts,
    "phone": texts,
    "address": texts,
    "residence": texts,
    "occupation": texts,
}
CASE = {
    "onset": days,
    "reported": days,
    "number": texts,
    "severity": st.sampled_from(("mild", "moderate", "severe", "critical")),
    "classified": days,
    "imported": st.booleans(),
}
SAMPLE = {
    "when": days,
    "number": texts,
    "kind": st.sampled_from(("nasal", "throat", "sputum", "blood", "stool", "other")),
    "received": days,
    "laboratory": texts,
}
TEST = {"method": st.sampled_from(("pcr", "antibody", "antigen", "other")), "when": days}
CHECK = {
    "when": days,
    "temperature_celsius": draw_.temperatures,
    "exposure_declared": st.booleans(),
    "note": texts,
}
GATHERING = {
    "when": days,
    "what": texts,
    "place": texts,
    "people": st.integers(0, 5000),
    "later_confirmed": st.integers(0, 5000),
}
ORDER = {"when": days, "text": texts, "unit": texts, "to": texts}
DEADLINE = st.one_of(
    st.just({}),
    st.integers(1, 8784).map(lambda n: {"deadline_hours": n}),
    st.one_of(days, draw_.minutes).map(lambda when: {"until": when}),
)


@st.composite
def outbreaks(draw) -> list[Draft]:
    """An outbreak as the instance can hold it."""
    drafts: list[Draft] = []
    names = draw(st.lists(uids, min_size=2, max_size=4, unique=True))
    edges = draw(st.lists(uids.map(lambda one: "k" + one[1:]), max_size=2, unique=True))
    for place, name in enumerate(names):
        said = {"external_id": Value(name), **some(draw, PERSON)}
        if draw(st.booleans()):
            said |= {"age": Value(draw(st.integers(0, 120))), "age_unit": Value("years")}
        drafts.append(draft("person", name, said))
        link = {"person": f"person:{name}"}
        if place == 0 or draw(st.booleans()):
            case = "c" + name[1:]
            status = Value(draw(st.sampled_from(("suspected", "probable", "confirmed"))))
            said = {"external_id": Value(case), "status": status}
            said |= some(draw, CASE, always=("reported",))
            said |= {"pathogen": Value("sars-cov-2"), "unit_counting": Value("攸县")}
            drafts.append(draft("case", case, said, **link))
        if draw(st.booleans()):
            sample = "s" + name[1:]
            drafts.append(draft("sample", sample, some(draw, SAMPLE, always=("when",)), **link))
            if draw(st.booleans()):
                result = Value(draw(st.sampled_from(("positive", "negative", "inconclusive"))))
                said = {"result": result, "pathogen": Value("sars-cov-2"), **some(draw, TEST)}
                drafts.append(draft("test", sample, said, sample=f"sample:{sample}"))
        if draw(st.booleans()):
            check = "f" + name[1:]
            said = {"external_id": Value(check), "kind": Value("follow_up")}
            said |= some(draw, CHECK, always=("when",))
            drafts.append(draft("check", check, said, **link))
    source = next(one for one in drafts if one.kind == "case")
    for edge in edges:
        links = {"from": source.key, "to": f"person:{draw(st.sampled_from(names))}"}
        drafts.append(draft("contact", edge, {"external_id": Value(edge)}, **links))
    for name in draw(st.lists(uids.map(lambda one: "g" + one[1:]), max_size=1)):
        said = {"external_id": Value(name), **some(draw, GATHERING, always=("when",))}
        drafts.append(draft("gathering", name, said))
    for name in draw(st.lists(uids.map(lambda one: "o" + one[1:]), max_size=1)):
        deadline = {key: Value(value) for key, value in draw(DEADLINE).items()}
        said = {"external_id": Value(name), **some(draw, ORDER, always=("when",)), **deadline}
        drafts.append(draft("order", name, said))
    return drafts


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_the_instance_can_hold_comes_back_as_it_went(drafts):
    written = dhis2.write(drafts, zone=HERE, mapping=MAP)
    assert written.notes == ()
    assert bare(read(written.content, mappings=[InstanceMap(), MAP], zone=HERE)) == bare(drafts)


EXPORT = {
    "trackedEntities": [
        {
            "trackedEntity": "uPerson0001",
            "trackedEntityType": "typePerson1",
            "orgUnit": "unitYouXian",
            "createdAt": "2020-01-21T10:00:00.000",
            "attributes": [
                {"attribute": "attrName001", "value": "钟某一"},
                {"attribute": "attrSex0001", "value": "M"},
                {"attribute": "attrOther01", "value": "x"},
            ],
            "enrollments": [
                {
                    "enrollment": "uEnroll0001",
                    "program": "progCase001",
                    "orgUnit": "unitYouXian",
                    "enrolledAt": "2020-01-21T00:00:00.000",
                    "occurredAt": "2020-01-18T00:00:00.000",
                    "status": "ACTIVE",
                    "events": [
                        {
                            "event": "uEventDiag1",
                            "programStage": "stagDiag001",
                            "status": "COMPLETED",
                            "dataValues": [{"dataElement": "elemStatus1", "value": "CONF"}],
                        },
                        {
                            "event": "uEventLab01",
                            "programStage": "stagLab0001",
                            "status": "COMPLETED",
                            "occurredAt": "2020-01-21T00:00:00.000",
                            "dataValues": [{"dataElement": "elemResult1", "value": "pos"}],
                        },
                        {
                            "event": "uEventLab02",
                            "programStage": "stagLab0001",
                            "status": "SCHEDULE",
                            "scheduledAt": "2020-01-28T00:00:00.000",
                        },
                    ],
                },
                {"enrollment": "uEnroll0002", "program": "progCase001", "status": "CANCELLED"},
            ],
            "relationships": [
                {
                    "relationship": "uRelation01",
                    "relationshipType": "relContact1",
                    "from": {"trackedEntity": {"trackedEntity": "uPerson0002"}},
                    "to": {"trackedEntity": {"trackedEntity": "uPerson0001"}},
                }
            ],
        }
    ]
}


def test_an_export_is_read_by_the_mapping_of_its_instance():
    reading = read(json.dumps(EXPORT).encode(), mappings=[MAP], zone=HERE)
    person, case = reading.draft("person:uPerson0001"), reading.draft("case:uEnroll0001")
    assert (person.value("name"), person.value("sex")) == ("钟某一", "male")
    assert (case.value("status"), case.value("onset")) == ("confirmed", day(2020, 1, 18))
    assert case.value("unit_counting") == "攸县"
    assert reading.draft("test:uEventLab01").value("result") == "positive"
    assert reading.draft("contact:uRelation01").links == {
        "from": "case:uEnroll0001",
        "to": "person:uPerson0002",
    }
    codes = {note.code for note in reading.notes}
    assert {"follow_up_not_done", "enrollment_cancelled", "not_carried"} <= codes


def test_without_a_mapping_of_the_instance_it_is_refused():
    for mappings in ([], [InstanceMap(case_program="elsewhere00")]):
        with pytest.raises(ReadingError) as refused:
            read(json.dumps(EXPORT).encode(), mappings=mappings)
        assert refused.value.code == "no_mapping"


def test_an_id_of_another_shape_becomes_the_same_id_each_time():
    assert dhis2.uid("4302-person-12") == dhis2.uid("4302-person-12") != dhis2.uid("4302-person-13")
    assert dhis2.UID.fullmatch(dhis2.uid("株洲"))


def test_what_the_instance_has_no_place_for_is_listed():
    said = {"employer": Value("mill"), "age": Value(7), "age_unit": Value("months")}
    check = draft("check", "f", {"kind": Value("round")}, person="person:a")
    notes = dhis2.write([draft("person", "a", said), check], zone=HERE, mapping=MAP).notes
    assert {(n.code, n.values["kind"], n.values["field"]) for n in notes} == {
        ("field_not_carried", "person", "employer"),
        ("field_not_carried", "person", "age"),
        ("field_not_carried", "person", "age_unit"),
        ("kind_not_carried", "check", "round"),
    }


def test_an_instance_without_a_program_for_them_has_no_place_for_gatherings_and_orders():
    told = {"when": Value(day(2020, 1, 17))}
    drafts = [draft("gathering", "g", {"what": Value("聚餐"), **told}, attendee1="person:a")]
    drafts.append(draft("order", "o", {"text": Value("x"), **told}))
    old = json.loads(MAP.to_json())
    del old["programs"]  # a mapping file made before there were any
    mapping = InstanceMap.from_json(json.dumps(old).encode())
    notes = dhis2.write(drafts, zone=HERE, mapping=mapping).notes
    assert [(n.code, n.values["kind"]) for n in notes] == [
        ("kind_not_carried", "gathering"),
        ("kind_not_carried", "order"),
    ]
    told = dhis2.write(drafts, zone=HERE, mapping=MAP).notes
    assert [(n.code, n.values["field"]) for n in told] == [("field_not_carried", "attendees")]
    undated = dhis2.write([draft("order", "o", {"text": Value("x")})], zone=HERE, mapping=MAP)
    assert [(n.code, n.values["kind"]) for n in undated.notes] == [("no_day", "order")]


def test_tracker_json_is_recognised_and_others_are_not():
    assert recognises(json.dumps(EXPORT).encode(), "x.json")
    assert not recognises(b'{"resourceType": "Bundle"}', "x.json")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(Spoiler(EXPORT).spoilt())
def test_a_spoilt_export_is_read_or_refused_and_never_breaks(document):
    read_or_refused(read, json.dumps(document).encode(), mappings=[MAP], zone=HERE)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(Spoiler(METADATA).spoilt())
def test_spoilt_metadata_is_matched_or_refused_and_never_breaks(document):
    try:
        mapping, _missing = matched(document)
    except ReadingError:
        return
    assert all(isinstance(uid, str) for uid in mapping.ids.values())
