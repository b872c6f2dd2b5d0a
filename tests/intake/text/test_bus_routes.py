"""The number of a bus route is kept, to be looked at: many buses run on it in a day."""

import pytest

from firebreak.intake.receiving import is_certain


@pytest.mark.parametrize("route", ["K15路", "T1路", "15路"])
def test_the_route_of_a_bus_is_kept_and_looked_at(read, route):
    found = read(f"孙某（男，35岁）1月21日乘坐{route}公交车到株洲市中心医院。")
    journey = found.one("journey", means="bus")
    assert journey.value("number") == route
    assert [doubt.code for doubt in journey.doubts] == ["route_not_run"]
    assert not is_certain(journey)


def test_a_bus_without_a_route_has_no_number(read):
    found = read("孙某（男，35岁）1月21日乘坐公交车到株洲市中心医院。")
    journey = found.one("journey", means="bus")
    assert (journey.value("number"), journey.doubts) == (None, ())
