"""The first page of the day."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode

import polars as pl
from django.conf import settings
from django.http import QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from firebreak.outputs import urgent as urgent_of
from firebreak.outputs.brief import words
from firebreak.records.models import Unit
from firebreak.records.situation import (
    Situation,
    duties_seen,
    linelist_seen,
    situation,
    units_of,
)
from firebreak.records.visibility import Scope
from firebreak.site.cases.chosen import chosen
from firebreak.site.charts.files import curve_as_file
from firebreak.site.download import list_as_file
from firebreak.site.duties.views import APART, mine, waiting
from firebreak.site.guard import may_open
from firebreak.site.missed import sections
from firebreak.site.navigation import address
from firebreak.site.today import news, pictures, silent
from firebreak.site.today.numbers import contact_figures, figures
from firebreak.site.today.own import DUTY, own_duties, own_work
from firebreak.site.today.work import Group, Note, about_overdue, group
from firebreak.site.units import files as unit_files


@may_open("today.read")
def today(request):
    """Show the work first, then the numbers and pictures, all cut to the reader's scope."""
    now = situation(known=request.known)
    after = news.since(request.user) if request.known is None else None
    by = request.GET.get("by", "")
    if request.GET.get("format"):
        return list_as_file(request, _files(request, now, by))
    context = {
        "now": now.at,
        "news": news.news(now, request.scope, after) if after else [],
        "since": after,
        "may_read_duties": request.scope.may("duties.read"),
        # Not kept with the situation: what it cost may come later than the situation itself.
        "missed": sections.of_today(now, request.scope),
        "day": now.once(_day, request.scope, get_language(), by if by in pictures.BY else ""),
    }
    return render(request, "today/today.html", context)


def _files(request, now: Situation, by: str) -> dict[str, partial]:
    """The tables of the page by name."""
    lists = {}
    if request.scope.may("cases.read"):
        counted, unit = _counted(now, request.scope)
        curve = pictures.curve(now, counted, by, unit)
        lists["curve"] = partial(curve_as_file, request, curve)
    if request.scope.may("duties.read"):
        units = silent.silent_units(duties_seen(now, request.scope), now)
        lists["silent"] = partial(unit_files.silent, request, units)
    return lists


def _counted(now: Situation, scope: Scope) -> tuple[pl.DataFrame, str]:
    """Return the cases that a reader's numbers count, and the county they are those of."""
    unit = _counting_unit(now, scope)
    return chosen(now, scope, _counted_by(unit)) if unit else linelist_seen(now, scope), unit


def _day(now: Situation, scope: Scope, language: str, by: str) -> str:
    """Write what is the same for every reader of a scope, once for all of them."""
    reads_duties, reads_cases = scope.may("duties.read"), scope.may("cases.read")
    linelist = linelist_seen(now, scope)
    counted, unit = _counted(now, scope)
    with override(language):
        context = {
            "now": now.at,
            "known": now.known,
            "work": _work(now, scope) if reads_duties else [],
            "silent": silent.silent_units(duties_seen(now, scope), now) if reads_duties else [],
            "as_of": words.instant(now.at),
            "whose": units_of(now, [scope.unit_id]).get(scope.unit_id),
            # To whom cases do not exist, a nought would say that there are none.
            "figures": figures(now, counted, unit) if reads_cases else [],
            "contact_figures": contact_figures(now, scope),
            "curve": pictures.curve(now, counted, by, unit),
            "by": pictures.drawn_by(by, counted),
            "may_read_cases": reads_cases,
            "may_export": scope.may("lists.export"),
            "published_href": address("published"),
            "map": pictures.unit_map(now, linelist, scope),
        }
        return render_to_string("today/day.html", context)


def _counted_by(unit: str) -> QueryDict:
    return QueryDict(urlencode({"unit_counting": unit}))


def _counting_unit(now: Situation, scope: Scope) -> str:
    """
    Return the code of the county a post answers for; "" if it answers for more, or for less.

    A county sees more cases than it counts: of its residents, and of its contacts, elsewhere.
    """
    own = now.units.filter(pl.col("id") == scope.unit_id)
    counts = own.filter(pl.col("kind").is_in([str(kind) for kind in Unit.COUNTY_LEVEL]))
    return "" if counts.is_empty() else counts["code"][0]


def _midnight(now: Situation) -> datetime:
    """Return the end of the city's day."""
    day = now.at.astimezone(settings.CITY_ZONE).date() + timedelta(days=1)
    return datetime.combine(day, time.min, settings.CITY_ZONE).astimezone(UTC)


def _work(now: Situation, scope: Scope) -> list[Group]:
    """
    What the reader's own post has to do today, then all that is breached and about to breach.

    A list that would only repeat the post's own is left out.
    """
    undone = waiting(now, scope)
    is_urgent = pl.col("state").is_in(["overdue", "due_soon"])
    urgent = undone.filter(is_urgent)
    own = mine(undone.filter(is_urgent | (pl.col("due") < _midnight(now))), scope, now)
    listed = own_duties(now, scope)
    own = own.join(listed, on=DUTY, how="anti", maintain_order="left")
    seen = duties_seen(now, scope)
    late = urgent_of.breaches(seen, now)
    notes = about_overdue(late.silence.height, urgent_of.before_record(seen).height)
    by_state = (
        ("overdue", late.clocks, APART, notes),
        ("due_soon", urgent.filter(state="due_soon"), {}, (Note(_about_due_soon()),)),
    )
    return [
        group("mine", own, now, scope.may),
        *own_work(now, scope),
        *(
            group(state, rows, now, scope.may, within, notes)
            for state, rows, within, notes in by_state
            if own.is_empty() or rows.height > own.filter(state=state).height
        ),
    ]


def _about_due_soon() -> str:
    return _("Clocks in the last quarter of their time, or in what their rule says instead.")
