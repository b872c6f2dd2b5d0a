"""What each column of a SORMAS table is: whose property, and of which sample or test of its row.

A table of cases has a row of entities over its row of properties; samples and tests come in blocks
that are repeated as often as a case has samples. So has one of events, without blocks. A table of
contacts has only the properties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firebreak.intake.drafts import Cell, ReadingError
from firebreak.intake.exchange.collecting import Record
from firebreak.intake.exchange.tables import Row
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.sormas import fields

Block = dict[str, int]  # property -> column
MOST_COLUMNS = 5_000  # of the widest template with 100 samples
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
    first_row: int = 0  # of the data, among the rows that are no comments

    def records(self, row: Row) -> tuple[Record, list[tuple[Record, list[Record]]], Record]:
        """Return what a row says: of the case or contact, of each sample and its tests, of others."""
        samples = [
            (_record(row, sample), [_record(row, test) for test in tests])
            for sample, tests in self.samples
        ]
        others = {f"{name} ({column + 1})": column for name, column in self.others}
        return _record(row, self.own), samples, _record(row, others)


def layout_of(rows: Sequence[Row]) -> Layout:
    """
    Return the layout of a table, from its first rows.

    Raises
    ------
    ReadingError
        `not_sormas`: no row has properties of SORMAS; `too_many_columns`.
    """
    entities = [tidy(cell) for cell in rows[0].cells] if rows else []
    has_entities = bool(entities) and all(name in fields.ENTITIES for name in entities if name)
    if has_entities and len(rows) < 2:
        raise ReadingError("not_sormas")
    names = [tidy(cell) for cell in rows[1 if has_entities else 0].cells]
    if len(names) > MOST_COLUMNS:
        raise ReadingError("too_many_columns", most=MOST_COLUMNS)
    names = [fields.EARLIER.get(name, name) for name in names]
    if not KNOWN & set(names):
        raise ReadingError("not_sormas")
    layout = Layout(_kind(set(names)), first_row=2 if has_entities else 1)
    for column, name in enumerate(names):
        entity = entities[column] if has_entities and column < len(entities) else "Case"
        if name:
            _place(layout, fields.ENTITIES.get(entity, "case"), name, column)
    return layout


def _kind(names: set[str]) -> str:
    """What each row is about, by what only such a table has."""
    if fields.OF_EVENTS & names:
        return "event"
    return "contact" if fields.OF_CONTACTS & names else "case"


def _place(layout: Layout, part: str, name: str, column: int) -> None:
    """Put a column where it belongs; a property told again begins the next sample or test."""
    if part == "case" and name not in layout.own:
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


def _record(row: Row, block: Mapping[str, int]) -> Record:
    said = {name: tidy(row.cell(column)) for name, column in block.items()}

    def where(path) -> Cell:
        return Cell(None, row.number, str(path[0]) if path else "")

    return Record({name: text for name, text in said.items() if text}, where)
