"""The brief as a page: of a large city it is made beside the site, and nobody waits for it."""

import pickle
from datetime import timedelta

import pytest
from tests.site.conftest import NOW

from firebreak.outputs.brief import keeping
from firebreak.records import clock
from firebreak.records.beside import Answer
from firebreak.records.situation import state
from firebreak.records.situation.live import LIVE


class Asked(list):
    """Stands for the process beside the site, and does its work when the test says so."""

    def ask(self, _key, _work, given) -> Answer:
        self.append((Answer(), pickle.loads(pickle.dumps(given()))))
        return self[-1][0]

    def do(self) -> None:
        answer, given = self[-1]
        answer.tell(pickle.loads(pickle.dumps(keeping._made(given))))

    is_engaged = True


@pytest.fixture
def beside(monkeypatch):
    monkeypatch.setattr(state, "LARGE", -1)
    monkeypatch.setattr(LIVE, "_may_be_stale", lambda: False)  # the situation itself is there
    asked = Asked()
    monkeypatch.setattr(keeping, "MAKING", asked)
    monkeypatch.setattr(keeping, "_kept", {})
    return asked


def test_who_asks_first_is_told_that_it_is_being_made(city, sign_in, beside):
    reader = sign_in("duty_head")
    for _ in range(2):
        page = reader.get("/brief/").content.decode()
        assert 'hx-get="/brief/"' in page
        assert "<table" not in page
    assert len(beside) == 1
    beside.do()
    assert reader.get("/brief/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "<table" in reader.get("/brief/").content.decode()


def test_it_is_the_one_that_a_smaller_city_is_shown(city, sign_in, beside, monkeypatch):
    reader = sign_in("duty_head")
    reader.get("/brief/")
    beside.do()
    made = reader.get("/brief/").content
    monkeypatch.setattr(state, "LARGE", 10**9)
    assert reader.get("/brief/").content == made


def test_the_last_is_shown_until_the_next_is_there(city, sign_in, beside):
    reader = sign_in("duty_head")
    reader.get("/brief/")
    beside.do()
    first = reader.get("/brief/").content
    with clock.held_at(NOW + keeping.EVERY - timedelta(minutes=1)):
        assert reader.get("/brief/").content == first
    assert len(beside) == 1
    with clock.held_at(NOW + keeping.EVERY):
        assert reader.get("/brief/").content == first
        beside.do()
        assert reader.get("/brief/").content != first


def test_what_cannot_be_made_there_is_made_here(city, sign_in, beside):
    reader = sign_in("duty_head")
    reader.get("/brief/")
    beside[0][0].fail()
    assert "<table" in reader.get("/brief/").content.decode()
