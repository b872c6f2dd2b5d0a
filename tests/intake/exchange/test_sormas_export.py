"""SORMAS's own exports: captions for words, days by the user's language, samples in numbered columns.

Invented people, in the shape that SORMAS's `CsvStreamUtils` and its export classes give a table.
"""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, day, draft

from firebreak.intake.drafts import Cell, Reading, Value
from firebreak.intake.sormas import read, recognises
from firebreak.outputs.exchange import sormas

CASES = "\n".join(
    [
        '"CaseData","CaseData","CaseData","Person","Person","Person","Person","Person","Person",'
        '"CaseData","CaseData","CaseData","CaseData","CaseData","Hospitalization",'
        '"Hospitalization","Location","Symptoms","Sample","Sample","Sample","Sample","Sample",'
        '"Sample","CaseData"',
        '"uuid","externalID","disease","person.firstName","person.lastName","person.sex",'
        '"person.approximateAge","birthdate","person.occupationType","reportDate",'
        '"responsibleDistrict","district","healthFacility","caseClassification",'
        '"hospitalization.admittedToHealthFacility","hospitalization.admissionDate",'
        '"person.address.city","symptoms.onsetDate","sampleUuid1","sampleDateTime1","sampleLab1",'
        '"sampleResult1","sampleDateTime2","sampleResult2","quarantine"',
        '##UUID,External ID,Disease,First name,Last name,Sex,Age,Date of birth,Type of occupation,"'
        'Report, date",Responsible,District,Facility,Classification,Admitted,Admission,City,Onset,'
        "Sample,Taken,Lab,Result,Taken,Result,Quarantine",
        '"XUW2-A","third-7","COVID-19","一","钟","Male","7 Months","6/3/2019","Farmer","1/21/2020",'
        '"攸县","株洲","虚构医院","Confirmed case with no symptoms","Yes","1/22/2020","攸县",'
        '"1/18/2020","S1-UUID","1/21/2020","虚构实验室","Positive","2/5/2020","Pending","Other"',
        '"XUW2-B","","COVID-19","三","林","Female","45","1/1975","Beekeeper","1/2/2020",'
        '"攸县","","Other facility","Not yet classified","No","","","","","","","","","","None"',
    ]
)
CONTACTS = "\n".join(
    [
        '"Contact","Contact","Contact","Contact","Contact","Person","Person","Contact","Contact"',
        '"uuid","sourceCaseUuid","caseClassification","contactClassification","lastContactDate",'
        '"person.firstName","person.lastName","contactProximity","relationToCase"',
        "##Contact ID,Case ID,Class,Contact classification,Last contact,First,Last,Near,Relation",
        '"K-1","XUW2-A","Confirmed case","Confirmed contact","1/20/2020","五","周",'
        '"Touched fluid of source case","Live in the same household"',
        '"K-2","XUW2-A","Confirmed case","Not a contact","1/20/2020","六","吴","",""',
    ]
)


@pytest.fixture(scope="module")
def cases() -> Reading:
    return read(CASES.encode(), zone=HERE)


def test_an_export_is_recognised_by_its_first_rows():
    assert recognises(CASES.encode())
    assert recognises(CONTACTS.encode())


def test_words_of_an_export_are_captions(cases):
    person, case = cases.draft("person:XUW2-A"), cases.draft("case:XUW2-A")
    assert (person.value("sex"), person.value("group")) == ("male", "farmer")
    assert (case.value("pathogen"), case.value("status")) == ("sars-cov-2", "asymptomatic")
    assert "status" not in cases.draft("case:XUW2-B").fields
    assert [d.links["person"] for d in cases.drafts if d.value("level") == "ward"] == [person.key]


def test_days_of_an_export_have_the_order_of_its_language_all_through(cases):
    assert cases.draft("case:XUW2-A").value("onset") == day(2020, 1, 18)
    assert cases.draft("case:XUW2-B").value("reported") == day(2020, 1, 2)
    assert cases.draft("case:XUW2-B").doubts == ()


def test_an_age_and_a_birth_date_are_read_as_an_export_writes_them(cases):
    first, second = cases.draft("person:XUW2-A"), cases.draft("person:XUW2-B")
    assert (first.value("age"), first.value("age_unit")) == (7, "months")
    assert first.value("birth_date") == date(2019, 6, 3)
    assert (second.value("age"), second.value("age_unit")) == (45, "years")
    assert [(d.field, d.code, d.said) for d in second.doubts] == [
        ("birth_date", "part_of_a_day", "1/1975")
    ]


def test_numbered_columns_are_samples_with_their_result(cases):
    sample = cases.draft("sample:XUW2-A/1")
    assert (sample.value("external_id"), sample.value("laboratory")) == ("S1-UUID", "虚构实验室")
    result = cases.draft("test:XUW2-A/1/1").fields["result"]
    assert (result.value, result.origin) == ("positive", Cell(None, 4, "sampleResult1"))
    assert cases.draft("sample:XUW2-A/2").value("when") == day(2020, 2, 5)
    assert not [d for d in cases.drafts if d.links.get("sample") == "sample:XUW2-A/2"]


def test_sormas_knows_a_case_by_its_uuid_and_the_contact_names_that(cases):
    assert cases.draft("case:XUW2-A").value("external_id") == "XUW2-A"
    contacts = read(CONTACTS.encode(), zone=HERE)
    contact = contacts.draft("contact:K-1")
    assert contact.links == {"from": "case:XUW2-A", "to": "person:K-1"}
    assert (contact.value("manner"), contact.value("when")) == ("household", day(2020, 1, 20))
    assert contacts.draft("case:XUW2-A").value("status") is None  # of the source, not of him


def test_whoever_was_found_to_be_no_contact_is_none(cases):
    contacts = read(CONTACTS.encode(), zone=HERE)
    assert [d.key for d in contacts.drafts if d.kind == "contact"] == ["contact:K-1"]
    assert [n.origin.row for n in contacts.notes if n.code == "not_a_contact"] == [5]


def test_what_an_instance_calls_its_own_way_is_kept_or_counted(cases):
    assert cases.draft("person:XUW2-B").value("occupation") == "Beekeeper"
    assert "unit_reporting" not in cases.draft("case:XUW2-B").fields
    left = {n.values["field"] for n in cases.notes if n.code == "not_carried"}
    assert {"externalID", "quarantine", "district"} <= left


@pytest.mark.parametrize("mark", ["/", ".", "-", " "])
def test_one_day_beyond_the_twelfth_tells_the_order_whatever_the_mark(mark):
    rows = ["externalID,reportDate", f"a,02{mark}01{mark}2020", "b,01/25/2020"]
    found = read("\n".join(rows).encode(), zone=HERE).draft("case:a")
    assert (found.value("reported"), found.doubts) == (day(2020, 2, 1), ())


def test_a_facility_or_laboratory_that_is_not_set_up_stands_in_the_details():
    rows = [
        "CaseData,CaseData,CaseData,Sample,Sample,Sample",
        "externalID,healthFacility,healthFacilityDetails,lab,labDetails,sampleMaterial",
        "a,OTHER_FACILITY,虚构诊所,OTHER_FACILITY,虚构检测站,BRAIN_TISSUE",
    ]
    reading = read("\n".join(rows).encode(), zone=HERE)
    assert reading.draft("case:a").value("unit_reporting") == "虚构诊所"
    assert reading.draft("sample:a/1").value("laboratory") == "虚构检测站"
    assert reading.draft("sample:a/1").value("kind") == "other"


@pytest.mark.parametrize("heading", ["epiData.caseImportedStatus", "caseImportedStatus"])
def test_imported_stands_with_the_epidemiological_data(heading):
    rows = [f"externalID,{heading}", "a,IMPORTED_CASE", "b,IMPORT_RELATED_CASE"]
    reading = read("\n".join(rows).encode(), zone=HERE)
    assert reading.draft("case:a").value("imported") is True
    assert reading.draft("case:b").value("imported") is None


def test_sormas_takes_what_is_written_as_it_takes_its_own():
    """Its comments begin the line, before any quotation mark; a contact of days is marked as one."""
    case = draft("case", "a", {"imported": Value(True)}, person="person:a")
    times = {"when": Value(day(2020, 1, 2)), "ended": Value(day(2020, 1, 4))}
    contact = draft("contact", "k", times, **{"from": "case:a", "to": "person:b"})
    people = [draft("person", name, {"name": Value("钟某")}) for name in "ab"]
    written = sormas.write([*people, case, contact], zone=HERE)
    for table in (written.content, written.beside["contacts"]):
        first = table.decode("utf-8-sig").splitlines()[0]
        assert first.startswith("## ")
        assert "," not in first
    assert ",epiData.caseImportedStatus," in written.content.decode()
    assert ",true,02.01.2020,04.01.2020," in written.beside["contacts"].decode()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_export_is_read_or_refused_and_never_breaks(data):
    lines = [line.split(",") for line in data.draw(st.sampled_from((CASES, CONTACTS))).splitlines()]
    for _time in range(data.draw(st.integers(1, 5))):
        line = data.draw(st.sampled_from(lines))
        place = data.draw(st.integers(0, len(line) - 1))
        odd = ("", '"Person"', '"sampleResult3"', "31/31/2020", "7 Moons", "1/1/99999", '"', "##")
        line[place] = data.draw(st.sampled_from(odd) | st.text(max_size=5))
    content = "\n".join(",".join(line) for line in lines).encode("utf-8", "surrogatepass")
    read_or_refused(read, content, zone=HERE)
