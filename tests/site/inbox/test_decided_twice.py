"""Two reviewers, two windows, or one who pressed twice: a draft is decided once, and the page says so."""

import pytest
from django.urls import reverse

from firebreak.intake.receiving import receive
from firebreak.records.models import Case, Person, Reading

TEXT = "患者7：周某，男，34岁，荷塘区人，1月18日发病，1月23日确诊。"


@pytest.fixture
def reading(city) -> Reading:
    return receive(
        TEXT.encode(), by=None, name="通报.txt", channel="dropped", unit=city.hetang
    ).reading


@pytest.fixture
def send(reading, sign_in):
    """Return a function that sends a decision on the person of the document, as the desk does."""
    browser = sign_in("reviewer")
    key = reading.drafts.get(kind="person").key

    def press(do: str, **more) -> str:
        address = reverse("inbox_decide", args=[reading.pk])
        answer = browser.post(
            address, {"do": do, "key": key, **more}, headers={"hx-request": "true"}
        )
        return answer.content.decode()

    return press


def test_what_was_accepted_already_is_accepted_once_and_the_second_is_told(send):
    send("accept")
    people, cases = Person.objects.count(), Case.objects.count()
    page = send("accept")
    assert "It had been decided already; nothing was changed." in page
    assert "0 accepted" not in page
    assert (Person.objects.count(), Case.objects.count()) == (people, cases)


def test_what_was_rejected_already_is_not_accepted(send, reading):
    send("reject", reason="misread")
    people = Person.objects.count()
    page = send("accept")
    assert "decided already" in page
    assert Person.objects.count() == people
    assert reading.drafts.get(kind="person").state == "rejected"


def test_what_was_accepted_already_is_not_rejected(send, reading):
    send("accept")
    assert "decided already" in send("reject", reason="misread")
    assert reading.drafts.get(kind="person").state == "accepted"


def test_who_comes_second_with_all_that_is_certain_is_told_so(send):
    assert "3 accepted." in send("accept_certain")
    page = send("accept_certain")
    assert "It had been decided already; nothing was changed." in page
    assert "0 accepted" not in page
