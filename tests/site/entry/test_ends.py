"""Until when somebody would be kept: a form says what the person's page says afterwards."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.records.actions import cases, contacts
from firebreak.records.models import Person, Placement, User

NONE = "No end follows yet"


@pytest.fixture
def exposed(city) -> list[Person]:
    """People of whose exposures not all count, or not from where they began."""
    measles = cases.open_case(
        by=None,
        person=city.zhao,
        pathogen="measles",
        status="suspected",
        when=at(2, 2, 9),
        unit_reporting=city.hospital_2,
        unit_counting=city.tianyuan,
    )
    until = {"when": at(1, 26, 8), "ended_at": local(1, 29, 11, 15)}
    contacts.name_contact(by=None, case=city.case, person=city.li, **until)
    general = {"when": at(2, 1, 9), "order": 0}
    contacts.name_contact(by=None, case=city.case, person=city.wang, **general)
    contacts.name_contact(by=None, case=measles, person=city.qian, when=at(2, 2, 19))
    return list(Person.objects.all())


def test_the_form_says_what_the_page_says_once_it_is_saved(city, exposed, fill, sign_in):
    tracer = _tracer_of_the_whole_city(city)
    browser, told = sign_in(tracer), {}
    for person in exposed:
        about = {"person": person.pk}
        told[person.name] = browser.get(reverse("entry_placement"), about).context["end"]
        asked = reverse("entry_derived_end") + f"?person={person.pk}"
        assert told[person.name] in browser.post(asked, {"level": "home"}).content.decode()
        assert fill(tracer, "entry_placement", about, level="home", unit=city.site.pk).saved
        (end,) = _ends_on_the_page(browser, person)
        assert told[person.name] == end or (end == "" and NONE in told[person.name])
    assert "29 Jan 2020 11:15 → ends 12 Feb 2020 11:15" in told["李某二"]  # from its end
    assert NONE in told["王某三"]  # a general contact is not kept
    assert "1 Feb 2020 12:00" in told["钱某五"]  # not from his exposure to measles


def test_what_was_said_of_the_last_exposure_is_as_exact_afterwards(city, fill, sign_in):
    asked = {"level": "home", "last_exposure": "1月20日"}
    said = sign_in("tracer").post(reverse("entry_derived_end") + f"?person={city.wang.pk}", asked)
    sent = fill("tracer", "entry_placement", {"person": city.wang.pk}, unit=city.site.pk, **asked)
    assert sent.saved, sent
    (end,) = _ends_on_the_page(sign_in("tracer"), city.wang)
    assert "20 Jan 2020 → ends 3 Feb 2020 under" in end
    assert end in said.content.decode()


def test_the_edition_is_the_one_in_force_when_the_observation_begins(city, sign_in):
    asked = {"level": "home", "last_exposure": "1月17日19:00", "when": "1月25日9:00"}
    answer = sign_in("tracer").post(reverse("entry_derived_end"), asked).content.decode()
    assert "2nd edition" in answer


def test_the_forms_about_an_observation_on_file_say_its_end(city, exposed, sign_in):
    for page in ("entry_placement_end", "entry_placement_override"):
        shown = sign_in("tracer").get(reverse(page), {"placement": city.watch.pk})
        assert "29 Jan 2020 11:15 → ends 12 Feb 2020 11:15" in shown.content.decode()


def _tracer_of_the_whole_city(city) -> User:
    post = city.users["tracer"].post
    post.unit = city.root
    post.save()
    return post.user


def _ends_on_the_page(browser, person: Person) -> Iterator[str]:
    """The derived ends of the observations that stand open on somebody's page."""
    page = browser.get(reverse("person", args=[person.pk]))
    for placement, derived in page.context["placements"]:
        if placement.level in Placement.OBSERVATION and placement.ended_at is None:
            yield str(derived)
