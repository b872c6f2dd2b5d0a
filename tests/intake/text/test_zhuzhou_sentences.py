"""The sentences of Zhuzhou's bulletins, read in place: the same 34 cases as in its table."""

import csv
from datetime import date

import pytest
from tests.intake.text.conftest import Found, when

from firebreak.intake.text import read_text

SEX = {"男": "male", "女": "female"}


@pytest.fixture(scope="module")
def folder(shared):
    folder = shared / "zhuzhou-2020-asof-0203"
    if not folder.is_dir():
        pytest.skip("The real lists of Zhuzhou are not among the shared data.")
    return folder


def rows(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def table(folder):
    return rows(folder / "zhuzhou_cases_01-34.csv")


@pytest.fixture(scope="module")
def bulletin(table):
    text = "\n".join(row["bulletin_text"] for row in table)
    return Found(read_text(text, published=date(2020, 2, 4)))


def people(bulletin):
    """Each case with its person, by number."""
    cases = bulletin.of("case")
    return {case.value("number"): bulletin.reading.draft(case.links["person"]) for case in cases}


def test_the_34_people_are_those_of_the_table(bulletin, table):
    found = {
        number: (p.value("name"), p.value("sex"), p.value("age"), p.value("residence"))
        for number, p in people(bulletin).items()
    }
    assert found == {
        row["case_no"]: (
            row["surname"],
            SEX[row["sex"]],
            int(row["age"]) if row["age"] else None,
            row["residence_reported"],
        )
        for row in table
    }


def test_the_code_of_a_home_is_that_of_the_table_where_it_has_one(bulletin, table):
    found = people(bulletin)
    coded = [row for row in table if row["residence_code"]]
    assert {row["case_no"]: row["residence_code"] for row in coded} == {
        row["case_no"]: found[row["case_no"]].value("residence_code") for row in coded
    }


def test_no_clinic_that_somebody_went_to_is_said_to_have_confirmed_him(bulletin):
    assert [said.fields.get("unit") for said in bulletin.of("classification")] == [None] * 34


def test_the_places_of_a_case_follow_it_before_the_next_case(bulletin):
    order = [draft.links.get("person", draft.key) for draft in bulletin.reading.drafts]
    people = list(dict.fromkeys(order))
    assert order == sorted(order, key=people.index)


def test_the_days_of_confirmation_are_those_of_the_table(bulletin, table):
    found = {
        bulletin.reading.draft(said.links["case"]).value("number"): when(said)
        for said in bulletin.of("classification", status="confirmed")
    }
    assert found == {row["case_no"]: row["confirm_date"] for row in table}


def test_the_places_are_those_of_the_table(bulletin, folder):
    found = [
        (number, stay.value("place"))
        for number, person in people(bulletin).items()
        for stay in bulletin.about("stay", person)
    ]
    wanted = rows(folder / "zhuzhou_case_places_01-34.csv")
    assert found == [(row["case_no"], row["place_as_written"]) for row in wanted]


def test_nothing_else_is_made_up(bulletin):
    kinds = {draft.kind for draft in bulletin.reading.drafts}
    assert kinds == {"person", "case", "classification", "place", "stay"}


def test_what_is_uncertain_of_the_places_is_said(bulletin):
    doubts = {
        (doubt.code, doubt.said)
        for place in bulletin.of("place")
        for doubt in place.doubts
        if doubt.code != "division_left_out"
    }
    assert doubts == {
        ("bare_local_name", "6415"),
        ("bare_local_name", "南大门"),
        ("conjunction_in_name", "养天和药房"),
        ("two_spellings", "荷塘区佳安名苑"),
    }


def test_nobody_was_anywhere_on_the_day_of_his_diagnosis(bulletin):
    stays = bulletin.of("stay")
    assert {(stay.value("note"), stay.value("when")) for stay in stays} == {("发病后", None)}
