"""Missed chances, their sums and the cases met late as rows; names only for the page shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.kinds import KINDS
from firebreak.records.models import Case, Check, Unit
from firebreak.records.situation import Situation, units_of
from firebreak.site.download import as_cell
from firebreak.site.duties.words import kind_word
from firebreak.site.missed import words
from firebreak.site.missed.chosen import NONE
from firebreak.site.navigation import address
from firebreak.site.spans import span
from firebreak.site.templatetags.pages import when_between

SOME = 2000  # rows whose names are looked up at once for a file
DECIMALS = 3  # of a probability, and of a number that is an expectation


@dataclass(frozen=True)
class Row:
    """One missed chance, or one case met late, in words; `row` is the engine's."""

    row: dict[str, Any]
    case: Case | None
    unit: str
    county: str
    what: str
    happened: str
    evidence: str
    infections: str
    post: str = ""
    probability: str = ""
    in_force_from: datetime | None = None


class Rows:
    """Rows of the engine in words, with their records only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, now: Situation) -> None:
        self.rows, self.now = rows, now

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Row]:
        shown = self.rows[part]
        if shown.is_empty():
            return []
        names = _Names(shown, self.now)
        return [self._row(row, names) for row in shown.iter_rows(named=True)]

    def all(self) -> Iterator[Row]:
        """Yield every row, some at a time."""
        for start in range(0, len(self), SOME):
            yield from self[start : start + SOME]

    def _row(self, row: dict, names: "_Names") -> Row:
        protocols = self.now.protocols
        since = words.in_force_from(row["edition"], protocols) if row["before_rule"] else None
        return Row(
            row=row,
            case=names.cases.get(row["subject"]),
            unit=names.unit(row["unit"]),
            county=names.unit(row["county"]),
            what=words.rule_name(row["rule"], row["edition"], protocols),
            happened=words.happened(row, names.check(row), protocols),
            evidence=words.evidence(row),
            infections=words.infections(row),
            post=words.post_word(row["post"]),
            probability=words.probability(row),
            in_force_from=since,
        )


class UnmetRows(Rows):
    """The cases met late, in words."""

    def _row(self, row: dict, names: "_Names") -> Row:
        return Row(
            row=row,
            case=names.cases.get(row["subject"]),
            unit=names.unit(row["met_unit"]),
            county=names.unit(row["county"]),
            what=words.roll_name(row["roll"], row["edition"], self.now.protocols),
            happened=kind_word(row["met_kind"]),
            evidence=words.evidence(row) or words.linked(row),
            infections=words.infections(row),
        )


class _Names:
    """The cases, units and checks that some rows speak of."""

    def __init__(self, rows: pl.DataFrame, now: Situation) -> None:
        people = rows["subject"].unique().to_list()
        found = Case.objects.filter(person__in=people).select_related("person").order_by("id")
        self.cases = {case.person_id: case for case in found}  # the latest, if there are several
        columns = [c for c in ("unit", "met_unit", "county") if c in rows.columns]
        self._units = units_of(now, {unit for column in columns for unit in rows[column]})
        checks = _checks(rows)
        self._checks = Check.objects.in_bulk(checks) if checks else {}

    def unit(self, id_: int | None) -> str:
        return str(self._units.get(id_) or "")

    def check(self, row: dict) -> Check | None:
        is_check = KINDS[row["kind"]].record == "check"
        return self._checks.get(row["record"]) if is_check else None


def _checks(rows: pl.DataFrame) -> list[int]:
    if "kind" not in rows.columns:
        return []
    is_check = pl.col("kind").cast(pl.String).str.starts_with("check.")
    return rows.filter(is_check)["record"].unique().to_list()


@dataclass(frozen=True)
class Sum:
    """What a rule, a kind of post or a unit let pass, and what that cost."""

    name: str
    href: str
    row: dict[str, Any]
    infections: str


def sums_in_words(
    table: pl.DataFrame, by: str, chances: pl.DataFrame, now: Situation, within: dict[str, str]
) -> list[Sum]:
    """
    Return sums in words, each leading to its rows.

    Parameters
    ----------
    table
        Of `Missed.sums`, as many rows as are shown.
    within
        What else narrows the list of rows.
    """
    editions = dict(chances.select("rule", "edition").iter_rows())
    units = Unit.objects.in_bulk(table["unit"].drop_nulls().to_list()) if by == "unit" else {}
    found = []
    for row in table.iter_rows(named=True):
        key = row[by]
        asked = (units[key].code if key in units else NONE) if by == "unit" else key
        name = {
            "rule": lambda key=key: words.rule_name(key, editions[key], now.protocols),
            "post": lambda key=key: words.post_word(key),
            "unit": lambda key=key: str(units.get(key) or _("unit not known")),
        }[by]()
        href = f"{address('missed')}?{urlencode(within | {by: asked})}"
        found.append(Sum(name, href, row, words.infections(row)))
    return found


def sums_columns() -> list[tuple[str, str]]:
    """The columns of the sums as a file."""
    return [
        ("name", _("By what it is added up")),
        ("chances", _("Chances missed")),
        ("cases", _("Cases")),
        ("before_rule", _("Before the rule")),
        ("infections", _("Infections avoided, had it held")),
    ]


def sums_exported(sums: list[Sum]) -> Iterator[dict]:
    """Yield the sums as they are written to a file."""
    for one in sums:
        yield one.row | {"name": one.name, "infections": one.infections}


def columns() -> list[tuple[str, str]]:
    """The columns of the list as a file."""
    return [
        ("case", _("Case number")),
        ("name", _("Name")),
        ("county", _("County")),
        ("moment", _("Moment")),
        ("post", _("Kind of post")),
        ("unit", _("Unit")),
        ("rule", _("What should have held him back")),
        ("before_rule", _("Before the rule was in force")),
        ("happened", _("What happened")),
        ("evidence", _("What else is on record")),
        ("isolated", _("Isolated")),
        ("infected", _("Probability that he was infected by then")),
        *_of_infections(),
    ]


def exported(rows: Rows) -> Iterator[dict]:
    """Yield the rows as they are written to a file."""
    for one in rows.all():
        yield _named(one) | {
            "moment": as_cell(when_between(one.row["moment"], one.row["moment_until"])),
            "post": one.post,
            "rule": one.what,
            "before_rule": one.row["before_rule"],
            "isolated": one.row["isolated_at"],
            "infected": _rounded(one.row["infected_by_then"]),
        }


def unmet_columns() -> list[tuple[str, str]]:
    """The columns of the list of cases met late as a file."""
    return [
        ("case", _("Case number")),
        ("name", _("Name")),
        ("county", _("County")),
        ("infectious", _("Could infect others from")),
        ("met", _("First met")),
        ("happened", _("What happened")),
        ("unit", _("Unit")),
        ("late", pgettext("met", "Late by")),
        ("roll", _("List that should have held him")),
        ("evidence", _("What shows it")),
        *_of_infections(),
    ]


def unmet_exported(rows: Rows) -> Iterator[dict]:
    """Yield the cases met late as they are written to a file."""
    for one in rows.all():
        yield _named(one) | {
            "infectious": one.row["infectious_from"],
            "met": one.row["met_at"],
            "late": span(one.row["late_by"]),
            "roll": one.what,
        }


def _of_infections() -> list[tuple[str, str]]:
    return [
        ("infections_mean", _("Infections after it, expected")),
        ("infections_lower", _("95% interval, lower end")),
        ("infections_upper", _("95% interval, upper end")),
    ]


def _named(one: Row) -> dict:
    return {
        "case": str(one.case or ""),
        "name": one.case.person.name if one.case else "",
        "county": one.county,
        "unit": one.unit,
        "happened": one.happened,
        "evidence": one.evidence,
        **{name: _rounded(one.row[name]) for name, _title in _of_infections()},
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DECIMALS)
