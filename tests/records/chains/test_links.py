"""What people settle about links: with a reason, one of its kind, taken back with its history."""

import pytest
from django.core.exceptions import ValidationError
from tests.site.conftest import at, local

from firebreak.records import clock
from firebreak.records.actions import cases
from firebreak.records.actions.links import decide_link, withdraw_decision
from firebreak.records.actions.withdraw import take_back
from firebreak.records.models import Change, LinkDecision
from firebreak.records.visibility import Refused


@pytest.fixture
def third(city):
    """A case in Hetang beside `city.case` and `city.suspect`."""
    return cases.open_case(
        by=None,
        person=city.li,
        pathogen="sars-cov-2",
        status="confirmed",
        onset=at(1, 29),
        when=at(2, 1),
        unit_reporting=city.hospital,
        unit_counting=city.hetang,
    )


def settle(city, infectee, infector, verdict="established", reason="同桌进餐", by="tracer"):
    return decide_link(
        by=city.users[by], infectee=infectee, infector=infector, verdict=verdict, reason=reason
    )


def test_a_decision_keeps_who_made_it_when_and_why(city, third):
    row = settle(city, third, city.case)
    assert row.author == "tracer"
    assert row.reason == "同桌进餐"
    assert row.happened_at == clock.now()
    assert Change.objects.last().action == "links.decide"


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_settled(city, third, reason):
    with pytest.raises(ValidationError, match="Say why"):
        settle(city, third, city.case, reason=reason)


def test_nobody_infects_himself(city, third):
    with pytest.raises(ValidationError, match="himself"):
        settle(city, third, third)


def test_a_link_is_settled_once_and_a_case_has_one_established_infector(city, third):
    settle(city, third, city.case)
    with pytest.raises(ValidationError, match="settled already"):
        settle(city, third, city.case, verdict="excluded")
    with pytest.raises(ValidationError, match="Another infector"):
        settle(city, third, city.suspect)
    with pytest.raises(ValidationError, match="Another infector"):
        settle(city, third, None)
    assert settle(city, third, city.suspect, verdict="excluded").pk


def test_established_links_never_close_a_circle(city, third):
    settle(city, third, city.case)
    settle(city, city.suspect, third)
    with pytest.raises(ValidationError, match="began the chain"):
        settle(city, city.case, city.suspect)


@pytest.mark.parametrize("role", ["clinician", "secretary", "grid_worker", "inspector"])
def test_only_investigators_settle(city, third, role):
    with pytest.raises(Refused):
        settle(city, third, city.case, by=role)


def test_a_case_of_another_county_does_not_exist_for_the_investigator(city, third):
    with pytest.raises(Refused, match="no such record"):
        settle(city, third, city.other_case)
    with pytest.raises(Refused, match="no such record"):
        settle(city, city.other_case, None)


def test_it_is_taken_back_by_who_made_it_and_the_history_stays(city, third):
    row = settle(city, third, city.case)
    take_back(by=city.users["tracer"], made=Change.objects.last())
    assert not LinkDecision.objects.exists()
    assert [v.history_type for v in LinkDecision.history.filter(id=row.pk)] == ["-", "+"]


def test_later_it_is_withdrawn_with_a_reason(city, third):
    row = settle(city, third, city.case)
    reviewer = city.users["reviewer"]
    with clock.held_at(local(2, 3, 12)):
        with pytest.raises(ValidationError, match="Say why"):
            withdraw_decision(by=reviewer, decision=row, reason=" ")
        withdraw_decision(by=reviewer, decision=row, reason="座次记错")
    gone = LinkDecision.history.filter(history_type="-").get()
    assert gone.history_user == reviewer
    assert "座次记错" in gone.history_change_reason
    assert settle(city, third, city.case).pk != row.pk
