"""What is said about times must be possible."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock

# Clocks of phones and laboratories run a little fast.
TOLERANCE = timedelta(minutes=10)


def check_past(when: When | datetime | None, field: str) -> None:
    """
    Refuse a time that has not come yet.

    Raises
    ------
    ValidationError
        It lies ahead of this installation's clock.
    """
    start = when.start if isinstance(when, When) else when
    if start is None or start <= clock.now() + TOLERANCE:
        return
    raise ValidationError({field: _not_yet(timezone.localtime(start).strftime("%Y-%m-%d %H:%M"))})


def check_day(day: date | None) -> None:
    """
    Refuse a day that has not come yet in the city.

    Raises
    ------
    ValidationError
        It is later than today.
    """
    if day is not None and day > timezone.localtime(clock.now()).date():
        raise ValidationError(_not_yet(day.isoformat()))


def _not_yet(shown: str) -> str:
    return _("%(time)s has not come yet. Check the date, and the year.") % {"time": shown}


def check_order(
    earlier: When | datetime | None, later: When | datetime | None, field: str, message: str
) -> None:
    """
    Refuse a time that certainly lies before what must come first.

    Raises
    ------
    ValidationError
        Even the latest `later` may have been is before the earliest of `earlier`.
    """
    first = earlier.start if isinstance(earlier, When) else earlier
    last = later.latest if isinstance(later, When) else later
    if first is not None and last is not None and last < first:
        raise ValidationError({field: message})
