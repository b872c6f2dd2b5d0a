"""From the cells below the headings to rows of values, with everything that is wrong with them.

Comes in: a grid and its match. Goes out: rows and problems; every problem of every row, because
somebody who mends a file wants to mend it once. Nothing here stops at the first.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta, tzinfo
from functools import partial

from firebreak.engine.when import When
from firebreak.intake.exchange.names import joined
from firebreak.intake.linelist import values as v
from firebreak.intake.linelist.age_zero import may_be_unknown
from firebreak.intake.linelist.checks import LIST_CHECKS, ROW_CHECKS, RowRead
from firebreak.intake.linelist.day_and_hours import read_on_day
from firebreak.intake.linelist.diseases import read_disease
from firebreak.intake.linelist.fields import MEASURES, PARTS_OF_NAME, Kind
from firebreak.intake.linelist.files import Cell, tidy
from firebreak.intake.linelist.findings import Findings, Row
from firebreak.intake.linelist.headings import Column, Match
from firebreak.intake.linelist.hiding import Shown, shown
from firebreak.intake.linelist.laboratory import read_method, read_result
from firebreak.intake.linelist.more_headings import Headings, headings_among
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.units import KnownUnit, UnitBook, UnitFound

#: What must not be repeated in a message, because it would name a person.
PRIVATE = frozenset(
    {"name", *PARTS_OF_NAME, "id_number", "phone", "address", "employer", "text", "note"}
)
TIMES = (
    "onset",
    "suspected",
    "confirmed",
    "diagnosed",
    "reported",
    "excluded",
    "recovered",
    "died",
    "outcome_date",
    "arrived",
    "left",
    "departed",
    "last",
    "placed",
    "taken",
    "received",
    "resulted",
)
AS_ABOVE = frozenset({"同上", "同前", "同上行", "〃", "″", "ditto", "same as above", "as above"})
SAYS_WHAT = ("year_derived", "name_with_and")  # one warning for all cells, whatever stands there
LOOK_AT = 2_000  # rows in which a day with its year is looked for
DAYS = ("published", "report_date", "counted_date")
TOTALS = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总数|共\s*\d+\s*[例人]|(?:grand )?totals?\b|sum\b)[:：]?",
    re.I,
)
REMARKS = re.compile(
    r"^(?:注|备注|说明|填表|制表|填报|审核|数据来源|note|source|remark)s?\s*[:：]?", re.I
)
#: Who filled a list in and who looked it through, below it, each in a cell of his own.
SIGNATURE = re.compile(
    r"^(?:填[表报]|制表|审[核签批]|复核|负责|联系人|报送|上报|单位|日期)[\u4e00-\u9fff]{0,4}\s*[:：]"
)


def read_rows(
    grid: Sequence[Sequence[Cell]],
    match: Match,
    *,
    units: UnitBook,
    zone: tzinfo,
    today: date | None,
) -> tuple[list[Row], Findings]:
    """Read every row below the headings, and check the rows against one another."""
    findings = Findings()
    latest = _latest(grid, match, zone, today)
    reader = _RowReader(match, units, zone, today, latest, findings)
    rows = []
    for number, cells in _data_rows(grid, match, findings):
        values, unread = reader.read(number, cells)
        rows.append(Row(number, values, cells, unread))
    if not rows:
        findings.block("no_rows", match.row + 1)
    return LIST_CHECKS[match.kind](rows, match, findings), findings


def counting_unit(row: Row, units: UnitBook) -> KnownUnit | None:
    """
    In whose count a case stands: as said; else where he lives, stays, or has been first.

    None if none of these is in the city.
    """
    for name in ("counting", "residence", "stay"):
        found = row.values.get(name)
        if isinstance(found, UnitFound):
            return found.unit
    places = row.values.get("places", ())
    counties = (units.county_in(place) for place in places)
    return next(filter(None, counties), None)


class _RowReader:
    """Reads rows by one match. The same text in the same column is interpreted once."""

    def __init__(
        self,
        match: Match,
        units: UnitBook,
        zone: tzinfo,
        today: date | None,
        latest: date | None,
        findings: Findings,
    ) -> None:
        self.kind, self.units = match.kind, units
        self.today, self.latest, self.zone, self.findings = today, latest, zone, findings
        self.columns = [c for c in match.fields.values() if c.field != "age_unit"]
        self.age_unit = match.fields.get("age_unit")
        self.days = {(c.field, c.position) for c in match.days}
        self.readers = {c.position: self._reader(c, units) for c in self.columns}
        self.heading = {f: c.heading for f, c in match.fields.items()}
        if part := next((part for part in PARTS_OF_NAME if part in self.heading), None):
            self.heading.setdefault("name", self.heading[part])
        self.read_before: dict[int, dict[Cell, v.Read | v.Unread]] = defaultdict(dict)

    def read(
        self, number: int, cells: Sequence[Cell]
    ) -> tuple[dict[str, object], dict[str, Problem]]:
        """Read one row, and what of it cannot be read; what is wrong goes to the findings too."""
        values: dict[str, object] = {}
        unread: dict[str, Problem] = {}
        for column in self.columns:
            cell = self._cell(cells, column)
            if cell is None:
                continue
            value = self._value(number, column, cell, cells)
            if isinstance(value, Problem):
                unread[column.field or ""] = value
            elif value is not None:
                values[column.field or ""] = value
        if unread.keys().isdisjoint(PARTS_OF_NAME):
            _put_together(values)
        ROW_CHECKS[self.kind](RowRead(number, values, unread, self.heading, self.findings))
        self._leave_zero_open(number, values, cells)
        if "residence" not in unread:
            self._take_home(values)
        return values, unread

    def _take_home(self, values: dict[str, object]) -> None:
        """Where no column says the county of a home, an address that begins with one does."""
        county = self.units.county_in(str(values.get("address", "")))
        if county is not None:
            values.setdefault("residence", UnitFound(county))

    def _leave_zero_open(
        self, number: int, values: dict[str, object], cells: Sequence[Cell]
    ) -> None:
        """Take no age from a 0 that may stand for "not known"."""
        if "age" not in values:
            return
        column = next(column for column in self.columns if column.field == "age")
        written = v.text(_at(cells, column.position))
        has_unit = self.age_unit is not None and _at(cells, self.age_unit.position) is not None
        in_years = column.detail == "years"
        if not has_unit and may_be_unknown(values, written, self.zone, in_years=in_years):
            del values["age"]
            self.findings.warn("age_zero", number, self.heading["age"])

    def _cell(self, cells: Sequence[Cell], column: Column) -> Cell:
        """The cell of a column; without its hours, that of the day."""
        cell = _at(cells, column.position)
        if cell is None and column.day is not None and (column.field, column.day) in self.days:
            return _at(cells, column.day)
        return cell

    def _value(self, number: int, column: Column, cell: Cell, cells: Sequence[Cell]) -> object:
        read = self._read(column, cell, cells)
        if isinstance(read, v.Unread):
            found = _shown(column, cell, self._of_person(cells))
            return self.findings.block(read.code, number, column.heading, found, **read.values)
        if read.warning:
            known = None if read.warning in SAYS_WHAT else _recognised(column, cell)
            self.findings.warn(read.warning, number, column.heading, known, **dict(read.values))
        day = read.value
        if isinstance(day, When):
            day = day.local_day(self.zone)
            if day is None:
                return None
        if isinstance(day, date) and self.today and day > self.today:
            return self._ahead(number, column, cell, self.today) or read.value
        return read.value

    def _of_person(self, cells: Sequence[Cell]) -> list[str]:
        """What the row says under headings of names, numbers and addresses."""
        private = (c.position for c in self.columns if c.field in PRIVATE)
        said = (tidy(cells[position]) for position in private if position < len(cells))
        return [text for one in said if one is not None and len(text := v.text(one)) > 1]

    def _read(self, column: Column, cell: Cell, cells: Sequence[Cell]) -> v.Read | v.Unread:
        if isinstance(cell, str) and cell.strip("。. ") in AS_ABOVE:
            return v.Unread("as_above")
        if column.field == "age" and self.age_unit:
            return self._age(cell, cells)
        if column.day is not None and _at(cells, column.position) is not None:
            day = _at(cells, column.day)
            return _tried(partial(read_on_day, day=day, zone=self.zone, today=self.latest), cell)
        before = self.read_before[column.position]
        key = (type(cell), cell) if not isinstance(cell, str) else cell
        if key not in before:
            before[key] = _tried(self.readers[column.position], cell)  # type: ignore[index]
        return before[key]  # type: ignore[index]

    def _age(self, cell: Cell, cells: Sequence[Cell]) -> v.Read | v.Unread:
        beside = _at(cells, self.age_unit.position) if self.age_unit else None
        unit = _tried(v.read_age_unit, beside) if beside is not None else None
        if isinstance(unit, v.Unread):
            return unit
        return _tried(partial(v.read_age, unit=unit.value if unit else None), cell)  # type: ignore[arg-type]

    def _ahead(self, number: int, column: Column, cell: Cell, today: date) -> Problem | None:
        """A day to come: wrong for what has happened; odd for a publication, but kept."""
        found, said = _recognised(column, cell), today.isoformat()
        if column.field in DAYS:
            self.findings.warn("published_ahead", number, column.heading, found, today=said)
            return None
        return self.findings.block("future", number, column.heading, found, today=said)

    def _reader(self, column: Column, units: UnitBook) -> Callable[[Cell], v.Read]:
        name = column.field or ""
        if self.kind is Kind.COUNTS and name in MEASURES:
            return v.read_count
        if name in TIMES:
            return partial(v.read_time, zone=self.zone, today=self.latest)
        if name in (*DAYS, "birth_date"):
            return partial(v.read_day, zone=self.zone, today=self.latest)
        if name in ("residence", "stay"):
            return partial(v.read_unit, book=units, far=True)
        if name in ("reporting", "counting", "county", "unit"):
            return partial(v.read_unit, book=units, far=name == "county")
        return self._simple_reader(name, column, units)

    def _simple_reader(
        self, name: str, column: Column, units: UnitBook
    ) -> Callable[[Cell], v.Read]:
        simple: dict[str, Callable[[Cell], v.Read]] = {
            "sex": partial(v.read_word, words=v.SEXES, code="sex"),
            "age": partial(v.read_age, unit=column.detail),
            "id_number": v.read_id_number,
            "phone": v.read_phone,
            "classification": partial(v.read_word, words=v.CLASSIFICATIONS, code="classification"),
            "outcome": v.read_outcome,
            "group": partial(v.read_word, words=v.GROUPS, code="group"),
            "severity": partial(v.read_word, words=v.SEVERITIES, code="severity"),
            "disease": read_disease,
            "result": read_result,
            "method": read_method,
            "sample_kind": partial(v.read_word, words=v.SAMPLES, code="sample_kind"),
            "places": v.read_places,
            "longitude": partial(v.read_degrees, largest=180),
            "latitude": partial(v.read_degrees, largest=90),
            "residence_code": partial(_read_code, units=units),
        }
        return simple.get(name) or partial(v.read_text, field=name)


def _put_together(values: dict[str, object]) -> None:
    """The name of its parts, where it is not written whole."""
    family, given = (str(values.pop(part, "")) for part in PARTS_OF_NAME)
    if name := joined(given, "", family):
        values.setdefault("name", name)


def _at(cells: Sequence[Cell], position: int) -> Cell:
    """The cell at a position; None where the row, as CSV may have it, ends before."""
    return tidy(cells[position]) if position < len(cells) else None


def _shown(column: Column, cell: Cell, of_same_row: Collection[str]) -> Shown | None:
    """What was found and could not be read, or its shape if it may name a person."""
    if column.field in PRIVATE:
        return None
    return shown(v.text(cell), of_same_row=of_same_row)


def _recognised(column: Column, cell: Cell) -> Shown | None:
    """What was found and could be read: no name, except where names belong."""
    return None if column.field in PRIVATE else shown(v.text(cell), may_be_name=False)


def _latest(
    grid: Sequence[Sequence[Cell]], match: Match, zone: tzinfo, today: date | None
) -> date | None:
    """
    The day that a date without a year does not go beyond.

    An old list is not of this year: half a year after the last day that it writes in full.
    """
    columns = [c.position for c in match.columns if c.field in (*TIMES, *DAYS)]
    rows = grid[match.row + 1 : match.row + 1 + LOOK_AT]
    cells = (tidy(row[p]) for row in rows for p in columns if p < len(row))
    days = [day for cell in set(cells) if (day := _written_day(cell, zone)) is not None]
    past = [day for day in days if today is None or day <= today]
    if not past:
        return today
    later = max(past) + timedelta(days=183)
    return min(later, today) if today else later


def _written_day(cell: Cell, zone: tzinfo) -> date | None:
    """The day of a cell that writes it in full."""
    try:
        when = v.read_time(cell, zone, None).value
    except v.Unread:
        return None
    return when.local_day(zone) if isinstance(when, When) else None


def _tried(reader: Callable[[Cell], v.Read], cell: Cell) -> v.Read | v.Unread:
    try:
        return reader(cell)
    except v.Unread as error:
        return error


def _read_code(cell: Cell, units: UnitBook) -> v.Read:
    """Read a division code: a `UnitFound` of ours, or the code itself."""
    written = v.text(cell)
    return v.Read(units.find_code(written) or written)


def _data_rows(
    grid: Sequence[Sequence[Cell]], match: Match, findings: Findings
) -> Iterable[tuple[int, Sequence[Cell]]]:
    """The rows that hold data: not blank, no totals, no remarks."""
    width = max((c.position for c in match.columns), default=0) + 1
    unnamed = sorted(set(range(width)) - {c.position for c in match.columns})
    counted = 0
    for number, cells in _of_this_table(grid, match, findings):
        filled = [t for t in map(tidy, cells) if t is not None]
        if not filled:
            continue
        if odd := _odd_row(filled, counted if match.kind is Kind.CASES else None):
            findings.warn(odd[0], number, None, None, **odd[1])
            continue
        if any(tidy(cell) is not None for cell in cells[width:]):
            findings.block("too_many_cells", number, cells=len(cells), headings=width)
        for column in (Column(p, "", None) for p in unnamed if p < len(cells)):
            if tidy(cells[column.position]) is not None:
                findings.warn("column_without_heading", number, column.letter)
        counted += 1
        yield number, cells


def _of_this_table(
    grid: Sequence[Sequence[Cell]], match: Match, findings: Findings
) -> Iterable[tuple[int, Sequence[Cell]]]:
    """The rows under these headings: those of another table are left out with its headings."""
    lines = grid[match.row + 1 - match.lines : match.row + 1]
    headings = [list(map(tidy, line)) for line in lines]
    ours = True
    for number, cells in enumerate(grid[match.below :], match.below + 1):
        said = list(map(tidy, cells))
        is_again = said in headings and any(cell is not None for cell in said)
        begins = Headings.AGAIN if is_again else headings_among(said, match)
        if begins is Headings.OTHER:
            findings.block("other_headings", number)
        elif begins is Headings.AGAIN:
            findings.warn("headings_again", number)
        elif ours:
            yield number, cells
        ours = begins is Headings.AGAIN or (ours and begins is None)


def _odd_row(filled: Sequence[Cell], counted: int | None) -> tuple[str, dict[str, object]] | None:
    first = str(filled[0])
    if TOTALS.match(first):
        return _totals(filled, counted)
    if len(filled) == 1 and REMARKS.match(first):
        return "remark_row", {}
    if all(SIGNATURE.match(str(cell)) for cell in filled):
        return "remark_row", {}
    return None


def _totals(filled: Sequence[Cell], counted: int | None) -> tuple[str, dict[str, object]]:
    """Of cases the total is how many rows there are (`counted`); of counts it is their sum."""
    numbers = [int(n) for cell in filled for n in re.findall(r"\d{1,9}", v.text(cell))]
    if counted is not None and len(numbers) == 1 and numbers[0] != counted:
        return "totals_disagree", {"said": numbers[0], "counted": counted}
    return "totals_row", {}
