"""Two places that only look like one: who said so and why, what follows from it, and back again."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.records.conftest import at, local

from firebreak.outputs.brief.make import brief
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock
from firebreak.records.actions import contacts, people, places
from firebreak.records.actions.withdraw import take_back
from firebreak.records.history import as_known
from firebreak.records.models import Change, Place, PlaceDistinction, Stay
from firebreak.records.roles import MAY, Role
from firebreak.records.situation import situation
from firebreak.records.visibility import Refused

WHY = "现场核实：马路两侧的两个小区"


@pytest.fixture(autouse=True)
def the_twentieth_in_english():
    with clock.held_at(local(1, 20, 22)), translation.override("en"):
        yield


@pytest.fixture
def pair(city):
    """Two compounds of Hetang whose names sound the same."""
    with clock.held_at(local(1, 20, 9)):
        return [
            contacts.add_place(by=None, name=name, unit=city.hetang)
            for name in ("测试名苑", "测试茗苑")
        ]


def asked_about(known=None) -> list[tuple[int, int]]:
    """The pairs of places that are asked about."""
    with as_known(known):
        found = inconsistencies(situation(known=known))
    pairs = found.filter(code="place_spelt_two_ways")
    return pairs.select("record", "other_record").rows()


def settle(one, other, by=None) -> PlaceDistinction:
    return places.tell_apart(by=by, one=one, other=other, reason=WHY)


def test_settled_the_finding_is_gone_and_withdrawn_it_is_back(pair):
    question = [(pair[0].pk, pair[1].pk)]
    assert asked_about() == question
    made = settle(*reversed(pair))
    assert asked_about() == []
    assert brief(situation()).inconsistencies == {}
    places.withdraw_distinction(by=None, distinction=made, reason="实为一处")
    assert asked_about() == question
    assert brief(situation()).inconsistencies == {"warning": 1}


def test_as_known_before_it_was_settled_it_is_asked_about_and_after_it_was_withdrawn_too(pair):
    made = settle(*pair)
    with clock.held_at(local(1, 21, 9)):
        places.withdraw_distinction(by=None, distinction=made, reason="实为一处")
    with clock.held_at(local(1, 22, 9)):
        assert len(asked_about(local(1, 20, 12))) == 1
        assert asked_about(local(1, 20, 23)) == []
        assert len(asked_about(local(1, 21, 10))) == 1


def test_who_settled_it_and_why_stays_on_file(city, user, pair):
    reviewer, tracer = user("reviewer", city.hetang), user("tracer", city.hetang)
    made = settle(*pair, by=reviewer)
    assert (made.author, made.reason) == (reviewer.get_full_name(), WHY)
    assert settle(*reversed(pair), by=tracer) == made  # it is said once
    third = contacts.add_place(by=None, name="测试小区", unit=city.hetang)
    places.merge(by=tracer, keep=third, away=pair[1], reason="同一小区")
    made.refresh_from_db()
    assert made.author == reviewer.get_full_name()
    places.withdraw_distinction(by=tracer, distinction=made, reason="实为一处")
    gone, moved, begun = made.history.all()
    assert [v.history_type for v in (gone, moved, begun)] == ["-", "~", "+"]
    assert (gone.history_user, begun.history_user) == (tracer, reviewer)
    assert Change.objects.latest("pk").reason == "实为一处"


def test_who_entered_it_may_take_it_back(city, user, pair):
    reviewer = user("reviewer", city.hetang)
    settle(*pair, by=reviewer)
    take_back(by=reviewer, made=Change.objects.latest("pk"))
    assert len(asked_about()) == 1


def test_they_are_not_merged_before_it_is_withdrawn(pair):
    made = settle(*pair)
    with pytest.raises(ValidationError, match="two places"):
        places.merge(by=None, keep=pair[1], away=pair[0], reason="同一小区")
    places.withdraw_distinction(by=None, distinction=made, reason="实为一处")
    places.merge(by=None, keep=pair[1], away=pair[0], reason="同一小区")
    with pytest.raises(ValidationError, match="withdrawn already"):
        places.withdraw_distinction(by=None, distinction=made, reason="实为一处")


def test_merged_into_a_third_it_holds_for_the_one_that_is_kept(city, pair):
    third = contacts.add_place(by=None, name="测试铭苑", unit=city.hetang)
    assert len(asked_about()) == 3
    made = settle(*pair)
    merge = places.merge(by=None, keep=third, away=pair[1], reason="同一小区")
    assert asked_about() == []
    with pytest.raises(ValidationError, match="two places"):
        places.merge(by=None, keep=third, away=pair[0], reason="同一小区")
    places.unmerge(by=None, merge=merge, reason="实为两处")
    made.refresh_from_db()
    assert {made.one_id, made.other_id} == {place.pk for place in pair}
    assert asked_about() == [(pair[0].pk, third.pk), (pair[1].pk, third.pk)]


def test_tables_told_apart_stay_two_when_what_holds_them_becomes_one(city, pair):
    one = people.register(by=None, name="测试丁", unit_stay=city.hetang)
    tables = [
        contacts.add_place(by=None, name=f"{hall.name} 3号桌", unit=None, kind="table", within=hall)
        for hall in pair
    ]
    for table in tables:
        contacts.record_stay(by=None, person=one, place=table, when=at(1, 20, 19))
    settle(*tables)
    places.merge(by=None, keep=pair[0], away=pair[1], reason="同一饭店")
    assert {stay.place_id for stay in Stay.objects.all()} == {table.pk for table in tables}
    assert {table.within_id for table in Place.objects.filter(kind="table")} == {pair[0].pk}


def test_what_says_too_little_is_refused_in_a_sentence(city, pair):
    merged = contacts.add_place(by=None, name="测试小区", unit=city.hetang)
    places.merge(by=None, keep=pair[0], away=merged, reason="同一小区")
    for one, other, reason, words in (
        (*pair, " ", "Say why"),
        (pair[0], pair[0], WHY, "one and the same"),
        (pair[1], merged, WHY, "merged into another record"),
    ):
        with pytest.raises(ValidationError, match=words):
            places.tell_apart(by=None, one=one, other=other, reason=reason)
    assert not PlaceDistinction.objects.exists()
    made = settle(*pair)
    with pytest.raises(ValidationError, match="Say why"):
        places.withdraw_distinction(by=None, distinction=made, reason="")


@pytest.mark.parametrize("role", sorted(set(Role) - set(MAY["places.tell_apart"]), key=str))
def test_a_post_that_may_not_neither_settles_nor_withdraws_it(city, user, pair, role):
    somebody = user(role, city.hetang)
    with pytest.raises(Refused):
        settle(*pair, by=somebody)
    made = settle(*pair)
    with pytest.raises(Refused):
        places.withdraw_distinction(by=somebody, distinction=made, reason="x")
    assert PlaceDistinction.objects.get() == made


def test_a_place_outside_the_subtree_is_neither_told_apart_nor_withdrawn(city, user, pair):
    theirs = contacts.add_place(by=None, name="测试铭苑", unit=city.tianyuan)
    reviewer = user("reviewer", city.hetang)
    for one, other in ((pair[0], theirs), (theirs, pair[0])):
        with pytest.raises(Refused):
            settle(one, other, by=reviewer)
    made = settle(pair[0], theirs)
    with pytest.raises(Refused):
        places.withdraw_distinction(by=reviewer, distinction=made, reason="x")
    assert PlaceDistinction.objects.get() == made
