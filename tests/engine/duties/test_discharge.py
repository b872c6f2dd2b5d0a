"""Discharge criteria: normal for more than three days, negative twice a day apart."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.duties.discharge import consecutive_negatives, normal_temperature

START = datetime(2020, 2, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
readings = st.lists(
    st.tuples(st.integers(0, 240).map(lambda n: START + n * HOUR), st.sampled_from([36.5, 37.3])),
    unique_by=lambda reading: reading[0],
)
results = st.lists(
    st.tuples(st.integers(0, 240).map(lambda n: START + n * HOUR), st.booleans()),
    unique_by=lambda result: result[0],
)


def temperature(*pairs, now=START + 10 * DAY):
    return normal_temperature(pairs, fever_celsius=37.3, days=3, now=now)


def negatives(*pairs):
    return consecutive_negatives(pairs, needed=2, hours_between=24)


@pytest.mark.parametrize(
    ("last_after", "why"), [(3 * DAY, "too_short"), (3 * DAY + HOUR, "met"), (HOUR, "too_short")]
)
def test_normal_means_normal_for_more_than_three_days(last_after, why):
    end = START + last_after
    found = temperature((START - HOUR, 38.0), (START, 36.5), (end, 36.9), now=end)
    assert (found.why, found.since) == (why, START)


def test_a_patient_who_was_not_measured_for_a_day_is_not_known_to_be_well():
    assert temperature((START, 36.5), (START + 5 * DAY, 36.5)).why == "not_today"
    assert temperature().why == "none"


def test_the_fever_line_itself_is_fever():
    assert temperature((START, 36.5), (START + 10 * DAY, 37.3)).why == "fever"


def test_what_was_measured_later_than_asked_about_does_not_count():
    asked = START + 4 * DAY
    measured = [(START, 36.5), (asked, 36.5)]
    assert temperature(*measured, (asked + HOUR, 39.0), now=asked).is_met


def test_a_positive_result_between_two_negative_ones_begins_the_count_anew():
    assert negatives((START, True), (START + DAY, False), (START + 2 * DAY, True)).why == "too_few"


def test_negatives_on_one_day_count_once():
    assert negatives((START, True), (START + 23 * HOUR, True)).why == "too_few"
    assert negatives((START, True), (START + 23 * HOUR, True), (START + DAY, True)).is_met


def hour_by_hour(pairs, now):
    """The temperature criterion by walking through every hour, without runs or sorting."""
    known = {at: warm for at, warm in pairs if at <= now}
    if not known or now - max(known) > DAY:
        return False
    last, well_since = max(known), None
    at = min(known)
    while at <= last:
        if at in known:
            well_since = None if known[at] >= 37.3 else (well_since or at)
        at += HOUR
    return well_since is not None and last - well_since > 3 * DAY


@given(readings, st.integers(0, 260).map(lambda n: START + n * HOUR))
def test_temperature_agrees_with_walking_through_every_hour(pairs, now):
    assert temperature(*pairs, now=now).is_met == hour_by_hour(pairs, now)


def by_trying(pairs):
    """Every pair of negatives a day apart with no other result than negatives from then on."""
    return any(
        later - earlier >= DAY and all(ok for at, ok in pairs if at >= earlier)
        for earlier, first in pairs
        for later, second in pairs
        if first and second
    )


@given(results)
def test_two_negatives_agree_with_trying_every_pair(pairs):
    assert negatives(*pairs).is_met == by_trying(pairs)


@given(results, st.integers(1, 4), st.integers(0, 48))
def test_asking_for_more_is_never_met_sooner(pairs, needed, hours):
    more = consecutive_negatives(pairs, needed=needed + 1, hours_between=hours)
    apart = consecutive_negatives(pairs, needed=needed, hours_between=hours + 1)
    less = consecutive_negatives(pairs, needed=needed, hours_between=hours)
    assert less.is_met >= max(more.is_met, apart.is_met)
