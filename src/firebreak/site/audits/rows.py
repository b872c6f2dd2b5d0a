"""A finding of an audit as a row: who, in whose log, and whether a card had come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.timeliness.quality import audited_cases
from firebreak.records import tables
from firebreak.records.models import AuditFinding
from firebreak.records.situation import Situation, visible
from firebreak.records.visibility import Scope, people
from firebreak.site.download import as_cell, person_cell

STATES = ("missed", "reported_since", "reported")


@dataclass(frozen=True)
class Row:
    """One finding; `name` is empty where the person does not exist for the reader."""

    finding: AuditFinding
    name: str
    state: str
    card_at: datetime | None

    @property
    def word(self) -> str:
        return state_word(self.state)


def found(now: Situation, scope: Scope) -> pl.DataFrame:
    """Return what audits of the logs of a scope's units found, the last first, with `state`."""
    rows = audited_cases(visible(tables.audited(), scope, now), now.events)
    return rows.sort("found_at", "record", descending=True)


def state_word(state: str) -> str:
    """Say whether a case had been reported when the audit found it."""
    return {
        "missed": pgettext("audit", "missed: no card"),
        "reported_since": pgettext("audit", "missed: card only afterwards"),
        "reported": pgettext("audit", "reported"),
    }[state]


class Rows:
    """Rows with their records only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, scope: Scope) -> None:
        self.rows, self.scope = rows, scope

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Row]:
        shown = self.rows[part]
        findings = AuditFinding.objects.select_related("unit").in_bulk(shown["record"].to_list())
        names = people(self.scope).in_bulk(shown["subject"].unique().to_list())
        return [
            Row(
                findings[row["record"]],
                names[row["subject"]].name if row["subject"] in names else "",
                row["state"],
                row["card_at"],
            )
            for row in shown.iter_rows(named=True)
            if row["record"] in findings
        ]


def columns() -> list[tuple[str, str]]:
    """The columns of the list as a file."""
    return [
        ("person", _("Name")),
        ("unit", _("Unit audited")),
        ("log", _("Log")),
        ("reference", _("Page or number in the log")),
        ("in_log", _("In the log on")),
        ("found", _("Found by the audit")),
        ("card", _("Report card received")),
        ("state", _("State")),
        ("record", _("Record")),
    ]


def exported(rows: Rows) -> Iterator[dict]:
    """Yield the rows as they are written to a file."""
    for row in rows[: len(rows)]:
        finding = row.finding
        yield {
            "person": row.name,
            "unit": str(finding.unit),
            "log": finding.get_log_display(),
            "reference": finding.reference,
            "in_log": as_cell(finding.happened),
            "found": finding.told_at,
            "card": row.card_at,
            "state": row.word,
            "record": person_cell(finding.person_id if row.name else None),
        }
