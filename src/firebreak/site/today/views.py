"""The first page of the day."""

import polars as pl
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from firebreak.records.situation import Situation, duties_seen, linelist_seen, situation
from firebreak.records.visibility import Scope
from firebreak.site.duties.views import mine, waiting
from firebreak.site.guard import may_open
from firebreak.site.today import news, pictures, silent
from firebreak.site.today.numbers import figures
from firebreak.site.today.work import Group, group


@may_open("today.read")
def today(request):
    """Show the work first, then the numbers and pictures, all cut to the reader's scope."""
    now = situation(known=request.known)
    after = news.since(request.user) if request.known is None else None
    by = request.GET.get("by", "")
    context = {
        "now": now.at,
        "news": news.news(now, request.scope, after) if after else [],
        "since": after,
        "day": now.once(_day, request.scope, get_language(), by if by in pictures.BY else ""),
    }
    return render(request, "today/today.html", context)


def _day(now: Situation, scope: Scope, language: str, by: str) -> str:
    """Write what is the same for every reader of a scope, once for all of them."""
    reads_duties = scope.may("duties.read")
    linelist = linelist_seen(now, scope)
    with override(language):
        context = {
            "now": now.at,
            "known": now.known,
            "work": _work(now, scope) if reads_duties else [],
            "silent": silent.silent_units(duties_seen(now, scope), now) if reads_duties else [],
            "figures": figures(now, linelist),
            "curve": pictures.curve(now, linelist, by),
            "by": by or pictures.BY[0],
            "map": pictures.unit_map(now, linelist, scope),
        }
        return render_to_string("today/day.html", context)


def _work(now: Situation, scope: Scope) -> list[Group]:
    """Breached, about to breach, and what the reader's own post holds: each with its lines."""
    duties = waiting(now, scope)
    overdue, due_soon = pl.col("state") == "overdue", pl.col("state") == "due_soon"
    return [
        group("mine", mine(duties, scope, now).filter(overdue | due_soon), now, scope.may),
        group("overdue", duties.filter(overdue), now, scope.may),
        group("due_soon", duties.filter(due_soon), now, scope.may),
    ]
