"""SORMAS: a table of cases with their samples and tests, beside it one of contacts and one of events.

SORMAS keeps a case as it stands now, with one classification and one outcome, and knows people only
as a case or a contact. A `##` row says how the days are written, so that nobody has to guess:
SORMAS itself reads them in the order of whoever imports, and in English would swap day and month.
"""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.exchange.names import parted
from firebreak.intake.exchange.tables import write_rows
from firebreak.intake.sormas import fields, words
from firebreak.outputs.exchange.writing import Writing, Written, by_link, identity, is_unknown

#: without a comma: SORMAS takes a line for a comment only if it begins so, before any quotation mark
DATES = (
    "## Days are dd.MM.yyyy and times dd.MM.yyyy HH:mm."
    " Import as a user whose language puts the day first: German or French or English (Nigeria)"
)
OUTCOMES = ("recovered", "died")
QUARANTINE = ("home", "site")
KINDS = frozenset(
    {
        *("person", "case", "classification", "placement", "contact", "sample", "test"),
        *("event", "gathering"),
    }
)
Cells = dict[str, object]


def _names(known: Iterable[Field]) -> tuple[str, ...]:
    return tuple(str(one.path[0]) for one in known)


PERSON_COLUMNS = (
    *_names(fields.PERSON),
    "person.firstName",
    "person.lastName",
    fields.AGE,
    fields.AGE_UNIT,
    *fields.BIRTH,
)
PLACE_COLUMNS = tuple(
    column
    for begin, end, said_by in fields.PLACES.values()
    for column in (said_by, *_names((begin, end)))
)
CASE_COLUMNS = (
    *_names(fields.CASE),
    "caseClassification",
    "outcome",
    "outcomeDate",
    fields.IMPORTED,
    *PERSON_COLUMNS,
    *PLACE_COLUMNS,
)
SAMPLE_COLUMNS = (*_names(fields.SAMPLE), "samplePurpose")
TEST_COLUMNS = (*_names(fields.TEST), "lab", "testResultVerified")
CONTACT_COLUMNS = (
    fields.CASE_ID,
    "caseOrEventInformation",
    "multiDayContact",
    "firstContactDate",
    "lastContactDate",
    "contactProximity",
    "relationToCase",
    *_names(fields.CONTACT),
    *PERSON_COLUMNS,
    *PLACE_COLUMNS[-3:],
)
EVENT_COLUMNS = (*_names(fields.EVENT), "eventStatus")
CONTACTS, EVENTS = "contacts", "events"


def write(drafts: Iterable[Draft], *, zone: tzinfo) -> Written:
    """
    Write drafts as SORMAS's tables.

    Parameters
    ----------
    drafts
        People, cases and what belongs to them; links lead to drafts among them.
    zone
        The zone of the days and times.

    Returns
    -------
    Written
        The table of cases; beside it, if there are any, `contacts` and `events`. A note for everything SORMAS
        has no place for.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> written = write([], zone=ZoneInfo("Asia/Shanghai"))
    >>> written.content.decode("utf-8-sig").splitlines()[0][:22]
    '## Days are dd.MM.yyyy'
    """
    tables = _Tables(tuple(drafts), zone)
    cases = tables.cases()
    beside = {CONTACTS: tables.contacts(), EVENTS: tables.events()}
    told = {name: content for name, content in beside.items() if content}
    return Written(cases, tables.writing.notes(), told)


class _Tables:
    """The drafts by what they belong to, and the tables under way."""

    def __init__(self, drafts: Sequence[Draft], zone: tzinfo) -> None:
        self.writing = Writing(Surroundings(zone))
        self.drafts = {draft.key: draft for draft in drafts}
        self.of = {kind: [d for d in drafts if d.kind == kind] for kind in KINDS}
        self.classified = by_link(self.of["classification"], "case")
        self.placed = by_link(self.of["placement"], "person")
        self.samples = by_link(self.of["sample"], "person")
        self.tests = by_link(self.of["test"], "sample")
        self.told: set[str] = set()
        for draft in drafts:
            if draft.kind not in KINDS:
                self.writing.lose(draft.kind, "*", "kind_not_carried")

    def cases(self) -> bytes:
        rows = [self._case(case) for case in self.of["case"] if self._is_whole(case)]
        shape = _shape([samples for _own, samples in rows])
        columns = [("CaseData", name) for name in CASE_COLUMNS]
        for tests in shape:
            columns += [("Sample", name) for name in SAMPLE_COLUMNS]
            columns += [("PathogenTest", name) for _n in range(tests) for name in TEST_COLUMNS]
        entities, names = [entity for entity, _name in columns], [name for _e, name in columns]
        return write_rows(
            [[DATES], entities, names, *(_row(own, samples, shape) for own, samples in rows)]
        )

    def contacts(self) -> bytes:
        rows = [row for contact in self.of["contact"] if (row := self._contact(contact))]
        for person in self.of["person"]:
            if person.key not in self.told:
                self.writing.lose("person", "*", "neither_case_nor_contact")
        for left in (*self.samples.values(), *self.placed.values()):
            for draft in left:
                self.writing.lose(draft.kind, "*", "only_of_cases")
        if not rows:
            return b""
        cells = [[row.get(name) for name in CONTACT_COLUMNS] for row in rows]
        return write_rows([[DATES], list(CONTACT_COLUMNS), *cells])

    def events(self) -> bytes:
        rows = [self._event(one, fields.EVENT) for one in self.of["event"]]
        rows += [self._event(one, fields.GATHERING) for one in self.of["gathering"]]
        if not rows:
            return b""
        entities = ["Event"] * len(EVENT_COLUMNS)
        cells = [[row.get(name) for name in EVENT_COLUMNS] for row in rows]
        return write_rows([[DATES], entities, list(EVENT_COLUMNS), *cells])

    def _event(self, event: Draft, known: Iterable[Field]) -> Cells:
        """An event; who was there has a table for each event in SORMAS, and is listed."""
        own: Cells = {"eventStatus": "EVENT"}
        carried = self.writing.fill(own, event, known)
        own.setdefault("externalId", identity(event))
        for role in event.links:
            if role.startswith(ATTENDEE):
                self.writing.lose(event.kind, "attendees")
        self.writing.lose_rest(event, carried)
        return own

    def _is_whole(self, case: Draft) -> bool:
        """A case that is only named, by a contact, is no row of its own."""
        return "person" in case.links or len(case.fields) > 1

    def _case(self, case: Draft) -> tuple[Cells, list[tuple[Cells, list[Cells]]]]:
        own: Cells = {}
        carried = self.writing.fill(own, case, fields.CASE) | {"external_id", "status", "imported"}
        own.setdefault("externalID", identity(case))
        self._fill_status(own, case)
        for said, value in words.IMPORTED.items():
            if case.value("imported") is value:
                own[fields.IMPORTED] = said
        self.writing.lose_rest(case, carried)
        person = self.drafts.get(case.links.get("person", ""))
        if person is None:
            return own, []
        self._fill_person(own, person, is_case=True)
        return own, [self._sample(sample) for sample in self._once(self.samples, person)]

    def _once(self, of: dict[str, list[Draft]], person: Draft) -> list[Draft]:
        """What belongs to a person, with the first of his rows only."""
        return of.pop(person.key, [])

    def _fill_status(self, own: Cells, case: Draft) -> None:
        course = self.classified.get(case.key, [])
        before = [draft for draft in course if draft.value("status") not in OUTCOMES]
        ended = [draft for draft in course if draft.value("status") in OUTCOMES]
        status = str(case.value("status") or "")
        if status in OUTCOMES:
            own["outcome"] = words.OUTCOME.write(status)
            status = str(before[-1].value("status")) if before else ""
        self._fill_classification(own, case, before, status)
        for draft in ended[-1:]:
            self.writing.lose_rest(draft, self._fill(own, draft, fields.OUTCOME_DATE) | {"status"})
        for _draft in (*before[:-1], *ended[:-1]):
            self.writing.lose("classification", "*", "only_the_last")

    def _fill_classification(
        self, own: Cells, case: Draft, before: list[Draft], status: str
    ) -> None:
        if status:
            own["caseClassification"] = words.STATUS.write(status) or words.UNCLASSIFIED
        for draft in before[-1:]:
            when = Field("when", ("classificationDate",), fields.DAY)
            self.writing.lose_rest(draft, self._fill(own, draft, when) | {"status"})

    def _fill(self, own: Cells, draft: Draft, *known: Field) -> set[str]:
        return self.writing.fill(own, draft, known)

    def _fill_person(self, own: Cells, person: Draft, *, is_case: bool) -> None:
        self.told.add(person.key)
        carried = self.writing.fill(own, person, fields.PERSON)
        own.setdefault("person.externalId", identity(person))
        if person.value("name"):
            first, last = parted(str(person.value("name")))
            own |= {"person.firstName": first, "person.lastName": last}
        born = person.value("birth_date")
        if isinstance(born, date):
            own |= dict(zip(fields.BIRTH, (born.year, born.month, born.day), strict=True))
        if person.value("age") is not None:
            unit = words.AGE_UNIT.write(str(person.value("age_unit", "years")))
            own |= {fields.AGE: person.value("age"), fields.AGE_UNIT: unit}
        carried |= {"external_id", "name", "birth_date", "age", "age_unit"}
        self.writing.lose_rest(person, carried)
        self._fill_placements(own, person, is_case=is_case)

    def _fill_placements(self, own: Cells, person: Draft, *, is_case: bool) -> None:
        for placement in self._once(self.placed, person):
            level = str(placement.value("level") or "")
            place = "quarantine" if level in QUARANTINE else level
            if place not in fields.PLACES or not (is_case or place == "quarantine"):
                self.writing.lose("placement", level, "kind_not_carried")
                continue
            begin, end, said_by = fields.PLACES[place]
            if said_by in own:
                self.writing.lose("placement", level, "only_the_last")
                continue
            own[said_by] = words.QUARANTINE.write(level) if place == "quarantine" else "YES"
            self.writing.lose_rest(placement, self._fill(own, placement, begin, end) | {"level"})

    def _sample(self, sample: Draft) -> tuple[Cells, list[Cells]]:
        own: Cells = {}
        self.writing.lose_rest(sample, self.writing.fill(own, sample, fields.SAMPLE))
        own["samplePurpose"] = "EXTERNAL"
        return own, [self._test(test, own) for test in self.tests.get(sample.key, [])]

    def _test(self, test: Draft, sample: Cells) -> Cells:
        own: Cells = {}
        self.writing.lose_rest(test, self.writing.fill(own, test, fields.TEST))
        return own | {"lab": sample.get("lab"), "testResultVerified": "true"}

    def _contact(self, contact: Draft) -> Cells | None:
        person = self.drafts.get(contact.links.get("to", ""))
        case = self.drafts.get(contact.links.get("case") or contact.links.get("from", ""))
        if person is None or (case is not None and case.kind != "case"):
            self.writing.lose("contact", "*", "only_of_cases")
            return None
        own: Cells = {}
        carried = self.writing.fill(own, contact, fields.CONTACT)
        own.setdefault("externalID", identity(contact))
        if case is not None:
            own[fields.CASE_ID] = identity(case)
        if contact.value("contact_of"):
            own["caseOrEventInformation"] = contact.value("contact_of")
        carried |= {"external_id", "contact_of", "manner"} | self._fill_times(own, contact)
        self._fill_manner(own, contact)
        if "case" in contact.links:
            self.writing.lose("contact", "through")
        self.writing.lose_rest(contact, carried)
        self._fill_person(own, person, is_case=False)
        return own

    def _fill_times(self, own: Cells, contact: Draft) -> set[str]:
        ended = contact.value("ended")
        has_end = ended is not None and not is_unknown(ended)
        names = {"when": "firstContactDate" if has_end else "lastContactDate"}
        names |= {"ended": "lastContactDate"}
        if has_end:
            own["multiDayContact"] = "true"
        for name, path in names.items():
            self._fill(own, contact, Field(name, (path,), fields.DAY))
        return set(names)

    def _fill_manner(self, own: Cells, contact: Draft) -> None:
        manner = str(contact.value("manner") or "")
        if not manner:
            return
        near, kin = words.PROXIMITY.write(manner), words.RELATION.write(manner)
        if kin:
            own["relationToCase"] = kin
        elif near:
            own["contactProximity"] = near
        else:
            own["relationToCase"] = "OTHER"
            self.writing.lose("contact", "manner", "word_not_carried")


def _shape(rows: Iterable[list[tuple[Cells, list[Cells]]]]) -> list[int]:
    """For the first, the second … sample of a case: how many tests the one with most has."""
    shape: list[int] = []
    for samples in rows:
        shape += [0] * (len(samples) - len(shape))
        for place, (_sample, tests) in enumerate(samples):
            shape[place] = max(shape[place], len(tests))
    return shape


def _row(own: Cells, samples: list[tuple[Cells, list[Cells]]], shape: list[int]) -> list[object]:
    row = [own.get(name) for name in CASE_COLUMNS]
    for place, count in enumerate(shape):
        sample, tests = samples[place] if place < len(samples) else ({}, [])
        row += [sample.get(name) for name in SAMPLE_COLUMNS]
        for number in range(count):
            test = tests[number] if number < len(tests) else {}
            row += [test.get(name) for name in TEST_COLUMNS]
    return row
