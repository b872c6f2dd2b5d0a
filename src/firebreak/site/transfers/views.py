"""The list of transfers, for the sender and for the receiver."""

from collections.abc import Iterable, Iterator

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.models import Transfer
from firebreak.records.situation import situation
from firebreak.records.visibility import people
from firebreak.site.download import as_file, person_cell
from firebreak.site.entry.about import unanswered
from firebreak.site.guard import may_open
from firebreak.site.transfers.seen import (
    STATES,
    in_state,
    state_word,
    transfers_seen,
    waited,
)

PER_PAGE = 50


@may_open("people.read")
def transfers(request):
    """List the contacts handed over, those that wait for an answer first."""
    now = situation(known=request.known)
    every = transfers_seen(request.scope)
    rows = in_state(every, request.GET.get("state", ""))
    if request.GET.get("format"):
        return as_file(
            request, "transfers", _columns(), _exported(rows, _existing(request.scope, rows))
        )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.waits = waited(row, now.at)
    answers = request.scope.may("contacts.accept") and request.known is None
    context = {
        "page": page,
        "asked": request.GET,
        "states": [(each, state_word(each), in_state(every, each).count()) for each in STATES],
        "total": every.count(),
        "known_people": _existing(request.scope, page),
        "mine": set(unanswered(request.scope).values_list("pk", flat=True)) if answers else set(),
        "now": now.at,
    }
    return render(request, "transfers/list.html", context)


def _existing(scope, rows: Iterable[Transfer]) -> set[int]:
    """Those of the people who exist for the reader, so that a link to them leads somewhere."""
    asked = [row.person_id for row in rows]
    return set(people(scope).filter(pk__in=asked).values_list("pk", flat=True))


def _columns() -> list[tuple[str, str]]:
    return [
        ("person", _("Name")),
        ("from", pgettext("transfer", "From")),
        ("to", pgettext("transfer", "To")),
        ("sent", _("Handed over")),
        ("reason", _("Reason")),
        ("state", _("State")),
        ("answered", _("Answered")),
        ("answer_reason", _("Reason of the answer")),
        ("record", _("Record")),
    ]


def _exported(rows: Iterable[Transfer], known_people: set[int]) -> Iterator[dict]:
    for row in rows:
        yield {
            "person": row.person.name,
            "from": str(row.from_unit),
            "to": str(row.to_unit),
            "sent": row.happened_at,
            "reason": row.reason,
            "state": state_word(row.answer or "waiting"),
            "answered": row.answered_at,
            "answer_reason": row.answer_reason,
            "record": person_cell(row.person_id if row.person_id in known_people else None),
        }
