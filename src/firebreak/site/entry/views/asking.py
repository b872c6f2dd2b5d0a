"""Small answers while somebody types: who is it, what was understood, when would it end.

All of them are asked by POST, so that no name or number stands in an address or a log.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firebreak.records.identifiers import id_number_warning
from firebreak.site.asked import typed
from firebreak.site.entry.page import refuse_entry
from firebreak.site.entry.people import suggestions
from firebreak.site.entry.times import understood

ASKS_WHO = ("cases.suspect", "checks.record", "samples.take", "placements.begin", "contacts.name")


@never_cache
@require_POST
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


@never_cache
@require_POST
def time_understood(request: HttpRequest) -> HttpResponse:
    """Say what a typed time means."""
    _only_those_who_enter(request)
    text = typed(request.POST.get(request.GET.get("field", ""))).strip()[:60]
    shown = {"understood": understood(text) if text else None}
    return render(request, "entry/understood.html", shown)


def _only_those_who_enter(request: HttpRequest) -> None:
    if not request.user.is_authenticated or request.scope.unit_id is None:
        raise PermissionDenied
    if not any(request.scope.may(action) for action in ASKS_WHO):
        refuse_entry(request, ASKS_WHO[0])
