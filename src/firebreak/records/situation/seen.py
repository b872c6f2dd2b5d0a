"""What of a situation a post sees."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from firebreak.records.models import Check, Placement, Sample, Transfer, Unit
from firebreak.records.situation.state import Situation
from firebreak.records.visibility import Scope

PLACED = ("county", "unit", "holder_unit")  # columns that say where a row belongs


def visible(rows: pl.DataFrame, scope: Scope, of: Situation) -> pl.DataFrame:
    """Return the rows whose county, unit or holder lies in a scope."""
    if scope.sees_all:
        return rows
    if scope.path is None:
        return rows.clear()
    columns = [c for c in PLACED if c in rows.columns]
    return rows.filter(_within(of, scope.path, *columns))


def visible_rows(
    rows: Iterable[dict[str, Any]], scope: Scope, of: Situation
) -> list[dict[str, Any]]:
    """Return those of a few rows that `visible` leaves."""
    if scope.sees_all:
        return list(rows)
    own = units_within(of, scope)
    return [row for row in rows if any(row.get(column) in own for column in PLACED)]


def duties_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """Return the duties that a scope sees."""
    return of.duties if scope.sees_all else of.once(_duties_seen, scope)


def linelist_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """Return the cases that a scope sees, by the same test as `visibility.cases`."""
    return of.linelist if scope.sees_all else of.once(_linelist_seen, scope)


def contacts_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    """
    Return the exposures of the contacts whom a scope answers for, or whom a case it counts named.

    The same test as `visibility.people` makes of a contact: whoever is counted can be opened.
    """
    return of.contacts if scope.sees_all else of.once(_contacts_seen, scope)


def _contacts_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    if scope.path is None:
        return of.contacts.clear()
    counted = of.linelist.filter(_within(of, scope.path, "unit"))["id"].implode()
    return of.contacts.filter(_within(of, scope.path, "unit") | pl.col("case_id").is_in(counted))


def _duties_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    return visible(of.duties, scope, of)


def _linelist_seen(of: Situation, scope: Scope) -> pl.DataFrame:
    if scope.path is None:
        return of.linelist.clear()
    units = [c for c in of.linelist.columns if c.startswith("unit")]
    own = of.linelist.filter(_within(of, scope.path, *units))["person_id"]
    met = contacts_seen(of, scope)["to_id"]
    served = [
        of.parts[kind].filter(_within(of, scope.path, "unit"))["subject"]
        for kind in (Check, Sample, Placement)
    ]
    people = pl.concat([own, met, *served, of.once(_handed_to, scope)]).unique().implode()
    return of.linelist.filter(pl.col("person_id").is_in(people))


def _handed_to(of: Situation, scope: Scope) -> pl.Series:
    """Whom a unit of a scope is asked to take over."""
    waiting = Transfer.objects.filter(answered_at__isnull=True)
    rows = pl.DataFrame(
        list(waiting.values_list("person_id", "to_unit_id")),
        schema={"person": pl.Int64, "unit": pl.Int64},
        orient="row",
    )
    return rows.filter(_within(of, scope.path or "", "unit"))["person"]


def _within(of: Situation, path: str, *columns: str) -> pl.Expr:
    own = of.once(_units_under, path).implode()
    return pl.any_horizontal(pl.col(c).is_in(own) for c in columns)


def _units_under(of: Situation, path: str) -> pl.Series:
    return of.units.filter(pl.col("path").str.starts_with(path))["id"]


def units_within(of: Situation, scope: Scope) -> frozenset[int]:
    """Return the ids of the units in the subtree of a scope."""
    return frozenset() if scope.path is None else of.once(_ids_under, scope.path)


def _ids_under(of: Situation, path: str) -> frozenset[int]:
    return frozenset(of.once(_units_under, path))


def units_of(of: Situation, ids: Iterable[int | None]) -> dict[int, Unit]:
    """Return the units with these ids, as pages name them; those made since are fetched."""
    known = _units(of)
    wanted = {id_ for id_ in ids if id_ is not None}
    fresh = wanted - known.keys()
    found = {id_: known[id_] for id_ in wanted & known.keys()}
    return found | (Unit.objects.in_bulk(fresh) if fresh else {})


def city_of(of: Situation) -> Unit | None:
    """Return the unit at the root of the tree, which holds what no other unit does."""
    return next((unit for unit in _units(of).values() if unit.parent_id is None), None)


def _units(of: Situation) -> dict[int, Unit]:
    version, (last, known) = of.watermarks.get(Unit), of.lasting.get("units", (None, None))
    if known is None or last != version:
        known = Unit.objects.in_bulk()
        of.lasting["units"] = version, known
    return known
