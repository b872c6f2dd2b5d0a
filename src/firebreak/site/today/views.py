"""The first page of the day."""

import polars as pl
from django.shortcuts import render

from firebreak.records.situation import situation, visible
from firebreak.records.visibility import cases
from firebreak.site.duties.views import by_urgency, mine
from firebreak.site.guard import may_open
from firebreak.site.today import news, pictures, silent
from firebreak.site.today.numbers import figures
from firebreak.site.today.work import Group, group


@may_open("today.read")
def today(request):
    """Show the work first, then the numbers and pictures, all cut to the reader's scope."""
    now = situation(known=request.known)
    duties = visible(now.duties, request.scope, now) if request.scope.may("duties.read") else None
    linelist = _linelist(now, request.scope)
    after = news.since(request.user) if request.known is None else None
    context = {
        "now": now.at,
        "work": _work(duties, request.scope, now),
        "figures": figures(now, linelist),
        "news": news.news(now, request.scope, after) if after else [],
        "since": after,
        "silent": silent.silent_units(duties, now) if duties is not None else [],
        "curve": pictures.curve(now, linelist, request.GET.get("by", "")),
        "by": request.GET.get("by", "date_onset"),
        "map": pictures.unit_map(now, linelist, request.scope),
    }
    return render(request, "today/today.html", context)


def _linelist(now, scope) -> pl.DataFrame:
    if scope.sees_all:
        return now.linelist
    seen = list(cases(scope).values_list("id", flat=True))
    return now.linelist.filter(pl.col("id").is_in(seen))


def _work(duties: pl.DataFrame | None, scope, now) -> list[Group]:
    """Breached, about to breach, and what the reader's own post holds: each with its lines."""
    if duties is None:
        return []
    return [
        group("mine", by_urgency(_undone(mine(duties, scope, now))), now, scope.may),
        group("overdue", by_urgency(duties.filter(state="overdue")), now, scope.may),
        group("due_soon", by_urgency(duties.filter(state="due_soon")), now, scope.may),
    ]


def _undone(duties: pl.DataFrame) -> pl.DataFrame:
    return duties.filter(pl.col("state").cast(pl.String).is_in(["overdue", "due_soon"]))
