"""The list of orders with their deadlines."""

from collections.abc import Iterable, Iterator

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.situation import situation
from firebreak.site.download import as_cell, as_file
from firebreak.site.guard import may_open
from firebreak.site.orders.seen import NOT_DONE, STATES, Order, orders_seen
from firebreak.site.words import STATES as WORDS

PER_PAGE = 50


@may_open("duties.read")
def orders(request):
    """List the orders that one's units answer for, those not done yet first."""
    now = situation(known=request.known)
    every = orders_seen(request.scope, now.at)
    asked = request.GET.get("state", "")
    shown = [order for order in every if order.state in ([asked] if asked in STATES else NOT_DONE)]
    if request.GET.get("format"):
        return as_file(request, "orders", _columns(), _exported(shown))
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "asked": request.GET,
        "states": [(s, WORDS[s], sum(order.state == s for order in every)) for s in STATES],
        "reads_sources": request.scope.may("cases.read"),
        "now": now.at,
    }
    return render(request, "orders/list.html", context)


def _columns() -> list[tuple[str, str]]:
    return [
        ("what", pgettext("an order", "What to do")),
        ("text", _("The order")),
        ("issuer", _("Ordered by")),
        ("addressee", _("To whom")),
        ("unit", _("Answers for it")),
        ("given", _("Given")),
        ("due", _("Due")),
        ("state", _("State")),
        ("done", _("Reported done")),
    ]


def _exported(rows: Iterable[Order]) -> Iterator[dict]:
    for order in rows:
        row = order.directive
        yield {
            "what": order.title,
            "text": row.text,
            "issuer": row.issuer,
            "addressee": row.addressee,
            "unit": str(row.unit),
            "given": as_cell(row.happened),
            "due": order.due,
            "state": str(WORDS[order.state]),
            "done": as_cell(order.done.happened) if order.done else None,
        }
