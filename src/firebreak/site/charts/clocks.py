"""The clock of one duty as a bar: when it started, when it is due, how far it has run."""

from dataclasses import dataclass
from datetime import datetime

from firebreak.site.charts import ChartError
from firebreak.site.charts.scales import TimeScale

WIDTH, HEIGHT, EDGE = 320, 28, 8
DONE = ("met", "met_late")


@dataclass(frozen=True)
class ClockData:
    """
    What a clock bar shows.

    Parameters
    ----------
    started, due
        From when to when the duty runs.
    now
        The present, for a duty that is not fulfilled.
    state
        `met`, `met_late`, `open`, `due_soon`, `overdue` or `not_applicable`.
    fulfilled
        When the record that fulfils it happened; None if there is none.
    """

    started: datetime
    due: datetime
    now: datetime
    state: str
    fulfilled: datetime | None = None
    id: str = "clock"


@dataclass(frozen=True)
class ClockBar:
    """Positions of a clock bar; `end_x` is where it stands, or stood when it was fulfilled."""

    width: float
    height: float
    start_x: float
    due_x: float
    end_x: float
    is_done: bool

    @property
    def track_width(self) -> float:
        """The time allowed."""
        return round(self.due_x - self.start_x, 2)

    @property
    def run_width(self) -> float:
        """The part of the time allowed that has run."""
        return round(min(self.end_x, self.due_x) - self.start_x, 2)

    @property
    def late_width(self) -> float:
        """The time run beyond what was allowed."""
        return round(max(0.0, self.end_x - self.due_x), 2)


def draw(data: ClockData, *, width: float = WIDTH) -> ClockBar:
    """
    Lay out a clock bar.

    Raises
    ------
    ChartError
        The duty is due before it starts.
    """
    if data.due < data.started:
        raise ChartError(f"clock: due {data.due} is before its start {data.started}.")
    end = data.fulfilled or (data.started if data.state == "not_applicable" else data.now)
    end = max(end, data.started)
    scale = TimeScale(data.started, max(data.due, end), EDGE, width - EDGE)
    is_done = data.fulfilled is not None
    return ClockBar(
        width, HEIGHT, scale.at(data.started), scale.at(data.due), scale.at(end), is_done
    )
