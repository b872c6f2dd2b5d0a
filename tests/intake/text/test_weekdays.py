"""A weekday in brackets explains the day beside it, and parts it from nothing."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize("weekday", ["（周六）", "（星期六）", "(周六)", ""])
def test_the_hours_after_a_weekday_are_of_its_day(read, weekday):
    found = read(f"孙某（男，35岁）1月18日{weekday}上午9:00-11:30在荷塘区人民法院上班。")
    assert when(found.one("stay")) == "2020-01-18 09:00/11:30"


def test_what_follows_a_weekday_is_of_its_day(read):
    found = read("孙某（男，35岁）1月18日（周六）发热，1月22日（周三）确诊。")
    assert when(found.one("case"), "onset") == "2020-01-18"
    assert when(found.one("classification")) == "2020-01-22"


def test_a_weekday_of_another_week_is_not_read(read):
    found = read("孙某（男，35岁）1月18日返株，上周五确诊。")
    assert found.one("classification").value("when") is None
