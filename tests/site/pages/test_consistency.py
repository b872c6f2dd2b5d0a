"""The list of contradictions: what is wrong, for those whose people it is about."""

import pytest
from django.urls import reverse
from tests.site.conftest import at

from firebreak.records.actions import cases, people
from firebreak.records.roles import MAY, Role

ADDRESS = "/consistency/"
OUTCOME = "is earlier than the onset of"


@pytest.fixture
def contradicted(city):
    """Zhang of Hetang recovered the day before he fell ill."""
    cases.classify(by=None, case=city.case, status="recovered", when=at(2, 2, 10))
    cases.correct(by=None, case=city.case, onset=at(2, 3, 7), reason="登记错误")
    return city


def read(browser, query: str = "") -> str:
    answer = browser.get(ADDRESS + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_record_without_contradictions_says_so(city, sign_in):
    assert "Nothing was found that contradicts itself." in read(sign_in("reviewer"))


def test_a_contradiction_says_what_to_do_and_leads_to_the_record(contradicted, sign_in):
    page = read(sign_in("reviewer"))
    assert OUTCOME in page
    assert "Ask the hospital for both dates." in page
    assert reverse("case", args=[contradicted.case.pk]) in page
    assert f"Case {contradicted.case}" in page


def test_what_is_corrected_is_gone(contradicted, sign_in):
    browser = sign_in("reviewer")
    assert OUTCOME in read(browser)
    cases.correct(by=None, case=contradicted.case, onset=at(1, 26, 20), reason="核实")
    assert OUTCOME not in read(browser)


def test_another_county_reads_nothing_of_it(contradicted, sign_in):
    assert OUTCOME in read(sign_in("duty_head"))
    theirs = read(sign_in(contradicted.others["reviewer"]))
    assert OUTCOME not in theirs
    assert reverse("case", args=[contradicted.case.pk]) not in theirs


def test_one_sort_can_be_read_and_taken_away_alone(contradicted, sign_in):
    browser = sign_in("reviewer")
    assert OUTCOME in read(browser, "?severity=error")
    assert "Cannot be true" in read(browser, "?severity=error&format=csv")


@pytest.mark.parametrize("role", Role.values)
def test_it_opens_to_the_posts_of_the_table(city, sign_in, role):
    expected = 200 if role in MAY["consistency.read"] else 403
    assert sign_in(role).get(ADDRESS).status_code == expected


def test_two_people_with_one_id_number_are_told_to_whoever_sees_both(city, sign_in):
    number = "11010519491231002X"
    twice = [
        people.register(by=None, name=name, unit_residence=unit, id_number=number)
        for name, unit in (("周某甲", city.hetang), ("周某乙", city.hetang))
    ]
    page = read(sign_in("reviewer"))
    assert "two people on record with the same ID number" in page
    for person in twice:
        assert reverse("person", args=[person.pk]) in page
    assert number not in page
    assert "same ID number" not in read(sign_in(city.others["reviewer"]))
    assert "same ID number" not in read(sign_in("reviewer"), "?known=2020-02-03T07:00")
    people.correct(by=None, person=twice[1], id_number="440524188001010014", reason="核实")
    assert "same ID number" not in read(sign_in("reviewer"))
