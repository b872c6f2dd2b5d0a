"""Which meetings make a contact: worked examples by kind of place, then against brute force."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firebreak.engine.duties.protocols import Text
from firebreak.engine.tracing.manners import (
    Manner,
    PlacesError,
    apply,
    least_overlap,
    new_among,
    newly_contacts,
)

NOON = datetime(2020, 1, 20, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLACES = {"place_id": pl.Int64, "within": pl.Int64, "kind": pl.String, "row": pl.Int64}
STAYS = {
    "person_id": pl.Int64,
    "place_id": pl.Int64,
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
}
MEETINGS = {
    "from_id": pl.Int64,
    "to_id": pl.Int64,
    "place_id": pl.Int64,
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
    "overlap_s": pl.Int64,
    "certain": pl.Boolean,
    "end_assumed": pl.Boolean,
    "rule": pl.String,
}


def manner(id, at, **more):
    about = {"contact": "close", "manner": "other", "source": "test", "name": Text(id, id)}
    return Manner(id=id, at=(at,) if isinstance(at, str) else at, **(about | more))


class Scene:
    """Places and stays in minutes, and what any two people did together, tick by tick."""

    def __init__(self, places, stays):
        self.places, self.stays = places, stays  # {id: (within, kind, row)}, [(who, where, a, b)]

    def above(self, place):
        """The place itself, then all that encloses it."""
        found = []
        while place is not None:
            found.append(place)
            place = self.places.get(place, (None, "unknown", None))[0]
        return found

    def presence(self, who, place):
        return {
            t
            for person, where, a, b in self.stays
            if person == who and place in self.above(where)
            for t in range(a, b)
        }

    def rows(self, who, place, t):
        """The rows in which somebody sat at a tick; None among them if one is not known."""
        mine = [s for s in self.stays if s[0] == who]
        return {
            next((r for p in self.above(where) if (r := self.places[p][2]) is not None), None)
            for _, where, a, b in mine
            if a <= t < b and place in self.above(where) and not self._vaguer(where, a, b, mine)
        }

    def _vaguer(self, where, a, b, mine):
        return any(where in self.above(o)[1:] and oa <= a and b <= ob for _, o, oa, ob in mine)

    def encounters(self):
        """One for each visit of the first at each place, with the ticks they shared."""
        people = sorted({who for who, *_ in self.stays})
        for one, other in permutations(people, 2):
            for place in self.places:
                theirs = self.presence(other, place)
                for visit in runs(self.presence(one, place)):
                    if visit & theirs:
                        yield one, other, place, visit & theirs

    def meetings(self):
        rows = [
            (one, other, place, at(min(t)), at(max(t) + 1), 60 * len(t), True, False, "same_place")
            for one, other, place, t in self.encounters()
        ]
        return pl.DataFrame(rows, schema=MEETINGS, orient="row")

    def table_of_places(self):
        rows = [(place, *about) for place, about in self.places.items()]
        return pl.DataFrame(rows, schema=PLACES, orient="row")

    def stays_of(self, people):
        rows = [(who, where, at(a), at(b)) for who, where, a, b in self.stays]
        table = pl.DataFrame(rows, schema=STAYS, orient="row")
        return table.filter(pl.col("person_id").is_in(people.to_list()))

    def contacts(self, *manners):
        return apply(self.meetings(), manners, self.table_of_places(), self.stays_of)


def at(minute):
    return NOON + minute * MINUTE


def runs(ticks):
    found = []
    for t in sorted(ticks):
        if found and t - 1 in found[-1]:
            found[-1].add(t)
        else:
            found.append({t})
    return found


def said(contacts):
    """Who met whom, by which rule, for how many minutes, and whether it is certain."""
    return {
        (row["from_id"], row["to_id"], row["rule"], row["overlap_s"] // 60, row["certain"])
        for row in contacts.iter_rows(named=True)
    }


def of_one(contacts):
    return {(rest[1:]) for rest in said(contacts) if rest[0] == 1}


# Worked examples: the case is person 1.

TABLE = manner("same-table", "restaurant", level="table", manner="meal", min_overlap=15 * MINUTE)
ROOM = manner("same-room", "restaurant", contact="general", min_overlap=60 * MINUTE)
RESTAURANT = {1: (None, "restaurant", None), 11: (1, "table", None), 12: (1, "table", None)}


def test_one_table_is_close_and_another_in_the_same_restaurant_is_general():
    dinner = Scene(RESTAURANT, [(1, 11, 0, 90), (2, 11, 30, 90), (3, 12, 0, 90), (4, 12, 0, 45)])
    assert of_one(dinner.contacts(TABLE, ROOM)) == {
        (2, "same-table", 60, True),
        (3, "same-room", 90, True),
    }


def test_a_rule_asks_for_its_minutes_and_no_more():
    dinner = Scene(RESTAURANT, [(1, 11, 0, 90), (2, 11, 75, 99), (3, 11, 76, 99)])
    assert of_one(dinner.contacts(TABLE)) == {(2, "same-table", 15, True)}


def test_who_changes_to_the_case_s_table_is_close_for_the_time_there():
    dinner = Scene(RESTAURANT, [(1, 11, 0, 90), (2, 12, 0, 60), (2, 11, 60, 90)])
    assert of_one(dinner.contacts(TABLE, ROOM)) == {(2, "same-table", 30, True)}


TRAIN = {
    5: (None, "train", None),
    51: (5, "carriage", None),
    52: (5, "carriage", None),
    510: (51, "row", 10),
    511: (51, "row", 13),
    512: (51, "row", 14),
    520: (52, "row", 10),
}
CARRIAGE = manner("same-carriage", "train", level="carriage", manner="vehicle")
ROWS = manner("three-rows", "train", level="carriage", within_rows=3, manner="vehicle")


def test_one_carriage_is_close_and_the_same_row_of_the_next_one_is_not():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 512, 20, 60), (3, 520, 0, 60)])
    assert of_one(journey.contacts(CARRIAGE)) == {(2, "same-carriage", 40, True)}


def test_boarding_and_leaving_decide_how_long_they_rode_together():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 511, 45, 99), (3, 511, 60, 99)])
    assert of_one(journey.contacts(CARRIAGE)) == {(2, "same-carriage", 15, True)}


def test_three_rows_away_counts_and_four_do_not():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 511, 0, 60), (3, 512, 0, 60), (4, 520, 0, 60)])
    assert of_one(journey.contacts(ROWS)) == {(2, "three-rows", 60, True)}


def test_a_row_that_is_not_known_makes_a_contact_possible_not_certain():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 51, 0, 60)])
    assert of_one(journey.contacts(ROWS)) == {(2, "three-rows", 60, False)}


def test_a_vaguer_record_of_the_same_ride_does_not_make_a_known_row_unknown():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 512, 0, 60), (2, 51, 0, 60)])
    assert of_one(journey.contacts(ROWS)) == set()


def test_who_moves_to_a_seat_further_off_was_near_only_until_then():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 511, 0, 25), (2, 512, 25, 60)])
    (contact,) = journey.contacts(ROWS).filter(from_id=1).to_dicts()
    assert (contact["start"], contact["end"], contact["overlap_s"]) == (at(0), at(25), 25 * 60)


def test_near_enough_for_too_short_falls_to_the_next_rule():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 511, 0, 10), (2, 512, 10, 60)])
    near = manner("three-rows", "train", level="carriage", within_rows=3, min_overlap=15 * MINUTE)
    assert of_one(journey.contacts(near, CARRIAGE)) == {(2, "same-carriage", 60, True)}


def test_rows_of_a_plane_are_counted_across_its_whole_cabin():
    plane = {7: (None, "flight", None), 71: (7, "row", 20), 72: (7, "row", 23), 73: (7, "row", 24)}
    flight = Scene(plane, [(1, 71, 0, 90), (2, 72, 0, 90), (3, 73, 0, 90)])
    rules = manner("rows", "flight", within_rows=3), manner("aboard", "flight", contact="general")
    assert {(who, rule) for who, rule, *_ in of_one(flight.contacts(*rules))} == {
        (2, "rows"),
        (3, "aboard"),
    }


@pytest.mark.parametrize("kind", ["bus", "lift", "room"])
def test_the_whole_of_a_bus_a_lift_a_room(kind):
    together = Scene({8: (None, kind, None)}, [(1, 8, 0, 2), (2, 8, 1, 9)])
    assert of_one(together.contacts(manner("all", kind))) == {(2, "all", 1, True)}


def test_a_place_of_another_kind_makes_no_contact():
    shop = Scene({9: (None, "shop", None)}, [(1, 9, 0, 60), (2, 9, 0, 60)])
    assert shop.contacts(TABLE, ROOM, CARRIAGE).is_empty()


def test_a_place_that_the_table_does_not_know_is_of_kind_unknown():
    somewhere = Scene({3: (None, "shop", None)}, [(1, 3, 0, 60), (2, 3, 0, 60)])
    nowhere = somewhere.table_of_places().clear()
    rule = manner("anywhere", "unknown")
    contacts = apply(somewhere.meetings(), [rule], nowhere, somewhere.stays_of)
    assert of_one(contacts) == {(2, "anywhere", 60, True)}


def test_what_was_only_possible_stays_so():
    shop = Scene({9: (None, "shop", None)}, [(1, 9, 0, 60), (2, 9, 0, 60)])
    by_day = shop.meetings().with_columns(certain=pl.lit(False))
    contacts = apply(by_day, [manner("shop", "shop")], shop.table_of_places(), shop.stays_of)
    assert contacts["certain"].to_list() == [False, False]


def test_without_meetings_or_without_rules_there_is_no_contact():
    shop = Scene({9: (None, "shop", None)}, [(1, 9, 0, 60), (2, 9, 0, 60)])
    assert shop.contacts().is_empty()
    assert Scene(RESTAURANT, []).contacts(TABLE, ROWS).schema == shop.meetings().schema


def test_ids_may_be_words():
    words = {"from_id": "a", "to_id": "b", "place_id": "hall", "start": at(0), "end": at(5)}
    meetings = pl.DataFrame(words | {"overlap_s": 300, "certain": True, "rule": "same_place"})
    places = pl.DataFrame({"place_id": ["hall"], "within": [None], "kind": ["room"], "row": [None]})
    assert apply(meetings, [manner("room", "room")], places, None)["rule"].to_list() == ["room"]


def test_places_in_a_circle_are_refused():
    shop = Scene({9: (None, "shop", None)}, [(1, 9, 0, 60), (2, 9, 0, 60)])
    circle = pl.DataFrame([(9, 8, "shop", None), (8, 9, "shop", None)], PLACES, orient="row")
    with pytest.raises(PlacesError, match="circle"):
        apply(shop.meetings(), [TABLE], circle, shop.stays_of)


# A change of edition


def test_a_change_of_edition_yields_the_contacts_that_are_new():
    journey = Scene(TRAIN, [(1, 510, 0, 60), (2, 511, 0, 60), (3, 512, 0, 60), (4, 520, 0, 60)])
    asked = journey.meetings(), [ROWS], [CARRIAGE], journey.table_of_places(), journey.stays_of
    assert of_one(newly_contacts(*asked)) == {(3, "same-carriage", 60, True)}


def test_who_was_to_be_informed_and_is_to_be_kept_now_is_new():
    dinner = Scene(RESTAURANT, [(1, 11, 0, 90), (2, 12, 0, 90)])
    hall = manner("hall", "restaurant")
    asked = dinner.table_of_places(), dinner.stays_of
    assert of_one(newly_contacts(dinner.meetings(), [ROOM], [hall], *asked)) == {
        (2, "hall", 90, True)
    }
    assert newly_contacts(dinner.meetings(), [hall], [ROOM], *asked).is_empty()


def test_of_two_times_who_was_met_only_in_the_new_one_is_new():
    dinner = Scene(RESTAURANT, [(1, 11, 0, 90), (2, 11, 0, 90), (3, 11, 0, 90)])
    met = dinner.meetings().filter(pl.col("from_id") == 1)
    both = apply(met, [TABLE], dinner.table_of_places(), dinner.stays_of)
    of_old = both.filter(pl.col("to_id") == 2)
    assert new_among(of_old, both, [TABLE], [TABLE])["to_id"].to_list() == [3]
    assert new_among(both, of_old, [TABLE], [TABLE]).is_empty()


def test_meetings_are_fetched_for_the_least_of_the_rules():
    assert least_overlap([TABLE, ROOM]) == 15 * MINUTE
    assert least_overlap([TABLE, ROWS]) == timedelta()


# Against brute force

KINDS = ("train", "carriage", "restaurant", "table", "row")


@st.composite
def any_places(draw):
    places = {}
    for place in range(1, draw(st.integers(1, 6)) + 1):
        within = draw(st.sampled_from([None, *places]))
        kind = draw(st.sampled_from(KINDS))
        row = draw(st.integers(1, 6)) if kind == "row" else None
        places[place] = (within, kind, row)
    return places


@st.composite
def scenes(draw):
    places = draw(any_places() | st.just(TRAIN))
    stay = st.tuples(
        st.integers(1, 3), st.sampled_from(sorted(places)), st.integers(0, 11), st.integers(1, 5)
    )
    drawn = draw(st.lists(stay, min_size=2, max_size=8))
    return Scene(places, [(who, where, a, a + length) for who, where, a, length in drawn])


MINUTES = st.integers(0, 4).map(lambda minutes: minutes * MINUTE)
NEAR = st.builds(
    lambda rows, minutes: manner(
        "near", "train", level="carriage", within_rows=rows, min_overlap=minutes
    ),
    st.sampled_from([0, 1, 3, 4]),
    MINUTES,
)


@st.composite
def any_rule(draw):
    kind = draw(st.sampled_from(KINDS))
    return manner(
        "any",
        kind,
        level=draw(st.sampled_from(["place", *(k for k in KINDS if k != kind)])),
        within_rows=draw(st.sampled_from([None, 0, 1, 3])),
        min_overlap=draw(MINUTES),
    )


def rules():
    """Up to four rules, each with an id of its own."""
    return st.lists(any_rule() | NEAR, min_size=1, max_size=4).map(
        lambda chosen: [replace(rule, id=f"{rule.id}-{n}") for n, rule in enumerate(chosen)]
    )


def by_brute_force(scene, manners):
    """The contacts tick by tick, without intervals or tables."""
    found = []
    for one, other, place, ticks in scene.encounters():
        for rank, rule in enumerate(manners):
            near, sure = near_ticks(scene, rule, one, other, place, ticks)
            if near and fits(scene, rule, place) and len(near) * MINUTE >= rule.min_overlap:
                certain = sure and len(sure) * MINUTE >= rule.min_overlap
                found.append((one, other, place, near, bool(certain), rank))
                break
    kept = [c for c in found if not any(goes_before(scene, d, c) for d in found)]
    return {
        (one, other, place, at(min(t)), at(max(t) + 1), 60 * len(t), sure, manners[rank].id)
        for one, other, place, t, sure, rank in kept
    }


def fits(scene, rule, place):
    kinds = [scene.places[p][1] for p in scene.above(place)]
    if rule.level == "place":
        return kinds[0] in rule.at
    return kinds[0] == rule.level and bool(set(kinds[1:]) & set(rule.at))


def near_ticks(scene, rule, one, other, place, ticks):
    if rule.within_rows is None:
        return ticks, ticks
    pairs = {
        t: [(r, s) for r in scene.rows(one, place, t) for s in scene.rows(other, place, t)]
        for t in ticks
    }
    sure = {
        t
        for t, rows in pairs.items()
        if any(None not in pair and abs(pair[0] - pair[1]) <= rule.within_rows for pair in rows)
    }
    return sure | {t for t, rows in pairs.items() if any(None in pair for pair in rows)}, sure


def goes_before(scene, first, second):
    """Whether the first is kept instead of the second, if both are one encounter."""
    if first[:2] != second[:2] or first[2] == second[2]:
        return False
    inner, outer = first[2] in scene.above(second[2]), second[2] in scene.above(first[2])
    apart = max(first[3]) < min(second[3]) or max(second[3]) < min(first[3])
    return not apart and ((outer and first[5] <= second[5]) or (inner and first[5] < second[5]))


@settings(max_examples=300, deadline=None)
@given(scenes(), rules())
def test_it_is_what_counting_every_minute_finds(scene, manners):
    contacts = scene.contacts(*manners)
    columns = ["from_id", "to_id", "place_id", "start", "end", "overlap_s", "certain", "rule"]
    assert set(contacts.select(columns).iter_rows()) == by_brute_force(scene, manners)
    assert contacts.height == contacts.unique().height


@given(scenes(), rules())
def test_a_rule_more_never_loses_a_contact(scene, manners):
    pair = ["from_id", "to_id"]
    fewer, more = scene.contacts(*manners[:-1]), scene.contacts(*manners)
    assert fewer.join(more, on=pair, how="anti").is_empty()
