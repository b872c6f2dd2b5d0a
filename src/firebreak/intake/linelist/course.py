"""Times of a row in an order that cannot be, or that have not come yet.

Real lists have such rows, so they are told and kept; `firebreak check` says the same of what is on
file, in the same words. What is known to the day is wrong only if every hour of it is.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from firebreak.engine.consistency.findings import MEASURES
from firebreak.engine.dates import write_when
from firebreak.engine.when import When
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.steps import ENDS, steps

Odd = tuple[str, dict[str, object]]


def odd_times(row: Row, now: datetime, zone: tzinfo) -> Iterator[Odd]:
    """Return what is odd about the course of a case: the code of a sentence, and what it names."""
    known = dict(steps(row))
    onset = row.values.get("onset")
    if isinstance(onset, When):
        known["onset"] = onset
    for code, first, then in _ORDER:
        if first in known and then in known and ended_before(known[then], known[first]):
            yield code, _named(code, known, first, then, zone)
    for what, when in known.items():
        if when.start is not None and when.start > now:
            yield _to_come(what, write_when(when, zone=zone))


#: Code -> what comes first, and what then.
_ORDER = (
    *(("outcome_before_onset", "onset", end) for end in ENDS),
    ("onset_after_confirmation", "onset", "confirmed"),
    ("confirmed_before_suspected", "suspected", "confirmed"),
)


def ended_before(one: When, other: When) -> bool:
    """Say whether `one` was over when `other` began."""
    if one.start is None or other.start is None:
        return False
    return one.start < other.start if one.end is None else one.end <= other.start


def _named(
    code: str, known: dict[str, When], first: str, then: str, zone: tzinfo
) -> dict[str, object]:
    part = "outcome" if code == "outcome_before_onset" else then
    return {
        first: write_when(known[first], zone=zone),
        part: write_when(known[then], zone=zone),
    }


def _to_come(what: str, when: str) -> Odd:
    if what == "onset":
        return "onset_in_future", {"onset": when}
    en, zh = MEASURES[what]
    return "classified_in_future", {"measure": {"en": en, "zh": zh}, "when": when}
