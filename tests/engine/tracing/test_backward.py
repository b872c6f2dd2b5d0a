"""What cases have in common, against counting seconds and against chance worked out by hand."""

from datetime import timedelta
from math import comb, exp

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tracing.small_city import Stay, Ticks, at, cities, index_of, second

from firebreak.engine.tracing.asked import TraceError
from firebreak.engine.tracing.backward import backward
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING

SLOT = timedelta(seconds=10)
BRIEFLY = timedelta(seconds=1)
DINNER, BUS = 0, 1


@given(cities(), st.sets(st.integers(0, 7), max_size=4), st.integers(0, 30), st.integers(1, 40))
def test_places_and_people_are_those_of_the_seconds_cases_were_there(city, drawn, start, length):
    stays, canonical = city
    index, oracle = index_of(stays, canonical=canonical), Ticks(stays, canonical)
    cases = {oracle.who(person) for person in drawn if person < len(index.persons)}
    window = (start, start + length)
    found = backward(
        index,
        [person + 100 for person in cases],
        start=at(window[0]),
        end=at(window[1]),
        slot=SLOT,
        min_cases=1,
        min_overlap=timedelta(seconds=2),
    )
    assert found.places.select(
        pl.col("place_id") - 500,
        pl.col("start").map_elements(second, pl.Int64),
        "cases",
        "certain",
        "visitors",
    ).sort(pl.all()).rows() == sorted(slots(oracle, cases, window))
    assert found.people.select(
        pl.col("person_id") - 100, "is_case", "cases", "certain", "minutes"
    ).sort(pl.all()).rows() == sorted(met_cases(oracle, cases, window))


def slots(oracle, cases, window):
    """(place, start of slot, cases, for certain, visitors)"""
    persons = {oracle.who(stay.person) for stay in oracle.stays}
    for place in {stay.place for stay in oracle.stays}:
        for begin in range(0, 100, 10):
            slot = (begin, begin + 10)
            seen = (max(begin, window[0]), min(begin + 10, window[1]))
            count = sum(bool(oracle.presence(case, place, seen, 0)) for case in cases)
            certain = sum(bool(oracle.presence(case, place, seen, DAY_ONLY)) for case in cases)
            there = sum(bool(oracle.presence(person, place, slot, 0)) for person in persons)
            if count:
                yield place, begin, count, certain, there


def met_cases(oracle, cases, window):
    """(person, is a case, cases met, for certain, minutes)"""
    meetings = [(case, *row) for case in cases for row in oracle.meetings(case, window, 2)]
    for person in {row[1] for row in meetings}:
        his = [row for row in meetings if row[1] == person]
        certain = {row[0] for row in his if row[6]}
        minutes = sum(row[5] for row in his) / 60
        yield person, person in cases, len({row[0] for row in his}), len(certain), minutes


def dinner(guests, others):
    """Some dine together, and the first of them and all others take a bus each slot."""
    stays = [Stay(person, DINNER, 100, 110) for person in guests]
    return stays + [Stay(person, BUS, 200, 210) for person in others]


def test_of_two_places_with_as_many_cases_the_one_with_fewer_visitors_comes_first():
    index = index_of(dinner(range(4), range(20)))
    found = backward(index, [100, 101, 102], slot=SLOT, min_overlap=BRIEFLY).places
    assert found.select("place_id", "cases", "visitors").rows() == [
        (500 + DINNER, 3, 4),
        (500 + BUS, 3, 20),
    ]


def test_chance_is_that_of_drawing_so_many_cases_among_the_visitors():
    index = index_of(dinner(range(4), range(20)))
    found = backward(index, [100, 101, 102], slot=SLOT, min_overlap=BRIEFLY).places
    looked_at = 2
    by_hand = comb(4, 3) * comb(16, 0) / comb(20, 3)
    assert found["p_value"].to_list() == pytest.approx([looked_at * by_hand, 1.0])
    assert found["expected"].to_list() == pytest.approx([4 * 3 / 20, 3.0])


def test_a_case_whose_window_is_over_cannot_have_been_there():
    index = index_of(dinner(range(4), range(20)))
    cases = pl.DataFrame(
        {"person_id": [100, 101, 102], "start": [at(0)] * 3, "end": [at(300), at(300), at(150)]}
    )
    found = backward(index, cases, slot=SLOT, min_overlap=BRIEFLY).places
    assert found.filter(place_id=500 + BUS)["cases"].to_list() == [2]
    assert found.filter(place_id=500 + BUS)["expected"].to_list() == pytest.approx([2.0])


def test_all_guests_of_a_dinner_tie():
    index = index_of(dinner(range(6), range(1)))
    people = backward(index, [100, 101, 102], slot=SLOT, min_overlap=BRIEFLY).people
    assert people.select("person_id", "is_case", "cases", "tied").rows() == [
        *((person, False, 3, 3) for person in (103, 104, 105)),
        *((person, True, 2, 3) for person in (100, 101, 102)),
    ]
    assert people["case_ids"].to_list()[0] == [100, 101, 102]
    met = 3 * 5 / 6  # each case met the five others, of six people
    above_two = 1 - exp(-met) * (1 + met + met**2 / 2)
    assert people["p_value"][0] == pytest.approx(min(1, 6 * above_two))


def test_a_restaurant_is_ranked_beside_its_tables():
    table, other_table, restaurant = 0, 1, 2
    stays = [Stay(0, table, 0, 10), Stay(1, other_table, 0, 10)]
    copies = [stay._replace(place=restaurant, flags=ENCLOSING) for stay in stays]
    found = backward(index_of(stays + copies), [100, 101], slot=SLOT, min_overlap=BRIEFLY)
    assert found.places["place_id"].to_list() == [500 + restaurant]
    assert found.people.height == 0


def test_of_one_case_every_place_is_listed():
    index = index_of(dinner(range(4), range(20)))
    assert backward(index, 100, slot=SLOT).places["place_id"].to_list() == [500, 501]


def test_without_cases_nothing_is_common():
    found = backward(index_of(dinner(range(4), range(20))), [])
    assert found.places.height == found.people.height == 0


@pytest.mark.parametrize("wrong", [{"slot": timedelta(0)}, {"min_cases": 0}])
def test_slots_without_length_and_no_cases_are_refused(wrong):
    with pytest.raises(TraceError, match="min_cases"):
        backward(index_of(dinner(range(4), range(20))), 100, **wrong)
