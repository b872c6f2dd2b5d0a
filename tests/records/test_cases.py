from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.records.conftest import at, local

from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.engine.when import When
from firebreak.outputs.inconsistencies import inconsistencies
from firebreak.records import clock
from firebreak.records.actions import cases, laboratory
from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.change import change
from firebreak.records.exclusion import negatives_exclude
from firebreak.records.models import Case, Classification
from firebreak.records.situation import situation


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


def test_every_status_can_be_reached_and_only_death_is_final():
    reached, ahead = set(), {None}
    while ahead:
        reached |= ahead
        ahead = set().union(*(CAN_BECOME[status] for status in ahead)) - reached
    assert reached == {None, *Case.Status.values}
    assert {status for status, then in CAN_BECOME.items() if not then} == {Case.Status.DIED}


def test_when_the_clinically_diagnosed_are_no_more_a_class_they_are_suspects_again(city, suspect):
    case = suspect()
    with clock.held_at(local(2, 25)):
        for status, when in (("probable", at(2, 13)), ("suspected", at(2, 19))):
            cases.classify(by=None, case=case, status=status, when=when)
    assert Case.objects.get().status == "suspected"


def test_an_edition_nobody_has_on_file_classifies_nothing(city, suspect):
    case = suspect()
    with clock.held_at(local(1, 25)), pytest.raises(ValidationError) as refusal:
        cases.classify(
            by=None, case=case, status="confirmed", when=at(1, 24), edition="cn-covid-diagnosis-99"
        )
    assert "cn-covid-diagnosis-99" in refusal.value.message_dict["edition"][0]
    with pytest.raises(ValidationError):
        suspect(name="测试乙", edition="cn-covid-diagnosis-99")
    assert Case.objects.get().status == "suspected"


def give_results(city, case, *results):
    """Take a sample at each time and give its result six hours later."""
    for taken, result in results:
        sample = laboratory.take_sample(
            by=None, person=case.person, unit=city.hospital, when=When.minute(taken)
        )
        laboratory.report_result(
            by=None,
            sample=sample,
            pathogen=case.pathogen,
            result=result,
            when=When.minute(taken + timedelta(hours=6)),
        )


NEGATIVES = ((local(2, 1, 9), "negative"), (local(2, 2, 9), "negative"))


@pytest.mark.parametrize(
    ("results", "enough"),
    [
        ((), False),
        (NEGATIVES[:1], False),
        (NEGATIVES, True),
        ((NEGATIVES[0], (local(2, 2, 8, 59), "negative")), False),
        ((NEGATIVES[0], (local(2, 2, 9), "inconclusive")), False),
        ((*NEGATIVES, (local(2, 2, 12), "positive")), False),
        (((local(1, 31, 9), "positive"), *NEGATIVES), True),
        ((NEGATIVES[0], (local(2, 2, 8), "negative"), (local(2, 2, 10), "negative")), True),
    ],
)
def test_excluding_without_the_negatives_of_the_edition_needs_a_reason(
    city, suspect, results, enough
):
    case = suspect(when=at(1, 30, 9))
    with clock.held_at(local(2, 3, 9)):
        give_results(city, case, *results)
        excluded = {"by": None, "case": case, "status": "excluded", "when": at(2, 3, 8)}
        if enough:
            cases.classify(**excluded)
            return
        with pytest.raises(ValidationError) as refusal:
            cases.classify(**excluded, reason=" ")
        assert set(refusal.value.message_dict) == {"reason"}
        cases.classify(**excluded, reason="影像提示其他疾病")
    assert case.classifications.last().reason == "影像提示其他疾病"


@pytest.mark.parametrize(
    "results",
    [
        (),
        NEGATIVES[:1],
        NEGATIVES,
        (NEGATIVES[0], (local(2, 1, 20), "negative")),
        (NEGATIVES[0], (local(2, 1, 20), "inconclusive"), NEGATIVES[1]),
        (*NEGATIVES, (local(2, 2, 12), "positive")),
        ((local(1, 29, 9), "negative"), NEGATIVES[0]),
    ],
)
def test_whoever_is_excluded_without_being_asked_why_is_not_asked_about_later(
    city, suspect, results
):
    case = suspect(when=at(1, 30, 9))
    with clock.held_at(local(2, 3, 9)):
        give_results(city, case, *results)
        excluded = {"by": None, "case": case, "status": "excluded", "when": at(2, 3, 8)}
        enough = negatives_exclude(case, excluded["when"])
        cases.classify(**excluded, reason="" if enough else "影像提示其他疾病")
    found = inconsistencies(situation(as_of=local(2, 3, 10)))
    assert ("excluded_without_negatives" in found["code"].to_list()) is not enough


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


UNKNOWN = When.unknown()


def classified(case, *steps):
    return [cases.classify(by=None, case=case, status=s, when=w) for s, w in steps]


def withdraw(classification) -> str:
    cases.withdraw_classification(by=None, classification=classification, reason="x")
    return Case.objects.get(pk=classification.case_id).status


def test_a_case_falls_back_to_the_step_before_even_if_its_day_is_not_known(city, suspect):
    _confirmed, died = classified(suspect(), ("confirmed", UNKNOWN), ("died", at(1, 25)))
    assert withdraw(died) == "confirmed"


def test_after_a_withdrawn_confirmation_it_is_again_what_it_was_before(city, suspect):
    _probable, confirmed = classified(suspect(), ("probable", UNKNOWN), ("confirmed", at(1, 25)))
    assert withdraw(confirmed) == "probable"


def test_a_step_taken_back_that_is_not_what_the_case_is_by_changes_nothing_of_that(city, suspect):
    case = suspect()
    probable, _confirmed = classified(case, ("probable", at(1, 22)), ("confirmed", UNKNOWN))
    assert withdraw(probable) == "confirmed"
    assert withdraw(case.classifications.get(status="suspected")) == "confirmed"


def test_what_was_entered_later_of_before_does_not_become_what_it_is(city, suspect):
    """A list that was read again told when it was suspected, after all of the rest was entered."""
    case = suspect()
    _confirmed, recovered = classified(case, ("confirmed", UNKNOWN), ("recovered", at(1, 30)))
    first = case.classifications.get(status="suspected")
    later = Classification.objects.get(pk=first.pk)
    later.pk = later.id = None
    with change("cases.correct", by=None):
        first.delete()
        later.save()
    assert withdraw(recovered) == "confirmed"
