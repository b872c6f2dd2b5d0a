"""Outlines of units from GeoJSON: checked, matched by code or name, stored as one change.

Coordinates are kept as they came, with the datum that was said; what compares them with places
brings both onto one (`engine/datum.py`).
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from firebreak.intake.linelist.on_file import unit_book
from firebreak.intake.linelist.units import KnownUnit, UnitBook
from firebreak.records.actions.units import set_boundary
from firebreak.records.change import change
from firebreak.records.models import Boundary, Unit, User
from firebreak.records.visibility import require

CODES = ("adcode", "code", "ADCODE", "division", "id")
NAMES = ("name", "NAME", "name_zh", "fullname", "title")
SHAPES = ("Polygon", "MultiPolygon")


class OutlineError(ValueError):
    """The file holds no outlines that can be used. The text says where and why."""


@dataclass(frozen=True)
class Outlines:
    """
    What an import of outlines came to.

    Parameters
    ----------
    units
        Names of the units that have the outline of the file now.
    unmatched
        Names of the features that are no unit here.
    without
        Names of county-level units that still have none.
    looks_gcj02
        The file has the marks of a copy of AMap's.
    """

    units: tuple[str, ...]
    unmatched: tuple[str, ...]
    without: tuple[str, ...]
    looks_gcj02: bool


def import_outlines(content: bytes, file: str, *, datum: str, by: User | None) -> Outlines:
    """
    Store the outlines of a GeoJSON file.

    Parameters
    ----------
    content, file
        Its bytes and name.
    datum
        "wgs84" or "gcj02".

    Raises
    ------
    OutlineError
        It is no GeoJSON, a shape is wrong, or no feature is a unit here.
    Refused
        The post may not.
    """
    require(by, "boundaries.import")
    features = read_features(content)
    book = unit_book()
    matched: dict[int, dict] = {}
    unmatched = []
    for number, feature in enumerate(features, 1):
        unit = _unit_of(feature, book)
        if unit is None:
            unmatched.append(_title(feature) or f"#{number}")
        else:
            matched[unit.key] = feature["geometry"]
    if not matched:
        raise OutlineError(
            _(
                "No feature is a unit here. Each needs the division code (adcode) or the name of a unit."
            )
        )
    units = Unit.objects.in_bulk(matched)
    with change("units.import_outlines", by=by, reason=file[:80]):
        for id_, geometry in matched.items():
            set_boundary(by=by, unit=units[id_], geometry=geometry, datum=datum)
    return Outlines(
        tuple(str(units[id_]) for id_ in matched),
        tuple(unmatched),
        tuple(str(unit) for unit in _without()),
        any("acroutes" in (f.get("properties") or {}) for f in features),
    )


def read_features(content: bytes) -> list[dict[str, Any]]:
    """
    Return the features of a GeoJSON file that have an outline.

    Raises
    ------
    OutlineError
        It is no GeoJSON, or a shape is not one of polygons with closed rings in degrees.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise OutlineError(_("This is no GeoJSON. Export it again as GeoJSON in UTF-8.")) from error
    features = found.get("features") if isinstance(found, dict) else None
    if isinstance(found, dict) and found.get("type") == "Feature":
        features = [found]
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise OutlineError(
            _("This is no GeoJSON FeatureCollection, which is what outlines come in.")
        )
    shaped = [f for f in features if isinstance(f.get("geometry"), dict)]
    for number, feature in enumerate(shaped, 1):
        _check(feature["geometry"], _title(feature) or f"#{number}")
    return shaped


def _check(geometry: dict, name: str) -> None:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in SHAPES:
        raise OutlineError(
            _("The feature %(name)s is a %(kind)s; an outline is a Polygon or a MultiPolygon.")
            % {"name": name, "kind": kind}
        )
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not (isinstance(polygons, list) and polygons and all(_is_polygon(p) for p in polygons)):
        raise OutlineError(
            _(
                "The outline of %(name)s is broken: every ring needs four points or more, in degrees"
                " (longitude, latitude), and ends where it began."
            )
            % {"name": name}
        )


def _is_polygon(rings: Any) -> bool:
    return isinstance(rings, list) and bool(rings) and all(_is_ring(ring) for ring in rings)


def _is_ring(ring: Any) -> bool:
    return (
        isinstance(ring, list)
        and len(ring) >= 4
        and all(_is_point(point) for point in ring)
        and ring[0][:2] == ring[-1][:2]
    )


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(d, int | float) and not isinstance(d, bool) for d in point[:2])
        and abs(point[0]) <= 180
        and abs(point[1]) <= 90
    )


def _unit_of(feature: dict, book: UnitBook) -> KnownUnit | None:
    facts = feature.get("properties") or {}
    said = [str(facts[key]) for key in (*CODES, *NAMES) if facts.get(key)]
    for text in [*said, str(feature.get("id") or "")]:
        if text and (found := book.find(text)):
            return found.unit
    return None


def _title(feature: dict) -> str:
    facts = feature.get("properties") or {}
    return str(next((facts[key] for key in (*NAMES, *CODES) if facts.get(key)), ""))


def _without():
    drawn = Boundary.objects.values("unit_id")
    return Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL).exclude(id__in=drawn)
