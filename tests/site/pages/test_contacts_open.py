"""Every figure of contacts opens to exactly the people it counts, whoever reads it."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from tests.site.conftest import at, local

from firebreak.outputs.contacts import STANDINGS
from firebreak.records import clock
from firebreak.records.actions import cases, contacts, people, placements

ROLES = ["duty_head", "secretary", "tracer", "grid_worker", "hospital", "inspector"]
NUMBER = re.compile(r"[+−-]?\d+")


@pytest.fixture
def met(city):
    """Four more contacts of the county's case, at other stages, one of them living elsewhere."""
    named = {}
    for word, home, unit, day in (
        ("released", city.hetang, city.grid, 19),
        ("ill", city.hetang, city.grid, 25),
        ("unreached", city.hetang, city.town, 25),
        ("elsewhere", city.tianyuan, city.grid_2, 25),
    ):
        with clock.held_at(local(2, 1, 12)):
            person = people.register(by=None, name=f"孙{word}", unit_residence=home)
            contacts.name_contact(
                by=None, case=city.case, person=person, when=at(1, day, 19), unit=unit
            )
        named[word] = person
    with clock.held_at(local(2, 1, 13)):
        kept = placements.begin(
            by=None, person=named["released"], level="home", unit=city.grid, when=at(2, 1, 13)
        )
    with clock.held_at(local(2, 3, 7)):
        placements.end(by=None, placement=kept, at=local(2, 2, 20), reason="transferred")
        cases.open_case(
            by=None,
            person=named["ill"],
            pathogen="sars-cov-2",
            status="confirmed",
            when=at(2, 3, 6),
            unit_reporting=city.hospital,
            unit_counting=city.hetang,
        )
    return named


def rows(browser, href: str) -> list:
    answer = browser.get(href)
    assert answer.status_code == 200, href
    return [row.person.pk for row in answer.context["page"].paginator.object_list[:1000]]


def test_where_contacts_stand_adds_up_to_all(city, sign_in, met):
    browser = sign_in("duty_head")
    each = [set(rows(browser, f"{reverse('contacts')}?measure={one}")) for one in STANDINGS]
    everyone = rows(browser, reverse("contacts"))
    assert sum(map(len, each)) == len(everyone) == len(set().union(*each)) == 6
    assert [len(one) for one in each] == [2, 1, 0, 1, 2]


@pytest.mark.parametrize("role", ROLES)
def test_a_figure_of_today_is_the_number_of_rows_behind_it(city, sign_in, met, role):
    browser = sign_in(role)
    page = browser.get(reverse("today"))
    assert page.status_code == 200
    figures = contact_figures(page.content.decode())
    assert len(figures) == 5
    for href, number in figures:
        assert len(rows(browser, href)) == number, href


def contact_figures(page: str) -> list[tuple[str, int]]:
    """The numbers of Today that open to contacts."""
    link = rf'<a class="figure-value" href="({reverse("contacts")}[^"]*)">(\d+)</a>'
    return [(href.replace("&amp;", "&"), int(n)) for href, n in re.findall(link, page)]


@pytest.mark.parametrize("role", ["duty_head", "tracer"])
def test_a_difference_of_today_opens_to_those_who_came_and_went(city, sign_in, met, role):
    browser = sign_in(role)
    page = browser.get(reverse("today")).content.decode()
    link = rf'<a href="({reverse("contacts")}[^"]*since[^"]*)">([^<]+)</a>'
    found = re.findall(link, page)
    assert found
    for href, why in found:
        moved = rows(browser, href.replace("&amp;", "&"))
        assert len(moved) == sum(map(int, re.findall(r"[+−](\d+)", why))), (href, why)


@pytest.mark.parametrize("role", ["duty_head", "secretary", "tracer"])
def test_a_figure_of_the_brief_is_the_number_of_rows_behind_it(city, sign_in, met, role):
    browser = sign_in(role)
    page = browser.get(reverse("brief")).content.decode()
    link = rf'<a href="({reverse("contacts")}[^"]*)">([^<]+)</a>'
    found = [(href.replace("&amp;", "&"), text) for href, text in re.findall(link, page)]
    standing = [(href, int(text)) for href, text in found if text.isdigit()]
    differences = [href for href, text in found if not text.isdigit()]
    assert len(standing) >= 4
    assert differences
    for href, number in standing:
        assert len(rows(browser, href)) == number, href
    for href in differences:
        assert rows(browser, href), href


def test_a_contact_exists_for_whoever_answers_for_him_and_for_whoever_counts_the_case(
    city, sign_in, met
):
    counts = set(rows(sign_in("tracer"), reverse("contacts")))
    answers = set(rows(sign_in(city.others["tracer"]), reverse("contacts")))
    grid = set(rows(sign_in("grid_worker"), reverse("contacts")))
    assert counts == {p.pk for p in met.values()} | {city.li.pk}
    assert answers == {met["elsewhere"].pk, city.qian.pk}
    assert grid == {met["released"].pk, met["ill"].pk, city.li.pk}


def test_the_case_a_contact_was_exposed_to_is_hidden_from_who_may_not_see_it(city, sign_in, met):
    page = sign_in(city.others["tracer"]).get(reverse("contacts")).content.decode()
    assert "a case of another unit" in page
    [one] = [row for row in page.split("<tr>") if "孙elsewhere" in row]
    assert reverse("case", args=[city.case.pk]) not in one


def test_a_row_says_how_he_was_exposed_and_until_when_he_is_watched(city, sign_in):
    page = sign_in("tracer").get(reverse("contacts") + f"?people={city.li.pk}")
    [row] = page.context["page"].object_list
    assert row.state == "under observation"
    assert row.ends.start == local(2, 8, 19)  # 14 days after the meal
    assert "shared a meal" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"measure": "not_reached"}, ["unreached", "elsewhere"]),
        ({"q": "孙ill"}, ["ill"]),
        ({"unit": "430202001-1"}, ["released", "ill", "li"]),
        ({"unit": "nowhere"}, []),
        ({"manner": "meal"}, ["li"]),
        ({"measure": "observed", "at": "2020-02-02T12:00"}, ["released", "li"]),
        ({"measure": "released", "since": "2020-02-02T12:00"}, ["released"]),
    ],
)
def test_a_question_leaves_those_it_asks_for(city, sign_in, met, asked, who):
    found = rows(sign_in("tracer"), f"{reverse('contacts')}?{urlencode(asked)}")
    everyone = {**met, "li": city.li}
    assert set(found) == {everyone[word].pk for word in who}


def test_the_chips_count_what_they_open(city, sign_in, met):
    browser = sign_in("tracer")
    for measure, _word, number in browser.get(reverse("contacts")).context["measures"]:
        assert len(rows(browser, f"{reverse('contacts')}?measure={measure}")) == number, measure


def test_the_lost_are_those_of_the_indicator(city, sign_in, met):
    browser = sign_in("duty_head")
    with clock.held_at(local(2, 6, 8)):
        opened = rows(browser, f"{reverse('contacts')}?measure=lost")
        indicator = browser.get(reverse("indicator", args=["tracing", "lost_to_follow_up"]))
        assert len(opened) == indicator.context["line"]["numerator"] > 0


def test_in_the_past_the_figures_open_to_the_rows_of_then(city, sign_in, met):
    browser = sign_in("duty_head")
    page = browser.get(reverse("today") + "?known=2020-02-01T10:00").content.decode()
    for href, number in contact_figures(page):
        assert "known=" in href
        assert len(rows(browser, href)) == number, href


def test_the_list_is_taken_away_as_it_is_shown(city, sign_in, met):
    taken = sign_in("tracer").get(reverse("contacts") + "?format=csv&measure=observed")
    text = taken.content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 2
    assert "李某二" in text
    assert "2020-02-08 19:00" in text


def test_who_may_not_read_of_people_opens_no_list_of_them(city, sign_in):
    assert sign_in("spokesperson").get(reverse("contacts")).status_code == 403


@pytest.mark.parametrize("role", ["tracer", "grid_worker"])
def test_whoever_follows_contacts_walks_to_them_from_every_page(city, sign_in, role):
    page = sign_in(role).get(reverse("duties")).content.decode()
    assert f'<a href="{reverse("contacts")}" data-key="o"' in page


def test_the_file_heads_the_class_of_a_contact_as_the_page_does(city, sign_in):
    asked = {"headers": {"accept-language": "zh-hans"}}
    taken = sign_in("tracer").get(f"{reverse('contacts')}?format=csv", **asked)
    heading = taken.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert heading[2] == "级别"
