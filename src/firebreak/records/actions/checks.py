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
        Codes of `Check.Symptom`; an empty list says "none", None says "not asked".

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        The time lies ahead, the temperature is no living body's, or a symptom has no such code.
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
    _check_temperature(temperature_celsius)
    _check_symptoms(symptoms)
    return Check(
        temperature_celsius=temperature_celsius,
        symptoms=symptoms or [],
        told_at=told_at or clock.now(),
        **facts,
    ).with_happened(when)


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


def _check_symptoms(symptoms: list[str] | None) -> None:
    unknown = set(symptoms or []) - set(Check.Symptom.values)
    if unknown:
        raise ValidationError(
            {"symptoms": _("There is no symptom with the code %(code)s.") % {"code": min(unknown)}}
        )
