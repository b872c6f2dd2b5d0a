"""What is on file about a place and the places within it, cut to the reader's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from firebreak.records.models import Case, Contact, Person, Place, Stay
from firebreak.records.visibility import Scope, of_people, people, places


@dataclass(frozen=True)
class Visit:
    """A stay of somebody the reader sees, with the case he is, if he is one."""

    stay: Stay
    case: Case | None


@dataclass(frozen=True)
class OnFile:
    """What happened at a place: visits and contacts seen, and how many are of other units."""

    visits: list[Visit]
    people_unseen: int
    cases: list[Case]
    contacts: list[Contact]
    contacts_unseen: int


def inside(place: Place) -> list[int]:
    """Return the ids of a place and of every place within it, however deep."""
    found, layer = [place.pk], [place.pk]
    while layer:
        parts = Place.objects.filter(within__in=layer).exclude(pk__in=found)
        layer = list(parts.values_list("pk", flat=True))
        found += layer
    return found


def around(place: Place) -> list[Place]:
    """Return the places that hold this one, the widest first."""
    found: list[Place] = []
    holder = place.within
    while holder is not None and holder not in found:
        found.insert(0, holder)
        holder = holder.within
    return found


def parts_of(place: Place, scope: Scope) -> QuerySet[Place]:
    """Return the places directly within that a scope sees, each with how many people were there."""
    # Counted aside: PostgreSQL groups the rows of a table by its key, but not those of the past.
    there = Stay.objects.filter(place=OuterRef("pk")).order_by().values("place")
    counted = Subquery(there.annotate(people=Count("person", distinct=True)).values("people"))
    parts = places(scope).filter(within=place).annotate(visitors=Coalesce(counted, 0))
    return parts.order_by("name", "id")


def on_file(ids: list[int], scope: Scope, since: datetime | None, until: datetime | None) -> OnFile:
    """Gather what happened at places within a span of time; None is open."""
    told = Stay.objects.filter(_within(since, until), place__in=ids)
    stays = list(
        (told if scope.sees_all else told.filter(person__in=people(scope)))
        .select_related("person", "place")
        .order_by("happened_at", "id")
    )
    met = Contact.objects.filter(_within(since, until), place__in=ids)
    seen = met if scope.sees_all else met.filter(person__in=people(scope))
    contacts = list(seen.select_related("person", "unit", "case").order_by("happened_at", "id"))
    cases = cases_of(scope, {stay.person_id for stay in stays})
    return OnFile(
        visits=[Visit(stay, cases.get(stay.person_id)) for stay in stays],
        people_unseen=_people(told) - len({stay.person_id for stay in stays}),
        cases=sorted(cases.values(), key=_by_onset),
        contacts=contacts,
        contacts_unseen=met.count() - len(contacts),
    )


def cases_of(scope: Scope, persons: Iterable[int]) -> dict[int, Case]:
    """Return the latest case of each person that has one, as far as the scope sees it."""
    found = of_people(Case, scope).filter(person__in=persons).select_related("person")
    return {case.person_id: case for case in found.order_by("id")}


def _people(told: QuerySet[Stay]) -> int:
    return Person.objects.filter(pk__in=told.values("person")).count()


def _within(since: datetime | None, until: datetime | None) -> Q:
    """Whatever may lie in the span; a time nobody knows may."""
    condition = Q()
    if since is not None:
        begins_later = Q(happened_until__isnull=True, happened_at__gte=since)
        condition &= Q(happened_at__isnull=True) | begins_later | Q(happened_until__gt=since)
    if until is not None:
        condition &= Q(happened_at__isnull=True) | Q(happened_at__lt=until)
    return condition


def _by_onset(case: Case) -> tuple[bool, float, int]:
    at = case.happened_at
    return at is None, at.timestamp() if at else 0.0, case.pk
