"""Local times of the story, written as the story tells them: a day and an hour of the city."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from firebreak.engine.when import When

ZONE = ZoneInfo("Asia/Shanghai")
#: The installation's first morning: everything on file was stored from here on.
SET_UP = datetime(2020, 1, 21, 8, 0, tzinfo=ZONE)
#: The office's morning on which the demo begins.
STARTS = datetime(2020, 2, 3, 8, 0, tzinfo=ZONE)


def at(written: str) -> datetime:
    """
    Return the local instant of "MM-DD HH:MM" in 2020.

    Examples
    --------
    >>> at("01-17 18:30").isoformat()
    '2020-01-17T18:30:00+08:00'
    """
    return datetime.strptime(f"2020-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def day(written: str) -> date:
    """Return the date of "MM-DD" in 2020."""
    return date.fromisoformat(f"2020-{written}")


def during(written: str) -> When:
    """
    Return how exactly a time is known: a minute, a day, or an interval of hours.

    Examples
    --------
    >>> during("01-18").precision, during("01-18 09:00-12:00").precision
    (<Precision.DAY: 'day'>, <Precision.INTERVAL: 'interval'>)
    >>> during("01-17 18:30").end is None
    True
    """
    if not written:
        return When.unknown()
    on, _, hours = written.partition(" ")
    if not hours:
        return When.day(day(on), ZONE)
    start, _, end = hours.partition("-")
    if not end:
        return When.minute(at(written))
    return When.between(at(f"{on} {start}"), at(f"{on} {end}"))


def on(local_day: date, clock: str) -> datetime:
    """Return the instant of a local day and a time of day such as "16:00"."""
    return datetime.combine(local_day, time.fromisoformat(clock), ZONE)


def days(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
