"""What each column of a SORMAS table is: whose property, and of which sample or test of its row.

A table of cases has a row of entities over its row of properties; samples and tests come in blocks
that are repeated as often as a case has samples. So has one of events, without blocks. A table of
contacts made for import has only the properties. An export has both rows, its captions in a `##`
row, and of up to three samples a few properties that end in their number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firebreak.intake.drafts import Cell, ReadingError
from firebreak.intake.exchange.collecting import Record
from firebreak.intake.exchange.tables import Row
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.sormas import fields

Block = dict[str, int]  # property -> column
MOST_COLUMNS = 5_000  # of the widest template with 100 samples
NUMBERED = re.compile(r"sample(Uuid|DateTime|Lab|Result)([1-3])")
#: a property that ends in a number -> the same of a block
IN_A_BLOCK = {"Uuid": "uuid", "DateTime": "sampleDateTime", "Lab": "lab", "Result": "testResult"}
KNOWN = {
    path
    for table in (
        fields.PERSON,
        fields.CASE,
        fields.CONTACT,
        fields.SAMPLE,
        fields.TEST,
        fields.EVENT,
    )
    for known in table
    for path in known.path
} | {
    "person.firstName",
    "person.lastName",
    fields.AGE,
    *fields.OF_CONTACTS,
    *fields.OF_EVENTS,
    *fields.EARLIER,
}


@dataclass
class Layout:
    """The columns of a table."""

    kind: str  # case, contact or event
    own: Block = field(default_factory=dict)
    samples: list[tuple[Block, list[Block]]] = field(default_factory=list)
    others: list[tuple[str, int]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    first_row: int = 0  # of the data, among the rows that are no comments

    def records(self, row: Row) -> tuple[Record, list[tuple[Record, list[Record]]], Record]:
        """Return what a row says: of the case or contact, of each sample and its tests, of others."""
        samples = [
            (self._record(row, sample), [self._record(row, test) for test in tests])
            for sample, tests in self.samples
        ]
        others = {f"{name} ({column + 1})": column for name, column in self.others}
        return self._record(row, self.own), samples, self._record(row, others)

    def _record(self, row: Row, block: Mapping[str, int]) -> Record:
        said = {name: tidy(row.cell(column)) for name, column in block.items()}

        def where(path) -> Cell:
            column = block.get(str(path[0])) if path else None
            return Cell(None, row.number, "" if column is None else self.headings[column])

        return Record({name: text for name, text in said.items() if text}, where)


def layout_of(rows: Sequence[Row]) -> Layout:
    """
    Return the layout of a table, from its first rows.

    Raises
    ------
    ReadingError
        `not_sormas`: no row has properties of SORMAS; `too_many_columns`.
    """
    first = [tidy(cell) for cell in rows[0].cells] if rows else []
    has_entities = bool(fields.ENTITIES.keys() & set(first)) and not KNOWN & set(first)
    if has_entities and len(rows) < 2:
        raise ReadingError("not_sormas")
    headings = [tidy(cell) for cell in rows[1].cells] if has_entities else first
    if len(headings) > MOST_COLUMNS:
        raise ReadingError("too_many_columns", most=MOST_COLUMNS)
    names = [_later(name, headings) for name in headings]
    if not KNOWN & set(names):
        raise ReadingError("not_sormas")
    layout = Layout(_kind(set(names)), headings=headings, first_row=2 if has_entities else 1)
    for column, name in enumerate(names):
        entity = first[column] if has_entities and column < len(first) else "Case"
        if name:
            _place(layout, fields.ENTITIES.get(entity, "case"), name, column)
    return layout


def _later(name: str, headings: Sequence[str]) -> str:
    """What a property is called now: `district` is the one in charge only where no other is."""
    later = fields.EARLIER.get(name, name)
    return name if later in headings else later


def _kind(names: set[str]) -> str:
    """What each row is about, by what only such a table has."""
    if fields.OF_EVENTS & names:
        return "event"
    return "contact" if fields.OF_CONTACTS & names else "case"


def _place(layout: Layout, part: str, name: str, column: int) -> None:
    """Put a column where it belongs; a property told again begins the next sample or test."""
    if numbered := NUMBERED.fullmatch(name):
        _place_numbered(layout, IN_A_BLOCK[numbered[1]], int(numbered[2]), column)
    elif part == "case" and name not in layout.own:
        layout.own[name] = column
    elif part == "sample":
        if not layout.samples or name in layout.samples[-1][0] or layout.samples[-1][1]:
            layout.samples.append(({}, []))
        layout.samples[-1][0][name] = column
    elif part == "test":
        if not layout.samples:
            layout.samples.append(({}, []))
        tests = layout.samples[-1][1]
        if not tests or name in tests[-1]:
            tests.append({})
        tests[-1][name] = column
    else:
        layout.others.append((name, column))


def _place_numbered(layout: Layout, name: str, number: int, column: int) -> None:
    """Put a column of an export with the sample of its number, the result with its only test."""
    while len(layout.samples) < number:
        layout.samples.append(({}, []))
    sample, tests = layout.samples[number - 1]
    if not tests:
        tests.append({})
    (tests[0] if name == "testResult" else sample)[name] = column
