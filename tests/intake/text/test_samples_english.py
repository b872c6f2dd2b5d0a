"""Tests in English and their results: tested negative on 3 February, both tests were negative."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

CASE = "Case 3: a 40-year-old man, confirmed on 20 January. "


def results(found):
    return [(one.value("result"), when(one)) for one in found.of("test")]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("He tested negative on 3 February.", ["2020-02-03"]),
        ("He tested negative for SARS-CoV-2 on 3 February.", ["2020-02-03"]),
        ("On 3 February he tested negative.", ["2020-02-03"]),
        ("A PCR test on 3 February was negative.", ["2020-02-03"]),
        ("He had a negative nucleic acid test on 3 February.", ["2020-02-03"]),
        ("His test, on 3 February, came back negative.", ["2020-02-03"]),
        ("Both tests on 1 and 3 February were negative.", ["2020-02-01", "2020-02-03"]),
        ("He tested negative twice, on 1 and 3 February.", ["2020-02-01", "2020-02-03"]),
        ("Throat swab negative on 3 February.", ["2020-02-03"]),
    ],
)
def test_a_negative_test_is_a_result_of_its_day(read, said, days):
    found = read(CASE + said)
    assert results(found) == [("negative", day) for day in days]
    assert {one.links["sample"] for one in found.of("test")} == {
        one.key for one in found.of("sample")
    }
    assert when(found.one("classification")) == "2020-01-20"


def test_a_test_without_a_day_says_so(read):
    found = read(f"{CASE}Both tests were negative.")
    assert results(found) == [("negative", None)]
    assert [doubt.code for doubt in found.one("test").doubts] == ["time_not_said"]


def test_a_swab_has_the_day_on_which_it_was_taken(read):
    found = read(f"{CASE}A throat swab taken on 2 February was negative.")
    assert (found.one("sample").value("kind"), when(found.one("sample"))) == (
        "throat",
        "2020-02-02",
    )
    assert results(found) == [("negative", None)]


def test_a_test_after_a_negative_one_may_be_positive(read):
    found = read(
        "Case 5: male, 33. Tested negative on 30 January; a second test on 2 February was positive."
    )
    assert results(found) == [("negative", "2020-01-30"), ("positive", "2020-02-02")]


@pytest.mark.parametrize(
    "said",
    [
        "He tested negative for influenza on 30 January.",
        "Influenza A and B tests were negative on 30 January.",
        "Neither test was negative.",
        "He did not test negative until 10 February.",
        "He will be tested negative twice.",
    ],
)
def test_what_is_of_another_disease_or_did_not_come_is_no_result(read, said):
    assert read(CASE + said).of("test") == []


@pytest.mark.parametrize(
    "said",
    [
        "His wife tested negative on 3 February.",
        "All 14 close contacts tested negative on 3 February.",
    ],
)
def test_the_tests_of_others_are_noted(read, said):
    found = read(CASE + said)
    assert found.of("test") == []
    assert found.notes("told_of_another")


def test_the_day_of_a_discharge_is_not_that_of_the_tests_before_it(read):
    found = read(f"{CASE}He was discharged on 3 February after two negative tests.")
    assert results(found) == [("negative", None)]
    assert not is_certain(found.one("test"))


def test_a_later_test_that_is_positive_confirms(read):
    found = read(
        "Case 21, a 50-year-old man, tested negative on 27 January but positive on 29 January."
    )
    assert results(found) == [("negative", "2020-01-27")]
    assert when(found.one("classification", status="confirmed")) == "2020-01-29"
