"""What people write as a time is read as exactly as it was meant, or refused with a way out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firebreak.engine.dates import SENTENCES, DateError, read_when, write_when
from firebreak.engine.when import Precision, When

HERE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 2, 3)


def read(text):
    return read_when(text, zone=HERE, today=TODAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-01-18", "2020-01-18"),
        ("2020/1/18", "2020-01-18"),
        ("2020.01.18", "2020-01-18"),
        ("20200118", "2020-01-18"),
        (20200118, "2020-01-18"),
        ("２０２０－０１－１８", "2020-01-18"),
        ("18.1.2020", "2020-01-18"),
        ("1/18/2020", "2020-01-18"),
        ("2/2/2020", "2020-02-02"),
        ("18 Jan 2020", "2020-01-18"),
        ("18th January 2020", "2020-01-18"),
        ("Jan 18, 2020", "2020-01-18"),
        ("1月18日", "2020-01-18"),
        ("1月18号", "2020-01-18"),
        ("2020年1月18", "2020-01-18"),
        ("1.18", "2020-01-18"),
        ("一月十八日", "2020-01-18"),
        ("二〇二〇年一月二十日", "2020-01-20"),
        (43848, "2020-01-18"),
        ("43848", "2020-01-18"),
        (43848.75, "2020-01-18 18:00"),
        (date(2020, 1, 18), "2020-01-18"),
        (datetime(2020, 1, 18, 19), "2020-01-18 19:00"),
        ("2020-01-18 19:00", "2020-01-18 19:00"),
        ("2020-01-18T11:00:00Z", "2020-01-18 19:00"),
        ("202001181900", "2020-01-18 19:00"),
        ("2020年1月18日19时", "2020-01-18 19:00"),
        ("2020-01-18 9", "2020-01-18 09:00"),
        ("2020/1/18 19", "2020-01-18 19:00"),
        ("1月18日 19：30", "2020-01-18 19:30"),
        ("1月18日晚上7点半", "2020-01-18 19:30"),
        ("18 Jan 2020 7 pm", "2020-01-18 19:00"),
        ("2020-02-02 24:00", "2020-02-03 00:00"),
        ("昨天下午3点", "2020-02-02 15:00"),
        ("今天", "2020-02-03"),
        ("1月18日上午", "2020-01-18 06:00/12:00"),
        ("18 January, morning", "2020-01-18 06:00/12:00"),
        ("18日晚", "2020-01-18 18:00/24:00"),
        ("2020-01-18 06:00/12:00", "2020-01-18 06:00/12:00"),
        ("1月17日19时至21时", "2020-01-17 19:00/21:00"),
        ("1月18日至20日", "2020-01-18 00:00/2020-01-21 00:00"),
        ("1月18-20日", "2020-01-18 00:00/2020-01-21 00:00"),
        ("12月30日至1月2日", "2019-12-30 00:00/2020-01-03 00:00"),
        ("1月18日左右", "2020-01-17 00:00/2020-01-20 00:00"),
        ("1月18日约19时", "2020-01-18 18:00/20:00"),
        ("1月上旬", "2020-01-01 00:00/2020-01-11 00:00"),
        ("2020年1月", "2020-01-01 00:00/2020-02-01 00:00"),
        ("不详", "unknown"),
        ("Unknown", "unknown"),
    ],
)
def test_what_people_write_is_read_as_it_was_meant(written, meant):
    assert write_when(read(written), zone=HERE) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2020-02-30", "no_such_day"),
        ("2月30日", "no_such_day"),
        ("2019-02-29", "no_such_day"),
        ("2月29日", "no_such_day"),  # today is 3 February 2020: this year's is still to come
        ("32日", "no_such_day"),
        ("2020-13-01", "no_such_month"),
        ("2020-01-18 25:00", "no_such_time"),
        ("2020-01-18 12:61", "no_such_time"),
        ("1月18日上午15时", "part_disagrees"),
        ("3/4/2020", "ambiguous"),
        ("1/2", "which_first"),
        ("20-1-18", "short_year"),
        ("18.1.20", "short_year"),
        ("19:00", "no_day"),
        ("", "no_day"),
        ("2120-01-18", "far_year"),
        (7, "serial"),
        (float("nan"), "serial"),
        ("2020-01-18 22:00/02:00", "ends_first"),
        ("next week", "unreadable"),
        ("2020", "unreadable"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_with_a_way_out(written, code):
    with pytest.raises(DateError) as refused:
        read(written)
    assert refused.value.code == code
    for language in ("en", "zh"):
        message, fix = refused.value.say(language)
        assert message
        assert fix
        assert "{" not in message + fix


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("昨天", "spoken"),
        ("today", "spoken"),
        ("2020-01-18至昨天", "spoken"),
        ("昨天至1月20日", "spoken"),
        ("18日晚", "no_month"),
        ("18日至20日", "no_month"),
        ("19:00", "no_day"),
    ],
)
def test_what_holds_only_on_the_day_it_is_said_is_refused_on_paper(written, code):
    with pytest.raises(DateError) as refused:
        read_when(written, zone=HERE, today=TODAY, spoken=False)
    assert refused.value.code == code
    on_paper = read_when("1月18日至20日", zone=HERE, today=TODAY, spoken=False)
    assert on_paper == read("1月18日至20日")


@pytest.mark.parametrize(
    ("written", "since", "meant"),
    [
        ("2月12日18时", date(2020, 1, 29), "2020-02-12 18:00"),  # today is 3 February
        ("1月29日", date(2020, 1, 29), "2020-01-29"),
        ("1月5日", date(2020, 1, 29), "2021-01-05"),
        ("12日18时", date(2020, 1, 29), "2020-02-12 18:00"),
        ("31日", date(2020, 2, 1), "2020-03-31"),
        ("2月12日至14日", date(2020, 1, 29), "2020-02-12 00:00/2020-02-15 00:00"),
        ("2020-01-05", date(2020, 1, 29), "2020-01-05"),  # written in full: as it stands
        ("昨天18:00", date(2020, 1, 29), "2020-02-02 18:00"),
    ],
)
def test_what_follows_on_something_is_read_forward_from_it(written, since, meant):
    when = read_when(written, zone=HERE, today=TODAY, since=since)
    assert write_when(when, zone=HERE) == meant


@pytest.mark.parametrize(
    ("written", "year"),
    [("2月31日", 2020), ("12月32日", 2019), ("2月30日", 2020), ("2月29日", 2019)],
)
def test_a_day_that_never_comes_is_refused_in_the_year_it_is_nearest_to(written, year):
    with pytest.raises(DateError) as refused:
        read(written)
    assert refused.value.values["year"] == year


def test_every_refusal_is_said_in_both_languages():
    assert all(set(sentences) == {"en", "zh"} for sentences in SENTENCES.values())


def test_without_a_today_a_missing_year_is_asked_for():
    with pytest.raises(DateError) as refused:
        read_when("1月18日", zone=HERE)
    assert refused.value.code == "no_year"


days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
minutes = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
zones = st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin", "Asia/Kathmandu"]).map(ZoneInfo)


@given(days, zones)
def test_a_day_is_read_as_it_was_written(day, zone):
    when = When.day(day, zone)
    assert read_when(write_when(when, zone=zone), zone=zone) == when


@given(minutes, st.integers(1, 60 * 24 * 40), zones)
@example(datetime(2024, 10, 27, 0, 30), 60, ZoneInfo("Europe/Berlin"))  # 02:30 comes twice
def test_a_minute_or_an_interval_is_read_as_it_was_written(at, length, zone):
    start = at.replace(tzinfo=ZoneInfo("UTC"))
    interval = When.between(start, start + timedelta(minutes=length))
    for when in (When.minute(start), interval):
        again = read_when(write_when(when, zone=zone), zone=zone)
        assert (again.start, again.end, again.precision) == (when.start, when.end, when.precision)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 12), st.integers(1, 28))
def test_a_year_that_was_not_written_is_never_in_the_future(today, month, day):
    when = read_when(f"{month}月{day}日", zone=HERE, today=today)
    assert timedelta(0) <= today - when.local_day(HERE) < timedelta(days=366)


@given(days, st.sampled_from(["{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}"]))
def test_the_same_day_in_another_dress_is_the_same_day(day, dress):
    when = read_when(dress.format(day), zone=HERE)
    assert when.precision is Precision.DAY
    assert when.local_day(HERE) == day


@given(st.text("0123456789-/.:年月日时点分上下午晚十二至 aApPmMjJnN+TZ", max_size=24))
@example("十二三日")
@example("2020-01-18 10:00+99:99")
def test_whatever_is_written_is_read_or_refused_and_nothing_else(text):
    try:
        when = read(text)
    except DateError:
        return
    assert when.precision in Precision
