"""What every page can do in the hand: keys, drafts, and staying in the past one looks at.

The pages here are the frame with a form in it, answered in place of the site, so that a failing
network can be played.
"""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from tests.browser.conftest import View

DESK = View("en", 1280)
PHONE = View("zh-CN", 360)
FORM = """
<form method="post" action="/sent/" data-draft="new-check">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <label>Note <textarea name="note" id="note"></textarea></label>
  <label><input type="checkbox" name="fever" id="fever"> Fever</label>
  <input type="password" name="password" id="password">
  <button id="send">Save</button>
</form>
<a id="list" href="/list/?unit=3">List</a> <a id="now" href="/list/" data-leave-past>Now</a>
<ul class="worklist"><li class="work"><a id="first" href="/1/">1</a></li><li class="work"><a id="second" href="/2/">2</a></li></ul>
"""


class Reader:
    """Somebody signed in, as the frame sees him."""

    is_authenticated = True
    post = None

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def get_full_name(self) -> str:
        return "reader"

    get_username = get_full_name


def frame(content: str, *, user: int = 7, body: str = "", **context) -> str:
    source = "{% extends 'base.html' %}{% block body_data %}" + body + "{% endblock %}"
    source += "{% block content %}" + content + "{% endblock %}"
    values = {"user": Reader(user), "messages": [], "csrf_token": "token", **context}
    with translation.override("en"):
        return engines["django"].from_string(source).render(values, RequestFactory().get("/form/"))


@pytest.fixture
def form_page(open_page, transactional_db):
    """Return `form_page(view, **frame)`: a page with a form, whose sending can be made to fail."""

    def serve(page, path: str, html: str, status: int = 200) -> None:
        page.route(
            f"**{path}",
            lambda route: route.fulfill(status=status, body=html, content_type="text/html"),
        )

    def open_form(view: View, **more):
        page = open_page(view)
        page.serve = lambda path, html, status=200: serve(page, path, html, status)
        page.serve("/form/", frame(FORM, **more))
        page.goto("/form/")
        return page

    return open_form


def kept(page) -> str:
    return page.evaluate("JSON.stringify(sessionStorage)")


def test_what_was_typed_comes_back_after_a_send_that_failed(form_page):
    page = form_page(PHONE)
    page.fill("#note", "rang twice, nobody home")
    page.check("#fever")
    page.serve("/sent/", frame("<h1>Out of order</h1>", body=" data-problem"), 404)
    page.click("#send")
    page.wait_for_selector("h1")
    page.wait_for_load_state()
    page.goto("/form/")
    page.wait_for_selector("[data-draft-discard]")
    assert page.input_value("#note") == "rang twice, nobody home"
    assert page.is_checked("#fever")


def test_a_network_that_dies_in_mid_send_loses_nothing(form_page):
    page = form_page(PHONE)
    page.fill("#note", "rang twice")
    page.route("**/sent/", lambda route: route.abort("connectionreset"))
    page.click("#send")
    page.wait_for_url("chrome-error://**")
    page.goto("/form/")
    page.wait_for_selector("[data-draft-discard]")
    assert page.input_value("#note") == "rang twice"


def test_what_was_taken_is_forgotten(form_page):
    page = form_page(DESK)
    page.fill("#note", "rang twice")
    page.serve("/sent/", frame("<h1>Saved</h1>"))
    page.click("#send")
    page.wait_for_selector("h1")
    page.wait_for_load_state()
    assert "rang twice" not in kept(page)
    page.goto("/form/")
    assert page.input_value("#note") == ""


def test_without_a_network_nothing_is_sent_and_the_text_stays(form_page):
    page = form_page(PHONE)
    page.fill("#note", "rang twice")
    page.context.set_offline(True)
    page.click("#send")
    page.wait_for_selector("[data-notice='send-failed']")
    assert page.input_value("#note") == "rang twice"
    assert page.url.endswith("/form/")


def test_a_draft_can_be_discarded(form_page):
    page = form_page(DESK)
    page.fill("#note", "rang twice")
    page.goto("/form/")
    page.click("[data-draft-discard]")
    assert page.input_value("#note") == ""
    assert "rang twice" not in kept(page)


def test_the_next_user_of_the_tab_finds_nothing(form_page):
    page = form_page(DESK)
    page.fill("#note", "rang twice")
    page.unroute("**/form/")
    page.serve("/form/", frame(FORM, user=8))
    page.goto("/form/")
    assert page.input_value("#note") == ""
    assert "rang twice" not in kept(page)


def test_neither_passwords_nor_tokens_are_kept_and_nothing_outlives_the_tab(form_page):
    page = form_page(DESK)
    page.fill("#password", "open sesame")
    page.fill("#note", "rang twice")
    assert "rang twice" in kept(page)
    assert "sesame" not in kept(page)
    assert "secret" not in kept(page)
    assert page.evaluate("localStorage.length") == 0


def test_keys_lead_to_the_lines_of_a_work_list_and_to_the_list_of_keys(form_page):
    page = form_page(DESK)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "second"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "first"
    page.keyboard.press("?")
    assert page.is_visible("#shortcuts")
    page.keyboard.press("Escape")
    assert page.is_hidden("#shortcuts")


def test_keys_do_nothing_while_one_types_or_when_switched_off(form_page):
    page = form_page(DESK)
    page.click("#note")
    page.keyboard.type("jk?/")
    assert page.input_value("#note") == "jk?/"
    assert page.is_hidden("#shortcuts")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("#shortcuts-on")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_hidden("#shortcuts")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(form_page):
    page = form_page(DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_link_of_ours_keeps_the_past_and_the_way_back_leaves_it(form_page):
    page = form_page(DESK, known=datetime(2020, 2, 2, tzinfo=UTC))
    page.serve("/list/?*", frame("<h1>List</h1>"))
    page.serve("/list/", frame("<h1>List</h1>"))
    assert page.is_visible(".banner-past")
    page.click("#list")
    page.wait_for_selector("h1")
    assert page.url.endswith("/list/?unit=3&known=2020-02-02T08%3A00")
    page.go_back()
    page.click("#now")
    page.wait_for_selector("h1")
    assert page.url.endswith("/list/")


@pytest.mark.parametrize("view", [DESK, PHONE], ids=str)
def test_the_frame_is_no_wider_than_its_window(form_page, view, overflow):
    assert overflow(form_page(view)) == 0


def test_on_a_phone_whatever_one_taps_in_the_frame_is_big_enough(form_page):
    page = form_page(PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('header a, header button, header summary, nav a')]
        .map(element => [element.textContent.trim(), element.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
        .map(([text]) => text)"""
    )
    assert small == []
