"""The page of a place: who was there, which cases, which contacts; and nobody of another unit."""

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.engine.when import When
from firebreak.records.actions import contacts
from firebreak.records.models import Lookup
from firebreak.records.roles import MAY, Role


@pytest.fixture
def restaurant(city):
    city.restaurant = contacts.add_place(by=None, name="老灶", unit=city.hetang, kind="restaurant")
    city.table = contacts.add_place(
        by=None, name="大圆桌", unit=city.hetang, kind="restaurant", within=city.restaurant
    )
    evening = When.between(local(1, 25, 18, 30), local(1, 25, 21))
    for person, place in (
        (city.zhang, city.table),
        (city.li, city.table),
        (city.qian, city.restaurant),
    ):
        contacts.record_stay(by=None, person=person, place=place, when=evening, seat="")
    contacts.name_contact(
        by=None,
        case=city.case,
        person=city.wang,
        when=at(1, 25, 19),
        place=city.table,
        unit=city.grid,
    )
    return city


def page_of(city, sign_in, role, place="restaurant", query=""):
    return sign_in(role).get(reverse("place", args=[getattr(city, place).pk]) + query)


def test_it_tells_who_was_there_which_cases_and_which_contacts(restaurant, sign_in):
    page = page_of(restaurant, sign_in, "tracer")
    text = page.content.decode()
    assert {v.stay.person.name for v in page.context["there"].visits} == {"张某一", "李某二"}
    assert [case.pk for case in page.context["there"].cases] == [restaurant.case.pk]
    assert [c.person.name for c in page.context["there"].contacts] == ["王某三"]
    assert "<svg" in text


def test_people_of_other_units_are_a_count_and_no_more(restaurant, sign_in):
    page = page_of(restaurant, sign_in, "tracer")
    assert page.context["there"].people_unseen == 1
    assert "钱某五" not in page.content.decode()
    assert "钱某五" in page_of(restaurant, sign_in, "duty_head").content.decode()


def test_a_place_within_leads_to_and_from_what_holds_it(restaurant, sign_in):
    whole, part = reverse("place", args=[restaurant.restaurant.pk]), restaurant.table.pk
    assert reverse("place", args=[part]) in page_of(restaurant, sign_in, "tracer").content.decode()
    assert whole in page_of(restaurant, sign_in, "tracer", "table").content.decode()


def test_another_time_of_day_shows_nobody(restaurant, sign_in):
    page = page_of(restaurant, sign_in, "tracer", query="?since=2020-01-25T21:00")
    assert page.context["there"].visits == []
    page = page_of(restaurant, sign_in, "tracer", query="?since=2020-01-25T20:59")
    assert len(page.context["there"].visits) == 2


@pytest.mark.parametrize("role", Role.values)
def test_it_opens_to_the_posts_of_the_table(restaurant, sign_in, role):
    page = page_of(restaurant, sign_in, role)
    if role not in MAY["places.read"]:
        assert page.status_code == 403
    else:
        assert page.status_code in (200, 404)


def test_whoever_looks_is_noted(restaurant, sign_in):
    page_of(restaurant, sign_in, "tracer")
    noted = Lookup.objects.get()
    assert (noted.by, noted.kind, noted.subject) == (
        restaurant.users["tracer"],
        "place",
        restaurant.restaurant.pk,
    )


def test_it_is_found_by_search_and_from_a_persons_page(restaurant, sign_in):
    href = reverse("place", args=[restaurant.restaurant.pk])
    assert href in sign_in("tracer").get(reverse("search") + "?q=老灶").content.decode()
    href = reverse("place", args=[restaurant.table.pk])
    person = sign_in("tracer").get(reverse("person", args=[restaurant.li.pk]))
    assert href in person.content.decode()


def test_a_place_of_nobody_the_post_sees_is_not_there(restaurant, sign_in):
    far = contacts.add_place(by=None, name="泰山超市", unit=restaurant.tianyuan, kind="shop")
    answer = sign_in("tracer").get(reverse("place", args=[far.pk]))
    assert answer.status_code == 404
