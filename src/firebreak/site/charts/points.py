"""Places where they are: numbered points on the outlines of units, or on a plain frame with a scale.

The number leads to the list beside the picture, which also has the places whose coordinates are not
known. Points too near to be told apart share one mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import degrees, floor, hypot, log10

import numpy as np

from firebreak.site.charts import outlines
from firebreak.site.charts.maps import Step, step_of, steps

RADIUS = 13  # of a mark: two digits are read in it, and a finger hits it
EDGE = 2 * RADIUS
TALLEST = 480
FOOT = 22  # where the scale stands
WIDEST_SCALE = 0.3  # of the picture
EARTH_KM = 6371.0  # mean radius
#: Degrees about a single place, or a street of them: less than a kilometre says nothing.
LEAST = degrees(1 / EARTH_KM)


@dataclass(frozen=True)
class Point:
    """A place: `at` is its longitude and latitude in degrees; None if they are not known."""

    label: str
    value: int
    at: tuple[float, float] | None = None
    href: str = ""


@dataclass(frozen=True)
class PointsData:
    """
    What the picture shows.

    Attributes
    ----------
    points
        In the order of their numbers; those without coordinates are listed after the others.
    outlines
        GeoJSON of the units that lie behind, on the datum of the points; may be empty.
    """

    points: Sequence[Point]
    outlines: Sequence[Mapping]
    title: str
    measure: str
    id: str = "points"

    @property
    def placed(self) -> list[tuple[int, Point]]:
        """The points that can be drawn, with their numbers from 1."""
        return list(enumerate((point for point in self.points if point.at is not None), 1))

    @property
    def loose(self) -> list[Point]:
        """Those whose coordinates are not known."""
        return [point for point in self.points if point.at is None]


@dataclass(frozen=True)
class Mark:
    """One or more points on the picture; `text` says their numbers."""

    x: float
    y: float
    text: str
    points: tuple[Point, ...]
    step: int | None

    @property
    def href(self) -> str:
        """Where it leads, if it stands for one place."""
        return self.points[0].href if len(self.points) == 1 else ""


@dataclass(frozen=True)
class Scale:
    """A line so many kilometres long; `text` says how many."""

    x: float
    y: float
    length: float
    text: str

    @property
    def top(self) -> float:
        """How high its ends stand."""
        return self.y - 6

    @property
    def after(self) -> float:
        """Where its text begins."""
        return round(self.x + self.length + 6, 2)


@dataclass(frozen=True)
class Picture:
    """Points ready to be drawn in a view box of `width` by `height`."""

    width: float
    height: float
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale: Scale
    legend: tuple[Step, ...]
    radius: int = RADIUS

    @property
    def frame_width(self) -> float:
        """The width of the plain frame, where no outline is known."""
        return self.width - 2

    @property
    def frame_height(self) -> float:
        """The height of it."""
        return self.height - FOOT


def draw(data: PointsData, *, width: float = 640) -> Picture:
    """
    Lay out the points; on the outlines if there are any, else on their own.

    Parameters
    ----------
    data
        At least one of its points has coordinates.
    width
        Width of the view box.

    Raises
    ------
    ChartError
        An outline is not in degrees (see `outlines.rings_of`).
    """
    rings = [ring for each in data.outlines for ring in outlines.rings_of(each)]
    where = np.array([point.at for _number, point in data.placed], dtype=float)
    every = [*rings, *_with_air(where)]
    inner = width - 2 * EDGE
    height = min(max(outlines.proportion(every) * inner, inner / 4), TALLEST)
    frame = outlines.frame_for(every, (EDGE, EDGE, EDGE + inner, EDGE + height))
    legend = steps([point.value for point in data.points])
    return Picture(
        width=width,
        height=round(height + 2 * EDGE + FOOT, 2),
        paths=tuple(_path(frame, ring) for ring in rings),
        marks=_marks(frame.project(where), data.placed, legend),
        scale=_scale(frame, width, height + 2 * EDGE + FOOT - 6),
        legend=legend,
    )


def round_length(most: float) -> float:
    """
    Return the longest of 1, 2 or 5 times a power of ten that is no longer than `most`.

    Examples
    --------
    >>> [round_length(km) for km in (0.7, 1, 3.9, 70)]
    [0.5, 1.0, 2.0, 50.0]
    """
    power = 10.0 ** floor(log10(most))
    return next(n * power for n in (5, 2, 1) if n * power <= most * (1 + 1e-9))


def _with_air(where: outlines.Ring) -> list[outlines.Ring]:
    """The points, and a kilometre about the middle of them, so that one alone has a scale too."""
    middle = (where.min(axis=0) + where.max(axis=0)) / 2
    return [where, middle + np.array([[-LEAST, -LEAST], [LEAST, LEAST]]) / 2]


def _path(frame: outlines.Frame, ring: outlines.Ring) -> str:
    return outlines.path([outlines.simplify(frame.project(ring), 0.6)])


def _marks(
    where: np.ndarray, placed: Sequence[tuple[int, Point]], legend: Sequence[Step]
) -> tuple[Mark, ...]:
    """Each point joins the first mark that it would cover; the first of a mark says where it is."""
    together: list[list[int]] = []
    for index, (x, y) in enumerate(where):
        near = (
            marked
            for marked in together
            if hypot(where[marked[0], 0] - x, where[marked[0], 1] - y) < 2 * RADIUS
        )
        joined = next(near, None)
        if joined is None:
            together.append([index])
        else:
            joined.append(index)
    return tuple(
        _mark(where, [placed[n] for n in marked], marked[0], legend) for marked in together
    )


def _mark(
    where: np.ndarray, marked: Sequence[tuple[int, Point]], at: int, legend: Sequence[Step]
) -> Mark:
    points = tuple(point for _number, point in marked)
    return Mark(
        x=round(float(where[at, 0]), 2),
        y=round(float(where[at, 1]), 2),
        text=_numbers([number for number, _point in marked]),
        points=points,
        step=step_of(max(point.value for point in points), legend),
    )


def _numbers(numbers: Sequence[int]) -> str:
    """All of one or two, first to last of a run, else the first and that there are more."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return str(first)
    if last - first == len(numbers) - 1:
        return f"{first}–{last}"
    return f"{first},{last}" if len(numbers) == 2 else f"{first}…"


def _scale(frame: outlines.Frame, width: float, y: float) -> Scale:
    pixels_per_km = frame.scale * degrees(1 / EARTH_KM)
    km = round_length(width * WIDEST_SCALE / pixels_per_km)
    text = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    return Scale(EDGE, round(y, 2), round(km * pixels_per_km, 2), text)
