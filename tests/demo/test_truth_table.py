"""What the page of 4 February 2020 says can be found in the loaded record."""

from datetime import date, datetime

import polars as pl
import pytest

from firebreak.demo.times import STARTS, ZONE, at
from firebreak.records import tables
from firebreak.records.history import as_known
from firebreak.records.models import Case, Classification, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]
END_OF_2_FEBRUARY = datetime(2020, 2, 3, tzinfo=ZONE)


def confirmed_by_day() -> dict[date, int]:
    rows = tables.linelist().filter(pl.col("date_confirmation").is_not_null())
    counted = rows.group_by("date_confirmation").len().rows()
    return dict(counted)


def test_26_are_confirmed_by_the_end_of_2_february_and_16_of_them_through_gatherings():
    confirmed = Classification.objects.filter(
        status="confirmed", happened_at__lt=END_OF_2_FEBRUARY
    ).values("case")
    cases = Case.objects.filter(id__in=confirmed)
    assert cases.count() == 26
    gatherings = cases.filter(infected_through__in=["household", "meal", "public_place"])
    assert gatherings.count() == 16


def test_the_new_cases_of_each_day_are_the_published_ones():
    published = [1, 2, 2, 2, 6, 5, 1, 3, 3, 1]  # 24 January to 2 February
    first = date(2020, 1, 24).toordinal()
    expected = {date.fromordinal(first + n): count for n, count in enumerate(published)}
    assert confirmed_by_day() == expected


def test_the_city_counts_22_by_23_o_clock_on_31_january():
    by_then = Classification.objects.filter(status="confirmed", happened_at__lt=at("01-31 23:00"))
    assert by_then.values("case").distinct().count() == 22


def test_the_counties_add_up_to_the_city():
    names = dict(Unit.objects.values_list("id", "short_name"))
    rows = tables.linelist().filter(pl.col("date_confirmation").is_not_null())
    counted = {names[unit]: count for unit, count in rows.group_by("unit").len().rows()}
    assert counted == {
        "荷塘": 9, "天元": 6, "攸县": 4, "醴陵": 3, "芦淞": 2, "石峰": 1, "云龙": 1,
    }  # fmt: skip


def test_eight_of_the_guests_fell_ill_and_the_host_came_from_wuhan():
    assert Case.objects.filter(infected_through="meal").count() == 8
    host = Case.objects.get(person__name="刘某")
    assert host.person.arrived_from == "武汉" and host.imported


def test_the_record_of_an_earlier_day_shows_the_city_of_that_day():
    with as_known(at("01-28 23:59")):
        assert Case.objects.filter(status="confirmed").count() == 13
    with as_known(at("01-24 12:00")):
        assert Case.objects.filter(status="confirmed").count() == 1
    assert Case.objects.filter(stored_at__gt=STARTS).count() == 0


def test_a_confirmation_made_by_mistake_was_counted_until_it_was_taken_back():
    with as_known(at("01-30 23:59")):
        assert Case.objects.filter(status="confirmed").count() == 20
    with as_known(at("01-31 09:30")):
        assert Case.objects.filter(status="confirmed").count() == 19
