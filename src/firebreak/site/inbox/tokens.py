"""The tokens with which programs put documents into the inbox."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from firebreak.records.actions.tokens import MOST_IN_A_MINUTE, make_token, revoke_token
from firebreak.records.models import InboxToken, Unit
from firebreak.records.visibility import get_or_404, units
from firebreak.site.guard import may_open


class TokenForm(forms.Form):
    """For whom a token is, and whose inbox it fills."""

    name = forms.CharField(label=gettext_lazy("For whom"), max_length=80)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Inbox of"))

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units(scope).filter(
            kind__in=[Unit.Kind.CITY, *Unit.COUNTY_LEVEL, Unit.Kind.CDC]
        )
        self.fields["unit"].initial = scope.unit_id


@may_open("tokens.keep")
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens, and make one; its secret is shown once."""
    form, secret = TokenForm(request.POST or None, scope=request.scope), ""
    if request.method == "POST" and form.is_valid():
        _token, secret = make_token(by=request.user, **form.cleaned_data)
        form = TokenForm(scope=request.scope)
    shown = {
        "form": form,
        "secret": secret,
        "address": request.build_absolute_uri("/api/inbox"),
        "tokens": _tokens(request),
        "most": MOST_IN_A_MINUTE,
    }
    return render(request, "inbox/tokens.html", shown, status=422 if form.errors else 200)


@may_open("tokens.keep")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token."""
    token = get_or_404(_tokens(request), pk=pk)
    revoke_token(by=request.user, token=token)
    messages.success(request, _("Revoked. What it brought stays."))
    return HttpResponseRedirect(reverse("inbox_tokens"))


def _tokens(request: HttpRequest):
    found = InboxToken.objects.select_related("unit")
    return found if request.scope.sees_all else found.filter(unit__in=request.scope.unit_ids())
