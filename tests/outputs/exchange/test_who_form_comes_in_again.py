"""WHO's form, which has no name of anybody, read where it came from and elsewhere."""

from datetime import UTC, datetime

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange.taking import take
from firebreak.records.clock import held_at
from firebreak.records.models import RECORDS, Citation, Draft, Installation, Person, Reading, Source
from firebreak.records.visibility import PROGRAM

OF_THE_INBOX = {Reading, Draft, Source, Citation}
TABLE = "report_date,patinfo_ID,patinfo_sex,patinfo_ageonset,patinfo_ageonsetunit\n"


def versions():
    kept = [model for model in RECORDS if model not in OF_THE_INBOX]
    return {model.__name__: model.history.count() for model in kept}


def taken_in(content):
    city = Installation.objects.get().city
    return receive(content, by=None, name="who.csv", channel="command", unit=city).reading


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
class TestOfTheDemoCity:
    def test_people_are_known_by_the_numbers_of_their_cases_and_nothing_changes(self):
        before = versions()
        reading = taken_in(take("who-form", PROGRAM).written.content)
        accept_certain(by=None, reading=reading)
        people = reading.drafts.filter(kind__in=("person", "case", "placement"))
        assert set(people.values_list("state", "was_on_file")) == {("accepted", True)}
        assert versions() == before

    def test_years_later_ages_are_as_of_the_days_of_the_reports(self):
        content = take("who-form", PROGRAM).written.content
        with held_at(datetime(2026, 2, 3, tzinfo=UTC)):
            reading = taken_in(content)
            accept_certain(by=None, reading=reading)
        assert set(reading.drafts.filter(kind="case").values_list("state")) == {("accepted",)}

    def test_a_number_that_is_not_on_file_names_nobody(self):
        before = Person.objects.count()
        table = TABLE + "2020-02-02,XX-900,Female,45,years\n2020-02-02,1,Male,50,years\n"
        done = accept_certain(by=None, reading=taken_in(table.encode()))
        assert done.keys == []
        assert Person.objects.count() == before

    def test_another_sex_than_the_case_has_is_asked_about(self):
        before = Person.objects.count()
        sex = Person.objects.get(cases__number="ZZ-001").sex
        other = {"male": "Female", "female": "Male"}[sex]
        table = TABLE + f"2020-02-02,ZZ-001,{other},41,years\n"
        done = accept_certain(by=None, reading=taken_in(table.encode()))
        assert done.keys == []
        assert Person.objects.count() == before
