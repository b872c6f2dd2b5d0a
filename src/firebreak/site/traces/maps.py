"""The map of a trace back: the places where they lie, or how much those of each county explain."""

from collections.abc import Mapping

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.datum import to_gcj02, to_wgs84
from firebreak.records.models import Boundary, Place, Unit
from firebreak.records.visibility import Scope
from firebreak.site.charts.maps import Area, MapData
from firebreak.site.charts.points import Point, PointsData
from firebreak.site.navigation import address
from firebreak.site.traces.seen import Seen, Where

SHIFTS = {"gcj02": to_gcj02, "wgs84": to_wgs84}


def maps_of(seen: Seen, places: pl.DataFrame, scope: Scope) -> dict:
    """
    Return `place_map` if any of the places has coordinates, else `map` of the counties.

    Parameters
    ----------
    places
        `place_id` and `case_ids`, the best first; a place may come several times.
    """
    where = seen.where(places["place_id"].unique())
    points = _points(places, where)
    if any(point.at is not None for point in points):
        return {"place_map": _place_map(points, scope)}
    return {"map": _county_map(places, where, scope)}


def _place_map(points: list[Point], scope: Scope) -> PointsData:
    rows = Boundary.objects.filter(datum=_datum()).select_related("unit")
    behind = [row.geometry for row in rows if scope.covers(row.unit)]
    title = _("Where the places are, and how many of the cases each explains")
    return PointsData(points, behind, title, _("Cases"), id="trace-places")


def _points(places: pl.DataFrame, where: Mapping[str, Where]) -> list[Point]:
    """Each place once, with its best hour; where it lies only if the reader may open it."""
    best = places.with_columns(cases=pl.col("case_ids").list.len()).group_by(
        "place_id", maintain_order=True
    )
    datum = _datum()
    return [
        Point(there.label, cases, _at(there, datum), there.href)
        for there, cases in (
            (where[place], cases) for place, cases in best.agg(pl.col("cases").max()).iter_rows()
        )
    ]


def _datum() -> str:
    """That of the outlines, which is that of the picture."""
    first = Boundary.objects.order_by("id").values_list("datum", flat=True).first()
    return first or "wgs84"


def _at(where: Where, datum: str) -> tuple[float, float] | None:
    place = _with_coordinates(where.place) if where.href else None
    if place is None or place.longitude is None or place.latitude is None:
        return None
    if place.datum == datum or datum not in SHIFTS or place.datum not in SHIFTS:
        return place.longitude, place.latitude
    return SHIFTS[datum](place.longitude, place.latitude)


def _with_coordinates(place: Place | None) -> Place | None:
    """The place, or the nearest around it whose coordinates are known."""
    while place is not None and (place.longitude is None or place.latitude is None):
        place = place.within
    return place


def _county_map(places: pl.DataFrame, where: Mapping[str, Where], scope: Scope) -> MapData | None:
    """How many of the cases the places of each county explain together."""
    counties: dict[int, set[str]] = {}
    units = {unit.pk: unit for unit in Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL)}
    for place_id, case_ids in places.select("place_id", "case_ids").iter_rows():
        county = _county(where[place_id], units)
        if county is not None:
            counties.setdefault(county.pk, set()).update(case_ids)
    if not counties:
        return None
    outlines = dict(Boundary.objects.values_list("unit_id", "geometry"))
    areas = [
        _area(unit, len(counties.get(pk, ())), outlines.get(pk))
        for pk, unit in units.items()
        if scope.covers(unit) or pk in counties
    ]
    return MapData(areas, _("Cases that the places of each county explain"), id="trace-map")


def _county(where: Where, units: Mapping[int, Unit]) -> Unit | None:
    unit = where.place.unit if where.place else None
    if unit is None:
        return None
    return next((u for u in units.values() if unit.path.startswith(u.path)), None)


def _area(unit: Unit, value: int, geometry: dict | None) -> Area:
    placed = unit.tile_column is not None and unit.tile_row is not None
    english = (get_language() or "").startswith("en")
    return Area(
        key=unit.code,
        label=unit.name_en if english and unit.name_en else unit.short_name or unit.name,
        value=value,
        href=address("unit", unit.code),
        tile=(unit.tile_column, unit.tile_row) if placed else None,
        geometry=geometry,
    )
