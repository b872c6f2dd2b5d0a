"""Audits: somebody stands in the log of a unit; whether he was reported, the cards say."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import AuditFinding, Person, Unit, User
from firebreak.records.visibility import require


def record_finding(
    *,
    by: User | None,
    person: Person,
    pathogen: str,
    unit: Unit,
    log: str,
    when: When,
    found_at: datetime | None = None,
    reference: str = "",
    source=None,
) -> AuditFinding:
    """
    Record that an audit found a case in the log of a unit, reported or not.

    Parameters
    ----------
    unit
        The unit whose log it is.
    when
        When the log says he was seen or diagnosed.
    found_at
        When the audit found him; a card that had come by then was not missed. Default: now.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        He was found in that log already, or a time is impossible.
    """
    require(by, "audits.record", unit)
    found_at = found_at or clock.now()
    check_past(found_at, "found_at")
    check_past(when, "when")
    check_order(when, found_at, "found_at", _("It would be found before it was written down."))
    row = AuditFinding(
        person=person,
        pathogen=pathogen,
        unit=unit,
        log=log,
        reference=reference.strip(),
        told_at=found_at,
        source=source,
    ).with_happened(when)
    row.clean_fields(exclude=["stored_at"])
    with change("audits.record", by=by):
        # Two of an audit who read the same page find one case, not two.
        _check_new(row)
        row.save()
    return row


def _check_new(row: AuditFinding) -> None:
    same = AuditFinding.objects.filter(
        person=row.person, pathogen=row.pathogen, unit=row.unit, log=row.log
    )
    if same.filter(happened_at=row.happened_at).exists():
        raise ValidationError(_("The audit has this entry of the log already."))
