"""Somebody whom a text only describes goes on file without a name, with his outcome."""

from datetime import datetime

from tests.intake.conftest import HERE

from firebreak.intake.accepting import accept, accept_certain
from firebreak.records.models import Case, Person

TOLD = "1月30日下午，我县首例新冠肺炎患者在醴陵治愈出院。"


def test_he_waits_for_a_person_and_nothing_of_him_is_accepted_in_a_heap(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(TOLD).reading)
    assert not Person.objects.exists()


def test_accepted_he_has_no_name_and_his_case_says_who_when_and_where(take_in, reviewer):
    reading = take_in(TOLD).reading
    keys = [row.key for row in reading.drafts.all()]
    accept(by=reviewer, reading=reading, keys=keys)
    case = Case.objects.get()
    assert (case.person.name, case.status, case.note) == ("某", "recovered", "首例新冠肺炎患者")
    last = case.classifications.last()
    assert (last.status, last.reason) == ("recovered", "在醴陵治愈出院")
    start, end = (datetime(2020, 1, 30, hour, tzinfo=HERE) for hour in (12, 18))
    assert (last.happened_at, last.happened_until) == (start, end)
    assert last.unit.name == "株洲市"  # whose inbox it came to: 醴陵 is not said to have classified
