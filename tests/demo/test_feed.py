"""The demo's feed: seeded, pseudonymous, partly linked, and traced like a real one."""

import re

import polars as pl
import pytest

from firebreak import home
from firebreak.demo import feed, story
from firebreak.demo.times import STARTS
from firebreak.demo.whole import SEED
from firebreak.records import clock, situation
from firebreak.records.models import Case, Feed, FeedIdentity, FeedPlace
from firebreak.records.traces.asking import fed_at
from firebreak.records.traces.feed_places import suggestions, waiting
from firebreak.records.traces.stays import index_path
from firebreak.records.visibility import PROGRAM


def test_the_same_seed_gives_the_same_feed_and_another_seed_another():
    assert feed.stays_of(7).equals(feed.stays_of(7))
    assert not feed.stays_of(7).equals(feed.stays_of(8))


def test_no_id_says_who_anybody_is():
    ids = feed.stays_of(SEED)["person_id"].unique().to_list()
    assert all(re.fullmatch(r"430202/u[0-9a-f]{8}", text) for text in ids)
    assert len(ids) == feed.RESIDENTS + len(feed.DINERS) + len({key for key, *_ in feed.SEEN})


def test_every_stay_is_a_good_one():
    stays = feed.stays_of(SEED)
    assert stays.filter(pl.col("start") >= pl.col("end")).is_empty()
    assert set(stays["place_id"]) == set(feed.places()["place_id"])


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
def test_what_came_in_and_what_a_tracer_linked_is_on_record():
    took = Feed.objects.get()
    assert took.rows == feed.stays_of(SEED).height
    assert (took.sender.code, took.kind) == (feed.SENDER, "check_ins")
    assert {link.code for link in FeedPlace.objects.all()} == {"C101"}
    named = {link.code: link.person for link in FeedIdentity.objects.all()}
    assert Case.objects.get(person=named[feed.code_of(SEED, "liu")]).number
    assert len(named) == len(feed.NAMED)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_city")
def test_those_who_scanned_the_code_at_the_dinner_are_found_and_a_door_waits_with_a_suggestion(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(home, "folder", lambda: tmp_path)
    feed.build_index(index_path(), SEED)
    situation.forget()
    with clock.held_at(STARTS):
        now = situation.situation()
        inn = FeedPlace.objects.get().place
        evening = feed.at("01-17 18:30"), feed.at("01-17 21:00")
        _stays, there = fed_at(now, [inn.pk], *evening, by=None)
        diners = {f"430202/{feed.code_of(SEED, f'diner.{n}')}" for n in range(len(feed.DINERS))}
        assert diners & set(there["person_id"]) == diners - {
            f"430202/{feed.code_of(SEED, 'diner.3')}"  # he had left at 18:20
        }
        left = waiting(now, PROGRAM)
        assert set(left["code"]) == {"C102", "C103", "C104"}
        gate = left.filter(pl.col("code") == "C102").row(0, named=True)
        assert [place.name for place in suggestions([gate["name"]], PROGRAM)[gate["name"]]][:1] == [
            "虚构机车配件厂"
        ]
    situation.forget()


def test_the_story_is_not_in_the_feed_by_name():
    text = feed.stays_of(SEED).write_csv() + feed.places().write_csv()
    names = [row.name for row in story.CASES]
    assert not [name for name in names if name in text]
