"""The missed chances on other pages: Today, a unit's and a case's."""

from typing import Any

import polars as pl
from django.utils.translation import get_language, override

from firebreak.records.missed import Missed, chances_seen, missed, unmet_seen
from firebreak.records.models import Unit
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope
from firebreak.site.missed.rows import Rows, sums_in_words

SHOWN = 5


def of_today(now: Situation, scope: Scope) -> dict[str, Any] | None:
    """Return the costliest loopholes of a scope; None if its post does not read them."""
    return _kept(now, scope)


def of_unit(now: Situation, scope: Scope, unit: Unit) -> dict[str, Any] | None:
    """Return the costliest loopholes at the posts of a unit and below it."""
    return _kept(now, scope, unit.code, unit.path)


def of_person(now: Situation, scope: Scope, person: int) -> dict[str, Any] | None:
    """Return where somebody who exists for a scope was met and let go, in the order of time."""
    if not scope.may("missed.read"):
        return None
    found = missed(now)
    chances = found.of_person(person)
    rows = Rows(chances.sort("moment", "rule") if chances.height else chances, now)
    return {"rows": rows[:], "has_costs": found.has_costs}


def _kept(now: Situation, scope: Scope, *unit: str) -> dict[str, Any] | None:
    if not scope.may("missed.read"):
        return None
    return missed(now).once(_section, scope, get_language(), *unit)


def _section(found: Missed, scope: Scope, language: str, code: str = "", path: str = "") -> dict:
    """What was found when it was found: to add it up takes seconds where the cases are many."""
    now = found.situation
    chances = chances_seen(found, scope, now)
    if path:
        under = now.units.filter(pl.col("path").str.starts_with(path))["id"]
        chances = chances.filter(pl.col("unit").is_in(under.implode()))
    within = {"unit": code} if code else {}
    table = found.sums(chances, "rule")
    with override(language):
        sums = sums_in_words(table.head(SHOWN), "rule", chances, now, within)
    return {
        "sums": sums,
        "more": max(table.height - SHOWN, 0),
        "total": chances.height,
        "can_tell": found.can_tell,
        "cases": chances["subject"].n_unique(),
        "unmet": 0 if within else unmet_seen(found, scope, now).height,
        "has_costs": found.has_costs,
        "within": within,
    }
