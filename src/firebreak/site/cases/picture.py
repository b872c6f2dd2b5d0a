"""A case's timeline: exposure, onset, checks, laboratory, placements, reports, and their clocks."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records.models import Case, Report
from firebreak.records.situation import Situation
from firebreak.site.cases.exposed import Exposure
from firebreak.site.charts.timeline import Clock, Lane, Mark, TimelineData
from firebreak.site.duties.lines import key_of, rule_of
from firebreak.site.navigation import address


def timeline(
    case: Case, duties: pl.DataFrame, now: Situation, exposures: Iterable[Exposure]
) -> TimelineData:
    """Gather what happened to the person of a case; `duties` are the clocks to draw under it."""
    told = [_exposed(exposure) for exposure in exposures if exposure.is_dated(case)]
    return TimelineData(
        lanes=[
            Lane("exposure", _("Exposure")),
            Lane("symptoms", _("Symptoms")),
            Lane("classification", _("Classification")),
            Lane("checks", _("Checks")),
            Lane("laboratory", _("Laboratory")),
            Lane("placements", _("Placements")),
            Lane("reports", _("Reports")),
        ],
        marks=[*told, *(mark for gather in GATHER for mark in gather(case))],
        clocks=[_clock(row, now) for row in duties.iter_rows(named=True)],
        now=now.at,
        title=_("Timeline of case %(case)s") % {"case": case},
    )


def _exposed(exposure: Exposure) -> Mark:
    contact = exposure.contact
    manner, ended = contact.get_manner_display(), _until(contact.ended_at)
    if not exposure.is_seen:
        label = _("%(manner)s with a case of another unit") % {"manner": manner}
        return Mark("exposure", contact.happened, label, ended)
    label = _("%(manner)s with case %(case)s") % {"manner": manner, "case": contact.case}
    return Mark("exposure", contact.happened, label, ended, address("case", pk=contact.case_id))


def _symptoms(case: Case) -> Iterator[Mark]:
    if case.happened_at is not None:
        yield Mark("symptoms", case.happened, _("onset"))


def _classifications(case: Case) -> Iterator[Mark]:
    for step in case.classifications.filter(happened_at__isnull=False):
        yield Mark("classification", step.happened, str(step), tone=step.status)


def _checks(case: Case) -> Iterator[Mark]:
    for check in case.person.checks.select_related("unit").filter(happened_at__isnull=False):
        warm = f" {check.temperature_celsius} °C" if check.temperature_celsius is not None else ""
        yield Mark("checks", check.happened, f"{check.get_kind_display()}{warm}")


def _laboratory(case: Case) -> Iterator[Mark]:
    for sample in case.person.samples.prefetch_related("tests").filter(happened_at__isnull=False):
        yield Mark("laboratory", sample.happened, _("sample taken"))
        if sample.received_at:
            yield Mark("laboratory", When.minute(sample.received_at), _("sample received"))
        for test in sample.tests.all():
            yield Mark("laboratory", test.happened, test.get_result_display(), tone=test.result)


def _placements(case: Case) -> Iterator[Mark]:
    for kept in case.person.placements.filter(happened_at__isnull=False):
        running = kept.ended_at is None
        yield Mark(
            "placements",
            kept.happened,
            kept.get_level_display(),
            _until(kept.ended_at),
            is_running=running,
        )


def _reports(case: Case) -> Iterator[Mark]:
    for report in case.reports.filter(happened_at__isnull=False):
        label = str(Report.Kind(report.kind).label)
        yield Mark("reports", report.happened, label)


GATHER = (
    _symptoms,
    _classifications,
    _checks,
    _laboratory,
    _placements,
    _reports,
)


def _until(at: datetime | None) -> When | None:
    return When.minute(at) if at else None


def _clock(row: dict, now: Situation) -> Clock:
    edition, rule, record = key_of(row)
    return Clock(
        label=rule_of(row, now).name.of(get_language() or "en"),
        started=row["started"],
        due=row["due"],
        state=row["state"],
        fulfilled=row["fulfilled"],
        href=address("duty", edition=edition, rule=rule, record=record),
    )
