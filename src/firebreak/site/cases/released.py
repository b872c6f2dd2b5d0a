"""Until when somebody is kept: each placement with its end and the derivation of it."""

from firebreak.records.models import Person, Placement
from firebreak.records.observation import DerivedEnd, end_of
from firebreak.records.situation import Situation


def ends(person: Person, now: Situation) -> list[tuple[Placement, DerivedEnd | None]]:
    """Return the placements of a person, each with its derived end where one follows."""
    kept = person.placements.select_related("unit", "person").order_by("happened_at")
    return [(placement, end_of(placement, now.protocols, now.pathogen)) for placement in kept]
