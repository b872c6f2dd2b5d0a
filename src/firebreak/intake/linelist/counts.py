"""A list of published counts into the record: each row is a daily report of a unit.

A report is known by its unit, the day it counts, and where it was published. The day of the report
is kept apart from the counted day: a bulletin of the 4th counts the 3rd, up to 24:00.
"""

from datetime import date, datetime, time, timedelta

from firebreak.engine.when import When
from firebreak.intake.linelist.fields import MEASURES
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.importing import CHUNK, Difference, Import, Plan, Progress
from firebreak.intake.linelist.on_file import in_batches
from firebreak.records import change
from firebreak.records.models import Citation, Report

Key = tuple[int, datetime, str]


class CountList:
    """The rows of a list of counts, each with the report on file, or none yet."""

    def __init__(self, importing: Import) -> None:
        self.i = importing
        self.plan = Plan()
        self.new: list[Row] = []
        self.differ: list[tuple[Row, Report]] = []
        self._find()
        self.plan.new = len(self.new)
        self.plan.same = len(importing.sheet.rows) - len(self.new) - len(self.differ)

    def _find(self) -> None:
        on_file = self._reports()
        for row in self.i.sheet.rows:
            report = on_file.get(self._key(row))
            if report is None:
                self.new.append(row)
            elif report.figures != _figures(row):
                self.differ.append((row, report))
                self._note(row, report)

    def _reports(self) -> dict[Key, Report]:
        found: dict[Key, Report] = {}
        starts = {self._counted(row)[0] for row in self.i.sheet.rows}
        for batch in in_batches(starts):
            reports = Report.objects.filter(kind=Report.Kind.DAILY, covers_from__in=batch)
            for report in reports.select_related("source"):
                url = report.source.url if report.source else ""
                if report.covers_from:
                    found[report.unit_id, report.covers_from, url or report.text] = report
        return found

    def _key(self, row: Row) -> Key:
        return self._unit(row), self._counted(row)[0], str(row.values.get("url") or _text(row))

    def _unit(self, row: Row) -> int:
        return self.i.unit_id(row.values.get("unit")) or self.i.city.pk

    def _counted(self, row: Row) -> tuple[datetime, datetime]:
        """The counted day: as said, else the day before the report."""
        counted, reported = row.values.get("counted_date"), row.values.get("report_date")
        if not isinstance(counted, date) and isinstance(reported, date):
            counted = reported - timedelta(days=1)
        if not isinstance(counted, date):
            counted = self.i.now.astimezone(self.i.zone).date()
        start = datetime.combine(counted, time(), self.i.zone)
        return start, datetime.combine(counted + timedelta(days=1), time(), self.i.zone)

    def _note(self, row: Row, report: Report) -> None:
        now = _figures(row)
        for name in sorted(now.keys() | report.figures.keys()):
            before, after = report.figures.get(name), now.get(name)
            if before != after:
                said = ("" if x is None else str(x) for x in (before, after))
                self.plan.changed.append(Difference.of(row.number, report, "", name, *said))

    def write(self, progress: Progress) -> None:
        """Write everything, inside the open change."""
        rows = [*self.new, *(row for row, _report in self.differ)]
        self.i.require_units(self._unit(row) for row in rows)
        self.i.keep_documents(
            {str(r.values["url"]): self._published(r) for r in rows if "url" in r.values}
        )
        for start in range(0, len(self.new), CHUNK):
            chunk = self.new[start : start + CHUNK]
            reports = [self._report(row) for row in chunk]
            change.store_many(Report, reports)
            self._cite(list(zip(chunk, reports, strict=True)))
            progress(start + len(chunk), len(rows))
        for row, report in self.differ:
            report.figures = _figures(row)
            report.save()
        self._cite(self.differ)
        progress(len(rows), len(rows))

    def _report(self, row: Row) -> Report:
        start, end = self._counted(row)
        unit = self.i.units[self._unit(row)]
        when = self._sent(row, end)
        return Report(
            kind=Report.Kind.DAILY,
            unit=unit,
            to_unit=unit.parent or self.i.city,
            channel=Report.Channel.FILE,
            received_at=when.start,
            covers_from=start,
            covers_until=end,
            figures=_figures(row),
            text=_text(row),
            source=self.i.documents.get(str(row.values.get("url"))) or self.i.source,
            told_at=min(when.start or end, self.i.now),
        ).with_happened(when)

    def _sent(self, row: Row, end: datetime) -> When:
        """The day of the report; without one, the day after the counted one began."""
        published = self._published(row)
        return When.day(published or end.date(), self.i.zone)

    def _published(self, row: Row) -> date | None:
        value = row.values.get("report_date")
        return value if isinstance(value, date) else None

    def _cite(self, pairs: list[tuple[Row, Report]]) -> None:
        change.store_many(Citation, [self._citation(row, report) for row, report in pairs])

    def _citation(self, row: Row, report: Report) -> Citation:
        return Citation(
            source=self.i.source,
            record_kind="report",
            record_id=report.pk,
            sheet=(self.i.sheet.name or "")[:60],
            row=row.number,
            column=(self.i.heading("report_date") or self.i.heading("counted_date") or "")[:60],
        )


def _figures(row: Row) -> dict[str, object]:
    return {name: row.values[name] for name in MEASURES if name in row.values}


def _text(row: Row) -> str:
    parts = (row.values.get("source"), row.values.get("note"))
    return " · ".join(str(part) for part in parts if part)
