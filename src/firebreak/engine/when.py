"""When something happened, as exactly as it is known.

People know "19:00", "the 18th", "the 18th, in the morning", or nothing. A `When` keeps what they
know: a half-open interval of instants and the word for its precision. What is computed from it
(a due time, a state) must hold for every instant the interval allows, or say that it may not.
Reading what people write is `dates.py`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self


class Precision(StrEnum):
    """How exactly a time is known."""

    MINUTE = "minute"
    DAY = "day"
    INTERVAL = "interval"
    UNKNOWN = "unknown"


class WhenError(ValueError):
    """A time has no zone, ends before it begins, or has parts its precision does not allow."""


@dataclass(frozen=True)
class When:
    """
    A time with its precision.

    Parameters
    ----------
    start
        The instant, or the first instant it may have been; with a time zone. None if unknown.
    end
        The end of the interval (half-open). None if the minute is known, or nothing is.
    precision
        The word for it.

    Raises
    ------
    WhenError
        An instant has no time zone, or `end` is not after `start`.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> When.day(date(2020, 1, 18), ZoneInfo("Asia/Shanghai")).start.isoformat()
    '2020-01-18T00:00:00+08:00'
    """

    start: datetime | None
    end: datetime | None = None
    precision: Precision = Precision.MINUTE

    def __post_init__(self) -> None:
        if self.precision is Precision.UNKNOWN:
            if self.start or self.end:
                raise WhenError("An unknown time has neither start nor end; leave both out.")
            return
        if self.start is None or self.start.tzinfo is None:
            raise WhenError("A time needs a start with a time zone, for example +08:00.")
        if self.precision is Precision.MINUTE:
            if self.end is not None:
                raise WhenError("A time known to the minute has no end; say interval instead.")
            return
        if self.end is None or self.end <= self.start:
            raise WhenError("A day or an interval needs an end after its start.")

    @classmethod
    def minute(cls, at: datetime) -> Self:
        """Known to the minute."""
        return cls(at)

    @classmethod
    def day(cls, on: date, zone: tzinfo) -> Self:
        """Known to the local day."""
        start = datetime.combine(on, time(), zone)
        return cls(start, datetime.combine(on + timedelta(days=1), time(), zone), Precision.DAY)

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Self:
        """Known to lie in [start, end)."""
        return cls(start, end, Precision.INTERVAL)

    @classmethod
    def unknown(cls) -> Self:
        """Nothing is known."""
        return cls(None, None, Precision.UNKNOWN)

    @property
    def latest(self) -> datetime | None:
        """The instant by which it had certainly happened."""
        return self.end or self.start

    def blurs(self, other: "When") -> bool:
        """
        Say whether this only says less exactly when `other` was.

        Examples
        --------
        >>> from datetime import UTC
        >>> day = When.day(date(2020, 1, 18), UTC)
        >>> noon = When.minute(datetime(2020, 1, 18, 12, tzinfo=UTC))
        >>> day.blurs(noon), noon.blurs(day), day.blurs(day)
        (True, False, False)
        """
        if self.start is None or self.end is None or other.start is None or self == other:
            return False
        if other.end is None:
            return self.start <= other.start < self.end
        return self.start <= other.start and other.end <= self.end

    def local_day(self, zone: tzinfo) -> date | None:
        """The local day it began, or None if unknown."""
        return self.start.astimezone(zone).date() if self.start else None


def in_utc(at: datetime) -> datetime:
    """
    Return an instant in UTC, as the tables have it.

    Raises
    ------
    WhenError
        It has no time zone.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> in_utc(datetime(2020, 2, 3, 8, tzinfo=ZoneInfo("Asia/Shanghai"))).isoformat()
    '2020-02-03T00:00:00+00:00'
    """
    if at.tzinfo is None:
        raise WhenError(f"{at} has no time zone; add one, for example +08:00.")
    return at.astimezone(UTC)
