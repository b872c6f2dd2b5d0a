"""The demo's chains in a browser: the tree comes by itself, and no mouse is needed."""

import re

import pytest
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.own_database

PATIENCE_MS = 300_000  # the first inference may have to wait for the compiler


@pytest.mark.parametrize("view", [DESK, PHONE], ids=str)
def test_the_tree_shows_the_dinner_and_a_case_is_opened_from_the_keyboard(enter, view, overflow):
    page = enter("duty-head", view)
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/chains/")
    tree = page.locator(".chain-tree .chart-box:visible svg")
    tree.wait_for()
    assert tree.locator("text", has_text="刘某").count() == 1
    first = page.locator("#sources tbody tr").first.inner_text()
    assert "刘某" in first
    assert overflow(page) <= 0
    link = tree.locator("a:not([tabindex])").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    assert page.locator("#infectors").is_visible()
    assert page.complaints == []
