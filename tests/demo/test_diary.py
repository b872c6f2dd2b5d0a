"""The diary alone, without a database: the same for the same seed, in order, and nobody's."""

from collections import Counter

import pytest
from stdnum.iso7064 import mod_11_2

from firebreak.demo import city, people, story
from firebreak.demo.diary import Diary, Made
from firebreak.demo.times import SET_UP, STARTS
from firebreak.demo.whole import SEED, diary_of


@pytest.fixture(scope="module")
def diary() -> Diary:
    return diary_of(SEED)


@pytest.fixture(scope="module")
def facts(diary) -> list[dict]:
    return [entry.says for entry in diary.entries() if entry.action == "people.register"]


def test_the_same_seed_gives_the_same_diary(diary):
    assert list(diary_of(SEED).entries()) == list(diary.entries())


def test_another_seed_gives_other_people_and_the_same_cases(diary):
    other = diary_of(SEED + 1)
    assert list(other.entries()) != list(diary.entries())
    confirmed = [
        sorted(entry.at for entry in one.entries() if entry.says.get("status") == "confirmed")
        for one in (diary, other)
    ]
    assert confirmed[0] == confirmed[1]


def test_nothing_is_written_before_the_set_up_or_after_the_demo_begins(diary):
    written = [entry.at for entry in diary.entries()]
    assert written == sorted(written)
    assert SET_UP <= written[0]
    assert written[-1] <= STARTS


def test_everything_referred_to_was_made_before(diary):
    made: set[str] = set()
    for entry in diary.entries():
        for value in entry.says.values():
            named = value if isinstance(value, list) else [value]
            assert {one.name for one in named if isinstance(one, Made)} <= made
        if entry.makes:
            made.add(entry.makes)


def test_no_telephone_number_can_be_real(facts):
    phones = [person["phone"] for person in facts]
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)
    assert len(set(phones)) == len(phones)
    assert all(row.phone.startswith("000-") for row in city.units())


def test_no_id_number_can_be_real_though_its_check_digit_is_right(facts):
    numbers = [person["id_number"] for person in facts]
    assert all(number.startswith("990000") for number in numbers)
    assert all(mod_11_2.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_address_is_in_an_invented_street(facts):
    streets = (*people.STREETS, "虚构大道")
    assert all(person["address"].startswith(streets) for person in facts)


def test_no_two_people_bear_one_name(facts):
    shared = {n: c for n, c in Counter(person["name"] for person in facts).items() if c > 1}
    assert shared == {}


def test_every_case_of_the_story_lives_in_a_town_that_is_there():
    codes = {row.code for row in city.units()}
    assert all(city.village(row.county, row.town) in codes for row in story.CASES)
