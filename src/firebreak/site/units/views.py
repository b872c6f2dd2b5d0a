"""The counties side by side, and one unit as whoever answers for it reads it."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from firebreak.engine.timeliness.indicator import Indicator
from firebreak.outputs import urgent
from firebreak.records.lately import lately
from firebreak.records.models import Placement, Unit
from firebreak.records.observation import end_of
from firebreak.records.situation import Situation, situation, visible
from firebreak.records.visibility import Scope, get_or_404
from firebreak.records.visibility import units as units_of
from firebreak.records.wards import beds_under
from firebreak.site.charts.files import curve_as_file
from firebreak.site.download import as_cell, as_file, list_as_file, person_cell
from firebreak.site.duties.views import APART, by_urgency
from firebreak.site.guard import may_open
from firebreak.site.indicators import measured
from firebreak.site.indicators.words import counted, shown
from firebreak.site.missed import sections
from firebreak.site.today.numbers import figures
from firebreak.site.today.pictures import curve, unit_map
from firebreak.site.today.silent import silent_units
from firebreak.site.today.work import Group, about_overdue, group
from firebreak.site.units import files
from firebreak.site.units.standing import (
    answered_by,
    observed,
    standings,
    together,
    yesterday,
)
from firebreak.site.units.words import column_words

PER_PAGE = 50
NO_ROWS = pl.DataFrame()
# Counties stand in the table; towns, villages and grids are reached through their county.
NOT_LISTED = (*Unit.COUNTY_LEVEL, Unit.Kind.TOWN, Unit.Kind.VILLAGE, Unit.Kind.GRID)
COLUMNS = ("confirmed", "new", "suspected", "overdue", "due_soon", "silent", "observed")


@may_open("units.read")
def units(request):
    """Show the counties of the reader's scope side by side, and the map."""
    now = situation(known=request.known)
    counties = [u for u in _counties() if request.scope.covers(u)] or list(units_of(request.scope))
    rows = standings(now, counties)
    if request.GET.get("format"):
        return as_file(request, "units", _columns(), (_exported(row) for row in rows))
    context = {
        "now": now.at,
        "words": column_words(),
        "yesterday": yesterday(now).isoformat(),
        "standings": rows,
        "sum": {name: together(rows, name) for name in COLUMNS},
        "map": unit_map(now, now.linelist, request.scope),
        "others": units_of(request.scope)
        .exclude(kind__in=NOT_LISTED)
        .select_related("parent")
        .order_by("kind", "code"),
    }
    return render(request, "units/list.html", context)


@may_open("units.read")
def unit(request, code: str):
    """Answer a secretary's three questions: how do we stand and why, what is ours, where are we weak."""
    now = situation(known=request.known)
    found = get_or_404(units_of(request.scope), code=code)
    under = now.units.filter(pl.col("path").str.starts_with(found.path))["id"].implode()
    linelist = now.linelist.filter(pl.col("unit").is_in(under))
    if request.GET.get("format"):
        return list_as_file(request, _files(request, now, found, linelist, under))
    opens_cases = request.scope.may("cases.read")
    numbers = figures(now, linelist, found.code)
    drawn = curve(now, linelist, request.GET.get("by", ""), found.code)
    context = {
        "unit": found,
        "opens_parent": request.scope.covers(found.parent),
        "now": now.at,
        "is_county": found.kind in (*Unit.COUNTY_LEVEL, Unit.Kind.CITY),
        "figures": numbers if opens_cases else [n.without_rows() for n in numbers],
        "children": _children(found, now),
        "curve": drawn if opens_cases else drawn.without_rows(),
        "codes": found.division_codes.all(),
        "beds": beds_under(found),
        "may_read_people": request.scope.may("people.read"),
        "missed": sections.of_unit(now, request.scope, found),
        **_duties(request, now, found, under),
        **_indicators(request, now, found),
    }
    return render(request, "units/unit.html", context)


def _files(
    request, now: Situation, found: Unit, linelist: pl.DataFrame, under: pl.Series
) -> dict[str, Callable[[], HttpResponse]]:
    """The lists of a unit's page by name; what its people have on file has pages of its own."""
    by = request.GET.get("by", "")
    return {
        "below": lambda: files.below(request, _children(found, now)),
        "beds": lambda: files.beds(request, beds_under(found)),
        "silent": lambda: files.silent(request, _duties(request, now, found, under)["silent"]),
        "indicators": lambda: files.indicators(request, found, _indicators(request, now, found)),
        "curve": lambda: curve_as_file(request, curve(now, linelist, by, found.code)),
    }


@may_open("people.read")
def observed_people(request, code: str):
    """List the people under observation whom a unit answers for, each with the derived end."""
    now = situation(known=request.known)
    found = get_or_404(units_of(request.scope), code=code)
    under = now.units.filter(pl.col("path").str.starts_with(found.path))["id"].implode()
    ids = observed(now, under)["record"].to_list()
    kept = (
        Placement.objects.filter(id__in=ids)
        .select_related("person", "unit")
        .prefetch_related("person__exposures__case")
        .order_by("happened_at")
    )
    if request.GET.get("format"):
        return as_file(request, "observed", _observed_columns(), (_observed(p, now) for p in kept))
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": found,
        "page": page,
        "total": len(ids),
        "rows": [_observed(placement, now) for placement in page.object_list],
    }
    return render(request, "units/observed.html", context)


def _observed(placement: Placement, now: Situation) -> dict:
    end = end_of(placement, now.protocols, now.pathogen)
    return {
        "placement": placement,
        "name": placement.person.name,
        "level": placement.get_level_display(),
        "unit": str(placement.unit),
        "record": person_cell(placement.person_id),
        "began": as_cell(placement.happened),
        "end": placement.override_end_at or (end.end.certain if end and end.end else None),
        "why": placement.override_reason or (str(end) or end.why_not if end else ""),
    }


def _observed_columns() -> list[tuple[str, str]]:
    return [
        ("name", _("Who")),
        ("level", _("Level")),
        ("unit", _("Kept by")),
        ("began", _("Began")),
        ("end", _("Ends")),
        ("why", _("Why then")),
        ("record", _("Record")),
    ]


def _counties() -> list[Unit]:
    return list(Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL, closed_at__isnull=True))


def _duties(request, now: Situation, found: Unit, under: pl.Series) -> dict:
    if not request.scope.may("duties.read"):
        return {"work": [], "silent": []}
    rows = by_urgency(visible(now.duties, request.scope, now).filter(answered_by(under)))
    coming = [
        group(s, rows.filter(state=s), now, request.scope.may, {"under": found.code})
        for s in ("due_soon", "open")
    ]
    return {
        "work": [_breached(request, now, found, rows), *coming],
        "silent": silent_units(rows, now),
    }


def _breached(request, now: Situation, found: Unit, rows: pl.DataFrame) -> Group:
    """The breached clocks of a unit; what its silent units owe is counted apart, and said so."""
    late, only = urgent.breaches(rows, now), {"under": found.code, **APART}
    unjudged = urgent.before_record(rows).height
    notes = about_overdue(late.silence.height, unjudged, {"under": found.code})
    return group("overdue", late.clocks, now, request.scope.may, only, notes)


def _indicators(request, now: Situation, found: Unit) -> dict:
    """The county's indicators beside the city's, so that a weak spot shows."""
    if found.kind not in Unit.COUNTY_LEVEL or not request.scope.may("indicators.read"):
        return {"indicators": []}
    rows = []
    known = lately(now, _by_county, request.scope)
    for indicator in known.value:
        ours = indicator.by_county.filter(county=found.pk)
        value = ours["value"][0] if ours.height else None
        rows.append(
            {
                "id": indicator.id,
                "name": measured.text(indicator.name),
                "ours": shown(indicator, value),
                "of_ours": _counted(indicator, ours),
                "numerator": ours["numerator"].sum(),
                "denominator": ours["denominator"].sum(),
                "all": shown(indicator),
                "of_all": _counted(indicator, indicator.by_county),
                "weak": _is_worse(indicator, value),
            }
        )
    rows.sort(key=lambda row: not row["weak"])  # what is worse than the city comes first
    return {"indicators": rows, "indicators_at": known.at, "compares": request.scope.sees_all}


def _counted(indicator: Indicator, counties: pl.DataFrame) -> str:
    """Of how many a share was counted: half of two is another thing than half of hundreds."""
    if indicator.unit != "share":
        return ""
    return counted(counties["numerator"].sum(), counties["denominator"].sum())


def _by_county(now: Situation, scope: Scope) -> list[Indicator]:
    """The indicators of two weeks, without the rows behind them."""
    return [
        replace(each, numerator=NO_ROWS, denominator=NO_ROWS, pending=NO_ROWS)
        for each in measured.tracing(now, scope, 14)
    ]


def _is_worse(indicator, value: float | None) -> bool:
    if value is None or indicator.value is None or indicator.is_running:
        return False
    return value < indicator.value if indicator.better == "higher" else value > indicator.value


def _children(found: Unit, now: Situation) -> list[dict]:
    """The units directly below, each with what is breached or about to be in its subtree."""
    late, soon = now.once(_breached_clocks), now.duties.filter(state="due_soon")
    return [
        _child(child, now, late, soon) for child in found.children.filter(closed_at__isnull=True)
    ]


def _breached_clocks(now: Situation) -> pl.DataFrame:
    return urgent.breaches(now.duties, now).clocks


def _child(child: Unit, now: Situation, late: pl.DataFrame, soon: pl.DataFrame) -> dict:
    under = now.units.filter(pl.col("path").str.starts_with(child.path))["id"].implode()
    ours = answered_by(under)
    return {
        "unit": child,
        "overdue": late.filter(ours).height,
        "due_soon": soon.filter(ours).height,
    }


def _columns() -> list[tuple[str, str]]:
    return list(column_words().items())


def _exported(row) -> dict:
    return {"unit": str(row.unit)} | {name: getattr(row, name) for name in COLUMNS}
