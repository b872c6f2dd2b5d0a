"""Figures that somebody published: kept as they were told, beside what the record counts itself."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.times import check_past
from firebreak.records.change import change
from firebreak.records.models import Report, Unit, User
from firebreak.records.visibility import require


def keep(
    *,
    by: User | None,
    unit: Unit,
    to_unit: Unit,
    figures: dict[str, int],
    as_of: datetime | None,
    when: When,
    text: str = "",
    told_at=None,
    source=None,
) -> Report:
    """
    Keep published figures. They fulfil no duty to report: nobody sent them to us.

    Parameters
    ----------
    unit
        Of whom the figures are.
    to_unit
        Who read them.
    figures
        Measure -> number, as in daily reports: `confirmed`, `recovered`, `new_confirmed`...
    as_of
        The instant up to which they count; without it, when they were published.

    Raises
    ------
    Refused
        The post may not, or the reader's unit is outside its subtree.
    ValidationError
        There is no figure, one is below 0, or a time lies ahead.
    """
    require(by, "published.keep", to_unit)
    check_past(when, "when")
    check_past(as_of, "as_of")
    if not figures or min(figures.values()) < 0:
        raise ValidationError(_("A published figure is a number of 0 or more. Mend the number."))
    row = Report(
        kind=Report.Kind.PUBLISHED,
        unit=unit,
        to_unit=to_unit,
        channel=Report.Channel.FILE,
        covers_until=as_of,
        received_at=told_at,
        figures=figures,
        text=text,
        told_at=told_at or clock.now(),
        source=source,
    ).with_happened(when)
    row.clean_fields(exclude=["stored_at"])
    with change("published.keep", by=by):
        row.save()
    return row
