"""The work that a change of edition makes, as rows: contacts by name, duties as counts."""

import polars as pl
from django.utils.translation import gettext as _

from firebreak.engine.duties.edition_change import EditionChange
from firebreak.records.models import Person, Unit
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope
from firebreak.records.visibility import cases as cases_of
from firebreak.site.rules.editions import language


class Contacts:
    """New contacts with names and the reason, for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, found: EditionChange, scope: Scope) -> None:
        self.rows, self.found, self.scope = rows, found, scope

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[dict]:
        rows = self.rows[part]
        names = Person.objects.only("name").in_bulk(rows["person"].to_list())
        infectors = cases_of(self.scope).filter(person_id__in=rows["case_person"].to_list())
        cases = {case.person_id: case for case in infectors}
        return [
            row
            | {
                "name": str(names.get(row["person"]) or ""),
                "case": cases.get(row["case_person"]),
                "change_word": _CONTACT_CHANGES().get(str(row["change"]), ""),
                "why": self.found.why(row, language()),
            }
            for row in rows.iter_rows(named=True)
        ]


def _CONTACT_CHANGES() -> dict[str, str]:  # noqa: N802
    return {
        "newly_contact": _("a contact from now on"),
        "no_longer_contact": _("no longer a contact"),
    }


def changed_duties(rows: pl.DataFrame, now: Situation) -> list[dict]:
    """Return changed duties, counted by rule and county: a list of thousands helps nobody."""
    names = {r.id: r.name.of(language()) for e in now.protocols for r in e.rules}
    counted = rows.group_by("change", "rule", "county", maintain_order=True).agg(
        pl.len().alias("n")
    )
    units = Unit.objects.in_bulk(counted["county"].drop_nulls().to_list())
    return [
        row
        | {
            "rule_name": names.get(row["rule"], row["rule"]),
            "county_name": str(units.get(row["county"]) or ""),
            "change_word": _CHANGES().get(str(row["change"]), str(row["change"])),
        }
        for row in counted.iter_rows(named=True)
    ]


def _CHANGES() -> dict[str, str]:  # noqa: N802
    return {
        "newly_due": _("newly due"),
        "no_longer_due": _("no longer due"),
        "limit_changed": _("another limit"),
    }
