"""Who was where when: a row for each place or person, a bar for each stay, time from left to right.

Bars that overlap in a row lie one under another. On a phone the name of a row stands above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from firebreak.site.charts import ChartError
from firebreak.site.charts.labels import fit
from firebreak.site.charts.scales import day_scale
from firebreak.site.charts.timeline import Tick

FONT = 12
AXIS = 26
BAR, GAP = 7, 2
LEAST_ROW = 24  # a finger's width with the gap between rows
ROW_PADDING = 8
MOST_ABREAST = 13  # beyond it, bars share the last line: the table names them all
NAMES, NAME_LINE = 210.0, 16
TICK_HALF = 20.0  # half of "01-17": the first tick stands whole
NOTES = 64
NARROWEST_BAR = 3
NARROW = 500
TICKS_APART = 46


@dataclass(frozen=True)
class Bar:
    """
    A stay, or a meeting.

    Parameters
    ----------
    start, end
        From when to when.
    label
        Who, or with whom.
    tone
        `""`, the name of a classification, or "quiet", for its colour.
    is_soft
        Known to the day only: drawn with soft ends.
    """

    start: datetime
    end: datetime
    label: str
    tone: str = ""
    is_soft: bool = False


@dataclass(frozen=True)
class Row:
    """One place or person with its bars; `note` stands at the right end."""

    label: str
    bars: Sequence[Bar]
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class PresenceData:
    """What the picture shows: rows, the time zone they are read in, and what the colours mean."""

    rows: Sequence[Row]
    title: str
    zone: tzinfo
    legend: Sequence[tuple[str, str]] = ()
    id: str = "presence"


@dataclass(frozen=True)
class PlacedBar:
    """A bar in the view box."""

    bar: Bar
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class PlacedRow:
    """A row with its bars."""

    row: Row
    y: float
    height: float
    name: str
    bars: tuple[PlacedBar, ...]

    @property
    def name_y(self) -> float:
        """The baseline of its name."""
        return self.y + NAME_LINE


@dataclass(frozen=True)
class Presence:
    """The picture of some days, ready to be drawn in a view box of `width` by `height`."""

    width: float
    height: float
    rows: tuple[PlacedRow, ...]
    ticks: tuple[Tick, ...]
    axis_y: float
    first: date
    last: date


def draw(data: PresenceData, *, width: float = 960) -> Presence:
    """
    Lay out the picture.

    Raises
    ------
    ChartError
        No row has a bar, or a bar does not end after it begins.
    """
    bars = [bar for row in data.rows for bar in row.bars]
    if not bars:
        raise ChartError("presence: there is no bar; say so in words instead of drawing nothing.")
    if any(bar.end <= bar.start for bar in bars):
        raise ChartError("presence: a bar ends before it has begun.")
    is_narrow = width < NARROW
    left, right = (TICK_HALF, width - TICK_HALF) if is_narrow else (NAMES, width - NOTES)
    # The end of a day is the next midnight: no reason to draw another day.
    instants = [at for bar in bars for at in (bar.start, bar.end - timedelta(microseconds=1))]
    scale = day_scale(instants, zone=data.zone, left=left, right=right)
    y, placed = float(AXIS), []
    for row in data.rows:
        found = _row(row, scale, y, width, is_narrow=is_narrow)
        placed.append(found)
        y += found.height
    ticks = tuple(
        Tick(x, at.astimezone(data.zone), _is_midnight(at.astimezone(data.zone)))
        for x, at in scale.ticks(apart=TICKS_APART)
    )
    first, last = (at.astimezone(data.zone).date() for at in (min(instants), max(instants)))
    return Presence(width, y + 4, tuple(placed), ticks, AXIS, first, last)


def _is_midnight(at: datetime) -> bool:
    return at.hour == 0 and at.minute == 0


def _row(row: Row, scale, y: float, width: float, *, is_narrow: bool) -> PlacedRow:
    top = y + ROW_PADDING / 2 + (NAME_LINE + 4 if is_narrow else 0)
    ends: list[float] = []
    bars = [_bar(bar, scale, top, ends) for bar in sorted(row.bars, key=lambda bar: bar.start)]
    lines = max(1, len(ends))
    height = top - y + lines * (BAR + GAP) + ROW_PADDING / 2
    room = width - NOTES - 12 if is_narrow else NAMES - 14
    return PlacedRow(row, y, max(height, float(LEAST_ROW)), fit(row.label, room, FONT), tuple(bars))


def _bar(bar: Bar, scale, top: float, ends: list[float]) -> PlacedBar:
    """Put a bar on the first line that is free where it begins; `ends` is where each line ends."""
    x = scale.at(bar.start)
    width = round(max(NARROWEST_BAR, scale.at(bar.end) - x), 2)
    line = next((n for n, end in enumerate(ends) if end <= x), len(ends))
    if line == len(ends) and line < MOST_ABREAST:
        ends.append(x + width)
    else:
        line = min(line, MOST_ABREAST - 1)
        ends[line] = max(ends[line], x + width)
    return PlacedBar(bar, x, top + line * (BAR + GAP), width)
