"""Whatever stands after the question mark, a page answers with a page, never with a fault."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HOSTILE = (
    "a\x00b",
    "'\"><script>alert(1)</script>",
    "%",
    "²",
    "٣",
    "-1",
    "1",
    "9" * 19,
    "9" * 5000,
    "NaN",
    "\u202egnirts 🦠 张某一",
    "[(*+\\",
    "2020-02-03T08:00",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59:59.999999-14:00",
    "2020-02-30",
    "unknown",
    "430202",
    "confirmed",
    "case.",
    "xlsx",
    "mine",
)
CASES = (
    *("measure", "status", "q", "imported", "infected_through", "outbreak", "people", "order"),
    *("unit_counting", "unit_residence", "unit_stay", "unit_reporting"),
    *("date_onset", "date_confirmation", "date_reporting", "date_onset_from", "date_outcome_from"),
)
DUTIES = ("state", "who", "rule", "rule_like", "holder_role", "county", "holder_unit", "person")
ABOUT = ("person", "case", "sample", "contact", "placement", "outbreak", "report", "unit")
#: page -> the names its address may hold, beside `known`, `page` and `format`.
PAGES = {
    "today": ("by",),
    "brief": (),
    "cases": CASES,
    "duties": DUTIES,
    "units": (),
    "indicators": ("days",),
    "rules": (),
    "events": ("kind", "stored_after", "happened_after", "subject"),
    "search": ("q",),
    "entry": ABOUT,
    "entry_case": ABOUT,
    "entry_check": (*ABOUT, "kind"),
    "entry_contact": (*ABOUT, "q"),
    "entry_identity": (*ABOUT, "sender", "code", "next"),
    "entry_milestone": (*ABOUT, "q", "kind"),
    "entry_placement": (*ABOUT, "level"),
    "entry_report": (*ABOUT, "q", "kind"),
    "entry_result": (*ABOUT, "q"),
    "entry_review": (*ABOUT, "q"),
    "login": ("next",),
    "choose_post": ("next",),
}
EVERYWHERE = ("known", "page", "format")
FINE = {200, 302, 400, 403, 404, 422}

values = st.sampled_from(HOSTILE) | st.text(max_size=30)


def queries(page: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    names = st.sampled_from((*PAGES[page], *EVERYWHERE))
    return st.lists(st.tuples(names, values), min_size=1, max_size=4)


def encoded(query: list[tuple[str, str]]) -> str:
    return urlencode([(name, text.encode("utf-8", "surrogatepass")) for name, text in query])


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_value_in_every_place_is_answered(city, sign_in, page):
    browser = sign_in("reviewer")
    for value in HOSTILE:
        address = f"{reverse(page)}?{encoded([(name, value) for name in PAGES[page]])}"
        assert browser.get(address).status_code in FINE, address


@pytest.mark.parametrize("page", ["cases", "brief", "entry_contact"])
@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_hostile_page_format_or_past_is_answered(city, sign_in, page, name):
    browser = sign_in("reviewer")
    for value in HOSTILE:
        assert browser.get(f"{reverse(page)}?{encoded([(name, value)])}").status_code in FINE, value


@pytest.mark.parametrize("page", PAGES)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mixture_is_answered(city, sign_in, page, data):
    query = data.draw(queries(page))
    answer = sign_in("reviewer").get(f"{reverse(page)}?{encoded(query)}")
    assert answer.status_code in FINE, query
    for _name, text in query:
        if "<script>" in text and "csv" not in dict(query).values():
            assert text.encode() not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/cases/{}/",
        "/people/{}/",
        "/units/{}/",
        "/units/{}/observed/",
        "/sources/{}/",
        "/rules/{}/",
        "/rules/{}/change/",
        "/indicators/tracing/{}/",
        "/duties/{}/{}/{}/",
        "/entry/saved/{}/",
        "/api/cases/{}",
    ],
)
def test_any_record_number_in_the_path_is_answered(city, sign_in, path):
    browser = sign_in("reviewer")
    for value in ("0", "9" * 19, "9" * 40, "²", "a%00b", "..", "株洲"):
        assert browser.get(path.format(value, value, value)).status_code in FINE, (path, value)


def test_nul_in_an_address_is_refused_with_a_sentence(city, sign_in):
    answer = sign_in("reviewer").get("/search/?q=a%00b")
    assert answer.status_code == 400
    assert "Type it anew" in answer.content.decode()
