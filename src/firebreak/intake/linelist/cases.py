"""A list of cases into the record: people, cases, their classifications, cards and stays.

A row is the case that has its number; without a number, the case of the person with its ID number.
What the last file said of a case is kept with it, so a newer file corrects only what it says
differently, and leaves alone what somebody corrected by hand in between.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from firebreak.engine.when import Precision, When
from firebreak.intake.linelist import on_file
from firebreak.intake.linelist.importing import CHUNK, Difference, Import, Plan, Progress
from firebreak.intake.linelist.rows import Row, counting_unit
from firebreak.intake.linelist.steps import as_said, steps, told_at
from firebreak.intake.linelist.units import Elsewhere
from firebreak.intake.linelist.values import Age, birth_of, sex_of
from firebreak.intake.linelist.visits import Places
from firebreak.records import change
from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.identifiers import id_number_warning, index_of
from firebreak.records.models import Case, Citation, Classification, Person, Report, Stay

KEYED = ("id_number", "phone", "address")  # encrypted on file, so kept beside it as keys only
OF_PERSON = (
    "name",
    "sex",
    "age",
    "birth_date",
    "id_number",
    "phone",
    "address",
    "employer",
    "residence",
    "stay",
)
OF_CASE = ("onset", "reporting", "counting", "severity", "note")
OF_COURSE = (
    "classification",
    "suspected",
    "confirmed",
    "diagnosed",
    "recovered",
    "died",
    "outcome",
    "outcome_date",
)
STATUS = {status.value: {"en": status.value, "zh": str(status.label)} for status in Case.Status}


@dataclass
class Known:
    """A row whose case is on file: what is to be corrected in it."""

    row: Row
    case: Case
    said: dict[str, str]
    person_facts: dict[str, object] = field(default_factory=dict)
    case_facts: dict[str, object] = field(default_factory=dict)
    retimed: list[tuple[Classification, When]] = field(default_factory=list)
    added: list[tuple[str, When]] = field(default_factory=list)
    places: tuple[str, ...] = ()
    card: tuple[Report | None, When] | None = None

    @property
    def changes(self) -> bool:
        """Whether the record is to be changed at all."""
        parts = (self.person_facts, self.case_facts, self.retimed, self.added, self.places)
        return any(parts) or self.card is not None


class CaseList:
    """The rows of a list of cases, each with the case it is about, or none yet."""

    def __init__(self, importing: Import) -> None:
        self.i = importing
        self.plan = Plan()
        self.new: list[tuple[Row, Person | None]] = []
        self.known: list[Known] = []
        self.places = Places(importing)
        self._sort()
        self._compare()
        self._suggest()
        self.plan.new = len(self.new)
        self.plan.same = sum(not known.changes for known in self.known)

    # Which row is which case

    def _sort(self) -> None:
        rows = self.i.sheet.rows
        numbered = on_file.cases_numbered(
            str(r.values["number"]) for r in rows if "number" in r.values
        )
        keys = {r.number: index_of(str(r.values.get("id_number", ""))) for r in rows}
        people = on_file.people_keyed("id_number_key", filter(None, set(keys.values())))
        same = {
            number: self._same_person(people.get(key or "", [])) for number, key in keys.items()
        }
        theirs = on_file.cases_of_people((p.pk for p in same.values() if p), self.i.pathogen)
        found: list[tuple[Row, Case]] = []
        for row in rows:
            person = same[row.number]
            case = numbered.get(str(row.values.get("number"))) or self._unnumbered(
                row, person, theirs
            )
            if case is None:
                self.new.append((row, person))
            else:
                found.append((row, case))
        self._keep_known(found)

    def _same_person(self, people: Sequence[Person]) -> Person | None:
        """The one person on file with a valid ID number; with two, nobody can say which."""
        if len(people) != 1 or id_number_warning(people[0].id_number):
            return None
        return people[0]

    def _unnumbered(
        self, row: Row, person: Person | None, theirs: Mapping[int, Case]
    ) -> Case | None:
        case = theirs.get(person.pk) if person else None
        if case is None or ("number" in row.values and case.number is not None):
            return None
        return case

    def _keep_known(self, found: Sequence[tuple[Row, Case]]) -> None:
        before = on_file.said_before(case.pk for _row, case in found)
        for row, case in found:
            known = Known(row, case, before.get(case.pk, {}))
            if self._somebody_else(known):
                number = row.values.get("number", "")
                self.plan.block("number_taken", row.number, self.i.heading("number"), number=number)
            else:
                self.known.append(known)

    def _somebody_else(self, known: Known) -> bool:
        """A number on file with another surname and another sex, or never read from a file so."""
        said, person = known.row.values, known.case.person
        name = str(said.get("name", person.name))
        other_name = name[:1] != person.name[:1]
        other_sex = said.get("sex") not in (None, "unknown", person.sex) and person.sex != "unknown"
        return (other_name and other_sex) or ((other_name or other_sex) and not known.said)

    # What differs

    def _compare(self) -> None:
        ids = [known.case.pk for known in self.known]
        courses = on_file.classifications_of(ids)
        cards = on_file.cards_of(ids) if self.i.has("reported") else {}
        stays = (
            on_file.stays_of(k.case.person_id for k in self.known)
            if self.i.has("places")
            else set()
        )
        self.places.expect(self._all_places())
        for known in self.known:
            changed = self._changed_fields(known)
            self._compare_facts(known, changed)
            if changed & set(OF_COURSE):
                self._compare_course(known, courses[known.case.pk])
            if "places" in changed:
                self._compare_places(known, stays)
            if "reported" in changed:
                self._compare_card(known, cards.get(known.case.pk))

    def _changed_fields(self, known: Known) -> set[str]:
        """Fields that the file says otherwise than the last one did; all that it says, if none did."""
        now = self._said(known.row)
        if not known.said:
            return set(now)
        columns = {column.field for column in self.i.sheet.columns if column.field}
        fields = (columns | set(now)) & {*OF_PERSON, *OF_CASE, *OF_COURSE, "places", "reported"}
        return {name for name in fields if now.get(name) != known.said.get(name)}

    def _compare_facts(self, known: Known, changed: set[str]) -> None:
        case, values = known.case, known.row.values
        for name in OF_PERSON:
            if name in changed:
                facts = person_facts(name, values.get(name), self.i)
                known.person_facts |= self._differing(known, case.person, name, facts)
        for name in OF_CASE:
            if name in changed:
                facts = case_facts(name, values.get(name), self.i)
                known.case_facts |= self._differing(known, case, name, facts)
        if case.number is None and "number" in values:
            known.case_facts["number"] = values["number"]
        self._recount(known, changed)

    def _recount(self, known: Known, changed: set[str]) -> None:
        """Where no column says who counts a case, a new residence says it."""
        counted = counting_unit(known.row, self.i.book)
        if "counting" in known.row.values or "residence" not in changed or counted is None:
            return
        facts: dict[str, object] = {"unit_counting_id": counted.key}
        known.case_facts |= self._differing(known, known.case, "counting", facts)

    def _differing(self, known: Known, record, name: str, facts: dict[str, object]) -> dict:
        """Those of the facts that the record has otherwise, noted as differences."""
        other = {attr: value for attr, value in facts.items() if getattr(record, attr) != value}
        if "unit_counting_id" in other and other["unit_counting_id"] is None:
            return {}
        if other:
            now = self._said(known.row).get(name, "")
            self._note(known, record, name, known.said.get(name, ""), now)
        return other

    def _compare_course(self, known: Known, course: Sequence[Classification]) -> None:
        on_record = {row.status: row for row in course}
        for status, when in steps(known.row):
            row = on_record.get(status)
            if row is None:
                self._add_step(known, status, when)
            elif when.start is not None and row.happened != when:
                known.retimed.append((row, when))
                self._note(known, row, status, _day(row.happened), _day(when))
        said = {status for status, _when in steps(known.row)}
        last = known.case.status
        if last not in said and not known.added:
            self._cannot_become(known, steps(known.row)[-1][0])

    def _add_step(self, known: Known, status: str, when: When) -> None:
        now = known.added[-1][0] if known.added else known.case.status
        if status in CAN_BECOME[now] or now in CAN_BECOME[status]:
            known.added.append((status, when))
            self._note(known, known.case, status, "", _day(when))
        else:
            self._cannot_become(known, status)

    def _cannot_become(self, known: Known, status: str) -> None:
        self.plan.block(
            "cannot_become",
            known.row.number,
            self.i.heading("classification") or self.i.heading("confirmed"),
            now=STATUS[known.case.status],
            then=STATUS[status],
        )

    def _compare_places(self, known: Known, stays: set[tuple[int, int]]) -> None:
        names = known.row.values.get("places", ())
        person = known.case.person_id
        known.places = tuple(
            name for name in names if (person, self.places.id_of(name)) not in stays
        )
        for name in known.places:
            self._note(known, known.case, "places", "", name)

    def _compare_card(self, known: Known, card: Report | None) -> None:
        when = known.row.values.get("reported")
        if isinstance(when, When) and (card is None or card.happened != when):
            known.card = (card, when)
            before = _day(card.happened) if card else ""
            self._note(known, known.case, "reported", before, _day(when))

    def _note(self, known: Known, record, name: str, before: str, after: str) -> None:
        number = known.case.number or str(known.row.values.get("number", ""))
        self.plan.changed.append(
            Difference.of(known.row.number, record, number, name, before, after)
        )

    # Who may be on file already

    def _suggest(self) -> None:
        rows = [row for row, person in self.new if person is None]
        phones = {r.number: index_of(str(r.values.get("phone", ""))) for r in rows}
        called = on_file.people_keyed("phone_key", filter(None, set(phones.values())))
        names = {r.number: key for r in rows if (key := self._name_key(r))}
        named = on_file.people_named(set(names.values()))
        for row in rows:
            alike = list(called.get(phones[row.number] or "", ()))
            alike += [p for p in named.get(names.get(row.number, ("", 0)), ()) if _alike(row, p)]
            if alike:
                same = ", ".join(f"#{pk}" for pk in sorted({person.pk for person in alike})[:5])
                self.plan.warn("may_be_on_file", row.number, same=same)

    def _name_key(self, row: Row) -> tuple[str, int] | None:
        """Name and county, where the name is one: a surname with 某 is shared by thousands."""
        name, unit = str(row.values.get("name", "")), self.i.unit_id(row.values.get("residence"))
        return (name, unit) if unit and len(name) > 1 and "某" not in name else None

    # Writing

    def write(self, progress: Progress) -> None:
        """Write everything, inside the open change."""
        total, done = len(self.new) + len(self.known), 0
        self.i.require_units([*self._counting_units()])
        self.i.keep_documents(self._documents())
        self.places.store(self._all_places())
        for start in range(0, len(self.new), CHUNK):
            chunk = self.new[start : start + CHUNK]
            self._write_new(chunk)
            done += len(chunk)
            progress(done, total)
        for known in self.known:
            if known.changes:
                self._write_known(known)
        self._cite([(known.row, known.case) for known in self.known if known.changes])
        progress(total, total)

    def _write_new(self, chunk: Sequence[tuple[Row, Person | None]]) -> None:
        people = [person or self._person(row) for row, person in chunk]
        change.store_many(Person, [person for person in people if person.pk is None])
        cases = [self._case(row, person) for (row, _), person in zip(chunk, people, strict=True)]
        change.store_many(Case, cases)
        pairs = [(row, case) for (row, _), case in zip(chunk, cases, strict=True)]
        change.store_many(Classification, [c for pair in pairs for c in self._course(*pair)])
        change.store_many(Report, [card for pair in pairs if (card := self._card(*pair))])
        change.store_many(Stay, [stay for pair in pairs for stay in self._stays(*pair)])
        self._cite(pairs)

    def _person(self, row: Row) -> Person:
        facts: dict[str, object] = {"name": "某某"}
        for name in OF_PERSON:
            if name in row.values:
                facts |= person_facts(name, row.values[name], self.i)
        person = Person(source=self.i.source, told_at=self._told(row), **(_derived(row) | facts))
        person.set_keys()
        return person

    def _case(self, row: Row, person: Person) -> Case:
        facts: dict[str, object] = {}
        for name in OF_CASE:
            if name in row.values:
                facts |= case_facts(name, row.values[name], self.i)
        facts["unit_counting_id"] = self._counted_by(row)
        return Case(
            person=person,
            pathogen=self.i.pathogen,
            number=row.values.get("number"),
            status=steps(row)[-1][0],
            source=self.i.source,
            told_at=self._told(row),
            **facts,
        )

    def _counted_by(self, row: Row) -> int:
        unit = counting_unit(row, self.i.book)
        return unit.key if unit else self.i.city.pk

    def _course(self, row: Row, case: Case) -> Iterator[Classification]:
        for status, when in steps(row):
            yield self._classification(row, case, status, when)

    def _classification(self, row: Row, case: Case, status: str, when: When) -> Classification:
        return Classification(
            case=case,
            status=status,
            unit_id=case.unit_reporting_id,
            source=self.i.source,
            told_at=self._told(row),
        ).with_happened(when)

    def _card(self, row: Row, case: Case) -> Report | None:
        when = row.values.get("reported")
        if not isinstance(when, When) or when.start is None:
            return None
        return Report(
            kind=Report.Kind.CASE_CARD,
            unit_id=case.unit_reporting_id or case.unit_counting_id,
            to_unit=self.i.city,
            case=case,
            channel=Report.Channel.DIRECT,
            received_at=self._received(row, when),
            source=self.i.source,
            told_at=self._told(row),
        ).with_happened(when)

    def _received(self, row: Row, when: When):
        """A direct report is received as it is sent: on a day, not before what it reports."""
        first = steps(row)[0][1].start
        if when.precision is Precision.MINUTE or first is None or when.latest is None:
            return when.start
        return first if when.start and when.start <= first < when.latest else when.start

    def _stays(self, row: Row, case: Case) -> Iterator[Stay]:
        for name in row.values.get("places", ()):
            yield self._stay(row, case, name)

    def _stay(self, row: Row, case: Case, name: str) -> Stay:
        return Stay(
            person_id=case.person_id,
            place_id=self.places.id_of(name),
            source=self.i.source,
            told_at=self._told(row),
        )

    def _write_known(self, known: Known) -> None:
        case, row = known.case, known.row
        if known.person_facts:
            _set(case.person, known.person_facts)
        for classification, when in known.retimed:
            classification.with_happened(when).save()
        if known.added or known.case_facts:
            _set(case, known.case_facts | self._status_after(known))
        for status, when in known.added:
            self._classification(row, case, status, when).save()
        for name in known.places:
            self._stay(row, case, name).save()
        self._write_card(known)

    def _status_after(self, known: Known) -> dict[str, object]:
        status = known.case.status
        for added, _when in known.added:
            status = added if added in CAN_BECOME[status] else status
        return {"status": status}

    def _write_card(self, known: Known) -> None:
        if known.card is None:
            return
        card, when = known.card
        if card is None:
            fresh = self._card(known.row, known.case)
            if fresh:
                fresh.save()
            return
        card.received_at = self._received(known.row, when)
        card.with_happened(when).save()

    def _cite(self, pairs: Sequence[tuple[Row, Case]]) -> None:
        citations = [self._citation(row, case) for row, case in pairs]
        for row, case in pairs:
            citations += self._notices(row, case)
        change.store_many(Citation, citations)

    def _citation(self, row: Row, case: Case) -> Citation:
        """The row of the file, with what it said, to be held against the next file."""
        return Citation(
            source=self.i.source,
            record_kind="case",
            record_id=case.pk,
            sheet=(self.i.sheet.name or "")[:60],
            row=row.number,
            column=(self.i.heading("number") or self.i.heading("name") or "")[:60],
            quote=json.dumps(self._said(row), ensure_ascii=False),
        )

    def _notices(self, row: Row, case: Case) -> Iterator[Citation]:
        document = self.i.documents.get(str(row.values.get("url", "")))
        if document is not None:
            text = str(row.values.get("text", ""))
            yield Citation(source=document, record_kind="case", record_id=case.pk, quote=text)

    def _said(self, row: Row) -> dict[str, str]:
        said = as_said(row.values, self.i.zone)
        said.pop("text", None)  # stands in the citation of the notice itself
        return said | {name: (index_of(said[name]) or "")[:16] for name in KEYED if name in said}

    def _told(self, row: Row):
        return told_at(row, self.i.now, self.i.zone)

    def _all_places(self) -> dict[str, object]:
        rows = [row for row, _person in self.new] + [known.row for known in self.known]
        names = (name for row in rows for name in row.values.get("places", ()))
        return dict.fromkeys(names)

    def _counting_units(self) -> Iterator[int | None]:
        for row, _person in self.new:
            counted = counting_unit(row, self.i.book)
            if counted is None:
                self.plan.warn("counted_by_city", row.number)
            yield counted.key if counted else self.i.city.pk
        for known in self.known:
            if known.changes:
                yield known.case.unit_counting_id

    def _documents(self) -> dict[str, date | None]:
        found: dict[str, date | None] = {}
        rows = [row for row, _p in self.new] + [k.row for k in self.known if k.changes]
        for row in rows:
            if url := row.values.get("url"):
                on = row.values.get("published")
                found.setdefault(str(url), on if isinstance(on, date) else None)
        return found


def person_facts(name: str, value: object, importing: Import) -> dict[str, object]:
    """What a field of the file sets in a person; with None, what it leaves when it was emptied."""
    if name == "age":
        age = value if isinstance(value, Age) else None
        return {"age": age.number, "age_unit": age.unit} if age else {"age": None}
    if name == "residence":
        far = value.text if isinstance(value, Elsewhere) else ""
        return {"unit_residence_id": importing.unit_id(value), "residence_elsewhere": far}
    if name == "stay":
        return {"unit_stay_id": importing.unit_id(value)}
    if value is None:
        empty = {"sex": "unknown", "employer": "", "name": "某某"}
        return {name: empty.get(name)}
    return {name: value}


def case_facts(name: str, value: object, importing: Import) -> dict[str, object]:
    """What a field of the file sets in a case."""
    if name == "onset":
        when = value if isinstance(value, When) else When.unknown()
        return {
            "happened_at": when.start,
            "happened_until": when.end,
            "happened_precision": when.precision,
        }
    if name in ("reporting", "counting"):
        return {f"unit_{name}_id": importing.unit_id(value)}
    return {name: value or ("unknown" if name == "severity" else "")}


def _derived(row: Row) -> dict[str, object]:
    """What a valid ID number says of its holder, where the file does not."""
    id_number = row.values.get("id_number")
    if not isinstance(id_number, str) or id_number_warning(id_number):
        return {}
    return {"birth_date": birth_of(id_number), "sex": sex_of(id_number) or "unknown"}


def _alike(row: Row, person: Person) -> bool:
    """Same name and county are given; sex and age must not speak against it."""
    if row.values.get("sex") not in (None, "unknown", person.sex) and person.sex != "unknown":
        return False
    born = row.values.get("birth_date")
    if born and person.birth_date:
        return born == person.birth_date
    age = row.values.get("age")
    if isinstance(age, Age) and person.age is not None and age.unit == person.age_unit:
        return abs(age.number - person.age) <= 1
    return True


def _set(record, facts: Mapping[str, object]) -> None:
    for attr, value in facts.items():
        setattr(record, attr, value)
    record.clean_fields(exclude=["stored_at"])
    record.save()


def _day(when: When) -> str:
    if when.start is None:
        return ""
    return when.start.isoformat(timespec="minutes")
