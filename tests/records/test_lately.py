"""What takes long is made once in a while, and shown with its time."""

import threading
from datetime import timedelta

import pytest
from tests.records.conftest import local

from firebreak.records import clock
from firebreak.records.lately import EVERY, lately
from firebreak.records.situation import situation, state

START = local(1, 25, 9)


@pytest.fixture
def made():
    return []


@pytest.fixture
def make(made):
    def make(now, about):
        made.append(now.at)
        return f"{about} {len(made)}"

    return make


def at(instant):
    with clock.held_at(instant):
        return situation()


def test_of_a_small_city_it_is_made_of_each_situation_once(city, make):
    first, later = at(START), at(START + timedelta(minutes=1))
    assert [lately(first, make, "a").value for _ in range(2)] == ["a 1", "a 1"]
    assert (lately(later, make, "a").value, lately(later, make, "a").at) == ("a 2", later.at)


def test_of_a_large_city_the_last_is_shown_with_its_time_until_it_is_old(city, make, monkeypatch):
    monkeypatch.setattr(state, "LARGE", -1)
    first = at(START)
    assert lately(first, make, "a").value == "a 1"
    soon = lately(at(START + EVERY - timedelta(minutes=1)), make, "a")
    assert (soon.value, soon.at) == ("a 1", first.at)
    assert lately(first, make, "b").value == "b 2"


def test_what_is_old_is_shown_while_the_next_is_made_once(city, monkeypatch):
    monkeypatch.setattr(state, "LARGE", -1)
    begun, may_end, made = threading.Event(), threading.Event(), []

    def make(now):
        made.append(now.at)
        if len(made) > 1:
            begun.set()
            assert may_end.wait(30)
        return len(made)

    lately(at(START), make)
    old = at(START + EVERY)
    assert lately(old, make).value == 1
    assert begun.wait(30)
    assert lately(old, make).value == 1
    renewing = [thread for thread in threading.enumerate() if thread.name.endswith("(_renew)")]
    may_end.set()
    for thread in renewing:
        thread.join(30)
    fresh = lately(old, make)
    assert (fresh.value, fresh.at, len(made)) == (2, old.at, 2)
