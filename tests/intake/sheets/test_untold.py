"""Whom a list is of that has no column for it: by its title, by a heading, else by who is asked."""

from datetime import date

import pytest

from firebreak.intake.drafts import ReadingError
from firebreak.intake.sheets import read_sheets
from firebreak.intake.sheets.untold import ANSWERS

HEAD = "姓名,性别,年龄,电话,住址\n"
ROWS = "虚构甲,男,45,13900000001,荷塘区某小区\n虚构乙,女,30,13900000002,天元区某小区\n"
ASKED = "who_they_are_not_said"


def read(text: str, file: str = "名单.csv", **how):
    return read_sheets(text.encode(), file, published=date(2020, 2, 3), **how)


def kinds(reading) -> list[str]:
    return [draft.kind for draft in reading.drafts]


def statuses(reading) -> set[object]:
    return {draft.value("status") for draft in reading.drafts if draft.kind == "case"}


def is_asked(reading) -> bool:
    waits = {doubt.code for draft in reading.drafts for doubt in draft.doubts}
    noted = sum(note.code == ASKED for note in reading.notes)
    assert noted == (ASKED in waits)
    return bool(noted)


def test_of_whom_nothing_is_said_are_people_and_one_note_asks_what_they_are():
    reading = read(HEAD + ROWS)
    assert (kinds(reading), is_asked(reading)) == (["person"] * 2, True)
    first = reading.drafts[0]
    said = [first.value(name) for name in ("name", "sex", "age", "phone", "address")]
    assert said == ["虚构甲", "male", 45, "13900000001", "荷塘区某小区"]


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("株洲市确诊病例名单", "confirmed"),
        ("疑似病例一览表", "suspected"),
        ("无症状感染者名单", "asymptomatic"),
        ("临床诊断病例", "probable"),
    ],
)
def test_a_title_says_what_each_case_is(title, status):
    reading = read(f"{title},,,,\n{HEAD}{ROWS}")
    assert (kinds(reading), statuses(reading)) == (["person", "case"] * 2, {status})
    assert not is_asked(reading)


def test_so_does_the_name_of_the_file():
    assert statuses(read(HEAD + ROWS, "确诊病例0203.csv")) == {"confirmed"}


@pytest.mark.parametrize("title", ["病例名单", "确诊及疑似病例", "疑似转确诊病例", "出院患者名单"])
def test_a_title_that_does_not_say_of_each_what_he_is_leaves_that_to_be_said(title):
    reading = read(f"{title},,,,\n{HEAD}{ROWS}")
    assert (statuses(reading), is_asked(reading)) == ({None}, True)


@pytest.mark.parametrize(
    "heading", ["发病日期", "病例编号"], ids=["a column of illness", "a number of cases"]
)
def test_a_column_that_only_cases_have_makes_them_cases(heading):
    rows = HEAD.replace("住址", heading) + "虚构甲,男,45,13900000001,2020-01-20\n"
    assert kinds(read(rows)) == ["person", "case"]


def test_a_day_of_confirmation_says_what_he_is_as_before():
    reading = read(HEAD.replace("住址", "确诊日期") + "虚构甲,男,45,13900000001,2020-01-20\n")
    assert (statuses(reading), is_asked(reading)) == ({"confirmed"}, False)


@pytest.mark.parametrize(
    "text",
    [
        f"密切接触者名单,,,,\n{HEAD}{ROWS}",
        f"疑似病例密切接触者,,,,\n{HEAD}{ROWS}",
        HEAD.replace("姓名", "密接姓名") + ROWS,
        HEAD.replace("住址", "与病例关系") + ROWS,
    ],
)
def test_what_speaks_of_contacts_makes_them_contacts(text):
    reading = read(text)
    assert (kinds(reading), is_asked(reading)) == (["person", "contact"] * 2, False)
    assert "whose_contacts_not_said" in {note.code for note in reading.notes}


@pytest.mark.parametrize("title", ["确诊病例家属名单", "病例同住人员"])
def test_those_around_a_case_are_no_cases(title):
    assert kinds(read(f"{title},,,,\n{HEAD}{ROWS}")) == ["person"] * 2


def test_a_relation_within_a_household_makes_nobody_a_contact():
    assert kinds(read(HEAD.replace("住址", "与户主关系") + ROWS)) == ["person"] * 2


def test_names_and_telephones_alone_are_no_list_of_people():
    with pytest.raises(ReadingError):
        read("姓名,电话\n虚构甲,13900000001\n虚构乙,13900000002\n")


@pytest.mark.parametrize("answer", ANSWERS)
def test_one_answer_settles_all(answer):
    reading = read(HEAD + ROWS, listed_as=answer)
    of = {"people": [], "contacts": ["contact"]}.get(answer, ["case"])
    assert (kinds(reading), is_asked(reading)) == (["person", *of] * 2, False)
    assert statuses(reading) == ({answer} if of == ["case"] else set())
    said = [note.values["as"] for note in reading.notes if note.code == "list_said_to_be"]
    assert said == [answer]


def test_an_answer_says_nothing_of_a_list_that_says_it_itself():
    rows = HEAD.replace("住址", "确诊日期") + "虚构甲,男,45,13900000001,2020-01-20\n"
    assert statuses(read(rows, listed_as="suspected")) == {"confirmed"}
