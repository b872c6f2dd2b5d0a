"""A published figure and our own count of the same, at the same instant, as known now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

import polars as pl
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from firebreak.engine import counts
from firebreak.engine.consistency.totals import as_published
from firebreak.engine.tables import is_kind
from firebreak.engine.when import in_utc
from firebreak.outputs import contacts
from firebreak.outputs.brief import words
from firebreak.outputs.inconsistencies import counts_up_to
from firebreak.outputs.inconsistencies import published as all_published
from firebreak.outputs.recorded import kept_measures
from firebreak.records.models import Case, Report, Source, Unit
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope, reports
from firebreak.site.navigation import address

DAY = timedelta(days=1)
SHOWN = 12  # figures of one bulletin, beside the list of cases
#: What bulletins mean by infections through gatherings: the family, the table, places open to all.
GATHERED = tuple(
    map(
        str,
        (
            Case.InfectedThrough.HOUSEHOLD,
            Case.InfectedThrough.MEAL,
            Case.InfectedThrough.PUBLIC_PLACE,
        ),
    )
)
#: figure -> the count of contacts that it is
OF_CONTACTS = {
    "contacts": "traced",
    "contacts_observed": "observed",
    "contacts_released": "released",
}
#: what is new of a day -> how the list of cases is asked for it
NEW: dict[str, tuple[str, dict[str, str]]] = {
    "new_confirmed": ("date_confirmation", {}),
    "new_recovered": ("date_outcome", {"measure": "recovered"}),
    "new_died": ("date_outcome", {"measure": "died"}),
}
WORDS = {
    "confirmed": pgettext_lazy("a total", "confirmed"),
    "suspected": pgettext_lazy("a total", "suspected"),
    "probable": pgettext_lazy("a total", "probable"),
    "asymptomatic": pgettext_lazy("a total", "asymptomatic"),
    "recovered": pgettext_lazy("a total", "discharged"),
    "died": pgettext_lazy("a total", "died"),
    "severe": pgettext_lazy("a total", "severe"),
    "critical": pgettext_lazy("a total", "critical"),
    "through_gatherings": pgettext_lazy("a total", "infected through gatherings"),
    "contacts": pgettext_lazy("a total", "close contacts"),
    "contacts_observed": pgettext_lazy("a total", "under observation"),
    "contacts_released": pgettext_lazy("a total", "released from observation"),
}
#: PostgreSQL gives the keys of a bulletin back in an order of its own.
ORDER = {measure: place for place, measure in enumerate(WORDS)}


@dataclass(frozen=True)
class Compared:
    """
    One figure of one notice, beside our own count.

    `own` is None where there is nothing to hold it against; `why_not` says why.
    """

    word: str
    unit: str
    as_of: datetime | None
    value: int
    own: int | None
    href: str
    source: Source | None
    kind: str  # of report, where no document is on file
    why_not: str = ""
    is_meant: bool = True  # of several notices of one instant, that which counts

    @property
    def until(self) -> str:
        """Up to when it counts, as bulletins say it: 24:00 of a day, not 0:00 of the next."""
        return words.instant(self.as_of) if self.as_of else _("unknown")

    @property
    def difference(self) -> int | None:
        """How many more the record has than was published."""
        return None if self.own is None else self.own - self.value


def published_seen(scope: Scope) -> QuerySet[Report]:
    """Return the published figures that a scope sees, and the counts of daily reports, latest first."""
    return _with_counts(reports(scope))


def _with_counts(among: QuerySet[Report]) -> QuerySet[Report]:
    # A daily report may also say how many had a fever: nothing here is held against that.
    measures = [*WORDS, *(f"new_{measure}" for measure in WORDS)]
    daily = Q(kind=Report.Kind.DAILY, figures__has_any_keys=measures)
    found = among.filter(Q(kind=Report.Kind.PUBLISHED) | daily).select_related("unit", "source")
    return found.order_by("-covers_until", "-id")


def latest(now: Situation, scope: Scope) -> list[Compared]:
    """Return what documents published last: all that counts up to the same instant."""
    told = Q(kind=Report.Kind.PUBLISHED) | Q(source__isnull=False)
    found = _with_counts(reports(scope).filter(told))
    last = found.filter(covers_until__isnull=False).first()
    if last is None:
        return []
    figures = compared(found.filter(covers_until=last.covers_until)[:SHOWN], now, scope)
    return [figure for figure in figures if figure.is_meant]


def compared(rows: Iterable[Report], now: Situation, scope: Scope) -> list[Compared]:
    """Return each figure of some reports beside the record's own count."""
    return [
        _compared(report, measure, value, now, scope)
        for report in rows
        for measure, value in sorted(report.figures.items(), key=_place)
        if isinstance(value, int)
    ]


def _compared(report: Report, measure: str, value: int, now: Situation, scope: Scope) -> Compared:
    as_of = counts_up_to(report)
    plain = measure.removeprefix("new_")
    word = str(WORDS.get(plain, plain))
    is_meant = _is_meant(report, measure, value, now)
    own, why_not = None, _("another notice of the same instant counts")
    if is_meant:
        own, why_not = _held(report, measure, now, scope)
    return Compared(
        word=_("%(measure)s, new") % {"measure": word} if plain != measure else word,
        unit=str(report.unit),
        as_of=as_of,
        value=value,
        own=own,
        href=_rows(measure, report, _unit(report)),
        source=report.source,
        kind=report.get_kind_display(),
        why_not=why_not,
        is_meant=is_meant,
    )


def _held(report: Report, measure: str, now: Situation, scope: Scope) -> tuple[int | None, str]:
    """Return our own count of a figure; without one, why there is none."""
    as_of, plain = counts_up_to(report), measure.removeprefix("new_")
    if as_of is None or not scope.covers(report.unit) or not _is_counted(plain, report.unit):
        return None, _("not counted")
    own = _own(report, measure, now, in_utc(as_of))
    return own, "" if own is not None else _("not recorded here")


def _place(figure: tuple[str, int]) -> tuple[int, bool, str]:
    """Where a figure stands among those of its bulletin: what is new after what stands."""
    measure, _value = figure
    plain = measure.removeprefix("new_")
    return ORDER.get(plain, len(ORDER)), plain != measure, measure


def _unit(report: Report) -> int | None:
    """The unit whose figures they are; None for the whole."""
    return report.unit_id if report.unit.parent_id else None


def _is_counted(plain: str, unit: Unit) -> bool:
    """Say whether the record keeps such a count: cases are counted by county, contacts in all."""
    if unit.parent_id is None:
        return plain in (*counts.MEASURES, *OF_CONTACTS, "through_gatherings")
    # Of a hospital, say, there is no count of ours to hold it against.
    return unit.kind in Unit.COUNTY_LEVEL and plain in (*counts.MEASURES, "through_gatherings")


def _is_meant(report: Report, measure: str, value: int, now: Situation) -> bool:
    """Say whether a figure counts: a notice of discharges says "0 confirmed" and means nothing by it."""
    as_of = counts_up_to(report)
    return (
        as_of is None
        or now.once(_meant).get((in_utc(as_of), _unit(report), measure), value) == value
    )


def _meant(_now: Situation) -> dict[tuple[datetime, int | None, str], int]:
    """Instant, unit and measure -> the figure that counts, of all that were published."""
    figures = as_published(all_published()).select("as_of", "unit", "measure", "value")
    return {(as_of, unit, measure): value for as_of, unit, measure, value in figures.iter_rows()}


def _own(report: Report, measure: str, now: Situation, as_of: datetime) -> int | None:
    """Count what the record knows now of that instant; None of what it never held anything of."""
    plain, unit = measure.removeprefix("new_"), _unit(report)
    if plain == "through_gatherings":
        if "confirmed" not in now.once(kept_measures):
            return None
        before = now.once(_gathered, as_of - DAY, unit) if plain != measure else 0
        return now.once(_gathered, as_of, unit) - before
    if plain in OF_CONTACTS:
        return _of_contacts(now, OF_CONTACTS[plain], as_of, plain != measure)
    return now.once(_reconciled, as_of).get((unit, measure))


def _reconciled(now: Situation, as_of: datetime) -> dict[tuple[int | None, str], int | None]:
    """Unit and measure -> our own count at an instant, as the findings reconcile it."""
    counties = now.units.filter(pl.col("kind").cast(pl.String).is_in(Unit.COUNTY_LEVEL))["id"]
    units = pl.DataFrame({"unit": [None, *counties]}, schema={"unit": pl.Int64()})
    measures = pl.DataFrame({"measure": [*counts.MEASURES, *(f"new_{m}" for m in counts.MEASURES)]})
    asked = units.join(measures, how="cross").with_columns(as_of=pl.lit(as_of), value=pl.lit(0))
    held = counts.reconcile(asked, now.events).select("unit", "measure", "counted")
    return {(unit, measure): own for unit, measure, own in held.iter_rows()}


def _state(now: Situation, as_of: datetime) -> counts.CaseState:
    return counts.case_state(now.events.filter(is_kind("case")), as_of=as_of)


def _gathered(now: Situation, as_of: datetime, unit: int | None) -> int:
    through = now.linelist.filter(pl.col("infected_through").is_in(GATHERED))["person_id"]
    confirmed = _state(now, as_of).cases.filter(standing="confirmed")
    if unit is not None:
        confirmed = confirmed.filter(unit=unit)
    return confirmed.filter(pl.col("subject").is_in(through.implode())).height


def _of_contacts(now: Situation, measure: str, as_of: datetime, is_new: bool) -> int | None:
    if measure not in now.once(kept_measures):
        return None
    found = [
        contacts.count(contacts.standing(now.once(contacts.told), at), measure)
        for at in (as_of, as_of - DAY)
    ]
    return found[0] - found[1] if is_new else found[0]


def _rows(measure: str, report: Report, unit: int | None) -> str:
    """The list of what the record has of it now; "" of what no list shows by itself."""
    cut = {"unit_counting": report.unit.code} if unit is not None else {}
    if measure in NEW:
        return _rows_of_day(NEW[measure], report, cut)
    if measure.startswith("new_") or measure == "through_gatherings":
        return ""
    if measure in OF_CONTACTS:
        return f"{address('contacts')}?{urlencode({'measure': OF_CONTACTS[measure]})}"
    return f"{address('cases')}?{urlencode({'measure': measure, **cut})}"


def _rows_of_day(asked: tuple[str, dict[str, str]], report: Report, cut: dict[str, str]) -> str:
    """The list of one day's; "" where what is new is not that of a whole day."""
    until = report.covers_until and report.covers_until.astimezone(settings.CITY_ZONE)
    if until is None or until.time() != time():
        return ""
    date, also = asked
    day = {date: (until - DAY).date().isoformat()}
    return f"{address('cases')}?{urlencode({**day, **also, **cut})}"
