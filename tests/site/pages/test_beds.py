"""A hospital's three questions: which beds are free, who lies there, who meets the criteria."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import checks, laboratory, placements, units
from firebreak.records.wards import beds_under

NOW = local(2, 6, 9)


@pytest.fixture
def ward(city):
    """Zhang lies in the ward of a hospital of two beds, measured every morning since 31 January."""
    with clock.held_at(NOW):
        units.correct_unit(by=None, unit=city.hospital, beds=2)
        for day in range(1, 7):
            measured(city, at(2, day, 7), "38.2" if day == 1 else "36.8")
        yield city


def measured(city, when, celsius):
    checks.record_check(
        by=None,
        person=city.zhang,
        kind="round",
        unit=city.hospital,
        when=when,
        temperature_celsius=Decimal(celsius),
    )


def negative(city, when):
    sample = laboratory.take_sample(by=None, person=city.zhang, unit=city.hospital, when=when)
    laboratory.report_result(
        by=None, sample=sample, pathogen="sars-cov-2", result="negative", when=at(2, 6, 8)
    )


def page_of(browser, name, *, unit) -> str:
    answer = browser.get(reverse(name, args=[unit.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_free_beds_are_those_nobody_lies_in(ward):
    (beds,) = beds_under(ward.hospital)
    assert (beds.total, beds.occupied, beds.free) == (2, 1, 1)
    placements.begin(
        by=None, person=ward.wang, level="on_the_spot", unit=ward.hospital, when=at(2, 6, 8)
    )
    (beds,) = beds_under(ward.hospital)
    assert (beds.free, dict(beds.taken)) == (0, {"ward": 1, "on_the_spot": 1})
    placements.end(by=None, placement=ward.ward, at=local(2, 6, 8, 30), reason="转院")
    assert beds_under(ward.hospital)[0].free == 1


def test_beds_that_nobody_counted_are_unknown_not_nought(ward):
    found = {beds.hospital.code: beds.free for beds in beds_under(ward.root)}
    assert found == {"H1": 1, "H2": None}


def test_who_has_not_been_negative_twice_does_not_meet_the_criteria(ward, sign_in):
    page = page_of(sign_in("hospital"), "patients", unit=ward.hospital)
    assert "0 confirmed patients meet" in page
    assert "no fever since 2020-02-02 07:00" in page
    assert "not negative" in page


def test_two_negatives_a_day_apart_and_no_fever_are_what_the_record_can_show(ward, sign_in):
    negative(ward, at(2, 4, 10))
    negative(ward, at(2, 5, 11))
    page = page_of(sign_in("hospital"), "patients", unit=ward.hospital)
    assert "1 confirmed patient meets" in page
    assert "negative often enough since 2020-02-04 10:00" in page


def test_a_hospital_does_not_see_who_lies_in_another(ward, sign_in):
    browser = sign_in(ward.others["clinician"])
    assert browser.get(reverse("patients", args=["H1"])).status_code == 404
    assert "张某一" not in page_of(browser, "patients", unit=ward.hospital_2)


def test_the_list_can_be_taken_away_and_says_the_same(ward, sign_in):
    answer = sign_in("hospital").get(reverse("patients", args=["H1"]) + "?format=csv")
    assert "no fever since 2020-02-02 07:00" in answer.content.decode("utf-8-sig")


def test_the_beds_stand_on_the_page_of_whoever_answers_for_hospitals(ward, sign_in):
    for role, unit in (("duty_head", ward.root), ("secretary", ward.hetang)):
        assert 'id="beds"' in page_of(sign_in(role), "unit", unit=unit)
    assert 'id="beds"' not in page_of(sign_in("secretary"), "unit", unit=ward.town)
