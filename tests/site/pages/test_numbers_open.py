"""A number on a page is the number of rows it opens to."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from tests.site.conftest import NOW, at

from firebreak.outputs.brief import brief
from firebreak.records import clock
from firebreak.records.actions import cases, people, units
from firebreak.records.models import User
from firebreak.records.situation import situation
from firebreak.records.visibility import PROGRAM, scope_of


class Links(HTMLParser):
    """Every link whose text is a number."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self.href: str | None = None
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.href, self.text = dict(attributes).get("href"), ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag != "a" or self.href is None:
            return
        if self.text.strip().isdigit() and not self.href.startswith("#"):
            self.found.append((self.href, int(self.text)))
        self.href = None


def rows_at(browser, href: str) -> int:
    path, _, anchor = href.partition("#")
    context = browser.get(path).context
    if anchor == "silent":
        return len(context["silent"])
    return context["page"].paginator.count


@pytest.mark.parametrize("role", ["duty_head", "tracer"])
@pytest.mark.parametrize(
    "address",
    ["today", "units", "indicators", ("unit", "430202"), ("indicator", "tracing", "follow_up")],
)
def test_a_number_is_the_number_of_rows_behind_it(city, sign_in, role, address):
    name, *arguments = [address] if isinstance(address, str) else address
    browser = sign_in(role)
    path = reverse(name, args=arguments)
    page = browser.get(path)
    links = [(urljoin(path, href), n) for href, n in Links(page.content.decode()).found]
    wrong = [(href, n, rows_at(browser, href)) for href, n in links if n != rows_at(browser, href)]
    assert not wrong
    if name == "units":
        assert len(links) > 6


def test_the_counties_add_up_to_the_city(city, sign_in):
    page = sign_in("duty_head").get(reverse("units"))
    total = sign_in("duty_head").get(reverse("cases") + "?measure=confirmed")
    assert page.context["sum"]["confirmed"] == total.context["total"] == 1


def test_breached_and_silent_are_one_number_on_every_page(city, sign_in):
    """Hetang's on its own Today and brief, and on the city's pages; silence is apart everywhere."""
    browser, theirs = sign_in("duty_head"), sign_in("secretary")
    today = theirs.get(reverse("today"))
    standings = browser.get(reverse("units")).context["standings"]
    [listed] = [row for row in standings if row.unit == city.hetang]
    counties = brief(situation(), scope=PROGRAM).counties
    [of_city] = [row for row in counties if row.code == city.hetang.code]
    own_brief = brief(situation(), scope=scope_of(city.users["secretary"]))
    page = browser.get(reverse("unit", args=["430202"]))
    below = browser.get(reverse("unit", args=["4302"])).context["children"]
    [child] = [row["overdue"] for row in below if row["unit"] == city.hetang]
    numbers = [listed.overdue, of_city.overdue, own_brief.overdue_count, _work(page), child]
    assert numbers == [_work(today)] * len(numbers)
    silent = len(today.context["silent"])
    assert silent
    assert (listed.silent, of_city.silent) == (silent, silent)


def _work(page) -> int:
    return next(group.total for group in page.context["work"] if group.key == "overdue")


@pytest.mark.parametrize("role", ["duty_head", "secretary"])
def test_the_list_of_duties_says_how_many_of_them_are_reports_of_silent_units(city, sign_in, role):
    browser, duties = sign_in(role), reverse("duties")
    clocks = _work(browser.get(reverse("today")))
    every = browser.get(duties, {"state": "overdue"})
    silent = every.context["silent"]
    assert silent
    assert every.context["total"] == clocks + silent
    words = f"of which {silent} missing report{'s' if silent > 1 else ''} of silent units"
    assert words in every.content.decode()
    for silence, number in (("apart", clocks), ("only", silent)):
        asked = {"state": "overdue", "silence": silence}
        assert browser.get(duties, asked).context["total"] == number


def test_figures_say_what_explains_their_difference(city, sign_in):
    page = sign_in("duty_head").get(reverse("today"))
    suspected = next(f for f in page.context["figures"] if "measure=suspected" in f.href)
    assert (suspected.value, suspected.change) == (2, 2)
    assert re.search(r"\+2", suspected.why)


def test_the_numbers_of_the_brief_open_to_their_cases_as_of_its_24_00(city, sign_in):
    browser = sign_in("duty_head")
    found = Links(browser.get(reverse("brief")).content.decode()).found
    cases = [(href, number) for href, number in found if href.startswith(reverse("cases"))]
    assert cases
    for href, number in cases:
        assert rows_at(browser, href) == number, href


def test_the_indicators_go_out_as_a_file_with_what_they_were_counted_from(city, sign_in):
    file = sign_in("reviewer").get(reverse("indicators") + "?format=csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert file["Content-Type"].startswith("text/csv")
    assert len(lines) > 20  # both sets
    assert lines[0].count(",") == 7


def test_case_numbers_are_in_the_order_of_their_numbers(city, sign_in):
    for number in ("ZZ-10", "10", "2", "ZZ-9", "1"):
        person = people.register(by=None, name="测试", unit_residence=city.hetang)
        cases.open_case(
            by=None, person=person, pathogen="sars-cov-2", status="confirmed", number=number,
            when=at(2, 3, 7), unit_reporting=city.hospital, unit_counting=city.hetang,
        )  # fmt: skip
    page = sign_in("reviewer").get(reverse("cases"), {"order": "number"}).context["page"]
    numbers = [case.number for case, _row in page.object_list]
    kept = [number for number in numbers if number in ("1", "2", "10", "ZZ-9", "ZZ-10")]
    assert kept == ["1", "2", "10", "ZZ-9", "ZZ-10"]


def test_where_nothing_is_on_record_no_zero_stands(small_record, client):
    """Of a city that keeps confirmed cases alone: no suspect, no observation, no check, no report."""
    chips = client.get(reverse("cases")).context["measures"]
    assert {measure: number for measure, _word, number in chips if number is not None} == {
        "confirmed": 1,
        "in_care": 1,
        "probable": 0,
        "asymptomatic": 0,
    }
    units = client.get(reverse("units"))
    [row] = [row for row in units.context["standings"] if row.confirmed]
    assert (row.suspected, row.observed, row.silent, row.overdue) == (None,) * 4
    assert units.context["sum"]["overdue"] is None
    today = client.get(reverse("today")).content.decode()
    assert "No check is on record, so this cannot be judged." in today
    assert "No case was met and let go on." not in today


@pytest.fixture
def small_record(db, client):
    """A county with one case, confirmed a week before anything was entered here."""
    with clock.held_at(NOW):
        root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
        county = units.open_unit(by=None, code="430202", name="荷塘区", kind="county", parent=root)
        units.set_installation(by=None, city=root, pathogen="sars-cov-2")
        person = people.register(by=None, name="测试", unit_residence=county)
        cases.open_case(
            by=None, person=person, pathogen="sars-cov-2", status="confirmed",
            when=at(1, 27, 7), told_at=at(1, 27, 7).start, unit_reporting=county, unit_counting=county,
        )  # fmt: skip
        user = User.objects.create(username="head", name="head")
        units.appoint(by=None, user=user, role="duty_head", unit=root)
        client.force_login(user)
        client.cookies["django_language"] = "en"
        yield root
