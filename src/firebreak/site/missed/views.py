"""The loopholes, what they cost and the moments behind them; and the cases that nobody met until late."""

from functools import partial

import polars as pl
from django.core.paginator import Paginator
from django.shortcuts import render

from firebreak.records.missed import Missed, chances_seen, missed, unmet_seen
from firebreak.records.models import Unit
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import Scope
from firebreak.site.download import as_file, list_as_file
from firebreak.site.guard import may_open
from firebreak.site.missed import words
from firebreak.site.missed.chosen import BY, CONDITIONS, NONE, chosen, unmet_chosen
from firebreak.site.missed.rows import (
    Rows,
    UnmetRows,
    columns,
    exported,
    sums_columns,
    sums_exported,
    sums_in_words,
    unmet_columns,
    unmet_exported,
)

PER_PAGE = 50


@may_open("missed.read")
def missed_chances(request):
    """Show what was let pass: added up by rule, post or unit, then moment by moment."""
    now = situation(known=request.known)
    found = missed(now)
    seen = chances_seen(found, request.scope, now)
    chances = chosen(found, now, request.scope, request.GET)
    rows = Rows(chances, now)
    by = request.GET.get("by", "")
    by = by if by in BY else BY[0]
    within = {key: value for key, value in request.GET.items() if key in (*BY, "county", "by")}
    sums = sums_in_words(_sums(found, request, chances, by), by, chances, now, within)
    if request.GET.get("format"):
        added = partial(as_file, request, "missed-sums", sums_columns(), sums_exported(sums))
        every = partial(as_file, request, "missed-chances", columns(), exported(rows))
        return list_as_file(request, {"chances": every, "sums": added})
    context = {
        "now": now.at,
        "at": found.at,
        "has_costs": found.has_costs,
        "asked": request.GET,
        "by": by,
        "sums": sums,
        "total": len(rows),
        "can_tell": found.can_tell,
        "unmet": unmet_seen(found, request.scope, now).height,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "rules": _rules(seen, now),
        "posts": sorted((p, words.post_word(p)) for p in seen["post"].unique()),
        "counties": Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL),
    }
    return render(request, "missed/missed.html", context)


@may_open("missed.read")
def unmet(request):
    """List the cases first met when they could infect others, and the list that had room for them."""
    now = situation(known=request.known)
    found = missed(now)
    rows = UnmetRows(unmet_chosen(found, now, request.scope, request.GET), now)
    if request.GET.get("format"):
        return as_file(request, "met-late", unmet_columns(), unmet_exported(rows))
    context = {
        "now": now.at,
        "at": found.at,
        "has_costs": found.has_costs,
        "asked": request.GET,
        "total": len(rows),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "rolls": _rolls(found, now, request),
        "counties": Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL),
    }
    return render(request, "missed/unmet.html", context)


def _sums(found: Missed, request, chances: pl.DataFrame, by: str) -> pl.DataFrame:
    """Add up what is shown; all that a scope sees is added up once for all its readers."""
    if any(request.GET.get(name) for name in CONDITIONS):
        return found.sums(chances, by)
    return found.once(_all_sums, request.scope, by)


def _all_sums(found: Missed, scope: Scope, by: str) -> pl.DataFrame:
    return found.sums(chances_seen(found, scope, found.situation), by)


def _rules(seen: pl.DataFrame, now: Situation) -> list[tuple[str, str]]:
    editions = dict(seen.select("rule", "edition").iter_rows())
    return [(r, words.rule_name(r, e, now.protocols)) for r, e in sorted(editions.items())]


def _rolls(found: Missed, now: Situation, request) -> list[tuple[str, str, int]]:
    """The lists that should have held somebody, with how many; `NONE`: none is known."""
    seen = unmet_seen(found, request.scope, now)
    counts = seen.group_by("roll", "edition").len().sort("len", "roll", descending=[True, False])
    return [
        (roll or NONE, words.roll_name(roll, edition, now.protocols), number)
        for roll, edition, number in counts.iter_rows()
    ]
