"""SORMAS's tables: blocks of samples and tests, comment rows, both marks, days in either order."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange.checking import read_or_refused
from tests.intake.exchange.strategies import HERE, at, day

from firebreak.intake.drafts import Cell, Reading, ReadingError
from firebreak.intake.exchange.tables import escaped, unescaped
from firebreak.intake.sormas import read, recognises
from firebreak.intake.sormas.dates import order_of

FILE = Path(__file__).parents[1] / "files" / "sormas.csv"
TABLE = FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(FILE.read_bytes(), zone=HERE)


def rows(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), zone=HERE)


def test_a_row_is_a_case_and_its_person(reading):
    person, case = reading.draft("person:YX-C-1"), reading.draft("case:YX-C-1")
    assert (person.value("name"), person.value("age"), person.value("sex")) == (
        "钟某一",
        45,
        "male",
    )
    assert case.links == {"person": "person:YX-C-1"}
    assert (case.value("number"), case.value("onset")) == ("YX-20-001", day(2020, 1, 18))
    assert case.value("unit_counting") == "攸县"


def test_every_value_says_its_row_and_property(reading):
    onset = reading.draft("case:YX-C-1").fields["onset"]
    assert (onset.origin, onset.quote) == (Cell(None, 5, "symptoms.onsetDate"), "18.01.2020")


def test_an_apostrophe_that_kept_a_cell_from_running_is_taken_away(reading):
    assert reading.draft("person:YX-C-1").value("phone") == "+86 000 0001"


def test_samples_and_tests_are_repeated_blocks(reading):
    kept = [
        (
            sample.value("kind"),
            [t.value("result") for t in reading.drafts if t.links.get("sample") == sample.key],
        )
        for sample in reading.drafts
        if sample.links.get("person") == "person:YX-C-1" and sample.kind == "sample"
    ]
    assert kept == [("throat", ["positive"]), ("sputum", ["negative", "positive"])]


def test_a_clock_time_is_read_to_the_minute_and_a_day_stays_a_day(reading):
    assert reading.draft("sample:YX-C-1/1").value("when") == at(2020, 1, 21, 9, 30)
    assert reading.draft("sample:YX-C-1/2").value("when") == day(2020, 2, 5)


def test_an_outcome_ends_a_case_and_its_course_is_kept(reading):
    course = [d for d in reading.drafts if d.links.get("case") == "case:YX-C-1"]
    assert [d.value("status") for d in course] == ["confirmed", "recovered"]
    assert course[1].value("when") == day(2020, 2, 9)


def test_a_pending_test_is_no_test(reading):
    assert not [d for d in reading.drafts if d.links.get("sample") == "sample:YX-C-2/1"]
    assert [n.origin for n in reading.notes if n.code == "test_without_result"] == [
        Cell(None, 6, "testResult")
    ]


def test_a_row_told_again_is_taken_once_and_said(reading):
    assert [n.origin.row for n in reading.notes if n.code == "told_twice"] == [7]


def test_what_cannot_be_read_is_a_doubt_of_its_field(reading):
    doubts = {
        (doubt.field, doubt.code)
        for draft in reading.drafts
        if draft.key in ("case:YX-20-003", "person:YX-20-003")
        for doubt in draft.doubts
    }
    assert doubts == {
        ("pathogen", "unknown_word"),
        ("age", "out_of_range"),
        ("reported", "not_a_day"),
    }


def test_what_the_record_has_no_place_for_is_counted(reading):
    told = {
        (n.values["record"], n.values["field"]) for n in reading.notes if n.code == "not_carried"
    }
    assert told == {("case", "symptoms.fever")}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_mark_parts_the_cells(mark):
    lines = ["externalID|person.firstName|reportDate", "a|Ann|21.01.2020"]
    reading = rows("## a comment, with; both", *(line.replace("|", mark) for line in lines))
    assert reading.draft("case:a").value("reported") == day(2020, 1, 21)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("21.01.2020", day(2020, 1, 21)),
        ("01/21/2020", day(2020, 1, 21)),
        ("21/01/2020", day(2020, 1, 21)),
        ("2020-01-21", day(2020, 1, 21)),
        ("2020/1/21", day(2020, 1, 21)),
        ("1/21/2020 5:07 PM", at(2020, 1, 21, 17, 7)),
        ("2020-01-21 17:07", at(2020, 1, 21, 17, 7)),
    ],
)
def test_a_day_is_read_in_the_order_it_can_only_have(written, read_as):
    reading = rows("externalID,reportDate", f"a,{written}")
    assert reading.draft("case:a").value("reported") == read_as
    assert reading.draft("case:a").doubts == ()


def test_one_day_beyond_the_twelfth_tells_the_order_of_the_whole_file():
    reading = rows("externalID,reportDate", "a,02/01/2020", "b,25/01/2020")
    assert reading.draft("case:a").value("reported") == day(2020, 1, 2)
    assert reading.draft("case:a").doubts == ()


def test_where_nothing_tells_the_order_it_is_a_doubt_with_both_days():
    [doubt] = rows("externalID,reportDate", "a,02/01/2020").draft("case:a").doubts
    assert (doubt.code, doubt.options) == ("day_or_month", ("2020-02-01", "2020-01-02"))


def test_a_file_at_odds_with_itself_is_uncertain_wherever_either_is_possible():
    order = order_of(["25/01/2020", "01/25/2020"])
    assert "/" not in order.sure
    reading = rows("externalID,reportDate", "a,25/01/2020", "b,01/25/2020", "c,02/01/2020")
    assert [len(reading.draft(f"case:{name}").doubts) for name in "abc"] == [0, 0, 1]


def test_a_table_of_contacts_names_the_case_by_its_id():
    reading = rows(
        "caseIdExternalSystem,externalID,lastContactDate,person.lastName,relationToCase,contactProximity",
        "YX-C-1,k1,20.01.2020,Li,SAME_HOUSEHOLD,SAME_ROOM",
        ",k2,20.01.2020,Wu,,PHYSICAL_CONTACT",
    )
    contact = reading.draft("contact:k1")
    assert contact.links == {"from": "case:YX-C-1", "to": "person:k1"}
    assert (contact.value("manner"), contact.value("when")) == ("household", day(2020, 1, 20))
    assert {doubt.code for doubt in reading.draft("contact:k2").doubts} == {
        "case_not_named",
        "broader_word",
    }
    assert ("contact", "contactProximity") in {
        (n.values.get("record"), n.values.get("field")) for n in reading.notes
    }


def test_a_person_of_two_cases_is_one_person():
    reading = rows(
        "externalID,person.externalId,person.lastName,person.sex", "a,p,Li,", "b,p,Li,MALE"
    )
    assert [d.key for d in reading.drafts if d.kind == "person"] == ["person:p"]
    assert reading.draft("person:p").value("sex") == "male"


def test_cells_beyond_the_properties_are_said_with_their_row():
    notes = rows("externalID,person.lastName", "a,Li,what").notes
    assert [(n.code, n.origin.row) for n in notes] == [("cells_without_heading", 2)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"## only a comment\n", "nothing_found"),
        (b"a,b\n1,2\n", "not_sormas"),
        (b"CaseData,CaseData\n", "not_sormas"),
        (b'externalID,person.lastName\na,"Li\n', "unclosed_quote"),
        (b"externalID\0,x\n", "not_text"),
        (b"externalID\xff\xff", "encoding"),
        (b"externalID" + b",x" * 6_000, "too_many_columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, code):
    with pytest.raises(ReadingError) as refused:
        read(content)
    assert refused.value.code == code


def test_a_table_is_recognised_and_others_are_not():
    assert recognises(FILE.read_bytes(), "cases.csv")
    assert recognises("﻿## x\nepidNumber,person.firstName".encode(), "")
    assert not recognises("姓名,性别,年龄\n周某,男,45".encode(), "list.csv")


@given(st.text(max_size=8) | st.text("'=+-@ \u3000\t＝x", max_size=5))
def test_a_cell_comes_back_as_it_went_and_never_begins_a_formula(text):
    written = escaped(text)
    assert unescaped(written) == text
    assert not written.lstrip(" \u3000").startswith(tuple("=+-@\t\r\n＝＋－＠"))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_table_is_read_or_refused_and_never_breaks(data):
    lines = [line.split(";") for line in TABLE.splitlines()]
    for _time in range(data.draw(st.integers(1, 6))):
        line = data.draw(st.sampled_from(lines))
        place = data.draw(st.integers(0, len(line) - 1))
        line[place] = data.draw(
            st.sampled_from(
                ("", '"', "\ud800", "9" * 5000, "31.31.2020", "Sample", "##", "\n", "1e999")
            )
            | st.text(max_size=5)
        )
    content = "\n".join(";".join(line) for line in lines).encode("utf-8", "surrogatepass")
    read_or_refused(read, content, zone=HERE)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60).map(lambda junk: b"externalID,reportDate\n" + junk))
def test_any_rows_are_read_or_refused(content):
    read_or_refused(read, content)


def test_an_age_whose_unit_is_of_another_language_is_kept_and_its_unit_doubtful():
    names = "externalID;person.firstName;person.approximateAge;person.approximateAgeType;disease"
    reading = rows(names, "a;Max;45;Jahre;CORONAVIRUS")
    [person] = [one for one in reading.drafts if one.kind == "person"]
    assert (person.value("age"), person.value("age_unit")) == (45, None)
    assert [(d.field, d.said) for d in person.doubts] == [("age_unit", "Jahre")]


def test_what_a_second_row_says_again_of_a_person_is_not_left_out():
    """A contact of two cases has a row for each, with the same person in both."""
    head = "uuid;disease;caseIdExternalSystem;person.uuid;person.firstName;person.sex;person.phone"
    told = rows(
        head,
        "k1;CORONAVIRUS;c1;p1;Ann;FEMALE;13900000001",
        "k2;CORONAVIRUS;c2;p1;Ann;FEMALE;13900000002",
    )
    left = {n.values["field"]: n.values["count"] for n in told.notes if n.code == "not_carried"}
    assert "person.sex" not in left
    assert left["person.phone"] == 1
