"""The record held against itself: what cannot all be true, or should be looked at.

Comes in: a situation. Goes out: the engine's table of findings (`engine.consistency.FINDINGS`).
Published totals are the figures of daily reports that the record holds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Count, F, Q

from firebreak.engine.consistency import find_inconsistencies, say
from firebreak.engine.datum import to_gcj02, to_wgs84
from firebreak.engine.when import in_utc
from firebreak.records import clock, tables
from firebreak.records.early_ends import early_ends
from firebreak.records.kept import is_keeper, keeper_names
from firebreak.records.models import (
    Boundary,
    Person,
    Place,
    PlaceDistinction,
    Report,
    Test,
    Unit,
)
from firebreak.records.situation import Situation

PUBLISHED = {
    "id": pl.Int64(),
    "as_of": pl.Datetime("us", "UTC"),
    "unit": pl.Int64(),
    "measure": pl.String(),
    "value": pl.Int64(),
}

SHARING = {"id": pl.Int64(), "identifier": pl.String(), "county": pl.Int64()}
PLACES = {
    "id": pl.Int64(),
    "name": pl.String(),
    "county": pl.Int64(),
    "kind": pl.String(),
    "unit": pl.Int64(),
    "within": pl.Int64(),
    "lng": pl.Float64(),
    "lat": pl.Float64(),
}
TOLD_APART = {"one": pl.Int64(), "other": pl.Int64()}
OF_UNITS = ("county", "found", "unit", "keeper")  # parts of a finding that name a unit of ours
SHIFTS = {"gcj02": to_gcj02, "wgs84": to_wgs84}


def inconsistencies(situation: Situation) -> pl.DataFrame:
    """Return everything in the record that should be looked at, gravest first."""
    boundaries, datum = _boundaries()
    return find_inconsistencies(
        now=situation.at,
        zone=settings.CITY_ZONE,
        events=_happened(situation),
        linelist=_with_people(situation.linelist),
        people=_sharing_identifiers(situation),
        places=_places(datum),
        told_apart=_told_apart(),
        units=situation.units,
        published=published(),
        tests=_frame(Test.objects.all(), id=F("id"), sample=F("sample_id")),
        ended_early=situation.once(early_ends),
        stays=tables.stays_while_kept(),
        keepers=keeper_names(),
        protocols=situation.protocols,
        boundaries=boundaries,
    )


def unit_names() -> dict[str, str]:
    """Return what units are called on record, and in the active language: counties, and who keeps."""
    named = Unit.objects.filter(Q(kind__in=Unit.COUNTY_LEVEL) | is_keeper())
    return {unit.name: str(unit) for unit in named}


def in_words(
    finding: Mapping[str, Any], language: str, names: Mapping[str, str]
) -> tuple[str, str]:
    """Return what is wrong and what to do as sentences, units by `unit_names`."""
    parts = [
        part | {"value": names.get(part["value"], part["value"])}
        if part["name"] in OF_UNITS
        else part
        for part in finding["parts"] or []
    ]
    return say({**finding, "parts": parts}, language)


def _happened(situation: Situation) -> pl.DataFrame:
    """What had happened by then, and what has not happened even now: that cannot be."""
    now = in_utc(situation.known or clock.now())
    at = pl.col("happened_at")
    return situation.events.filter((at <= in_utc(situation.at)) | (at > now))


def _with_people(linelist: pl.DataFrame) -> pl.DataFrame:
    """The cases with what their people are compared by; of an ID number only its key is read."""
    people = _frame(
        Person.objects.filter(cases__isnull=False).distinct(),
        person_id=F("id"),
        surname=F("name"),
        residence_elsewhere=F("residence_elsewhere"),
        identifier=F("id_number_key"),
    )
    if people.is_empty():
        return linelist
    return linelist.join(
        people.with_columns(pl.col("surname").str.slice(0, 1)), on="person_id", how="left"
    )


def _sharing_identifiers(situation: Situation) -> pl.DataFrame:
    """
    The people of whom somebody else has the ID number; of that only its key is read.

    The database finds them by its index, so that a million people need not be fetched to find two.
    """
    present = Person.objects.filter(merged_into__isnull=True)
    with_number = present.filter(id_number_key__isnull=False)
    by_number = with_number.values("id_number_key").annotate(people=Count("id")).order_by()
    shared = by_number.filter(people__gt=1).values("id_number_key")
    people = present.filter(id_number_key__in=shared)
    facts = people.values_list("id", "id_number_key", "unit_stay_id", "unit_residence_id")
    counties = tables.county_of_units()
    rows = [(id_, key, counties.get(stay or home)) for id_, key, stay, home in facts]
    found = pl.DataFrame(rows, schema=SHARING, orient="row")
    return found.join(_case_numbers(situation.linelist), on="id", how="left")


def _case_numbers(linelist: pl.DataFrame) -> pl.DataFrame:
    """By person, what a case of his is called."""
    number = pl.coalesce("number", pl.format("#{}", "id"))
    return linelist.select(pl.col("person_id").alias("id"), case=number).unique("id", keep="first")


def _places(datum: str | None) -> pl.DataFrame:
    """The places, on the datum of the outlines (None: as they are)."""
    counties = tables.county_of_units()
    present = Place.objects.filter(merged_into__isnull=True)
    facts = ("id", "name", "kind", "unit_id", "within_id", "longitude", "latitude", "datum")
    rows = [
        (id_, name, counties.get(unit), kind, unit, within, *_on(datum, *point))
        for id_, name, kind, unit, within, *point in present.order_by("id").values_list(*facts)
    ]
    return pl.DataFrame(rows, schema=PLACES, orient="row")


def _told_apart() -> pl.DataFrame:
    """The places that somebody settled to be two."""
    rows = list(PlaceDistinction.objects.order_by("id").values_list("one_id", "other_id"))
    return pl.DataFrame(rows, schema=TOLD_APART, orient="row")


def _on(datum: str | None, longitude: float | None, latitude: float | None, own: str):
    if longitude is None or latitude is None or datum in (None, own):
        return longitude, latitude
    if {datum, own} != set(SHIFTS):
        return None, None  # a datum that cannot be compared
    return SHIFTS[datum](longitude, latitude)


def _boundaries() -> tuple[dict[int, dict], str | None]:
    """The outlines, and their datum; those of another datum than the first are left out."""
    rows = list(Boundary.objects.order_by("id").values_list("unit_id", "geometry", "datum"))
    datum = rows[0][2] if rows else None
    return {unit: geometry for unit, geometry, own in rows if own == datum}, datum


def published() -> pl.DataFrame:
    """
    The figures of daily reports and of what was published, one row per measure.

    A unit at the root is the whole.
    """
    rows = []
    told = Report.objects.filter(kind__in=["daily", "published"]).select_related("unit")
    for report in told.exclude(figures={}):
        as_of = counts_up_to(report)
        unit = report.unit_id if report.unit.parent_id else None
        rows += [
            (report.id, as_of, unit, measure, value)
            for measure, value in report.figures.items()
            if isinstance(value, int) and as_of
        ]
    return pl.DataFrame(rows, schema=PUBLISHED, orient="row")


def counts_up_to(report: Report) -> datetime | None:
    """Return the instant up to which the figures of a report count; None if that is not known."""
    return report.covers_until or report.happened_at


def _frame(query, **columns) -> pl.DataFrame:
    rows = list(query.order_by().values_list(*columns.values()))
    return pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
