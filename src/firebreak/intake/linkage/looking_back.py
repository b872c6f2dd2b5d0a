"""Which people looked like one by what the record held at a past instant.

What is kept (`proposing.py`) is of the present. Of the past everybody is compared anew, and nothing
of it is kept in the database: a page has it done by the process beside the site, a command waits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Q

from firebreak.intake.linkage.proposing import COMPARISON, Standing, likenesses, people_on_file
from firebreak.intake.linkage.scoring import link
from firebreak.records.history import as_known
from firebreak.records.models import Compared, Distinction, Likeness, Person
from firebreak.records.visibility import Scope


@dataclass(frozen=True)
class Past:
    """The pairs of everybody as he stood then, and how many people were compared."""

    pairs: pl.DataFrame
    people: int


def compared() -> Past:
    """Compare the people on file with each other; called inside `as_known`."""
    people = people_on_file()
    return Past(link(people), people.height)


def asked_for(known: datetime) -> tuple[Past | None, Standing]:
    """Return what is known of an instant, and how far it is; what is missing comes later."""
    key = (str(connection.settings_dict["NAME"]), "known", known)
    answer = COMPARISON.ask(key, _beside, lambda: known)
    if not answer.is_known:
        is_coming = COMPARISON.is_engaged and not answer.has_failed
        return None, Standing(None, False, is_coming, answer.has_failed)
    found: Past = answer.value
    return found, Standing(Compared(at=known, people=found.people), is_current=True)


def shown(found: Past, scope: Scope) -> list[Likeness]:
    """Return the pairs a scope is shown, as `proposing.proposed` does; inside `as_known`."""
    rows = likenesses(found.pairs)
    people = _people(scope, {id_ for row in rows for id_ in (row.low_id, row.high_id)})
    apart = {frozenset(pair) for pair in Distinction.objects.values_list("one", "other")}
    both = [row for row in rows if row.low_id in people and row.high_id in people]
    seen = [row for row in both if frozenset((row.low_id, row.high_id)) not in apart]
    for row in seen:
        row.low, row.high = people[row.low_id], people[row.high_id]
    return sorted(seen, key=lambda row: (-row.weight, row.low_id, row.high_id))


def _people(scope: Scope, ids: set[int]) -> dict[int, Person]:
    own: Any = Person.objects.only("name", "unit_stay_id", "unit_residence_id")
    if not scope.sees_all:
        units = scope.unit_ids()
        own = own.filter(Q(unit_stay__in=units) | Q(unit_residence__in=units))
    return own.in_bulk(ids)


def _beside(known: datetime) -> Past:
    """What the process beside the site does."""
    try:
        with as_known(known):
            return compared()
    finally:
        connection.close()
