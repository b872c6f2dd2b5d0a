"""A disease that is not known here is never taken for the one that is watched."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.intake.exchange.test_fhir_meanings import condition
from tests.intake.exchange.test_fhir_references import patient

from firebreak.intake.accepting import accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.kept import mend
from firebreak.records.models import Case, Classification
from firebreak.site.inbox.cards import Card, mend_fields

PRESSURE = {"coding": [{"code": "I10"}], "text": "高血压"}


@pytest.fixture
def of_pressure(take_in):
    """Return a bundle of somebody with another disease, its certain drafts accepted."""
    told = [patient("p", name=[{"text": "虚构甲"}]), condition("confirmed", PRESSURE)]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in told]}
    reading = take_in(json.dumps(bundle), name="bundle.json").reading
    accept_certain(by=None, reading=reading)
    return reading


def test_it_is_no_case_until_somebody_says_what_it_is(of_pressure):
    case = of_pressure.drafts.get(kind="case")
    with pytest.raises(ValidationError):
        accept(by=None, reading=of_pressure, keys=[case.key])
    assert not Case.objects.exists()

    mend(by=None, row=case, values={"pathogen": "measles"})
    accept(by=None, reading=of_pressure, keys=[case.key])
    assert Case.objects.get().pathogen == "measles"


def test_the_reviewer_sees_its_words_and_may_choose_what_it_is(of_pressure):
    row = of_pressure.drafts.get(kind="case")
    card = Card(Desk.of(of_pressure, None), row, [], [])
    with translation.override("zh-hans"):
        assert card.other_doubts[0].startswith("病原体：“高血压 (I10)”：该用语不在代码表中")
        (field,) = (one for one in mend_fields(card) if one.name == "pathogen")
    assert ("measles", "麻疹") in field.choices
    assert "高血压 (I10)" in field.doubts[0]


def test_it_is_not_proposed_as_the_case_that_its_person_has(of_pressure, take_in):
    told = [patient("p", name=[{"text": "虚构甲"}]), condition("unconfirmed", id="other")]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in told]}
    accept_certain(by=None, reading=take_in(json.dumps(bundle), name="b.json").reading)
    assert Case.objects.get().status == "suspected"

    with pytest.raises(ValidationError):
        accept(by=None, reading=of_pressure, keys=[of_pressure.drafts.get(kind="case").key])
    assert Classification.objects.count() == 1
