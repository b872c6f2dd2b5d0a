"""Which negatives exclude a suspect: since when they count, what breaks the row, how far apart."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.duties.discharge import Span, spaced
from firebreak.engine.duties.exclusion import exclusions
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tables import EVENTS

ZONE = ZoneInfo("Asia/Shanghai")
PROTOCOLS = load_protocols()


def event(kind, when, record=None, person=1):
    start = datetime.fromisoformat(f"2020-{when}").replace(tzinfo=ZONE)
    whole_day = None if " " in when else start + timedelta(days=1)
    return {
        "subject": person,
        "kind": kind,
        "pathogen": "sars-cov-2",
        "happened_at": start.astimezone(UTC),
        "happened_until": whole_day and whole_day.astimezone(UTC),
        "record": record,
    }


def held(*events, tests=None):
    rows = [{**row, "record": row["record"] or n} for n, row in enumerate(events, start=1)]
    return exclusions(pl.DataFrame(rows, schema=EVENTS), PROTOCOLS, tests).sort("happened_at")


def apart(*events, **more):
    return held(*events, **more)["apart"].to_list()


def negative(when, record=None):
    return event("test.resulted.negative", when, record)


SUSPECTED, EXCLUDED = event("case.suspected", "01-29 09:00"), event("case.excluded", "02-02 09:00")


def test_a_negative_known_before_he_was_suspected_does_not_answer_the_suspicion():
    early = negative("01-27 09:00"), negative("01-28 09:00")
    assert apart(*early, SUSPECTED, negative("01-30 09:00"), EXCLUDED) == [1]


def test_a_sample_of_before_counts_if_its_result_came_after():
    samples = event("sample.taken", "01-29 08:00", 11), event("sample.taken", "01-30 08:00", 12)
    results = negative("01-29 20:00", 21), negative("01-30 20:00", 22)
    tests = pl.DataFrame({"id": [21, 22], "sample": [11, 12]})
    assert apart(*samples, SUSPECTED, *results, EXCLUDED, tests=tests) == [2]


@pytest.mark.parametrize("word", ["positive", "inconclusive"])
@pytest.mark.parametrize(
    ("at", "count"), [("01-30 10:00", 2), ("01-31 15:00", 1), ("02-01 12:00", 0)]
)
def test_any_other_result_begins_the_count_anew(word, at, count):
    between = event(f"test.resulted.{word}", at)
    two = negative("01-31 09:00"), negative("02-01 09:00")
    assert apart(SUSPECTED, *two, between, EXCLUDED) == [count]


def test_the_row_follows_the_samples_not_the_order_in_which_results_came():
    samples = [event("sample.taken", f"01-{day} 08:00", day) for day in (29, 30, 31)]
    late = event("test.resulted.positive", "02-01 20:00", 101)  # of the first sample
    results = negative("01-30 20:00", 102), negative("01-31 20:00", 103)
    tests = pl.DataFrame({"id": [101, 102, 103], "sample": [29, 30, 31]})
    assert apart(*samples, SUSPECTED, *results, late, EXCLUDED, tests=tests) == [2]


def test_who_is_suspected_anew_needs_new_negatives():
    again = event("case.suspected", "02-04 09:00"), event("case.excluded", "02-06 09:00")
    before = negative("01-30 09:00"), negative("01-31 09:00")
    assert apart(SUSPECTED, *before, EXCLUDED, *again) == [2, 0]
    assert apart(SUSPECTED, *before, EXCLUDED, negative("02-05 09:00"), *again) == [2, 1]


def test_a_step_on_the_way_does_not_begin_the_suspicion_anew():
    confirmed = event("case.confirmed", "01-31 20:00")
    two = negative("01-30 09:00"), negative("01-31 09:00")
    assert apart(SUSPECTED, *two, confirmed, EXCLUDED) == [2]


def test_an_exclusion_without_a_suspicion_on_record_takes_all_results():
    assert apart(negative("01-30 09:00"), negative("01-31 09:00"), EXCLUDED) == [2]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("01-30", "01-31", 2),
        ("01-30", "01-30", 1),
        ("01-30 09:00", "01-31", 2),  # it may have been after nine
        ("01-30", "01-31 00:00", 2),
        ("01-30 09:00", "01-31 08:59", 1),
    ],
)
def test_what_is_known_only_to_the_day_is_as_far_apart_as_it_may_be(first, second, count):
    assert apart(SUSPECTED, negative(first), negative(second), EXCLUDED) == [count]


def test_suspected_and_excluded_on_days_alone():
    suspected, excluded = event("case.suspected", "01-30"), event("case.excluded", "01-31")
    assert apart(suspected, negative("01-30"), negative("01-31"), excluded) == [2]


def test_three_close_together_are_not_two_far_apart():
    close = negative("01-30 09:00"), negative("01-30 20:00"), negative("01-31 08:00")
    [row] = held(SUSPECTED, *close, EXCLUDED).to_dicts()
    assert (row["found"], row["apart"], row["asked"], row["hours"]) == (3, 1, 2, 24)


HOURS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 23)), max_size=7
)  # when it began, and for how long it may have been


@given(HOURS)
def test_the_count_is_the_most_that_can_be_chosen(spans):
    """Against trying every choice: spans shorter than the gap, as days are."""
    start, day = datetime(2020, 2, 1, tzinfo=UTC), timedelta(days=1)
    ordered = [
        Span(start + timedelta(hours=at), start + timedelta(hours=at + wide))
        for at, wide in sorted(spans)
    ]
    choices = (_chosen(ordered, bits) for bits in range(2 ** len(ordered)))
    most = max(len(choice) for choice in choices if _fits(choice, day))
    assert spaced(ordered, day) == most


def _chosen(spans, bits):
    return [span for number, span in enumerate(spans) if bits >> number & 1]


def _fits(spans, gap):
    last = None
    for first, latest in spans:
        at = first if last is None else max(first, last + gap)
        if at > latest:
            return False
        last = at
    return True
