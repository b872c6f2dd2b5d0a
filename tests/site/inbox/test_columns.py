"""As what the columns of a sheet are read: shown, said otherwise, remembered of the sender."""

import pytest
from django.urls import reverse

from firebreak.intake.receiving import receive
from firebreak.records.actions.columns import remembered
from firebreak.records.models import Draft
from firebreak.records.roles import MAY, Role

ROWS = "编号,姓名,甲,确诊日期\n{n},周某,荷塘区,2020-01-25\n"


@pytest.fixture
def bring(city):
    def put(n=1, sender="荷塘疾控"):
        content = ROWS.format(n=n).encode()
        return receive(
            content, by=None, name="名单.csv", channel="dropped", unit=city.hetang, sender=sender
        ).reading

    return put


def choose(browser, reading, fields=("number", "name", "residence", "confirmed"), kind="cases"):
    said = {"kind": kind, "heading": ["编号", "姓名", "甲", "确诊日期"], "field": fields}
    return browser.post(reverse("inbox_columns", args=[reading.pk]), said, follow=True)


def residence(reading):
    from firebreak.intake.kept import draft_of

    [person] = reading.drafts.filter(kind="person")
    return draft_of(person).value("residence")


def test_the_desk_shows_what_each_column_was_read_as(bring, sign_in):
    page = sign_in("reviewer").get(reverse("inbox_document", args=[bring().pk]))
    [one] = page.context["page"].lists
    assert [(c.letter, c.heading, c.field) for c in one.columns] == [
        ("A", "编号", "number"),
        ("B", "姓名", "name"),
        ("C", "甲", ""),
        ("D", "确诊日期", "confirmed"),
    ]
    assert one.unread == 1


def test_a_column_said_otherwise_is_read_so_and_so_is_the_senders_next_list(bring, sign_in):
    first = bring()
    page = choose(sign_in("reviewer"), first)
    assert "remembered" in page.content.decode()
    assert residence(first) == "荷塘区"
    assert residence(bring(2)) == "荷塘区"
    assert residence(bring(3, sender="攸县疾控")) is None
    assert remembered("荷塘疾控")["cases"]["甲"] == "residence"


def test_what_was_decided_already_does_not_hang_in_the_air(bring, sign_in):
    reading = bring()
    browser = sign_in("reviewer")
    decide = reverse("inbox_decide", args=[reading.pk])
    browser.post(decide, {"do": "accept", "key": reading.drafts.first().key})
    page = choose(browser, reading)
    assert "Undo the" in page.content.decode()
    assert residence(reading) is None
    assert remembered("荷塘疾控") == {}


def test_columns_that_leave_no_list_change_nothing(bring, sign_in):
    reading = bring()
    keys = set(reading.drafts.values_list("key", flat=True))
    choose(sign_in("reviewer"), reading, fields=("", "", "", ""))
    assert set(Draft.objects.filter(reading=reading).values_list("key", flat=True)) == keys
    assert remembered("荷塘疾控") == {}


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY["columns.choose"]])
def test_nobody_else_says_what_columns_are(bring, sign_in, role):
    address = reverse("inbox_columns", args=[bring().pk])
    assert sign_in(role).post(address, {"kind": "cases"}).status_code in (403, 404)
