"""Which observations were ended before the end that follows from the exposures."""

from datetime import UTC, datetime

import polars as pl
import pytest

from firebreak.engine.duties.early_ends import STATED, early_ends
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tables import CONTACTS, EVENTS, check_table

COVID = "sars-cov-2"
BEGAN, ENDED = "placement.began.home", "placement.ended.home"


def at(day: int, hour: int = 0) -> datetime:
    """An hour of a day counted from 1 January 2020."""
    return datetime(2020, 1, day, hour, tzinfo=UTC) if day <= 31 else at_february(day - 31, hour)


def at_february(day: int, hour: int) -> datetime:
    return datetime(2020, 2, day, hour, tzinfo=UTC)


EXPOSED = at(25, 9)


def early(
    *,
    ends: datetime,
    exposed: datetime = EXPOSED,
    until: datetime | None = None,
    over: datetime | None = None,
    pathogen: str = COVID,
    others: tuple = (),
    stated: dict | None = None,
) -> list[tuple]:
    """One person, exposed once (`until`: an interval; `over`: it lasted to) and kept from 28 Jan."""
    rows = [
        ("contact.exposed", exposed, until, 1, pathogen),
        (BEGAN, at(28), None, 7, None),
        (ENDED, ends, None, 7, None),
        *others,
    ]
    names = ("kind", "happened_at", "happened_until", "record", "pathogen")
    events = pl.DataFrame([dict(zip(names, row, strict=True)) | {"subject": 5} for row in rows])
    met = {"id": 1, "from_id": 4, "to_id": 5, "start": exposed, "end": over or until}
    said = [stated] if stated else []
    found = early_ends(
        check_table(events, EVENTS, "events"),
        check_table(pl.DataFrame([met]), CONTACTS, "contacts"),
        load_protocols(),
        COVID,
        stated=pl.DataFrame(said, schema=STATED),
    )
    return found.select("record", "ended", "due").rows()


def test_an_observation_is_early_before_its_fourteen_days_and_not_after():
    assert early(ends=at(31)) == [(7, at(31), at(39, 9))]
    assert early(ends=at(39, 9)) == []


def test_an_exposure_that_lasted_counts_from_its_end():
    assert early(ends=at(40), over=at(27, 9)) == [(7, at(40), at(41, 9))]


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


def test_what_only_the_placement_says_counts_too():
    said = {"record": 7, "exposed_at": at(27), "exposed_until": at(28)}
    assert early(ends=at(40), stated=said) == [(7, at(40), at(41))]
    assert early(ends=at(40), stated={"record": 7, "set_end": at(45)}) == [(7, at(40), at(45))]
