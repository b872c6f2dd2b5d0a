"""Boundaries of units: from GeoJSON to outlines on a plane.

Longitude is shrunk by the cosine of the middle latitude (equirectangular), which is true enough for
a city or a province, and needs no tiles and no outside service.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np

from firebreak.site.charts import ChartError

FEWEST_POINTS = 3
LABEL_GRID = 24

Ring = np.ndarray  # (n, 2), not closed
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Outline:
    """The boundary of a unit in degrees, the place of its label, and how far that is from an edge."""

    rings: tuple[Ring, ...]
    label: Ring
    clear: float  # degrees of latitude


@dataclass(frozen=True)
class Frame:
    """How degrees become positions: shrink longitude, shift, scale."""

    shrink: float
    west: float
    north: float
    scale: float
    left: float
    top: float

    def project(self, ring: Ring) -> Ring:
        """Put a ring of longitudes and latitudes on the plane."""
        x = (ring[:, 0] * self.shrink - self.west) * self.scale + self.left
        y = (self.north - ring[:, 1]) * self.scale + self.top
        return np.column_stack([x, y])


def outline_of(geometry: Mapping | None) -> Outline | None:
    """Read a boundary; None if there is none. What was read once is kept: boundaries rarely change."""
    return _outline(json.dumps(geometry, sort_keys=True)) if geometry else None


@lru_cache(maxsize=256)
def _outline(geometry: str) -> Outline | None:
    rings = rings_of(json.loads(geometry))
    if not rings:
        return None
    points = np.vstack(rings)
    shrink = cos(radians(float(points[:, 1].min() + points[:, 1].max()) / 2))
    x, y, clear = label_point([ring * (shrink, 1) for ring in rings])
    return Outline(tuple(rings), np.array([[x / shrink, y]]), clear)


def rings_of(geometry: Mapping | None) -> list[Ring]:
    """
    Read the rings of a GeoJSON geometry: polygons, and collections of them; others have none.

    Raises
    ------
    ChartError
        A coordinate is not a pair of numbers, or not a longitude and a latitude.
    """
    if not geometry:
        return []
    kind = geometry.get("type")
    if kind == "Feature":
        return rings_of(geometry.get("geometry"))
    if kind in ("GeometryCollection", "FeatureCollection"):
        parts = geometry.get("geometries") or geometry.get("features") or []
        return [ring for part in parts for ring in rings_of(part)]
    if kind == "Polygon":
        return _rings([geometry["coordinates"]])
    if kind == "MultiPolygon":
        return _rings(geometry["coordinates"])
    return []


def frame_for(rings: Sequence[Ring], box: Box) -> Frame:
    """Fit all rings into a box, in true proportion, in its middle."""
    points = np.vstack(rings)
    shrink = cos(radians(float(points[:, 1].min() + points[:, 1].max()) / 2))
    west, east = points[:, 0].min() * shrink, points[:, 0].max() * shrink
    south, north = points[:, 1].min(), points[:, 1].max()
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    scale = min((box[2] - box[0]) / wide, (box[3] - box[1]) / high)
    left = box[0] + ((box[2] - box[0]) - wide * scale) / 2
    top = box[1] + ((box[3] - box[1]) - high * scale) / 2
    return Frame(shrink, float(west), float(north), float(scale), float(left), float(top))


def proportion(rings: Sequence[Ring]) -> float:
    """Return height over width of what the rings cover, on the plane."""
    points = np.vstack(rings)
    shrink = cos(radians(float(points[:, 1].min() + points[:, 1].max()) / 2))
    wide = max(float(np.ptp(points[:, 0])) * shrink, 1e-9)
    return max(float(np.ptp(points[:, 1])), 1e-9) / wide


def simplify(ring: Ring, tolerance: float) -> Ring:
    """
    Leave out points that are nearer than `tolerance` to the line they lie on (Douglas-Peucker).

    References
    ----------
    Douglas, Peucker (1973), Cartographica 10:112-122, doi:10.3138/FM57-6770-U75U-7727.
    """
    keep = np.zeros(len(ring), dtype=bool)
    middle = int(
        np.argmax(((ring - ring[0]) ** 2).sum(axis=1))
    )  # a ring has no ends: cut it in two
    keep[[0, middle]] = True
    _keep_far(np.vstack([ring, ring[:1]]), keep, [(0, middle), (middle, len(ring))], tolerance)
    return ring[keep]


def path(rings: Iterable[Ring]) -> str:
    """Write rings as the `d` of an SVG path."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings if len(ring)
    )


def label_point(rings: Sequence[Ring]) -> tuple[float, float, float]:
    """
    Find where a label fits best: the point inside that is farthest from any edge, and how far.

    Looked for on a grid over the largest ring; near enough for a label.
    """
    outer = max(rings, key=_area)
    low, high = outer.min(axis=0), outer.max(axis=0)
    shares = (np.arange(LABEL_GRID) + 0.5) / LABEL_GRID
    grid = np.stack(np.meshgrid(*(low + (high - low) * shares[:, None]).T), -1).reshape(-1, 2)
    inside = grid[_inside(grid, list(rings))]
    if not len(inside):
        middle = outer.mean(axis=0)
        return float(middle[0]), float(middle[1]), 0.0
    clear = _distance(inside, list(rings))
    best = int(np.argmax(clear))
    return float(inside[best, 0]), float(inside[best, 1]), float(clear[best])


def _rings(polygons: Iterable) -> list[Ring]:
    return [_ring(ring) for polygon in polygons for ring in polygon if len(ring) > FEWEST_POINTS]


def _ring(points: Sequence) -> Ring:
    try:
        ring = np.array([point[:2] for point in points], dtype=float)
    except (TypeError, ValueError, IndexError) as error:
        raise ChartError(
            "boundary: a coordinate is not a pair of numbers [longitude, latitude]."
        ) from error
    if ring.ndim != 2 or not np.isfinite(ring).all() or (np.abs(ring) > (360, 90)).any():
        raise ChartError(
            "boundary: a coordinate is not a longitude and a latitude in degrees.\n"
            "Save the boundary as GeoJSON in geographic coordinates, not in metres."
        )
    return ring[:-1] if (ring[0] == ring[-1]).all() else ring


def _keep_far(
    points: Ring, keep: np.ndarray, stretches: list[tuple[int, int]], tolerance: float
) -> None:
    while stretches:
        start, end = stretches.pop()
        if end - start < 2:
            continue
        away = _from_line(points[start + 1 : end], points[start], points[end])
        farthest = int(np.argmax(away))
        if away[farthest] <= tolerance:
            continue
        cut = start + 1 + farthest
        keep[cut] = True
        stretches += [(start, cut), (cut, end)]


def _from_line(points: Ring, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(*(points - start).T)
    across = points - start
    return np.abs(along[0] * across[:, 1] - along[1] * across[:, 0]) / length


def _area(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _edges(rings: list[Ring]) -> tuple[np.ndarray, np.ndarray]:
    return np.vstack(rings), np.vstack([np.roll(ring, -1, axis=0) for ring in rings])


def _inside(points: np.ndarray, rings: list[Ring]) -> np.ndarray:
    """Even-odd: a ray to the right crosses an odd number of edges."""
    start, end = _edges(rings)
    x, y = points[:, :1], points[:, 1:]
    crosses = (start[:, 1] > y) != (end[:, 1] > y)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    at = start[:, 0] + (y - start[:, 1]) * (end[:, 0] - start[:, 0]) / rise
    return (crosses & (x < at)).sum(axis=1) % 2 == 1


def _distance(points: np.ndarray, rings: list[Ring]) -> np.ndarray:
    start, end = _edges(rings)
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    offset = points[:, None, :] - start[None, :, :]
    share = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    return np.hypot(*np.moveaxis(offset - share[..., None] * along, 2, 0)).min(axis=1)
