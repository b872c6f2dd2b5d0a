"""A number for every unit: tiles in a grid, or a map where boundaries were imported.

The value is printed as well as coloured. A unit without a boundary (a development zone that is no
division) is a tile beside the map; a unit whose label does not fit inside gets it at the side, with
a line to its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counting
from math import ceil, sqrt

from firebreak.site.charts import outlines
from firebreak.site.charts.labels import fit, spread, text_width, wrap

FONT = 13
NUMBER_FONT = 18
TILE_WIDTH, TILE_HEIGHT, GAP = 112, 76, 6
PADDING = 4
STEPS = 5
TOLERANCE = 0.6
CALLOUT_ROW = 30  # tall enough for a finger once the callouts are spread
NARROWEST_SIDE = TILE_WIDTH + 12
TALLEST = 560


@dataclass(frozen=True)
class Area:
    """
    A unit and its number.

    Parameters
    ----------
    key
        Tells it from the others.
    label
        Its name, in the reader's language.
    value
        The number; None if it is not known, which is not 0.
    href
        Address of the rows that were counted.
    tile
        Column and row in the grid; None to be given the next free place.
    geometry
        GeoJSON of its boundary; None if there is none.
    """

    key: str
    label: str
    value: int | None
    href: str = ""
    tile: tuple[int, int] | None = None
    geometry: Mapping | None = None


@dataclass(frozen=True)
class MapData:
    """What a map shows: the areas, and what the number counts by which unit."""

    areas: Sequence[Area]
    title: str
    id: str = "map"


@dataclass(frozen=True)
class Tile:
    """An area as a rectangle."""

    area: Area
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    step: int | None

    @property
    def middle(self) -> float:
        """Where its texts are centred."""
        return round(self.x + self.width / 2, 2)

    @property
    def number_at(self) -> float:
        """The baseline of its number."""
        return round(self.y + self.height - 9, 2)

    def line_at(self, index: int) -> float:
        """The baseline of a line of its label."""
        return round(self.y + 17 + 14 * index, 2)

    @property
    def placed_lines(self) -> list[tuple[float, str]]:
        """The lines of its label, each with its baseline."""
        return [(self.line_at(index), line) for index, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Shape:
    """An area as its outline, and the place of its label inside (or the point a line leads to)."""

    area: Area
    path: str
    x: float
    y: float
    step: int | None
    is_labelled_inside: bool


@dataclass(frozen=True)
class Callout:
    """A label at the side of the map, with a line to its area."""

    area: Area
    text: str
    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    step: int | None


@dataclass(frozen=True)
class Step:
    """One colour of the legend and the values it stands for."""

    number: int
    low: int
    high: int


@dataclass(frozen=True)
class Map:
    """Areas ready to be drawn in a view box of `width` by `height`."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    callouts: tuple[Callout, ...]
    tiles: tuple[Tile, ...]
    legend: tuple[Step, ...]

    @property
    def inside(self) -> list[Shape]:
        """The shapes that carry their own label."""
        return [shape for shape in self.shapes if shape.is_labelled_inside]


def draw(data: MapData, *, width: float = 640) -> Map:
    """
    Lay out a map: tiles if no area has a boundary, otherwise outlines with tiles beside them.

    Parameters
    ----------
    data
        The areas.
    width
        Width of the view box; a grid of tiles is as wide as its columns need.

    Raises
    ------
    ChartError
        A boundary is not in degrees (see `outlines.rings_of`).
    """
    legend = steps([area.value for area in data.areas])
    bounds = {area.key: outlines.outline_of(area.geometry) for area in data.areas}
    if not any(bounds.values()):
        return _tile_map(data.areas, legend)
    return _outline_map(data.areas, bounds, legend, width)


def steps(values: Sequence[int | None]) -> tuple[Step, ...]:
    """
    Choose up to five ranges of equal length from 1 to the highest value.

    Examples
    --------
    >>> [(step.low, step.high) for step in steps([0, 3, 14, None])]
    [(1, 3), (4, 6), (7, 9), (10, 12), (13, 15)]
    >>> [(step.low, step.high) for step in steps([2])]
    [(1, 1), (2, 2)]
    """
    highest = max((value for value in values if value is not None), default=0)
    if highest < 1:
        return ()
    length = ceil(highest / STEPS)
    number = ceil(highest / length)
    shades = [STEPS] if number == 1 else [1 + 4 * n // (number - 1) for n in range(number)]
    return tuple(
        Step(shade, 1 + length * index, length * (index + 1)) for index, shade in enumerate(shades)
    )


def step_of(value: int | None, legend: Sequence[Step]) -> int | None:
    """Return the number of a value's colour: 0 for none counted, None for not known."""
    if value is None:
        return None
    return next((step.number for step in legend if step.low <= value <= step.high), 0)


def grid(areas: Sequence[Area]) -> dict[str, tuple[int, int]]:
    """
    Give every area a place of its own, by column and row from 0.

    Areas keep the place they ask for, first come first served; the rest fill the free places row
    by row, in a grid about as wide as it is high.
    """
    asked: dict[tuple[int, int], str] = {}
    for area in areas:
        if area.tile is not None:
            asked.setdefault(area.tile, area.key)
    placed = {key: tile for tile, key in asked.items()}
    placed = _from_zero(placed)
    columns = max((column + 1 for column, _ in placed.values()), default=ceil(sqrt(len(areas))))
    free = _free_places(set(placed.values()), columns)
    for area in areas:
        if area.key not in placed:
            placed[area.key] = next(free)
    return placed


def _from_zero(places: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    left = min((column for column, _ in places.values()), default=0)
    top = min((row for _, row in places.values()), default=0)
    return {key: (column - left, row - top) for key, (column, row) in places.items()}


def _free_places(taken: set[tuple[int, int]], columns: int):
    for number in counting():
        place = (number % columns, number // columns)
        if place not in taken:
            yield place


def _tile_map(areas: Sequence[Area], legend: tuple[Step, ...]) -> Map:
    places = grid(areas)
    tiles = tuple(
        _tile(area, *_corner(places[area.key]), legend)
        for area in sorted(areas, key=lambda area: places[area.key][::-1])
    )
    width = max((tile.x + tile.width for tile in tiles), default=0) + 1
    height = max((tile.y + tile.height for tile in tiles), default=0) + 1
    return Map(width, height, (), (), tiles, legend)


def _corner(place: tuple[int, int]) -> tuple[float, float]:
    column, row = place
    return 1 + column * (TILE_WIDTH + GAP), 1 + row * (TILE_HEIGHT + GAP)


def _tile(area: Area, x: float, y: float, legend: Sequence[Step]) -> Tile:
    lines = wrap(area.label, TILE_WIDTH - PADDING, FONT, lines=3)
    step = step_of(area.value, legend)
    return Tile(area, x, y, TILE_WIDTH, TILE_HEIGHT, tuple(lines), step)


def _outline_map(
    areas: Sequence[Area],
    bounds: Mapping[str, outlines.Outline | None],
    legend: tuple[Step, ...],
    width: float,
) -> Map:
    bounded = [(area, bound) for area in areas if (bound := bounds[area.key])]
    loose = [area for area in areas if not bounds[area.key]]
    every = [ring for _, bound in bounded for ring in bound.rings]
    side = _side([area for area, _ in bounded], width)
    ratio = outlines.proportion(every)
    right = min(width - side, max(TALLEST / ratio, 160.0))
    width = round(right + side, 2)
    height = min(max(ratio * right, 160.0), TALLEST)
    frame = outlines.frame_for(every, (1, 1, right - 12, height - 1))
    shapes = tuple(_shape(area, bound, frame, legend) for area, bound in bounded)
    callouts, used = _callouts(shapes, right, width, height)
    tiles = tuple(
        _tile(area, right, used + (TILE_HEIGHT + GAP) * index, legend)
        for index, area in enumerate(loose)
    )
    height = max(height, max((tile.y + tile.height for tile in tiles), default=0)) + 1
    return Map(width, round(height, 2), shapes, callouts, tiles, legend)


def _side(areas: Sequence[Area], width: float) -> float:
    """Return how wide the labels at the side may be: as they need, but less than half."""
    widest = max(text_width(area.label, FONT) for area in areas) + text_width("0000", NUMBER_FONT)
    return max(NARROWEST_SIDE, min(widest + 14, width * 0.45))


def _shape(
    area: Area, bound: outlines.Outline, frame: outlines.Frame, legend: Sequence[Step]
) -> Shape:
    plane = [outlines.simplify(frame.project(ring), TOLERANCE) for ring in bound.rings]
    plane = [ring for ring in plane if len(ring) >= outlines.FEWEST_POINTS] or [
        frame.project(max(bound.rings, key=len))
    ]
    (x, y), clear = frame.project(bound.label)[0].tolist(), bound.clear * frame.scale
    half = text_width(area.label, FONT) / 2
    fits = clear >= NUMBER_FONT and clear >= half * 0.8
    step = step_of(area.value, legend)
    return Shape(area, outlines.path(plane), round(x, 2), round(y, 2), step, fits)


def _callouts(
    shapes: Sequence[Shape], x: float, width: float, height: float
) -> tuple[tuple[Callout, ...], float]:
    """Return the labels at the side, and the height below which the side is free."""
    small = sorted((shape for shape in shapes if not shape.is_labelled_inside), key=_height_of)
    wanted = [shape.y for shape in small]
    low, high = CALLOUT_ROW / 2, height - CALLOUT_ROW / 2
    at = spread(wanted, apart=CALLOUT_ROW, low=low, high=max(low, high))
    placed = tuple(_callout(shape, x, y, width) for shape, y in zip(small, at, strict=True))
    return placed, max((callout.y for callout in placed), default=-CALLOUT_ROW) + CALLOUT_ROW


def _height_of(shape: Shape) -> float:
    return shape.y


def _callout(shape: Shape, x: float, y: float, width: float) -> Callout:
    number = "?" if shape.area.value is None else str(shape.area.value)
    room = width - x - text_width(number, NUMBER_FONT) - 14
    text = fit(shape.area.label, room, FONT)
    return Callout(shape.area, text, x, round(y, 2), shape.x, shape.y, width - x, shape.step)
