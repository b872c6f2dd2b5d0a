"""A situation at another instant, and those of the past."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime

from django.db import connection

from firebreak.records.situation.reading import last_change_id, read
from firebreak.records.situation.state import Situation

KEPT = 6

_kept: OrderedDict[tuple, Situation] = OrderedDict()


def past(known: datetime, at: datetime) -> Situation:
    """Return what was known at an instant, with the clocks read at another; the last few are kept."""
    key = (database(), last_change_id(), known, at)
    found = _kept.get(key)
    if found is None:  # another thread may drop it meanwhile, so it is not looked up again
        found = _kept[key] = at_instant(read(known), at)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def at_instant(base: Situation, at: datetime) -> Situation:
    """Return the same record with the clocks read at another instant."""
    if base.at == at:
        return base
    moved = replace(base, at=at)
    if "met" in vars(base) and _nothing_between(base, at):
        vars(moved)["met"] = base.met  # a minute later the same has happened
    return moved


def _nothing_between(base: Situation, at: datetime) -> bool:
    """Say whether nothing on record happened between a situation's instant and another."""
    low, high = min(base.at, at), max(base.at, at)
    between = (base.events["happened_at"] > low) & (base.events["happened_at"] <= high)
    met = (base.contacts["start"] > low) & (base.contacts["start"] <= high)
    return not between.any() and not met.any()


def database() -> str:
    """Return which database is open: what is kept is of one only."""
    return str(connection.settings_dict["NAME"])


def forget() -> None:
    """Drop those of the past."""
    _kept.clear()
