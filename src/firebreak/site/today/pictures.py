"""The curve and the map of Today."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.epidemic import NowcastError
from firebreak.outputs.brief import words
from firebreak.records.models import Boundary, Unit
from firebreak.records.nowcasts import still_to_come
from firebreak.records.situation import Situation
from firebreak.site.charts.curve import CurveData, Estimate, Mark, Series, counts_by_day
from firebreak.site.charts.maps import Area, MapData
from firebreak.site.navigation import address
from firebreak.site.today.numbers import local_day

BY = ("date_onset", "date_confirmation", "date_reporting")
COUNTED = ("confirmed", "recovered", "died")


def curve(now: Situation, linelist: pl.DataFrame, by: str, unit: str = "") -> CurveData:
    """
    Draw the confirmed cases by day of onset, confirmation or report.

    Parameters
    ----------
    unit
        Code of the counting unit that `linelist` is cut to, for the links; "" if it is not cut.
    """
    by = drawn_by(by, linelist)
    cases = _confirmed(linelist)
    counts, undated = counts_by_day(cases, date_column=by, series="imported")
    cases_at, cut = address("cases"), {"unit_counting": unit} if unit else {}
    days = counts["day"]
    estimates, about = _estimates(now, cases, by)
    return CurveData(
        counts=counts,
        series=[
            Series("true", _("infected elsewhere"), 1),
            Series("false", _("infected here"), 2),
            Series("unknown", _("not known where"), 3),
        ],
        title=_titles()[by],
        first=days.min() if len(days) else None,
        today=local_day(now.at),
        marks=_marks(now, days),
        undated=undated,
        undated_href=f"{cases_at}?{urlencode({by: 'unknown', 'measure': 'confirmed', **cut})}",
        href=lambda day, series: f"{cases_at}?{urlencode({**_query(by, day, series), **cut})}",
        estimates=estimates,
        about_estimates=about,
    )


def drawn_by(by: str, linelist: pl.DataFrame) -> str:
    """Return the column of days asked for; without a wish, the first of `BY` that is known of any."""
    if by in BY:
        return by
    cases = _confirmed(linelist)
    return next((column for column in BY if cases[column].count()), BY[0])


def _confirmed(linelist: pl.DataFrame) -> pl.DataFrame:
    return linelist.filter(pl.col("classification").is_in(COUNTED))


def _estimates(now: Situation, cases: pl.DataFrame, by: str) -> tuple[list[Estimate], str]:
    """The last days' cases with those still to be reported, and a sentence about them."""
    try:
        days, in_all = still_to_come(now, cases, by)
    except NowcastError as error:
        return [], _without_estimate().get(error.code, "")
    counted = dict(cases[by].drop_nulls().value_counts().iter_rows())
    estimates = [_estimate(row, counted) for row in days.iter_rows(named=True)]
    return estimates, words.still_to_come(in_all)


def _estimate(row: dict, counted: dict[date, int]) -> Estimate:
    # What was reported today is on the curve already, and not in an estimate as of yesterday.
    least = counted.get(row["date"], 0)
    return Estimate(row["date"], *(max(least, row[name]) for name in ("mean", "lower", "upper")))


def _without_estimate() -> dict[str, str]:
    return {
        "short_series": _(
            "How many cases are still to be reported cannot be estimated yet: there are reports of "
            "too few days."
        ),
        "long_delay": _(
            "How many cases are still to be reported cannot be estimated yet: many reports come so "
            "late that these few days do not show how many come later still."
        ),
    }


def _titles() -> dict[str, str]:
    return {
        "date_onset": _("Confirmed cases by day of onset"),
        "date_confirmation": _("Confirmed cases by day of confirmation"),
        "date_reporting": _("Confirmed cases by day of report"),
    }


def _query(by: str, day: date, series: str | None) -> dict[str, str]:
    query = {"measure": "confirmed", by: day.isoformat()}
    return query if series is None else {**query, "imported": series}


def _marks(now: Situation, days: pl.Series) -> list[Mark]:
    language = get_language() or "en"
    return [
        Mark(
            local_day(edition.valid_from),
            edition.name.of(language),
            address("rule", edition=edition.id),
        )
        for edition in now.protocols
        if edition.pathogen == now.pathogen
        and edition.family == "diagnosis"
        and len(days)
        and days.min() <= local_day(edition.valid_from) <= local_day(now.at)
    ]


def unit_map(now: Situation, linelist: pl.DataFrame, scope) -> MapData:
    """
    Draw the confirmed cases by counting unit: the counties that lie in the scope.

    Whoever looks after less than a county has none; of the others a nought would be no truth.
    """
    cases = _confirmed(linelist)
    counties = dict(now.units.select("id", "county").iter_rows())
    found = cases["unit"].replace_strict(counties, default=None).value_counts()
    counts = dict(found.iter_rows())
    units = Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL, closed_at__isnull=True)
    outlines = dict(Boundary.objects.values_list("unit_id", "geometry"))
    areas = [
        _area(unit, counts.get(unit.id, 0), outlines.get(unit.id))
        for unit in units
        if scope.covers(unit)
    ]
    return MapData(
        areas=areas if scope.may("cases.read") else [replace(area, href="") for area in areas],
        title=_("Confirmed cases, cumulative, by counting unit"),
    )


def _area(unit: Unit, value: int, geometry: dict | None) -> Area:
    query = urlencode({"measure": "confirmed", "unit_counting": unit.code})
    placed = unit.tile_column is not None and unit.tile_row is not None
    return Area(
        key=unit.code,
        label=unit.name_en
        if (get_language() or "").startswith("en")
        else unit.short_name or unit.name,
        value=value,
        href=f"{address('cases')}?{query}",
        tile=(unit.tile_column, unit.tile_row) if placed else None,
        geometry=geometry,
    )
