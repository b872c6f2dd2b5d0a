"""Small answers while somebody types: who is it, what was understood, when would it end.

All of them are asked by POST, so that no name or number stands in an address or a log. Whoever is
no longer signed in gets no page into his form but a 401, which `firebreak.js` puts into words.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firebreak.engine.dates import DateError
from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Placement
from firebreak.records.visibility import people
from firebreak.site.asked import instant, number, typed
from firebreak.site.entry.about import read_about
from firebreak.site.entry.deadlines import due_understood
from firebreak.site.entry.ends import end_if_begun
from firebreak.site.entry.menu import ACTION_OF
from firebreak.site.entry.page import refuse_entry
from firebreak.site.entry.people import suggestions
from firebreak.site.entry.times import read_typed, understood

#: Who may read names: those whose forms ask whom an entry is about.
ASKS_WHO = ("cases.suspect", "checks.record", "samples.take", "placements.begin", "contacts.name")


def asked_while_typing(view: Callable) -> Callable:
    """Let a form ask `view` by POST, as long as its reader is signed in."""

    @never_cache
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request)

    return answered


@asked_while_typing
def alike(request: HttpRequest) -> HttpResponse:
    """Suggest people of one's own subtree who may be the one being typed."""
    _only_those_who_enter(request)
    given = {name: typed(request.POST.get(name)) for name in ("name", "phone", "id_number")}
    shown = {
        "alike": list(suggestions(request.user, given)),
        "who": request.POST.get("who", ""),
        "warning": id_number_warning(given["id_number"]) if len(given["id_number"]) > 14 else None,
    }
    return render(request, "entry/alike.html", shown)


@asked_while_typing
def time_understood(request: HttpRequest) -> HttpResponse:
    """Say what a typed time means."""
    _only_those_who_enter_anything(request)
    text = typed(request.POST.get(request.GET.get("field", ""))).strip()[:60]
    since = instant(request.GET.get("since"))
    day = since.astimezone(settings.CITY_ZONE).date() if since else None
    shown = {"understood": understood(text, day) if text else None}
    return render(request, "entry/understood.html", shown)


@asked_while_typing
def deadline_understood(request: HttpRequest) -> HttpResponse:
    """Say when an order would be due."""
    _only_those_who_enter_anything(request)
    text, given = (typed(request.POST.get(name)).strip()[:60] for name in ("deadline", "when"))
    return render(request, "entry/deadline_understood.html", due_understood(text, given))


@asked_while_typing
def end_asked(request: HttpRequest) -> HttpResponse:
    """Say until when somebody would be kept, while the form is being filled in."""
    if not request.scope.may("placements.begin"):
        raise PermissionDenied
    person = read_about(request).whom
    who = number(request.POST.get("who"))
    if person is None and who is not None:
        person = people(request.scope).filter(pk=who).first()
    if request.POST.get("level") not in Placement.OBSERVATION:
        return render(request, "entry/derived_end.html", {"end": ""})
    begins = _typed_time(request, "when")
    at = begins.start if begins and begins.start else clock.now()
    end = end_if_begun(person, at, _typed_time(request, "last_exposure"))
    return render(request, "entry/derived_end.html", {"end": end})


def _typed_time(request: HttpRequest, field: str) -> When | None:
    """A time as typed so far; None while it cannot be read."""
    try:
        return read_typed(typed(request.POST.get(field)).strip() or "unknown")
    except DateError:
        return None


def _only_those_who_enter_anything(request: HttpRequest) -> None:
    if request.scope.unit_id is None or not any(map(request.scope.may, set(ACTION_OF.values()))):
        raise PermissionDenied


def _only_those_who_enter(request: HttpRequest) -> None:
    if request.scope.unit_id is None:
        raise PermissionDenied
    if not any(request.scope.may(action) for action in ASKS_WHO):
        refuse_entry(request, ASKS_WHO[0])
