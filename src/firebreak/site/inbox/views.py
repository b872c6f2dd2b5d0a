"""What came in, and the desk on which it is reviewed.

A decision is answered with the desk as it then is, so that no page is loaded anew and the focus
stays; without scripts the same forms lead from page to page.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from firebreak.intake.accepting.desk import Desk
from firebreak.intake.dating import can_be_dated
from firebreak.intake.detect import MB, MOST_BYTES
from firebreak.intake.receiving import Received
from firebreak.records.actions.dating import days_set
from firebreak.records.models import Unit
from firebreak.records.visibility import get_or_404
from firebreak.site.asked import typed
from firebreak.site.download import as_file
from firebreak.site.guard import may_open
from firebreak.site.inbox.bringing import BringForm, Refusal, brought
from firebreak.site.inbox.deciding import decided
from firebreak.site.inbox.listed import list_columns, list_exported, rows_of
from firebreak.site.inbox.page import DocumentPage
from firebreak.site.inbox.seen import (
    STATES,
    in_state,
    last_decision,
    next_waiting,
    readings,
)
from firebreak.site.inbox.words import format_word, problem_word, sentences

PER_PAGE = 25


@may_open("drafts.keep")
def inbox(request: HttpRequest) -> HttpResponse:
    """List what came in, and take in what is pasted or dropped."""
    form = BringForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _taken_in(request, form)
    state = request.GET.get("state", "")
    state = state if state in STATES else "waiting"
    found = in_state(readings(request.scope), state).order_by("-received_at", "-id")
    if request.GET.get("format"):
        return as_file(request, "inbox", list_columns(), list_exported(found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "state": state,
        "may_read": request.scope.may("drafts.read"),
        "may_keep_tokens": request.scope.may("tokens.keep"),
    }
    return render(request, "inbox/list.html", shown, status=422 if form.errors else 200)


@may_open("drafts.read")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document with its drafts."""
    reading = get_or_404(readings(request.scope), pk=pk)
    key = typed(request.GET.get("draft"))
    page = DocumentPage(Desk.of(reading, request.user), key)
    if request.GET.get("mend") and page.current:
        page.mending, page.linking = page.current, "links" in request.GET
    return render(request, "inbox/document.html", _shown(request, page))


@may_open("drafts.read")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a reviewer decided; after the last draft, the next document opens."""
    reading = get_or_404(readings(request.scope), pk=pk)
    page = decided(request, reading)
    if request.POST.get("do") in ("accept", "accept_certain", "reject") and not page.open:
        page = _opened_next(request, page)
    if not request.htmx:
        return _without_script(request, page)
    answer = render(request, "inbox/review.html", _shown(request, page))
    if page.reading.pk != pk:
        answer["HX-Push-Url"] = reverse("inbox_document", args=[page.reading.pk])
    return answer


@may_open("drafts.read")
def mending(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one draft as a form, in its place on the desk."""
    reading = get_or_404(readings(request.scope), pk=pk)
    page = DocumentPage(Desk.of(reading, request.user), typed(request.GET.get("draft")))
    page.mending, page.linking = page.current, "links" in request.GET
    card = next((card for card in page.cards if card.row.key == page.current), None)
    return render(request, "inbox/card.html", {"page": page, "card": card})


def _shown(request: HttpRequest, page: DocumentPage) -> dict:
    return {
        "page": page,
        "format": format_word(page.reading.format),
        "may_choose_columns": page.untouched and request.scope.may("columns.choose"),
        "may_set_day": can_be_dated(page.reading) and request.scope.may("drafts.redate"),
        "days_set": days_set(page.reading),
        "last": last_decision(request.user, page.reading),
        "following": next_waiting(request.scope, page.reading),
    }


def _opened_next(request: HttpRequest, page: DocumentPage) -> DocumentPage:
    following = next_waiting(request.scope, page.reading)
    if following is None:
        return page
    here = _("That was the last of this document; here is the next.")
    said = sentences(*filter(None, [page.said, here]))
    return DocumentPage(Desk.of(following, request.user), said=said, done=page.reading)


def _without_script(request: HttpRequest, page: DocumentPage) -> HttpResponse:
    if page.errors or page.mending:
        return render(request, "inbox/document.html", _shown(request, page), status=422)
    if page.said:
        messages.success(request, _said_with_the_way_back(page))
    there = reverse("inbox_document", args=[page.reading.pk])
    query = f"?{urlencode({'draft': page.current})}" if page.current else ""
    return HttpResponseRedirect(there + query)


def _said_with_the_way_back(page: DocumentPage) -> str:
    """What came of a decision; after the last of a document also the link that leads back to it."""
    if page.done is None:
        return page.said
    there = reverse("inbox_document", args=[page.done.pk])
    back = _("Back to %(title)s") % {"title": page.done}
    return format_html('{} <a href="{}">{}</a>', page.said, there, back)


def _taken_in(request: HttpRequest, form: BringForm) -> HttpResponse:
    unit = Unit.objects.get(pk=request.scope.unit_id)
    came = brought(request, form, unit)
    if not came:
        messages.error(request, _("Nothing came: paste a text or choose a file."))
    opened = came[0] if len(came) == 1 and request.scope.may("drafts.read") else None
    if not isinstance(opened, Received):
        for one in came:
            _say(request, one)
        return HttpResponseRedirect(reverse("inbox"))
    if opened.already or not opened.reading.problem:  # its page says itself why it was not read
        _say(request, opened)
    return HttpResponseRedirect(reverse("inbox_document", args=[opened.reading.pk]))


def _say(request: HttpRequest, one: Received | Refusal) -> None:
    if isinstance(one, Refusal):
        values = {"size": one.size, "most": MOST_BYTES // MB}
        said = problem_word({"code": "too_large", "values": values})
        return messages.error(request, _of(one.name, said))
    title = str(one.reading)
    if one.already:
        said = _("%(title)s came before; nothing was changed.") % {"title": title}
        if can_be_dated(one.reading):
            said = sentences(said, _("Where its day is wrong or missing, set it on its page."))
        return messages.info(request, said)
    if one.reading.problem:
        return messages.error(request, _of(title, problem_word(one.reading.problem)))
    return messages.success(request, _("%(title)s is in the inbox.") % {"title": title})


def _of(name: str, said: str) -> str:
    """Say of which document something is said."""
    return pgettext("a field", "%(field)s: %(said)s") % {"field": name, "said": said}
