"""Samples and tests: taken, received, resulted."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import Person, Sample, Test, Unit, User
from firebreak.records.visibility import require


def take_sample(
    *,
    by: User | None,
    person: Person,
    unit: Unit,
    when: When,
    kind: str = Sample.Kind.THROAT,
    number: str = "",
    laboratory: Unit | None = None,
    told_at=None,
    source=None,
) -> Sample:
    """
    Record that a sample was taken, and which laboratory it goes to.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        The time lies ahead, or the laboratory has a sample of that number already.
    """
    require(by, "samples.take", unit)
    check_past(when, "when")
    _check_number(number)
    with change("samples.take", by=by):
        row = Sample(
            person=person,
            unit=unit,
            kind=kind,
            number=number,
            laboratory=laboratory,
            told_at=told_at or clock.now(),
            source=source,
        ).with_happened(when)
        row.clean_fields(exclude=["stored_at"])
        row.save()
    return row


def receive_sample(
    *, by: User | None, sample: Sample, at, laboratory: Unit | None = None
) -> Sample:
    """
    Record that the laboratory has the sample; from here the laboratory holds the clock.

    Raises
    ------
    Refused
        The post may not, or the laboratory is outside its subtree.
    ValidationError
        It has been received, or would be before it was taken.
    """
    laboratory = laboratory or sample.laboratory
    require(by, "samples.receive", laboratory, sample.unit)
    if sample.received_at is not None:
        raise ValidationError(_("This sample has been received already."))
    check_past(at, "at")
    check_order(
        sample.happened,
        at,
        "at",
        _("The sample would be received before it was taken. Check both times."),
    )
    with change("samples.receive", by=by):
        sample.received_at, sample.laboratory = at, laboratory
        sample.save()
    return sample


def report_result(
    *,
    by: User | None,
    sample: Sample,
    pathogen: str,
    result: str,
    when: When,
    method: str = Test.Method.PCR,
    told_at=None,
    source=None,
) -> Test:
    """
    Record a result.

    Raises
    ------
    Refused
        The post may not, or neither laboratory nor sampling unit is in its subtree.
    ValidationError
        The time lies ahead, or is before the sample was taken.
    """
    require(by, "tests.result", sample.laboratory, sample.unit)
    _check_resulted(sample, when)
    with change("tests.result", by=by):
        row = Test(
            sample=sample,
            pathogen=pathogen,
            result=result,
            method=method,
            told_at=told_at or clock.now(),
            source=source,
        ).with_happened(when)
        row.clean_fields(exclude=["stored_at"])
        row.save()
    return row


def correct_result(*, by: User | None, test: Test, reason: str = "", **facts) -> Test:
    """
    Correct a result as its laboratory did; what it said before stays in the history.

    Parameters
    ----------
    facts
        Of `pathogen`, `method`, `result`, and `happened`: when it was out.

    Raises
    ------
    Refused
        The post may not, or neither laboratory nor sampling unit is in its subtree.
    ValidationError
        The time lies ahead, or is before the sample was taken.
    """
    sample = test.sample
    require(by, "tests.result", sample.laboratory, sample.unit)
    when = facts.pop("happened", test.happened)
    _check_resulted(sample, when)
    for name, value in facts.items():
        setattr(test, name, value)
    test = test.with_happened(when)
    test.clean_fields(exclude=["stored_at"])
    with change("tests.result", by=by, reason=reason):
        test.save()
    return test


def _check_resulted(sample: Sample, when: When) -> None:
    check_past(when, "when")
    check_order(
        sample.happened,
        when,
        "when",
        _("The result would be before the sample was taken. Check both times."),
    )


def _check_number(number: str) -> None:
    if number and Sample.objects.filter(number=number).exists():
        raise ValidationError(
            {"number": _("There is a sample with this number already. Check the label.")}
        )
