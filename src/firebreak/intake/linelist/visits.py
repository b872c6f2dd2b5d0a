"""A list of places that cases visited, into the record: places with their points, and stays.

A place is one by its name and county. A list that comes later adds the county and the point to
places that a list of cases named, and says in whose count a case stands that lives elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from firebreak.engine.when import When
from firebreak.intake.linelist import on_file
from firebreak.intake.linelist.bare_numbers import counted_by_others
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.importing import CHUNK, Difference, Import, Plan, Progress
from firebreak.records import change
from firebreak.records.models import Case, Citation, Place, Stay

POINT = ("longitude", "latitude", "datum", "matched_name")


class Places:
    """The places of a file: found by name, or made."""

    def __init__(self, importing: Import) -> None:
        self.i = importing
        self._known: dict[str, list[Place]] = {}

    def expect(self, names: Iterable[str]) -> None:
        """Look up all names at once."""
        missing = [name for name in dict.fromkeys(names) if name not in self._known]
        found = on_file.places_named(missing)
        self._known |= {name: found.get(name, []) for name in missing}

    def find(self, name: str, unit: int | None = None) -> Place | None:
        """The place so called in the county; one without a county may be it too."""
        known = self._known.get(name, [])
        same = [p for p in known if unit is None or p.unit_id in (None, unit)]
        return next((p for p in same if p.unit_id == unit), same[0] if same else None)

    def id_of(self, name: str) -> int | None:
        """The id of the place so called; None if it is not on file."""
        place = self.find(name, self._county(name)) or self.find(name)
        return place.pk if place else None

    def store(self, names: Mapping[str, object]) -> None:
        """Make the places that are not on file yet; the county is read from the name."""
        self.expect(names)
        new = [
            Place(name=name, unit_id=self._county(name), source=self.i.source)
            for name in names
            if self.id_of(name) is None
        ]
        self.add(new)

    def add(self, places: list[Place]) -> None:
        """Store new places and remember them."""
        change.store_many(Place, places)
        for place in places:
            self._known.setdefault(place.name, []).append(place)

    def _county(self, name: str) -> int | None:
        unit = self.i.book.county_in(name)
        return unit.key if unit else None


@dataclass
class Visit:
    """A row: the case, the place (None: to be made), and what of the place differs."""

    row: Row
    case: Case
    place: Place | None
    facts: dict[str, object]
    stayed: bool
    differs: dict[str, object] = field(default_factory=dict)


class VisitList:
    """The rows of a list of places visited, each with its case and place."""

    def __init__(self, importing: Import) -> None:
        self.i = importing
        self.plan = Plan()
        self.places = Places(importing)
        self.visits: list[Visit] = []
        self._said: dict[int, dict[str, object]] = {}
        self._find()
        self.counted = self._counted_anew()
        self.plan.new = sum(not visit.stayed for visit in self.visits)
        self.plan.same = sum(v.stayed and not v.differs for v in self.visits)

    def _find(self) -> None:
        rows = self.i.sheet.rows
        cases = on_file.cases_numbered(
            {str(row.values["number"]) for row in rows if "number" in row.values}
        )
        of_others = counted_by_others(self.i, cases.values())
        self.places.expect(str(row.values.get("place")) for row in rows)
        stays = on_file.stays_of({case.person_id for case in cases.values()})
        for row in rows:
            number = str(row.values.get("number"))
            if number not in cases:
                heading = self.i.heading("number")
                self.plan.block("no_such_case", row.number, heading, number=shown(str(number)))
                continue
            if cases[number].pk in of_others:
                heading = self.i.heading("number")
                self.plan.block("number_of_others", row.number, heading, number=shown(number))
                continue
            self.visits.append(self._visit(row, cases[number], stays))

    def _visit(self, row: Row, case: Case, stays: set[tuple[int, int]]) -> Visit:
        facts = self._facts(row)
        unit = facts.get("unit_id")
        place = self.places.find(str(row.values["place"]), unit if isinstance(unit, int) else None)
        stayed = place is not None and (case.person_id, place.pk) in stays
        visit = Visit(row, case, place, facts, stayed)
        # What a list says of a place that became another is not said of that other.
        if place is not None and place.name == str(row.values["place"]):
            visit.differs = self._differing(visit, place)
        return visit

    def _differing(self, visit: Visit, place: Place) -> dict[str, object]:
        """What the row says of the place otherwise than the record, and the rows before it."""
        said = self._said.setdefault(place.pk, {})
        had = {a: said.get(a, getattr(place, a)) for a in visit.facts}
        other = {a: x for a, x in visit.facts.items() if had[a] != x}
        said |= other
        for attr, value in other.items():
            if attr != "datum" or place.longitude is not None:  # without a point it says nothing
                self._note(visit, place, attr, value)
        return other

    def _facts(self, row: Row) -> dict[str, object]:
        """What the row says of the place itself."""
        facts: dict[str, object] = {}
        county = self.i.unit_id(row.values.get("county"))
        if county is not None:
            facts["unit_id"] = county
        if "longitude" in row.values and "latitude" in row.values:
            facts |= {n: row.values[n] for n in ("longitude", "latitude")} | self._datum()
        if "matched" in row.values:
            facts["matched_name"] = row.values["matched"]
        return facts

    def _datum(self) -> dict[str, object]:
        details = (c.detail for c in self.i.sheet.columns if c.field == "longitude")
        return {"datum": next(details, None) or "wgs84"}

    def _note(self, visit: Visit, record, name: str, value: object) -> None:
        before = getattr(record, name)
        self.plan.changed.append(
            Difference.of(
                visit.row.number,
                record,
                str(visit.case),
                name.removesuffix("_id"),
                self._shown(name, before),
                self._shown(name, value),
            )
        )

    def _shown(self, name: str, value: object) -> str:
        if value is None:
            return ""
        return self.i.units[int(str(value))].name if name.startswith("unit") else str(value)

    def _counted_anew(self) -> dict[int, tuple[Case, int]]:
        """Cases that only the city counts so far: the county of their first place counts them."""
        found: dict[int, tuple[Case, int]] = {}
        for visit in self.visits:
            county = self.i.unit_id(visit.row.values.get("county"))
            if visit.case.unit_counting_id == self.i.city.pk and county not in (
                None,
                self.i.city.pk,
            ):
                if visit.case.pk not in found:
                    self._note(visit, visit.case, "unit_counting_id", county)
                found.setdefault(visit.case.pk, (visit.case, county or 0))
        return found

    def write(self, progress: Progress) -> None:
        """Write everything, inside the open change."""
        self.i.require_units(visit.case.unit_counting_id for visit in self.visits)
        self._store_places()
        for start in range(0, len(self.visits), CHUNK):
            chunk = self.visits[start : start + CHUNK]
            new = [visit for visit in chunk if not visit.stayed]
            stays = [self._stay(visit) for visit in new]
            change.store_many(Stay, stays)
            cited = zip(new, stays, strict=True)
            change.store_many(Citation, [self._citation(v, "stay", s.pk) for v, s in cited])
            progress(min(start + CHUNK, len(self.visits)), len(self.visits))
        for case, county in self.counted.values():
            self._count(case, county)

    def _store_places(self) -> None:
        """Make what is new, once; correct what differs."""
        made: dict[tuple[str, object], Place] = {}
        for visit in self.visits:
            if visit.place is None:
                key = (str(visit.row.values["place"]), visit.facts.get("unit_id"))
                fresh = Place(name=key[0], source=self.i.source, **visit.facts)
                visit.place = made.setdefault(key, fresh)
            elif visit.differs:
                self._correct(visit, visit.place)
        self.places.add(list(made.values()))

    def _correct(self, visit: Visit, place: Place) -> None:
        still = {a: x for a, x in visit.differs.items() if getattr(place, a) != x}
        if not still:
            return
        for attr, value in still.items():
            setattr(place, attr, value)
        place.save()
        self._citation(visit, "place", place.pk).save()

    def _stay(self, visit: Visit) -> Stay:
        return Stay(
            person_id=visit.case.person_id,
            place=visit.place,
            note=str(visit.row.values.get("activity", ""))[:200],
            source=self.i.source,
            told_at=self.i.now,
        ).with_happened(self._time(visit.row))

    def _time(self, row: Row) -> When:
        arrived, left = row.values.get("arrived"), row.values.get("left")
        if not isinstance(arrived, When) or arrived.start is None:
            return When.unknown()
        if isinstance(left, When) and left.latest and left.latest > arrived.start:
            return When.between(arrived.start, left.latest)
        return arrived

    def _citation(self, visit: Visit, kind: str, record_id: int) -> Citation:
        return Citation(
            source=self.i.source,
            record_kind=kind,
            record_id=record_id,
            sheet=(self.i.sheet.name or "")[:60],
            row=visit.row.number,
            column=(self.i.heading("place") or "")[:60],
            quote=str(visit.row.values["place"]),
        )

    def _count(self, case: Case, county: int) -> None:
        case.unit_counting_id = county
        case.save()
        person = case.person
        if person.unit_stay_id is None and person.unit_residence_id is None:
            person.unit_stay_id = county
            person.save()
