"""Times in running text."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.text.conftest import when

from firebreak.engine.dates import write_when
from firebreak.intake.text import lunar
from firebreak.intake.text.page import lay_out
from firebreak.intake.text.times import published_in, read_times
from firebreak.intake.text.times_english import read_english_times

HERE = ZoneInfo("Asia/Shanghai")


def times(text, published=date(2020, 2, 4)):
    found = read_times(lay_out(text).plain, published, HERE)
    return [write_when(time.when, zone=HERE) for time in found]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1月18日上午", ["2020-01-18 06:00/12:00"]),
        ("12月30日", ["2019-12-30"]),
        ("２月２日２４时", ["2020-02-03 00:00"]),
        ("1 月 18 日", ["2020-01-18"]),
        ("23日9时到10时", ["2020-01-23 09:00/10:00"]),
        ("1月23日9时到10时间", ["2020-01-23 09:00/10:00"]),
        ("1月23日晚上7点半", ["2020-01-23 19:30"]),
        ("1月23日凌晨1时", ["2020-01-23 01:00"]),
        ("1月23日中午12点", ["2020-01-23 12:00"]),
        ("1月26日18时30分左右", ["2020-01-26 17:30/19:30"]),
        ("1月26日22时至2时", ["2020-01-26 22:00/2020-01-27 02:00"]),
        ("1月20日晚11时至次日凌晨2时", ["2020-01-20 23:00/2020-01-21 02:00"]),
        ("1月12日至16日", ["2020-01-12 00:00/2020-01-17 00:00"]),
        ("2月1日至14日", ["2020-02-01 00:00/2020-02-15 00:00"]),
        ("1月28日至2日", ["2020-01-28 00:00/2020-02-03 00:00"]),
        ("去年12月下旬", ["2019-12-21 00:00/2020-01-01 00:00"]),
        ("1月25日发病，次日就诊", ["2020-01-25", "2020-01-26"]),
        ("1月25日发病，当晚就诊", ["2020-01-25", "2020-01-25 18:00/24:00"]),
        ("1月30日发病，2日就诊", ["2020-01-30", "2020-02-02"]),
        ("1月22日返回，20日出现发热", ["2020-01-22", "2020-01-20"]),
        (
            "除夕、正月初一、大年初二、腊月廿三",
            ["2020-01-24", "2020-01-25", "2020-01-26", "2020-01-17"],
        ),
        ("元旦和元宵节", ["2020-01-01", "2020-02-08"]),
        ("2019年12月8日", ["2019-12-08"]),
        ("2020-01-18和2020/1/19", ["2020-01-18", "2020-01-19"]),
    ],
)
def test_what_is_written_is_read(text, written):
    assert times(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "江湾1号",
        "黄泥坳82号",
        "13月40日",
        "2月30日",
        "14日内",
        "第3例",
        "38.5℃",
        "1.5米",
        "25时",
        "初步",
        "初诊",
    ],
)
def test_what_is_no_time_is_none(text):
    assert times(text) == []


def test_a_day_before_which_nothing_is_told_is_not_guessed():
    assert read_times("次日就诊,9时返回", date(2020, 2, 4), HERE) == []
    assert read_times("1月18日", None, HERE) == []


def test_what_had_to_be_assumed_is_said_and_makes_it_less_sure():
    whole, year, day = read_times("2020年1月18日,1月19日,次日", date(2020, 2, 4), HERE)
    assert (whole.assumed, year.assumed, day.assumed) == ((), ("year",), ("day",))
    assert whole.confidence > year.confidence > day.confidence


def test_a_day_after_publication_is_doubted():
    [opening] = read_times("2月10日开学", date(2020, 2, 4), HERE)
    assert (opening.day, opening.doubt) == (date(2020, 2, 10), "after_published")


def test_the_last_day_written_with_its_year_is_taken_as_publication():
    assert published_in("2019年12月8日发病。株洲市2020年2月3日") == date(2020, 2, 3)
    assert published_in("2020年2月30日") is None


@given(st.dates(date(1995, 1, 1), date(2045, 12, 31)), st.integers(0, 300))
def test_a_day_without_its_year_is_the_same_day_read_back(published, ago):
    day = published - timedelta(days=ago)
    [found] = read_times(f"{day.month}月{day.day}日", published, HERE)
    assert found.day == day


@given(st.dates(date(1990, 1, 27), date(2049, 12, 31)))
def test_the_chinese_year_begins_between_21_january_and_21_february(day):
    first = lunar.new_year(day.year)
    assert date(day.year, 1, 20) < first < date(day.year, 2, 22)
    if day.year < 2049:
        assert (lunar.new_year(day.year + 1) - first).days in (353, 354, 355, 383, 384, 385)


@pytest.mark.parametrize(  # as the Hong Kong Observatory's tables have them
    ("year", "day"),
    [
        (1996, "1996-02-19"),
        (2003, "2003-02-01"),
        (2020, "2020-01-25"),
        (2023, "2023-01-22"),
        (2033, "2033-01-31"),
    ],
)
def test_new_years_days_are_those_of_the_observatory(year, day):
    assert lunar.new_year(year).isoformat() == day


def test_the_moon_festival_of_a_year_with_a_leap_month():
    assert lunar.day_of(2020, 8, 15) == date(2020, 10, 1)
    assert lunar.day_of(2023, 8, 15) == date(2023, 9, 29)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("on 18 january 2020 at 7 pm", "2020-01-18 19:00"),
        ("in the morning of 18 jan", "2020-01-18 06:00/12:00"),
        ("december 30", "2019-12-30"),
        ("from 18 to 20 january", "2020-01-18 00:00/2020-01-21 00:00"),
        ("at 10:30 on 3 february", "2020-02-03 10:30"),
    ],
)
def test_english_times(text, written):
    [found] = read_english_times(text, date(2020, 2, 4), HERE)
    assert write_when(found.when, zone=HERE) == written


def test_a_day_at_the_end_of_its_line_has_its_own_words():
    line = "出院2例，聚餐：1月18日\n密接14人"
    [time] = read_times(lay_out(line).plain, date(2020, 2, 4), ZoneInfo("Asia/Shanghai"))
    assert (line[time.start : time.end], time.day) == ("1月18日", date(2020, 1, 18))


def test_a_day_at_the_end_of_a_line_is_of_that_line(read):
    found = read("病例3：李某，男，45岁\n发病日期：1月23日\n就诊日期：1月24日\n")
    assert when(found.one("case"), "onset") == "2020-01-23"
    assert when(found.one("check")) == "2020-01-24"


def test_a_feast_at_the_end_of_a_line_is_read(read):
    assert read("病例1除夕\n0就诊").of("case")
