"""The list of what audits found, and the rate of cases missed that follows from it."""

import polars as pl
from django.core.paginator import Paginator
from django.shortcuts import render

from firebreak.records.models import Unit
from firebreak.records.situation import situation
from firebreak.site.asked import number
from firebreak.site.audits.rows import STATES, Rows, columns, exported, found, state_word
from firebreak.site.download import as_file
from firebreak.site.guard import may_open
from firebreak.site.indicators.words import percent

PER_PAGE = 50


@may_open("audits.read")
def audits(request):
    """List who was found in the logs; unit and state are in the address."""
    now = situation(known=request.known)
    every = found(now, request.scope)
    units = Unit.objects.in_bulk(every["unit"].unique().to_list())
    asked = number(request.GET.get("unit"))
    rows = every.filter(unit=asked) if asked in units else every
    state = request.GET.get("state", "")
    shown = Rows(rows.filter(state=state) if state in STATES else rows, request.scope)
    if request.GET.get("format"):
        return as_file(request, "audits", columns(), exported(shown))
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "asked": request.GET,
        "units": sorted(units.values(), key=lambda unit: unit.path),
        "total": rows.height,
        "states": [(each, state_word(each), rows.filter(state=each).height) for each in STATES],
        "missed": _missed(rows),
        "rate": percent(_missed(rows) / rows.height) if rows.height else "",
        "opens_people": request.scope.may("people.read"),
        "may_record": request.scope.may("audits.record") and request.known is None,
        "now": now.at,
    }
    return render(request, "audits/list.html", context)


def _missed(rows: pl.DataFrame) -> int:
    return rows.filter(pl.col("state") != "reported").height
