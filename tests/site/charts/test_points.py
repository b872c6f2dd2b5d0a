"""Places on a map: true proportions and scale, nothing outside, near ones together, the rest listed."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.site.charts.test_maps import square

from firebreak.site.charts.points import RADIUS, Point, PointsData, draw, round_length

KM = 1 / 111.195  # degrees of latitude; 6,371 km times pi / 180

near_zhuzhou = st.tuples(st.floats(112.5, 114.2), st.floats(26.0, 28.0))
some_points = st.lists(
    st.builds(Point, st.text(max_size=9), st.integers(1, 30), st.none() | near_zhuzhou), max_size=20
).filter(lambda points: any(point.at for point in points))
widths = st.floats(300, 900)


def data(*points: Point, outlines=()) -> PointsData:
    return PointsData(points, outlines, "places", "cases")


def at(*positions: tuple[float, float]) -> list[Point]:
    return [Point(str(n), 1, position) for n, position in enumerate(positions)]


@given(some_points, st.lists(st.builds(square, st.floats(112, 114), st.floats(26, 28))), widths)
def test_every_place_is_drawn_or_listed_once_and_nothing_lies_outside(points, outlines, width):
    given_data = data(*points, outlines=outlines)
    drawn = draw(given_data, width=width)
    marked = [point for mark in drawn.marks for point in mark.points]
    assert sorted(map(id, [*marked, *given_data.loose])) == sorted(map(id, points))
    for mark in drawn.marks:
        assert RADIUS <= mark.x <= drawn.width - RADIUS
        assert RADIUS <= mark.y <= drawn.frame_height - RADIUS
    assert drawn.scale.after < drawn.width
    assert drawn.scale.y < drawn.height


@given(some_points, widths)
def test_no_mark_hides_the_middle_of_another(points, width):
    marks = draw(data(*points), width=width).marks
    for n, mark in enumerate(marks):
        for other in marks[:n]:
            assert hypot(mark.x - other.x, mark.y - other.y) >= 2 * RADIUS - 0.02


def test_the_scale_measures_what_lies_between_the_marks():
    south, north = (113.1, 27.8), (113.1, 27.8 + 4 * KM)
    drawn = draw(data(*at(south, north)))
    pixels = drawn.marks[0].y - drawn.marks[1].y
    km = float(drawn.scale.text.removesuffix(" km"))
    assert pixels / drawn.scale.length * km == pytest.approx(4, rel=1e-3)


def test_east_and_north_are_as_long_and_point_right_and_up():
    middle, latitude = (113.1, 27.8), radians(27.8 + KM)
    drawn = draw(data(*at(middle, (113.1 + 2 * KM / cos(latitude), 27.8), (113.1, 27.8 + 2 * KM))))
    (x, y), (right, same), (alike, up) = [(mark.x, mark.y) for mark in drawn.marks]
    assert (same, alike) == (pytest.approx(y), pytest.approx(x))
    assert right - x == pytest.approx(y - up, rel=1e-3)
    assert right > x


def test_places_too_near_to_be_told_apart_share_a_mark_that_says_which():
    drawn = draw(data(*at((113.1, 27.8), (113.9, 27.1), (113.1, 27.8), (113.10001, 27.8))))
    assert [mark.text for mark in drawn.marks] == ["1…", "2"]
    assert [mark.text for mark in draw(data(*at(*[(113.1, 27.8)] * 4))).marks] == ["1–4"]


def test_one_place_alone_is_drawn_with_a_scale():
    drawn = draw(data(Point("inn", 8, (113.1, 27.8), "/places/1/"), Point("?", 3)))
    assert [(mark.text, mark.href) for mark in drawn.marks] == [("1", "/places/1/")]
    assert drawn.scale.length > 0


def test_outlines_lie_behind_and_without_them_there_is_a_frame():
    assert len(draw(data(*at((113.1, 27.8)), outlines=[square(113, 27)])).paths) == 1
    assert draw(data(*at((113.1, 27.8)))).paths == ()


@given(st.floats(0.001, 20_000))
def test_a_scale_is_a_round_length_no_longer_than_there_is_room(most):
    assert most / 2.5 <= round_length(most) <= most * 1.001
