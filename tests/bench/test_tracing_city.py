"""The city that tracing is measured on: nobody is in two places, and the dinner is there."""

import polars as pl
import pytest

from bench import tracing_city

PERSONS = 3_000


@pytest.fixture(scope="module")
def made():
    return tracing_city.city(PERSONS)


@pytest.fixture(scope="module")
def stays(made):
    return pl.concat(tracing_city.days(made))


def test_everybody_has_nine_stays_a_day(stays):
    counts = stays.group_by("person_id").len()
    assert counts.height == PERSONS
    assert set(counts["len"]) == {9 * tracing_city.DAYS}
    assert dict(stays.schema) == tracing_city.SCHEMA


def test_nobody_is_in_two_places_at_once(stays):
    ordered = stays.sort("person_id", "start")
    following = ordered.with_columns(following=pl.col("start").shift(-1).over("person_id"))
    assert (stays["start"] < stays["end"]).all()
    assert following.filter(pl.col("following") <= pl.col("end")).is_empty()


def test_a_day_can_be_made_without_the_days_before_it(made, stays):
    day = tracing_city.FIRST_DAY.date().replace(day=11)
    assert tracing_city.day_of(made, 5).equals(stays.filter(pl.col("start").dt.date() == day))


def test_another_seed_is_another_city(made):
    other = tracing_city.city(PERSONS, seed=8)
    again = tracing_city.city(PERSONS, seed=7)
    assert tracing_city.day_of(again, 0).equals(tracing_city.day_of(made, 0))
    assert not tracing_city.day_of(other, 0).equals(tracing_city.day_of(made, 0))


def test_120_guests_dine_and_26_of_them_are_cases(made, stays):
    dinner = stays.filter(pl.col("place_id") == made.dinner)
    assert dinner["person_id"].n_unique() == dinner.height == 120
    assert set(made.cases) <= set(dinner["person_id"])
    assert len(made.cases) == 26
    assert dinner["start"].max() < dinner["end"].min()


def test_places_are_as_uneven_as_assumed():
    made = tracing_city.city(60_000)
    _, venue, vehicle, _ = made.kinds
    day = tracing_city.day_of(made, 1)
    visits = day.filter(pl.col("place_id").is_between(venue, vehicle - 1))
    tenth = visits["place_id"].value_counts(sort=True).head(made.venues // 10)["count"].sum()
    assert 2.9 < made.persons / made.homes < 3.3
    assert 0.3 < tenth / visits.height < 0.4  # by the law 0.32; even would be 0.1


def test_late_stays_are_of_people_and_venues_of_the_city(made):
    late = tracing_city.late(made, 500)
    assert late.height == 500
    assert late["person_id"].max() < made.persons
    assert dict(late.schema) == tracing_city.SCHEMA
    assert late["start"].dt.date().n_unique() > 7
