"""The inbox of the demo city: three documents wait, read into drafts; one could not be read."""

import pytest
from django.test import Client
from django.urls import reverse

from firebreak.demo.times import STARTS
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.drafts import Span
from firebreak.records import clock
from firebreak.records.models import Person, Reading, User
from firebreak.records.visibility import PROGRAM
from firebreak.site.inbox.seen import in_state, readings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def drafts(reading: Reading):
    desk = Desk.of(reading, None)
    return [desk.draft(key) for key in desk.rows]


def test_three_wait_and_one_could_not_be_read():
    waiting = in_state(readings(PROGRAM), "waiting")
    assert sorted(waiting.values_list("format", "channel")) == [
        ("sheet", "dropped"),
        ("text", "pasted"),
        ("text", "pasted"),
    ]
    unread = in_state(readings(PROGRAM), "unread").get()
    assert unread.problem["code"] == "pdf"


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("协查通报", {"person", "case", "stay", "contact", "place"}),
        ("疑似病例一览表", {"person", "case", "classification"}),
        ("发热门诊夜班交班记录", {"person", "case", "check", "stay"}),
    ],
)
def test_each_was_read_into_what_it_tells(title, kinds):
    reading = Reading.objects.get(source__title__startswith=title)
    assert kinds <= {draft.kind for draft in drafts(reading)}
    assert "row_left_out" not in reading.notes


def test_every_value_of_a_text_shows_the_words_that_say_it():
    for reading in Reading.objects.filter(format="text"):
        values = [value for draft in drafts(reading) for value in draft.fields.values()]
        spans = [value for value in values if isinstance(value.origin, Span)]
        assert spans
        for value in spans:
            assert reading.text[value.origin.start : value.origin.end] == value.quote


def test_whoever_is_in_the_inbox_is_not_on_record_yet():
    told = {d.value("name") for r in Reading.objects.all() for d in drafts(r) if d.kind == "person"}
    assert len(told) == 6
    assert not Person.objects.filter(name__in=told).exists()


def test_the_desk_opens_for_the_reviewer():
    browser = Client()
    browser.force_login(
        User.objects.get(username="reviewer"), backend="firebreak.site.accounts.signed_in.Backend"
    )
    with clock.held_at(STARTS):
        for reading in Reading.objects.all():
            assert browser.get(reverse("inbox_document", args=[reading.pk])).status_code == 200
