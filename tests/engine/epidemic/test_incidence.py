"""Counting dates by day: no day is left out, and no case."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.epidemic import IncidenceError, daily_cases

from .days import FIRST

dates = st.lists(st.integers(0, 60).map(lambda n: FIRST + timedelta(n)), min_size=1, max_size=80)


@given(dates)
def test_every_day_has_a_row_and_every_case_is_counted(onsets):
    counted = daily_cases(onsets)
    assert counted["cases"].sum() == len(onsets)
    assert counted.height == (max(onsets) - min(onsets)).days + 1
    assert (counted["date"].diff().drop_nulls().dt.total_days() == 1).all()


def test_days_before_and_after_can_be_asked_for():
    counted = daily_cases([FIRST], first=FIRST - timedelta(1), last=FIRST + timedelta(2))
    assert counted["cases"].to_list() == [0, 1, 0, 0]


def test_cases_of_one_day_are_one_row():
    assert daily_cases([FIRST] * 5).rows() == [(FIRST, 5)]


@pytest.mark.parametrize(
    ("onsets", "asked", "says"),
    [
        ([], {}, "no date to count"),
        ([FIRST, None], {}, "row 1: the date is missing"),
        ([FIRST], {"last": date(2019, 1, 1)}, "row 0: 2020-01-01 is outside"),
    ],
)
def test_a_case_is_never_left_out_in_silence(onsets, asked, says):
    with pytest.raises(IncidenceError, match=says):
        daily_cases(onsets, **asked)
