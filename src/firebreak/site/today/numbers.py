"""Today's numbers against yesterday's, with what explains each difference."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import polars as pl
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.engine import counts
from firebreak.engine.tables import is_kind
from firebreak.records.situation import Situation
from firebreak.site.navigation import address
from firebreak.site.words import apart


@dataclass(frozen=True)
class Figure:
    """A number that opens to its rows, and its change since yesterday with the reason."""

    label: str
    value: int
    href: str
    change: int | None
    why: str
    why_href: str = ""


def states(now: Situation, linelist: pl.DataFrame) -> tuple[counts.CaseState, counts.CaseState]:
    """How every case stood now, and a day earlier, as known now; of the given people only."""
    people = linelist["person_id"].unique().implode()
    events = now.events.filter(is_kind("case")).filter(pl.col("subject").is_in(people))
    at = now.at + timedelta(microseconds=1)
    return (
        counts.case_state(events, as_of=at, linelist=linelist),
        counts.case_state(events, as_of=at - timedelta(days=1), linelist=linelist),
    )


def figures(now: Situation, linelist: pl.DataFrame, unit: str = "") -> list[Figure]:
    """
    Return the numbers of the day, for the cases in `linelist`.

    Parameters
    ----------
    unit
        Code of the counting unit that `linelist` is cut to, for the links; "" if it is not cut.
    """
    today, yesterday = states(now, linelist)
    why = counts.explain_difference(today, yesterday)
    totals = _totals(counts.totals(today))
    cut = {"unit_counting": unit} if unit else {}
    return [_figure(measure, label, totals, why, cut) for measure, label in _MEASURES().items()]


def _MEASURES() -> dict[str, str]:  # noqa: N802
    return {
        "confirmed": _("Confirmed, cumulative"),
        "suspected": _("Suspected now"),
        "recovered": _("Recovered"),
        "died": _("Died"),
    }


def _totals(table: pl.DataFrame) -> dict[str, int]:
    return dict(table.filter(level="all").select("measure", "total").iter_rows())


def _figure(measure: str, label: str, totals: dict, why: pl.DataFrame, cut: dict) -> Figure:
    rows = why.filter(pl.col("measure") == measure)
    href = address("cases")
    return Figure(
        label=label,
        value=totals.get(measure, 0),
        href=f"{href}?{urlencode({'measure': measure, **cut})}" if href else "",
        change=int(rows["change"].sum()),
        why=reasons(rows),
        why_href=_changed(href, rows),
    )


def reasons(rows: pl.DataFrame) -> str:
    """Say how many cases came and went, and why."""
    counted = rows.group_by("why", "change", maintain_order=True).len()
    return apart(_reason(w, c, n) for w, c, n in counted.iter_rows())


def _reason(why: str, change: int, number: int) -> str:
    sign = "+" if change > 0 else "−"
    return f"{sign}{number} {_WHY()[why]}"


def _WHY() -> dict[str, str]:  # noqa: N802
    return {
        "new": _("new"),
        "told_late": _("told late"),
        "reclassified": _("classified anew"),
        "excluded": _("excluded"),
        "corrected": _("corrected"),
        "moved": _("counted elsewhere now"),
        "removed": _("taken off the record"),
    }


def _changed(href: str, rows: pl.DataFrame) -> str:
    people = rows["subject"].unique().sort().to_list()
    if not href or not people:
        return ""
    return f"{href}?{urlencode({'people': ','.join(map(str, people[:200]))})}"


def local_day(at: datetime):
    """The city's day of an instant."""
    return timezone.localtime(at, settings.CITY_ZONE).date()
