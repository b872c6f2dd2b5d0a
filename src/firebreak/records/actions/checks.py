"""Checks: somebody was looked at. One form, one table, wherever it was."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_past
from firebreak.records.change import change, store_many
from firebreak.records.models import Check, Person, Unit, User
from firebreak.records.visibility import require

LOWEST, HIGHEST = Decimal("33.0"), Decimal("43.5")
#: Checks that somebody kept somewhere is owed: they say how he was, or why that is not known.
OWED = (Check.Kind.FOLLOW_UP, Check.Kind.ROUND, Check.Kind.HOUSEHOLD_VISIT)


def record_check(
    *,
    by: User | None,
    person: Person,
    kind: str,
    unit: Unit,
    when: When,
    temperature_celsius: Decimal | None = None,
    symptoms: list[str] | None = None,
    exposure_declared: bool | None = None,
    exposure_note: str = "",
    action_taken: str = Check.ActionTaken.NONE,
    note: str = "",
    told_at=None,
    source=None,
) -> Check:
    """
    Record that somebody was checked.

    Parameters
    ----------
    kind
        One of `Check.Kind`.
    unit
        The post that looked.
    temperature_celsius
        Degrees Celsius, one decimal.
    symptoms
        Codes of `Check.Symptom`; `Check.NO_SYMPTOM` alone says that somebody was asked and had none.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        The time lies ahead, the temperature is no living body's, a symptom has no such code, or a
        follow-up says nothing at all.
    """
    require(by, "checks.record", unit)
    row = _made(
        person=person,
        kind=kind,
        unit=unit,
        when=when,
        temperature_celsius=temperature_celsius,
        symptoms=symptoms,
        exposure_declared=exposure_declared,
        exposure_note=exposure_note,
        action_taken=action_taken,
        note=note,
        told_at=told_at,
        source=source,
    )
    row.clean_fields(exclude=["stored_at"])
    with change("checks.record", by=by):
        row.save()
    return row


def record_round(*, by: User | None, unit: Unit, checks: Sequence[dict]) -> list[Check]:
    """
    Record the checks of one round of a post together: all of them or none.

    Parameters
    ----------
    checks
        For each check what `record_check` takes, without `by` and `unit`.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        As for `record_check`, of the first check that is wrong.
    """
    require(by, "checks.record", unit)
    rows = [_made(unit=unit, **facts) for facts in checks]
    known = ["stored_at", "person", "unit", "source"]  # given as records, not as numbers
    for row in rows:
        row.clean_fields(exclude=known)
    with change("checks.record", by=by):
        return store_many(Check, rows)


def _made(
    *,
    when: When,
    temperature_celsius: Decimal | None = None,
    symptoms: list[str] | None = None,
    told_at=None,
    **facts,
) -> Check:
    check_past(when, "when")
    check_said(temperature_celsius=temperature_celsius, symptoms=symptoms, **facts)
    return Check(
        temperature_celsius=temperature_celsius,
        symptoms=symptoms or [],
        told_at=told_at or clock.now(),
        **facts,
    ).with_happened(when)


def check_said(
    *, temperature_celsius: Decimal | None = None, symptoms: list[str] | None = None, **facts
) -> None:
    """
    Refuse what no check can have found, and a check that says nothing.

    Raises
    ------
    ValidationError
        The temperature is no body's, there is no such symptom, or nothing was told.
    """
    _check_temperature(temperature_celsius)
    _check_symptoms(symptoms)
    _check_says_something(temperature_celsius, symptoms, facts)


def _check_temperature(celsius: Decimal | None) -> None:
    if celsius is not None and not LOWEST <= celsius <= HIGHEST:
        raise ValidationError(
            {
                "temperature_celsius": _(
                    "%(t)s °C is not a body's temperature (%(low)s–%(high)s). Check the figure."
                )
                % {"t": celsius, "low": LOWEST, "high": HIGHEST}
            }
        )


def _check_says_something(celsius: Decimal | None, symptoms: list[str] | None, facts: dict) -> None:
    if facts["kind"] not in OWED or celsius is not None or symptoms:
        return
    if not facts.get("note", "").strip():
        raise ValidationError(
            {
                "temperature_celsius": _(
                    "Enter the temperature or a symptom; if the person was not met or not measured, "
                    "write why in the note."
                )
            }
        )


def _check_symptoms(symptoms: list[str] | None) -> None:
    if symptoms == [Check.NO_SYMPTOM]:
        return
    unknown = set(symptoms or []) - set(Check.Symptom.values)
    if unknown:
        raise ValidationError(
            {"symptoms": _("There is no symptom with the code %(code)s.") % {"code": min(unknown)}}
        )
