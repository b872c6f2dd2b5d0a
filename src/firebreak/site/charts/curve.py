"""The epidemic curve: cases by day, stacked, with the days on which the definition changed.

Comes in: counts by day and series. Goes out: bars, ticks and labels in a view box. A curve is by
onset, by confirmation or by report; it says which, and how many cases have no such day.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from firebreak.site.charts import ChartError
from firebreak.site.charts.labels import Label, in_rows, text_width
from firebreak.site.charts.scales import count_ticks

FONT = 12
RIGHT, BOTTOM, TOP = 14, 24, 10
LABEL_ROW = 17
DAY_LABEL = text_width("02-03", FONT) + 10
NARROWEST_DAY = 7
#: Two of the longest incubation periods without a case end an outbreak; its picture then ends too.
QUIET = timedelta(days=28)


@dataclass(frozen=True)
class Series:
    """One layer of the stack: its key in the data, its label, and its colour (1 to 4)."""

    key: str
    label: str
    tone: int = 1


@dataclass(frozen=True)
class Mark:
    """A day on which something changed what is counted, as a new edition of the definition."""

    day: date
    label: str
    href: str = ""


@dataclass(frozen=True)
class Estimate:
    """How many cases a day has, those still to be reported among them: mean and interval."""

    day: date
    mean: float
    lower: int
    upper: int

    @property
    def about(self) -> int:
        """The mean, as one says it."""
        return round(self.mean)


def _nowhere(day: date, series: str | None) -> str:
    return ""


@dataclass(frozen=True)
class CurveData:
    """
    What an epidemic curve shows.

    Parameters
    ----------
    counts
        `day` (Date), `series` (String), `count` (Int64); one row per pair at most.
    series
        The layers, the lowest first. Every `series` of the counts must be here.
    title
        What is counted and by which day.
    first, last
        The days shown; by default from the first that has counts to `today`, or to four weeks
        after the last that has, if that is earlier.
    today
        The day that is not over; drawn hatched.
    marks
        Changes of edition.
    undated
        How many cases have no such day, so that the sum is never silently short.
    href
        Address of the rows of a day and a series; None means all series of that day.
    estimates
        Of the last days, on which cases are still to be reported.
    about_estimates
        What the estimates rest on, or why there are none, in a sentence; "" to say nothing.
    """

    counts: pl.DataFrame
    series: Sequence[Series]
    title: str
    first: date | None = None
    last: date | None = None
    today: date | None = None
    marks: Sequence[Mark] = ()
    undated: int = 0
    undated_href: str = ""
    href: Callable[[date, str | None], str] = _nowhere
    id: str = "curve"
    estimates: Sequence[Estimate] = ()
    about_estimates: str = ""

    def without_rows(self) -> "CurveData":
        """Return it for a reader who may not open the cases it counts."""
        return replace(self, href=_nowhere, undated_href="")


@dataclass(frozen=True)
class Bar:
    """One layer of one day."""

    x: float
    y: float
    width: float
    height: float
    count: int
    series: Series
    href: str


@dataclass(frozen=True)
class PlacedEstimate:
    """An estimate: the part of its column still to be reported, and its interval beside it."""

    estimate: Estimate
    x: float
    width: float
    y: float
    height: float
    middle: float
    lower: float
    upper: float
    tick: float

    @property
    def left(self) -> float:
        """Where the ends of the interval begin."""
        return round(self.middle - self.tick, 2)

    @property
    def right(self) -> float:
        """Where they end."""
        return round(self.middle + self.tick, 2)


@dataclass(frozen=True)
class Day:
    """One day: its bars, its place, and whether it is still running."""

    day: date
    x: float
    width: float
    bars: tuple[Bar, ...]
    total: int
    is_partial: bool
    href: str
    expected: PlacedEstimate | None = None

    @property
    def top(self) -> float:
        """The upper edge of its highest bar."""
        return min((bar.y for bar in self.bars), default=0.0)

    @property
    def height(self) -> float:
        """The height of its bars together."""
        return round(sum(bar.height for bar in self.bars), 2)


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what stands there."""

    position: float
    value: int | date


@dataclass(frozen=True)
class PlacedMark:
    """A change of edition: its line and its label."""

    x: float
    y: float
    label: Label
    mark: Mark

    @property
    def line_top(self) -> float:
        """Where its line begins: beside its label."""
        return self.y - FONT + 2


@dataclass(frozen=True)
class Curve:
    """An epidemic curve ready to be drawn in a view box of `width` by `height`."""

    width: float
    height: float
    left: float
    right: float
    top: float
    baseline: float
    days: tuple[Day, ...]
    count_ticks: tuple[Tick, ...]
    day_ticks: tuple[Tick, ...]
    marks: tuple[PlacedMark, ...]
    earlier: int
    later: int
    quiet_since: date | None = None  # the last day with a case, if the picture ends before today

    @property
    def plot_height(self) -> float:
        """From the highest tick to the baseline."""
        return round(self.baseline - self.top, 2)

    @property
    def total(self) -> int:
        """Cases on the days shown."""
        return sum(day.total for day in self.days)


def draw(data: CurveData, *, width: float = 800, height: float = 280) -> Curve:
    """
    Lay out an epidemic curve.

    Parameters
    ----------
    data
        What to show.
    width, height
        The view box. Long curves get wider than asked, so that a day stays wide enough to be
        told from the next; the page scrolls them inside their own box.

    Raises
    ------
    ChartError
        A series is not declared, a count is negative, or `first` is after `last`.
    """
    counts = _checked(data)
    days = _days(data, counts)
    if not days:
        return Curve(width, height, 0, width, 0, height, (), (), (), (), 0, 0)
    shown = _estimates(data, counts, days)
    ticks = count_ticks(max(*_totals(counts, days), *(one.upper for one in shown.values()), 0))
    left = round(text_width(str(ticks[-1]), FONT) + 12, 2)
    width = max(width, left + RIGHT + NARROWEST_DAY * len(days))
    step = (width - left - RIGHT) / len(days)
    labels = _mark_labels(data.marks, days, left, step, width)
    top = TOP + LABEL_ROW * (1 + max((label.row for _, label in labels), default=-1))
    baseline = height - BOTTOM
    unit = (baseline - top) / ticks[-1]
    drawn = tuple(
        _expecting(
            _day(data, counts, day, left + step * index, step, baseline, unit),
            shown.get(day),
            baseline,
            unit,
        )
        for index, day in enumerate(days)
    )
    return Curve(
        width=round(width, 2),
        height=height,
        left=left,
        right=round(width - RIGHT, 2),
        top=top,
        baseline=baseline,
        days=drawn,
        count_ticks=tuple(Tick(round(baseline - unit * tick, 2), tick) for tick in ticks),
        day_ticks=_day_ticks(drawn, step),
        marks=tuple(_placed(mark, label, days, left, step) for mark, label in labels),
        earlier=sum(sum(day.values()) for key, day in counts.items() if key < days[0]),
        later=sum(sum(day.values()) for key, day in counts.items() if key > days[-1]),
        quiet_since=max(counts) if data.today and not data.last and days[-1] < data.today else None,
    )


def counts_by_day(
    linelist: pl.DataFrame, *, date_column: str = "date_onset", series: str = "classification"
) -> tuple[pl.DataFrame, int]:
    """
    Count the cases of a line list by day and series.

    Parameters
    ----------
    linelist
        See `engine/tables.py`.
    date_column
        The day to count by: `date_onset`, `date_confirmation` or `date_reporting`.
    series
        The column to stack by; its values become text, a missing one `"unknown"`.

    Returns
    -------
    tuple of (pl.DataFrame, int)
        The counts for `CurveData`, and how many cases have no such day.

    Examples
    --------
    >>> from datetime import date
    >>> cases = pl.DataFrame({"date_onset": [date(2020, 1, 18), None], "imported": [True, None]})
    >>> counts, undated = counts_by_day(cases, series="imported")
    >>> counts.rows(), undated
    ([(datetime.date(2020, 1, 18), 'true', 1)], 1)
    """
    layer = pl.col(series).cast(pl.String).fill_null("unknown").alias("series")
    dated = linelist.filter(pl.col(date_column).is_not_null())
    counts = (
        dated.group_by(pl.col(date_column).alias("day"), layer)
        .agg(pl.len().cast(pl.Int64).alias("count"))
        .sort("day", "series")
    )
    return counts, linelist.height - dated.height


def _checked(data: CurveData) -> dict[date, dict[str, int]]:
    known = {series.key for series in data.series}
    counts: dict[date, dict[str, int]] = {}
    for day, series, count in data.counts.select("day", "series", "count").iter_rows():
        where = f"curve, {day}, series {series!r}"
        if series not in known:
            raise ChartError(f"{where}: the series is not declared; add a Series for it.")
        if count < 0:
            raise ChartError(f"{where}: the count is {count}; it must be 0 or more.")
        of_day = counts.setdefault(day, {})
        of_day[series] = of_day.get(series, 0) + count
    return counts


def _days(data: CurveData, counts: dict[date, dict[str, int]]) -> list[date]:
    known = [*counts, *([data.today] if data.today and counts else [])]
    first = data.first or min(known, default=None)
    last = data.last or max(known, default=None)
    if counts and last and not data.last:
        last = min(last, max(counts) + QUIET)
    if first is None or last is None:
        return []
    if first > last:
        raise ChartError(f"curve: the first day, {first}, is after the last, {last}; swap them.")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _totals(counts: dict[date, dict[str, int]], days: list[date]) -> Iterable[int]:
    return (sum(counts.get(day, {}).values()) for day in days)


def _day(
    data: CurveData,
    counts: dict[date, dict[str, int]],
    day: date,
    x: float,
    step: float,
    baseline: float,
    unit: float,
) -> Day:
    of_day = counts.get(day, {})
    gap = min(3.0, step * 0.15)
    bars, below = [], 0
    for series in data.series:
        count = of_day.get(series.key, 0)
        if not count:
            continue
        y = round(baseline - unit * (below + count), 2)
        height = round(round(baseline - unit * below, 2) - y, 2)
        bar_width = round(step - gap, 2)
        href = data.href(day, series.key)
        bars.append(Bar(round(x + gap / 2, 2), y, bar_width, height, count, series, href))
        below += count
    href = data.href(day, None) if below else ""
    return Day(day, round(x, 2), round(step, 2), tuple(bars), below, day == data.today, href)


def _estimates(
    data: CurveData, counts: dict[date, dict[str, int]], days: list[date]
) -> dict[date, Estimate]:
    """The estimates of the days shown that expect more than is reported, by day."""
    reported = dict(zip(days, _totals(counts, days), strict=True))
    return {
        one.day: one
        for one in data.estimates
        if one.day in reported and one.upper > reported[one.day]
    }


def _expecting(day: Day, estimate: Estimate | None, baseline: float, unit: float) -> Day:
    if estimate is None:
        return day
    gap = min(3.0, day.width * 0.15)
    reported = round(baseline - unit * day.total, 2)
    y = round(min(reported, baseline - unit * estimate.mean), 2)
    placed = PlacedEstimate(
        estimate,
        x=round(day.x + gap / 2, 2),
        width=round(day.width - gap, 2),
        y=y,
        height=round(reported - y, 2),
        middle=round(day.x + day.width / 2, 2),
        lower=round(baseline - unit * max(estimate.lower, day.total), 2),
        upper=round(baseline - unit * estimate.upper, 2),
        tick=round(min(4.0, day.width * 0.3), 2),
    )
    return replace(day, expected=placed)


def _day_ticks(days: Sequence[Day], step: float) -> tuple[Tick, ...]:
    every = max(1, int(-(-DAY_LABEL // step)))
    if every > 1:
        every = next((nice for nice in (2, 7, 14, 28) if nice >= every), every)
    chosen = days[::-1][::every]  # counted back from the last day, which is today's
    return tuple(Tick(round(day.x + day.width / 2, 2), day.day) for day in chosen[::-1])


def _mark_labels(
    marks: Sequence[Mark], days: list[date], left: float, step: float, width: float
) -> list[tuple[Mark, Label]]:
    shown = sorted((mark for mark in marks if days[0] <= mark.day <= days[-1]), key=_by_day)
    wanted = [
        (_beside(left + step * (mark.day - days[0]).days, mark.label, width), mark.label)
        for mark in shown
    ]
    return list(zip(shown, in_rows(wanted, size=FONT, left=left, right=width - 2), strict=True))


def _beside(x: float, label: str, width: float) -> float:
    """Start a label to the right of its line, or end it to the left where there is no room."""
    long = text_width(label, FONT)
    return x + 4 if x + 4 + long <= width - 2 else x - 4 - long


def _by_day(mark: Mark) -> date:
    return mark.day


def _placed(mark: Mark, label: Label, days: list[date], left: float, step: float) -> PlacedMark:
    x = round(left + step * (mark.day - days[0]).days, 2)
    return PlacedMark(x, TOP + LABEL_ROW * label.row + FONT, label, mark)
