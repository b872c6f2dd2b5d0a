"""Relatives by their numbers in an English story, and other cases beside them."""

import pytest
from tests.intake.text.conftest import when

HIM = "Case 11: a 35-year-old man, confirmed on 1 February. "


def confirmed(found):
    number = {one.links["person"]: one.value("number") for one in found.of("case")}
    told = found.of("classification", status="confirmed")
    return {number[one.links["person"]]: when(one) for one in told}


@pytest.mark.parametrize(
    "said",
    [
        "His wife, case 12, was confirmed on 2 February.",
        "His wife (case 12) was confirmed on 2 February.",
        "His wife, case 12, and their son (7) were confirmed on 2 February.",
        "His wife, 33, is case 12, confirmed on 2 February.",
    ],
)
def test_his_wife_who_has_a_number_is_a_case_and_a_contact(read, said):
    found = read(HIM + said)
    assert confirmed(found) == {"11": "2020-02-01", "12": "2020-02-02"}
    wife = found.one("case", number="12").links["person"]
    assert found.one("person", sex="female").key == wife
    contact = found.one("contact", relation="wife")
    assert contact.links == {"from": found.one("case", number="11").key, "to": wife}


def test_both_who_have_a_number_are_told_of(read):
    found = read("Case 12 and her son (7), case 13, were confirmed on 3 February.")
    assert confirmed(found) == dict.fromkeys(["12", "13"], "2020-02-03")
    assert found.one("person", age=7).value("sex") == "male"


def test_a_case_and_his_wife_were_confirmed(read):
    found = read("Case 11 and his wife, case 12, were confirmed on 3 February.")
    assert confirmed(found) == dict.fromkeys(["11", "12"], "2020-02-03")


def test_the_son_without_a_number_is_noted(read):
    found = read(f"{HIM}His wife, case 12, and their son (7) were confirmed on 2 February.")
    [note] = found.notes("told_of_another")
    assert "their son (7)" in note.values["said"]


def test_whose_mother_is_told_of_as_a_case_of_her_own_is_the_contact_only(read):
    found = read(
        f"{HIM}His mother, case 12, was confirmed on 2 February.\nCase 12: female, 61, confirmed on 2 February."
    )
    assert len(found.of("person")) == 2
    assert found.one("contact").links["to"] == found.one("case", number="12").links["person"]


def test_what_happened_to_him_is_not_hers(read):
    found = read(
        "Case 11: male, 35. His wife, case 12, nursed him after he fell ill on 20 January."
    )
    assert when(found.one("case", number="11"), "onset") == "2020-01-20"
    assert when(found.one("case", number="12"), "onset") is None


def test_the_age_of_a_daughter_is_not_that_of_the_wife(read):
    found = read(
        f"{HIM}Case 12, his wife, fell ill on 26 January. Their daughter, aged 5, is well."
    )
    assert found.one("person", sex="female").value("age") is None


def test_the_age_behind_the_word_for_a_relative_is_his(read):
    found = read(f"{HIM}Case 12: his wife, 33, fell ill on 26 January.")
    assert found.one("person", sex="female").value("age") == 33


@pytest.mark.parametrize(
    "said",
    [
        "Cases 13, 14 and 15 are his colleagues and were confirmed on 3 February.",
        "He is well, and cases 13 and 14 were confirmed on 3 February.",
        "He is well, and case 13 was confirmed on 3 February.",
    ],
)
def test_what_is_told_of_other_cases_is_not_his_and_is_noted(read, said):
    found = read(HIM + said)
    assert confirmed(found) == {"11": "2020-02-01"}
    assert found.notes("told_of_another")


def test_what_is_told_of_two_cases_together_is_noted(read):
    found = read("Cases 11 and 12 are husband and wife. Both were confirmed on 3 February.")
    [note] = found.notes("not_read")
    assert note.values["said"].endswith("Both were confirmed on 3 February")


@pytest.mark.parametrize(
    ("said", "onset"),
    [
        ("He infected his wife, case 12, who fell ill on 27 January.", "2020-01-27"),
        ("He was infected by his brother, case 12, who returned from Wuhan on 15 January.", None),
    ],
)
def test_what_who_tells_is_of_the_relative_before_it(read, said, onset):
    found = read(HIM + said)
    assert when(found.one("case", number="12"), "onset") == onset
    assert when(found.one("case", number="11"), "onset") is None
    assert found.of("journey") == []
