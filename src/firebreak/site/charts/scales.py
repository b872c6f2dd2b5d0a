"""From values to lengths: ticks for counts, positions for instants."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import accumulate
from math import ceil

STEPS = (1, 2, 5)
BUSY, BUSIEST = 0.8, 8  # each instant of a day widens it by 0.8 quiet days, eight at most
PARTS_OF_DAY = (4, 2)


def count_ticks(highest: int, *, most: int = 5) -> list[int]:
    """
    Choose whole numbers for an axis of counts, from 0 to at least `highest`.

    Parameters
    ----------
    highest
        The largest count to be drawn.
    most
        How many steps at most.

    Examples
    --------
    >>> count_ticks(17)
    [0, 5, 10, 15, 20]
    >>> count_ticks(0)
    [0, 1]
    """
    highest = max(1, highest)
    scale = 1
    while True:
        for step in (scale * step for step in STEPS):
            if ceil(highest / step) <= most:
                return list(range(0, step * ceil(highest / step) + 1, step))
        scale *= 10


@dataclass(frozen=True)
class TimeScale:
    """Instants from `first` to `last`, laid over positions from `left` to `right`."""

    first: datetime
    last: datetime
    left: float
    right: float

    def at(self, instant: datetime) -> float:
        """Return the position of an instant; one outside is put at the nearer edge."""
        length = (self.last - self.first).total_seconds() or 1
        share = (instant - self.first).total_seconds() / length
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 2)


@dataclass(frozen=True)
class DayScale:
    """
    Days laid over positions, a busy day wider than a quiet one; within a day, time is even.

    A case's fortnight before onset holds two facts, the day of its confirmation ten: on an even
    axis they would lie on top of each other. `midnights` begin each day and end the last.
    """

    midnights: tuple[datetime, ...]
    edges: tuple[float, ...]

    def at(self, instant: datetime) -> float:
        """Return the position of an instant; one outside is put at the nearer edge."""
        index = bisect_right(self.midnights, instant) - 1
        if index < 0:
            return self.edges[0]
        if index >= len(self.midnights) - 1:
            return self.edges[-1]
        start, end = self.midnights[index : index + 2]
        left, right = self.edges[index : index + 2]
        return round(left + (instant - start) / (end - start) * (right - left), 2)

    def ticks(self, *, apart: float) -> list[tuple[float, datetime]]:
        """Choose midnights, the widest days' first, then hours, no two nearer than `apart`."""
        chosen: list[tuple[float, datetime]] = []
        for at in self._candidates(apart):
            position = self.at(at)
            if all(abs(position - other) >= apart for other, _ in chosen):
                chosen.append((position, at))
        return sorted(chosen)

    def _candidates(self, apart: float) -> Iterator[datetime]:
        lengths = zip(self.edges, self.edges[1:], self.midnights, strict=False)
        days = sorted(((right - left, start) for left, right, start in lengths), reverse=True)
        yield from (start for _, start in days)
        for width, start in days:
            parts = next((parts for parts in PARTS_OF_DAY if width >= parts * apart), 1)
            yield from (start + timedelta(hours=24 / parts * part) for part in range(1, parts))


def day_scale(instants: Iterable[datetime], *, zone: tzinfo, left: float, right: float) -> DayScale:
    """
    Make the scale for these instants: a day's width grows with how many of them it holds.

    Parameters
    ----------
    instants
        At least one.
    zone
        Where days begin and end.
    left, right
        The positions of the first midnight and of the last.
    """
    busy = Counter(instant.astimezone(zone).date() for instant in instants)
    first, last = min(busy), max(busy)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weights = [1 + BUSY * min(busy[day], BUSIEST) for day in days]
    total = sum(weights)
    edges = [left + (right - left) * run / total for run in accumulate(weights, initial=0)]
    midnights = [datetime.combine(day, time(), zone) for day in days]
    midnights.append(datetime.combine(last + timedelta(days=1), time(), zone))
    in_utc = tuple(midnight.astimezone(UTC) for midnight in midnights)
    return DayScale(in_utc, tuple(round(edge, 2) for edge in edges))
