"""What somebody settles about a pair: one person, two people; and undoing it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from firebreak.records.actions.merge import merge, tell_apart, unmerge, withdraw_distinction
from firebreak.records.models import Case, Distinction, Likeness, Merge, Person
from firebreak.records.one_person import present
from firebreak.records.visibility import Refused, Scope, get_or_404, people
from firebreak.site.asked import number, typed
from firebreak.site.duplicates.views import (
    distinctions_seen,
    following,
    merges_seen,
    pair_context,
    two,
)
from firebreak.site.guard import may_open

BOTH = "both"


class Merging(forms.Form):
    """Which of the two records is kept, and why they are one person."""

    keep = forms.ChoiceField(choices=[("one", "one"), ("other", "other")])
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000)


@may_open("people.merge")
@require_POST
def merging(request: HttpRequest, low: int, high: int) -> HttpResponse:
    """Merge the two, and go on to the next pair; a refusal is said on the page of this one."""
    one, other = two(request.scope, low, high)
    after = _likeness(one, other)
    form = Merging({name: typed(request.POST.get(name)) for name in ("keep", "reason")})
    if not form.is_valid():
        return _again(request, one, other, _("Say which record is kept, and why they are one."))
    keep, away = (one, other) if form.cleaned_data["keep"] == "one" else (other, one)
    try:
        merge(
            by=request.user,
            keep=keep,
            away=away,
            reason=form.cleaned_data["reason"],
            stands=_stands(request, keep, away),
            despite="despite" in request.POST,
        )
    except Refused as refused:
        return _again(request, one, other, str(refused))
    except ValidationError as refused:
        return _again(request, one, other, " ".join(refused.messages))
    said = _("Merged: #%(away)s is now %(name)s, #%(keep)s.")
    messages.success(request, said % {"away": away.pk, "keep": keep.pk, "name": keep.name})
    return _go_on(request.scope, after)


@may_open("people.tell_apart")
@require_POST
def telling_apart(request: HttpRequest, low: int, high: int) -> HttpResponse:
    """Settle that they are two, and go on to the next pair."""
    one, other = two(request.scope, low, high)
    after = _likeness(one, other)
    reason = typed(request.POST.get("reason"))
    try:
        tell_apart(by=request.user, one=one, other=other, reason=reason)
    except Refused as refused:
        return _again(request, one, other, str(refused))
    messages.success(request, _("Two people. They are not proposed again."))
    return _go_on(request.scope, after)


@may_open("people.unmerge")
@require_POST
def undoing_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    made = merges_seen(request.scope).filter(pk=pk).first()
    if made is None:
        _check_was_seen(request.scope, Merge, pk, "kept")
        return _say_undone(request, _("This merge has been undone already."))
    reason = typed(request.POST.get("reason")) or _("undone on the page of duplicates")
    done = _("Undone: two records again, each with what was its own.")
    return _undo(request, lambda: unmerge(by=request.user, merge=made, reason=reason), done)


@may_open("people.tell_apart")
@require_POST
def undoing_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two are two."""
    settled = distinctions_seen(request.scope).filter(pk=pk).first()
    if settled is None:
        _check_was_seen(request.scope, Distinction, pk, "one", "other")
        return _say_undone(request, _("This has been taken back already."))
    done = _("Taken back: they may be proposed again.")
    return _undo(request, lambda: withdraw_distinction(by=request.user, distinction=settled), done)


def _check_was_seen(
    scope: Scope, model: type[Merge] | type[Distinction], pk: int, *sides: str
) -> None:
    """Raise Http404 unless there was such a decision, about people who exist for the scope."""
    past = model.history.filter(id=pk).first()
    if past is None:
        raise Http404(_("There is no such record."))
    for side in sides:
        get_or_404(people(scope), pk=present(getattr(past, f"{side}_id")))


def _say_undone(request: HttpRequest, words: str) -> HttpResponse:
    messages.info(request, words)
    return HttpResponseRedirect(reverse("duplicates"))


def _undo(request: HttpRequest, undo: Callable[[], None], done: str) -> HttpResponse:
    try:
        undo()
    except Refused as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("duplicates"))


def _stands(request: HttpRequest, keep: Person, away: Person) -> dict[str, Case | None]:
    """What was answered of each pathogen: the case that stands, or that both do."""
    mine = {case.pk: case for case in Case.objects.filter(person__in=[keep, away])}
    answered = {
        name.removeprefix("stands:"): typed(value)
        for name, value in request.POST.items()
        if name.startswith("stands:")
    }
    found: dict[str, Case | None] = {p: None for p, told in answered.items() if told == BOTH}
    for pathogen, told in answered.items():
        if (case := mine.get(number(told) or 0)) is not None:
            found[pathogen] = case
    return found


def _again(request: HttpRequest, one: Person, other: Person, problem: str) -> HttpResponse:
    context = pair_context(request, one, other) | {"problem": problem, "asked": request.POST}
    return render(request, "duplicates/pair.html", context, status=422)


def _likeness(one: Person, other: Person) -> Likeness | None:
    low, high = sorted((one.pk, other.pk))
    return Likeness.objects.filter(low=low, high=high).first()


def _go_on(scope: Scope, after: Likeness | None) -> HttpResponse:
    found = following(scope, after) if after else None
    if found is None:
        return HttpResponseRedirect(reverse("duplicates"))
    return HttpResponseRedirect(reverse("duplicate", args=[found.low_id, found.high_id]))
