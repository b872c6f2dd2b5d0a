"""An exposure at an event names no case: it becomes a stay, once, whoever sends it again."""

import json
from collections import Counter
from datetime import date, datetime

import pytest
from django.utils import translation
from tests.intake.conftest import HERE

from firebreak.engine.when import When
from firebreak.intake.accepting import accept, accept_certain
from firebreak.intake.receiving import receive
from firebreak.records.models import Citation, Contact, Draft, ExternalId, Place, Stay

TOKEN = "LNG_REFERENCE_DATA_CATEGORY_PERSON_TYPE_"


def export(event: dict, **edge: object) -> bytes:
    people = [
        {"id": f"k{n}", "type": TOKEN + "CONTACT", "firstName": name, "lastName": "钟"}
        for n, name in enumerate(("某一", "某二"))
    ]
    edges = [
        {
            "id": f"r{n}",
            "persons": [
                {"id": "e", "type": TOKEN + "EVENT", "source": True},
                {"id": f"k{n}", "type": TOKEN + "CONTACT", "target": True},
            ],
            **edge,
        }
        for n in range(2)
    ]
    event = {"id": "e", "type": TOKEN + "EVENT", **event}
    document = {"contacts": people, "events": [event], "relationships": edges}
    return json.dumps(document, ensure_ascii=False).encode()


@pytest.fixture
def take_in(city):
    def bring(content: bytes):
        how = {"by": None, "name": "godata.json", "channel": "dropped", "unit": city.root}
        return receive(content, **how).reading

    return bring


DINNER = {"name": "虚构家宴", "date": "2020-01-17T00:00:00.000Z"}
DAY = When.day(date(2020, 1, 17), HERE)


def test_who_was_exposed_at_an_event_was_there_on_its_day(take_in):
    done = accept_certain(by=None, reading=take_in(export(DINNER)))
    assert done.left == {}
    assert {(s.person.name, s.place.name, s.happened) for s in Stay.objects.all()} == {
        ("钟某一", "虚构家宴", DAY),
        ("钟某二", "虚构家宴", DAY),
    }
    assert Place.objects.count() == 1  # both were at one place, so that tracing finds them
    assert not Contact.objects.exists()
    assert ExternalId.objects.filter(record_kind="stay").count() == 2


def test_an_event_with_a_place_is_that_place_and_its_name_the_note(take_in):
    dinner = DINNER | {"address": {"addressLine1": "虚构饭店"}}
    accept_certain(by=None, reading=take_in(export(dinner)))
    assert {(s.place.name, s.note) for s in Stay.objects.all()} == {("虚构饭店", "虚构家宴")}


def test_the_day_of_the_exposure_is_nearer_than_that_of_the_event(take_in):
    two_days = {
        "dateOfFirstContact": "2020-01-16T00:00:00.000Z",
        "contactDate": "2020-01-17T00:00:00.000Z",
    }
    accept_certain(by=None, reading=take_in(export(DINNER, **two_days)))
    stay = Stay.objects.first()
    start, end = (datetime(2020, 1, n, tzinfo=HERE) for n in (16, 18))
    assert stay.happened == When.between(start, end)
    assert Citation.objects.filter(field="happened_at", column__contains="contactDate").exists()


def test_the_same_export_with_one_more_row_adds_no_second_stay(take_in):
    accept_certain(by=None, reading=take_in(export(DINNER)))
    done = accept_certain(by=None, reading=take_in(export(DINNER | {"description": "again"})))
    assert done.left == {}
    assert Stay.objects.count() == 2


def test_an_event_of_which_nothing_is_said_leaves_the_exposure_open_with_what_to_do(take_in):
    reading = take_in(export({}))
    with translation.override("en"):
        done = accept_certain(by=None, reading=reading)
    assert {key.partition(".")[0] for key in done.left} == {"contact"}
    assert [("neither name nor place" in said) for said in done.left.values()] == [True, True]
    assert not Stay.objects.exists()


def test_accepting_the_exposure_takes_its_person_and_event_along(take_in):
    reading = take_in(export(DINNER))
    exposure = reading.drafts.filter(kind="contact").first()
    done = accept(by=None, reading=reading, keys=[exposure.key])
    assert Counter(reading.drafts.get(key=key).kind for key in done.keys) == {
        "person": 1,
        "event": 1,
        "contact": 1,
    }
    assert Draft.objects.get(pk=exposure.pk).record_kind == "stay"
