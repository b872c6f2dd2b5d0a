"""What all in a list are whose columns do not say it: asked on its page, answered once for all."""

import pytest
from django.urls import reverse

from firebreak.intake.kept import draft_of
from firebreak.intake.receiving import receive
from firebreak.records.models import Draft

ROWS = "姓名,性别,年龄,电话\n虚构甲,男,45,13900000001\n虚构乙,女,30,13900000002\n"


@pytest.fixture
def reading(city):
    how = {"by": None, "name": "名单.csv", "channel": "dropped", "unit": city.hetang}
    return receive(ROWS.encode(), **how).reading


def answer(browser, reading, what):
    there = reverse("inbox_whom", args=[reading.pk])
    return browser.post(there, {"what": what}, follow=True)


def statuses(reading):
    return [draft_of(row).value("status") for row in reading.drafts.filter(kind="case")]


def test_the_page_asks_what_all_of_them_are(reading, sign_in):
    page = sign_in("reviewer").get(reverse("inbox_document", args=[reading.pk]))
    assert "All in the list are" in page.content.decode()
    assert page.context["page"].certain == 0


def test_the_answer_holds_for_all_of_them_and_is_not_remembered_of_the_sender(
    reading, sign_in, city
):
    page = answer(sign_in("reviewer"), reading, "confirmed")
    assert statuses(reading) == ["confirmed", "confirmed"]
    assert page.context["page"].certain == 4
    assert "confirmed cases" in page.content.decode()
    how = {"by": None, "name": "名单.csv", "channel": "dropped", "unit": city.hetang}
    following = receive(ROWS.replace("甲", "丙").encode(), **how).reading
    assert statuses(following) == []


def test_it_can_be_said_otherwise_until_something_is_decided(reading, sign_in):
    browser = sign_in("reviewer")
    answer(browser, reading, "confirmed")
    answer(browser, reading, "people")
    assert not reading.drafts.filter(kind="case").exists()
    browser.post(reverse("inbox_decide", args=[reading.pk]), {"do": "accept_certain"})
    assert set(reading.drafts.values_list("state", flat=True)) == {Draft.State.ACCEPTED}
    page = answer(browser, reading, "confirmed")
    assert "Undo the" in page.content.decode()
    assert not reading.drafts.filter(kind="case").exists()


def test_it_stands_where_columns_are_then_said_otherwise(reading, sign_in):
    browser = sign_in("reviewer")
    answer(browser, reading, "suspected")
    said = {"kind": "cases", "heading": ["电话"], "field": [""]}
    browser.post(reverse("inbox_columns", args=[reading.pk]), said)
    assert statuses(reading) == ["suspected", "suspected"]


def test_something_else_is_no_answer(reading, sign_in):
    page = answer(sign_in("reviewer"), reading, "dead")
    assert "Say what all in the list are" in page.content.decode()
