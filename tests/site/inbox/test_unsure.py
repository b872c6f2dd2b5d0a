"""A draft that is to be looked at says why, and what to do."""

import pytest
from django.urls import reverse
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.receiving import receive
from firebreak.records.models import Reading

WEAK = "Not sure to be read rightly: compare it with the document."
NOBODY = "Only sex, age and home are told, by which nobody is recognised."
NOBODYS = "It is not said whose this is. Say first to whom it belongs."
WAITS = "This belongs to a draft that has not been accepted. Decide on that one first."


@pytest.fixture
def page_of(city, sign_in, monkeypatch):
    """Return `page_of(lines)`: the desk of a document of the small reader, as a reviewer sees it."""
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER, **readers.READERS})
    browser = sign_in("reviewer")

    def show(lines: str, do: str = "") -> str:
        text = f"#small\n{lines}\n".encode()
        reading: Reading = receive(
            text, by=None, name="通报.txt", channel="dropped", unit=city.hetang
        ).reading
        if not do:
            return browser.get(reverse("inbox_document", args=[reading.pk])).content.decode()
        address = reverse("inbox_decide", args=[reading.pk])
        return browser.post(address, {"do": do}, headers={"hx-request": "true"}).content.decode()

    return show


def test_a_value_read_with_little_confidence_says_so_beside_itself(page_of):
    page = page_of("person p1 name=周某 sex=male ~age=45")
    assert page.count(WEAK) == 1
    assert "accept it." not in page


def test_a_draft_with_a_doubt_of_its_own_says_no_more_than_that(page_of):
    page = page_of("person p1 name=周某 ~age=45 ?age=4")
    assert WEAK not in page


def test_somebody_of_whom_too_little_is_told_says_so(page_of):
    assert NOBODY in page_of("person p1 sex=male age=45")
    assert NOBODY not in page_of("person p1 name=周某 sex=male age=45")


def test_a_case_of_nobody_is_not_said_to_wait_for_another_draft(page_of):
    page = page_of("case c1 number=株洲1 status=confirmed")
    assert NOBODYS in page
    assert WAITS not in page


def test_a_case_of_somebody_in_doubt_waits_for_him(page_of):
    page = page_of("person p1 sex=male\ncase c1 number=株洲1 status=confirmed @person=p1")
    assert WAITS in page
    assert NOBODYS not in page


def test_how_many_wait_counts_those_in_doubt_too(page_of):
    page = page_of("person p1 name=周某 sex=male age=45\nperson p2 sex=male", "accept_certain")
    assert "1 accepted. 1 waits: see why beside it." in page
