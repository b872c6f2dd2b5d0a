"""A row of the engine's duties as a line that a person reads.

Names are looked up once for all lines of a page, and only for the page's own lines.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.duties.protocols import Duty, Round
from firebreak.records.models import Case, Outbreak, Person, Unit
from firebreak.records.prepared import Prepared
from firebreak.records.roles import Role
from firebreak.records.situation import Situation, city_of, units_of
from firebreak.site.duties.next_step import Step, next_step
from firebreak.site.navigation import address

OPEN_STATES = ("overdue", "due_soon", "open")


@dataclass(frozen=True)
class Line:
    """One duty, in words."""

    state: str
    title: str
    href: str
    subject: str
    subject_href: str
    holder_role: str
    holder_unit: str
    phone: str
    county: str
    started: datetime
    started_until: datetime | None
    due: datetime
    fulfilled: datetime | None
    late_by: timedelta | None
    reason: str
    escalated_to: str
    next_href: str
    next_label: str
    row: dict[str, Any]

    @property
    def owner(self) -> str:
        """Who holds it: the unit and the role."""
        return " · ".join(part for part in (self.holder_unit, self.holder_role) if part)

    @property
    def detail(self) -> str:
        """About whom, and to whom it has been escalated."""
        parts = [self.subject]
        if self.escalated_to:
            parts.append(_("now also with: %(role)s") % {"role": self.escalated_to})
        return " · ".join(part for part in parts if part)


def lines(
    rows: pl.DataFrame,
    of: Situation,
    *,
    may_enter: Callable[[str], bool],
) -> list[Line]:
    """
    Turn rows of duties into lines.

    Parameters
    ----------
    rows
        Of `situation.duties`; only as many as are shown.
    of
        The situation they come from.
    may_enter
        Says whether the reader's post may do an action: a next step he may not take is not shown.
    """
    names = _names_in(rows, of)
    return [_line(row, of, names, may_enter) for row in rows.iter_rows(named=True)]


def lines_about(
    person: Person,
    rows: list[dict[str, Any]],
    of: Situation,
    *,
    may_enter: Callable[[str], bool],
) -> list[Line]:
    """
    Turn the duties about one person (`Situation.duties_of`) into lines, for his own page.

    Parameters
    ----------
    rows, of, may_enter
        As for `lines`.
    """
    if not rows:
        return []
    units = units_of(of, {row[place] for row in rows for place in ("holder_unit", "county")})
    names = _Names(units, {person.id: person}, _last_case_of(person))
    return [_line(row, of, names, may_enter) for row in rows]


def role_label(role: str | None) -> str:
    """The role in the reader's language; the carrier of a sample is no role of the site."""
    if role is None:
        return ""
    if role == "carrier":
        return _("whoever carries the sample")
    return str(Role(role).label)


def rule_of(row: dict, of: Situation) -> Duty | Round:
    """The rule a row of duties comes from."""
    return of.protocols.rule(row["rule"], row["edition"])


def holding_unit(row: dict, of: Situation, units: dict[int, Unit]) -> Unit | None:
    """The unit that holds a duty: the city where the rule names none; None where it is not known."""
    if row["holder_unit"] is not None:
        return units.get(row["holder_unit"])
    held = ((holder.role, holder.unit) for holder in rule_of(row, of).holders)
    return city_of(of) if (row["holder_role"], "none") in held else None


def key_of(row: dict) -> tuple[str, str, int]:
    """What addresses a duty: its edition, its rule, and the record that started it."""
    return row["edition"], row["rule"], row["start_record"] or 0


def _line(row: dict, of: Situation, names: "_Names", may_enter) -> Line:
    unit = holding_unit(row, of, names.units)
    subject, subject_href = names.subject(row)
    step = _next(row, of, names, may_enter)
    return Line(
        state=row["state"],
        title=rule_of(row, of).name.of(get_language() or "en"),
        href=_href(row),
        subject=subject,
        subject_href=subject_href,
        holder_role=role_label(row["holder_role"]),
        holder_unit=str(unit or ""),
        phone=unit.phone if unit else "",
        county=str(names.units.get(row["county"]) or ""),
        started=row["started"],
        started_until=row["started_until"],
        due=row["due"],
        fulfilled=row["fulfilled"],
        late_by=row["late_by"],
        reason=reason_of(row, of),
        escalated_to=role_label(row["escalated_to"]),
        next_href=step.href if step else "",
        next_label=step.label if step else "",
        row=row,
    )


def _next(row: dict, of: Situation, names: "_Names", may_enter) -> Step | None:
    if row["state"] not in OPEN_STATES:
        return None
    case = names.cases.get(row["subject"]) if row["subject_kind"] == "person" else None
    return next_step(row, rule_of(row, of), case.pk if case else None, may_enter)


def reason_of(row: dict, of: Situation) -> str:
    """Why a state is as it is, in words; empty where the times say it all."""
    code = row["reason"]
    if code is None:
        return ""
    if code in REASONS():
        return REASONS()[code]
    for void in getattr(rule_of(row, of), "voided_by", ()):
        if void.code == code:
            return void.reason.of(get_language() or "en")
    return code


def REASONS() -> dict[str, str]:  # noqa: N802
    """The engine's own reasons, in the reader's language."""
    return {
        "already": _("It was already so when the clock started."),
        "may_be_in_time": _(
            "Known only to the day: it may have been in time, so it counts as met."
        ),
        "may_be_overdue": _("Known only to the day: it may be overdue already."),
        "missed": _("The next round has begun; this one can no longer be made good."),
        "ended": _("What it watches ended before its time ran out."),
        "before_record": _(
            "It had run out before this record began, so whether it was done is not judged here."
        ),
    }


def _href(row: dict) -> str:
    edition, rule, record = key_of(row)
    path = address("duty", edition=edition, rule=rule, record=record)
    return f"{path}?due={row['due'].isoformat().replace('+00:00', 'Z')}" if path else ""


CASES = Prepared(lambda person: Case.objects.filter(person=person).order_by("id"))


def _last_case_of(person: Person) -> dict[int, Case]:
    return {case.person_id: case for case in CASES(person.pk)}


@dataclass(frozen=True)
class _Names:
    """The units, people and cases that some rows are about."""

    units: dict[int, Unit]
    people: dict[int, Person]
    cases: dict[int, Case]  # by person
    outbreaks: dict[int, Outbreak] = field(default_factory=dict)

    def subject(self, row: dict) -> tuple[str, str]:
        """What to call the subject, and where it is shown."""
        kind, id_ = row["subject_kind"], row["subject"]
        if kind == "unit":
            unit = self.units.get(id_)
            return str(unit or ""), address("unit", code=unit.code) if unit else ""
        if kind == "outbreak":
            return str(self.outbreaks.get(id_) or ""), address("indicators")
        return self._person(id_)

    def _person(self, id_: int) -> tuple[str, str]:
        person, case = self.people.get(id_), self.cases.get(id_)
        if person is None:
            return "", ""
        if case is None:
            return person.name, address("person", pk=id_)
        if not case.number:
            return person.name, address("case", pk=case.pk)
        named = _("case %(number)s, %(name)s") % {"number": case.number, "name": person.name}
        return named, address("case", pk=case.pk)


def _names_in(rows: pl.DataFrame, of: Situation) -> _Names:
    people = _subjects(rows, "person")
    cases = Case.objects.filter(person_id__in=people).order_by("id")
    return _Names(
        units_of(of, {*rows["holder_unit"], *rows["county"], *_subjects(rows, "unit")}),
        Person.objects.only("id", "name").in_bulk(people),
        {case.person_id: case for case in cases},
        Outbreak.objects.in_bulk(_subjects(rows, "outbreak")),
    )


def _subjects(rows: pl.DataFrame, kind: str) -> list[int]:
    return rows.filter(pl.col("subject_kind") == kind)["subject"].unique().to_list()
