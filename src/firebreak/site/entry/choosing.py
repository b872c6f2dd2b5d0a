"""Asking which case, sample, contact… an entry is about, where the address does not say.

What waits longest comes first; a name or number narrows it. Only what exists for the post is shown.
"""

from django.core.paginator import Paginator
from django.db.models import Case as DatabaseCase
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.models import Case, Contact, Person, Report, Transfer
from firebreak.records.visibility import Scope
from firebreak.site.entry.about import within

A_PAGE = 20
CLOSED = (Case.Status.EXCLUDED, Case.Status.RECOVERED, Case.Status.DIED)
#: Kinds of which a person has some, so that naming the person narrows them.
OF_PERSON = {
    "case": "person",
    "sample": "person",
    "contact": "person",
    "placement": "person",
    "transfer": "person",
    "classification": "case__person",
}
QUESTIONS = {
    "case": _("Which case?"),
    "sample": _("Which sample?"),
    "contact": _("Which contact?"),
    "placement": _("Which placement?"),
    "outbreak": _("Which outbreak?"),
    "report": pgettext_lazy("one of a list", "Which report?"),
    "directive": _("Which order?"),
    "person": _("Which person?"),
    "place": _("Which place?"),
    "transfer": _("Which contact?"),
    "classification": _("Which classification?"),
}
SEARCHED = {
    "case": ("number", "person__name"),
    "sample": ("number", "person__name"),
    "contact": ("person__name", "case__number"),
    "placement": ("person__name",),
    "outbreak": ("name",),
    "report": ("case__number", "unit__name"),
    "directive": ("text", "unit__name"),
    "person": ("name",),
    "place": ("name",),
    "transfer": ("person__name",),
    "classification": ("case__number", "case__person__name"),
}


def ask_which(
    request: HttpRequest, kind: str, action: str, title: str, whom: Person | None
) -> HttpResponse:
    """Show the records of a kind that an action may be about, each a link to the form."""
    found = waiting(kind, action, request.scope)
    if whom is not None and kind in OF_PERSON:
        found = found.filter(**{OF_PERSON[kind]: whom})
        if only := one_of(found):
            return HttpResponseRedirect(_chosen(request, kind, only.pk))
    found = narrowed(found, kind, request.GET.get("q", ""))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    for record in page:
        record.choose_href = _chosen(request, kind, record.pk)
    shown = {"title": title, "question": QUESTIONS[kind], "kind": kind, "page": page}
    return render(request, "entry/choose.html", shown)


def one_of(records: QuerySet):
    """Return the only record there is; None if there are none or several."""
    found = list(records[:2])
    return found[0] if len(found) == 1 else None


def waiting(kind: str, action: str, scope: Scope) -> QuerySet:
    """Return the records of a kind for which an action is still to be done, the oldest first."""
    records = within(kind, scope)
    if kind == "sample":
        return _samples(records, action)
    if kind == "report":
        return _reports(records, action)
    if kind == "transfer":
        return records.order_by("happened_at", "id")
    if kind == "contact" and action == "contacts.transfer":
        return _to_hand_over(records)
    if kind == "contact":
        return records.filter(reached_at__isnull=True).order_by("told_at", "id")
    if kind == "placement":
        return records.filter(ended_at__isnull=True).order_by("happened_at", "id")
    if kind == "case":
        return records.order_by(F("happened_at").desc(nulls_last=True), "-id")
    return records.order_by("-id")


def narrowed(records: QuerySet, kind: str, text: str) -> QuerySet:
    """Return the records whose name or number holds a text."""
    if not text.strip():
        return records
    condition = Q()
    for field in SEARCHED[kind]:
        condition |= Q(**{f"{field}__icontains": text.strip()})
    return records.filter(condition)


def _chosen(request: HttpRequest, kind: str, pk: int) -> str:
    query = request.GET.copy()
    for name in ("q", "page"):
        query.pop(name, None)
    query[kind] = str(pk)
    return f"{request.path}?{query.urlencode()}"


def _to_hand_over(contacts: QuerySet) -> QuerySet:
    """One row for a person: the contact record named last, where no transfer waits already."""
    last = Contact.objects.filter(person=OuterRef("person")).exclude(order=Contact.Order.GENERAL)
    waits = Transfer.objects.filter(person=OuterRef("person"), answered_at__isnull=True)
    newest = last.order_by("-id").values("pk")[:1]
    return contacts.filter(~Exists(waits), pk=Subquery(newest)).order_by("-id")


def _samples(samples: QuerySet, action: str) -> QuerySet:
    if action == "samples.receive":
        return samples.filter(received_at__isnull=True).order_by("happened_at", "id")
    untested = samples.filter(tests__isnull=True)
    return untested.order_by(F("received_at").asc(nulls_last=True), "happened_at", "id")


def _reports(reports: QuerySet, action: str) -> QuerySet:
    if action == "reports.receive":
        return reports.filter(received_at__isnull=True).order_by("happened_at", "id")
    review = reports.filter(received_at__isnull=False, reviewed_at__isnull=True)
    # A card's review has a clock and the others have none: cards come first.
    is_card = DatabaseCase(When(kind=Report.Kind.CASE_CARD, then=0), default=1)
    return review.filter(case__isnull=False).order_by(is_card, "received_at", "id")
