"""Places of feeds: which wait to be linked to a place on record, and saying which one it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from firebreak.records.actions import contacts, feeds
from firebreak.records.models import FeedPlace, Place, Unit
from firebreak.records.one_place import named
from firebreak.records.situation import situation
from firebreak.records.traces.feed_places import suggestions, waiting
from firebreak.records.visibility import places, units
from firebreak.site.asked import number, typed
from firebreak.site.download import as_file
from firebreak.site.entry.about import read_about
from firebreak.site.entry.forms.feed_places import FeedPlaceForm
from firebreak.site.entry.page import EntryPage, refuse_entry
from firebreak.site.traces.asked import whole_index
from firebreak.site.traces.proposals import Rows
from firebreak.site.words import apart

PER_PAGE = 50
SOME = 500  # places whose names are compared at once for a file
LATELY = 20  # links shown, the latest first


@dataclass(frozen=True)
class Waiting:
    """A place of a feed, where it can be linked, and the places on record that it may be."""

    sender: Unit
    code: str
    name: str
    stays: int
    href: str
    alike: list[tuple[Place, str]]


@never_cache
@whole_index
def waiting_places(request: HttpRequest) -> HttpResponse:
    """List the places of feeds that are linked to none on record, the most visited first."""
    refused = refuse_entry(request, "feeds.link")
    if refused is not None:
        return refused
    read_about(request)  # whoever is outside the subtree does not exist here either
    rows = waiting(situation(), request.scope)
    words = typed(request.GET.get("q")).strip()
    if words:
        found = [
            rows[c].str.contains(words, literal=True).fill_null(value=False)
            for c in ("code", "name")
        ]
        rows = rows.filter(found[0] | found[1])
    if request.GET.get("format"):
        return as_file(request, "feed-places", _columns(), _exported(request, rows))
    page = Paginator(Rows(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": request.GET,
        "page": page,
        "waiting": _lines(request, page.object_list),
        "linked": FeedPlace.objects.filter(sender__in=units(request.scope))
        .select_related("sender", "place")
        .order_by("-id")[:LATELY],
    }
    return render(request, "entry/feed_places.html", context)


def _columns() -> list[tuple[str, str]]:
    return [
        ("code", gettext("Place in the feed")),
        ("name", pgettext("a place", "Name")),
        ("sender", gettext("Whose feed")),
        ("stays", gettext("Stays")),
        ("alike", gettext("May be, by the name")),
    ]


def _exported(request: HttpRequest, rows: pl.DataFrame) -> Iterator[dict]:
    for part in rows.iter_slices(SOME):
        for line in _lines(request, part.to_dicts()):
            yield vars(line) | {"alike": apart(str(place) for place, _href in line.alike)}


def _lines(request: HttpRequest, rows: list[dict]) -> list[Waiting]:
    senders = {
        unit.code: unit
        for unit in units(request.scope).filter(code__in={r["sender"] for r in rows})
    }
    alike = suggestions({row["name"] or row["code"] for row in rows}, request.scope)
    return [
        Waiting(
            sender=senders[row["sender"]],
            code=row["code"],
            name=row["name"] or "",
            stays=row["stays"],
            href=_href(row),
            alike=[(place, _href(row, place)) for place in alike[row["name"] or row["code"]]],
        )
        for row in rows
    ]


def _href(row: dict, place: Place | None = None) -> str:
    query = {"sender": row["sender"], "code": row["code"], "next": reverse("entry_feed_places")}
    if place is not None:
        query["place"] = place.pk
    elif row["name"]:
        query["name"] = row["name"]
    return f"{reverse('entry_feed_place')}?{urlencode(query)}"


class FeedPlaceLinked(EntryPage):
    action = "feeds.link"
    form_class = FeedPlaceForm
    title = _("Place in a feed linked")

    def initial(self) -> dict:
        """What the list or the trace says it is about."""
        asked = {name: typed(self.request.GET.get(name)) for name in ("sender", "code")}
        chosen = self._chosen(number(self.request.GET.get("place")))
        name = chosen.name if chosen else typed(self.request.GET.get("name"))
        return asked | {"place": name, "chosen": chosen.pk if chosen else None}

    def write(self, given: dict) -> None:
        feeds.link_place(
            by=self.request.user,
            sender=given["sender"],
            code=given["code"],
            place=self._place(given),
        )

    def _place(self, given: dict) -> Place:
        """The one that was chosen, if its name still stands there; else by its name; else a new one."""
        name, chosen = given["place"].strip(), self._chosen(given["chosen"])
        if chosen is not None and chosen.name == name:
            return chosen
        whole = places(self.request.scope).filter(within=None)
        known = named(whole, name).order_by("id").first()
        return known or contacts.add_place(
            by=self.request.user, name=name, unit=given["sender"], kind=given["kind"]
        )

    def _chosen(self, pk: int | None) -> Place | None:
        return places(self.request.scope).filter(pk=pk).first() if pk else None
