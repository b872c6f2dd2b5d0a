"""The demo's dinner, traced on the site: from its eight cases to the one table and its guest."""

import re

import pytest
from tests.browser.conftest import DESK, PHONE

from firebreak.demo import gatherings

pytestmark = pytest.mark.own_database

EIGHT = ("陈砚航", "周青荷", "彭岚峰", "谭竹月", "罗舟岳", "张望松", "谢棠琴", "凌霁帆")


def open_case(page, name: str) -> None:
    page.goto(f"/search/?q={name}")
    page.locator("main a[href^='/cases/']").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))


@pytest.mark.parametrize("view", [DESK, PHONE], ids=str)
def test_the_dinner_is_traced_from_its_eight_cases_to_the_table_and_its_guest(
    enter,
    view,
    overflow,
):
    page = enter("tracer", view)
    page.set_default_timeout(120_000)  # the first trace may have to wait for the compiler
    open_case(page, EIGHT[0])
    page.locator("a[href$='/trace/back/']").click()
    page.locator("details.rest > summary").first.click()
    for box in page.locator(".ticks label").all():
        wanted = any(name in box.inner_text() for name in EIGHT)
        box.locator("input").set_checked(wanted)
    page.locator("form.panel button").click()
    page.wait_for_url(re.compile("with="))
    places = page.locator("#places tbody tr")
    assert gatherings.TABLE in places.nth(0).inner_text()
    assert "8/8" in places.nth(0).inner_text()
    assert "< 0.001" in places.nth(0).inner_text()
    guest = page.locator("#people tbody tr").nth(0)
    assert "刘某" in guest.inner_text()
    assert "8/8" in guest.inner_text()
    assert guest.locator("strong").count() == 2  # how many he met, and that he fell ill before them
    assert page.locator("figure.presence svg rect.bar").count() >= 16  # eight, wide and narrow
    assert overflow(page) <= 0
    assert page.complaints == []


def test_a_proposal_becomes_a_contact_and_is_taken_back(enter):
    page = enter("tracer", DESK)
    page.set_default_timeout(120_000)
    open_case(page, "刘某")
    case = page.url
    page.locator("a[href$='/trace/forward/']").click()
    page.fill("input[name=since]", "2020-01-16T00:00")
    page.locator("form.filters button").click()
    page.wait_for_url(re.compile("since="))
    traced = page.url
    boxes = page.locator("#certain input[name=chosen]")
    before = boxes.count()
    assert before >= 1
    row = page.locator("#certain tbody tr", has=page.locator("input[name=chosen]")).first
    name = row.locator("a").first.inner_text()
    boxes.first.focus()
    page.keyboard.press("Space")  # no mouse is needed
    page.locator(".send-chosen button").click()
    page.wait_for_url(re.compile("/entry/saved/"))
    assert name in page.locator("main").inner_text()
    saved = page.url
    page.goto(case)
    assert name in page.locator("main").text_content()  # it may be folded away among the others
    page.goto(traced)
    assert page.locator("#certain input[name=chosen]").count() == before - 1
    page.goto(saved)
    page.locator("form.back button").click()
    page.wait_for_load_state()
    page.goto(traced)
    assert page.locator("#certain input[name=chosen]").count() == before
    assert page.complaints == []
