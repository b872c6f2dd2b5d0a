"""A city's looser number is in force, and told of; a stricter or an equal one is not."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firebreak.engine.duties.loosening import NUMBERS, loosened
from firebreak.engine.duties.protocols import (
    ContactWindow,
    Protocols,
    Text,
    Thresholds,
    load_protocols,
)

SHIPPED = load_protocols()
NATION = SHIPPED.edition("cn-covid-control-3")
FULL = replace(
    NATION,
    thresholds=Thresholds(**dict.fromkeys(NUMBERS, 10)),
    contact_window=ContactWindow(timedelta(days=2), timedelta(days=2), None),
)
CITY = replace(
    NATION,
    id="city",
    name=Text("City rules", "本市规定"),
    jurisdiction="430200",
    duties=(),
    rounds=(),
)


def said(city, nation=FULL, language="en"):
    return [found.said(language) for found in loosened(Protocols((nation, city)))]


def test_what_is_shipped_loosens_nothing():
    assert loosened(SHIPPED) == ()


def test_a_shorter_observation_is_said_in_both_languages():
    city = replace(CITY, thresholds=Thresholds(observation_days=3), contact_window=None)
    words = "looser than National control plan, 3rd edition: observation 3 d instead of 14 d"
    assert said(city, NATION) == [words]
    assert said(city, NATION, "zh-hans") == ["比全国防控方案（第三版）宽松：医学观察3天（原14天）"]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_number_is_looser_on_one_side_only(number):
    looser = NUMBERS[number][2]
    counts = [
        len(said(replace(CITY, thresholds=Thresholds(**{number: value}), contact_window=None)))
        for value in (10 + looser, 10, 10 - looser)
    ]
    assert counts == [1, 0, 0]


def test_every_number_of_an_edition_can_be_looser():
    assert set(NUMBERS) == {*vars(Thresholds())} - {"cluster_counts", "cluster_settings"}


@pytest.mark.parametrize(
    ("window", "told"),
    [
        (ContactWindow(timedelta(days=2), timedelta(days=4)), []),
        (
            ContactWindow(timedelta(0), timedelta(days=2)),
            ["contact window before onset 0 d instead of 2 d"],
        ),
        (
            ContactWindow(timedelta(days=2), timedelta(days=2), timedelta(hours=36)),
            ["contact window after onset 36 h instead of no end"],
        ),
    ],
)
def test_a_shorter_window_is_looser(window, told):
    city = replace(CITY, contact_window=window, thresholds=Thresholds())
    assert [sentence.split(": ")[1] for sentence in said(city)] == told


def test_a_longer_limit_is_told_with_its_reason():
    card = replace(
        NATION.duties[0],
        within=timedelta(hours=4),
        loosens_because=Text("Far hamlets.", "村落偏远。"),
    )
    city = replace(CITY, duties=(card,), thresholds=Thresholds(), contact_window=None)
    assert said(city)[0].endswith("Case card 4 h instead of 2 h (Far hamlets.)")


@pytest.mark.parametrize(
    "change",
    [
        {"jurisdiction": "CN"},
        {"pathogen": "measles"},
        {"valid_from": datetime(2020, 2, 7, tzinfo=ZoneInfo("Asia/Shanghai")), "valid_to": None},
    ],
)
def test_only_a_narrower_edition_of_the_same_time_and_pathogen_loosens(change):
    city = replace(CITY, thresholds=Thresholds(observation_days=3), contact_window=None)
    assert said(city)
    assert not said(replace(city, **change))
