"""Cells and rows as offices write them: half a year, a morning behind its day, who signed the list."""

from datetime import date

import pytest

from firebreak.engine.dates import read_when, write_when
from firebreak.intake.linelist import apply as imports
from firebreak.intake.linelist.values import Age
from firebreak.intake.sheets import read_sheets
from firebreak.records.models import Person

from .conftest import HERE

HEAD = "病例编号,姓名,性别,年龄,身份证号,确诊日期\n"
ID_OF_1975 = "110105197503010011"


def only_row(sheet):
    assert not sheet.blocked, sheet.problems
    [row] = sheet.rows
    return row.values


def codes(sheet) -> list[str]:
    return [problem.code for problem in sheet.problems]


@pytest.mark.parametrize("written", ["半岁", "半周岁"])
def test_half_a_year_is_six_months(read, written):
    sheet = read(f"{HEAD}A-1,虚构甲,男,{written},,2020-01-22\n")
    assert only_row(sheet)["age"] == Age(6, "months")


@pytest.mark.parametrize(
    "written", ["2020/1/6上午", "2020-01-06上午", "2020.1.6上午", "20200106上午", "1月6上午"]
)
def test_a_part_of_the_day_may_stand_right_behind_the_day(written):
    when = read_when(written, zone=HERE, today=date(2020, 2, 3), spoken=False)
    assert write_when(when, zone=HERE) == "2020-01-06 06:00/12:00"


def test_about_a_day_is_about_it_as_before():
    when = read_when("约1月6日上午", zone=HERE, today=date(2020, 2, 3))
    assert when.precision == read_when("约1月6日 上午", zone=HERE, today=date(2020, 2, 3)).precision


def test_the_dot_of_the_national_system_is_no_day(read):
    head = HEAD.replace("确诊日期", "确诊日期,死亡日期")
    values = only_row(read(f"{head}A-1,虚构甲,男,45,,2020-01-22,.\n"))
    assert "died" not in values


def test_who_filled_a_list_in_and_who_looked_it_through_is_no_case(read):
    sheet = read(f"{HEAD}A-1,虚构甲,男,45,,2020-01-22\n填报人：虚构乙,,,审核人：虚构丙,,\n")
    assert only_row(sheet)["name"] == "虚构甲"
    assert "remark_row" in codes(sheet)


def test_a_row_that_only_begins_so_is_looked_at(read):
    sheet = read(f"{HEAD}A-1,虚构甲,男,45,,2020-01-22\n审核：A-2,虚构乙,女,30,,2020-01-23\n")
    assert len(sheet.rows) == 2


def test_an_empty_row_below_a_headings_and_an_empty_one_above_are_no_headings_again(read):
    sheet = read(f"疫情日报,,,,,\n,,,,,\n{HEAD},,,,,\nA-1,虚构甲,男,45,,2020-01-22\n")
    assert "headings_again" not in codes(sheet)


def test_a_case_met_may_be_named_where_a_number_is_asked_for():
    rows = "姓名,性别,接触的病例,与病例关系\n虚构乙,女,何小明,妻子\n虚构丙,男,A-7,同事\n"
    drafts = read_sheets(rows.encode(), "密接.csv").drafts
    told = [(d.value("name"), d.value("number")) for d in drafts if d.kind == "case"]
    assert told == [("何小明", None), (None, "A-7")]


@pytest.mark.parametrize(
    ("age", "told"), [("45", []), ("46", []), ("66", ["id_age"]), ("3岁", ["id_age"])]
)
def test_an_id_number_of_another_age_is_told(read, age, told):
    sheet = read(f"{HEAD}A-1,虚构甲,男,{age},{ID_OF_1975},2020-01-22\n")
    assert [code for code in codes(sheet) if code == "id_age"] == told


def test_no_day_of_birth_is_taken_from_it(city):
    for number, age in (("A-1", 66), ("A-2", 44)):
        rows = f"{HEAD}{number},虚构甲{number},男,{age},{_valid(number)},2020-01-22\n"
        imports.apply(imports.read_upload(rows.encode(), f"{number}.csv"), by=None)
    born = dict(Person.objects.values_list("age", "birth_date"))
    assert born == {66: None, 44: date(1975, 3, 1)}


def _valid(number: str) -> str:
    """An invented ID number of somebody born on 1 March 1975, with the check digit that fits."""
    plain = f"4302021975030100{'1' if number == 'A-1' else '3'}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(plain, weights, strict=True))
    return plain + "10X98765432"[total % 11]
