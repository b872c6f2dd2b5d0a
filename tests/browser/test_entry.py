"""Entering with one hand: what the browser adds to forms that work without it."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import View
from tests.site.conftest import NOW, PASSWORD, make_city

from firebreak.records import clock, situation
from firebreak.records.actions import units
from firebreak.records.models import Case, Check

PHONE = View("en", 360)


@pytest.fixture
def city(transactional_db):
    """Return the small city, with a clock that the server's own thread reads too."""
    situation.forget()
    clock.forget()
    made = make_city()
    with clock.held_at(NOW):
        units.set_installation(by=None, city=made.root, pathogen="sars-cov-2", demo_starts_at=NOW)
    yield made
    clock.forget()
    situation.forget()


def test_somebody_on_file_is_suggested_while_his_name_is_typed(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Name").press_sequentially("王某三")
    suggestion = page.get_by_role("radio", name="王某三")
    suggestion.check()
    page.get_by_label("Exposure, in a line").fill("聚餐")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("open case already")
    expect(page.get_by_role("radio", name="王某三")).to_be_checked()
    expect(page.get_by_label("Exposure, in a line")).to_have_value("聚餐")


def test_a_typed_time_says_what_was_understood(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Onset of symptoms").press_sequentially("1月18日上午")
    expect(page.locator(".understood").first).to_contain_text("2020-01-18 06:00")


def test_a_time_put_right_loses_its_old_fault(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Name").fill("孙某六")
    onset = page.get_by_label("Onset of symptoms")
    onset.fill("32 January")
    page.get_by_role("button", name="Save").click()
    field = page.locator(".field", has=onset)
    expect(field.locator(".errors")).to_have_count(1)
    onset.fill("1月18日上午")
    expect(field.locator(".understood")).to_contain_text("2020-01-18 06:00")
    expect(field.locator(".errors")).to_have_count(0)
    assert onset.get_attribute("aria-invalid") is None
    onset.fill("1月32日")
    expect(field.locator(".understood .problem")).to_be_visible()


def test_what_was_understood_is_clear_of_the_ring_and_of_the_button(city, open_page):
    page = open_page(PHONE, city.users["tracer"])
    for address in ("/entry/gathering/", "/entry/stay/"):
        page.goto(address)
        field = page.locator("[name=when]")
        # As low as it can be: just above the button that stays in sight.
        field.evaluate(
            """el => { const low = document.querySelector(".send").getBoundingClientRect().top;
            scrollBy(0, el.getBoundingClientRect().bottom - low); }"""
        )
        field.press_sequentially("1月18日上午")
        said = page.locator(".field", has=field).locator(".understood")
        expect(said).to_contain_text("06:00")
        box, button = said.bounding_box(), page.locator(".send .button").bounding_box()
        ring = field.evaluate(
            """el => { const s = getComputedStyle(el);
            return el.getBoundingClientRect().bottom
                + parseFloat(s.outlineWidth) + parseFloat(s.outlineOffset); }"""
        )
        assert box["y"] > ring
        assert box["y"] + box["height"] <= button["y"]


def test_the_derived_end_follows_the_last_exposure_typed(city, open_page):
    page = open_page(PHONE, city.users["tracer"])
    page.goto(f"/entry/placement/?person={city.wang.pk}")
    page.get_by_label("Last exposure").fill("1月17日19:00")
    page.get_by_label("Last exposure").blur()
    expect(page.locator("#derived-end")).to_contain_text("ends 31 Jan 2020 19:00")


def test_a_follow_up_takes_a_temperature_a_tap_and_save_and_can_be_taken_back(city, open_page):
    page = open_page(PHONE, city.users["grid_worker"])
    page.goto(f"/entry/check/?person={city.li.pk}")
    page.get_by_label("Temperature").fill("373")
    page.get_by_text("reported", exact=True).click()
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    assert Check.objects.filter(person=city.li, action_taken="reported").count() == 1
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert not Check.objects.filter(person=city.li, action_taken="reported").exists()


def test_a_new_case_can_be_entered_with_the_keyboard_alone(city, open_page):
    page = open_page(View("en", 1280), city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Name").focus()
    page.keyboard.type("孙某六")
    for _ in range(4):  # telephone, stays in, more, onset
        page.keyboard.press("Tab")
    page.keyboard.type("2020-02-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    case = Case.objects.get(person__name="孙某六")
    assert case.happened_precision == "day"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_form_is_wider_than_a_phone(city, open_page, overflow, language):
    page = open_page(View(language, 360), city.users["tracer"])
    for address in (
        "/entry/",
        "/entry/case/",
        f"/entry/check/?person={city.li.pk}",
        f"/entry/contact/?case={city.case.pk}",
        f"/entry/correction/?case={city.case.pk}",
        f"/entry/placement/?person={city.li.pk}",
        "/entry/classification/",
        "/me/",
    ):
        page.goto(address)
        assert overflow(page) == 0, address


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Name").fill("孙某六")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    sign_in(page, "clinician")
    expect(page.get_by_label("Name")).to_have_value("孙某六")
    assert not Case.objects.filter(person__name="孙某六").exists()


def test_whose_session_ends_while_he_types_is_told_and_goes_on_where_he_was(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Name").press_sequentially("孙某六")
    expect(page.get_by_role("alert")).to_contain_text("no longer signed in")
    page.get_by_role("link", name="Sign in and go on").click()
    sign_in(page, "clinician")
    expect(page.get_by_label("Name")).to_have_value("孙某六")


def test_somebody_else_who_signs_in_finds_nothing_of_it(city, open_page):
    page = open_page(PHONE, city.users["clinician"])
    page.goto("/entry/case/")
    page.get_by_label("Name").fill("孙某六")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    sign_in(page, "tracer")
    expect(page.get_by_label("Name")).to_have_value("")
    assert "孙某六" not in page.evaluate("JSON.stringify(sessionStorage)")


def sign_in(page, username: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/entry/case/")
