"""What the chains say of the outbreak: numbers with intervals, each with what it rests on."""

from dataclasses import dataclass

from firebreak.records.chains.computing import Result
from firebreak.site.chains.seen import Seen


@dataclass(frozen=True)
class Number:
    """One number of the outbreak: what, how much, from where to where, and from what data."""

    label: str
    value: float
    lower: float | None
    upper: float | None
    unit: str
    rests_on: str


def shown(result: Result, known: Seen) -> list[Number]:
    """Return the numbers for a page; none for whoever sees only a part of the cases."""
    return []
