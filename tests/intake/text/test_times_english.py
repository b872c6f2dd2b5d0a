"""Days in English reports: counted from others, soon after publication, in rows and ranges."""

from datetime import date

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

MARCH = date(2020, 3, 5)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the following day", "2020-02-27"),
        ("the next day", "2020-02-27"),
        ("a day later", "2020-02-27"),
        ("two days later", "2020-02-28"),
        ("one week later", "2020-03-04"),
    ],
)
@pytest.mark.parametrize("found", ["confirmed", "found positive", "was confirmed"])
def test_a_day_is_counted_from_the_one_before(read, found, said, day):
    told = read(f"A 48-year-old man was tested on Feb 26 and {found} {said}.", MARCH)
    assert when(told.one("classification", status="confirmed")) == day


def test_who_had_no_symptoms_until_a_day_may_have_fallen_ill_on_it(read):
    found = read(
        "A 48-year-old man had no symptoms until Feb. 24. He was tested on Feb 26 and confirmed "
        "the following day.",
        MARCH,
    )
    case = found.one("case")
    assert (when(case, "onset"), is_certain(case)) == ("2020-02-24", False)
    assert when(found.one("classification", status="confirmed")) == "2020-02-27"


def test_some_days_later_is_no_day(read):
    found = read(
        "Case 3, a 30-year-old man, was isolated on Feb 20 and a few days later was admitted to "
        "Raffles Hospital.",
        MARCH,
    )
    assert when(found.one("placement", level="ward")) is None


def test_a_day_soon_after_publication_is_not_certainly_of_a_year_ago(read):
    found = read("As of 5 February, 10 confirmed cases. 3 deaths as of 30 December.", MARCH)
    assert [when(total, "until") for total in found.of("total")] == ["2020-02-05", "2019-12-30"]
    planned = read("As of 5 February, 10 confirmed cases.", date(2020, 2, 3)).one("total")
    assert (when(planned, "until"), is_certain(planned)) == ("2020-02-05", False)


def test_until_a_day_is_not_when_a_stay_began(read):
    found = read("Case 3, a 45-year-old woman, stayed at the Grand Hotel until 5 February.", MARCH)
    assert when(found.one("stay")) is None


def test_quarantine_from_one_day_to_another_begins_on_the_first(read):
    said = "Case 3, a 45-year-old woman, was quarantined at home from 1 to 14 February."
    placement = read(said, MARCH).one("placement")
    assert (when(placement), placement.value("level")) == ("2020-02-01", "home")


def test_two_days_are_no_range(read):
    said = "Case 3, a 45-year-old woman, visited Central Market on 18 and 20 February."
    assert not is_certain(read(said, MARCH).one("stay"))
