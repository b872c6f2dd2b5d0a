import pytest
from django.core.exceptions import ValidationError
from tests.records.conftest import at, local

from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.records import clock
from firebreak.records.actions import cases
from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.models import Case


def test_every_status_says_what_it_can_become():
    assert set(CAN_BECOME) == {None, *Case.Status.values}
    assert set().union(*CAN_BECOME.values()) <= set(Case.Status.values)
    assert set(CLASSIFICATIONS) == set(Case.Status.values)


@pytest.mark.parametrize("now", [None, *Case.Status.values])
@pytest.mark.parametrize("then", Case.Status.values)
def test_only_steps_of_the_table_are_taken(now, then):
    if then in CAN_BECOME[now]:
        cases.check_transition(now, then)
        return
    with pytest.raises(ValidationError) as refusal:
        cases.check_transition(now, then)
    assert "status" in refusal.value.message_dict


def test_asymptomatic_to_confirmed_is_one_case(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 25)):
        cases.classify(by=None, case=case, status="asymptomatic", when=at(1, 21, 9))
        cases.classify(
            by=None,
            case=case,
            status="confirmed",
            when=at(1, 24, 9),
            edition="cn-covid-diagnosis-4",
        )
    assert Case.objects.count() == 1
    steps = case.classifications.values_list("status", "edition")
    assert list(steps) == [
        ("suspected", ""),
        ("asymptomatic", ""),
        ("confirmed", "cn-covid-diagnosis-4"),
    ]


def test_a_time_ahead_is_refused_and_said(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 22)), pytest.raises(ValidationError) as refusal:
        cases.classify(by=None, case=case, status="confirmed", when=at(2, 22))
    assert "2020-02-22" in refusal.value.message_dict["when"][0]


def test_a_second_open_case_of_one_person_is_refused(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 22)), pytest.raises(ValidationError):
        cases.open_case(
            by=None,
            person=case.person,
            pathogen="sars-cov-2",
            status="confirmed",
            when=at(1, 21),
            unit_reporting=city.hetang,
            unit_counting=city.hetang,
        )
    assert Case.objects.count() == 1


def test_the_only_classification_cannot_be_withdrawn(city, suspect):
    case = suspect()
    with pytest.raises(ValidationError):
        cases.withdraw_classification(
            by=None, classification=case.classifications.get(), reason="x"
        )
