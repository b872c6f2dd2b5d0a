"""The list of what was published."""

from collections.abc import Iterable, Iterator

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.situation import situation
from firebreak.site.asked import number
from firebreak.site.download import as_file
from firebreak.site.guard import may_open
from firebreak.site.published.compared import Compared, compared, published_seen

PER_PAGE = 25  # each instant that is counted anew takes its time


@may_open("cases.read")
def published(request):
    """List published figures, or those of one report, with the record's own count and the difference."""
    now = situation(known=request.known)
    found = published_seen(request.scope)
    if (report := number(request.GET.get("report"))) is not None:
        found = found.filter(pk=report)
    if request.GET.get("format"):
        rows = compared(found, now, request.scope)
        return as_file(request, "published", _columns(), _exported(rows))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": compared(page.object_list, now, request.scope),
        "now": now.at,
        "report": report,
    }
    return render(request, "published/list.html", context)


def _columns() -> list[tuple[str, str]]:
    return [
        ("what", _("What was counted")),
        ("unit", _("Of which unit")),
        ("as_of", _("As of")),
        ("published", pgettext("a figure", "Published")),
        ("own", _("On record")),
        ("difference", _("Difference")),
        ("source", _("Source")),
    ]


def _exported(rows: Iterable[Compared]) -> Iterator[dict]:
    for row in rows:
        yield {
            "what": row.word,
            "unit": row.unit,
            "as_of": row.until,
            "published": row.value,
            "own": row.why_not if row.own is None else row.own,
            "difference": row.difference,
            "source": str(row.source or row.kind),
        }
