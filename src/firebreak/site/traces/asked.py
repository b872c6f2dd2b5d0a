"""What the address of a trace asks: which case, over which time."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from firebreak.engine.tracing import StaysIndexError
from firebreak.records.models import Case
from firebreak.records.traces.spans import Span
from firebreak.records.visibility import cases, get_or_404
from firebreak.site.asked import instant


def whole_index(view: Callable) -> Callable:
    """Say in a sentence that the index of stays is damaged, and what to do, instead of tracing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except StaysIndexError:
            return render(request, "traces/damaged.html", status=503)

    return guarded


def case_of(request: HttpRequest, pk: int) -> Case:
    """Fetch the case, or raise the same 404 for "not yours" as for "not there"."""
    known = cases(request.scope).select_related("person", "unit_counting", "outbreak")
    return get_or_404(known, pk=pk)


def narrowed(request: HttpRequest, span: Span | None) -> Span | None:
    """
    Return the span with the ends the reader has set; None if there is none.

    Ends that contradict each other are said, and not taken.
    """
    since, until = instant(request.GET.get("since")), instant(request.GET.get("until"))
    if since is None and until is None:
        return span
    start, end = since or _start(span), until or _end(span)
    if start is None or end is None:
        messages.info(request, _("Say both from when and until when."))
        return span
    if end <= start:
        messages.error(request, _("The time would end before it began. Check both."))
        return span
    return Span(start, end)


def _start(span: Span | None) -> datetime | None:
    return span.start if span else None


def _end(span: Span | None) -> datetime | None:
    return span.end if span else None
