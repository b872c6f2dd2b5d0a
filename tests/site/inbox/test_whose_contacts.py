"""Contacts of a list that does not say whose they are: said once, of all of them."""

import pytest
from django.urls import reverse

from firebreak.intake.accepting import accept_certain
from firebreak.intake.kept import draft_of
from firebreak.intake.receiving import receive
from firebreak.records.models import Contact

CASES = "病例编号,姓名,性别,年龄,居住县区,确诊日期\n14,何某,女,45,荷塘区,2020-01-28\n"
CONTACTS = """姓名,性别,年龄,接触方式,末次接触时间
张丽华,女,31,同办公室,2020-01-27
李勇,男,40,同乘,2020-01-26
陈芳,女,52,同餐,2020-01-25
"""


@pytest.fixture
def reading(city):
    def put(rows, name):
        return receive(
            rows.encode(), by=None, name=name, channel="command", unit=city.hetang
        ).reading

    accept_certain(by=None, reading=put(CASES, "cases.csv"))
    return put(CONTACTS, "密接.csv")


def contacts_of(reading) -> list:
    return [row.key for row in reading.drafts.filter(kind="contact")]


def test_one_answer_says_of_all_rows_whose_contacts_they_are(reading, sign_in):
    browser = sign_in("reviewer")
    first = contacts_of(reading)[0]
    page = browser.get(reverse("inbox_document", args=[reading.pk])).content.decode()
    assert "does not say for certain to which case they belong" in page
    form = browser.get(reverse("inbox_mend", args=[reading.pk]), {"draft": first}).content.decode()
    assert "also 2 other contacts of this list" in form
    said = {"link_from": "", "find_from": "14", "alike": "from"}
    address = reverse("inbox_decide", args=[reading.pk])
    sent = {"do": "mend", "key": first, **said}
    page = browser.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert "and 2 other drafts with it" in page
    accept_certain(by=None, reading=reading)
    assert {(c.case.number, c.person.name) for c in Contact.objects.filter(case__number="14")} == {
        ("14", "张丽华"),
        ("14", "李勇"),
        ("14", "陈芳"),
    }


def test_what_was_said_of_all_is_undone_at_once(reading, sign_in):
    browser, first = sign_in("reviewer"), contacts_of(reading)[0]
    address = reverse("inbox_decide", args=[reading.pk])
    browser.post(
        address, {"do": "mend", "key": first, "find_from": "14", "link_from": "", "alike": "from"}
    )
    browser.post(address, {"do": "undo"})
    assert not any("from" in draft_of(row).links for row in reading.drafts.all())


def test_without_the_tick_it_is_said_of_one_row(reading, sign_in):
    browser, first = sign_in("reviewer"), contacts_of(reading)[0]
    address = reverse("inbox_decide", args=[reading.pk])
    browser.post(address, {"do": "mend", "key": first, "find_from": "14", "link_from": ""})
    linked = [row.key for row in reading.drafts.all() if "from" in draft_of(row).links]
    assert linked == [first]
