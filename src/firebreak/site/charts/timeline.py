"""One case as a picture: what happened to a person, when, as exactly as known, and the clocks on it.

Lanes run from left to right in time. A point known to the minute is a dot; one known to the day or
to an interval is a bar with soft ends as long as the doubt; a stay, a placement or a window is a
full bar. Below the lanes, every clock: started, due, and met, late or running.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firebreak.engine.when import Precision, When
from firebreak.site.charts import ChartError
from firebreak.site.charts.labels import fit, in_rows, text_width
from firebreak.site.charts.scales import DayScale, day_scale

FONT = 12
ROW = 20
LANE_PADDING = 6
AXIS = 26
YEAR_ROW = 14  # above it, where a year has to be said
NOW_ROW = 18
RIGHT = 12
WIDEST_NAMES = 132
TICKS_APART = 44
DOT = 5
QUIET = timedelta(days=21)  # so long without an event, and with nothing open, it is over
RUNNING = ("open", "due_soon", "overdue")


@dataclass(frozen=True)
class Lane:
    """One subject of the timeline: exposure, symptoms, checks, laboratory, placements, reports."""

    key: str
    label: str


@dataclass(frozen=True)
class Mark:
    """
    Something that happened.

    Parameters
    ----------
    lane
        Key of its lane.
    start
        When it happened, or began.
    label
        What it was, in a few words.
    until
        When it ended; None if it has no length, or has not ended (`is_running`).
    href
        Address of the record.
    tone
        `""`, or the name of a state or classification, for its colour.
    is_running
        It has begun and not ended: drawn up to now, with an arrow.
    """

    lane: str
    start: When
    label: str
    until: When | None = None
    href: str = ""
    tone: str = ""
    is_running: bool = False

    @property
    def is_span(self) -> bool:
        """It has a length of its own, not only a doubt about its time."""
        return self.until is not None or self.is_running


@dataclass(frozen=True)
class Clock:
    """A duty on the case: what is due, from when to when, and its state."""

    label: str
    started: datetime
    due: datetime
    state: str
    fulfilled: datetime | None = None
    href: str = ""


@dataclass(frozen=True)
class TimelineData:
    """What a timeline shows. Lanes without marks are left out."""

    lanes: Sequence[Lane]
    marks: Sequence[Mark]
    clocks: Sequence[Clock]
    now: datetime
    title: str
    id: str = "timeline"


@dataclass(frozen=True)
class PlacedMark:
    """A mark in the view box; `width` 0 is a dot at `x`."""

    mark: Mark
    x: float
    width: float
    y: float
    is_soft: bool
    label_x: float
    label_right: float
    label: str

    @property
    def is_label_before(self) -> bool:
        """The label stands before the mark, so it must end there."""
        return self.label_right < self.x

    @property
    def middle(self) -> float:
        """The height of its dot."""
        return self.y + ROW / 2

    @property
    def bar_y(self) -> float:
        """The upper edge of its bar."""
        return self.y + 4

    @property
    def end(self) -> float:
        """The right end of its bar."""
        return round(self.x + self.width, 2)

    @property
    def reach_x(self) -> float:
        """Where mark and label together begin."""
        return round(min(self.x - DOT, self.label_x), 2)

    @property
    def reach_width(self) -> float:
        """How long mark and label are together."""
        return round(max(self.end + DOT, self.label_right) - self.reach_x, 2)


@dataclass(frozen=True)
class PlacedLane:
    """A lane with its marks."""

    lane: Lane
    y: float
    height: float
    marks: tuple[PlacedMark, ...]

    @property
    def name(self) -> str:
        """Its label, as much as fits."""
        return fit(self.lane.label, WIDEST_NAMES, FONT)


@dataclass(frozen=True)
class PlacedClock:
    """A clock: from `x` to `due_x`, run so far up to `end_x`."""

    clock: Clock
    y: float
    x: float
    due_x: float
    end_x: float
    label_x: float
    label_right: float
    label: str

    @property
    def is_label_before(self) -> bool:
        """The label stands before the bar, so it must end there."""
        return self.label_x < self.x

    @property
    def middle(self) -> float:
        """The height of its bar's middle."""
        return self.y + ROW / 2

    @property
    def bar_y(self) -> float:
        """The upper edge of its bar."""
        return self.y + 6

    @property
    def due_top(self) -> float:
        """The upper end of its due mark."""
        return self.y + 2

    @property
    def due_bottom(self) -> float:
        """The lower end of its due mark."""
        return self.y + ROW - 2

    @property
    def left_x(self) -> float:
        """Where what is left of its time begins."""
        return max(self.end_x, self.x)

    @property
    def run_width(self) -> float:
        """How far it ran within its time."""
        return round(max(0.0, min(self.end_x, self.due_x) - self.x), 2)

    @property
    def late_width(self) -> float:
        """How far it ran beyond its time."""
        return round(max(0.0, self.end_x - self.due_x), 2)

    @property
    def left_width(self) -> float:
        """What is left of its time."""
        return round(max(0.0, self.due_x - self.left_x), 2)


@dataclass(frozen=True)
class Tick:
    """A place on the time axis; `is_day` if it stands at midnight."""

    x: float
    at: datetime
    is_day: bool
    is_new_year: bool = (
        False  # of another year than the one before it, or than now if it is the first
    )


@dataclass(frozen=True)
class Entry:
    """One line of the same timeline as a list, for phones and screen readers."""

    lane: str
    mark: Mark | None
    clock: Clock | None
    at: datetime
    is_first_after_now: bool = False


@dataclass(frozen=True)
class Timeline:
    """A timeline ready to be drawn in a view box of `width` by `height`."""

    width: float
    height: float
    left: float
    lanes: tuple[PlacedLane, ...]
    clocks: tuple[PlacedClock, ...]
    ticks: tuple[Tick, ...]
    now_x: float | None  # None: nothing is open, and now lies far beyond
    axis_y: float
    clocks_y: float

    @property
    def bottom(self) -> float:
        """Where the lanes and the clocks end."""
        return self.height - NOW_ROW + 4


def draw(data: TimelineData, *, width: float = 960) -> Timeline:
    """
    Lay out a timeline.

    Parameters
    ----------
    data
        What to show; instants in the zone they are to be read in.
    width
        Width of the view box; the height follows from what there is to show.

    Raises
    ------
    ChartError
        A mark names a lane that does not exist, or an instant has no time zone.
    """
    _check(data)
    named = [*(lane.label for lane in data.lanes), *([""] if data.clocks else [])]
    widest = max((text_width(name, FONT) for name in named), default=0)
    left = round(min(WIDEST_NAMES, widest) + 14, 2)
    zone = data.now.tzinfo
    assert zone is not None  # checked
    instants = list(_instants(data))
    if reaches_now := _reaches_now(data, instants):
        instants.append(data.now)
    scale = day_scale(instants, zone=zone, left=left + DOT, right=width - RIGHT - DOT)
    ticks = _ticks(scale, data.now)
    axis_y = AXIS + (YEAR_ROW if any(tick.is_new_year for tick in ticks) else 0)
    lanes, y = _lanes(data, scale, axis_y, left, width)
    clocks, bottom = _clocks(data, scale, y, left, width)
    return Timeline(
        width=width,
        height=bottom + NOW_ROW,
        left=left,
        lanes=lanes,
        clocks=clocks,
        ticks=ticks,
        now_x=scale.at(data.now) if reaches_now else None,
        axis_y=axis_y,
        clocks_y=y,
    )


def entries(data: TimelineData) -> list[Entry]:
    """List marks and clocks in the order of time; those whose time is unknown are `unknown`."""
    names = {lane.key: lane.label for lane in data.lanes}
    listed = [
        Entry(names[mark.lane], mark, None, mark.start.start)
        for mark in data.marks
        if mark.start.start is not None
    ]
    listed += [Entry("", None, clock, clock.due) for clock in data.clocks]
    listed.sort(key=lambda entry: entry.at)
    after = next((entry for entry in listed if entry.at > data.now), None)
    return [replace(entry, is_first_after_now=entry is after) for entry in listed]


def unknown(data: TimelineData) -> list[Mark]:
    """List the marks whose time nobody knows: they cannot be drawn, and are not left out."""
    return [mark for mark in data.marks if mark.start.start is None]


def _check(data: TimelineData) -> None:
    lanes = {lane.key for lane in data.lanes}
    for mark in data.marks:
        if mark.lane not in lanes:
            raise ChartError(f"timeline: a mark names lane {mark.lane!r}; the lanes are {lanes}.")
    clocks = [instant for clock in data.clocks for instant in (clock.started, clock.due)]
    if any(instant.tzinfo is None for instant in [data.now, *clocks]):
        raise ChartError("timeline: an instant has no time zone; give it one, for example +08:00.")


def _reaches_now(data: TimelineData, instants: list[datetime]) -> bool:
    """Whether the axis goes on to now: something still runs, or the last event was a while ago at most."""
    running = any(mark.is_running for mark in data.marks)
    running |= any(clock.state in RUNNING for clock in data.clocks)
    return running or not instants or data.now - max(instants) <= QUIET


def _instants(data: TimelineData) -> Iterable[datetime]:
    for mark in data.marks:
        for when in (mark.start, mark.until):
            if when is not None and when.start is not None:
                yield when.start
                if when.precision is not Precision.DAY and when.end is not None:
                    yield when.end  # the end of a day is the next midnight: no reason to widen it
    for clock in data.clocks:
        yield from filter(None, (clock.started, clock.due, clock.fulfilled))


def _lanes(
    data: TimelineData, scale: DayScale, top: float, left: float, width: float
) -> tuple[tuple[PlacedLane, ...], float]:
    y, placed = float(top), []
    for lane in data.lanes:
        marks = [mark for mark in data.marks if mark.lane == lane.key and mark.start.start]
        if not marks:
            continue
        rows = _marks(marks, scale, y + LANE_PADDING / 2, (left, width), data.now)
        height = max(mark.y for mark in rows) + ROW + LANE_PADDING / 2 - y
        placed.append(PlacedLane(lane, y, height, tuple(rows)))
        y += height
    return tuple(placed), y


def _marks(
    marks: list[Mark], scale: DayScale, y: float, room: tuple[float, float], now: datetime
) -> list[PlacedMark]:
    """Give every mark, with its label, a row in which it touches no other."""
    marks = sorted(marks, key=_began)
    boxes = [_extent(mark, scale, now) for mark in marks]
    rows: list[list[tuple[float, float]]] = []
    return [_mark(mark, box, y, room, rows) for mark, box in zip(marks, boxes, strict=True)]


def _began(mark: Mark) -> datetime:
    assert mark.start.start is not None  # those without were put aside
    return mark.start.start


def _extent(mark: Mark, scale: DayScale, now: datetime) -> tuple[float, float]:
    """Return where a mark begins and ends; a dot begins and ends at its instant."""
    start = scale.at(_began(mark))
    if mark.is_running:
        return start, max(start, scale.at(now))
    if mark.until is not None and mark.until.start is not None:
        return start, max(start, scale.at(mark.until.latest or mark.until.start))
    if mark.start.precision is Precision.MINUTE:
        return start, start
    return start, scale.at(mark.start.latest or _began(mark))


def _mark(
    mark: Mark,
    box: tuple[float, float],
    y: float,
    room: tuple[float, float],
    rows: list[list[tuple[float, float]]],
) -> PlacedMark:
    x, end = box
    text = in_rows([(0, mark.label)], size=FONT, left=0, right=(room[1] - room[0]) * 0.6)[0].text
    long = text_width(text, FONT)
    label_x = end + DOT + 5
    if label_x + long > room[1] - 2:  # no room on the right: before it, or over its own bar
        label_x = x - DOT - 5 - long
        label_x = label_x if label_x >= room[0] else max(room[0], room[1] - 2 - long)
    taken = (min(x - DOT, label_x) - 3, max(end + DOT, label_x + long) + 3)
    row = next((n for n, spans in enumerate(rows) if _is_free(spans, taken)), len(rows))
    if row == len(rows):
        rows.append([])
    rows[row].append(taken)
    is_soft = not mark.is_span and mark.start.precision is not Precision.MINUTE
    width = round(end - x, 2)
    right = round(label_x + long, 2)
    return PlacedMark(mark, x, width, y + ROW * row, is_soft, round(label_x, 2), right, text)


def _is_free(spans: list[tuple[float, float]], wanted: tuple[float, float]) -> bool:
    return all(wanted[0] >= end or wanted[1] <= start for start, end in spans)


def _clocks(
    data: TimelineData, scale: DayScale, y: float, left: float, width: float
) -> tuple[tuple[PlacedClock, ...], float]:
    """Every clock has a row of its own: they are read one by one."""
    y += ROW if data.clocks else 0
    placed = [
        _clock(clock, scale, y + ROW * index, data.now, left, width)
        for index, clock in enumerate(sorted(data.clocks, key=lambda clock: clock.due))
    ]
    return tuple(placed), y + ROW * len(placed)


def _clock(
    clock: Clock, scale: DayScale, y: float, now: datetime, left: float, width: float
) -> PlacedClock:
    x, due = scale.at(clock.started), scale.at(clock.due)
    end = scale.at(clock.fulfilled or now)
    if clock.state == "not_applicable":
        end = x
    edge = max(x, due, end) + 10
    text = in_rows([(0, clock.label)], size=FONT, left=0, right=(width - left) * 0.6)[0].text
    long = text_width(text, FONT)
    label_x = edge if edge + long <= width - 2 else min(x, due, end) - 10 - long
    label_x = round(max(left, label_x), 2)
    return PlacedClock(clock, y, x, due, end, label_x, round(label_x + long, 2), text)


def _ticks(scale: DayScale, now: datetime) -> tuple[Tick, ...]:
    """Without years where all is of this one; else the year stands wherever it changes."""
    chosen = [(x, at.astimezone(now.tzinfo)) for x, at in scale.ticks(apart=TICKS_APART)]
    before = [now.year, *(at.year for _, at in chosen)]
    return tuple(
        Tick(x, at, at.hour == 0 and at.minute == 0, at.year != year)
        for (x, at), year in zip(chosen, before, strict=False)
    )
