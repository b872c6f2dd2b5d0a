"""Units: the tree of who answers for what, their codes, and the posts that opened and closed."""

import polars as pl
from django.db.models import F

from firebreak.engine import tables as engine
from firebreak.records.models import DivisionCode, Unit
from firebreak.records.tables.fetching import Ids, fetch, only
from firebreak.records.tables.projecting import county_of, event


def units() -> pl.DataFrame:
    """Return one row per unit: `id`, `code`, `name`, `kind`, `path`, `parent`, `county`."""
    rows = fetch(Unit.objects.all(), "id", "code", "name", "kind", "path", parent=F("parent_id"))
    return rows.with_columns(county=county_of("id", county_of_units()))


def county_of_units() -> dict[int, int]:
    """Map each unit to the county-level unit it belongs to (above the counties: to itself)."""
    rows = list(Unit.objects.order_by("path").values_list("id", "kind", "path"))
    county_at = {path: id_ for id_, kind, path in rows if kind in Unit.COUNTY_LEVEL}
    return {id_: _nearest(path, county_at, id_) for id_, _kind, path in rows}


def _nearest(path: str, county_at: dict[str, int], own: int) -> int:
    while path:
        if path in county_at:
            return county_at[path]
        path = path[: path.rstrip("/").rfind("/") + 1]
    return own


def divisions() -> dict[int, str]:
    """
    Map each unit to its GB/T 2260 code; one that has none is governed as the unit above it.

    A unit without a mapped code whose own code is one of digits is taken at its word.
    """
    codes = dict(DivisionCode.objects.filter(valid_to__isnull=True).values_list("unit_id", "code"))
    found: dict[int, str] = {}
    for id_, own, parent in Unit.objects.order_by("path").values_list("id", "code", "parent_id"):
        code = codes.get(id_) or (own if own.isdigit() else found.get(parent))
        if code:
            found[id_] = code
    return found


def unit_events(ids: Ids, counties: dict[int, int]) -> pl.DataFrame:
    query = only(Unit.objects.all(), ids)
    rows = fetch(
        query,
        "stored_at",
        record=F("id"),
        word=F("kind"),
        opened=F("opened_at"),
        closed=F("closed_at"),
    ).with_columns(
        subject="record",
        unit="record",
        answers="record",
        told_at=pl.lit(None, engine.INSTANT),
        happened_until=pl.lit(None, engine.INSTANT),
    )
    return pl.concat(
        [
            event(rows, counties, kind=pl.format("unit.opened.{}", "word"), at="opened"),
            event(rows, counties, kind=pl.format("unit.closed.{}", "word"), at="closed"),
        ]
    )
