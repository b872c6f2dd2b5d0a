"""Whose wife somebody is, and with whom he ate, in English; and counts, which are of nobody."""

import pytest
from tests.intake.text.conftest import when

HIM = "Case 31: male, 40, of Hetang District, onset 22 January. "


@pytest.mark.parametrize(
    ("told", "relation", "sex"),
    [
        ("Case 32: his wife, female, 38, onset 24 January.", "wife", "female"),
        ("Case 32: his wife, aged 38. Onset 24 January.", "wife", "female"),
        ("Case 32, his younger brother, 38, onset 24 January.", "younger brother", "male"),
        ("Case 32 is his mother-in-law, aged 68, onset 24 January.", "mother-in-law", "female"),
    ],
)
def test_his_wife_is_of_the_case_before_and_a_woman(read, told, relation, sex):
    found = read(HIM + told)
    him, other = found.of("person")
    assert (him.value("sex"), other.value("sex")) == ("male", sex)
    contact = found.one("contact")
    assert contact.value("relation") == relation
    assert contact.links == {"from": found.one("case", number="31").key, "to": other.key}
    assert when(found.one("case", number="32"), "onset") == "2020-01-24"


def test_her_husband_is_no_relative_of_a_man(read):
    assert not read(HIM + "Case 32: her husband, male, 38, onset 24 January.").of("contact")


@pytest.mark.parametrize(
    "counted",
    ["1 discharged.", "By 1 February, 1 discharged.", "Two patients have been discharged."],
)
def test_how_many_were_discharged_says_nothing_of_the_last_case(read, counted):
    found = read(f"{HIM}{counted}")
    assert found.one("case").value("status") is None
    assert not found.of("classification")


def test_a_case_named_by_his_number_is_no_count(read):
    found = read("Case 5, a 40-year-old man. Case 5 was discharged on 1 February.")
    assert found.one("case").value("status") == "recovered"


@pytest.mark.parametrize(
    "said",
    [
        "Dined with case 31 at Xiangshui Restaurant on 20 January.",
        "On 20 January she had dinner with case 31 at the Xiangshui Restaurant.",
    ],
)
def test_to_dine_with_a_case_is_a_stay_and_a_contact(read, said):
    found = read(f"{HIM}Case 32: female, 38. {said}")
    stay = found.one("stay")
    assert (stay.value("place"), when(stay)) == ("Xiangshui Restaurant", "2020-01-20")
    assert found.one("contact").links["from"] == found.one("case", number="31").key


def test_close_contacts_under_observation_are_a_total(read):
    total = read("As of 2 February, 412 close contacts are under medical observation.").one("total")
    assert (total.value("what"), total.value("number")) == ("observed", 412)
    assert read(f"{HIM}412 close contacts under observation.").one("total").confidence < 0.8
