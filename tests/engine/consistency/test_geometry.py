import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.consistency.geometry import (
    distance_km,
    is_inside,
    km_to_boundary,
    locate,
)

SQUARE = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]
HOLE = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]
DEGREES = st.floats(-1, 3).filter(lambda d: min(abs(d - edge) for edge in (0, 0.5, 1.5, 2)) > 1e-9)


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@given(DEGREES, DEGREES)
def test_inside_a_square_with_a_hole_is_a_matter_of_comparing(lng, lat):
    in_square = 0 < lng < 2 and 0 < lat < 2
    in_hole = 0.5 < lng < 1.5 and 0.5 < lat < 1.5
    found = is_inside(np.array([[lng, lat]]), polygon(SQUARE, HOLE))
    assert found[0] == (in_square and not in_hole)


def test_a_county_of_several_parts_holds_what_any_part_holds():
    east = [[lng + 10, lat] for lng, lat in SQUARE]
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE], [east]]}
    points = np.array([[1.0, 1.0], [11.0, 1.0], [5.0, 1.0]])
    assert is_inside(points, parts).tolist() == [True, True, False]


def test_a_place_without_a_geocode_lies_nowhere():
    places = pl.DataFrame({"id": [1], "county": [7], "lng": [None], "lat": [None]})
    found = locate(places, {7: polygon(SQUARE)}).row(0, named=True)
    assert (found["county_by_boundary"], found["outside_km"]) == (None, None)


def test_a_degree_of_latitude_is_111_km_and_one_of_longitude_shrinks():
    def between(*point):
        return pl.select(d=distance_km(*(pl.lit(v) for v in point)))["d"].item()

    assert between(113.0, 27.0, 113.0, 28.0) == pytest.approx(111.195, abs=0.01)
    assert between(113.0, 60.0, 114.0, 60.0) == pytest.approx(55.6, abs=0.1)
    assert between(113.0, 27.0, 113.0, 27.0) == 0


@given(st.floats(2.001, 3), st.floats(0.1, 1.9))
def test_the_way_to_a_straight_border_is_the_great_circle_to_its_foot(lng, lat):
    near = km_to_boundary(np.array([lng, lat]), polygon(SQUARE))
    foot = pl.select(d=distance_km(*(pl.lit(v) for v in (lng, lat, 2.0, lat))))["d"].item()
    assert near == pytest.approx(foot, rel=0.01)
