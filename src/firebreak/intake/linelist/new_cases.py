"""Rows that become cases of their own: people, cases, course, cards and stays, many at a time.

The same rules as the actions of `records/actions` hold for each row (reading has checked days to
come; `steps.py` gives only courses that the table of transitions allows), but rows are stored
together, because a hundred thousand of them are one import.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from firebreak.engine.when import Precision, When
from firebreak.intake.linelist.facts import (
    OF_CASE,
    OF_PERSON,
    as_kept,
    case_facts,
    derived,
    person_facts,
)
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.importing import Import, timed
from firebreak.intake.linelist.rows import counting_unit
from firebreak.intake.linelist.steps import steps, told_at
from firebreak.intake.linelist.visits import Places
from firebreak.records import change
from firebreak.records.models import (
    Case,
    Citation,
    Classification,
    Person,
    Report,
    Stay,
)
from firebreak.records.names import key_of

Facts = dict[str, object]
Stored = tuple[Row, int, int, Facts]  # row, id of the person, id of the case, facts of the case


class NewCases:
    """Stores rows as new cases, and cites them."""

    def __init__(self, importing: Import, places: Places) -> None:
        self.i, self.places = importing, places

    def write(self, chunk: Sequence[tuple[Row, Person | None]]) -> None:
        """Store rows; a person is given where he is on file already."""
        fresh = [row for row, person in chunk if person is None]
        ids = iter(change.store_rows(Person, [self._person(row) for row in fresh]))
        people = [person.pk if person else next(ids) for _row, person in chunk]
        facts = [self._case(row, pk) for (row, _), pk in zip(chunk, people, strict=True)]
        cases = change.store_rows(Case, facts)
        rows = [row for row, _person in chunk]
        stored: list[Stored] = list(zip(rows, people, cases, facts, strict=True))
        change.store_rows(Classification, [c for s in stored for c in self._course(s)])
        change.store_rows(Report, [card for s in stored for card in self._cards(s)])
        change.store_rows(Stay, [stay for s in stored for stay in self._stays(s)])
        said = (as_kept(row, self.i) for row in rows)
        self.cite(list(zip(rows, cases, said, strict=True)))

    def cite(self, cited: Sequence[tuple[Row, int, dict[str, str]]]) -> None:
        """Keep with each case the row of the file, what it said, and the notice it names."""
        citations = [self._citation(row, case, said) for row, case, said in cited]
        citations += [n for row, case, _said in cited for n in self._notices(row, case)]
        change.store_rows(Citation, citations)

    def classification(self, row: Row, case: int, status: str, when: When, unit: object) -> Facts:
        """One step of a case's course."""
        facts: Facts = {"case_id": case, "status": status, "unit_id": unit}
        facts["edition"] = self.i.edition_of(when, self.i.pathogen_of(row))
        return facts | timed(when) | self._origin(row)

    def stay(self, row: Row, person: int, place: str) -> Facts:
        """Somebody was at a place; when, the list of cases does not say."""
        return {"person_id": person, "place_id": self.places.id_of(place)} | self._origin(row)

    def card(self, row: Row, case: int, unit: object) -> Facts | None:
        """The report card of a case; None if the row has no day of report."""
        when = row.values.get("reported")
        if not isinstance(when, When) or when.start is None:
            return None
        facts: Facts = {
            "kind": Report.Kind.CASE_CARD,
            "case_id": case,
            "unit_id": unit,
            "to_unit_id": self.i.city.pk,
            "channel": Report.Channel.DIRECT,
            "received_at": received_at(row, when),
        }
        return facts | timed(when) | self._origin(row)

    def _person(self, row: Row) -> Facts:
        facts: Facts = {"name": "某某"} | derived(row)
        for name in OF_PERSON:
            if name in row.values:
                facts |= person_facts(name, row.values[name], self.i)
        facts["name_key"] = key_of(str(facts["name"]))
        facts["id_number_key"] = self.i.key_of(facts.get("id_number"))
        facts["phone_key"] = self.i.key_of(facts.get("phone"))
        return facts | self._origin(row)

    def _case(self, row: Row, person: int) -> Facts:
        facts: Facts = {
            "person_id": person,
            "pathogen": self.i.pathogen_of(row),
            "number": row.values.get("number"),
            "status": steps(row)[-1][0],
        }
        for name in OF_CASE:
            if name in row.values:
                facts |= case_facts(name, row.values[name], self.i)
        unit = counting_unit(row, self.i.book)
        facts["unit_counting_id"] = unit.key if unit else self.i.city.pk
        return facts | self._origin(row)

    def _course(self, stored: Stored) -> Iterator[Facts]:
        row, _person, case, facts = stored
        for status, when in steps(row):
            yield self.classification(row, case, status, when, facts.get("unit_reporting_id"))

    def _cards(self, stored: Stored) -> Iterator[Facts]:
        row, _person, case, facts = stored
        unit = facts.get("unit_reporting_id") or facts["unit_counting_id"]
        card = self.card(row, case, unit)
        if card is not None:
            yield card

    def _stays(self, stored: Stored) -> Iterator[Facts]:
        row, person, _case, _facts = stored
        for place in row.values.get("places", ()):
            yield self.stay(row, person, place)

    def _origin(self, row: Row) -> Facts:
        source = self.i.source.pk if self.i.source else None
        return {"source_id": source, "told_at": self._told(row)}

    def _told(self, row: Row) -> datetime:
        return told_at(row, self.i.now, self.i.zone)

    def _citation(self, row: Row, case: int, said: dict[str, str]) -> Facts:
        """The row of the file, with what it said, to be held against the next file."""
        return {
            "source_id": self.i.source.pk if self.i.source else None,
            "record_kind": "case",
            "record_id": case,
            "sheet": (self.i.sheet.name or "")[:60],
            "row": row.number,
            "column": (self.i.heading("number") or self.i.heading("name") or "")[:60],
            "quote": json.dumps(said, ensure_ascii=False),
        }

    def _notices(self, row: Row, case: int) -> Iterator[Facts]:
        document = self.i.documents.get(str(row.values.get("url", "")))
        if document is not None:
            yield {
                "source_id": document.pk,
                "record_kind": "case",
                "record_id": case,
                "quote": str(row.values.get("text", "")),
            }

    def documents(self, rows: Sequence[Row]) -> dict[str, date | None]:
        """The notices that rows name: address -> day of publication."""
        found: dict[str, date | None] = {}
        for row in rows:
            if url := row.values.get("url"):
                on = row.values.get("published")
                found.setdefault(str(url), on if isinstance(on, date) else None)
        return found


def received_at(row: Row, when: When) -> datetime | None:
    """A direct report is received as it is sent: on a day, not before what it reports."""
    first = steps(row)[0][1].start
    if when.precision is Precision.MINUTE or first is None or when.latest is None:
        return when.start
    return first if when.start and when.start <= first < when.latest else when.start
