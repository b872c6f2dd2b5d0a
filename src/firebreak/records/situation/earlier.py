"""What was known at an earlier instant, made from what is known now.

To read a large city as it was known yesterday takes minutes: of each record the version then in
force has to be found. Nearly all are still as they were. So only what was touched since is read as
it was, and what is new since is left out.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db import models

from firebreak.engine import tables as engine
from firebreak.records import tables
from firebreak.records.history import as_known
from firebreak.records.models import Case, Contact
from firebreak.records.situation.following import FOLLOWS, Follows, slices
from firebreak.records.situation.reading import last_change_id, read
from firebreak.records.situation.state import Situation

Kind = type[models.Model]
FIRST_VERSION = "+"


@dataclass(frozen=True)
class Touched:
    """The records of a kind that were `created` since, and those that were otherwise then."""

    created: frozenset[int]
    otherwise: frozenset[int]

    def as_then(
        self, rows: pl.DataFrame, key: str, read: Callable[[list[int]], pl.DataFrame]
    ) -> pl.DataFrame:
        """Return the rows as they were; `read` reads those of some ids."""
        touched = pl.Series(sorted(self.created | self.otherwise), dtype=pl.Int64).implode()
        kept = rows.filter(~pl.col(key).is_in(touched)) if self.created | self.otherwise else rows
        return pl.concat([kept, *(read(ids) for ids in slices(self.otherwise))])


def earlier(now: Situation, then: datetime, kinds: Collection[Kind]) -> Situation:
    """
    Return what was known of some kinds of record at an earlier instant.

    Not to be called inside `as_known`: what was touched since is looked for in the present.

    Parameters
    ----------
    now
        The situation it is made from, of `then` or later.
    kinds
        Whose events are in it. Those that follow from several events are not.
    """
    touched = _touched(then, {*kinds, Case, Contact})
    with as_known(then):
        if _has_moved(now.units):
            return _of_kinds(read(then), kinds)
        parts = {
            kind: touched[kind].as_then(
                now.parts[kind], "record", lambda ids, kind=kind: tables.events([kind], ids)
            )
            for kind in kinds
        }
        found = replace(
            now,
            at=then,
            known=then,
            change_id=last_change_id(),
            parts=parts,
            linelist=touched[Case].as_then(now.linelist, "id", tables.linelist),
            contacts=touched[Contact].as_then(now.contacts, "id", tables.contacts),
            units=tables.units(),
            divisions=tables.divisions(),
            watermarks={},
            lasting={},
        )
    return _of_kinds(found, kinds)


def _of_kinds(found: Situation, kinds: Collection[Kind]) -> Situation:
    alone = replace(found, parts={kind: found.parts[kind] for kind in kinds})
    vars(alone)["met"] = engine.empty(engine.EVENTS)
    return alone


def _has_moved(units: pl.DataFrame) -> bool:
    """Say whether a unit belonged to another county then: that touches rows of all kinds."""
    counties = dict(units.select("id", "county").iter_rows())
    then = tables.county_of_units()
    return any(counties.get(unit, county) != county for unit, county in then.items())


def _touched(then: datetime, kinds: set[Kind]) -> dict[Kind, Touched]:
    follows = [one for one in FOLLOWS if one.model in kinds]
    causes = {one.cause for one in follows}
    versions = {kind: _first_versions_since(then, kind) for kind in kinds | causes}
    ids = {kind: set(versions[kind]) for kind in kinds}
    for one in follows:  # the values are the cause's own: what follows from it is no cause again
        ids[one.model].update(one.rows(_touched_causes(one, versions[one.cause])))
    return {kind: _sorted_out(ids[kind], versions[kind]) for kind in kinds}


def _first_versions_since(then: datetime, kind: Kind) -> dict[int, str]:
    """Of each record touched since, the type of its first version since."""
    rows = kind.history.filter(history_date__gt=then).order_by("-history_id")
    return dict(rows.values_list("id", "history_type"))


def _touched_causes(one: Follows, versions: dict[int, str]) -> set[int]:
    if one.of != "id":
        return set(versions)
    # Who refers to something that is new is new himself, or was touched.
    return {id_ for id_, type_ in versions.items() if type_ != FIRST_VERSION}


def _sorted_out(ids: set[int], versions: dict[int, str]) -> Touched:
    created = frozenset(id_ for id_, type_ in versions.items() if type_ == FIRST_VERSION)
    return Touched(created, frozenset(ids - created))
