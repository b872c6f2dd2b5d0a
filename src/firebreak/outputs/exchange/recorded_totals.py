"""What the record counts at the end of each day, as drafts of totals: all units that count cases."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import polars as pl
from django.conf import settings
from django.utils.translation import gettext as _

from firebreak.engine.counts import CASE_KINDS, daily_counts, end_of_day
from firebreak.engine.tables import is_kind
from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.records.models import DivisionCode, Unit
from firebreak.records.situation import linelist_seen, situation
from firebreak.records.visibility import Refused, Scope

#: measure of the counts -> those of totals: all so far, and those of the day
MEASURES = {
    "confirmed": ("confirmed", "new_confirmed"),
    "suspected": ("suspected", None),
    "recovered": ("recovered", "new_recovered"),
    "died": ("died", "new_died"),
}
MOST_DAYS = 400


def totals_of(scope: Scope, known: datetime | None = None) -> list[Draft]:
    """
    Return what each unit in sight counted at the end of each day, from the first case on.

    Parameters
    ----------
    scope
        Whose cases are counted; the days are those that are over, at most the last 400.
    known
        Given inside `as_known(known)`: as the record counted them then.

    Raises
    ------
    Refused
        The post may not take lists out.
    """
    if not scope.may("lists.export"):
        raise Refused(_("Your post may not take lists out of the record."))
    now, zone = situation(known), settings.CITY_ZONE
    seen = linelist_seen(now, scope)
    ours = pl.col("subject").is_in(seen["person_id"].unique().implode())
    cases = now.events.filter(ours, is_kind(*CASE_KINDS), pl.col("happened_at").is_not_null())
    if cases.is_empty():
        return []
    days = _days(cases, now.at, zone)
    counted = daily_counts(cases, as_ofs=[end_of_day(d, zone) for d in days], linelist=seen)
    by_unit = counted.filter(pl.col("level") == "unit", pl.col("unit").is_not_null())
    names = dict(Unit.objects.values_list("pk", "name"))
    return [draft for row in by_unit.iter_rows(named=True) for draft in _drafts(row, names, zone)]


def codes() -> dict[str, str]:
    """Return the division code of each unit that has one, by its name."""
    return dict(DivisionCode.objects.filter(valid_to=None).values_list("unit__name", "code"))


def _days(cases: pl.DataFrame, at: datetime, zone: tzinfo) -> list[date]:
    """The days that are over, from the first case on."""
    first: Any = cases["happened_at"].min()
    begins, today = first.astimezone(zone).date(), at.astimezone(zone).date()
    days = [begins + timedelta(days=n) for n in range((today - begins).days)]
    return days[-MOST_DAYS:]


def _drafts(row: dict[str, Any], names: dict[int, str], zone: tzinfo) -> Iterator[Draft]:
    day = (row["as_of"].astimezone(zone) - timedelta(days=1)).date()
    shared = {"until": Value(When.day(day, zone)), "unit": Value(names.get(row["unit"], ""))}
    so_far, of_day = MEASURES.get(row["measure"], (None, None))
    for what, number in ((so_far, row["total"]), (of_day, row["entered"])):
        if what is not None:
            fields = {"what": Value(what), "number": Value(number)}
            yield Draft(f"total:{day}:{row['unit']}:{what}", "total", shared | fields)
