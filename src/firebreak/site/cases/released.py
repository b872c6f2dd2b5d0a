"""Until when somebody is kept: each placement with its end and the derivation of it."""

from collections.abc import Iterable

from firebreak.records.models import Placement
from firebreak.records.observation import DerivedEnd, end_of
from firebreak.records.situation import Situation


def ends(
    placements: Iterable[Placement], now: Situation
) -> list[tuple[Placement, DerivedEnd | None]]:
    """Return each placement with its derived end, where one follows."""
    return [(placement, end_of(placement, now.protocols, now.pathogen)) for placement in placements]
