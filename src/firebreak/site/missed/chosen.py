"""Which missed chances a list shows: what an address may ask for."""

import polars as pl
from django.http import QueryDict

from firebreak.records.missed import Missed, chances_seen, unmet_seen
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope, people
from firebreak.site.asked import number
from firebreak.site.cases.chosen import subtree
from firebreak.site.search.called import called

BY = ("rule", "post", "unit")
CONDITIONS = ("rule", "post", "roll", "unit", "county", "person", "q")
NONE = "-"  # asks for those of whom the record says none


def chosen(found: Missed, now: Situation, scope: Scope, asked: QueryDict) -> pl.DataFrame:
    """
    Return the missed chances that a question leaves, the costliest first.

    Parameters
    ----------
    asked
        Of the address: `rule`, `post`, `unit` (its posts and all below), `county` (that counts the
        case, and all below), `person`, `q`, `order` ("moment": the earliest first).
    """
    rows = chances_seen(found, scope, now).filter(*_conditions(now, scope, asked, unit="unit"))
    return rows.sort("moment", "subject", "rule") if asked.get("order") == "moment" else rows


def unmet_chosen(found: Missed, now: Situation, scope: Scope, asked: QueryDict) -> pl.DataFrame:
    """Return the cases met late that a question leaves: `roll`, `unit` (that met him), `county`, `q`."""
    return unmet_seen(found, scope, now).filter(*_conditions(now, scope, asked, unit="met_unit"))


def _conditions(now: Situation, scope: Scope, asked: QueryDict, *, unit: str):
    for name in ("rule", "post", "roll"):
        if asked.get(name):
            yield pl.col(name).is_null() if asked[name] == NONE else pl.col(name) == asked[name]
    for name, column in (("unit", unit), ("county", "county")):
        if asked.get(name):
            there = pl.col(column).is_in(subtree(now, asked[name]))
            yield pl.col(column).is_null() if asked[name] == NONE else there
    if asked.get("person"):
        yield pl.col("subject") == (number(asked["person"]) or 0)
    if asked.get("q", "").strip():
        names = called(people(scope), asked["q"]).values_list("id", flat=True)
        yield pl.col("subject").is_in(list(names))
