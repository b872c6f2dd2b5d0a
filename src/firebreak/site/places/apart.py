"""Which places a place was told apart from, by whom and why; and withdrawing it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from firebreak.records.actions.places import withdraw_distinction
from firebreak.records.models import Place, PlaceDistinction
from firebreak.records.visibility import Refused, Scope, get_or_404, places
from firebreak.site.asked import number, typed
from firebreak.site.guard import may_open


class Withdrawing(forms.Form):
    """Why it is withdrawn that two are two."""

    reason = forms.CharField(label=gettext_lazy("Why it is withdrawn"), max_length=500)


@dataclass(frozen=True)
class Apart:
    """Another place, what was settled of the two, and the form that withdraws it."""

    place: Place
    settled: PlaceDistinction
    withdrawing: Withdrawing


def told_apart_from(place: Place, scope: Scope) -> list[Apart]:
    """Return the places a place was told apart from, as far as they exist for a scope."""
    settled = _seen(scope).filter(Q(one=place) | Q(other=place))
    return [
        Apart(
            place=row.other if row.one_id == place.pk else row.one,
            settled=row,
            withdrawing=Withdrawing(auto_id=f"apart-{row.pk}-%s"),
        )
        for row in settled
    ]


@may_open("places.tell_apart")
@require_POST
def withdrawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw that two places are two, and go back to the page it was done on."""
    settled = get_or_404(_seen(request.scope), pk=pk)
    reason = typed(request.POST.get("reason"))
    try:
        withdraw_distinction(by=request.user, distinction=settled, reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Withdrawn. They are asked about again, and may be merged."))
    here = number(request.POST.get("place"))
    on = here if here in (settled.one_id, settled.other_id) else settled.one_id
    return HttpResponseRedirect(reverse("place", args=[on]))


def _seen(scope: Scope) -> QuerySet[PlaceDistinction]:
    both = [Exists(places(scope).filter(pk=OuterRef(side))) for side in ("one", "other")]
    return PlaceDistinction.objects.filter(*both).select_related("one", "other").order_by("-id")
