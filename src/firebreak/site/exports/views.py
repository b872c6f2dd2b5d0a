"""Who took which list out of the record, when, for whom and how much: for whoever inspects that."""

from django.core.paginator import Paginator
from django.shortcuts import render

from firebreak.records.actions.exports import exports_seen
from firebreak.site.exports.words import counts_word, form_word, taker_word, what_word
from firebreak.site.guard import may_open

PER_PAGE = 50


@may_open("exports.read")
def exports(request):
    """List the exports of one's own subtree, the last first."""
    found = exports_seen(request.scope)
    if request.known is not None:
        found = found.filter(at__lte=request.known)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "export": one,
            "what": what_word(one),
            "form": form_word(one.form),
            "taker": taker_word(one),
            "counts": counts_word(one),
        }
        for one in page.object_list
    ]
    return render(request, "exports/list.html", {"page": page, "rows": rows})
