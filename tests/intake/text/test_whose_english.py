"""What happened to a relative is not written to the person of an English section either."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def told(found, kind="classification", field="status"):
    return [(draft.value(field), when(draft)) for draft in found.of(kind)]


def test_the_death_of_a_mother_is_not_hers(read):
    found = read(
        "Case 41, a woman aged 35, was confirmed on 1 February. Her mother died on 20 January."
    )
    assert told(found) == [("confirmed", "2020-02-01")]
    assert found.one("case").value("status") == "confirmed"


def test_the_fever_and_the_ward_of_a_husband_are_not_hers(read):
    found = read(
        "Case 40 is a 29-year-old female nurse. She was confirmed on 2 February. Her husband, a "
        "31-year-old man, developed fever on 30 January and was admitted on 1 February. "
        "He was moved to intensive care on 3 February."
    )
    assert told(found) == [("confirmed", "2020-02-02")]
    assert not found.of("placement")
    assert not found.one("case").value("symptoms")
    assert not found.one("case").value("onset")


def test_she_is_told_of_again_where_she_is_named_again(read):
    found = read(
        "Case 45 is a 35-year-old woman. Her husband was confirmed on 25 January and she was "
        "admitted on 26 January. The patient's mother travelled from Wuhan by train on 20 January."
    )
    assert when(found.one("placement")) == "2020-01-26"
    assert not found.of("classification")
    assert not found.of("journey")


@pytest.mark.parametrize(
    "way",
    [
        "returned from Wuhan with her husband on 20 January",
        "and her husband returned from Wuhan on 20 January",
        "returned from Wuhan on 20 January and visited her mother",
        ", whose brother died on 18 January, returned from Wuhan on 20 January",
    ],
)
def test_who_came_with_her_takes_nothing_from_her(read, way):
    found = read(
        f"Case 44 is a 35-year-old woman. Case 44 {way} and developed fever on 25 January."
    )
    assert found.one("person").value("arrived_from") == "Wuhan"
    assert when(found.one("journey")) == "2020-01-20"
    assert when(found.one("case"), "onset") == "2020-01-25"
    assert not found.of("classification")


def test_who_leaves_quarantine_has_not_recovered(read):
    assert not told(read("Case 42, a man aged 50, was discharged from quarantine on 3 February."))
    found = read("Case 43, a man aged 50, was discharged from hospital on 3 February.")
    assert told(found) == [("recovered", "2020-02-03")]


@pytest.mark.parametrize(
    ("who", "pronoun"),
    [("man", "His father fell ill, and he"), ("woman", "Her sister fell ill and she")],
)
def test_whose_he_is_after_his_father_stays_open(read, who, pronoun):
    found = read(f"Case 45 is a 35-year-old {who}. {pronoun} was admitted on 26 January.")
    assert not [one for one in found.of("placement") if is_certain(one)]


@pytest.mark.parametrize(
    "told", ["The patient's mother fell ill, and he", "His wife fell ill and he"]
)
def test_he_is_not_his_wife(read, told):
    found = read(f"Case 45 is a 35-year-old man. {told} was confirmed on 26 January.")
    assert found.one("classification").fields["status"].confidence > 0.9


def test_of_what_may_be_his_father_s_and_what_is_his_the_latter_is_read(read):
    found = read(
        "Case 45 is a 35-year-old man. His father was ill, and he was confirmed on 26 January. "
        "Case 45 was confirmed on 28 January."
    )
    assert told(found) == [("confirmed", "2020-01-28")]


@pytest.mark.parametrize(
    "whose_husband",
    [
        "male, 30, husband of a woman (28) who was confirmed on 20 January. He developed fever",
        "male, 30, husband of a woman (28) who was confirmed on 20 January, developed fever",
        "male, 30, a contact of case 11, who was confirmed on 20 January, and developed fever",
    ],
)
def test_who_is_described_by_another_is_told_of_apart(read, whose_husband):
    found = read(f"Case 12: {whose_husband} on 25 January.")
    assert when(found.one("case"), "onset") == "2020-01-25"
    assert not found.of("classification")


@pytest.mark.parametrize(
    "who", ["His landlord", "The driver", "Another passenger", "The patient's old teacher"]
)
def test_whom_no_word_of_kin_names_is_not_surely_he(read, who):
    found = read(
        f"Case 12 is a 30-year-old man, confirmed on 2 February. {who} returned from Wuhan on "
        "18 January and died on 20 January."
    )
    assert found.one("case").value("status") == "confirmed"
    assert [is_certain(one) for one in found.of("classification")] == [True, False]
    assert not [one for one in found.of("journey") if is_certain(one)]


@pytest.mark.parametrize(
    "told",
    [
        "man. His symptoms began on 20 January",
        "taxi driver. The driver fell ill on 20 January",
        "man who fell ill on 20 January",
        "man. He is one of the passengers who fell ill on 20 January",
        "man. After his return from Wuhan he fell ill on 20 January",
    ],
)
def test_what_heads_a_clause_and_is_nobody_takes_nothing_from_him(read, told):
    found = read(f"Case 12 is a 30-year-old {told}.")
    assert when(found.one("case"), "onset") == "2020-01-20"
    assert is_certain(found.one("case"))
