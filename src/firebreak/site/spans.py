"""How long, and how long until: the two largest parts of a span, in the reader's language."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def span(length: timedelta) -> str:
    """
    Write a length of time by its two largest parts, rounded down to the minute.

    Examples
    --------
    >>> from datetime import timedelta
    >>> span(timedelta(days=2, hours=4, minutes=50))
    '2 d 4 h'
    >>> span(timedelta(minutes=-75))
    '1 h 15 min'
    """
    seconds = abs(int(length.total_seconds()))
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days:
        return _two(_("%d d") % days, _("%d h") % hours if hours else "")
    if hours:
        return _two(_("%d h") % hours, _("%d min") % minutes if minutes else "")
    return _("%d min") % minutes


def until(due: datetime, now: datetime) -> str:
    """
    Say how long until an instant, or how long it has passed.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> until(datetime(2020, 2, 3, 10, tzinfo=UTC), datetime(2020, 2, 3, 8, tzinfo=UTC))
    'in 2 h'
    >>> until(datetime(2020, 2, 3, 7, tzinfo=UTC), datetime(2020, 2, 3, 8, tzinfo=UTC))
    '1 h late'
    """
    words = _("in %(span)s") if due >= now else _("%(span)s late")
    return words % {"span": span(due - now)}


def _two(first: str, second: str) -> str:
    return _("%(first)s %(second)s") % {"first": first, "second": second} if second else first
