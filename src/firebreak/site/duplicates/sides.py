"""Two records side by side: each value of both, and which differ."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from firebreak.records.models import Person
from firebreak.records.visibility import Scope


@dataclass(frozen=True)
class Line:
    """One fact of both records; `is_other` where both say it, and differently."""

    label: str
    left: str
    right: str
    is_other: bool


def lines(left: Person, right: Person, scope: Scope) -> list[Line]:
    """Return what either record says; what neither says is left out."""
    sides = [facts(person, scope) for person in (left, right)]
    return [
        Line(label, mine, theirs, bool(mine and theirs and mine != theirs))
        for label, mine, theirs in ((label, sides[0][label], sides[1][label]) for label in sides[0])
        if mine or theirs
    ]


def facts(person: Person, scope: Scope) -> dict[str, str]:
    """Return the facts of a person as they are read, and how much hangs on his record."""
    told = {
        _("Name"): person.name,
        _("Sex"): person.get_sex_display() if person.sex != Person.Sex.UNKNOWN else "",
        _("Date of birth"): person.birth_date.isoformat() if person.birth_date else "",
        _("Age"): "" if person.age is None else f"{person.age} {person.get_age_unit_display()}",
        _("Population group"): person.get_group_display()
        if person.group != Person.Group.UNKNOWN
        else "",
        _("Employer or school"): person.employer,
        _("Lives in"): str(person.unit_residence or person.residence_elsewhere or ""),
        _("Stays in"): str(person.unit_stay or ""),
        _("Came from"): person.arrived_from,
    }
    if scope.may("identifiers.read"):
        told |= {
            _("Telephone"): person.phone or "",
            _("ID number"): person.id_number or "",
            _("Present address"): person.address or "",
        }
    return told


def kept_with(person: Person) -> list[tuple[str, str]]:
    """Return what hangs on a record: kind, and how many, or which."""
    cases = [f"{case} · {case.get_status_display()}" for case in person.cases.order_by("id")]
    counts = (
        (_("Exposures"), person.exposures),
        (_("Checks"), person.checks),
        (_("Placements"), person.placements),
        (_("Samples"), person.samples),
        (_("Stays"), person.stays),
    )
    told = [(label, str(n)) for label, records in counts if (n := records.count())]
    return [*((_("Case"), case) for case in cases), *told]
