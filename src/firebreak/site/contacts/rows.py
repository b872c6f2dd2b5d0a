"""A contact as a row: who, exposed to whom and how, until when he is watched, where he stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.when import When
from firebreak.records.models import Contact, Person, Placement, Transfer
from firebreak.records.observation import derive_end, end_of
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope, cases
from firebreak.site.download import as_cell, person_cell
from firebreak.site.transfers.seen import told, waiting_of

RELATED = ("person__unit_stay", "case__person", "place", "unit")


@dataclass(frozen=True)
class Row:
    """One contact with his last exposure; `case_is_seen`: whether its case exists for the reader."""

    contact: Contact
    exposures: int
    case_is_seen: bool
    named_at: datetime
    ends: When | None
    standing: str
    state: str
    is_lost: bool
    handed: str = ""  # to whom, where that unit has not answered

    @property
    def person(self) -> Person:
        return self.contact.person

    @property
    def exposure_ended(self) -> When:
        """When the exposure was over, as exactly as it is known."""
        return self.contact.over


class Rows:
    """Rows of `chosen`, with their records only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, now: Situation, scope: Scope, lost: pl.Series) -> None:
        self.rows, self.now, self.scope, self.lost = rows, now, scope, lost

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Row]:
        shown = self.rows[part]
        exposures = (
            Contact.objects.select_related(*RELATED)
            .prefetch_related("person__exposures__case")
            .in_bulk(shown["contact"].drop_nulls().to_list())
        )
        seen = _cases_seen(exposures.values(), self.scope)
        watches = _watches(shown["subject"].to_list())
        handed = waiting_of(shown["subject"])
        lost = set(self.lost.filter(self.lost.is_in(shown["subject"].implode())))
        return [
            replace(
                self._row(row, exposures[row["contact"]], seen, watches, lost),
                handed=_handed(handed.get(row["subject"]), self.now.at),
            )
            for row in shown.iter_rows(named=True)
            if row["contact"] in exposures
        ]

    def _row(
        self, row: dict, contact: Contact, seen: set, watches: dict[int, Placement], lost: set
    ) -> Row:
        return Row(
            contact=contact,
            exposures=row["exposures"],
            case_is_seen=contact.case_id in seen,
            named_at=row["named_at"],
            ends=_end(row, contact.person, watches.get(row["subject"]), self.now),
            standing=row["standing"],
            state=state_word(row["standing"], is_reached=row["is_reached"]),
            is_lost=row["subject"] in lost,
        )


def _handed(transfer: Transfer | None, now: datetime) -> str:
    return told(transfer, now) if transfer else ""


def state_word(standing: str, *, is_reached: bool) -> str:
    """Say where a contact stands."""
    if standing == "not_placed" and not is_reached:
        return pgettext("contact", "not reached")
    return {
        "observed": pgettext("contact", "under observation"),
        "released": pgettext("contact", "released"),
        "ended_early": pgettext("contact", "observation ended early"),
        "became_cases": pgettext("contact", "became a case"),
        "not_placed": pgettext("contact", "reached, not yet under observation"),
    }[standing]


def columns() -> list[tuple[str, str]]:
    """The columns of the list as a file."""
    return [
        ("person", _("Name")),
        ("case", _("Contact of case")),
        ("order", pgettext("of a contact", "Order")),
        ("manner", _("Manner")),
        ("place", _("Place")),
        ("exposures", _("Number of exposures")),
        ("exposure_ended", _("Last exposure")),
        ("named", _("Named")),
        ("reached", _("Reached")),
        ("ends", _("Observation ends")),
        ("state", _("State")),
        ("lost", _("Lost to follow-up")),
        ("unit", _("Answers for")),
        ("handed", _("Handed over, not answered")),
        ("record", _("Record")),
    ]


def exported(rows: Rows, at_once: int = 2000) -> Iterator[dict]:
    """Yield the rows as they are written to a file, some thousands of records at a time."""
    for start in range(0, len(rows), at_once):
        yield from (_export(row) for row in rows[start : start + at_once])


def _export(row: Row) -> dict:
    contact = row.contact
    return {
        "person": row.person.name,
        "case": str(contact.case) if row.case_is_seen else _("a case of another unit"),
        "order": contact.get_order_display(),
        "manner": contact.get_manner_display(),
        "place": str(contact.place or ""),
        "exposures": row.exposures,
        "exposure_ended": as_cell(row.exposure_ended),
        "named": row.named_at,
        "reached": contact.reached_at,
        "ends": as_cell(row.ends),
        "state": row.state,
        "lost": row.is_lost,
        "unit": str(contact.unit or ""),
        "handed": row.handed,
        "record": person_cell(row.person.pk),
    }


def _cases_seen(exposures: Iterable[Contact], scope: Scope) -> set[int]:
    asked = {contact.case_id for contact in exposures}
    return set(cases(scope).filter(pk__in=asked).values_list("pk", flat=True))


def _watches(people: list[int]) -> dict[int, Placement]:
    """The last observation of each of some people, at home or at a site."""
    kept = Placement.objects.filter(
        person__in=people, level__in=Placement.OBSERVATION, happened_at__isnull=False
    )
    return {p.person_id: p for p in kept.select_related("person").order_by("happened_at", "id")}


def _end(row: dict, person: Person, watch: Placement | None, now: Situation) -> When | None:
    """Until when he is watched; whoever became a case is no longer watched as a contact."""
    if row["standing"] == "became_cases":
        return None
    if watch is not None and watch.override_end_at:
        return When.minute(watch.override_end_at)
    if watch is not None:
        watch.person = person  # whose exposures have been fetched
        derived = end_of(watch, now.protocols, now.pathogen)
    else:
        derived = derive_end(person, now.protocols, now.pathogen, at=row["named_at"])
    return derived.end.end if derived and derived.end else None
