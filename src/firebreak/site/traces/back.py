"""Back: where, and by whom, cases may have been infected: what explains the most of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from firebreak.engine.tables import INSTANT
from firebreak.records.models import Lookup
from firebreak.records.situation import Situation, situation
from firebreak.records.traces.asking import Back
from firebreak.records.traces.asking import back as ask
from firebreak.records.traces.ids import id_of
from firebreak.records.traces.spans import Span
from firebreak.site.asked import number
from firebreak.site.download import as_file, list_as_file
from firebreak.site.guard import may_open
from firebreak.site.traces import files
from firebreak.site.traces.asked import case_of, narrowed, whole_index
from firebreak.site.traces.forward import LATELY, PER_PAGE
from firebreak.site.traces.maps import maps_of
from firebreak.site.traces.picture import DRAWN, places_shared
from firebreak.site.traces.proposals import Rows
from firebreak.site.traces.seen import Seen
from firebreak.site.traces.shared import people_met_by, places_shared_by
from firebreak.site.traces.together import Together, together


@may_open("traces.read")
@whole_index
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the places and people that explain the most cases, against what chance would explain."""
    now = situation(known=request.known)
    case = case_of(request, pk)
    ticked = [number(text) for text in request.GET.getlist("with")]
    chosen = together(case, now, request.scope, [pk for pk in ticked if pk is not None])
    spans = {pk: narrowed(request, span) for pk, span in chosen.spans.items()}
    spans |= _spans_by_hand(request, chosen, spans)
    own = spans.get(case.pk)
    has_time = any(each.pk in spans for each in chosen.chosen)
    traced = ask(now, case, spans, chosen.chosen, by=request.user) if has_time else None
    if request.GET.get("format"):
        return list_as_file(request, _files(request, traced, chosen))
    context = {
        "case": case,
        "person": case.person,
        "now": now.at,
        "together": chosen,
        "span": own,
        "edition": own.edition.name.of(get_language() or "en") if own and own.edition else "",
        "days": own.edition.thresholds.exposure_days if own and own.edition else None,
        "asked": request.GET,
        "lookups": Lookup.objects.filter(subject=pk).exclude(kind="place")[:LATELY],
    }
    if traced is not None:
        context |= _shown(request, traced, chosen, now)
    return render(request, "traces/back.html", context)


def _spans_by_hand(
    request: HttpRequest, chosen: Together, spans: Mapping[int, Span]
) -> dict[int, Span]:
    """The reader's own time for those of unknown dates, if he gave one."""
    missing = [each.pk for each in chosen.chosen if each.pk not in spans]
    by_hand = narrowed(request, None) if missing else None
    return dict.fromkeys(missing, by_hand) if by_hand else {}


def _files(request: HttpRequest, traced: Back | None, chosen: Together) -> dict[str, partial]:
    """The lists of the page by name; none where there is no time to trace."""
    if traced is None:
        return {}
    seen = Seen(traced.stays, request.scope)
    people = seen.among(ranked(traced.people, traced, chosen.onsets), "person_id")
    places = files.said(
        Rows(traced.places), lambda rows: places_shared_by(rows, seen, traced.cases)
    )
    met = files.said(Rows(people), lambda rows: people_met_by(rows, seen, traced.cases))
    place_rows, person_rows = files.places_exported(places), files.people_exported(met)
    return {
        "places": partial(as_file, request, "shared-places", files.places_columns(), place_rows),
        "people": partial(as_file, request, "shared-people", files.people_columns(), person_rows),
    }


def _shown(request: HttpRequest, traced: Back, chosen: Together, now: Situation) -> dict:
    seen = Seen(traced.stays, request.scope)
    people = seen.among(ranked(traced.people, traced, chosen.onsets), "person_id")
    places = Paginator(Rows(traced.places), PER_PAGE).get_page(request.GET.get("page"))
    persons = Paginator(Rows(people), PER_PAGE).get_page(request.GET.get("people"))
    return {
        "traced": len(traced.with_stays),
        "without_stays": [c for text, c in traced.cases.items() if text not in traced.with_stays],
        "without_dates": [c for c in chosen.chosen if c not in traced.cases.values()],
        "page": places,
        "places": places_shared_by(places.object_list, seen, traced.cases),
        "people_page": persons,
        "people": people_met_by(persons.object_list, seen, traced.cases),
        "unseen": traced.people.height - people.height,
        "picture": _picture(seen, traced),
        **maps_of(seen, traced.places.head(PER_PAGE), request.scope),
    }


def ranked(people: pl.DataFrame, traced: Back, onsets: Mapping[int, datetime]) -> pl.DataFrame:
    """
    Rank by the share of the other cases met; who share a rank, by who fell ill first.

    Adds `of` (the cases that he could have met), `onset` and `first_onset` (of his rank), and counts
    `tied` anew.
    """
    ill = {id_of(person): at.astimezone(UTC) for person, at in onsets.items()}
    known = pl.DataFrame(
        {"person_id": list(ill), "onset": list(ill.values())},
        schema={"person_id": pl.String, "onset": INSTANT},
    )
    share = pl.col("cases") / pl.col("of")
    return (
        people.join(known, on="person_id", how="left")
        .with_columns(of=len(traced.with_stays) - pl.col("is_case").cast(pl.Int64))
        .with_columns(tied=pl.len().over(share), first_onset=pl.col("onset").min().over(share))
        .sort(
            share, "onset", "minutes", "person_id",
            descending=[True, False, True, False], nulls_last=True,
        )
    )  # fmt: skip


def _picture(seen: Seen, traced: Back):
    """The best window of each place says how many cases it explains."""
    best = traced.places.unique("place_id", keep="first", maintain_order=True).head(DRAWN)
    total = len(traced.with_stays)
    notes = {place: f"{n}/{total}" for place, n in best.select("place_id", "cases").iter_rows()}
    return places_shared(seen, traced.visits, notes)
