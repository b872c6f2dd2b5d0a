"""One link: what speaks for it and against it, and what somebody settles about it."""

from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from firebreak.records.actions.links import decide_link, withdraw_decision
from firebreak.records.chains import Standing, standing
from firebreak.records.change import change
from firebreak.records.models import Case, LinkDecision
from firebreak.records.situation import situation
from firebreak.records.visibility import Refused, get_or_404
from firebreak.records.visibility import cases as cases_of
from firebreak.site.asked import typed
from firebreak.site.chains.infectors import decisions_of, infectors_of, link_address
from firebreak.site.chains.reasons import reasons
from firebreak.site.chains.seen import Seen, seen
from firebreak.site.chains.telling import what_would_tell
from firebreak.site.guard import may_open


class Settling(forms.Form):
    """Established or excluded, and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("This link is"),
        choices=LinkDecision.Verdict.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea, max_length=2000)


class Withdrawing(forms.Form):
    """Why a decision is withdrawn."""

    reason = forms.CharField(label=gettext_lazy("Why it is withdrawn"), max_length=500)


@may_open("chains.read")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, infectee: int, infector: int | None = None) -> HttpResponse:
    """Show a link; take what somebody settles about it."""
    own = cases_of(request.scope).select_related("person")
    case = get_or_404(own, pk=infectee)
    other = get_or_404(own, pk=infector) if infector is not None else None
    form = Settling(_typed(request) if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _settle(request, case, other, form)
        if made is not None:
            return HttpResponseRedirect(reverse("entry_saved", args=[made]))
    context = _context(request, case, other) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "chains/link.html", context, status=status)


@may_open("links.withdraw")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw what was settled about a link."""
    own = cases_of(request.scope)
    found = LinkDecision.objects.select_related("infectee__person", "infector__person")
    decision = get_or_404(found.filter(infectee__in=own), pk=pk)
    back = link_address(decision.infectee, decision.infector)
    reason = typed(request.POST.get("reason"))
    try:
        withdraw_decision(by=request.user, decision=decision, reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Withdrawn. The chains are computed anew without it."))
    return HttpResponseRedirect(back)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: typed(request.POST.get(name)) for name in ("verdict", "reason")}


def _settle(request: HttpRequest, case: Case, other: Case | None, form: Settling) -> int | None:
    """Return the change that was made; None if it was refused, which the form then says."""
    try:
        with change("links.decide", by=request.user, reason=form.cleaned_data["reason"]) as made:
            decide_link(by=request.user, infectee=case, infector=other, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    else:
        messages.success(request, _("Saved. The chains are computed anew with it."))
        return made.id
    return None


def _context(request: HttpRequest, case: Case, other: Case | None) -> dict[str, Any]:
    now = situation(known=request.known)
    found = standing(now)
    known = seen(found.result.evidence, now, request.scope) if found.result else None
    decision = decisions_of(case).get(other.pk if other else None)
    probability, unseen = _computed(found.chains, case, other)
    return {
        "now": now.at,
        "case": case,
        "infector": other,
        "standing": found,
        "probability": probability,
        "reasons": reasons(case, other, unseen, known, decision) if known else [],
        "decision": decision,
        "settled": [decision],
        "withdrawing": Withdrawing(),
        "may_decide": request.scope.may("links.decide") and request.known is None,
        **infectors_for(case, found, known),
    }


def infectors_for(case: Case, found: Standing, known: Seen | None) -> dict[str, Any]:
    """Return what `chains/infectors.html` shows of a case: infectors, and what would tell them apart."""
    if known is None or not is_in_chains(case, found):
        return {"infectors": None, "telling": []}
    listed = infectors_of(case, found.result, known)
    return {"infectors": listed, "telling": what_would_tell(listed, found.chains, known)}


def is_in_chains(case: Case, found: Standing) -> bool:
    """Say whether the chains speak of a case."""
    return found.chains is not None and found.result.evidence.case_of(case.person_id) is not None


def _computed(chains: Any, case: Case, other: Case | None) -> tuple[float | None, float]:
    if chains is None or case.person_id not in chains.ids:
        return None, 0.0
    person = other.person_id if other else None
    rows = chains.infectors.filter(
        pl.col("infectee") == case.person_id, pl.col("infector").eq_missing(pl.lit(person))
    )
    if rows.is_empty():
        return 0.0, 0.0
    row = rows.row(0, named=True)
    return row["probability"], row["generations"] or 0.0
