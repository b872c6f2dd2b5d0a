"""Places of feeds that nobody has linked to a place of the record yet, and what they may be.

People of the feed and of the record meet at a place only once it is known to be the same one
(`actions.feeds.link_place`).
"""

from collections.abc import Iterable

import polars as pl

from firebreak.engine.tracing.attendance import stays_by_place
from firebreak.engine.tracing.likeness import Names
from firebreak.records.models import Place
from firebreak.records.situation import Situation
from firebreak.records.traces.stays import feeds_alone, stays_of
from firebreak.records.visibility import Scope, places, units


def waiting(now: Situation, scope: Scope) -> pl.DataFrame:
    """
    Return the places of the feeds of a scope that are linked to none of the record.

    Returns
    -------
    pl.DataFrame
        `sender` (a unit's code), `code` and `name` (null: the feed gives none) as the feeds have
        them, and `stays`; the most visited first.
    """
    index = feeds_alone()
    if index is None:
        return pl.DataFrame(
            schema=dict.fromkeys(("sender", "code", "name"), pl.String) | {"stays": pl.Int64}
        )
    linked = pl.Series([*stays_of(now).places], dtype=pl.String)
    parts = pl.col("place_id").str.splitn("/", 2).struct.rename_fields(["sender", "code"])
    return (
        stays_by_place(index)
        .filter(~pl.col("place_id").is_in(linked.implode()), pl.col("stays") > 0)
        .join(_names(index), on="place_id", how="left")
        .with_columns(parts.alias("parts"))
        .unnest("parts")
        .filter(pl.col("sender").is_in(_senders(scope)))
        .sort("stays", "place_id", descending=[True, False])
        .select("sender", "code", "name", "stays")
    )


def suggestions(texts: Iterable[str], scope: Scope) -> dict[str, list[Place]]:
    """Return for each text the places of the scope whose names are most alike, the best first."""
    whole = places(scope).filter(within=None)
    names = Names(dict(whole.values_list("pk", "name")))
    alike = {text: names.most_alike(text) for text in texts}
    known = Place.objects.in_bulk({pk for found in alike.values() for pk in found})
    return {text: [known[pk] for pk in found] for text, found in alike.items()}


def _names(index) -> pl.DataFrame:
    table = index.place_table
    if table is None:
        return pl.DataFrame(schema={"place_id": pl.String, "name": pl.String})
    return table.select("place_id", "name")


def _senders(scope: Scope) -> list[str]:
    return list(units(scope).filter(feeds__isnull=False).values_list("code", flat=True).distinct())
