"""Today's numbers against yesterday's, with what explains each difference."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

import polars as pl
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.engine import counts
from firebreak.outputs import contacts
from firebreak.outputs.brief.numbers import label_of
from firebreak.outputs.brief.words import known_by_day, not_recorded
from firebreak.outputs.recorded import case_events, day_not_over, kept_measures, published_figures
from firebreak.records.models import Unit
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope
from firebreak.site.navigation import address
from firebreak.site.templatetags.pages import instant_for_link
from firebreak.site.words import apart


@dataclass(frozen=True)
class Figure:
    """A number that opens to its rows, and its change since yesterday with the reason."""

    label: str
    value: int | None  # None: not on record; `note` says so
    href: str
    change: int | None
    why: str
    why_href: str = ""
    note: str = ""

    def without_rows(self) -> "Figure":
        """Return it for a reader who may not open the cases it counts."""
        return replace(self, href="", why_href="")


def states(now: Situation, linelist: pl.DataFrame) -> tuple[counts.CaseState, counts.CaseState]:
    """How every case stood now, and a day earlier, as known now; of the given people only."""
    events = now.once(case_events)
    if linelist is not now.linelist:
        events = events.filter(pl.col("subject").is_in(linelist["person_id"].unique().implode()))
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
    kept = now.once(kept_measures)
    open_days = day_not_over(now.once(case_events), now.at)
    return [
        _figure(measure, label, totals, why, cut, open_days)
        if measure in kept
        else _unknown(measure, label, now, unit)
        for measure, label in _MEASURES().items()
    ]


def contact_figures(now: Situation, scope: Scope) -> list[Figure]:
    """Return the numbers of contacts in a scope; none for who may not read of people, or has none."""
    if not scope.may("people.read") or _is_passed_through(now, scope):
        return []
    kept = now.once(kept_measures)
    if "traced" not in kept:
        return [_unknown("traced", label_of("traced"), now, "")]
    events = contacts.told_in(now, scope)
    yesterday = now.at - timedelta(days=1)
    then = contacts.standing(events, yesterday)
    found = contacts.standing(events, now.at + timedelta(microseconds=1))
    why = contacts.differences(then, found, since=yesterday)
    return [
        Figure(
            label=label_of(measure),
            value=contacts.count(found, measure),
            href=_contacts(measure=measure),
            change=contacts.count(found, measure) - contacts.count(then, measure),
            why=contact_reasons(why.filter(measure=measure)),
            why_href=_contacts(measure=measure, since=instant_for_link(yesterday)),
        )
        for measure in contacts.MEASURES
        if measure in kept and _is_shown(measure, then, found)
    ]


def _is_passed_through(now: Situation, scope: Scope) -> bool:
    kind = now.units.filter(id=scope.unit_id)["kind"]
    return kind.is_in([str(one) for one in Unit.PASSED_THROUGH]).any()


def _is_shown(measure: str, then: pl.DataFrame, found: pl.DataFrame) -> bool:
    if measure != "ended_early":
        return True
    return bool(contacts.count(then, measure) or contacts.count(found, measure))


def _contacts(**asked: str) -> str:
    return f"{address('contacts')}?{urlencode(asked)}"


def contact_reasons(rows: pl.DataFrame) -> str:
    """Say how many contacts came and went, and from where or where to."""
    return apart(
        f"{'+' if change > 0 else '−'}{number} {contacts.words(why)}"
        for why, change, number in rows.select("why", "change", "count").iter_rows()
    )


def _unknown(measure: str, label: str, now: Situation, unit: str) -> Figure:
    """A measure of which the record has never held anything: what was published of it, if so."""
    published = published_figures(now.at, _id_of(now, unit)).get(measure)
    return Figure(label, None, "", None, "", note=not_recorded(published))


def _id_of(now: Situation, code: str) -> int | None:
    found = now.units.filter((pl.col("code") == code) & pl.col("parent").is_not_null())["id"]
    return found[0] if len(found) else None


def _MEASURES() -> dict[str, str]:  # noqa: N802
    return {
        "confirmed": _("Confirmed, cumulative"),
        "suspected": _("Suspected now"),
        "recovered": _("Recovered"),
        "died": _("Died"),
    }


def _totals(table: pl.DataFrame) -> dict[str, int]:
    return dict(table.filter(level="all").select("measure", "total").iter_rows())


def _figure(
    measure: str, label: str, totals: dict, why: pl.DataFrame, cut: dict, open_days: pl.Series
) -> Figure:
    rows = why.filter(pl.col("measure") == measure)
    by_day = rows.filter((pl.col("change") > 0) & pl.col("record").is_in(open_days.implode()))
    href = address("cases")
    return Figure(
        label=label,
        value=totals.get(measure, 0),
        href=f"{href}?{urlencode({'measure': measure, **cut})}" if href else "",
        change=int(rows["change"].sum()),
        why=reasons(rows),
        why_href=_changed(href, rows),
        note=known_by_day(by_day.height),
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
