"""What an entry is about, as the address says: `?case=12`, `?person=7`, `?sample=3`.

Whoever is outside the subtree does not exist here either: the same 404 as for a number never used.
"""

from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from firebreak.records.models import (
    Case,
    Classification,
    Contact,
    Directive,
    Outbreak,
    Person,
    Place,
    Placement,
    Report,
    Sample,
    Transfer,
    Unit,
)
from firebreak.records.one_person import present
from firebreak.records.one_place import present as place_now
from firebreak.records.visibility import (
    Scope,
    cases,
    directives,
    get_or_404,
    of_people,
    people,
    places,
    reports,
    units,
)
from firebreak.site.asked import number


@dataclass(frozen=True)
class About:
    """The records that an entry starts from; each may be missing."""

    person: Person | None = None
    case: Case | None = None
    sample: Sample | None = None
    contact: Contact | None = None
    placement: Placement | None = None
    outbreak: Outbreak | None = None
    report: Report | None = None
    classification: Classification | None = None
    unit: Unit | None = None
    transfer: Transfer | None = None
    directive: Directive | None = None
    place: Place | None = None

    @property
    def whom(self) -> Person | None:
        """The person it is about, whichever record says so."""
        found = (self.case, self.sample, self.contact, self.placement, self.transfer)
        return self.person or next((r.person for r in found if r is not None), None)


#: The words an address names its records by.
NAMES = tuple(field.name for field in fields(About))


def read_about(request: HttpRequest) -> About:
    """
    Read what the address names, within the subtree.

    Raises
    ------
    Http404
        There is no such record, for this post.
    """
    asked = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    return About(**{name: _find(name, asked[name], request.scope) for name in asked})


def within(name: str, scope: Scope) -> QuerySet:
    """Return the records of a kind that exist for a scope."""
    if name == "person":
        return people(scope).select_related("unit_stay", "unit_residence")
    if name == "case":
        return cases(scope).select_related("person")
    if name == "report":
        return reports(scope).select_related("unit", "to_unit", "case")
    if name == "unit":
        return units(scope)
    if name == "place":
        return places(scope).select_related("unit")
    if name == "directive":
        return undone_orders(scope).select_related("unit")
    if name == "transfer":
        return unanswered(scope).select_related("person", "from_unit", "to_unit")
    if name == "outbreak":
        return outbreaks(scope).select_related("unit")
    model = {
        "sample": Sample,
        "contact": Contact,
        "placement": Placement,
        "classification": Classification,
    }[name]
    found = of_people(model, scope)
    return found if name == "classification" else found.select_related("person", "unit")


def outbreaks(scope: Scope) -> QuerySet[Outbreak]:
    """Return the outbreaks that exist for a scope."""
    found = Outbreak.objects.all()
    return found if scope.sees_all else found.filter(unit__in=scope.unit_ids())


def undone_orders(scope: Scope) -> QuerySet[Directive]:
    """Return the orders of a scope's units that nobody has reported as carried out."""
    return directives(scope).filter(~Exists(Report.objects.filter(directive=OuterRef("pk"))))


def unanswered(scope: Scope) -> QuerySet[Transfer]:
    """Return the transfers that wait for an answer of a scope's units."""
    found = Transfer.objects.filter(answered_at__isnull=True)
    return found if scope.sees_all else found.filter(to_unit__in=scope.unit_ids())


def _find(name: str, text: str, scope: Scope):
    pk = number(text)
    if pk is None:
        raise Http404(_("There is no such record."))
    if name == "person":
        pk = present(pk)
    if name == "place":
        pk = place_now(pk)
    return get_or_404(within(name, scope), pk=pk)
