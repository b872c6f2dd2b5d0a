"""The missed chances on other pages: Today, a unit's and a case's."""

from typing import Any

import polars as pl

from firebreak.records.missed import chances_seen, missed, unmet_seen
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope
from firebreak.site.missed.rows import Rows, sums_in_words

SHOWN = 5


def of_today(now: Situation, scope: Scope) -> dict[str, Any] | None:
    """Return the costliest loopholes of a scope; None if its post does not read them."""
    return _section(now, scope, pl.lit(value=True), {})


def of_unit(now: Situation, scope: Scope, code: str, under: pl.Series) -> dict[str, Any] | None:
    """Return the costliest loopholes at the posts of a unit and below it."""
    return _section(now, scope, pl.col("unit").is_in(under), {"unit": code})


def of_person(now: Situation, scope: Scope, person: int) -> dict[str, Any] | None:
    """Return where somebody who exists for a scope was met and let go, in the order of time."""
    if not scope.may("missed.read"):
        return None
    found = missed(now)
    chances = found.of_person(person)
    rows = Rows(chances.sort("moment", "rule") if chances.height else chances, now)
    return {"rows": rows[:], "has_costs": found.has_costs}


def _section(
    now: Situation, scope: Scope, which: pl.Expr, within: dict[str, str]
) -> dict[str, Any] | None:
    if not scope.may("missed.read"):
        return None
    found = missed(now)
    chances = chances_seen(found, scope, now).filter(which)
    table = found.sums(chances, "rule")
    return {
        "sums": sums_in_words(table.head(SHOWN), "rule", chances, now, within),
        "more": max(table.height - SHOWN, 0),
        "total": chances.height,
        "cases": chances["subject"].n_unique(),
        "unmet": 0 if within else unmet_seen(found, scope, now).height,
        "has_costs": found.has_costs,
        "within": within,
    }
