"""How a brief calls people and units: enough to act on, no more.

A case is its number, as the pages write it, and a surname; anybody else a surname and the number of
his own record. Names are
looked up only for those who appear.
"""

import polars as pl
from django.utils.translation import gettext as _

from firebreak.outputs.brief.facts import CaseName
from firebreak.records.models import Outbreak, Person, Unit
from firebreak.records.roles import Role
from firebreak.records.situation import Situation

COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "长孙",
)

#: Role -> the kind of office, beneath a county or the city, that answers its telephone.
OFFICES = {
    "tracer": "cdc",
    "reviewer": "cdc",
    "duty_head": "command",
    "secretary": "command",
    "inspector": "command",
}


def surname_only(name: str) -> str:
    """
    Return a surname with 某 for the given name, or an initial.

    Examples
    --------
    >>> surname_only("陈小明"), surname_only("欧阳某"), surname_only("Li Ming"), surname_only("")
    ('陈某', '欧阳某', 'L.', '')
    """
    plain = name.strip()
    if not plain:
        return ""
    if not "\u4e00" <= plain[0] <= "\u9fff":
        return f"{plain[0].upper()}."
    return (plain[:2] if plain.startswith(COMPOUND) else plain[0]) + "某"


def role_label(role: str | None) -> str:
    """The words for a role; for the holder of a sample, whoever that is."""
    if role == "carrier":
        return _("whoever carries the sample")
    return str(Role(role).label) if role else ""


class Names:
    """The names of those who appear in one brief."""

    def __init__(self, situation: Situation) -> None:
        self.units = {unit.id: unit for unit in Unit.objects.all()}
        self._linelist = situation.linelist
        self._people: dict[int, str] = {}
        self._cases: dict[int, tuple[int, str, int | None]] = {}

    def unit(self, id_: int | None) -> str:
        unit = self.units.get(id_) if id_ is not None else None
        return str(unit) if unit else _("unit not known")

    def short(self, id_: int | None) -> str:
        """A county's short name in Chinese, its name otherwise."""
        unit = self.units.get(id_) if id_ is not None else None
        if unit and unit.short_name and str(unit) == unit.name:
            return unit.short_name
        return self.unit(id_)

    @property
    def city(self) -> str:
        """The name of the unit at the root of the tree."""
        return str(self._root() or "")

    def phone(self, id_: int | None, role: str = "") -> str:
        """A unit's telephone; for a county or the city, else that of its office for the role."""
        unit = self.units.get(id_) if id_ is not None else self._root()
        if unit is None or unit.phone:
            return unit.phone if unit else ""
        offices = [u for u in self.units.values() if u.parent_id == unit.id and u.phone]
        kind = OFFICES.get(role)
        return next((office.phone for office in offices if office.kind == kind), "")

    def _root(self) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.parent_id is None), None)

    def code(self, id_: int | None) -> str:
        unit = self.units.get(id_) if id_ is not None else None
        return unit.code if unit else ""

    def role(self, role: str | None) -> str:
        return role_label(role)

    def fetch(self, people: set[int]) -> None:
        """Look up people who will appear."""
        missing = list(people - set(self._people))
        for begin in range(0, len(missing), 500):
            rows = Person.objects.filter(id__in=missing[begin : begin + 500])
            self._people.update(rows.values_list("id", "name"))
        cases = self._linelist.filter(pl.col("person_id").is_in(missing)).sort("id")
        for row in cases.select("person_id", "id", "number", "unit").iter_rows():
            self._cases[row[0]] = row[1:]

    def case(self, person: int) -> CaseName:
        """Name a case by the person who has it (after `fetch`)."""
        surname = surname_only(self._people.get(person, ""))
        case, number, unit = self._cases.get(person, (None, None, None))
        if case is None:
            return CaseName(None, _("person %(number)d") % {"number": person}, surname, "")
        shown = number or f"#{case}"
        if shown.isdigit():
            shown = _("No. %(number)s") % {"number": shown}
        return CaseName(case, shown, surname, self.short(unit))

    def order(self, person: int) -> tuple[int, str, int]:
        """Sort cases as their numbers count: No. 9 before No. 10."""
        number = self._cases.get(person, (0, "", None))[1] or ""
        digits = "".join(c for c in number if c.isdigit())
        return (int(digits or 10**9), number, person)

    def subject(self, kind: str, id_: int) -> str:
        """Name what a clock is about."""
        if kind == "unit":
            return self.unit(id_)
        if kind == "outbreak":
            return Outbreak.objects.filter(id=id_).values_list("name", flat=True).first() or ""
        return str(self.case(id_))
