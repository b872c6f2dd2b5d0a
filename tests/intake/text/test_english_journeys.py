"""Each vehicle of an English sentence has the route, and the day, of its own clause."""

import pytest
from tests.intake.text.conftest import when


def ways(found):
    named = ("number", "from_place", "to_place")
    return [tuple(one.value(name) for name in named) for one in found.of("journey")]


def test_two_vehicles_of_a_sentence_have_each_their_own_route(read):
    found = read(
        "Case 12: male, 30, flew from London to Beijing on flight CA938 on 10 January, "
        "then took train G83 to Changsha on 11 January."
    )
    assert ways(found) == [("CA938", "London", "Beijing"), ("G83", None, "Changsha")]


def test_a_route_told_after_the_vehicle_is_its_own(read):
    found = read(
        "Case 12: male, 30, took train G83 from Beijing to Changsha on 11 January "
        "and took train G1119 from Changsha to Wuhan on 12 January."
    )
    assert ways(found) == [("G83", "Beijing", "Changsha"), ("G1119", "Changsha", "Wuhan")]


@pytest.mark.parametrize(
    "said",
    [
        "returned from Wuhan on 18 January 2020 by train G1135, and developed fever on 20 January 2020.",
        "returned from Wuhan on 18 January 2020 by train G1135 and was confirmed on 20 January 2020.",
        "on 18 January 2020 returned from Wuhan on train G1135, fell ill on 20 January 2020.",
    ],
)
def test_a_ride_has_the_day_before_it_and_not_that_of_what_came_after(read, said):
    journey = read(f"Case 8, a 45-year-old woman, {said}").one("journey")
    assert (journey.value("number"), journey.value("from_place")) == ("G1135", "Wuhan")
    assert when(journey) == "2020-01-18"


def test_a_ride_without_a_day_does_not_take_that_of_the_onset(read):
    found = read(
        "Case 8: female, 45, took train G1135 to Changsha and developed fever on 20 January."
    )
    assert found.one("journey").value("when") is None


def test_the_day_after_a_ride_is_its_own(read):
    found = read("Case 8: female, 45, returned from Wuhan by train G1135 on 18 January 2020.")
    assert when(found.one("journey")) == "2020-01-18"
