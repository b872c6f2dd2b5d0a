"""Two records of one place become one, and two again exactly; a place is corrected, with its history."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.records.conftest import at, local

from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock
from firebreak.records.actions import contacts, feeds, gatherings, moving, people, places
from firebreak.records.actions.withdraw import take_back
from firebreak.records.models import RECORDS, Change, Contact, Place, PlaceMerge, Stay
from firebreak.records.one_place import named, present
from firebreak.records.situation import situation
from firebreak.records.visibility import PROGRAM, Refused
from firebreak.records.visibility import places as places_of


@pytest.fixture(autouse=True)
def the_twentieth_in_english():
    with clock.held_at(local(1, 20, 22)), translation.override("en"):
        yield


@pytest.fixture
def pair(city):
    """One compound of Hetang in two spellings; only the other says where it is."""
    keep = contacts.add_place(by=None, name="测试名苑", unit=city.hetang)
    away = contacts.add_place(
        by=None, name="测试茗苑", unit=city.hetang, kind="compound", longitude=113.1, latitude=27.8,
        datum="gcj02", matched_name="茗苑",
    )  # fmt: skip
    return keep, away


@pytest.fixture
def visited(city, pair, suspect):
    """Let things have happened at both: a table of the same name at each, a gathering, an exposure."""
    keep, away = pair
    case = suspect(name="测试甲")
    one = people.register(by=None, name="测试乙", unit_stay=city.hetang)
    for place in pair:
        contacts.record_stay(by=None, person=one, place=place, when=at(1, 18, 9))
    gatherings.record(by=None, place=away, when=at(1, 18, 12), attendees=[case.person, one])
    feeds.link_place(by=None, sender=city.hetang, code="gate-1", place=away)
    third = contacts.add_place(by=None, name="测试铭苑", unit=city.hetang)
    places.tell_apart(by=None, one=third, other=away, reason="隔街相望")
    return keep, away


def everything() -> dict:
    """Return every record as it is, without the instant at which it was stored."""
    return {
        (model, row["id"]): {k: v for k, v in row.items() if k != "stored_at"}
        for model in RECORDS
        for row in model.objects.values()
    }


def join(keep, away) -> PlaceMerge:
    return places.merge(by=None, keep=keep, away=away, reason="现场核实为同一小区")


def test_whoever_was_at_the_one_was_at_the_other(visited):
    keep, away = visited
    join(keep, away)
    assert {model.__name__ for model, _ in moving.naming(Place)} >= {
        *("Stay", "Gathering", "Contact", "Case", "FeedPlace", "Place", "Journey"),
        "PlaceDistinction",
    }
    for model, column in moving.naming(Place):
        if column != "merged_into_id":
            assert not model.objects.filter(**{column: away.pk}).exists(), (model, column)
    assert Stay.objects.filter(place=keep).count() == 4
    assert keep.gatherings.count() == keep.feed_places.count() == 1
    assert Contact.objects.filter(place=keep).count() == 1
    keep.refresh_from_db()
    assert (keep.longitude, keep.datum, keep.kind, keep.name) == (
        113.1,
        "gcj02",
        "compound",
        "测试名苑",
    )


def test_undone_everything_is_as_it_was(visited):
    before = everything()
    made = join(*visited)
    assert everything() != before
    places.unmerge(by=None, merge=made, reason="实为两处")
    assert everything() == before
    with pytest.raises(ValidationError, match="undone already"):
        places.unmerge(by=None, merge=made, reason="实为两处")


def test_whoever_entered_a_merge_may_take_it_back(city, user, visited):
    before = everything()
    keep, away = visited
    reviewer = user("reviewer", city.hetang)
    places.merge(by=reviewer, keep=keep, away=away, reason="同一小区")
    take_back(by=reviewer, made=Change.objects.get(action="places.merge"))
    assert everything() == before


def test_what_was_added_or_corrected_since_stays_with_the_kept_place(city, visited):
    keep, away = visited
    made = join(keep, away)
    late = people.register(by=None, name="测试丙", unit_stay=city.hetang)
    since = contacts.record_stay(by=None, person=late, place=keep, when=at(1, 19, 9))
    kept = Place.objects.get(pk=keep.pk)
    places.correct(by=None, place=kept, reason="地图核对", longitude=113.2, latitude=27.9)
    places.unmerge(by=None, merge=made, reason="实为两处")
    since.refresh_from_db()
    keep.refresh_from_db()
    assert since.place_id == keep.pk
    assert (keep.longitude, keep.kind) == (113.2, "unknown")


def test_tables_of_one_name_become_one_and_others_move(city, visited):
    _keep, _away = visited
    hall = [contacts.add_place(by=None, name=n, unit=None, kind="restaurant") for n in ("甲", "乙")]
    one = people.register(by=None, name="测试丁", unit_stay=city.hetang)
    stays = [
        contacts.record_stay(by=None, person=one, place=place, when=at(1, 20, 19), seat=seat)
        for place, seat in ((hall[0], "3号桌"), (hall[1], "3号桌"), (hall[1], "4号桌"))
    ]
    tables = [stay.place_id for stay in stays]
    assert len({*tables}) == 3
    made = places.merge(by=None, keep=hall[0], away=hall[1], reason="同一饭店")
    now = [Stay.objects.get(pk=stay.pk).place for stay in stays]
    assert now[0] == now[1]
    assert [(p.name, p.within_id) for p in now[1:]] == [
        ("甲 3号桌", hall[0].pk),
        ("甲 4号桌", hall[0].pk),
    ]
    places.unmerge(by=None, merge=made, reason="实为两处")
    assert [Stay.objects.get(pk=stay.pk).place_id for stay in stays] == tables
    assert Place.objects.get(pk=tables[2]).name == "乙 4号桌"


def test_under_either_name_it_is_the_kept_place_and_only_that_one_is_listed(pair):
    keep, away = pair
    join(keep, away)
    seen = places_of(PROGRAM)
    assert list(named(seen, "测试茗苑")) == list(named(seen, "测试名苑")) == [keep]
    assert away not in seen
    assert present(away.pk) == keep.pk


def test_a_merged_place_is_no_finding_any_more(pair):
    def spelt_twice():
        found = inconsistencies(situation())
        return found.filter(code="place_spelt_two_ways").height

    assert spelt_twice() == 1
    join(*pair)
    assert spelt_twice() == 0


def test_what_cannot_be_one_place_is_refused_and_nothing_is_done(city, pair):
    keep, away = pair
    room = contacts.add_place(by=None, name="测试名苑 3栋", unit=None, kind="room", within=keep)
    train = [
        contacts.add_place(by=None, name=name, unit=None, kind="train") for name in ("G1", "G2")
    ]
    before = everything()
    for one, other, words in (
        (keep, keep, "one and the same"),
        (keep, room, "within the same place"),
        (*train, "run of a vehicle"),
    ):
        with pytest.raises(ValidationError, match=words):
            join(one, other)
    with pytest.raises(ValidationError, match="Say why"):
        places.merge(by=None, keep=keep, away=away, reason=" ")
    assert everything() == before


def test_another_countys_place_is_neither_merged_nor_corrected(city, user, pair):
    keep, away = pair
    theirs = user("reviewer", city.tianyuan)
    with pytest.raises(Refused):
        places.merge(by=theirs, keep=keep, away=away, reason="x")
    with pytest.raises(Refused):
        places.correct(by=theirs, place=keep, reason="x", name="x")
    with pytest.raises(Refused):
        places.correct(by=user("clinician", city.hetang), place=keep, reason="x", name="x")


def test_a_place_is_corrected_with_its_parts_and_its_history(city, pair):
    keep, _away = pair
    table = contacts.add_place(by=None, name="测试名苑 3号桌", unit=None, kind="table", within=keep)
    facts = {"name": " 测试明苑 ", "unit": None, "longitude": 113.0, "latitude": 27.0}
    places.correct(by=None, place=keep, reason="地图核对", **facts)
    table.refresh_from_db()
    keep.refresh_from_db()
    assert (keep.name, keep.unit, table.name) == ("测试明苑", None, "测试明苑 3号桌")
    assert keep.history.latest().history_change_reason == "places.correct: 地图核对"
    assert keep.history.earliest().name == "测试名苑"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"longitude": 113.0, "latitude": None}, "both longitude and latitude"),
        ({"longitude": 1130.0, "latitude": 27.0}, "between -180 and 180"),
        ({"longitude": 27.0, "latitude": 113.0}, "between -90 and 90"),
        ({"name": " "}, "needs a name"),
        ({"name": "测试明苑", "reason": " "}, "Say why"),
    ],
)
def test_an_impossible_correction_is_refused_in_a_sentence(pair, facts, words):
    with pytest.raises(ValidationError, match=words):
        places.correct(by=None, place=pair[0], **({"reason": "地图核对"} | facts))
    pair[0].refresh_from_db()
    assert pair[0].name == "测试名苑"
