"""Orders with a deadline: what was ordered, who answers for it, and the report that it is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions import reports
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import Directive, Report, Unit, User
from firebreak.records.visibility import require

MOST_HOURS = 366 * 24  # an order that runs longer is no deadline but a mistyped number


def issue(
    *,
    by: User | None,
    text: str,
    unit: Unit,
    when: When,
    action: str = "",
    issuer: str = "",
    addressee: str = "",
    hours: int | None = None,
    until: datetime | None = None,
    number: int | None = None,
    item: str = "",
    told_at=None,
    source=None,
) -> Directive:
    """
    Record an order; its clock runs from `when`.

    Parameters
    ----------
    unit
        Who answers for it being carried out.
    issuer, addressee
        As they are written: an order names offices, trades, or everybody.
    hours
        Within how many it is to be done; None where it names no deadline.
    until
        The end itself, where the order names that instead of hours.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        It says nothing, its deadline is none, or its time lies ahead.
    """
    require(by, "directives.issue", unit)
    check_past(when, "when")
    if not text.strip():
        raise ValidationError({"text": _("Write what is ordered.")})
    check_deadline(when, hours, until)
    row = Directive(
        text=text.strip(),
        unit=unit,
        action=action,
        issuer=issuer,
        addressee=addressee,
        hours=hours,
        until=until,
        number=number,
        item=item,
        told_at=told_at or clock.now(),
        source=source,
    ).with_happened(when)
    row.clean_fields(exclude=["stored_at"])
    with change("directives.issue", by=by):
        row.save()
    return row


def issue_to_each(*, by: User | None, units: Sequence[Unit], **order) -> list[Directive]:
    """
    Record an order that several units get: each its own, with its own clock; all or none.

    Parameters
    ----------
    units
        Who answers for it being carried out, each by itself.
    order
        What it says and until when, as `issue` takes it.

    Raises
    ------
    Refused
        The post may not, or one of the units is outside its subtree.
    ValidationError
        It goes to no unit, or it is no order as `issue` says.
    """
    if not units:
        raise ValidationError({"units": _("Choose who answers for it.")})
    with change("directives.issue", by=by):
        return [issue(by=by, unit=unit, **order) for unit in dict.fromkeys(units)]


def check_deadline(when: When, hours: int | None, until: datetime | None) -> None:
    """
    Refuse a deadline that is none.

    Raises
    ------
    ValidationError
        It is too short or too long, before the order, or told in two ways.
    """
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        wrong = _("A deadline is from 1 to %(most)s hours. Check the number and its unit.")
        raise ValidationError({"hours": wrong % {"most": MOST_HOURS}})
    if until is None:
        return
    if hours is not None:
        raise ValidationError({"until": _("An order has hours or an end, not both.")})
    check_order(
        when, until, "until", _("The deadline would be before the order. Check both times.")
    )
    if when.start is not None and until - when.start > timedelta(hours=MOST_HOURS):
        far = _("The deadline is more than a year after the order. Check the year.")
        raise ValidationError({"until": far})


def answer(
    *, by: User | None, directive: Directive, text: str, when: When, to_unit: Unit, unit: Unit
) -> Report:
    """
    Report that an order has been carried out; the report is what ends its clock.

    Parameters
    ----------
    unit, to_unit
        Who reports, to whom.

    Raises
    ------
    Refused
        The post may not, or the unit that answers or the one that reports is outside its subtree.
    ValidationError
        It says nothing of what was done, would be before the order, or was reported already.
    """
    require(by, "directives.answer", directive.unit)
    check_order(
        directive.happened, when, "when", _("It would be carried out before it was ordered.")
    )
    with change("directives.answer", by=by):
        if directive.answers.exists():
            raise ValidationError(
                _("It has been reported as carried out already. See the list of orders.")
            )
        return reports.send(
            by=by,
            kind=Report.Kind.EVENT,
            unit=unit,
            to_unit=to_unit,
            when=when,
            text=text,
            directive=directive,
        )
