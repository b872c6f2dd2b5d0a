"""Whether a patient meets the discharge criteria, as far as a record can show it.

Comes in: one patient's temperatures and results, and the numbers of the edition in force. Goes out:
one criterion each, met or not, and what it rests on. That symptoms and images are clearly better is
for a physician to see; no record here says so. Until when the well are watched is `observation.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Criterion:
    """
    One criterion: whether it is met, and why.

    Attributes
    ----------
    id
        "temperature" or "negatives".
    why
        "met", "none" (nothing on record), "fever" (at `since`), "too_short" (normal from `since`
        on), "not_today" (the last reading, at `since`, is older than a day), "positive" (the last
        result is not negative), "too_few" (negative from `since` on).
    since
        What the reason refers to; for "met", from when on it held. None if nothing is on record.
    """

    id: str
    why: str
    since: datetime | None = None

    @property
    def is_met(self) -> bool:
        return self.why == "met"


class Span(NamedTuple):
    """The first and the last instant at which something may have happened."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Known to the instant."""
        return cls(at, at)


def normal_temperature(
    readings: Iterable[tuple[datetime, float]],
    *,
    fever_celsius: float,
    days: int,
    now: datetime,
) -> Criterion:
    """
    Say whether the temperature has been normal for more than some days.

    Parameters
    ----------
    readings
        Instant and degrees Celsius, in any order.
    fever_celsius
        From this temperature on it is fever.
    days
        It must have been normal for longer than this, up to the last reading.
    now
        The last reading may not be older than a day.

    References
    ----------
    China's diagnosis and treatment plan for COVID-19, trial editions 4 and 5 (January and February
    2020): temperature normal for more than 3 days.

    Examples
    --------
    >>> from datetime import datetime
    >>> ward = [(datetime(2020, 2, day, 8), 36.8) for day in range(1, 6)]
    >>> now = datetime(2020, 2, 5, 9)
    >>> normal_temperature(ward, fever_celsius=37.3, days=3, now=now).is_met
    True
    >>> feverish = [*ward, (datetime(2020, 2, 2, 20), 37.3)]
    >>> normal_temperature(feverish, fever_celsius=37.3, days=3, now=now).why
    'too_short'
    """
    past = sorted(reading for reading in readings if reading[0] <= now)
    if not past:
        return Criterion("temperature", "none")
    last, celsius = past[-1]
    if celsius >= fever_celsius:
        return Criterion("temperature", "fever", last)
    if now - last > DAY:
        return Criterion("temperature", "not_today", last)
    since = _start_of_run([(at, warmth < fever_celsius) for at, warmth in past])
    return Criterion("temperature", "met" if last - since > days * DAY else "too_short", since)


def consecutive_negatives(
    results: Iterable[tuple[datetime, bool]], *, needed: int, hours_between: int
) -> Criterion:
    """
    Say whether the last results are negative often enough, far enough apart.

    Parameters
    ----------
    results
        When each sample was taken and whether it was negative, in any order. One that is not
        clearly negative is not.
    needed
        How many in a row.
    hours_between
        Samples taken sooner after one that counts do not count beside it.

    References
    ----------
    China's diagnosis and treatment plan for COVID-19, trial editions 4 and 5 (January and February
    2020): two consecutive negative respiratory samples at least one day apart.

    Examples
    --------
    >>> from datetime import datetime
    >>> day = lambda n, hour=8: datetime(2020, 2, n, hour)
    >>> rule = {"needed": 2, "hours_between": 24}
    >>> consecutive_negatives([(day(1), False), (day(3), True), (day(4), True)], **rule).is_met
    True
    >>> consecutive_negatives([(day(3), True), (day(3, 20), True)], **rule).why
    'too_few'
    """
    taken = sorted(results)
    if not taken:
        return Criterion("negatives", "none")
    if not taken[-1][1]:
        return Criterion("negatives", "positive", taken[-1][0])
    since = _start_of_run(taken)
    run = (Span.of(at) for at, _ in taken if at >= since)
    is_enough = spaced(run, timedelta(hours=hours_between)) >= needed
    return Criterion("negatives", "met" if is_enough else "too_few", since)


def spaced(spans: Iterable[Span], apart: timedelta) -> int:
    """
    Return how many of some times, given in order, can be chosen that lie so far apart.

    Each may be anywhere in its span, so that what is known only to the day is as far from the next
    as it may be. Taking each as early as it can be leaves the most room for the rest, as long as no
    span is longer than `apart`; with longer ones it may count too few, never too many.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> days = [datetime(2020, 2, 1), datetime(2020, 2, 1, 20), datetime(2020, 2, 2)]
    >>> spaced(map(Span.of, days), timedelta(days=1))
    2
    >>> second = Span(datetime(2020, 2, 2), datetime(2020, 2, 2, 23, 59))
    >>> spaced([Span.of(datetime(2020, 2, 1, 9)), second], timedelta(days=1))
    2
    """
    chosen, last = 0, None
    for span in spans:
        at = span.first if last is None else max(span.first, last + apart)
        if at <= span.last:
            chosen, last = chosen + 1, at
    return chosen


def _start_of_run(held: list[tuple[datetime, bool]]) -> datetime:
    """When what holds at the end began to hold without a break."""
    since = held[-1][0]
    for at, holds in reversed(held):
        if not holds:
            break
        since = at
    return since
