"""Stays that began on a day and went on: never of that day alone."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "李某，男，30岁，"


@pytest.mark.parametrize(
    "said", ["自1月10日放寒假后一直在家", "从1月10日起在家", "1月10日返株后一直在家"]
)
def test_from_a_day_on_lasts_to_what_is_told_next_and_that_is_not_sure(read, said):
    found = read(f"{WHO}{said}，1月16日下午到农贸市场买菜。")
    home, market = found.one("stay", place="家"), found.one("stay", place="农贸市场")
    assert when(home) == "2020-01-10 00:00/2020-01-16 00:00"
    assert [(doubt.field, doubt.code) for doubt in home.doubts] == [("when", "end_not_said")]
    assert not is_certain(home)
    assert when(market) == "2020-01-16 12:00/18:00"
    assert is_certain(market)


def test_without_anything_told_later_the_end_is_open(read):
    home = read(f"{WHO}自1月10日起一直在家。").one("stay")
    assert when(home) == "2020-01-10 00:00"
    assert [doubt.said for doubt in home.doubts] == ["1月10日"]


def test_until_a_day_says_the_end(read):
    home = read(f"{WHO}自1月10日起一直在家，直至1月20日发热。").one("stay")
    assert when(home) == "2020-01-10 00:00/2020-01-21 00:00"
    assert is_certain(home)


def test_what_is_told_of_the_next_person_ends_nobodys_stay(read):
    found = read(f"患者1：{WHO}自1月10日起一直在家。\n患者2：周某，女，40岁，1月14日发病。")
    assert when(found.one("stay")) == "2020-01-10 00:00"


@pytest.mark.parametrize("said", ["1月18日与家人一起在家吃饭", "1月18日一直在家", "1月18日在家"])
def test_a_day_alone_is_that_day(read, said):
    stay = read(f"{WHO}{said}。").of("stay")[0]
    assert when(stay) == "2020-01-18"
