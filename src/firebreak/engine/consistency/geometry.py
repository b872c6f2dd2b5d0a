"""Where a point lies: inside which boundary, how far from another.

Boundaries and points must be on the same datum (both GCJ-02, or both WGS-84): between the two lie
some 500 m, enough to put a place at a border into the wrong county.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
KM_PER_DEGREE = EARTH_RADIUS_KM * np.pi / 180

Points = npt.NDArray[np.float64]


def locate(places: pl.DataFrame, boundaries: Mapping[int, Mapping[str, object]]) -> pl.DataFrame:
    """
    Add the county whose boundary holds each place, and how far it lies outside its own.

    Parameters
    ----------
    places
        `lng` and `lat` in degrees, null where there is no geocode; `county` it is filed under.
    boundaries
        GeoJSON geometries (Polygon or MultiPolygon) by the id of the county.

    Returns
    -------
    pl.DataFrame
        `places` with `county_by_boundary` (null where none holds the place) and `outside_km`
        (to the nearest point of its own county; 0 inside; null if that county has no boundary).

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
    >>> places = pl.DataFrame({"id": [1, 2], "county": 7, "lng": [1.0, 3.0], "lat": [1.0, 1.0]})
    >>> locate(places, {7: square})["county_by_boundary"].to_list()
    [7, None]
    >>> locate(places, {7: square})["outside_km"].round(0).to_list()
    [0.0, 111.0]
    """
    points = places.select(pl.col("lng", "lat").cast(pl.Float64)).to_numpy()
    own = places["county"].to_numpy()
    found: list[int | None] = [None] * len(points)
    outside = np.full(len(points), np.nan)
    for county, geometry in boundaries.items():
        inside = is_inside(points, geometry)
        for index in np.flatnonzero(inside):
            found[index] = found[index] if found[index] is not None else county
        for index in np.flatnonzero(own == county):
            outside[index] = 0 if inside[index] else km_to_boundary(points[index], geometry)
    return places.with_columns(
        pl.Series("county_by_boundary", found, dtype=pl.Int64),
        pl.Series("outside_km", outside).fill_nan(None),
    )


def km_to_boundary(point: Points, geometry: Mapping[str, object]) -> float:
    """Shortest distance in km from a point to an outline (flat-earth: good to 1 % within 100 km)."""
    scale = np.array([np.cos(np.radians(point[1])), 1.0]) * KM_PER_DEGREE
    nearest = np.inf
    for ring in _rings(geometry):
        corners = (np.asarray([corner[:2] for corner in ring], dtype=np.float64) - point) * scale
        starts, sides = corners[:-1], np.diff(corners, axis=0)
        squares = np.maximum((sides**2).sum(axis=1), 1e-12)
        along = np.clip(-(starts * sides).sum(axis=1) / squares, 0, 1)
        feet = starts + along[:, None] * sides
        nearest = min(nearest, float(np.sqrt((feet**2).sum(axis=1)).min()))
    return nearest if np.isfinite(point).all() else np.nan


def _rings(geometry: Mapping[str, object]) -> list[Sequence[Sequence[float]]]:
    return [ring for polygon in _polygons(geometry) for ring in polygon]


def _polygons(geometry: Mapping[str, object]) -> Sequence[Sequence[Sequence[Sequence[float]]]]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates  # type: ignore[list-item, return-value]


def is_inside(points: Points, geometry: Mapping[str, object]) -> npt.NDArray[np.bool_]:
    """Say which points (longitude, latitude) a GeoJSON Polygon or MultiPolygon holds."""
    held = np.zeros(len(points), dtype=np.bool_)
    for rings in _polygons(geometry):
        within = np.zeros(len(points), dtype=np.bool_)
        for ring in rings:  # even-odd: a hole turns inside to outside
            within ^= _crosses_odd(points, ring)
        held |= within
    return held


def _crosses_odd(points: Points, ring: Sequence[Sequence[float]]) -> npt.NDArray[np.bool_]:
    """Whether a ray to the east crosses the ring an odd number of times (the even-odd rule)."""
    corners = np.asarray([corner[:2] for corner in ring], dtype=np.float64)
    x1, y1 = corners[:-1, 0], corners[:-1, 1]
    x2, y2 = corners[1:, 0], corners[1:, 1]
    lng, lat = points[:, :1], points[:, 1:]
    straddles = (y1 > lat) != (y2 > lat)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x1 + (lat - y1) * (x2 - x1) / (y2 - y1)
    return np.asarray((straddles & (lng < crossing)).sum(axis=1) % 2 == 1)


def distance_km(lng1: pl.Expr, lat1: pl.Expr, lng2: pl.Expr, lat2: pl.Expr) -> pl.Expr:
    """
    Great-circle distance in km between points in degrees (haversine).

    Examples
    --------
    >>> here = pl.select(d=distance_km(*(pl.lit(v) for v in (113.0, 27.0, 113.0, 28.0))))
    >>> round(here["d"].item(), 1)
    111.2
    """
    north = (lat2 - lat1).radians()
    east = (lng2 - lng1).radians()
    half = (north / 2).sin() ** 2 + lat1.radians().cos() * lat2.radians().cos() * (
        east / 2
    ).sin() ** 2
    return 2 * EARTH_RADIUS_KM * half.sqrt().arcsin()
