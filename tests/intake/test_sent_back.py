"""What we sent out and what comes back: known by our own numbers, and nothing is changed by it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from tests.intake.exchange.test_dhis2 import MAP
from tests.site.conftest import NOW, at, local, make_city

from firebreak.engine.when import When
from firebreak.intake.accepting import accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.dhis2 import at_home
from firebreak.intake.known import proposals
from firebreak.intake.own_ids import LETTERS, home, own_id, packed, record_named
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange import dhis2, fhir, godata, line_list, sormas
from firebreak.outputs.exchange.recorded import drafts_of
from firebreak.records import clock
from firebreak.records.actions import contacts, directives, gatherings, people
from firebreak.records.change import change
from firebreak.records.models import RECORDS, Contact, Draft, Reading, Source, Unit
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
        told_of_many(found)
        yield found


def told_of_many(city):
    """A dinner, a table there, two orders, and a contact of a contact."""
    where = contacts.add_place(by=None, name="荷塘饭店", unit=city.hetang)
    contacts.add_place(by=None, name="荷塘饭店 1号桌", unit=None, kind="table", within=where)
    city.dinner = gatherings.record(
        by=None,
        place=where,
        when=When.between(local(1, 25, 18), local(1, 25, 21)),
        what="同事聚餐",
        attendees=[city.zhang, city.li],
        manner="meal",
        people=12,
    )
    order = {"by": None, "unit": city.hetang, "when": at(2, 2, 12)}
    city.order = directives.issue(**order, text="48小时内完成检测", hours=48)
    directives.issue(**order, text="备好床位", until=local(2, 4, 9), number=20, item="床位")
    city.further = contacts.name_contact(
        by=None, case=city.case, person=city.qian, when=at(1, 26, 9), order=2, through=city.li
    )


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


@pytest.mark.parametrize(
    ("way", "kinds"),
    [("godata", {"event"}), ("fhir", {"gathering", "order"}), ("dhis2", {"gathering", "order"})],
)
def test_gatherings_and_orders_come_back_as_those_on_file(city, way, kinds):
    reading = sent_back(city, way)
    accept_certain(by=None, reading=reading)
    back = reading.drafts.filter(kind__in=("event", "gathering", "order"))
    assert set(back.values_list("kind", flat=True)) == kinds
    assert set(back.values_list("state", "was_on_file")) == {("accepted", True)}
    assert city.dinner.pk in back.values_list("record_id", flat=True)


@pytest.mark.parametrize("way", ["godata", "fhir", "dhis2"])
def test_a_contact_of_a_contact_goes_out_by_the_one_between(city, way):
    desk = Desk.of(sent_back(city, way), None)
    [further] = [
        desk.draft(key)
        for key, row in desk.rows.items()
        if row.kind == "contact" and desk.own_record(desk.draft(key)) == city.further.pk
    ]
    between = desk.draft(further.links["from"])
    assert (between.kind, desk.own_record(between)) == ("person", city.li.pk)


def test_of_another_city_the_one_between_is_kept(city):
    """Who reads the file anew has the case, the contact, and through whom the next one is."""
    [draft] = [d for d in drafts_of(PROGRAM) if d.kind == "contact" and d.value("order") == 2]
    assert draft.links["from"].endswith(f"-person-{city.li.pk}")
    foreign = written(city, "fhir").replace(home().encode() + b"-contact-", b"other-contact-")
    with change("test", by=None):
        city.further.delete()
    accept_certain(by=None, reading=sent_back(city, "fhir", foreign))
    again = Contact.objects.get(person=city.qian, case=city.case)
    assert (again.order, again.through) == (2, city.li)


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
