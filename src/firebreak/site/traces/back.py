"""Back: where, and by whom, cases may have been infected: what explains the most of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from firebreak.engine.tables import INSTANT
from firebreak.records.models import Case, Contact, Lookup
from firebreak.records.situation import Situation, situation
from firebreak.records.traces.asking import Back
from firebreak.records.traces.asking import back as ask
from firebreak.records.traces.ids import id_of
from firebreak.records.traces.spans import Span
from firebreak.site.asked import number
from firebreak.site.guard import may_open
from firebreak.site.traces.asked import case_of, narrowed, whole_index
from firebreak.site.traces.forward import LATELY, PER_PAGE
from firebreak.site.traces.maps import maps_of
from firebreak.site.traces.picture import DRAWN, places_shared
from firebreak.site.traces.proposals import Rows
from firebreak.site.traces.seen import Seen, Where, Who
from firebreak.site.traces.together import Together, together


@dataclass(frozen=True)
class PlaceLine:
    """A place and a time of day that some of the cases share."""

    row: Mapping
    where: Where
    cases: list[Case]


@dataclass(frozen=True)
class PersonLine:
    """Somebody whom some of the cases met; `is_before` if he fell ill before all of those."""

    row: Mapping
    who: Who
    contact: Contact | None
    is_before: bool

    @property
    def together(self) -> timedelta:
        """How long he and the cases were together, added up."""
        return timedelta(minutes=self.row["minutes"])


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
    if any(each.pk in spans for each in chosen.chosen):
        traced = ask(now, case, spans, chosen.chosen, by=request.user)
        context |= _shown(request, traced, chosen, now)
    return render(request, "traces/back.html", context)


def _spans_by_hand(
    request: HttpRequest, chosen: Together, spans: Mapping[int, Span]
) -> dict[int, Span]:
    """The reader's own time for those of unknown dates, if he gave one."""
    missing = [each.pk for each in chosen.chosen if each.pk not in spans]
    by_hand = narrowed(request, None) if missing else None
    return dict.fromkeys(missing, by_hand) if by_hand else {}


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


def places_shared_by(
    rows: Sequence[Mapping], seen: Seen, cases: Mapping[str, Case]
) -> list[PlaceLine]:
    """Say where the rows are, and which of the cases were there."""
    where = seen.where({row["place_id"] for row in rows})
    return [
        PlaceLine(
            row,
            where[row["place_id"]],
            sorted((cases[i] for i in row["case_ids"] if i in cases), key=str),
        )
        for row in rows
    ]


def people_met_by(
    rows: Sequence[Mapping], seen: Seen, cases: Mapping[str, Case]
) -> list[PersonLine]:
    """Say who the rows are, and whether he fell ill before the cases he met."""
    who = seen.who({row["person_id"] for row in rows})
    contacts = _contacts(cases.values())
    onsets = {text: each.happened_at for text, each in cases.items() if each.happened_at}
    return [
        _person(
            row,
            who[row["person_id"]],
            contacts,
            [onsets[text] for text in row["case_ids"] if text in onsets],
        )
        for row in rows
    ]


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


def _person(
    row: Mapping, who: Who, contacts: Mapping[int, Contact], onsets: Sequence[datetime]
) -> PersonLine:
    own = row["onset"]
    is_first = own is not None and own == row["first_onset"]
    is_before = is_first and all(own < onset for onset in onsets)
    return PersonLine(row, who, contacts.get(who.person.pk) if who.person else None, is_before)


def _contacts(traced: Iterable[Case]) -> dict[int, Contact]:
    found: QuerySet[Contact] = Contact.objects.filter(case__in=traced).select_related("case")
    return {contact.person_id: contact for contact in found.order_by("-id")}


def _picture(seen: Seen, traced: Back):
    """The best window of each place says how many cases it explains."""
    best = traced.places.unique("place_id", keep="first", maintain_order=True).head(DRAWN)
    total = len(traced.with_stays)
    notes = {place: f"{n}/{total}" for place, n in best.select("place_id", "cases").iter_rows()}
    return places_shared(seen, traced.visits, notes)
