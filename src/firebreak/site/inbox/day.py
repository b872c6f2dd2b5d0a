"""Saying of which day a text is: it is then read again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from firebreak.intake.dating import read_as_of
from firebreak.records.visibility import get_or_404
from firebreak.site.guard import may_open
from firebreak.site.inbox.seen import readings
from firebreak.site.inbox.words import sentences


class DayForm(forms.Form):
    """The day that a reviewer says."""

    published = forms.DateField(label=gettext_lazy("Published or written on"))


@may_open("drafts.redate")
@require_POST
def set_day(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Read a text again as of the day that is said."""
    reading = get_or_404(readings(request.scope), pk=pk)
    form = DayForm(request.POST)
    there = HttpResponseRedirect(reverse("inbox_document", args=[pk]))
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["published"]))
        return there
    day = form.cleaned_data["published"]
    try:
        read_as_of(by=request.user, reading=reading, day=day)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return there
    said = [_("Read again as of %(day)s.") % {"day": f"{day:%Y-%m-%d}"}]
    if reading.drafts.filter(state="accepted").exists():
        said.append(_("What was accepted stays as it is: see on its record whether the days fit."))
    messages.success(request, sentences(*said))
    return there
