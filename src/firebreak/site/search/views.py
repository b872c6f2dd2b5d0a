"""One box for everything."""

from django.db.models import Q
from django.shortcuts import redirect, render

from firebreak.records.models import Place
from firebreak.records.one_place import also_as_merged
from firebreak.records.visibility import cases, people, places, units
from firebreak.site.cases.chosen import search as cases_called
from firebreak.site.guard import may_open
from firebreak.site.search.called import called

SHOWN = 25


@may_open("today.read")
def search(request):
    """Find by number, name, place, or the whole of an ID or telephone number."""
    words = request.GET.get("q", "").strip()
    scope = request.scope
    found = {"cases": [], "people": [], "units": [], "places": []}
    if words:
        found["units"] = units(scope).filter(
            Q(name__icontains=words) | Q(name_en__icontains=words) | Q(code=words)
        )[:SHOWN]
    if words and scope.may("cases.read"):
        found["cases"] = cases_called(cases(scope), words).select_related(
            "person", "unit_counting"
        )[:SHOWN]
        named = also_as_merged(places(scope), Q(name__icontains=words)).exclude(kind=Place.Kind.ROW)
        found["places"] = named.select_related("unit")[:SHOWN]
    if words and scope.may("people.read"):
        found["people"] = _people(scope, words)
    only = found["cases"][:2] if words else []
    if len(only) == 1 and only[0].number == words:
        return redirect("case", pk=only[0].pk)
    context = {"q": words, **found, "any": any(map(len, found.values()))}
    context["reads_places"] = scope.may("places.read")
    return render(request, "search/search.html", context)


def _people(scope, words: str):
    found = called(people(scope), words).filter(cases__isnull=True)
    return found.select_related("unit_stay")[:SHOWN]
