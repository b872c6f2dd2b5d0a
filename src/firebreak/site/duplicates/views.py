"""The list of records that may be one person, and one such pair."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from firebreak.intake.linkage import looking_back
from firebreak.intake.linkage.proposing import Standing, proposed, standing
from firebreak.records import clock
from firebreak.records.actions.merge import cases_in_question, contradictions, why_not
from firebreak.records.models import Case, Distinction, Likeness, Merge, Person
from firebreak.records.one_person import present
from firebreak.records.visibility import Scope, get_or_404, people
from firebreak.site.download import as_file
from firebreak.site.duplicates.sides import kept_with, lines
from firebreak.site.duplicates.words import how_sure, reasons, unknown
from firebreak.site.guard import may_open
from firebreak.site.words import apart

PER_PAGE = 25
SETTLED = 10
FRESH = timedelta(minutes=30)  # as long as a decision can be undone from the next page of the inbox
CLOSED = (Case.Status.RECOVERED, Case.Status.DIED)


@may_open("duplicates.read")
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs, the surest first, and what was settled lately."""
    found, how_far = pairs_seen(request)
    if request.GET.get("format"):
        return as_file(request, "duplicates", _columns(), map(_exported, found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(likeness) for likeness in page],
        "total": page.paginator.count,
        "standing": how_far,
        "merges": merges_seen(request.scope)[:SETTLED],
        "distinctions": distinctions_seen(request.scope)[:SETTLED],
        "may_merge": request.scope.may("people.merge") and request.known is None,
    }
    return render(request, "duplicates/list.html", context)


@may_open("duplicates.read")
def pair(request: HttpRequest, low: int, high: int) -> HttpResponse:
    """Show two records side by side, and take what somebody settles about them."""
    one, other = two(request.scope, low, high)
    if one.merged_into_id or other.merged_into_id:
        return redirect("duplicates")
    return render(request, "duplicates/pair.html", pair_context(request, one, other))


def pair_context(request: HttpRequest, one: Person, other: Person) -> dict[str, Any]:
    """Return what the page of a pair shows."""
    likeness = likeness_of(request, one, other)
    features = [tuple(each) for each in likeness.features] if likeness else []
    refused = why_not(one, other)
    told = reasons(features)
    return {
        "one": one,
        "other": other,
        "lines": lines(one, other, request.scope),
        "kept_with": [kept_with(person) for person in (one, other)],
        "likeness": likeness,
        "sure": how_sure(likeness.weight) if likeness else "",
        "reasons": told,
        "unknown": apart(unknown(features)),
        "suggested": apart(each.text for each in told if not each.is_against),
        "refused": refused,
        "contradictions": contradictions(one, other),
        "questions": []
        if refused
        else [_question(*both) for both in cases_in_question(one, other)],
        "following": _following_shown(request, likeness),
        "last": last_settled(request),
        "may_merge": request.scope.may("people.merge") and request.known is None,
    }


def last_settled(request: HttpRequest) -> Merge | Distinction | None:
    """Return what the reader settled last, while it is fresh: it can be undone where he is now."""
    found = (
        _last_of(request, kind, seen(request.scope))
        for kind, seen in ((Merge, merges_seen), (Distinction, distinctions_seen))
    )
    return max(filter(None, found), key=lambda one: one.happened_at, default=None)


def _last_of(
    request: HttpRequest, kind: type[Merge] | type[Distinction], seen: QuerySet
) -> Merge | Distinction | None:
    by_him = kind.history.filter(id=OuterRef("pk"), history_type="+", history_user=request.user.pk)
    fresh = seen.filter(happened_at__gte=clock.now() - FRESH)
    return fresh.filter(Exists(by_him)).first()


def pairs_seen(request: HttpRequest) -> tuple[Sequence[Likeness], Standing]:
    """Return the pairs a reader is shown, now or as he looks back, and how far people are compared."""
    if request.known is None:
        # Of people only what the list shows: numbers and addresses would be deciphered for nothing.
        found = proposed(request.scope).only("weight", "features", "low__name", "high__name")
        return found, standing()
    then, how_far = looking_back.asked_for(request.known)
    return looking_back.shown(then, request.scope) if then else [], how_far


def likeness_of(request: HttpRequest, one: Person, other: Person) -> Likeness | None:
    """Return what was found of two people, now or as the reader looks back; None if nothing was."""
    low, high = min(one.pk, other.pk), max(one.pk, other.pk)
    if request.known is None:
        return Likeness.objects.filter(low=low, high=high).first()
    found, _how_far = pairs_seen(request)
    return next((row for row in found if (row.low_id, row.high_id) == (low, high)), None)


def _following_shown(request: HttpRequest, after: Likeness | None) -> Likeness | None:
    if request.known is None:
        return following(request.scope, after)
    found, _how_far = pairs_seen(request)
    ids = [(row.low_id, row.high_id) for row in found]
    place = ids.index((after.low_id, after.high_id)) + 1 if after else 0
    return found[place] if place < len(found) else None


def two(scope: Scope, low: int, high: int) -> tuple[Person, Person]:
    """
    Return both people of a pair; one who was merged meanwhile is returned as he is marked.

    Raises
    ------
    Http404
        One of them does not exist for the scope, or it is twice the same.
    """
    if low == high:
        raise Http404(_("There is no such record."))
    among = Person.objects.select_related("unit_residence", "unit_stay")
    for pk in (low, high):
        get_or_404(people(scope), pk=present(pk))
    return get_or_404(among, pk=low), get_or_404(among, pk=high)


def following(scope: Scope, after: Likeness | None) -> Likeness | None:
    """Return the next pair to look at: what comes after one in the order of the list."""
    found = proposed(scope)
    if after is None:
        return found.first()
    later = Q(weight__lt=after.weight) | Q(weight=after.weight, id__gt=after.pk)
    return found.filter(later).first()


def _row(likeness: Likeness) -> dict[str, Any]:
    features = [tuple(each) for each in likeness.features]
    told = reasons(features)
    return {
        "low": likeness.low,
        "high": likeness.high,
        "sure": how_sure(likeness.weight),
        "for": apart(each.text for each in told if not each.is_against),
        "against": apart(each.text for each in told if each.is_against),
    }


def _columns() -> list[tuple[str, str]]:
    return [
        ("one", _("Record")),
        ("other", _("Other record")),
        ("sure", _("How sure")),
        ("for", _("What speaks for one person")),
        ("against", _("What speaks against")),
    ]


def _exported(likeness: Likeness) -> dict[str, Any]:
    low, high = likeness.low, likeness.high
    named = {"one": f"#{low.pk} {low.name}", "other": f"#{high.pk} {high.name}"}
    return named | {each: _row(likeness)[each] for each in ("sure", "for", "against")}


def _question(mine: Case, theirs: Case) -> dict[str, Any]:
    return {
        "pathogen": mine.pathogen,
        "answers": [(mine, theirs), (theirs, mine)],
        "may_both": mine.status in CLOSED or theirs.status in CLOSED,
    }


def merges_seen(scope: Scope) -> QuerySet[Merge]:
    """Return the merges whose person exists for a scope, the latest first."""
    found = Merge.objects.filter(_exists(scope, "kept")).select_related("kept", "away")
    return found.order_by("-id")


def distinctions_seen(scope: Scope) -> QuerySet[Distinction]:
    """Return who was told apart, where both exist for a scope, the latest first."""
    found = Distinction.objects.filter(_exists(scope, "one"), _exists(scope, "other"))
    return found.select_related("one", "other").order_by("-id")


def _exists(scope: Scope, side: str) -> Exists:
    # Asked of each: to look at ten rows, not everybody in the subtree is gathered.
    return Exists(people(scope).filter(pk=OuterRef(side)))
