"""To whom a draft belongs: mended on the desk, to another draft or to a record on file."""

import pytest
from django.conf import settings
from django.urls import reverse
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.kept import draft_of
from firebreak.intake.receiving import receive
from firebreak.intake.vocabulary import FIELDS, written
from firebreak.records.actions import contacts, people
from firebreak.records.models import Contact, Gathering, Stay

TEXT = """#small
person p1 name=周某 sex=male age=45 residence=荷塘区
case c1 number=株洲1 status=confirmed @person=p1
person p2 name=吴某之妻 residence=荷塘区
person p3 name=郑某 residence=荷塘区
stay s1 place=建材市场 when=2020-01-19 @person=p1
contact k1 relation=妻 contact_of=病例4 @to=p2
gathering g1 what=聚餐 when=2020-01-17 people=12 @person=p1
"""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


@pytest.fixture
def reading(city):
    return receive(
        TEXT.encode(), by=None, name="通报.txt", channel="dropped", unit=city.hetang
    ).reading


def _fields(row) -> dict[str, str]:
    """The fields of a draft as the form of the desk has them."""
    said = {n: v.value for n, v in draft_of(row).fields.items() if n in FIELDS[row.kind]}
    return {f"field_{name}": written(value, settings.CITY_ZONE) for name, value in said.items()}


@pytest.fixture
def send(sign_in, reading):
    """Return a function that sends a decision as the desk does, and reads the draft again."""
    browser = sign_in("reviewer")

    def do(do_, key, **said):
        asked = {"do": do_, "key": key, **_fields(reading.drafts.get(key=key)), **said}
        page = browser.post(reverse("inbox_decide", args=[reading.pk]), asked)
        return page, draft_of(reading.drafts.get(key=key))

    return do


def test_a_contact_is_linked_to_the_case_of_another_draft(send):
    _page, draft = send("mend", "k1", link_from="c1", link_to="p2")
    assert draft.links == {"from": "c1", "to": "p2"}
    send("accept", "k1")
    contact = Contact.objects.get(person__name="吴某之妻")
    assert contact.case.number == "株洲1"


def test_a_contact_is_linked_to_a_case_on_file_by_its_number_or_name(send, city):
    case = city.case
    _page, draft = send("mend", "k1", link_from="", find_from="张某一", link_to="p2")
    assert draft.links["from"] == f"on file/case/{case.pk}"
    send("accept", "k1")
    assert Contact.objects.get(person__name="吴某之妻").case == case


def test_a_stay_is_moved_to_another_person_and_back_to_what_was_read(send, reading):
    _page, draft = send("mend", "s1", link_person="p3")
    assert draft.links == {"person": "p3"}
    _page, draft = send("mend", "s1", link_person="p1")
    assert reading.drafts.get(key="s1").mended == "{}"
    send("mend", "s1", link_person="p3")
    send("accept", "s1")
    assert Stay.objects.get(place__name="建材市场").person.name == "郑某"


def test_a_link_that_is_not_named_stays_as_it_was(send):
    _page, draft = send("mend", "s1", field_note="x")
    assert draft.links == {"person": "p1"}


def test_several_of_one_name_are_offered_and_none_is_taken(send, city):
    for _n in range(2):
        people.register(by=None, name="何某", unit_residence=city.hetang)
    page, draft = send("mend", "s1", link_person="p1", find_person="何某")
    assert (page.status_code, draft.links) == (422, {"person": "p1"})
    [field] = [f for f in page.context["page"].link_fields if f.name == "person"]
    offered = [key for key, _word, _chosen in field.options if key.startswith("on file/")]
    assert len(offered) == 2
    _page, draft = send("mend", "s1", link_person=offered[1])
    assert draft.links == {"person": offered[1]}


@pytest.mark.parametrize("said", ["无此人", "天元某"])
def test_who_is_not_on_file_or_of_another_unit_is_not_found(send, city, said):
    people.register(by=None, name="天元某", unit_residence=city.tianyuan)
    page, draft = send("mend", "s1", link_person="p1", find_person=said)
    assert (page.status_code, draft.links) == (422, {"person": "p1"})


@pytest.mark.parametrize("key", ["s1", "k1", "nothing", "on file/person/999999", "on file/x/y"])
def test_a_key_that_cannot_stand_in_the_role_is_refused(send, key):
    page, draft = send("mend", "s1", link_person=key)
    assert (page.status_code, draft.links) == (422, {"person": "p1"})


def test_who_was_at_a_gathering_is_ticked_and_gets_a_stay_and_a_contact(send, city):
    _page, draft = send(
        "mend", "g1", link_person="p1", sent_attendees="1", link_attendees=["p2", "p3"]
    )
    assert list(draft.links.values()) == ["p1", "p2", "p3"]
    _page, draft = send("mend", "g1", link_person="p1", sent_attendees="1", link_attendees=["p3"])
    assert list(draft.links.values()) == ["p1", "p3"]
    send("accept", "g1")
    place = Gathering.objects.get().place
    assert {stay.person.name for stay in place.stays.all()} == {"周某", "郑某"}
    send("accept", "c1")
    assert not contacts.Contact.objects.filter(place=place).exists()  # he was no case yet


def test_the_desk_offers_the_links_by_a_key(sign_in, reading):
    browser = sign_in("reviewer")
    page = browser.get(reverse("inbox_document", args=[reading.pk]), {"draft": "k1"})
    assert 'data-key="l"' in page.content.decode()
    form = browser.get(reverse("inbox_mend", args=[reading.pk]), {"draft": "k1", "links": "1"})
    html = form.content.decode()
    assert "data-links" in html
    assert 'name="link_from"' in html
    assert 'name="find_to"' in html
