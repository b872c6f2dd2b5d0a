"""Attack rates by setting on the page of the chains: each number opens to the people it counts."""

import re

import pytest
from tests.site.chains.test_chains_page import PAGE, main_of, text_of
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import contacts, people
from firebreak.records.situation import situation
from firebreak.records.visibility import PROGRAM
from firebreak.site.contacts.exposed import settings_told

LINK = re.compile(r'<a href="(/contacts/\?setting=[^"]+)">(\d+)</a>')


@pytest.fixture
def many(ill):
    """The dinner of 张 (李 and 赵 fell ill) with a guest still watched, and one never reached."""
    with clock.held_at(local(2, 2, 18)):
        for name, reached in (("周某", True), ("吴某", False)):
            guest = people.register(by=None, name=name, unit_residence=ill.hetang)
            met = contacts.name_contact(
                by=None,
                case=ill.case,
                person=guest,
                when=at(1, 25, 19),
                manner="same_room",
                place=ill.restaurant,
                unit=ill.grid,
            )
            if reached:
                contacts.reach_contact(by=None, contact=met, at=local(2, 2, 17))
    return ill


def test_the_dinner_stands_in_its_setting_with_what_became_of_the_guests(many):
    meal = next(s for s in settings_told(situation(), PROGRAM) if s.key == "meal")
    assert (meal.ill, meal.watched, meal.not_known) == (2, 1, 1)
    assert meal.settled == meal.ill
    assert meal.so_far == "67%"


def test_a_fortnight_later_who_stayed_well_is_counted(many):
    with clock.held_at(local(2, 9, 9)):
        meal = next(s for s in settings_told(situation(), PROGRAM) if s.key == "meal")
    assert (meal.ill, meal.settled, meal.watched, meal.rate) == (2, 3, 0, "67%")


@pytest.mark.parametrize("role", ["duty_head", "tracer", "inspector"])
def test_every_number_opens_to_the_people_it_counts(many, sign_in, role):
    browser = sign_in(role)
    links = LINK.findall(main_of(browser.get(PAGE)).replace("&amp;", "&"))
    assert links
    for href, number in links:
        page = browser.get(href).context["page"]
        assert page.paginator.count == int(number), href


def test_the_list_says_which_setting_it_shows_and_leads_back_to_all(many, sign_in):
    told = text_of(sign_in("duty_head").get("/contacts/?setting=meal&outcome=fell_ill"))
    assert "exposed in the setting: shared meal · fell ill" in told
    assert "all settings" in told


def test_an_outcome_that_is_none_leaves_the_setting_whole(many, sign_in):
    browser = sign_in("duty_head")
    every = browser.get("/contacts/?setting=meal").context["page"].paginator.count
    assert browser.get("/contacts/?setting=meal&outcome=nonsense").context["total"] == every
    assert browser.get("/contacts/?setting=nonsense").status_code == 200


def test_a_county_is_told_of_its_own_contacts_alone(many, sign_in):
    page = sign_in(many.others["secretary"]).get(PAGE)
    meal = next(row for row in page.context["attack"] if row.key == "meal")
    assert (meal.ill, meal.settled, meal.watched, meal.not_known) == (1, 1, 0, 0)  # 赵
