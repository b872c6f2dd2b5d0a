"""Whom to look at next: the people a post keeps or looks after, the longest unseen first."""

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from firebreak.records.models import Person, Placement, Unit
from firebreak.records.visibility import Scope
from firebreak.records.visibility import people as people_of
from firebreak.site.entry.units import own_unit

A_PAGE = 60
#: Kinds of unit whose own people are looked at in rounds.
LOOK_AFTER_THEIR_OWN = (Unit.Kind.SCHOOL, Unit.Kind.FIRM)


def next_in_round(scope: Scope) -> QuerySet[Person]:
    """
    Return the people under observation in one's unit, or of one's school or firm.

    Each has `last_checked_at`. A post of the whole city walks no rounds.
    """
    if scope.sees_all:
        return Person.objects.none()
    kept = Placement.objects.filter(
        person=OuterRef("pk"),
        unit__in=scope.unit_ids(),
        level__in=Placement.OBSERVATION,
        ended_at__isnull=True,
    )
    mine = Q(Exists(kept))
    if own_unit(scope).kind in LOOK_AFTER_THEIR_OWN:
        mine |= Q(unit_stay=scope.unit_id)
    found = people_of(scope).filter(mine).annotate(last_checked_at=Max("checks__happened_at"))
    return found.order_by(F("last_checked_at").asc(nulls_first=True), "id")[:A_PAGE]
