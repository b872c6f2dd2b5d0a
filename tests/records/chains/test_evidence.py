"""What the record says that bears on who infected whom."""

from datetime import date
from decimal import Decimal

import pytest
from tests.site.conftest import at, local

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions import cases, checks, contacts, people
from firebreak.records.actions.links import decide_link
from firebreak.records.chains.evidence import evidence
from firebreak.records.situation import situation


@pytest.fixture
def ill(city):
    """李某二 fell ill after 张某一, whose contact she was; 王某三 is only suspected."""
    return cases.open_case(
        by=None,
        person=city.li,
        pathogen="sars-cov-2",
        status="confirmed",
        onset=at(1, 29),
        when=at(2, 1),
        unit_reporting=city.hospital,
        unit_counting=city.hetang,
    )


def test_cases_speak_by_person_and_suspected_ones_are_counted_and_left_out(city, ill):
    told = evidence(situation())
    assert set(told.linelist["id"]) == {city.zhang.pk, city.li.pk}
    assert dict(told.linelist.select("id", "case_id").iter_rows())[city.li.pk] == ill.pk
    assert told.suspected == 2


def test_only_meetings_of_two_cases_are_in_it(city, ill):
    ends = evidence(situation()).contacts.select("from_id", "to_id", "manner").rows()
    assert ends == [(city.zhang.pk, city.li.pk, "meal")]


def test_an_onset_known_to_an_interval_ends_on_its_last_day(city):
    person = people.register(by=None, name="吴某", unit_residence=city.hetang)
    cases.open_case(
        by=None,
        person=person,
        pathogen="sars-cov-2",
        status="confirmed",
        onset=When.between(local(1, 20), local(1, 23)),
        when=at(2, 1),
        unit_reporting=city.hospital,
        unit_counting=city.hetang,
    )
    rows = evidence(situation()).linelist.rows_by_key("id", named=True, unique=True)
    assert rows[person.pk]["date_onset"] == date(2020, 1, 20)
    assert rows[person.pk]["onset_until"] == date(2020, 1, 22)


def test_stays_tell_of_meetings_nobody_named_and_say_no_named_one_twice(city, ill):
    place = contacts.add_place(by=None, name="面馆", unit=city.hetang, kind="restaurant")
    dinner = When.between(local(1, 25, 19), local(1, 25, 20))
    noon = When.between(local(1, 24, 12), local(1, 24, 13))
    for when in (dinner, noon):
        for person in (city.zhang, city.li):
            contacts.record_stay(by=None, person=person, place=place, when=when)
    told = evidence(situation()).contacts
    met = told.filter(told["source"] == "encounter")
    assert met.select("start", "place").rows() == [(local(1, 24, 12), place.pk)]


def test_what_is_settled_goes_with_it(city, ill):
    decide_link(by=None, infectee=ill, infector=city.case, verdict="established", reason="唯一接触")
    decide_link(by=None, infectee=ill, infector=None, verdict="excluded", reason="未出过门")
    told = evidence(situation())
    assert told.established == ((city.zhang.pk, city.li.pk),)
    assert told.excluded == ((None, city.li.pk),)


def test_its_digest_changes_with_what_bears_on_it_and_with_nothing_else(city, ill):
    before = evidence(situation())
    with clock.held_at(local(2, 3, 9)):
        checks.record_check(
            by=None,
            person=city.li,
            kind="follow_up",
            unit=city.grid,
            when=at(2, 3, 8, 30),
            temperature_celsius=Decimal("36.6"),
        )
        assert evidence(situation()).digest == before.digest
        contacts.name_contact(
            by=None, case=city.case, person=city.li, when=at(1, 24, 19), manner="visit"
        )
        assert evidence(situation()).digest != before.digest


def test_of_a_large_outbreak_the_latest_are_asked_about_and_the_rest_are_counted(
    city, ill, monkeypatch
):
    monkeypatch.setattr("firebreak.records.chains.evidence.MOST_CASES", 1)
    told = evidence(situation())
    assert told.linelist["id"].to_list() == [city.li.pk]  # who fell ill last
    assert told.earlier == 1
    assert told.contacts.is_empty()
