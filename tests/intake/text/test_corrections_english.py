"""Corrections in English: what is put in place is read, and never what is taken back."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("Correction: case 14 is female, not male.", "sex", "female"),
        ("Correction: In yesterday's report case 14 was given as male; she is female.", "sex", "female"),
        ("Correction: The age of case 14 should be 45, not 54.", "age", 45),
        ("Correction (3 February): case 14 is aged 45, not 54.", "age", 45),
        ("The sex of case 14 was corrected from male to female.", "sex", "female"),
        ("The age of case 14 was wrongly given as 54; it is 45.", "age", 45),
    ],
)  # fmt: skip
def test_sex_and_age_are_corrected(read, said, field, value):
    found = read(said)
    assert found.one("person").value(field) == value
    assert found.one("case").value("number") == "14"


@pytest.mark.parametrize(
    "said",
    [
        "Correction: case 15 fell ill on 25 January, not on 27 January.",
        "An earlier report gave the onset of case 15 as 27 January; it was 25 January.",
        "Correction: the onset of case 15 was 25 January rather than 27 January.",
    ],
)
def test_an_onset_is_corrected(read, said):
    assert when(read(said).one("case", number="15"), "onset") == "2020-01-25"


@pytest.mark.parametrize(
    "said",
    [
        "Case 19 was wrongly reported as confirmed on 2 February; the correct date is 1 February.",
        "Case 19 was confirmed on 1 February and not on 2 February as previously reported.",
        "Case 19: male, 50, confirmed on 1 February (an earlier report gave 2 February).",
        "Case 19: male, 50, an earlier report gave 2 February, confirmed on 1 February.",
    ],
)
def test_the_day_that_is_taken_back_is_never_read(read, said):
    found = read(said)
    assert [when(one) for one in found.of("classification")] == ["2020-02-01"]


def test_a_case_that_is_told_of_is_changed(read):
    found = read(
        "Case 14: male, 30, fell ill on 27 January, confirmed on 1 February.\n"
        "Case 15: male, 31, confirmed on 2 February. Correction: case 14 is female, not male.\n"
        "Correction: case 14 was confirmed on 31 January, not 1 February."
    )
    assert [one.value("sex") for one in found.of("person")] == ["female", "male"]
    days = [when(one) for one in found.of("classification")]
    assert days == ["2020-01-31", "2020-02-02"]


@pytest.mark.parametrize(
    "said",
    [
        "Correction: case 14 was admitted to Zhuzhou Central Hospital on 30 January, not 31 January.",
        "Correction: case 14 is a woman of 45, not a man of 54.",
        "Correction: case 14 was not confirmed on 2 February.",
        "Correction: case 14 is no longer a confirmed case.",
        "Case 14 lives in Liling, not on 3 February in Youxian.",
    ],
)
def test_what_is_not_understood_is_noted_and_not_read(read, said):
    found = read(said)
    assert found.reading.drafts == ()
    [note] = found.notes("not_read")
    assert note.values["said"] == said.rstrip(".")


def test_what_should_be_done_is_no_correction(read):
    found = read("Case 14: male, 30. Case 14 should be isolated; he was confirmed on 2 February.")
    assert when(found.one("classification")) == "2020-02-02"


def test_the_story_of_a_case_is_read_whatever_it_says_by_the_way(read):
    found = read("Case 5, a 40-year-old man, was confirmed on 1 February, not on 2 February.")
    assert found.one("person").value("age") == 40
    assert when(found.one("classification")) == "2020-02-01"
