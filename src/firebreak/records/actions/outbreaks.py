"""Outbreaks and the milestones of their 7-1-7."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_past
from firebreak.records.change import change
from firebreak.records.models import Milestone, Outbreak, Unit, User
from firebreak.records.visibility import require

ALWAYS_APPLICABLE = (Milestone.Kind.DETECTED, Milestone.Kind.NOTIFIED)


def declare(*, by: User | None, pathogen: str, unit: Unit, name: str, when: When) -> Outbreak:
    """
    Declare that cases belong together, so that 7-1-7 is watched for them.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        The time lies ahead.
    """
    require(by, "outbreaks.declare", unit)
    check_past(when, "when")
    with change("outbreaks.declare", by=by):
        outbreak = Outbreak(pathogen=pathogen, unit=unit, name=name, told_at=clock.now())
        outbreak.with_happened(when).save()
    return outbreak


def reach_milestone(
    *,
    by: User | None,
    outbreak: Outbreak,
    kind: str,
    when: When | None = None,
    not_applicable: bool = False,
    note: str = "",
    source=None,
) -> Milestone:
    """
    Record a milestone, or that an action does not apply here and why.

    Raises
    ------
    Refused
        The post may not.
    ValidationError
        Neither a time nor "not applicable" is given, "not applicable" without a reason, or
        detection or notification called not applicable.
    """
    require(by, "milestones.record", outbreak.unit)
    _check(kind, when, not_applicable, note)
    with change("milestones.record", by=by, reason=note):
        row = Milestone(
            outbreak=outbreak,
            kind=kind,
            not_applicable=not_applicable,
            note=note,
            told_at=clock.now(),
            source=source,
        ).with_happened(when or When.minute(clock.now()))
        row.save()
    return row


def _check(kind: str, when: When | None, not_applicable: bool, note: str) -> None:
    if not_applicable and kind in ALWAYS_APPLICABLE:
        raise ValidationError(_("Detection and notification always apply; give their times."))
    if not_applicable and not note.strip():
        raise ValidationError({"note": _("Say why the action does not apply here.")})
    if not not_applicable and (when is None or when.start is None):
        raise ValidationError({"when": _("Say when it was done, or that it does not apply.")})
    check_past(when, "when")
