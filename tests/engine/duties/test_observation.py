"""The end of an observation and the window of a contact, each with what it follows from."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.duties.timelines import SHIPPED, ZONE

from firebreak.engine.duties.observation import (
    ObservationError,
    contact_window,
    observation_end,
    say,
)
from firebreak.engine.when import Precision, When

THIRD = SHIPPED.edition("cn-covid-control-3")
FIFTH = SHIPPED.edition("cn-covid-control-5")
MEASLES = SHIPPED.edition("cn-measles")


def minute(text: str) -> When:
    return When.minute(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def day(text: str) -> When:
    return When.day(date.fromisoformat(text), ZONE)


def test_fourteen_days_after_the_dinner():
    end = observation_end([minute("2020-01-17 19:00")], THIRD)
    assert end.end == minute("2020-01-31 19:00")
    assert (end.days, end.edition.id) == (14, "cn-covid-control-3")
    assert end.sentence("zh-hans") == (
        "末次暴露2020年1月17日19:00，依据全国防控方案（第三版）观察14天，至2020年1月31日19:00期满。"
    )


def test_the_last_exposure_counts_however_many_there_were():
    exposures = [minute("2020-01-17 19:00"), day("2020-01-15"), minute("2020-01-16 08:00")]
    assert observation_end(exposures, THIRD).exposure == exposures[0]


def test_a_day_may_be_later_than_an_hour_of_it():
    exposures = [minute("2020-01-17 19:00"), day("2020-01-17")]
    end = observation_end(exposures, THIRD)
    assert end.end == day("2020-01-31")
    assert end.certain == datetime(2020, 2, 1, tzinfo=ZONE)


def test_a_day_stays_a_day_in_words():
    sentence = observation_end([day("2020-01-17")], THIRD).sentence("en")
    assert sentence.startswith(
        "14 days after the last exposure, 17 Jan 2020 → ends 31 Jan 2020 under"
    )


def test_an_unknown_exposure_is_passed_over_and_alone_is_an_error():
    end = observation_end([When.unknown(), day("2020-01-17")], THIRD)
    assert end.exposure == day("2020-01-17")
    with pytest.raises(ObservationError, match="No exposure has a known time"):
        observation_end([When.unknown()], THIRD)


def test_an_edition_without_a_number_of_days_says_so():
    with pytest.raises(ObservationError, match=r"thresholds\.observation_days"):
        observation_end([day("2020-01-17")], SHIPPED.edition("cn-covid-diagnosis-4"))


def test_measles_is_watched_for_three_weeks():
    assert observation_end([day("2020-01-01")], MEASLES).end == day("2020-01-22")


@given(hours=st.integers(0, 2000), later=st.integers(0, 2000))
def test_a_later_exposure_never_ends_the_observation_sooner(hours, later):
    start = datetime(2020, 1, 1, tzinfo=ZONE)
    one = When.minute(start + timedelta(hours=hours))
    other = When.minute(start + timedelta(hours=later))
    assert observation_end([one, other], THIRD).certain >= observation_end([one], THIRD).certain


# Contact windows


def test_a_contact_counts_from_onset_under_the_third_edition():
    period = contact_window(THIRD, onset=minute("2020-01-20 08:00"))
    assert (period.start, period.end) == (minute("2020-01-20 08:00").start, None)


def test_a_contact_counts_from_two_days_before_onset_under_the_fifth():
    period = contact_window(FIFTH, onset=day("2020-02-22"), isolation=minute("2020-02-24 10:00"))
    assert period.start == day("2020-02-20").start
    assert period.end == minute("2020-02-24 10:00").start
    assert (period.anchor, period.precision) == ("onset", Precision.DAY)


def test_in_one_never_ill_it_counts_from_two_days_before_the_sample():
    period = contact_window(FIFTH, onset=When.unknown(), sampling=minute("2020-02-22 10:00"))
    assert (period.anchor, period.start) == ("sampling", minute("2020-02-20 10:00").start)


def test_measles_ends_four_days_after_the_rash_unless_isolated_sooner():
    assert contact_window(MEASLES, onset=day("2020-02-10")).end == day("2020-02-15").start
    sooner = contact_window(MEASLES, onset=day("2020-02-10"), isolation=day("2020-02-11"))
    assert sooner.end == day("2020-02-12").start


def test_with_neither_onset_nor_sample_there_is_no_window():
    with pytest.raises(ObservationError, match="Neither onset nor sampling"):
        contact_window(FIFTH)


def test_an_encounter_counts_if_any_of_it_lies_within():
    period = contact_window(
        FIFTH, onset=minute("2020-02-22 00:00"), isolation=minute("2020-02-24 10:00")
    )
    start, end = minute("2020-02-19 20:00").start, minute("2020-02-20 01:00").start
    assert period.includes(start, end)
    assert not period.includes(start)
    assert not period.includes(minute("2020-02-24 10:00").start)


def test_an_interval_is_said_as_an_interval():
    morning = When.between(minute("2020-01-18 06:00").start, minute("2020-01-18 12:00").start)
    assert say(morning, ZONE, "en") == "between 18 Jan 2020 06:00 and 18 Jan 2020 12:00"
    assert say(morning, ZONE, "zh") == "2020年1月18日06:00至2020年1月18日12:00之间"
    assert say(When.unknown(), ZONE, "zh") == "时间不详"
