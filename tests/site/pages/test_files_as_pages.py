"""A file says what its page says: which record a row is, whole numbers whole, and times as known."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.engine.when import When
from firebreak.records.actions import audits, cases, people, placements

HERE = settings.CITY_ZONE


def taken(browser, page: str, *about, **asked) -> list[dict[str, str]]:
    answer = browser.get(reverse(page, args=about), {"format": "csv", **asked})
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.fixture
def infant(city):
    """Return a case of six months that has no number."""
    baby = people.register(
        by=None, name="张小某", unit_residence=city.hetang, age=6, age_unit="months"
    )
    return cases.open_case(
        by=None,
        person=baby,
        pathogen="sars-cov-2",
        status="suspected",
        when=at(2, 2, 12),
        unit_reporting=city.hospital,
        unit_counting=city.hetang,
    )


def test_a_case_without_a_number_can_be_found_again(city, infant, sign_in):
    [row] = taken(sign_in("reviewer"), "cases", q="张小某")
    assert row["Case number"] == f"#{infant.pk}"
    found = {duty["Record"] for duty in taken(sign_in("duty_head"), "duties")}
    assert f"Person #{infant.person_id}" in found


def test_an_age_is_a_whole_number_of_what_it_is_counted_in(city, infant, sign_in):
    rows = taken(sign_in("reviewer"), "cases")
    ages = {row["Name"]: (row["Age"], row["Age counted in"]) for row in rows}
    assert (ages["张某一"], ages["张小某"]) == (("45", "years"), ("6", "months"))


def test_a_contradiction_names_its_record(city, sign_in):
    cases.classify(by=None, case=city.case, status="recovered", when=at(2, 2, 10))
    cases.correct(by=None, case=city.case, onset=at(2, 3, 7), reason="登记错误")
    found = taken(sign_in("reviewer"), "consistency", severity="error")
    assert {row["Record"] for row in found} == {f"Case {city.case}"}


def test_who_is_no_case_is_named_by_the_number_of_his_page(city, sign_in):
    browser = sign_in("tracer")
    for page, about in (("contacts", ()), ("observed", ("430202",))):
        assert [row["Record"] for row in taken(browser, page, *about)] == [f"Person #{city.li.pk}"]
    told = {row["Record"] for row in taken(browser, "events", kind="check.follow_up")}
    assert told == {f"Person #{city.li.pk}"}


def test_a_day_is_not_the_midnight_after_it(city, sign_in):
    day = When.day(date(2020, 2, 1), HERE)
    placements.begin(by=None, person=city.wang, level="ward", unit=city.hospital, when=day)
    audits.record_finding(
        by=None,
        person=city.wang,
        unit=city.hospital,
        pathogen="sars-cov-2",
        log="outpatient",
        when=day,
        found_at=local(2, 3, 7),
    )
    browser = sign_in("reviewer")
    lying = {row["Who"]: row["Began"] for row in taken(browser, "patients", "H1")}
    assert lying["王某三"] == "2020-02-01"
    assert [row["In the log on"] for row in taken(browser, "audits")] == ["2020-02-01"]
