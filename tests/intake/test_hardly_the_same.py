"""A namesake who is hardly the same person is told of, and holds nothing back."""

import pytest
from tests.intake import small_reader

from firebreak.intake import known_people, readers
from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.foreseeing import foresee
from firebreak.intake.known import proposals
from firebreak.records.actions import people
from firebreak.records.models import Case, Person
from firebreak.site.inbox.page import DocumentPage

TEXT = """#small 通报
person p1 name=王伟 sex=male phone=10000000031
case c1 number=攸6 status=confirmed classified=2020-01-25 @person=p1
stay s1 place=建材市场 when=2020-01-19 @person=p1
"""


@pytest.fixture
def namesake(city, monkeypatch):
    """Return somebody of the same name in another county, with another telephone."""
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})
    return people.register(by=None, name="王伟", sex="male", phone="10000000032")


@pytest.fixture
def told_of(namesake, take_in, reviewer, monkeypatch):
    """Return the document with a namesake of whom it is hardly likely that he is the same."""
    reading = take_in(TEXT).reading
    desk = Desk.of(reading, reviewer)
    (one,) = proposals(desk, [desk.draft("p1")])["p1"]
    monkeypatch.setattr(known_people, "HARDLY", one.probability + 0.001)
    return reading


def test_it_is_told_and_the_document_goes_in_as_a_heap(told_of, namesake, reviewer):
    desk = Desk.of(told_of, reviewer)
    assert foresee(desk, ["s1"]).goes == {"p1", "c1", "s1"}
    [card] = [
        card for card in DocumentPage(Desk.of(told_of, reviewer)).cards if card.row.key == "p1"
    ]
    assert [choice.pk for choice in card.choices] == [namesake.pk]
    assert (card.must_choose, card.is_hardly_any, card.chosen) == (False, True, None)
    assert accept_certain(by=reviewer, reading=told_of).left == {}
    assert Case.objects.get().person != namesake


def test_the_reviewer_may_still_say_that_it_is_the_same(told_of, namesake, reviewer):
    answers = {"p1": Answer(same_as=namesake.pk)}
    accept(by=reviewer, reading=told_of, keys=["p1"], answers=answers)
    assert Person.objects.count() == 1


def test_a_likelier_one_is_asked_about(namesake, take_in, reviewer, monkeypatch):
    monkeypatch.setattr(known_people, "HARDLY", 0.0)
    assert set(accept_certain(by=reviewer, reading=take_in(TEXT).reading).left) == {
        "p1",
        "c1",
        "s1",
    }
