"""The record's past: on every day the city shows what the office knew that evening."""

from datetime import date, datetime, time

import pytest

from firebreak.demo.times import STARTS, ZONE, at
from firebreak.records.history import as_known
from firebreak.records.models import RECORDS, Case, Classification, Contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


@pytest.mark.parametrize(
    ("day", "confirmed"),
    [(24, 1), (25, 3), (26, 5), (27, 7), (28, 13), (29, 18), (30, 20), (31, 22)],
)
def test_the_count_known_at_midnight(day, confirmed):
    # On the 30th two sheets had been changed over: one too many, until the next morning.
    with as_known(datetime.combine(date(2020, 1, day), time(23, 59), ZONE)):
        assert Case.objects.filter(status="confirmed").count() == confirmed


def test_a_confirmation_made_by_mistake_was_counted_until_it_was_taken_back():
    with as_known(at("01-31 09:19")):
        assert Classification.objects.filter(status="confirmed").count() == 20
    with as_known(at("01-31 09:21")):
        assert Classification.objects.filter(status="confirmed").count() == 19


def test_the_onset_of_the_source_was_known_better_later():
    with as_known(at("01-30 12:00")):
        assert Case.objects.get(person__name="刘某").happened_on() == date(2020, 1, 19)
    assert Case.objects.get(person__name="刘某").happened_on() == date(2020, 1, 18)


def test_a_case_was_moved_to_another_county_on_the_evening_of_2_february():
    with as_known(at("02-02 20:00")):
        assert Case.objects.get(number="ZZ-022").unit_counting.short_name == "石峰"
    assert Case.objects.get(number="ZZ-022").unit_counting.short_name == "云龙"


def test_an_asymptomatic_person_became_a_confirmed_case_and_stayed_one_case():
    case = Case.objects.get(classifications__status="asymptomatic")
    assert [row.status for row in case.classifications.all()] == ["asymptomatic", "confirmed"]
    with as_known(at("01-28 12:00")):
        assert Case.objects.get(pk=case.pk).status == "asymptomatic"


def test_contacts_grow_from_day_to_day():
    counts = []
    for day in (24, 27, 30):
        with as_known(datetime(2020, 1, day, 23, 59, tzinfo=ZONE)):
            counts.append(Contact.objects.count())
    assert 0 < counts[0] < counts[1] < counts[2] < Contact.objects.count()


@pytest.mark.parametrize("model", RECORDS)
def test_nothing_was_stored_after_the_demo_begins(model):
    assert not model.objects.filter(stored_at__gt=STARTS).exists()
