"""The demo city as somebody meets it after `make run`: every kind of page, in both languages, on
a phone and at a desk, for each role.

The site runs in a process of its own, started by the command people type.
"""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Error
from tests.browser.conftest import DESK, LANGUAGES, PHONE, VIEWS, View

from firebreak.records.roles import Role, may

pytestmark = pytest.mark.own_database

PAGES_AT_MOST = 60
NOT_LINKED = ("/search/?q=ZZ", "/sources/1/")  # reached by typing, or from some cases only
PAST = "?known=2020-01-28T08:00"
LEAVES = ("/logout/", "/language/")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WHERE_LINKS_LEAD = """links => links.map(  // those in pictures too
    link => new URL(link.getAttribute('href'), document.baseURI).href)"""


def kind_of(url: str) -> tuple[str, bool]:
    """Return what sort of page an address is: its pattern, and whether it is a file to take away."""
    parts = urlsplit(url)
    return resolve(parts.path).route, "format" in parse_qs(parts.query)


def walk(page, overflow, look_closely: bool) -> tuple[set[tuple[str, bool]], list[str]]:
    """Open one page of each kind that links lead to; return the kinds and what is wrong."""
    queue = [page.url, *(urljoin(page.url, path) for path in NOT_LINKED)]
    seen, wrong = set(), []
    while queue and len(seen) < PAGES_AT_MOST:
        url = queue.pop(0)
        try:
            kind = kind_of(url)
        except Resolver404:
            wrong.append(f"{url}: leads nowhere")
            continue
        if kind not in seen:
            seen.add(kind)
            wrong += look_at(page, url, overflow)
            if not kind[1]:
                wrong += hard_to_use(page) if look_closely else []
                queue += links(page)
    return seen, wrong + page.complaints


def look_at(page, url: str, overflow) -> list[str]:
    """Open an address and return what is wrong with what is there; a file only has to come."""
    try:
        status = page.goto(url).status
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        status = page.request.get(url).status
        return [] if status == 200 else [f"{url}: answers {status}"]
    if status >= 400:
        return [f"{url}: answers {status}"]
    return [f"{url}: {overflow(page)} px too wide"] if overflow(page) > 0 else []


def hard_to_use(page) -> list[str]:
    """Return what keeps somebody who sees or moves less from using the open page."""
    breaches = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {b['id']} at {b['nodes'][0]['target']}: {b['help']}" for b in breaches]


def links(page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", WHERE_LINKS_LEAD)
    inside = [
        url.partition("#")[0] for url in found if urlsplit(url).netloc == urlsplit(page.url).netloc
    ]
    return [url for url in dict.fromkeys(inside) if not urlsplit(url).path.startswith(LEAVES)]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_kind_of_page_opens_fits_and_can_be_used_by_everybody(enter, view, overflow):
    # a phone in one language and a desk in the other: what axe looks at is the same in both
    look_closely = view in (PHONE, DESK)
    kinds, wrong = walk(enter(Role.DUTY_HEAD, view), overflow, look_closely)
    assert wrong == []
    assert len({route for route, _ in kinds}) >= 16


@pytest.mark.parametrize("role", [role for role in Role if may(role, "today.read")])
def test_each_role_finds_its_first_page_on_a_phone(enter, role, overflow):
    page = enter(role, PHONE)
    assert hard_to_use(page) + page.complaints == []
    assert overflow(page) == 0
    assert page.locator("h1").is_visible()
    assert page.locator("[data-problem]").count() == 0  # "your post may not" is no first page


@pytest.mark.parametrize("role", [role for role in Role if not may(role, "today.read")])
def test_a_role_without_a_room_yet_lands_on_its_own_page_not_on_a_refusal(enter, role, overflow):
    page = enter(role, PHONE)
    assert hard_to_use(page) + page.complaints == []
    assert overflow(page) == 0
    assert page.url.endswith("/me/")
    assert page.locator("[data-problem]").count() == 0


def test_in_the_dark_all_can_be_read(enter, overflow):
    page = enter(Role.DUTY_HEAD, PHONE)
    page.emulate_media(color_scheme="dark")
    wrong = []
    for path in ("/", "/cases/1/", "/units/430202/", "/sources/1/"):
        wrong += look_at(page, urljoin(page.url, path), overflow) + hard_to_use(page)
    assert wrong + page.complaints == []


def test_rooms_without_a_place_in_the_bar_are_one_tap_further(enter):
    page = enter(Role.DUTY_HEAD, PHONE)
    page.click(".navigation summary")
    page.click(".navigation .menu-body a[href='/units/']")
    page.wait_for_url("**/units/")
    assert page.locator(".navigation .menu.has-current").count() == 1


def test_a_table_of_numbers_keeps_its_first_column_in_sight(enter):
    page = enter(Role.DUTY_HEAD, PHONE)
    page.goto("/units/")
    box = page.locator(".keeps-first")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth }")
    assert box.evaluate("box => box.scrollLeft") > 0
    first = page.locator(".keeps-first tbody th").first.bounding_box()
    assert first["x"] >= 0


def test_keys_lead_through_the_work_and_into_it(enter):
    page = enter(Role.DUTY_HEAD, DESK)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".work").nth(1)
    assert second.locator("a:focus").count() == 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/units/")


def test_in_the_past_one_reads_and_changes_nothing(enter, overflow):
    page = enter(Role.CLINICIAN, PHONE)
    for path in ("/", "/cases/", "/units/"):
        assert look_at(page, urljoin(page.url, path + PAST), overflow) == []
        assert page.locator(".banner-past").is_visible()
        assert page.locator("main a[href^='/entry/']").count() == 0
    assert page.complaints == []


def test_a_page_that_is_not_there_or_not_ones_own_says_so(enter, overflow):
    page = enter(Role.SCHOOL, PHONE)
    for path, status in (("/nowhere/", 404), ("/entry/case/", 403)):
        page.complaints.clear()
        assert page.goto(path).status == status
        assert overflow(page) == 0
        assert page.locator("main h1").is_visible()
        assert page.locator("main a[href='/']").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_of_the_demo_day_is_one_sheet_of_paper(enter, language):
    page = enter(Role.DUTY_HEAD, View(language, 1280))
    page.goto("/brief/")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
