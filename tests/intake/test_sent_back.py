"""What we sent out and what comes back: known by our own numbers, and nothing is changed by it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from tests.intake.exchange.test_dhis2 import MAP
from tests.site.conftest import NOW, make_city

from firebreak.intake.accepting import accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.dhis2 import at_home
from firebreak.intake.known import proposals
from firebreak.intake.own_ids import LETTERS, home, own_id, packed, record_named
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange import dhis2, fhir, godata, line_list, sormas
from firebreak.outputs.exchange.recorded import drafts_of
from firebreak.records import clock
from firebreak.records.actions import people
from firebreak.records.models import RECORDS, Draft, Reading, Source, Unit
from firebreak.records.visibility import PROGRAM

HERE = ZoneInfo("Asia/Shanghai")
#: Of the document itself, not of what it says.
OF_THE_INBOX = {Reading, Draft, Source}
NAMES = {
    "godata": "export.json",
    "sormas": "export.csv",
    "fhir": "export.json",
    "dhis2": "export.json",
    "line-list": "export.xlsx",
}


@pytest.fixture
def city(db, monkeypatch):
    found = make_city()
    units = {
        f"unit{n:07d}": name for n, name in enumerate(Unit.objects.values_list("name", flat=True))
    }
    monkeypatch.setattr(at_home, "mappings", lambda: [mapping])
    mapping = replace(MAP, units=units)
    found.mapping = mapping
    with clock.held_at(NOW):
        yield found


def written(city, way):
    drafts = drafts_of(PROGRAM)
    if way == "dhis2":
        return dhis2.write(drafts, zone=HERE, mapping=city.mapping).content
    rooms = {"godata": godata, "sormas": sormas, "fhir": fhir, "line-list": line_list}
    return rooms[way].write(drafts, zone=HERE).content


def sent_back(city, way, content=None):
    how = {"by": None, "name": NAMES[way], "channel": "dropped", "unit": city.root}
    return receive(content or written(city, way), **how).reading


def versions():
    kept = [model for model in RECORDS if model not in OF_THE_INBOX]
    return {model.__name__: model.history.count() for model in kept}


@pytest.mark.parametrize("way", NAMES)
def test_an_export_that_is_sent_back_changes_nothing(city, way):
    before = versions()
    reading = sent_back(city, way)
    done = accept_certain(by=None, reading=reading)
    assert done.left == {}
    assert versions() == before
    kinds = reading.drafts.filter(kind__in=("person", "case"))
    assert kinds.count() > 0
    assert set(kinds.values_list("state", "was_on_file")) == {("accepted", True)}


def test_what_was_corrected_since_stays_and_is_shown_as_otherwise(city):
    content = written(city, "godata")
    people.correct(by=None, person=city.zhang, age=46)
    reading = sent_back(city, "godata", content)
    accept_certain(by=None, reading=reading)
    city.zhang.refresh_from_db()
    assert city.zhang.age == 46


def test_our_number_under_another_name_or_sex_is_asked_about(city):
    content = written(city, "godata")
    people.correct(by=None, person=city.zhang, name="赵大海", sex="female")
    reading = sent_back(city, "godata", content)
    desk = Desk.of(reading, None)
    key = next(
        k
        for k in desk.rows
        if desk.own_record(desk.draft(k)) == city.zhang.pk and k.startswith("person")
    )
    found = proposals(desk, [desk.draft(key)])[key]
    assert [(one.record, one.is_sure) for one in found] == [(city.zhang, False)]


def test_the_numbers_of_another_installation_name_nobody(city):
    content = written(city, "godata")
    assert record_named("4303", own_id(home(), "person", city.zhang.pk)) is None
    assert record_named("4303", packed(own_id(home(), "person", city.zhang.pk)) or "") is None
    assert content.count(own_id(home(), "person", city.zhang.pk).encode()) > 0


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("pk", [1, 35, 36, 36**6 - 1])
def test_a_packed_number_is_of_eleven_letters_and_leads_back(kind, pk):
    own = own_id("4302", kind, pk)
    short = packed(own)
    assert short is not None
    assert (len(short), short.isalnum(), short[0].isalpha()) == (11, True, True)
    assert record_named("4302", short) == record_named("4302", own) == (kind, pk)
