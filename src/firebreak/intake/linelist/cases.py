"""A list of cases into the record: which row is which case, who may be on file, and the writing.

A row is the case that has its number; without a number, the case of the person with its ID number.
Rows without a case become new ones (`new_cases.py`); the others are compared (`known_cases.py`).
"""

from collections.abc import Iterator, Mapping, Sequence

from firebreak.engine.when import When
from firebreak.intake.linelist import on_file
from firebreak.intake.linelist.course import odd_times
from firebreak.intake.linelist.facts import alike
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.importing import CHUNK, Import, Plan, Progress
from firebreak.intake.linelist.known_cases import KnownCases
from firebreak.intake.linelist.new_cases import NewCases
from firebreak.intake.linelist.rows import counting_unit
from firebreak.intake.linelist.running import listed_again
from firebreak.intake.linelist.steps import steps
from firebreak.intake.linelist.visits import Places
from firebreak.intake.linelist.without_edition import without_edition
from firebreak.intake.own_ids import home, record_named
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Case, Person

OfPeople = Mapping[tuple[int, str], Case]  # person and pathogen -> his last case of it


class CaseList:
    """The rows of a list of cases, each with the case it is about, or none yet."""

    def __init__(self, importing: Import) -> None:
        self.i, self.plan = importing, Plan()
        self.places = Places(importing)
        self.known = KnownCases(importing, self.plan, self.places)
        self.new: list[tuple[Row, Person | None]] = []
        self.places.expect(self._place_names(importing.sheet.rows))
        self.known.take(self._sort())
        self._suggest()
        self._find_uncounted()
        self._find_odd_times()
        self.plan.problems += without_edition(importing, self._classified())
        self.plan.new = len(self.new)
        self.plan.same = sum(not known.changes for known in self.known.rows)

    def _sort(self) -> list[tuple[Row, Case]]:
        """Rows with the case they are about; those without one are new."""
        rows = self.i.sheet.rows
        numbered = on_file.cases_numbered(
            str(row.values["number"]) for row in rows if "number" in row.values
        )
        sent = self._sent_back(rows)
        same = self._same_people(rows)
        theirs = on_file.cases_of_people(p.pk for p in same.values())
        again = self._listed_again(rows)
        found = []
        for row in rows:
            person = same.get(row.number)
            case = sent.get(row.number) or numbered.get(str(row.values.get("number")))
            his = self._case_of(row, person, theirs)
            case = case or _unnumbered(row, his) or again.get(row.number)
            if case is None:
                self._require_no_other(row, his)
                self.new.append((row, person))
            else:
                found.append((row, case))
        return found

    def _listed_again(self, rows: Sequence[Row]) -> dict[int, Case]:
        """Rows without a number of a case that a list carried on from day to day brings again."""
        if not self.i.has("running"):
            return {}
        keys = {row.number: key for row in rows if (key := self._name_key(row))}
        named = on_file.people_named(set(keys.values()))
        people = {number: named.get(key, []) for number, key in keys.items()}
        return listed_again(rows, people, {row.number: self.i.pathogen_of(row) for row in rows})

    def _require_no_other(self, row: Row, case: Case | None) -> None:
        """Whoever is a case is no second one under another number; who is no more may be again."""
        if case is not None and case.status not in (Case.Status.RECOVERED, Case.Status.EXCLUDED):
            heading = self.i.heading("number")
            self.plan.block("is_a_case", row.number, heading, number=shown(str(case.number)))

    def _case_of(self, row: Row, person: Person | None, theirs: OfPeople) -> Case | None:
        """The last case of a person with the disease of the row."""
        return theirs.get((person.pk, self.i.pathogen_of(row))) if person else None

    def _sent_back(self, rows: Sequence[Row]) -> dict[int, Case]:
        """Row -> the case that it names by our own number of it, if it speaks of the same person."""
        said = {row.number: str(row.values["record"]) for row in rows if "record" in row.values}
        if not said:
            return {}
        here = home()
        named = {number: record_named(here, code) for number, code in said.items()}
        cases = on_file.cases_of_ids(own[1] for own in named.values() if own and own[0] == "case")
        names = {row.number: row.values.get("name") for row in rows}
        return {
            number: case
            for number, own in named.items()
            if own and (case := cases.get(own[1])) and names[number] == case.person.name
        }

    def _same_people(self, rows: Sequence[Row]) -> dict[int, Person]:
        """Row -> the one person on file with its ID number, if the number is a valid one."""
        keys = {
            r.number: self.i.key_of(r.values["id_number"]) for r in rows if "id_number" in r.values
        }
        people = on_file.people_keyed("id_number_key", {key for key in keys.values() if key})
        found = {}
        for number, key in keys.items():
            theirs = people.get(key or "", [])
            if len(theirs) == 1 and not id_number_warning(theirs[0].id_number):
                found[number] = theirs[0]
        return found

    def _suggest(self) -> None:
        """Say who on file may be the person of a new row: same telephone, or name and county."""
        rows = [row for row, person in self.new if person is None]
        phones = {row.number: self.i.key_of(row.values.get("phone")) for row in rows}
        called = on_file.people_keyed("phone_key", {key for key in phones.values() if key})
        names = {row.number: key for row in rows if (key := self._name_key(row))}
        named = on_file.people_named(set(names.values()))
        for row in rows:
            found = list(called.get(phones[row.number] or "", ()))
            found += [p for p in named.get(names.get(row.number, ("", 0)), ()) if alike(row, p)]
            if found:
                same = ", ".join(f"#{pk}" for pk in sorted({person.pk for person in found})[:5])
                self.plan.warn("may_be_on_file", row.number, same=same)

    def _name_key(self, row: Row) -> tuple[str, int] | None:
        """Name and county, where the name is one: a surname with 某 is shared by thousands."""
        name, unit = str(row.values.get("name", "")), self.i.unit_id(row.values.get("residence"))
        return (name, unit) if unit and len(name) > 1 and "某" not in name else None

    def _find_uncounted(self) -> None:
        for row, _person in self.new:
            if counting_unit(row, self.i.book) is None:
                self.plan.warn("counted_by_city", row.number)

    def _find_odd_times(self) -> None:
        for row in self.i.sheet.rows:
            for code, named in odd_times(row, self.i.now, self.i.zone):
                self.plan.warn(code, row.number, **named)

    def _classified(self) -> Iterator[tuple[Row, When]]:
        """Every classification that would be stored or given another time."""
        for row, _person in self.new:
            yield from ((row, when) for _status, when in steps(row))
        for known in self.known.rows:
            yield from ((known.row, when) for _old, when in (*known.added, *known.retimed))

    def write(self, progress: Progress) -> None:
        """Write everything, inside the open change."""
        new = NewCases(self.i, self.places)
        rows = [row for row, _person in self.new]
        rows += [known.row for known in self.known.rows]
        self.i.require_units(self._units())
        self.i.keep_documents(new.documents(rows))
        self.places.store(self._place_names(rows))
        for start in range(0, len(self.new), CHUNK):
            new.write(self.new[start : start + CHUNK])
            progress(min(start + CHUNK, len(self.new)), len(rows))
        self.known.correct(new)
        progress(len(rows), len(rows))

    def _units(self) -> set[int | None]:
        counted = {counting_unit(row, self.i.book) for row, _person in self.new}
        units: set[int | None] = {unit.key if unit else self.i.city.pk for unit in counted}
        return units | {k.case.unit_counting_id for k in self.known.rows if k.changes}

    def _place_names(self, rows: Sequence[Row]) -> dict[str, None]:
        places = (row.values.get("places", ()) for row in rows)
        return dict.fromkeys(name for names in places for name in names)


def _unnumbered(row: Row, case: Case | None) -> Case | None:
    """The case of the same person, unless both have numbers and these differ."""
    if case is None or ("number" in row.values and case.number is not None):
        return None
    return case
