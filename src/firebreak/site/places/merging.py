"""What was merged into a place, what its reader may do about it, and undoing a merge."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.records.actions.places import unmerge
from firebreak.records.models import Place, PlaceMerge
from firebreak.records.visibility import Refused, Scope, get_or_404, places
from firebreak.site.asked import typed
from firebreak.site.duties.next_step import Step
from firebreak.site.guard import may_open
from firebreak.site.navigation import address


def steps(scope: Scope, place: Place) -> list[Step]:
    """Return the forms the post may fill in about a place; of a unit outside its own none."""
    forms = [("places.correct", "entry_place", _("Correct"))]
    if place.kind not in Place.RUNS:
        forms.append(("places.merge", "entry_merge_places", _("Merge with another record")))
    query = urlencode({"place": place.pk, "next": address("place", pk=place.pk)})
    return [
        Step(f"{address(entry)}?{query}", label)
        for action, entry, label in forms
        if may_change(scope, place, action)
    ]


def may_change(scope: Scope, place: Place, action: str) -> bool:
    """Say whether a post may do an action to a place: of a unit outside its own none."""
    return scope.may(action) and (place.unit is None or scope.covers(place.unit))


@may_open("places.unmerge")
@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge of two places."""
    kept = places(request.scope)
    made = get_or_404(PlaceMerge.objects.filter(kept__in=kept).select_related("kept"), pk=pk)
    reason = typed(request.POST.get("reason")) or _("undone on the page of the place")
    try:
        unmerge(by=request.user, merge=made, reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Undone: two records again, each with what was its own."))
    return HttpResponseRedirect(reverse("place", args=[made.kept_id]))
