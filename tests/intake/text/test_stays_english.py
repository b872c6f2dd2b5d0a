"""English stays with their hours, and rides from places that have no name of their own."""

import pytest
from tests.intake.text.conftest import when

CASE = "Case 11: male, 35. "


@pytest.mark.parametrize(
    "said",
    [
        "He visited Wanda Plaza between 10 and 11 am on 20 January.",
        "Visited Wanda Plaza from 10 am to 11 am on 20 January.",
        "On 20 January, between 10:00 and 11:00, he visited Wanda Plaza.",
        "On 20 January from 10:00 to 11:00 he visited Wanda Plaza.",
    ],
)
def test_a_stay_has_its_hours(read, said):
    stay = read(CASE + said).one("stay")
    assert (stay.value("place"), when(stay)) == ("Wanda Plaza", "2020-01-20 10:00/11:00")


def test_hours_in_no_order_leave_the_day(read):
    stay = read(f"{CASE}He visited Wanda Plaza between 11 and 10 am on 20 January.").one("stay")
    assert when(stay) == "2020-01-20"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Stayed at Lotus Hotel on 20 January.", "Lotus Hotel"),
        ("He went shopping at Bubugao Supermarket on 20 January.", "Bubugao Supermarket"),
        ("He bought medicine at Laobaixing Pharmacy on 20 January.", "Laobaixing Pharmacy"),
        ("He had lunch with his wife, case 12, at Lotus Restaurant on 20 January.", "Lotus Restaurant"),
    ],
)  # fmt: skip
def test_what_he_did_there_is_a_stay(read, said, place):
    stay = read(CASE + said).one("stay")
    assert (stay.value("place"), when(stay)) == (place, "2020-01-20")


@pytest.mark.parametrize(
    ("said", "number", "start", "to"),
    [
        ("He took bus 15 from the railway station on 20 January.", "15", "railway station", None),
        (
            "He took the T3 bus from the airport to Wanda Plaza on 20 January.",
            "T3",
            "airport",
            "Wanda Plaza",
        ),
        ("Returned from Wuhan on 20 January.", None, "Wuhan", None),
    ],
)
def test_a_ride_says_from_where(read, said, number, start, to):
    journey = read(CASE + said).one("journey")
    found = tuple(journey.value(name) for name in ("number", "from_place", "to_place"))
    assert found == (number, start, to)
    assert when(journey) == "2020-01-20"
