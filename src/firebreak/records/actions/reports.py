"""Reports: who told whom what, when it was sent, received, reviewed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.kinds import PERSON_REPORTS
from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.models import Case, Directive, Report, Unit, User
from firebreak.records.visibility import require

#: What is sent from unit to unit; figures that somebody published are kept (`published.keep`).
SENT = tuple(kind for kind in Report.Kind.values if kind != Report.Kind.PUBLISHED)
#: Reports that say something in words; without them they would end a duty and tell nothing.
IN_WORDS = ("investigation", "backtrace", "event")


def send(
    *,
    by: User | None,
    kind: str,
    unit: Unit,
    to_unit: Unit,
    when: When,
    case: Case | None = None,
    channel: str = Report.Channel.DIRECT,
    received_at: datetime | None = None,
    covers_from: datetime | None = None,
    covers_until: datetime | None = None,
    figures: dict | None = None,
    text: str = "",
    duplicate_of: Report | None = None,
    directive: Directive | None = None,
    told_at=None,
    source=None,
) -> Report:
    """
    Record a report. A direct network report is received as it is sent.

    Parameters
    ----------
    kind
        One of `Report.Kind`; a card, correction, investigation, back-trace or WHO form needs `case`.
    unit, to_unit
        Who reports, to whom.
    figures
        Measure -> count, for daily and round reports.
    directive
        The order that it reports as carried out.

    Raises
    ------
    Refused
        The post may not, or the sender is outside its subtree.
    ValidationError
        It is no kind that is sent, the case is missing, a report that needs words has none, or a time is impossible.
    """
    require(by, "reports.send", unit)
    if kind not in SENT:
        raise ValidationError(
            {
                "kind": _(
                    "A published figure is not a report that somebody sent. Enter it as a total."
                )
            }
        )
    check_past(when, "when")
    if kind in IN_WORDS and not text.strip():
        raise ValidationError(
            {"text": _("Write what was found; an empty report does not fulfil the duty.")}
        )
    if kind in PERSON_REPORTS and case is None:
        raise ValidationError({"case": _("This report is about a case. Choose it.")})
    if received_at is None and channel == Report.Channel.DIRECT:
        received_at = when.start
    check_order(
        when,
        received_at,
        "received_at",
        _("It would be received before it was sent. Check both times."),
    )
    with change("reports.send", by=by):
        row = Report(
            kind=kind,
            unit=unit,
            to_unit=to_unit,
            case=case,
            channel=channel,
            received_at=received_at,
            covers_from=covers_from,
            covers_until=covers_until,
            figures=figures or {},
            text=text,
            duplicate_of=duplicate_of,
            directive=directive,
            told_at=told_at or received_at or clock.now(),
            source=source,
        ).with_happened(when)
        row.clean_fields(exclude=["stored_at"])
        row.save()
    return row


def receive(*, by: User | None, report: Report, at: datetime) -> Report:
    """
    Record the receipt of a report that came by telephone, paper or message.

    Raises
    ------
    Refused
        The post may not, or the receiver is outside its subtree.
    ValidationError
        It has been received, or would be before it was sent.
    """
    require(by, "reports.receive", report.to_unit)
    if report.received_at is not None:
        raise ValidationError(_("This report has been received already."))
    check_order(
        report.happened, at, "at", _("It would be received before it was sent. Check both times.")
    )
    return _mark(report, "received_at", at, "reports.receive", by)


def review(*, by: User | None, report: Report, at: datetime) -> Report:
    """
    Record that a report has passed review.

    Raises
    ------
    Refused
        The post may not, or the receiver is outside its subtree.
    ValidationError
        It has been reviewed, has not been received, or would be reviewed before its receipt.
    """
    require(by, "reports.review", report.to_unit)
    if report.reviewed_at is not None:
        raise ValidationError(_("This report has been reviewed already."))
    if report.received_at is None:
        raise ValidationError(_("This report has not been received yet; record the receipt first."))
    check_order(
        report.received_at,
        at,
        "at",
        _("It would be reviewed before it was received. Check both times."),
    )
    return _mark(report, "reviewed_at", at, "reports.review", by)


def _mark(report: Report, field: str, at: datetime, action: str, by: User | None) -> Report:
    check_past(at, "at")
    with change(action, by=by):
        setattr(report, field, at)
        report.save()
    return report
