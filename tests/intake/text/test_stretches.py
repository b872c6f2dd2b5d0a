"""What is told of a stretch (after onset, before the diagnosis) has no day of its own."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "患者7：李某，男，荷塘区人，"


@pytest.mark.parametrize(
    ("told", "stretch"),
    [
        ("2月3日确诊，患者发病后到合泰市场和栗雨公园逗留过", "发病后"),
        ("2月3日确诊，确诊前去过合泰市场购物", "确诊前"),
        ("2月3日确诊，患病期间到过合泰市场购物", "患病期间"),
        ("2月3日确诊。发病前14天内到过合泰市场购物", "发病前14天内"),
        ("1月25日发病后到过合泰市场购物，2月3日确诊", "1月25日发病后"),
        ("1月18日从武汉返回株洲，返株后到合泰市场购物", "返株后"),
    ],
)
def test_a_stay_in_a_stretch_has_its_words_and_no_day(read, told, stretch):
    found = read(f"{WHO}{told}。")
    stay = found.of("stay")[0]
    assert (stay.value("place"), stay.value("when"), stay.value("note")) == (
        "合泰市场",
        None,
        stretch,
    )
    assert is_certain(stay)


@pytest.mark.parametrize(
    "told",
    [
        "2月3日确诊，曾到合泰市场购物",
        "1月25日发病，期间到过合泰市场购物",
        "2月3日报告阳性，曾在合泰市场摆摊",
    ],
)
def test_the_day_of_a_diagnosis_or_of_an_onset_is_not_that_of_a_stay(read, told):
    stay = read(f"{WHO}{told}。").one("stay")
    assert stay.value("when") is None
    assert [doubt.code for doubt in stay.doubts] == ["time_not_said"]


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("1月25日发病，1月26日到合泰市场购物", "2020-01-26"),
        ("发病后于1月26日到合泰市场购物", "2020-01-26"),
        ("1月25日发病前往合泰市场购物", "2020-01-25"),
    ],
)
def test_a_stay_with_a_day_of_its_own_keeps_it(read, told, day):
    assert when(read(f"{WHO}{told}。").one("stay")) == day


def test_who_came_home_on_a_day_and_went_out_after_may_have_gone_on_that_day(read):
    stay = read(f"{WHO}1月18日从武汉返株后到合泰市场购物。").one("stay")
    assert when(stay) == "2020-01-18"
    assert not is_certain(stay)


def test_a_visit_after_onset_was_not_on_the_day_of_the_diagnosis(read):
    visit = read(f"{WHO}2月3日确诊，发病后曾到市二医院就诊。").one("check")
    assert visit.value("when") is None


def test_a_visit_after_an_onset_that_has_a_day_is_looked_at(read):
    visit = read(f"{WHO}1月25日发病后到市二医院就诊。").one("check")
    assert when(visit) == "2020-01-25"
    assert not is_certain(visit)


@pytest.mark.parametrize("told", ["从武汉返株后到合泰市场购物", "从武汉返株后居家"])
def test_what_he_did_then_is_no_part_of_where_he_came_to(read, told):
    journey = read(f"{WHO}1月18日{told}。").one("journey")
    assert (journey.value("from_place"), journey.value("to_place")) == ("武汉", "株洲")


@pytest.mark.parametrize("told", ["1月25日隔离期间发病", "1月25日，隔离观察期间出现发热"])
def test_a_day_within_a_stretch_is_that_day(read, told):
    assert when(read(f"{WHO}{told}，2月3日确诊。").one("case"), "onset") == "2020-01-25"


def test_an_onset_in_a_stretch_after_a_return_was_not_on_the_day_of_the_return(read):
    case = read(f"{WHO}1月20日从武汉返回株洲，在隔离观察期间出现发热，2月3日确诊。").one("case")
    assert case.value("onset") is None


def test_what_was_done_meanwhile_was_within_those_days(read):
    stays = read(f"{WHO}1月14日至1月16日在家中，期间到虚构菜市场买菜1次，2月3日确诊。").of("stay")
    [market] = [one for one in stays if one.value("place") == "虚构菜市场"]
    assert when(market) == "2020-01-14 00:00/2020-01-17 00:00"
    assert not is_certain(market)
