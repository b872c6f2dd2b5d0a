"""Feeds of stays: who may take one in, and who says whom an id in it means."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.records.conftest import local

from firebreak.engine.when import Precision
from firebreak.records.actions import feeds, people
from firebreak.records.actions.withdraw import take_back
from firebreak.records.models import Change, FeedIdentity
from firebreak.records.visibility import Refused


@pytest.fixture
def liu(city):
    return people.register(by=None, name="刘某", unit_stay=city.hetang)


def link(city, person, by=None, code="8812"):
    return feeds.link_person(by=by, sender=city.hetang, code=code, person=person)


def test_a_feed_keeps_who_sent_it_when_it_came_and_what_it_spans(city):
    feed = feeds.receive(
        by=None,
        kind="gate_passes",
        sender=city.hetang,
        file_name="gate.csv",
        rows=3,
        first=local(1, 20),
        last=local(1, 22),
    )
    assert (feed.happened.start, feed.happened.end) == (local(1, 20), local(1, 22))
    assert feed.happened.precision is Precision.INTERVAL
    assert feed.told_at is not None
    assert feed.history.count() == 1


def test_an_id_is_named_once_and_saying_it_again_changes_nothing(city, liu):
    assert link(city, liu) == link(city, liu)
    assert FeedIdentity.objects.count() == 1
    with translation.override("en"), pytest.raises(ValidationError, match="already"):
        link(city, people.register(by=None, name="李某", unit_stay=city.hetang))


def test_the_same_id_of_another_sender_is_somebody_else(city, liu):
    link(city, liu)
    other = people.register(by=None, name="李某", unit_stay=city.tianyuan)
    feeds.link_person(by=None, sender=city.tianyuan, code="8812", person=other)
    assert FeedIdentity.objects.count() == 2


def test_who_does_not_trace_names_nobody_and_nobody_names_for_another_county(city, user, liu):
    with pytest.raises(Refused):
        link(city, liu, by=user("clinician", city.hospital))
    with pytest.raises(Refused):
        link(city, liu, by=user("tracer", city.tianyuan))
    assert link(city, liu, by=user("tracer", city.hetang)).person == liu


def test_a_name_given_by_mistake_can_be_taken_back(city, user, liu):
    tracer = user("tracer", city.hetang)
    link(city, liu, by=tracer)
    take_back(by=tracer, made=Change.objects.get(action="feeds.link"))
    assert not FeedIdentity.objects.exists()
    assert [v.history_type for v in FeedIdentity.history.order_by("history_id")] == ["+", "-"]
