"""An epidemic curve as a table: the days on which there is anything to say."""

from collections.abc import Iterator
from dataclasses import dataclass

from firebreak.site.charts.curve import Curve, CurveData, Day


@dataclass(frozen=True)
class Row:
    """One day of the table beside a curve: counts with their addresses, changes of edition."""

    day: Day
    counts: list[tuple[int, str]]
    marks: list[str]


def rows_of(data: CurveData, drawn: Curve) -> Iterator[Row]:
    """Yield the days on which there is anything to say."""
    for day in drawn.days:
        marks = [mark.label for mark in data.marks if mark.day == day.day]
        if not day.bars and not marks and not day.expected:
            continue
        of_series = {bar.series.key: (bar.count, bar.href) for bar in day.bars}
        yield Row(day, [of_series.get(series.key, (0, "")) for series in data.series], marks)
