"""What was saved, what may come next, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.records.actions.withdraw import (
    WITHIN,
    check_may_take_back,
    take_back,
    taken_back,
    versions_of,
)
from firebreak.records.models import Change
from firebreak.records.visibility import Refused
from firebreak.site.accounts.words import ACTIONS
from firebreak.site.entry.next_steps import next_steps, subject_of
from firebreak.site.entry.summary import lines_of
from firebreak.site.guard import signed_in


@signed_in
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own entry, with what may come next."""
    made = _own(request, pk)
    versions = versions_of(made)
    about = subject_of(versions, request.scope)
    shown = {
        "made": made,
        "what": ACTIONS.get(made.action, made.action),
        "lines": lines_of(versions),
        "about": about,
        "steps": next_steps(made.action, about, request.scope),
        "back": _may_take_back(request, made),
        "gone": taken_back(made),
        "minutes": WITHIN.seconds // 60,
    }
    return render(request, "entry/saved.html", shown)


@signed_in
@require_POST
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own entry back."""
    made = _own(request, pk)
    try:
        take_back(by=request.user, made=made)
    except IntegrityError:  # the second tap of two
        pass
    except ValidationError as refused:
        if not taken_back(made):
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(reverse("entry_saved", args=[pk]))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("entry_saved", args=[pk]))
    messages.success(
        request, _("Taken back. The history keeps that it was entered and taken back.")
    )
    return HttpResponseRedirect(reverse("entry"))


def _own(request: HttpRequest, pk: int) -> Change:
    made = Change.objects.filter(pk=pk, by=request.user).first()
    if made is None:
        raise Http404(_("There is no such record."))
    return made


def _may_take_back(request: HttpRequest, made: Change) -> bool:
    try:
        check_may_take_back(request.user, made)
    except (Refused, ValidationError):
        return False
    return True
