"""English reports: who is told of, where he came from, what is no fact about him."""

import pytest
from tests.intake.text.conftest import when

ZHOU = (
    "Mr. Zhou, a 45-year-old taxi driver from You County, returned from Wuhan on 18 January."
    " He developed a fever on 20 January and was confirmed on 23 January."
)


def test_somebody_with_a_title_is_told_of(read):
    found = read(ZHOU)
    person = found.person("Mr. Zhou")
    assert (person.value("sex"), person.value("age")) == ("male", 45)
    assert person.value("arrived_from") == "Wuhan"
    assert when(found.one("case"), "onset") == "2020-01-20"
    assert when(found.one("classification")) == "2020-01-23"
    journey = found.one("journey")
    assert (journey.value("means"), journey.value("from_place")) == (None, "Wuhan")


def test_the_patient_is_told_of(read):
    found = read(
        "The patient is a 45-year-old man living in Youxian. He was confirmed on 23 January."
    )
    assert found.one("person").value("residence") == "Youxian"
    assert when(found.one("classification")) == "2020-01-23"


def test_cases_listed_in_one_sentence_are_told_apart(read):
    found = read(
        "Two new confirmed cases were reported on 3 February: a 34-year-old woman from Liling, who"
        " developed a cough on 28 January, and a 60-year-old man from Youxian, confirmed on 2 February."
    )
    woman, man = found.of("person")
    assert (woman.value("sex"), woman.value("residence")) == ("female", "Liling")
    assert (man.value("sex"), man.value("residence")) == ("male", "Youxian")
    assert when(found.about("case", woman)[0], "onset") == "2020-01-28"
    assert found.about("classification", woman) == []
    assert when(found.about("classification", man)[0]) == "2020-02-02"


def test_whoever_is_met_begins_no_section(read):
    found = read(
        "Case 3 is a 45-year-old man. He lives with his wife, a 40-year-old woman, and a 9-year-old boy."
    )
    assert len(found.of("person")) == 1


@pytest.mark.parametrize("lead", ["1. ", "(1) ", ""])
def test_a_list_with_sex_and_age(read, lead):
    found = read(f"{lead}Female, 34, Liling. Onset 28 January; confirmed 2 February.")
    person = found.one("person")
    assert (person.value("sex"), person.value("age")) == ("female", 34)
    assert when(found.one("case"), "onset") == "2020-01-28"
    assert when(found.one("classification")) == "2020-02-02"


@pytest.mark.parametrize(
    "came",
    ["returned from", "arrived from", "flew from", "came home from", "returned on 18 January from"],
)
def test_from_where_somebody_came_is_not_where_he_lives(read, came):
    person = read(f"Case 3 is a 45-year-old man who {came} Wuhan.").one("person")
    assert person.value("residence") is None


@pytest.mark.parametrize(
    ("said", "age", "unit"),
    [
        ("a newborn girl aged 28 days", 28, "days"),
        ("a 3 1/2-year-old boy", 3, "years"),
        ("a man of 45", 45, "years"),
        ("a man aged 45", 45, "years"),
        ("a boy aged 6 weeks", None, None),
    ],
)
def test_ages_in_english(read, said, age, unit):
    person = read(f"Case 5: {said}, confirmed on 2 February.").one("person")
    assert (person.value("age"), person.value("age_unit")) == (age, unit)


def test_the_next_morning_is_of_the_next_day(read):
    check = read(
        "Case 6: a 40-year-old man developed a fever on 20 January and visited the county hospital the"
        " next morning."
    ).one("check")
    assert when(check) == "2020-01-21 06:00/12:00"


def test_a_row_of_notes_keeps_its_days(read):
    found = read(
        "Case 7: male, 62, retired, onset 24 Jan; visited Zhuzhou First Hospital 26 Jan; confirmed 28 Jan."
    )
    assert found.one("person").value("age") == 62
    assert when(found.one("case"), "onset") == "2020-01-24"
    assert found.one("check").value("unit") == "Zhuzhou First Hospital"
    assert when(found.one("classification")) == "2020-01-28"


@pytest.mark.parametrize("said", ["10 days after onset", "Onset unknown", "before onset"])
def test_an_onset_without_its_day_has_none(read, said):
    found = read(f"Case 7: a 62-year-old man. {said}, he was admitted on 28 January.")
    assert when(found.one("case"), "onset") is None


def test_a_day_before_the_man_is_the_day_of_what_he_did(read):
    found = read(
        "On Feb. 2 a 70-year-old man died at Zhuzhou Central Hospital. As of Feb. 3, 80 cases have "
        "been confirmed in the city, including 1 death and 71 discharges; 12 people are in "
        "quarantine."
    )
    died = found.one("classification", status="died")
    assert (when(died), died.value("unit")) == ("2020-02-02", "Zhuzhou Central Hospital")
    totals = [(one.value("what"), one.value("number")) for one in found.of("total")]
    assert totals == [("confirmed", 80), ("died", 1), ("discharged", 71), ("observed", 12)]


def test_the_hospital_of_the_next_clause_is_not_that_of_the_doctor(read):
    found = read(
        "Case 84, a 35-year-old man, saw a doctor on 26 January; he was admitted to Tan Tock Seng "
        "Hospital two days later."
    )
    assert found.one("check").value("unit") is None
    assert found.one("placement").value("unit") == "Tan Tock Seng Hospital"


def test_tests_confirm_an_infection(read):
    found = read(
        "Case 90 is a 75-year-old man. Subsequent test results confirmed COVID-19 infection on the "
        "morning of 29 January. He was immediately isolated."
    )
    assert when(found.one("classification")) == "2020-01-29 06:00/12:00"
    assert found.one("placement").value("level") == "site"


def test_who_flew_somewhere_made_a_journey(read):
    journey = read("Case 84, a 35-year-old man, flew to Kuala Lumpur on 12 January.").one("journey")
    assert (journey.value("means"), journey.value("to_place")) == ("flight", "Kuala Lumpur")
    assert when(journey) == "2020-01-12"


def test_a_woman_in_her_thirties_is_not_the_teacher_after_her(read):
    found = read(
        "A woman in her thirties arrived from London on 20 January. A 62-year-old teacher tested "
        "positive on 27 January; she is well."
    )
    assert [person.value("age") for person in found.of("person")] == [None, 62]


def test_a_number_in_brackets_behind_him_is_his(read):
    found = read("A 52-year-old woman from Youxian (case 28) was confirmed on 1 February 2020.")
    assert found.one("case").value("number") == "28"


def test_the_number_of_her_husband_is_not_hers(read):
    found = read(
        "A 52-year-old woman, whose husband (case 27) was confirmed before, fell ill on 1 February"
        " 2020 and was confirmed on 3 February."
    )
    assert "27" not in [case.value("number") for case in found.of("case")]


@pytest.mark.parametrize(
    "said",
    ["None of the tests on 1 February was positive", "No tests before 1 February were positive"],
)
def test_what_no_test_found_is_no_positive_test(read, said):
    found = read(f"Case 5, a 40-year-old man, fell ill on 28 January 2020. {said}.")
    assert found.of("test", result="positive") == []


def test_the_hours_of_a_stay_are_not_those_of_the_ride_after_it(read):
    found = read(
        "Case 7, a 30-year-old woman, was at Lotus Mall on 2 February 2020 between 10 and 11 am,"
        " and took the 15 bus home."
    )
    assert when(found.one("journey")) == "2020-02-02"
    assert when(found.one("stay")) == "2020-02-02 10:00/11:00"
