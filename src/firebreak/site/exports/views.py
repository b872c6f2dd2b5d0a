"""Who took which list out of the record, when, for whom and how much: for whoever inspects that."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.actions.exports import exports_seen
from firebreak.records.models import Export
from firebreak.site.download import as_file
from firebreak.site.exports.words import counts_word, form_word, taker_word, what_word
from firebreak.site.guard import may_open

PER_PAGE = 50
SOME = 2000  # fetched at once for a file


@may_open("exports.read")
def exports(request):
    """List the exports of one's own subtree, the last first."""
    found = exports_seen(request.scope)
    if request.known is not None:
        found = found.filter(at__lte=request.known)
    if request.GET.get("format"):
        return as_file(request, "exports", _columns(), map(_exported, found.iterator(SOME)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(one) for one in page.object_list]
    return render(request, "exports/list.html", {"page": page, "rows": rows})


def _row(one: Export) -> dict:
    return {
        "export": one,
        "what": what_word(one),
        "form": form_word(one.form),
        "taker": taker_word(one),
        "counts": counts_word(one),
    }


def _columns() -> list[tuple[str, str]]:
    return [
        ("at", _("When")),
        ("taker", _("Taken by")),
        ("way", pgettext("an export", "How")),
        ("what", _("What")),
        ("counts", _("How many of each kind")),
        ("form", _("Format")),
        ("unit", _("Unit")),
        ("given_to", _("Given to")),
        ("rows", _("Rows")),
    ]


def _exported(one: Export) -> dict:
    return _row(one) | {
        "at": one.at,
        "way": one.get_way_display(),
        "unit": str(one.unit or ""),
        "given_to": one.given_to,
        "rows": one.rows,
    }
