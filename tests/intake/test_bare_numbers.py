"""A list that is applied whole, whose numbers are places in a row: 3 of one list is not 3 of another."""

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.linelist import apply as imports
from firebreak.records.models import Case, Person, Stay

HEAD = "病例编号,姓名,性别,年龄,居住县区,确诊日期\n"
NAMELESS = "病例编号,性别,年龄,居住县区,确诊日期\n"
FIRST = HEAD + "3,虚构甲,男,45,荷塘区,2020-01-22\n"


def sheet_of(text: str, file: str = "list.csv"):
    return imports.read_upload(text.encode(), file)


def put(text: str, file: str = "list.csv"):
    return imports.apply(sheet_of(text, file), by=None)


def blocked(text: str, file: str = "list.csv") -> list[str]:
    return [p.code for p in imports.plan(sheet_of(text, file), by=None).problems if p.blocks]


def test_another_surname_under_the_same_bare_number_is_somebody_else(city):
    put(FIRST)
    assert blocked(FIRST.replace("虚构甲", "外人丁")) == ["number_taken"]
    assert Person.objects.get().name == "虚构甲"


def test_under_a_number_of_its_own_a_corrected_name_is_taken_as_before(city):
    put(FIRST.replace("3,", "HT-3,"))
    assert blocked(FIRST.replace("3,虚构甲", "HT-3,许构甲")) == []


def test_a_surname_miswritten_before_the_same_given_name_is_corrected(city):
    put(FIRST)
    put(FIRST.replace("虚构甲", "许构甲"))
    assert Person.objects.get().name == "许构甲"


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("3,男,46,荷塘区,2020-01-22\n", []),
        ("3,女,45,荷塘区,2020-01-22\n", []),
        ("3,女,70,荷塘区,2020-01-22\n", ["number_taken"]),
        ("3,男,70,攸县,2020-01-22\n", ["number_taken"]),
    ],
    ids=["an age corrected", "a sex corrected", "another sex and age", "another age and home"],
)
def test_without_names_one_thing_may_be_corrected_and_two_are_another(city, row, codes):
    put(NAMELESS + "3,男,45,荷塘区,2020-01-22\n")
    assert blocked(NAMELESS + row) == codes


def test_a_list_named_after_another_county_does_not_mean_the_same_number(city):
    put(FIRST, "荷塘区病例.csv")
    again = FIRST.replace("45", "46")
    assert blocked(again, "攸县病例.csv") == ["number_of_others"]
    assert blocked(again, "荷塘区病例0205.csv") == []


def test_a_case_that_a_county_sent_to_the_inbox_is_not_that_of_a_list_of_the_city(
    city, take_in, reviewer
):
    sent = take_in(FIRST, name="名单.csv", sender="荷塘区疾控中心").reading
    accept_certain(by=reviewer, reading=sent)
    assert Case.objects.get().number == "3"
    assert blocked(FIRST) == ["number_of_others"]
    assert blocked(FIRST, "荷塘区病例.csv") == []


def test_places_are_not_put_to_the_case_of_another_count(city):
    put(FIRST, "荷塘区病例.csv")
    visits = "病例编号,场所名称\n3,虚构超市\n"
    assert blocked(visits, "攸县轨迹.csv") == ["number_of_others"]
    put(visits, "荷塘区轨迹.csv")
    assert Stay.objects.get().person.name == "虚构甲"
