"""Who was kept no longer before the end of the observation that follows from the exposures."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from firebreak.engine.duties.early_ends import STATED, _days, _days_at, early_ends, let_go
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tables import CONTACTS, EVENTS, INSTANT, check_table

COVID = "sars-cov-2"


def at(day: int, hour: int = 0) -> datetime:
    """An hour of a day counted from 1 January 2020."""
    return datetime(2020, 1, day, hour, tzinfo=UTC) if day <= 31 else at_february(day - 31, hour)


def at_february(day: int, hour: int) -> datetime:
    return datetime(2020, 2, day, hour, tzinfo=UTC)


EXPOSED = at(25, 9)


def early(**told) -> list[tuple]:
    found, _gone = left(**told)
    return found.select("record", "ended", "due").rows()


def left(
    *,
    ends: datetime,
    level: str = "home",
    exposed: datetime = EXPOSED,
    until: datetime | None = None,
    over: datetime | None = None,
    pathogen: str = COVID,
    others: tuple = (),
    stated: dict | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One person, exposed once (`until`: an interval; `over`: it lasted to) and kept from 28 Jan."""
    rows = [
        ("contact.exposed", exposed, until, 1, pathogen),
        (f"placement.began.{level}", at(28), None, 7, None),
        (f"placement.ended.{level}", ends, None, 7, None),
        *others,
    ]
    names = ("kind", "happened_at", "happened_until", "record", "pathogen")
    told = pl.DataFrame([dict(zip(names, row, strict=True)) | {"subject": 5} for row in rows])
    events = check_table(told, EVENTS, "events")
    met = {"id": 1, "from_id": 4, "to_id": 5, "start": exposed, "end": over or until, "ended": over}
    said = [stated] if stated else []
    found = early_ends(
        events,
        check_table(pl.DataFrame([met]), CONTACTS, "contacts"),
        load_protocols(),
        COVID,
        stated=pl.DataFrame(said, schema=STATED),
    )
    return found, let_go(found, events, COVID)


def test_an_observation_is_early_before_its_fourteen_days_and_not_after():
    assert early(ends=at(31)) == [(7, at(31), at(39, 9))]
    assert early(ends=at(39, 9)) == []


def test_the_days_are_those_of_the_edition_in_force_when_the_observation_began():
    protocols = load_protocols()
    bounds = [at for one in protocols for at in (one.valid_from, one.valid_to) if at]
    shifts = (-timedelta(microseconds=1), timedelta(0), timedelta(microseconds=1))
    began = sorted({(at + shift).astimezone(UTC) for at in bounds for shift in shifts})
    asked = pl.DataFrame({"began": began}, schema={"began": INSTANT})
    for pathogen in protocols.pathogens:
        days = asked.join_asof(_days(protocols, pathogen), left_on="began", right_on="since")
        assert days["days"].to_list() == [_days_at(one, protocols, pathogen) for one in began]


def test_an_exposure_that_lasted_counts_from_its_end():
    assert early(ends=at(40), over=at(27, 9)) == [(7, at(40), at(41, 9))]


def test_an_end_that_was_said_counts_also_where_it_ends_the_time_that_is_known():
    told = {"exposed": at(25, 9), "until": at(25, 11), "over": at(25, 11)}
    assert early(ends=at(39, 10), **told) == [(7, at(39, 10), at(39, 11))]


def test_an_exposure_known_to_the_day_is_early_only_before_every_instant_it_allows():
    day = {"exposed": at(25), "until": at(26)}
    assert early(ends=at(39, 5), **day) == []
    assert early(ends=at(38, 23), **day) == [(7, at(38, 23), at(39))]


@pytest.mark.parametrize(
    "told",
    [
        {"pathogen": "measles"},  # another disease has its own period
        {"exposed": at(32)},  # he was exposed anew after it had ended
        {"others": (("case.confirmed", at(30), None, 9, COVID),)},
        {"others": (("placement.began.ward", at(31), None, 8, None),)},  # moved at once
        {"stated": {"record": 7, "set_end": at(30)}},  # set by hand, with its reason
    ],
)
def test_what_is_over_for_another_cause_is_not_early(told):
    assert early(ends=at(31), **told) == []


def test_what_ended_as_it_began_was_no_move():
    assert early(ends=at(28)) == [(7, at(28), at(39, 9))]


def test_what_only_the_placement_says_counts_too():
    said = {"record": 7, "exposed_at": at(27), "exposed_until": at(28)}
    assert early(ends=at(40), stated=said) == [(7, at(40), at(41))]
    assert early(ends=at(40), stated={"record": 7, "set_end": at(45)}) == [(7, at(40), at(45))]


SUSPECTED = ("case.suspected", at(27, 20), None, 11, COVID)
EXCLUDED = ("case.excluded", at(30), None, 12, COVID)
CONFIRMED = ("case.confirmed", at(29), None, 13, COVID)
BEFORE = (
    ("placement.began.home", at(26), None, 6, None),
    ("placement.ended.home", at(28), None, 6, None),
)


@pytest.mark.parametrize(
    "classified",
    [(SUSPECTED, EXCLUDED), (SUSPECTED,), (SUSPECTED, CONFIRMED, EXCLUDED), ()],
    ids=["excluded", "still suspected", "confirmed by mistake", "no case"],
)
def test_the_end_of_an_isolation_does_not_end_the_time_of_a_contact(classified):
    found = early(ends=at(31), level="on_the_spot", others=(*BEFORE, *classified))
    assert found == [(7, at(31), at(39, 9))]


@pytest.mark.parametrize("became", ["confirmed", "asymptomatic", "recovered", "died"])
def test_whoever_was_a_case_when_his_isolation_ended_is_observed_no_more(became):
    case = (f"case.{became}", at(29), None, 9, COVID)
    assert early(ends=at(31), level="ward", others=(SUSPECTED, case)) == []


def test_an_isolation_that_outlasts_the_time_of_a_contact_is_not_early():
    assert early(ends=at(40), level="on_the_spot", others=(SUSPECTED, EXCLUDED)) == []


def test_the_isolation_of_who_is_no_contact_has_no_time_to_be_over():
    other = {"pathogen": "measles", "others": (SUSPECTED, EXCLUDED)}
    assert early(ends=at(31), level="on_the_spot", **other) == []


def test_an_isolation_leaves_the_terms_of_the_observation_before_it():
    set_by_hand = {"record": 6, "set_end": at(33)}
    told = {"level": "on_the_spot", "others": (*BEFORE, SUSPECTED, EXCLUDED)}
    assert early(ends=at(34), stated=set_by_hand, **told) == []
    assert early(ends=at(32), stated=set_by_hand, **told) == [(7, at(32), at(33))]
    returned = {"record": 6, "exposed_at": at(27), "exposed_until": at(28)}
    assert early(ends=at(40), stated=returned, **told) == [(7, at(40), at(41))]


def test_whom_an_isolation_left_is_an_event_and_whose_observation_was_ended_is_none():
    _found, gone = left(ends=at(31), level="on_the_spot", others=(SUSPECTED, EXCLUDED))
    assert gone.select("subject", "kind", "pathogen", "happened_at", "record").rows() == [
        (5, "contact.let_go", COVID, at(31), 7)
    ]
    found, gone = left(ends=at(31))
    assert (found.height, gone.height) == (1, 0)
