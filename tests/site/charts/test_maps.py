import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.site.charts import ChartError
from firebreak.site.charts.maps import Area, MapData, draw, grid, step_of, steps

values = st.one_of(st.none(), st.integers(0, 10**6))
tiles = st.one_of(st.none(), st.tuples(st.integers(0, 6), st.integers(0, 6)))
names = st.text(max_size=30)


def square(west: float, south: float, side: float = 1.0) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


shapes = st.one_of(
    st.none(),
    st.builds(square, st.floats(100, 120), st.floats(20, 40), st.floats(0.01, 3)),
)
areas = st.lists(st.tuples(names, values, tiles, shapes), max_size=15).map(
    lambda rows: [
        Area(str(number), label, value, "", tile, geometry)
        for number, (label, value, tile, geometry) in enumerate(rows)
    ]
)


@given(areas)
def test_every_area_is_drawn_exactly_once(given_areas):
    drawn = draw(MapData(given_areas, "cases"))
    keys = [shape.area.key for shape in drawn.shapes] + [tile.area.key for tile in drawn.tiles]
    assert sorted(keys) == sorted(area.key for area in given_areas)
    labelled = {shape.area.key for shape in drawn.inside}
    assert labelled.isdisjoint(callout.area.key for callout in drawn.callouts)
    assert len(labelled) + len(drawn.callouts) == len(drawn.shapes)


@given(areas, st.floats(300, 900))
def test_nothing_is_drawn_outside_the_view_box(given_areas, width):
    drawn = draw(MapData(given_areas, "cases"), width=width)
    for tile in drawn.tiles:
        assert 0 <= tile.x <= tile.x + tile.width <= drawn.width
        assert 0 <= tile.y <= tile.y + tile.height <= drawn.height
    for callout in drawn.callouts:
        assert 0 <= callout.x < drawn.width
        assert 0 <= callout.y <= drawn.height
    for shape in drawn.shapes:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", shape.path)]
        assert all(0 <= x <= drawn.width for x in numbers[::2])
        assert all(0 <= y <= drawn.height for y in numbers[1::2])


@given(areas)
def test_tiles_never_lie_on_each_other(given_areas):
    places = list(grid(given_areas).values())
    assert len(set(places)) == len(places) == len(given_areas)
    assert all(column >= 0 and row >= 0 for column, row in places)


def test_a_unit_keeps_the_tile_it_asks_for_and_the_second_to_ask_gets_another():
    placed = grid(
        [
            Area("a", "甲", 1, tile=(1, 0)),
            Area("b", "乙", 1, tile=(1, 0)),
            Area("c", "丙", 1, tile=(0, 0)),
        ]
    )
    assert placed["a"] == (1, 0)
    assert placed["c"] == (0, 0)
    assert placed["b"] == (0, 1)


def test_a_unit_without_a_boundary_stands_beside_the_map_as_a_tile():
    drawn = draw(
        MapData(
            [Area("h", "荷塘区", 3, geometry=square(113, 27)), Area("y", "云龙示范区", 2)], "cases"
        )
    )
    assert [shape.area.label for shape in drawn.shapes] == ["荷塘区"]
    assert [tile.area.label for tile in drawn.tiles] == ["云龙示范区"]
    assert drawn.tiles[0].x > drawn.shapes[0].x


def test_a_square_on_the_ground_is_drawn_narrower_in_degrees_away_from_the_equator():
    drawn = draw(MapData([Area("a", "甲", 1, geometry=square(113, 59.5))], "cases"))
    numbers = [float(number) for number in re.findall(r"[\d.]+", drawn.shapes[0].path)]
    wide = max(numbers[::2]) - min(numbers[::2])
    high = max(numbers[1::2]) - min(numbers[1::2])
    assert wide / high == pytest.approx(0.5, abs=0.01)  # cos 60°


def test_the_label_stands_inside_a_crescent_not_in_its_hollow():
    ring = [[0, 0], [10, 0], [10, 2], [2, 2], [2, 8], [10, 8], [10, 10], [0, 10], [0, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    drawn = draw(MapData([Area("a", "a", 1, geometry=geometry)], "cases"))
    numbers = [float(number) for number in re.findall(r"[\d.]+", drawn.shapes[0].path)]
    left, right = min(numbers[::2]), max(numbers[::2])
    top, bottom = min(numbers[1::2]), max(numbers[1::2])
    x = (drawn.shapes[0].x - left) / (right - left)
    y = (drawn.shapes[0].y - top) / (bottom - top)
    assert x < 0.2 or y < 0.2 or y > 0.8


@given(st.lists(values, max_size=20))
def test_every_value_has_one_colour_and_more_is_never_paler(given_values):
    legend = steps(given_values)
    known = sorted(value for value in given_values if value is not None)
    colours = [step_of(value, legend) for value in known]
    assert colours == sorted(colours)
    assert all((colour == 0) == (value == 0) for colour, value in zip(colours, known, strict=True))
    assert len(legend) <= 5


def test_not_known_is_not_none():
    assert step_of(None, steps([1, 2])) is None
    assert step_of(0, steps([1, 2])) == 0


def test_no_units_make_an_empty_map():
    assert draw(MapData([], "cases")).tiles == ()


@pytest.mark.parametrize(
    "point", [[500000.0, 3000000.0], ["a", "b"], [None, 1.0], [float("nan"), 1.0]]
)
def test_a_boundary_that_is_not_in_degrees_is_refused(point):
    geometry = {"type": "Polygon", "coordinates": [[point, [1, 1], [2, 2], point]]}
    with pytest.raises(ChartError, match="boundary"):
        draw(MapData([Area("a", "甲", 1, geometry=geometry)], "cases"))
