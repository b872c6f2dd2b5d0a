"""The page of a place."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from firebreak.records.actions import lookups
from firebreak.records.models import Lookup, Place
from firebreak.records.one_place import present
from firebreak.records.situation import Situation, situation
from firebreak.records.traces.asking import fed_at
from firebreak.records.visibility import get_or_404, places
from firebreak.site.asked import instant
from firebreak.site.cases.facts import Version, versions
from firebreak.site.charts.presence import Bar, PresenceData, Row
from firebreak.site.download import as_file, list_as_file
from firebreak.site.guard import may_open
from firebreak.site.navigation import address
from firebreak.site.places import files
from firebreak.site.places.apart import told_apart_from
from firebreak.site.places.gatherings import gathered_at
from firebreak.site.places.merging import may_change, steps
from firebreak.site.places.on_file import OnFile, Visit, around, inside, on_file, parts_of
from firebreak.site.traces.asked import whole_index
from firebreak.site.traces.proposals import Rows
from firebreak.site.traces.seen import Seen
from firebreak.site.words import CLASSIFICATIONS

PER_PAGE = 50
DRAWN = 40  # people; beyond it the picture is taller than it helps
FED_BACK = timedelta(days=14)  # of the feeds, without a time asked for: as long as exposures count
UNTOLD_END = timedelta(minutes=15)  # drawn as long as the shortest meeting that counts


@may_open("places.read")
@whole_index
def place(request, pk: int):
    """Show who was there when, which are cases, which contacts were reached, and what lies within."""
    now = situation(known=request.known)
    if (now_is := present(pk)) != pk:
        return redirect("place", pk=now_is)
    found = get_or_404(places(request.scope).select_related("unit", "within"), pk=pk)
    since, until = instant(request.GET.get("since")), instant(request.GET.get("until"))
    there = on_file(inside(found), request.scope, since, until)
    fed = _fed(request, found, since, until, now)
    _note(request, found, there, now)
    if request.GET.get("format"):
        return list_as_file(request, _files(request, there))
    context = {
        "place": found,
        "now": now.at,
        "around": [p for p in around(found) if _is_seen(request, p)],
        "parts": parts_of(found, request.scope),
        "steps": steps(request.scope, found),
        "merges": found.merges.select_related("away").order_by("-id"),
        "told_apart": told_apart_from(found, request.scope),
        "versions": _history(request, found),
        "may_withdraw": request.scope.may("places.tell_apart") and request.known is None,
        "may_undo": request.scope.may("places.unmerge") and request.known is None,
        "since": since,
        "until": until,
        "asked": request.GET,
        "there": there,
        "gatherings": gathered_at(inside(found), request.scope),
        "picture": _picture(there),
        "page": Paginator(there.visits, PER_PAGE).get_page(request.GET.get("page")),
        "people_seen": len({visit.stay.person_id for visit in there.visits}),
        "fed": fed,
        "reached": sum(contact.reached_at is not None for contact in there.contacts),
    }
    return render(request, "places/place.html", context)


def _history(request, found: Place) -> list[Version]:
    """What was corrected of a place, by whom and why: for those who may correct it."""
    if not may_change(request.scope, found, "places.correct"):
        return []
    return versions(found, until=request.known)


def _files(request, there: OnFile) -> dict[str, partial]:
    """The lists of the page by name."""
    visits = map(files.visit, there.visits)
    contacts = (files.contact(one, there.cases) for one in there.contacts)
    return {
        "visits": partial(as_file, request, "place-visits", files.visit_columns(), visits),
        "contacts": partial(as_file, request, "place-contacts", files.contact_columns(), contacts),
    }


def _fed(
    request, found: Place, since: datetime | None, until: datetime | None, now: Situation
) -> dict | None:
    """Who was there by the feeds alone, for those who trace; None where no feed knows the place."""
    if not request.scope.may("traces.read") or not found.feed_places.exists():
        return None
    span = since or now.at - FED_BACK, until or now.at
    stays, rows = fed_at(now, inside(found), *span, by=request.user)
    seen = Seen(stays, request.scope)
    page = Paginator(Rows(seen.among(rows, "person_id")), PER_PAGE).get_page(request.GET.get("fed"))
    who = seen.who({row["person_id"] for row in page.object_list})
    return {
        "since": span[0],
        "until": span[1],
        "people": rows["person_id"].n_unique(),
        "page": page,
        "lines": [(who[row["person_id"]], row) for row in page.object_list],
    }


def _is_seen(request, holder: Place) -> bool:
    return places(request.scope).filter(pk=holder.pk).exists()


def _note(request, found: Place, there: OnFile, now: Situation) -> None:
    times = [v.stay.happened_at for v in there.visits if v.stay.happened_at is not None]
    since = instant(request.GET.get("since")) or min(times, default=now.at)
    lookups.note(
        by=request.user,
        kind=Lookup.Kind.PLACE,
        subject=found.pk,
        since=since,
        until=instant(request.GET.get("until")) or now.at,
        found=len(there.visits),
    )


def _picture(there: OnFile) -> PresenceData | None:
    """One row a person, in the order in which they came; None where no time is known."""
    rows: dict[int, list[Visit]] = {}
    for visit in there.visits:
        if visit.stay.happened_at is not None:
            rows.setdefault(visit.stay.person_id, []).append(visit)
    if not rows:
        return None
    drawn = [_row(visits) for visits in list(rows.values())[:DRAWN]]
    used = {bar.tone for row in drawn for bar in row.bars}
    legend = [(tone, str(word)) for tone, word in CLASSIFICATIONS.items() if tone in used]
    others = [("", _("no case"))] if "" in used else []
    return PresenceData(
        rows=drawn,
        title=_("Who was there when"),
        zone=settings.CITY_ZONE,
        legend=[*legend, *others],
    )


def _row(visits: list[Visit]) -> Row:
    case, person = visits[0].case, visits[0].stay.person
    href = address("case", pk=case.pk) if case else address("person", pk=person.pk)
    label = f"{person.name} {case}" if case else person.name
    return Row(label, [_bar(visit) for visit in visits], href=href)


def _bar(visit: Visit) -> Bar:
    stay = visit.stay
    start, end = stay.happened_at, stay.happened_until or _end_of(stay.happened_at)
    tone = visit.case.status if visit.case else ""
    where = " · ".join(part for part in (str(stay.place), stay.seat) if part)
    return Bar(start, end, where, tone, is_soft=stay.happened_precision == "day")


def _end_of(start: datetime) -> datetime:
    return start + UNTOLD_END
