"""SORMAS's tables as drafts: each row a case with its samples and tests, a contact or an event.

Comes in: the bytes of one CSV file, as SORMAS imports or as it exports them. Goes out: a `Reading`.
A `##` row is a comment; a table of contacts names the case by its id in the system it came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Reading, ReadingError
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector, Field, Making, Record
from firebreak.intake.exchange.tables import Row, read_rows
from firebreak.intake.sormas import fields, people, words
from firebreak.intake.sormas.dates import DateOrder, order_of
from firebreak.intake.sormas.layout import Layout, layout_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMMENT = "##"
LOOK_AT = 50_000
#: what a row is known by, the first that it says
IDENTITIES = (fields.UUID, fields.EXTERNAL_ID, "externalId", "epidNumber")
MARKS = ("CaseData", "person.firstName", "caseIdExternalSystem", "epidNumber", "eventTitle")


def recognises(content: bytes, name: str = "") -> bool:
    """Say whether bytes look like a table of SORMAS."""
    start = content[:LOOK_AT]
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore")
    lines = [line for line in text.splitlines() if not line.lstrip('"\ufeff').startswith(COMMENT)]
    return any(mark in line for mark in MARKS for line in lines[:2])


def read(content: bytes, *, published: date | None = None, zone: tzinfo = SHANGHAI) -> Reading:
    """
    Read a table of SORMAS.

    Parameters
    ----------
    content
        CSV of cases (a row of entities, a row of properties, rows of data) or of contacts (a row
        of properties, rows of data).
    published
        The day of the export, if known.
    zone
        The zone of its days and times.

    Raises
    ------
    ReadingError
        It is empty, no text, or has no property of SORMAS.

    Examples
    --------
    >>> reading = read(b"externalID;disease;person.firstName\\nc1;CORONAVIRUS;Ann")
    >>> reading.draft("case:c1").value("pathogen")
    'sars-cov-2'
    """
    rows = read_rows(content)
    comments = [row.cells[0] for row in rows if row.cells[0].startswith(COMMENT)]
    body = [row for row in rows if not row.cells[0].startswith(COMMENT)]
    if not body:
        raise ReadingError("nothing_found")
    layout = layout_of(body)
    data = body[layout.first_row :]
    order = order_of((cell for row in data for cell in row.cells), comments)
    table = _Table(Collector(Surroundings(zone)), layout, order)
    for row in data:
        table.take(row)
    return table.collector.reading("sormas", published)


@dataclass
class _Table:
    """A table under way."""

    collector: Collector
    layout: Layout
    order: DateOrder
    seen: set[str] = field(default_factory=set)

    def take(self, row: Row) -> None:
        own, samples, others = self.layout.records(row)
        identity = next(filter(None, map(own.text, IDENTITIES)), "")
        if identity in self.seen:
            where = own.where((fields.EXTERNAL_ID,))
            self.collector.note("told_twice", where, record=self.layout.kind)
            return
        if words.says(own.text(fields.CLASSIFICATION), *words.NO_CONTACT):
            self.collector.note("not_a_contact", own.where((fields.CLASSIFICATION,)))
            return
        self.seen.update({identity} - {""})
        identity = identity or own.place()
        self._take_own(own, samples, identity)
        self._leave(own, samples, others)
        if len(row.cells) > self._width() and any(c.strip() for c in row.cells[self._width() :]):
            self.collector.note("cells_without_heading", own.where(()))

    def _take_own(self, own: Record, samples, identity: str) -> None:
        if self.layout.kind == "event":
            self._take_event(own, identity)
            return
        name = own.text("person.externalId") or own.text("person.uuid")
        person = people.take_person(self.collector, own, name or identity, self.order)
        if self.layout.kind == "contact":
            people.take_contact(self.collector, own, person, identity, self.order)
            return
        people.take_case(self.collector, own, person, identity, self.order)
        for number, (sample, tests) in enumerate(samples, 1):
            self._take_sample(sample, tests, person, f"{identity}/{number}")

    def _take_event(self, own: Record, identity: str) -> None:
        own.at("eventStatus")
        event = self.collector.make("event", identity)
        event.take_all(own, self._ordered(fields.EVENT))
        street = own.text(fields.STREET[0])
        if street and "place" not in event.fields:
            said = f"{street} {own.text(fields.STREET[1])}".strip()
            event.put("place", said, own.where(fields.STREET[:1]), street)

    def _width(self) -> int:
        columns = [*self.layout.own.values(), *(column for _name, column in self.layout.others)]
        for sample, tests in self.layout.samples:
            columns += [*sample.values(), *(c for test in tests for c in test.values())]
        return max(columns, default=0) + 1

    def _leave(self, own: Record, samples, others: Record) -> None:
        self.collector.leave(own, self.layout.kind)
        for sample, tests in samples:
            self.collector.leave(sample, "sample")
            for test in tests:
                self.collector.leave(test, "test")
        self.collector.leave(others, "other")

    def _take_sample(
        self, record: Record, tests: Iterable[Record], person: Making, identity: str
    ) -> None:
        said = [test for test in tests if test.values]
        if not record.values and not said:
            return
        sample = self.collector.make("sample", identity)
        sample.links["person"] = person.key
        sample.take_all(record, self._ordered(fields.SAMPLE))
        sample.take(record, Field("external_id", (fields.UUID,), fields.TEXT))
        self._take_laboratory(record, sample)
        record.at("samplePurpose")
        for number, test in enumerate(said, 1):
            self._take_test(test, sample, f"{identity}/{number}")

    def _take_test(self, record: Record, sample: Making, identity: str) -> None:
        self._compare_laboratory(record, sample)
        record.at("testResultVerified")
        if words.says(record.text("testResult"), *words.NO_RESULT):
            self.collector.note("test_without_result", record.where(("testResult",)))
            record.taken.update((name,) for name in record.values)
            return
        test = self.collector.make("test", identity)
        test.links["sample"] = sample.key
        test.take_all(record, self._ordered(fields.TEST))

    def _take_laboratory(self, record: Record, sample: Making) -> None:
        path, _said = _laboratory(record)
        if path != "lab":
            sample.fields.pop("laboratory", None)
            sample.take(record, Field("laboratory", (path,), fields.TEXT))

    def _compare_laboratory(self, record: Record, sample: Making) -> None:
        """The laboratory stands with the test again; another one is a doubt."""
        path, said = _laboratory(record)
        known = sample.fields.get("laboratory")
        if said and known is None:
            sample.put("laboratory", said, record.where((path,)), said)
        elif said and known is not None and known.value != said:
            sample.doubt("laboratory", "told_differently", said)

    def _ordered(self, known: Iterable[Field]) -> list[Field]:
        return [fields.in_order(one, self.order) for one in known]


def _laboratory(record: Record) -> tuple[str, str]:
    """Where the laboratory stands, and its name: one that SORMAS has not set up is in the details."""
    said = record.text("lab")
    if not words.says(said, *words.NO_FACILITY):
        return "lab", said
    return "labDetails", record.text("labDetails")
