"""Whom people met, against presence as sets of seconds, and as a person would tell it.

Slips that were made on purpose and are caught by the stories alone: a search bound by one less than
the longest stay, or not by it at all; nobody left out of his own meetings; more than the least
instead of at least; overlapping stays counted twice; runs parted where stays touch; (in the tests
of `forward`) contacts followed back in time. One second too many at the end of a window, or one
row too many before it, changes nothing: seconds together are still cut off at both.
"""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tracing.small_city import Stay, Ticks, at, cities, index_of, second

from firebreak.engine.tracing import kernels, tallies
from firebreak.engine.tracing.asked import TraceError
from firebreak.engine.tracing.meetings import contacts_of
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING, END_ASSUMED

ANN, BEN, CAI = 0, 1, 2
CAFE, PARK = 0, 1
QUARTER = 900
NINE, TEN, ELEVEN, NOON = (hour * 3600 for hour in (9, 10, 11, 12))
DAY = 86_400


def met(index, person, window=(-DAY, 40 * DAY), least=1):
    """As the oracle says it: other, place, start, end, seconds, certain, end assumed."""
    overlap = timedelta(seconds=least)
    found = contacts_of(index, person + 100, *map(at, window), min_overlap=overlap)
    assert set(found["from_id"]) <= {person + 100}
    assert set(found["rule"]) <= {"same_place"}
    return [
        (to - 100, place - 500, second(start), second(end), *rest)
        for _, to, place, start, end, *rest, _ in found.rows()
    ]


@given(cities(), st.integers(0, 40), st.integers(1, 40), st.sampled_from([1, 2, 3, 5]))
def test_meetings_are_those_of_the_seconds_both_were_there(city, start, length, least):
    stays, canonical = city
    window = (start, start + length)
    index = index_of(stays, canonical=canonical)
    oracle = Ticks(stays, canonical)
    for person in {oracle.who(stay.person) for stay in stays}:
        found = met(index, person, window, least)
        assert sorted(found) == sorted(oracle.meetings(person, window, least))


def test_a_meeting_has_its_first_and_last_second_and_its_seconds_together():
    index = index_of(
        [
            Stay(ANN, CAFE, NINE, NOON),
            Stay(BEN, CAFE, NINE - 600, TEN),
            Stay(BEN, CAFE, ELEVEN, NOON + 600),
        ]
    )
    assert met(index, ANN, least=QUARTER) == [(BEN, CAFE, NINE, NOON, 2 * 3600, True, False)]
    assert [row[2:5] for row in met(index, BEN, least=QUARTER)] == [
        (NINE, TEN, 3600),
        (ELEVEN, NOON, 3600),
    ]


def test_who_comes_when_the_other_leaves_does_not_meet_him():
    index = index_of([Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, TEN, ELEVEN)])
    assert met(index, ANN, least=0) == []
    assert met(index, BEN, least=0) == []


@pytest.mark.parametrize(("leaves", "meets"), [(NINE + QUARTER - 1, 0), (NINE + QUARTER, 1)])
def test_a_quarter_of_an_hour_counts_from_its_last_second_on(leaves, meets):
    index = index_of([Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, NINE, leaves)])
    assert len(met(index, ANN, least=QUARTER)) == meets


def test_who_came_as_long_ago_as_anybody_stays_is_still_there():
    """The longest stay bounds the search: it must be found when only its last second counts."""
    index = index_of([Stay(BEN, CAFE, NINE, NINE + 100), Stay(ANN, CAFE, NINE + 99, NINE + 150)])
    assert met(index, ANN, (NINE + 99, TEN)) == [(BEN, CAFE, NINE + 99, NINE + 100, 1, True, False)]


def test_people_whose_numbers_fall_on_one_slot_are_told_apart():
    """Twelve of a kind among thirteen people: of the 32 slots all begin to look in the same one."""
    alike = [n for n in range(1, 2_000) if n * tallies.SPREAD % 2**32 >> 27 == 3][:12]
    stays = [Stay(n, CAFE, NINE, NINE + 60 * nth) for nth, n in enumerate(alike, 1)]
    again = [Stay(n, CAFE, TEN, TEN + 7) for n in reversed(alike)]
    found = met(index_of([Stay(ANN, CAFE, NINE, NOON), *stays, *again]), ANN)
    assert sorted((row[0], row[4]) for row in found) == [
        (n, 60 * nth + 7) for nth, n in enumerate(alike, 1)
    ]


def test_whoever_meets_more_people_than_there_is_room_for_at_first_meets_them_all():
    crowd = range(1, kernels.FIRST_ROWS + 100)
    index = index_of([Stay(ANN, CAFE, NINE, NOON), *(Stay(n, CAFE, NINE + n, TEN) for n in crowd)])
    assert [(row[0], row[2]) for row in met(index, ANN)] == [(n, NINE + n) for n in crowd]


def test_ten_minutes_before_midnight_and_ten_after_are_twenty():
    index = index_of(
        [
            Stay(ANN, CAFE, DAY - 600, DAY),
            Stay(ANN, CAFE, DAY, DAY + 600, batch=1),
            Stay(BEN, CAFE, DAY - 600, DAY + 600),
        ]
    )
    assert met(index, ANN, least=QUARTER) == [(BEN, CAFE, DAY - 600, DAY + 600, 1200, True, False)]


def test_a_stay_told_twice_counts_once_though_it_comes_late():
    stays = [Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, NINE, TEN)]
    late = [stay._replace(start=stay.start + 60, end=TEN + 60, batch=1) for stay in stays]
    assert met(index_of(stays + late), ANN) == [(BEN, CAFE, NINE, TEN + 60, 3660, True, False)]


def test_a_stay_begun_before_the_window_counts_from_the_window_on():
    index = index_of([Stay(ANN, CAFE, NINE, NOON), Stay(BEN, CAFE, NINE, NOON)])
    assert met(index, ANN, (TEN, ELEVEN)) == [(BEN, CAFE, TEN, ELEVEN, 3600, True, False)]


def test_nobody_meets_himself_under_another_number():
    stays = [Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, NINE, TEN), Stay(CAI, CAFE, NINE, TEN)]
    index = index_of(stays, canonical=[ANN, ANN, CAI])
    assert met(index, ANN) == [(CAI, CAFE, NINE, TEN, 3600, True, False)]
    assert met(index, CAI) == [(ANN, CAFE, NINE, TEN, 3600, True, False)]


def test_asked_by_his_old_number_a_merged_person_answers_by_the_new_one():
    stays = [Stay(ANN, CAFE, NINE, TEN), Stay(BEN, PARK, NINE, TEN), Stay(CAI, CAFE, NINE, TEN)]
    found = contacts_of(index_of(stays, canonical=[ANN, ANN, CAI]), BEN + 100)
    assert found.select("from_id", "to_id").rows() == [(ANN + 100, CAI + 100)]


def test_known_to_the_day_a_meeting_is_possible_and_stands_behind_the_certain_ones():
    index = index_of(
        [
            Stay(ANN, PARK, NINE, TEN),
            Stay(ANN, CAFE, ELEVEN, NOON),
            Stay(BEN, PARK, 0, DAY, flags=DAY_ONLY),
            Stay(CAI, CAFE, ELEVEN, NOON),
        ]
    )
    assert met(index, ANN) == [
        (CAI, CAFE, ELEVEN, NOON, 3600, True, False),
        (BEN, PARK, NINE, TEN, 3600, False, False),
    ]


def test_a_day_that_is_also_known_by_the_minute_adds_no_possible_meeting():
    stays = [Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, NINE, TEN)]
    days = [Stay(person, CAFE, 0, DAY, flags=DAY_ONLY) for person in (ANN, BEN)]
    assert met(index_of(stays + days), ANN) == met(index_of(stays), ANN)


def test_an_assumed_end_is_told_only_where_seconds_rest_on_it():
    guess = Stay(BEN, CAFE, NINE, ELEVEN, flags=END_ASSUMED)
    alone = index_of([Stay(ANN, CAFE, NINE, NOON), guess])
    assert met(alone, ANN) == [(BEN, CAFE, NINE, ELEVEN, 7200, True, True)]
    assert met(alone, BEN) == [(ANN, CAFE, NINE, ELEVEN, 7200, True, True)]
    known = index_of([Stay(ANN, CAFE, NINE, NOON), guess, Stay(BEN, CAFE, NINE, ELEVEN)])
    assert met(known, ANN) == [(BEN, CAFE, NINE, ELEVEN, 7200, True, False)]


def test_the_copy_under_an_enclosing_place_is_not_the_same_place():
    stays = [Stay(person, CAFE, NINE, TEN, flags=ENCLOSING) for person in (ANN, BEN)]
    assert met(index_of(stays), ANN) == []


def test_everybody_has_his_own_window():
    index = index_of([Stay(person, CAFE, NINE, NOON) for person in (ANN, BEN, CAI)])
    people = pl.DataFrame(
        {
            "person_id": [ANN + 100, BEN + 100],
            "start": [at(NINE), None],
            "end": [at(TEN), None],
        }
    )
    found = contacts_of(index, people, at(ELEVEN), at(NOON))
    assert found.filter(from_id=ANN + 100)["end"].unique().to_list() == [at(TEN)]
    assert found.filter(from_id=BEN + 100)["start"].unique().to_list() == [at(ELEVEN)]


def test_who_is_not_in_the_index_met_nobody():
    found = contacts_of(index_of([Stay(ANN, CAFE, NINE, TEN)]), [ANN + 100, 9_999])
    assert found.height == 0
    assert found.schema["start"] == pl.Datetime("us", "UTC")


def test_a_time_without_zone_is_refused():
    index = index_of([Stay(ANN, CAFE, NINE, TEN)])
    with pytest.raises(TraceError, match="no time zone"):
        contacts_of(index, 100, datetime(2020, 1, 1))
    with pytest.raises(TraceError, match="needs times with a zone"):
        contacts_of(index, pl.DataFrame({"person_id": [100], "start": [datetime(2020, 1, 1)]}))


def test_people_come_by_id_by_list_or_by_frame_with_person_id():
    index = index_of([Stay(ANN, CAFE, NINE, TEN), Stay(BEN, CAFE, NINE, TEN)])
    one = contacts_of(index, 100).rows()
    assert contacts_of(index, [100]).rows() == one
    assert contacts_of(index, pl.DataFrame({"person_id": [100]})).rows() == one
    with pytest.raises(TraceError, match="no column person_id"):
        contacts_of(index, pl.DataFrame({"id": [100]}))


def test_a_negative_overlap_is_refused():
    with pytest.raises(TraceError, match="negative"):
        contacts_of(index_of([Stay(ANN, CAFE, NINE, TEN)]), 100, min_overlap=-timedelta(1))
