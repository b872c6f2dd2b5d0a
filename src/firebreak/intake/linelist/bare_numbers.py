"""Whether the bare number of a row is that of the case on file which has it.

The third of one list is not the third of another. A list that is applied whole asks nobody, so that it
is refused where somebody else counted the case, or where what it tells of its person is of another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from firebreak.intake.counters import counter_named, counters_of_cases, is_bare
from firebreak.intake.linelist.importing import Import
from firebreak.intake.linelist.units import UnitBook, UnitFound
from firebreak.intake.linelist.values import Age
from firebreak.records.models import Case, Person, Reading, Unit

MOST_YEARS_APART = 2
#: Of sex, age and county one may be corrected; who differs in two is another.
MOST_CORRECTED = 1
NAMELESS = "某"


@dataclass
class OfList:
    """What is needed to know who counts, as a reviewer's desk has it."""

    i: Import
    reading: Reading = field(default_factory=Reading)
    documents: dict[int, Reading] = field(default_factory=dict)
    counters: dict[tuple[int, str | None], str] = field(default_factory=dict)

    @property
    def book(self) -> UnitBook:
        """The units on file, by whatever people call them."""
        return self.i.book

    @property
    def units(self) -> dict[int, Unit]:
        """Every unit on file, by its id."""
        return self.i.units

    @property
    def city(self) -> Unit:
        """The city whose record this is."""
        return self.i.city

    def unit_called(self, text: object) -> Unit | None:
        """Return the unit that a text means; None if none does."""
        found = self.i.book.find(str(text)) if text else None
        return self.i.units.get(found.unit.key) if isinstance(found, UnitFound) else None


def counted_by_others(importing: Import, cases: Iterable[Case]) -> Collection[int]:
    """Return those of some cases, by id, whose bare number somebody else gave than counts this list."""
    asked = [case for case in cases if is_bare(case.number)]
    if not asked:
        return ()
    counting = OfList(importing)
    here = counter_named(counting, importing.sheet.file)
    return {pk for pk, counter in counters_of_cases(counting, asked).items() if counter != here}


def is_somebody_else(
    values: Mapping[str, object], person: Person, units: Mapping[int, Unit]
) -> bool:
    """Say whether a row of a bare number tells of another person than the one on file."""
    if _other_name(str(values.get("name") or ""), person.name):
        return True
    other = (
        _other_sex(values, person),
        _other_age(values, person),
        _other_home(values, person, units),
    )
    return sum(other) > MOST_CORRECTED


def _other_name(said: str, on_file: str) -> bool:
    """Another surname, unless the given name is the same, or one is written in other letters."""
    if not said or said == NAMELESS or on_file in ("", NAMELESS) or said[0] == on_file[0]:
        return False
    is_same_given = len(said) > 1 and said[1:] == on_file[1:] and NAMELESS not in said
    return not is_same_given and said[0].isascii() == on_file[0].isascii()


def _other_sex(values: Mapping[str, object], person: Person) -> bool:
    unknown = (None, "", "unknown")
    said = values.get("sex")
    return said not in unknown and person.sex not in unknown and said != person.sex


def _other_age(values: Mapping[str, object], person: Person) -> bool:
    said = values.get("age")
    if not isinstance(said, Age) or said.unit != "years" or person.age_unit != "years":
        return False
    return person.age is not None and abs(said.number - person.age) > MOST_YEARS_APART


def _other_home(values: Mapping[str, object], person: Person, units: Mapping[int, Unit]) -> bool:
    said, known = values.get("residence"), units.get(person.unit_residence_id or 0)
    if not isinstance(said, UnitFound) or known is None or said.unit.key not in units:
        return False
    here = units[said.unit.key]
    return not (here.is_under(known) or known.is_under(here))
