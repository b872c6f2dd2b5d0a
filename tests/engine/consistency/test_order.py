import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.consistency import say

WRONG = {
    "result_before_sample": (
        (1, "sample.taken", "02-03 09:00"),
        (1, "test.resulted.negative", "02-03 08:00"),
    ),
    "received_before_taken": (
        (1, "sample.taken", "02-03 09:00", 7),
        (1, "sample.received", "02-03 08:00", 7),
    ),
    "outcome_before_onset": ((1, "case.onset", "02-03"), (1, "case.recovered", "02-01")),
    "onset_after_confirmation": ((1, "case.confirmed", "01-31"), (1, "case.onset", "02-01")),
    "classified_in_future": ((1, "case.confirmed", "02-04 09:00"),),
    "confirmed_before_suspected": (
        (1, "case.confirmed", "02-01 09:00"),
        (1, "case.suspected", "02-02 09:00"),
    ),
    "onset_in_future": ((1, "case.onset", "02-05"),),
    "discharge_counted_twice": (
        (1, "case.confirmed", "01-20"),
        (1, "case.recovered", "02-01 16:00"),
        (1, "case.recovered", "02-02 09:00"),
    ),
}
RIGHT = {
    "result after sample": (
        (1, "sample.taken", "02-03 08:00"),
        (1, "test.resulted.negative", "02-03 09:00"),
    ),
    "result of the same day": (
        (1, "sample.taken", "02-03 09:00"),
        (1, "test.resulted.negative", "02-03"),
    ),
    "second sample after the first result": (
        (1, "sample.taken", "02-01 09:00"),
        (1, "test.resulted.negative", "02-02 09:00"),
        (1, "sample.taken", "02-03 09:00"),
    ),
    "another person's sample": (
        (2, "sample.taken", "02-03 09:00"),
        (1, "test.resulted.negative", "02-03 08:00"),
    ),
    "suspected, then confirmed": (
        (1, "case.suspected", "02-01 09:00"),
        (1, "case.confirmed", "02-02 09:00"),
    ),
    "excluded, then suspected again": (
        (1, "case.confirmed", "02-01 09:00"),
        (1, "case.excluded", "02-02 09:00"),
        (1, "case.suspected", "02-03 09:00"),
    ),
    "confirmed on the day he fell ill": (
        (1, "case.confirmed", "02-03 09:00"),
        (1, "case.onset", "02-03"),
    ),
    "ill again after he had recovered": (
        (1, "case.onset", "01-18"),
        (1, "case.confirmed", "01-20"),
        (1, "case.recovered", "01-30"),
        (1, "case.onset", "02-02"),
    ),
    "confirmed again once ill": (
        (1, "case.confirmed", "01-20"),
        (1, "case.onset", "02-02"),
        (1, "case.confirmed", "02-03"),
    ),
    "recovered on the day he fell ill": (
        (1, "case.onset", "02-03"),
        (1, "case.recovered", "02-03"),
    ),
    "ill at noon and recovered on that day": (
        (1, "case.onset", "02-03 12:00"),
        (1, "case.recovered", "02-03"),
    ),
    "onset today": ((1, "case.onset", "02-04"),),
    "two illnesses": (
        (1, "case.confirmed", "01-20"),
        (1, "case.recovered", "01-25"),
        (1, "case.confirmed", "01-28"),
        (1, "case.recovered", "02-02"),
    ),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_is_found_and_nothing_else(codes, events, code):
    assert codes(events=events(*WRONG[code])) == [code]


@pytest.mark.parametrize("story", RIGHT)
def test_what_can_be_is_let_be(codes, events, story):
    assert codes(events=events(*RIGHT[story])) == []


def test_a_day_is_over_when_the_next_begins(codes, events):
    rows = events((1, "case.onset", "02-03"), (1, "case.recovered", "02-02"))
    assert codes(events=rows) == ["outcome_before_onset"]
    rows = events((1, "sample.taken", "02-03 00:00"), (1, "test.resulted.negative", "02-02"))
    assert codes(events=rows) == ["result_before_sample"]


def test_a_result_is_held_against_its_own_sample_where_that_is_known(codes, events):
    rows = events(
        (1, "sample.taken", "02-01 09:00", 11),
        (1, "sample.taken", "02-03 09:00", 12),
        (1, "test.resulted.negative", "02-02 09:00", 21),
    )
    tests = pl.DataFrame({"id": [21], "sample": [12]})
    assert codes(events=rows) == []
    assert codes(events=rows, tests=tests) == ["result_before_sample"]


def test_a_finding_names_its_records_and_says_what_to_do(check, events):
    [row] = check(events=events(*WRONG["received_before_taken"]))
    assert (row["record_kind"], row["record"], row["county"]) == ("sample", 7, 1)
    assert say(row) == (
        "The sample was received 2020-02-03 08:00, before it was taken 2020-02-03 09:00.",
        "Correct whichever time is wrong, from the sample's label.",
    )
    assert say(row, "zh-hans")[0] == "样本接收时间 2020-02-03 08:00 早于采样时间 2020-02-03 09:00。"


def test_a_day_is_written_as_a_day(check, events):
    [row] = check(events=events(*WRONG["outcome_before_onset"]))
    assert say(row)[0] == "The outcome of 2020-02-01 is earlier than the onset of 2020-02-03."


HOURS = st.integers(0, 24 * 30)


@given(taken=HOURS, gap=st.integers(-100, 100))
def test_the_order_of_two_minutes_is_wrong_exactly_if_the_second_is_first(taken, gap):
    from datetime import UTC, datetime, timedelta

    from firebreak.engine.consistency import find_inconsistencies

    start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=taken)
    rows = pl.DataFrame(
        {
            "subject": 1,
            "kind": ["sample.taken", "sample.received"],
            "happened_at": [start, start + timedelta(minutes=gap)],
            "record": 7,
        }
    )
    found = find_inconsistencies(events=rows, now=datetime(2021, 1, 1, tzinfo=UTC), zone=UTC)
    assert found.is_empty() == (gap >= 0)
