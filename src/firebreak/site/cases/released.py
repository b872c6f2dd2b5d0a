"""Until when somebody is kept, derived from the last exposure and the edition, in words."""

from firebreak.records.models import Person, Placement
from firebreak.records.situation import Situation


def ends(person: Person, now: Situation) -> list[tuple[Placement, str]]:
    """Return the placements of a person, each with the derivation of its end."""
    return [(kept, "") for kept in person.placements.select_related("unit").order_by("happened_at")]
