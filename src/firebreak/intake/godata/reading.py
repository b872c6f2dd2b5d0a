"""Go.Data's exports as drafts: a person once, with what he is in the chain of transmission.

Comes in: the bytes of one export, JSON or CSV. Goes out: a `Reading`. Someone whom only an edge, a
follow-up or a result names is a person of whom the file knows no more than his id.
"""

from collections.abc import Mapping
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Reading
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector, Record
from firebreak.intake.exchange.json_files import load
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.godata import edges, fields, people, results
from firebreak.intake.godata.collections import parted
from firebreak.intake.godata.tables import is_table, tabled

SHANGHAI = ZoneInfo("Asia/Shanghai")
MARKS = (
    b'"visualId"',
    b"LNG_REFERENCE_DATA",
    b'"sourcePerson',
    b'"dateSampleTaken"',
    b'"geographicalLevelId"',
    b'"exposureTypeId"',
)
LOOK_AT = 100_000
#: a later kind speaks of an earlier one
ORDER = (
    "location",
    "outbreak",
    "case",
    "contact",
    "contact_of_contact",
    "event",
    "relationship",
    "follow_up",
    "lab_result",
)


def recognises(content: bytes, name: str = "") -> bool:
    """Say whether bytes look like an export of Go.Data."""
    start = content[:LOOK_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _is_json(start):
        return any(mark in start for mark in MARKS)
    return is_table(start)


def _is_json(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def read(content: bytes, *, published: date | None = None, zone: tzinfo = SHANGHAI) -> Reading:
    """
    Read one export of Go.Data.

    Parameters
    ----------
    content
        JSON: a list of one kind of record, or all lists under their names. Or a CSV table of one
        kind of record, its headings in any of the three ways they are exported.
    published
        The day of the export, if known.
    zone
        The zone of its days.

    Raises
    ------
    ReadingError
        It is neither JSON nor a table, too deep, or not of Go.Data.

    Examples
    --------
    >>> reading = read(b'[{"id": "a", "visualId": "ZZ-1", "firstName": "Ann", "gender": "Female"}]')
    >>> reading.draft("person:a").value("sex")
    'female'
    """
    records = parted(load(content)) if _is_json(content) else tabled(content)
    return collected(list(records), zone).reading("godata", published)


def collected(records: list[tuple[str | None, Record]], zone: tzinfo) -> Collector:
    """Return the drafts of some records, each told with its kind."""
    collector = Collector(Surroundings(zone, _labels(records)))
    reader = _Reader(collector)
    for kind in ORDER:
        for said, record in records:
            if said == kind:
                reader.take(kind, record)
    for said, record in records:
        if said is None:
            collector.leave(record, "file")
    reader.finish()
    return collector


class _Reader:
    """Takes the records of each kind, once each."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.seen: set[tuple[str, str]] = set()
        self.bookkeeping: set[str] = set()
        self.deleted = 0
        self.gone: set[str] = set()

    def take(self, kind: str, record: Record) -> None:
        if record.at("deleted") in (True, "true", "TRUE"):
            self.deleted += 1
            self.gone.add(_identity(record))
            return
        if any(self._is_gone(identity) for identity in _whose(kind, record)):
            self.collector.note("of_deleted", record.where(()), record=kind)
            return
        for name in fields.BOOKKEEPING & record.values.keys():
            self.bookkeeping.add(name)
            record.taken.add((name,))
        identity = _identity(record)
        if self._is_again(kind, identity):
            self.collector.note("told_twice", record.where(("id",)), record=kind)
            return
        identity = identity or record.place()
        TAKES[kind](self.collector, record, identity)
        self.collector.leave(record, kind)

    def _is_gone(self, identity: str) -> bool:
        """Whether somebody, or an event, was deleted, and no other record of the file tells of it."""
        return identity in self.gone and not any(
            (kind, identity) in self.seen for kind in ("person", "event")
        )

    def _is_again(self, kind: str, identity: str) -> bool:
        group = "person" if kind in ("case", "contact", "contact_of_contact") else kind
        if not identity or kind == "outbreak":
            return False
        again = (group, identity) in self.seen
        self.seen.add((group, identity))
        return again

    def finish(self) -> None:
        if self.deleted:
            self.collector.note("deleted_there", count=self.deleted)
        if self.bookkeeping:
            self.collector.note("bookkeeping", fields=", ".join(sorted(self.bookkeeping)))
        people.spread_pathogen(self.collector)


def _identity(record: Record) -> str:
    return record.text("id") or record.text("_id")


def _whose(kind: str, record: Record) -> tuple[str, ...]:
    """The ids of those whom a record is of."""
    if kind == "relationship":
        return edges.between(record)
    return (results.whose(record),) if kind in ("follow_up", "lab_result") else ()


TAKES = {
    "location": people.take_location,
    "outbreak": people.take_outbreak,
    "case": people.take_case,
    "contact": people.take_contact,
    "contact_of_contact": people.take_contact,
    "event": people.take_event,
    "relationship": edges.take_relationship,
    "follow_up": results.take_follow_up,
    "lab_result": results.take_lab_result,
}


def _labels(records: list[tuple[str | None, Record]]) -> dict[str, str]:
    """Token -> the label that this file shows it with."""
    labels: dict[str, str] = {}
    for kind, record in records:
        if kind != "label":
            continue
        entries = record.values.get("tokens")
        for entry in entries if isinstance(entries, list) else [record.values]:
            if isinstance(entry, Mapping):
                labels.update(_label(entry))
    return labels


def _label(entry: Mapping) -> dict[str, str]:
    token = entry.get("token") or entry.get("id") or entry.get("_id")
    label = entry.get("translation") or entry.get("value")
    if not (isinstance(token, str) and isinstance(label, str)) or label.startswith("LNG_"):
        return {}
    return {tidy(token): tidy(label)}
