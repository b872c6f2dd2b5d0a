"""Go.Data's CSV in its three dialects: the same record whatever the headings are called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, bare, day

from firebreak.intake.drafts import Cell, Reading, ReadingError
from firebreak.intake.godata import read, recognises
from firebreak.intake.readers import is_sheet

TOKEN = "LNG_REFERENCE_DATA_CATEGORY_"
CASES = {
    "database": (
        "_id,visualId,firstName,lastName,gender,age years,classification,dateOfOnset,"
        "dateOfReporting,addresses typeId [1],addresses city [1],addresses phoneNumber [1],deleted\n"
        f"c1,ZZ-1,某一,钟,{TOKEN}GENDER_MALE,45,{TOKEN}CASE_CLASSIFICATION_CONFIRMED,"
        f"2020-01-18T00:00:00.000Z,2020-01-21T00:00:00.000Z,"
        f"{TOKEN}ADDRESS_TYPE_USUAL_PLACE_OF_RESIDENCE,攸县,'+86 1,false\n"
    ),
    "words": (
        "ID;Case ID;First name;Last name;Gender;Age Years;Classification;Date of onset;"
        "Date of reporting;Addresses Type [1];Addresses City [1];Addresses Phone number [1];Deleted\n"
        "c1;ZZ-1;某一;钟;Male;45;Confirmed;2020-01-18;2020-01-21;Usual place of residence;攸县;'+86 1;No\n"
    ),
    "clean": (
        '"id","visual_id","first_name","last_name","gender","age","classification","date_of_onset",'
        '"date_of_reporting","city","telephone"\n'
        '"c1","ZZ-1","某一","钟","Male",45,"Confirmed","2020-01-18","2020-01-21","攸县","+86 1"\n'
    ),
}
EDGES = {
    "database": (
        "_id,sourcePerson id,sourcePerson type,sourcePerson source,targetPerson id,targetPerson type,"
        "targetPerson target,contactDate,exposureTypeId,certaintyLevelId\n"
        f"r1,c1,{TOKEN}PERSON_TYPE_CASE,true,k1,{TOKEN}PERSON_TYPE_CONTACT,true,"
        f"2020-01-19T00:00:00.000Z,{TOKEN}EXPOSURE_TYPE_TOUCHED_BODY_FLUIDS,{TOKEN}CERTAINTY_LEVEL_3_HIGH\n"
    ),
    "clean": (
        '"uuid","source_uuid","source_person_type","target_uuid","target_person_type",'
        '"date_of_last_contact","exposure_type","certainty_level"\n'
        '"r1","c1","CASE","k1","CONTACT","2020-01-19","Touched body fluids","3 - High"\n'
    ),
}


def table(text: str) -> Reading:
    return read(text.encode(), zone=HERE)


@pytest.mark.parametrize("dialect", CASES)
def test_a_case_is_the_same_in_every_dialect(dialect):
    reading = table(CASES[dialect])
    person, case = reading.draft("person:c1"), reading.draft("case:c1")
    assert {name: value.value for name, value in person.fields.items()} == {
        "external_id": "c1",
        "name": "钟某一",
        "sex": "male",
        "age": 45,
        "age_unit": "years",
        "residence": "攸县",
        "phone": "+86 1",
    }
    assert (case.value("number"), case.value("status")) == ("ZZ-1", "confirmed")
    assert (case.value("onset"), case.value("reported")) == (day(2020, 1, 18), day(2020, 1, 21))
    assert [doubt for draft in reading.drafts for doubt in draft.doubts] == []


def test_an_edge_is_the_same_in_every_dialect():
    first, second = (bare(table(text)) for text in EDGES.values())
    assert first == second
    _kind, fields, links = first["contact:r1"]
    assert (fields["manner"], fields["certainty"]) == ("body_fluids", "high")
    assert links == {"from": "case:c1", "to": "person:k1"}


def test_every_value_says_its_row_and_heading():
    onset = table(CASES["words"]).draft("case:c1").fields["onset"]
    assert (onset.origin, onset.quote) == (Cell(None, 2, "Date of onset"), "2020-01-18")


def test_results_follow_ups_and_locations_are_known_by_their_headings():
    results = table(
        "id,personId,sampleIdentifier,dateSampleTaken,result\nl1,c1,S1,2020-01-21,Positive\n"
    )
    assert results.draft("test:l1").value("result") == "positive"
    seen = table("_id,personId,date,statusId\nf1,k1,2020-01-23,Seen OK\n")
    assert seen.draft("check:f1").links == {"person": "person:k1"}
    areas = table("id,name,parentLocationId,geographicalLevelId\na,株洲市,,x\nb,攸县,a,y\n")
    assert areas.draft("area:b").links == {"within": "area:a"}


def test_a_column_told_twice_is_counted_and_not_taken_over():
    reading = table("id,visual id,gender,gender\na,1,Male,Female\n")
    assert reading.draft("person:a").value("sex") == "male"
    assert [n.values["field"] for n in reading.notes if n.values.get("field") == "gender (4)"]


def test_a_table_is_recognised_and_a_list_of_anybody_else_is_not():
    for text in (*CASES.values(), *EDGES.values()):
        assert recognises(text.encode(), "x.csv")
    others = "Case ID,Name,Gender,Date of onset\n1,Li,M,2020-01-18\n"
    assert not recognises(others.encode(), "list.csv")
    assert is_sheet(others.encode(), "list.csv")


def test_a_table_of_something_else_is_refused():
    with pytest.raises(ReadingError) as refused:
        table("a,b\n1,2\n")
    assert refused.value.code == "not_godata"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_spoilt_table_is_read_or_refused_and_never_breaks(data):
    text = data.draw(st.sampled_from([*CASES.values(), *EDGES.values()]))
    lines = [line.replace(";", ",").split(",") for line in text.splitlines()]
    for _time in range(data.draw(st.integers(1, 6))):
        line = data.draw(st.sampled_from(lines))
        place = data.draw(st.integers(0, len(line) - 1))
        junk = ("", "age", "addresses [99]", "sourcePerson", "9" * 5000, "addresses id [1]", "type")
        line[place] = data.draw(st.sampled_from(junk) | st.text(max_size=5))
    content = "\n".join(",".join(line) for line in lines).encode("utf-8", "surrogatepass")
    read_or_refused(read, content, zone=HERE)
