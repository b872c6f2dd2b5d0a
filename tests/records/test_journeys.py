"""Journeys: a run is a place with carriages and rows; a list of passengers is taken whole or not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.records.conftest import at, local

from firebreak.engine.when import Precision, When
from firebreak.records import clock, tables
from firebreak.records.actions import contacts, journeys, people, withdraw
from firebreak.records.actions.journeys import Passenger, Ride, Run
from firebreak.records.models import Change, Journey, Person, Place, Stay
from firebreak.records.visibility import Refused

G72 = Run(
    kind="train", number="G72次", on=date(2020, 1, 16), from_station="武汉", to_station="株洲西",
    departs_at=local(1, 16, 18), arrives_at=local(1, 16, 20),
)  # fmt: skip
ID = "990000199001010011"


@pytest.fixture(autouse=True)
def the_twentieth_in_english():
    with clock.held_at(local(1, 20, 9)), translation.override("en"):
        yield


@pytest.fixture
def rider(city):
    return people.register(by=None, name="测试甲", unit_stay=city.hetang)


def ride(person, *, by=None, run=G72, **facts):
    return journeys.record_journey(by=by, person=person, run=run, ride=Ride(**facts))


def listed(row, seat="", run=G72, name="测试乙", id_number=None, phone=None, **facts):
    return Passenger(row, run, Ride(seat=seat, **facts), name, id_number, phone)


def take_in(*passengers, by=None):
    return journeys.import_passengers(by=by, passengers=passengers)


def numbers(found):
    return len(found.new), len(found.known), len(found.same)


def test_a_ride_is_a_stay_in_the_row_from_boarding_to_leaving(rider):
    stay = ride(rider, seat="07车12A", boarding="岳阳东", boarded_at=local(1, 16, 18, 40))
    assert (stay.happened.start, stay.happened.end) == (local(1, 16, 18, 40), local(1, 16, 20))
    row = stay.place
    assert (row.kind, row.row, stay.seat) == ("row", 12, "12A")
    assert (row.within.kind, row.within.within.kind) == ("carriage", "train")
    assert row.within.within.journey.number == "G72"


def test_two_who_ride_one_run_share_its_places(city, rider):
    other = people.register(by=None, name="测试乙", unit_stay=city.hetang)
    first, second = ride(rider, seat="07车12A"), ride(other, seat="7车厢 12F")
    assert first.place == second.place
    assert (Journey.objects.count(), Place.objects.count()) == (1, 3)


def test_the_same_number_on_another_day_is_another_run(rider):
    ride(rider, seat="07车12A")
    ride(rider, seat="07车12A", run=Run("train", "G72", date(2020, 1, 17)))
    assert Journey.objects.count() == 2


def test_a_seat_that_says_no_row_is_a_stay_in_the_carriage(rider):
    stay = ride(rider, seat="03车 055号")
    assert (stay.place.kind, stay.place.row, stay.seat) == ("carriage", None, "055号")


def test_a_row_of_an_unknown_carriage_joins_nobody(rider):
    assert ride(rider, seat="12A").place.kind == "train"


def test_a_plane_has_rows_and_no_carriages(rider):
    stay = ride(rider, seat="31K", run=Run("flight", "CZ3341", date(2020, 1, 16)))
    assert (stay.place.kind, stay.place.within.kind) == ("row", "flight")


def test_a_station_s_time_is_known_from_whoever_boarded_or_left_there(city, rider):
    ride(
        rider,
        boarding="岳阳东",
        boarded_at=local(1, 16, 18, 40),
        leaving="长沙南",
        left_at=local(1, 16, 19, 20),
    )
    other = people.register(by=None, name="测试乙", unit_stay=city.hetang)
    stay = ride(other, boarding="岳阳东", leaving="长沙南")
    assert (stay.happened.start, stay.happened.end) == (local(1, 16, 18, 40), local(1, 16, 19, 20))


def test_without_any_time_the_ride_is_known_to_the_day(rider):
    stay = ride(rider, run=Run("coach", "湘B12345", date(2020, 1, 16)))
    assert stay.happened.precision is Precision.DAY
    assert tables.stays()["day_only"].to_list() == [True]


def test_what_a_run_lacks_is_filled_in_by_whoever_knows(rider):
    ride(rider, run=Run("train", "G72", date(2020, 1, 16)))
    ride(rider, seat="07车12A")
    (journey,) = Journey.objects.all()
    assert (journey.from_station, journey.arrives_at) == ("武汉", local(1, 16, 20))
    assert journey.history.count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"boarded_at": local(1, 16, 20, 30)},
        {"left_at": local(1, 16, 17)},
        {"boarded_at": local(1, 16, 19), "left_at": local(1, 16, 19)},
    ],
)
def test_nobody_leaves_before_he_boards(rider, facts):
    with pytest.raises(ValidationError, match="end before it began"):
        ride(rider, **facts)
    assert not Place.objects.exists()


def test_a_run_of_tomorrow_is_refused(rider):
    with pytest.raises(ValidationError, match="has not come yet"):
        ride(rider, run=Run("train", "G72", date(2020, 1, 21)))


def test_a_run_needs_a_number(rider):
    with pytest.raises(ValidationError, match="number"):
        ride(rider, run=Run("train", " 次", date(2020, 1, 16)))


def test_only_investigators_and_reviewers_record_journeys_and_only_of_their_own(city, user, rider):
    assert ride(rider, by=user("tracer", city.hetang))
    with pytest.raises(Refused):
        ride(rider, by=user("clinician", city.hospital))
    with pytest.raises(Refused):
        ride(rider, by=user("tracer", city.tianyuan))
    with pytest.raises(Refused):
        take_in(listed(2), by=user("grid_worker"))


def test_a_journey_can_be_taken_back_with_all_its_places(user, rider):
    tracer = user("tracer")
    ride(rider, by=tracer, seat="07车12A")
    withdraw.take_back(by=tracer, made=Change.objects.get(action="journeys.record"))
    assert (Stay.objects.count(), Place.objects.count(), Journey.objects.count()) == (0, 0, 0)
    assert Stay.history.count() == 2


# Lists of passengers


def test_a_passenger_on_file_by_id_number_is_that_person_and_others_are_new(city):
    known = people.register(by=None, name="测试乙", id_number=ID, unit_stay=city.hetang)
    found = take_in(
        listed(2, "07车12A", id_number=ID), listed(3, "07车12B", name="测试丙", phone="10000000001")
    )
    assert numbers(found) == (1, 1, 0)
    assert known.stays.get().place.row == 12
    assert Person.objects.get(name="测试丙").stays.get().seat == "12B"


def test_a_telephone_links_only_with_the_same_name_or_none(city):
    mother = people.register(by=None, name="测试乙", phone="10000000001", unit_stay=city.hetang)
    take_in(listed(2, "07车12A", name="测试丙", phone="10000000001"))
    assert mother.stays.count() == 0
    take_in(listed(2, "07车12B", name="", phone="100 0000 0001"))
    assert mother.stays.count() == 1


def test_a_passenger_of_whom_only_the_seat_is_known_is_kept_without_a_name(city, user):
    tracer = user("tracer")
    take_in(listed(2, "07车12A", name=""), by=tracer)
    person = Person.objects.get()
    assert (person.name, person.unit_stay) == ("某", city.root)


def test_a_list_read_twice_changes_nothing(city):
    rows = (
        listed(2, "07车12A", id_number=ID),
        listed(3, "08车无座", name=""),
        listed(4, "08车无座", name=""),
    )
    assert numbers(take_in(*rows)) == (3, 0, 0)
    assert numbers(take_in(*rows)) == (0, 0, 3)
    assert (Person.objects.count(), Stay.objects.count()) == (3, 3)


def test_one_who_went_and_came_back_is_one_person(city):
    back = Run("train", "G73", date(2020, 1, 18))
    found = take_in(
        listed(2, "07车12A", id_number=ID), listed(3, "01车01A", run=back, id_number=ID)
    )
    assert numbers(found) == (2, 0, 0)
    assert Person.objects.get().stays.count() == 2
    assert [journey.number for journey in found.runs] == ["G72", "G73"]


def test_the_same_row_twice_in_a_list_is_one_ride(city):
    found = take_in(listed(2, "07车12A", id_number=ID), listed(3, "07车12A", id_number=ID))
    assert numbers(found) == (1, 0, 1)


def test_a_bad_row_takes_the_whole_list_with_it_and_is_named(city):
    bad = listed(3, "07车12B", left_at=local(1, 16, 17))
    with pytest.raises(ValidationError, match="Row 3: The journey would end"):
        take_in(listed(2, "07车12A"), bad)
    assert (Person.objects.count(), Place.objects.count()) == (0, 0)


def test_every_new_passenger_has_a_version_and_a_key(city):
    take_in(listed(2, "07车12A", id_number=ID))
    person = Person.objects.get()
    assert (person.history.count(), person.stays.get().history.count()) == (1, 1)
    assert people.alike(by=None, id_number=ID).get() == person


def test_somebody_of_another_county_is_not_found_by_an_identifier(city, user):
    stranger = people.register(by=None, name="测试乙", id_number=ID, unit_stay=city.tianyuan)
    take_in(listed(2, "07车12A", id_number=ID), by=user("tracer", city.hetang))
    assert stranger.stays.count() == 0


# The engine's tables


def test_a_table_of_a_restaurant_is_a_place_within_it(city, rider):
    dinner = contacts.add_place(by=None, name="火锅店", unit=city.hetang, kind="restaurant")
    evening = When.between(local(1, 17, 18), local(1, 17, 21))
    stay = contacts.record_stay(by=None, person=rider, place=dinner, when=evening, seat="2号桌")
    again = contacts.record_stay(by=None, person=rider, place=dinner, when=evening, seat="2号桌")
    assert (stay.place.kind, stay.place.within, stay.seat) == ("table", dinner, "")
    assert stay.place == again.place
    rows = tables.places().sort("place_id").select("within", "kind", "name").rows()
    assert rows == [(None, "restaurant", "火锅店"), (dinner.pk, "table", "火锅店 2号桌")]


def test_a_seat_that_names_no_part_stays_a_remark(city, rider):
    shop = contacts.add_place(by=None, name="超市", unit=city.hetang, kind="shop")
    stay = contacts.record_stay(by=None, person=rider, place=shop, when=at(1, 18, 9), seat="收银台")
    assert (stay.place, stay.seat) == (shop, "收银台")


@pytest.mark.parametrize(
    ("when", "day_only"),
    [
        (When.day(date(2020, 1, 18), local(1, 1).tzinfo), True),
        (When.between(local(1, 18), local(1, 21)), True),  # from the 18th to the 20th
        (When.between(local(1, 18), local(1, 18, 12)), False),
        (When.between(local(1, 18, 9), local(1, 18, 11)), False),
        (at(1, 18), False),
    ],
)
def test_a_stay_known_to_the_day_says_so(city, rider, when, day_only):
    shop = contacts.add_place(by=None, name="超市", unit=city.hetang, kind="shop")
    contacts.record_stay(by=None, person=rider, place=shop, when=when)
    (row,) = tables.stays().to_dicts()
    assert (row["start"], row["end"], row["day_only"]) == (when.start, when.end, day_only)


def test_rows_and_kinds_of_a_run_reach_the_engine(rider):
    ride(rider, seat="07车12A")
    table = tables.places().sort("place_id")
    assert table["kind"].to_list() == ["train", "carriage", "row"]
    assert table["row"].to_list() == [None, None, 12]
    assert table["within"].to_list() == [None, *table["place_id"].to_list()[:2]]
    assert (tables.stays()["end"] - tables.stays()["start"]).to_list() == [timedelta(hours=2)]


@pytest.mark.parametrize(
    ("number", "kind"),
    [("G72", "train"), ("k1068次", "train"), ("1557", "train"), ("CZ3341", "flight"),
     ("3U8633", "flight"), ("湘B12345", None), ("12路", None), ("", None)],
)  # fmt: skip
def test_a_number_may_tell_what_runs_under_it(number, kind):
    assert journeys.kind_of(number) == kind
