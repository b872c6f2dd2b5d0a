"""An age of 0 is a newborn's only if the row says so; else it may mean that nobody asked."""

from datetime import date

import pytest

from firebreak.intake.sheets import read_sheets

HEAD = "病例编号,姓名,性别,年龄,年龄单位,出生日期,确诊日期\n"
ADULT = "A1,周某,女,45,,,2020-01-28\n"


def read(row: str, head: str = HEAD):
    return read_sheets((head + ADULT + row).encode(), "名单.csv", published=date(2020, 2, 3))


def age_and_rows(reading):
    """The age of the second in the list, and the rows of which the note speaks."""
    people = [draft for draft in reading.drafts if draft.kind == "person"]
    noted = [n.values["rows"] for n in reading.notes if n.values.get("problem") == "age_zero"]
    return people[1].value("age"), noted


@pytest.mark.parametrize("written", ["0", "0.0", "00"])
def test_a_bare_zero_leaves_the_age_open_and_its_row_is_named(written):
    reading = read(f"A2,吴某,男,{written},,,2020-01-28\n")
    assert age_and_rows(reading) == (None, [(3,)])
    assert all(not draft.doubts for draft in reading.drafts)
    assert "no_age" not in {n.values.get("problem") for n in reading.notes}


@pytest.mark.parametrize(
    "row",
    [
        "A2,吴某,男,0岁,,,2020-01-28",
        "A2,吴某,男,0月,,,2020-01-28",
        "A2,吴某,男,0,岁,,2020-01-28",
        "A2,吴某,男,0,天,,2020-01-28",
        "A2,吴某,男,0,,2019-09-01,2020-01-28",
    ],
)
def test_a_unit_or_a_day_of_birth_says_that_he_is_newly_born(row):
    assert age_and_rows(read(row + "\n")) == (0, [])


def test_a_day_of_birth_long_before_speaks_against_it():
    assert age_and_rows(read("A2,吴某,男,0,,1980-09-01,2020-01-28\n")) == (None, [(3,)])


@pytest.mark.parametrize(
    "heading",
    ["年龄（岁）", "年龄(周岁)", "年龄岁", "年龄（单位：岁）", "age (years)", "age_years"],
)
def test_a_heading_in_years_says_that_0_is_an_age(heading):
    head = HEAD.replace("年龄,年龄单位", f"{heading},备用")
    assert age_and_rows(read("A2,吴某,男,0,,,2020-01-28\n", head)) == (0, [])


def test_a_day_of_birth_long_before_speaks_against_a_heading_in_years_too():
    head = HEAD.replace("年龄,年龄单位", "年龄（岁）,备用")
    row = "A2,吴某,男,0,,1980-09-01,2020-01-28\n"
    assert age_and_rows(read(row, head)) == (None, [(3,)])


@pytest.mark.parametrize("heading", ["年龄（岁/月）", "年龄（截至2020年1月）"])
def test_brackets_that_say_more_than_a_unit_are_none(heading):
    head = HEAD.replace("年龄,年龄单位", f"{heading},备用")
    reading = read("A2,吴某,男,30,,,2020-01-28\n", head)
    someone = [draft for draft in reading.drafts if draft.kind == "person"][1]
    assert (someone.value("age"), someone.value("age_unit")) == (30, "years")


def test_an_age_of_months_in_the_heading_is_taken():
    head = HEAD.replace("年龄,年龄单位", "年龄（月）,备用")
    assert age_and_rows(read("A2,吴某,男,0,,,2020-01-28\n", head)) == (0, [])
