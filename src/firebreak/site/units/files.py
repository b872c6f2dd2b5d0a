"""The lists of a unit's page as files: the units below it, beds, silence, where it is weak."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from firebreak.records.models import Unit
from firebreak.records.wards import Beds
from firebreak.site.download import as_file
from firebreak.site.today.silent import Silent


def below(request: HttpRequest, rows: list[dict]) -> HttpResponse:
    """Give the units directly below, with what each holds that is breached or about to be."""
    columns = [
        ("unit", _("Unit")),
        ("kind", _("Kind")),
        ("overdue", _("Clocks breached")),
        ("due_soon", _("About to breach")),
        ("phone", _("Telephone")),
    ]
    told = (
        row | {"kind": row["unit"].get_kind_display(), "phone": row["unit"].phone} for row in rows
    )
    return as_file(request, "units-below", columns, told)


def beds(request: HttpRequest, rows: list[Beds]) -> HttpResponse:
    """Give the beds of the hospitals."""
    columns = [
        ("hospital", _("Hospital")),
        ("total", _("Beds")),
        ("on_the_spot", _("on the spot")),
        ("ward", _("ward")),
        ("icu", _("intensive care")),
        ("free", _("Free")),
    ]
    return as_file(request, "beds", columns, map(_beds, rows))


def silent(request: HttpRequest, rows: list[Silent]) -> HttpResponse:
    """Give the units that owed a report and sent none."""
    columns = [
        ("name", _("Unit")),
        ("county", _("County")),
        ("missed", _("Reports missing")),
        ("since", _("Since")),
        ("phone", _("Telephone")),
    ]
    return as_file(request, "silent-units", columns, map(vars, rows))


def indicators(request: HttpRequest, unit: Unit, shown: dict) -> HttpResponse:
    """Give the unit's indicators, beside the city's for whoever sees that."""
    ours = [("ours", str(unit)), ("numerator", _("Counted")), ("denominator", _("Out of"))]
    city = [("all", _("Whole city"))] if shown.get("compares") else []
    columns = [("name", _("Indicator")), *ours, *city]
    return as_file(request, "indicators", columns, shown["indicators"])


def _beds(row: Beds) -> dict:
    taken = {level: row.taken[level] for level in ("on_the_spot", "ward", "icu")}
    return taken | {"hospital": str(row.hospital), "total": row.total, "free": row.free}
