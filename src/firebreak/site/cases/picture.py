"""A case's timeline: exposure, onset, checks, laboratory, placements, reports, and their clocks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records.models import Report
from firebreak.records.models.base import Record
from firebreak.records.situation import Situation
from firebreak.site.cases.exposed import Exposure
from firebreak.site.cases.on_file import OnFile
from firebreak.site.charts.timeline import Clock, Lane, Mark, TimelineData
from firebreak.site.duties.lines import key_of, rule_of
from firebreak.site.navigation import address

R = TypeVar("R", bound=Record)


def timeline(kept: OnFile, duties: list[dict], now: Situation) -> TimelineData:
    """Gather what happened to the person of a case; `duties` are the clocks to draw under it."""
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
        marks=[mark for gather in GATHER for mark in gather(kept)],
        clocks=[_clock(row, now) for row in duties],
        now=now.at,
        title=_("Timeline of case %(case)s") % {"case": kept.case},
    )


def _exposures(kept: OnFile) -> Iterator[Mark]:
    for exposure in kept.exposures:
        if exposure.is_dated(kept.case):
            yield _exposed(exposure)


def _exposed(exposure: Exposure) -> Mark:
    contact = exposure.contact
    manner, ended = contact.get_manner_display(), _until(contact.ended_at)
    if not exposure.is_seen:
        label = _("%(manner)s with a case of another unit") % {"manner": manner}
        return Mark("exposure", contact.happened, label, ended)
    label = _("%(manner)s with case %(case)s") % {"manner": manner, "case": contact.case}
    return Mark("exposure", contact.happened, label, ended, address("case", pk=contact.case_id))


def _symptoms(kept: OnFile) -> Iterator[Mark]:
    if kept.case.happened_at is not None:
        yield Mark("symptoms", kept.case.happened, _("onset"))


def _classifications(kept: OnFile) -> Iterator[Mark]:
    for step in _dated(kept.classifications):
        yield Mark("classification", step.happened, str(step), tone=step.status)


def _checks(kept: OnFile) -> Iterator[Mark]:
    for check in _dated(kept.checks):
        warm = f" {check.temperature_celsius} °C" if check.temperature_celsius is not None else ""
        yield Mark("checks", check.happened, f"{check.get_kind_display()}{warm}")


def _laboratory(kept: OnFile) -> Iterator[Mark]:
    for sample in _dated(kept.samples):
        yield Mark("laboratory", sample.happened, _("sample taken"))
        if sample.received_at:
            yield Mark("laboratory", When.minute(sample.received_at), _("sample received"))
        for test in sample.tests.all():
            yield Mark("laboratory", test.happened, test.get_result_display(), tone=test.result)


def _placements(kept: OnFile) -> Iterator[Mark]:
    for placement in _dated(kept.placements):
        running = placement.ended_at is None
        yield Mark(
            "placements",
            placement.happened,
            placement.get_level_display(),
            _until(placement.ended_at),
            is_running=running,
        )


def _reports(kept: OnFile) -> Iterator[Mark]:
    for report in _dated(kept.reports):
        yield Mark("reports", report.happened, str(Report.Kind(report.kind).label))


def _dated(records: Iterable[R]) -> Iterator[R]:
    return (record for record in records if record.happened_at is not None)


GATHER = (
    _exposures,
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
