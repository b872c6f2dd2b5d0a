"""Forward: whom a case met, by which rule that makes a contact; chosen ones become contacts."""

from collections.abc import Iterator
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.records.models import Case, Lookup
from firebreak.records.situation import Situation, situation
from firebreak.records.traces.asking import Forward
from firebreak.records.traces.asking import forward as ask
from firebreak.records.traces.spans import Span, infectious_spans
from firebreak.site.download import as_file, list_as_file
from firebreak.site.entry.page import refuse_entry
from firebreak.site.guard import may_open
from firebreak.site.places.gatherings import gathered_with
from firebreak.site.templatetags.pages import minute
from firebreak.site.traces import files
from firebreak.site.traces.asked import case_of, narrowed, whole_index
from firebreak.site.traces.choosing import Chosen, write_once
from firebreak.site.traces.picture import places_met
from firebreak.site.traces.proposals import Found, Rows, found_by

PER_PAGE = 50
LATELY = 8  # lookups that are shown


@may_open("traces.read")
@whole_index
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom a case met: certain contacts, possible ones, and contacts of contacts if asked."""
    now = situation(known=request.known)
    case = case_of(request, pk)
    edition_span = infectious_spans([case], now).get(case.pk)
    span = narrowed(request, edition_span)
    found = _found(request, now, case, span) if span is not None else None
    if request.GET.get("format"):
        return list_as_file(request, _files(request, found))
    context = {
        "case": case,
        "person": case.person,
        "now": now.at,
        "span": span,
        "is_own_span": span is not None and span is not edition_span,
        "edition": _edition_name(span),
        "asked": request.GET,
        "once": get_random_string(20),
        "may_choose": request.scope.may("contacts.trace") and request.known is None,
        "gatherings": gathered_with(case.person, request.scope),
        "lookups": Lookup.objects.filter(subject=pk).exclude(kind="place")[:LATELY],
    }
    if found is not None:
        context |= _shown(request, found)
    return render(request, "traces/forward.html", context)


@may_open("contacts.trace")
@require_POST
@whole_index
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Make contacts of the chosen proposals, once, as one change that can be taken back."""
    refused = refuse_entry(request, "contacts.trace")
    if refused is not None:
        return refused
    case = case_of(request, pk)
    there = f"{reverse('trace_forward', args=[pk])}?{request.GET.urlencode()}"
    return write_once(request, lambda: _chosen(request, case), there)


def _chosen(request: HttpRequest, case: Case) -> list[Chosen]:
    now = situation()
    span = narrowed(request, infectious_spans([case], now).get(case.pk))
    if span is None:
        return []
    lines = _found(request, now, case, span).chosen(set(request.POST.getlist("chosen")))
    text = _text(span, {line.rule for line in lines})
    return [Chosen(case, lines, _title(case, span), text)] if lines else []


def _found(request: HttpRequest, now: Situation, case: Case, span: Span) -> Found:
    depth = 2 if request.GET.get("depth") == "2" else 1
    traced: Forward = ask(now, case, span, by=request.user, depth=depth)
    return found_by(traced, case, now, request.scope)


def _shown(request: HttpRequest, found: Found) -> dict:
    page = Paginator(found.certain, PER_PAGE).get_page(request.GET.get("page"))
    further = Paginator(found.further, PER_PAGE).get_page(request.GET.get("further"))
    possible = Paginator(found.possible, PER_PAGE).get_page(request.GET.get("possible"))
    shown = [found.lines(part.object_list) for part in (page, possible, further)]
    return {
        "found": found,
        "page": page,
        "lines": shown[0],
        "possible_page": possible,
        "possible": shown[1],
        "further_page": further,
        "further": shown[2],
        "any_to_choose": any(line.may_be_chosen for lines in shown for line in lines),
        "is_deep": request.GET.get("depth") == "2",
        "picture": places_met(found),
    }


def _files(request: HttpRequest, found: Found | None) -> dict[str, partial]:
    """The lists of the page by name; none where there is no time to trace."""
    if found is None:
        return {}

    def met(rows: Rows, *, further: bool = False) -> tuple[list, Iterator[dict]]:
        lines = files.said(rows, found.lines)
        return files.met_columns(further=further), files.met_exported(lines)

    further = met(found.further, further=True)
    return {
        "certain": partial(as_file, request, "met", *met(found.certain)),
        "possible": partial(as_file, request, "met-possible", *met(found.possible)),
        "further": partial(as_file, request, "met-further", *further),
    }


def _edition_name(span: Span | None) -> str:
    if span is None or span.edition is None:
        return ""
    return span.edition.name.of(get_language() or "en")


def _title(case: Case, span: Span) -> str:
    return _("Trace of case %(case)s, %(start)s to %(end)s") % {
        "case": case,
        "start": minute(span.start),
        "end": minute(span.end),
    }


def _text(span: Span, rules: set[str]) -> str:
    """The rules that made the contacts, and whose days were counted."""
    edition = _edition_name(span) or _("the time was set by hand")
    return "\n".join([edition, *sorted(rules)])
