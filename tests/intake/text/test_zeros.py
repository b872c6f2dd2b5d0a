"""What a text says there was none of, who was suspected no longer, and words that are no unit."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def figures(found):
    return [
        (t.value("unit"), t.value("what"), t.value("number"), t.value("new", False))
        for t in found.of("total")
    ]


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("1月30日荷塘区无新增。", "荷塘区"),
        ("1月30日我区无新增确诊病例", "我区"),
        ("1月30日，荷塘区零新增。", "荷塘区"),
        ("1月30日全市无新增确诊病例。", None),
    ],
)
def test_nothing_new_is_a_report_of_0_of_that_unit_and_day(read, said, unit):
    found = read(said)
    assert figures(found) == [(unit, "confirmed", 0, True)]
    assert when(found.one("total"), "until") == "2020-01-30"
    assert not is_certain(found.one("total"))  # of that day, or told on it


def test_the_other_counties_are_no_unit(read):
    found = read("全市新增确诊病例2例，其中荷塘区2例，其他县市区无新增。")
    assert [number for _unit, _what, number, _new in figures(found)] == [2, 2]


def test_of_each_kind_that_is_named_there_was_none(read):
    found = read("截至2月2日24时，攸县无新增确诊病例、疑似病例，累计确诊6例。")
    assert figures(found) == [
        ("攸县", "confirmed", 0, True),
        ("攸县", "suspected", 0, True),
        ("攸县", "confirmed", 6, False),
    ]


def test_the_kind_that_has_a_number_is_not_none(read):
    assert figures(read("荷塘区无新增确诊病例、新增疑似病例2例。")) == [
        ("荷塘区", "confirmed", 0, True),
        ("荷塘区", "suspected", 2, True),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "荷塘区已连续3天无新增确诊病例。",
        "小区14天内无新增病例的可以解封。",
        "如14天无新增确诊，即可解除。",
        "家属无新增不适。",
        "近期无新增病例。",
        "自2月1日起无新增。",
        "力争零新增。",
        "湖北以外无新增。",
    ],
)
def test_a_run_of_days_and_a_condition_are_no_report(read, said):
    assert figures(read(said)) == []


@pytest.mark.parametrize(
    "said",
    [
        "今日（2月2日）排除疑似病例2例。",
        "2月2日排除2例疑似病例。",
        "2月2日疑似病例2例均已排除。",
        "新增排除疑似2例。",
    ],
)
def test_suspected_cases_that_were_excluded_are_not_counted_and_it_is_said(read, said):
    found = read(said)
    assert figures(found) == []
    assert [note.values["number"] for note in found.notes("excluded_left_out")] == [2]


def test_those_still_suspected_are_counted_beside_those_excluded(read):
    found = read("全市排除疑似病例2例，现有疑似病例3例。")
    assert figures(found) == [(None, "suspected", 3, False)]


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("尚在医学观察58人。", [None]),
        ("全区已解除医学观察62人，尚在医学观察58人。", ["全区", "全区"]),
        ("【今日播报】新增确诊病例3例，累计26例。", [None, None]),
        ("【2月2日疫情通报】荷塘区累计确诊3例。", ["荷塘区"]),
        ("【荷塘区】累计确诊3例。", ["荷塘区"]),
    ],
)
def test_a_word_for_still_and_a_label_are_no_units(read, said, units):
    assert [unit for unit, *_rest in figures(read(said))] == units
