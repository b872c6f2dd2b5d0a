"""A list of passengers as a railway, an airline or a bus station sends it: CSV or a workbook.

Comes in: bytes, and what the sender said beside the list (which run, which day). Goes out: the
passengers and every problem with its row and column; nothing is written. What a row says holds
before what was said beside.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from firebreak.engine.tracing.seats import RowKnown
from firebreak.engine.when import Precision, When
from firebreak.intake.linelist.files import Cell, FileError, Grid, read_grids, tidy
from firebreak.intake.linelist.findings import Findings
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.values import (
    Read,
    Unread,
    is_unknown,
    read_day,
    read_id_number,
    read_phone,
    read_text,
    read_time,
    text,
)
from firebreak.records.actions.journeys import Passenger, Ride, Run, kind_of

#: field -> the headings it goes by
HEADINGS = {
    "number": "车次|航班|航班号|班次|车次/航班号|车牌|车牌号|船次|train|train no|train number|flight"
    "|flight no|flight number|number|plate",
    "date": "日期|乘车日期|乘坐日期|乘机日期|出发日期|开车日期|发车日期|航班日期|date|travel date"
    "|departure date|flight date",
    "coach": "车厢|车厢号|舱室|舱室号|coach|carriage|car|cabin",
    "seat": "座位|座位号|座号|席位|席位号|座席号|铺位|seat|seat no|seat number",
    "boarding": "上车站|乘车站|发站|出发站|始发站|出发地|上车地点|登机地|boarding|boarding station|from"
    "|departure station",
    "leaving": "下车站|到站|到达站|终到站|目的地|下车地点|leaving|leaving station|to|arrival station",
    "boarded_at": "上车时间|乘车时间|开车时间|出发时间|发车时间|起飞时间|boarding time|departure time"
    "|departs",
    "left_at": "下车时间|到达时间|到站时间|降落时间|leaving time|arrival time|arrives",
    "name": "姓名|乘客姓名|旅客姓名|乘客|旅客|name|passenger|passenger name",
    "id_number": "身份证号|身份证号码|证件号|证件号码|有效证件号|id number|id no|id card|document number",
    "phone": "电话|联系电话|手机|手机号|手机号码|联系方式|phone|telephone|mobile|phone number",
}
FIELD_OF = {heading: name for name, said in HEADINGS.items() for heading in said.split("|")}
PRIVATE = ("name", "id_number", "phone")
LOOK_AT = 30  # rows in which headings are looked for: lists begin with a title and a stamp
LONGEST = 200  # characters of a heading that are looked at
CLOCK = re.compile(r"(\d{1,2})[:：时点](\d{2})分?(?::\d{2})?")
WITH_DAY = re.compile(r"\d{4}|月|[A-Za-z]{3}")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Beside:
    """What was said beside the list, for rows that do not say it."""

    kind: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True)
class PassengerList:
    """A list as it was read: `headings` says what each column was read as, None if it was not."""

    file: str
    headings: Sequence[tuple[str, str | None]] = ()
    passengers: Sequence[Passenger] = ()
    problems: Sequence[Problem] = ()

    @property
    def blocked(self) -> bool:
        """Whether anything stands in the way of taking it in."""
        return any(problem.blocks for problem in self.problems)


def read_passengers(
    content: bytes, file: str, *, zone: tzinfo, today: date, beside: Beside | None = None
) -> PassengerList:
    """
    Read a list of passengers. What is wrong with it is in `problems`; it never raises for that.

    Parameters
    ----------
    content, file
        The bytes, and the name with its ending.
    zone
        The time zone of the times in it.
    today
        The local day; gives the year where none is written.
    beside
        The kind of run, its number and day, where the rows leave them out.
    """
    try:
        grids = read_grids(content, Path(file).suffix.lower())
    except FileError as error:
        row = error.values.get("row")
        problem = Problem(error.code, row if isinstance(row, int) else None, values=error.values)
        return PassengerList(file, problems=(problem,))
    found = next(filter(None, map(_headed, grids)), None)
    if found is None:
        return PassengerList(file, problems=(Problem("no_passenger_headings"),))
    grid, top, columns = found
    reader = _Reader(columns, zone, today, beside or Beside())
    passengers = reader.read(grid.rows[top + 1 :], first=top + 2)
    _say_headings(grid.rows[top], columns, reader.findings, top + 1)
    if not passengers and not reader.findings.blocking:
        reader.findings.block("no_rows", top + 1)
    return PassengerList(
        file, _headings(grid.rows[top], columns), tuple(passengers), tuple(reader.findings.all())
    )


def _headed(grid: Grid) -> tuple[Grid, int, dict[str, tuple[int, str]]] | None:
    """The sheet, the row of its headings, and field -> (position, heading); None if it has none."""
    best: tuple[int, dict[str, tuple[int, str]]] = (0, {})
    for index, row in enumerate(grid.rows[:LOOK_AT]):
        columns: dict[str, tuple[int, str]] = {}
        for position, cell in enumerate(row):
            name = FIELD_OF.get(_plain(cell))
            if name is not None:
                columns.setdefault(name, (position, str(tidy(cell))))
        if len(columns) > len(best[1]):
            best = index, columns
    who_or_where = {"name", "id_number", "phone", "seat"} & best[1].keys()
    return (grid, *best) if len(best[1]) > 1 and who_or_where else None


def _plain(cell: Cell) -> str:
    wide = unicodedata.normalize("NFKC", text(tidy(cell) or "")[:LONGEST]).lower().replace("_", " ")
    bare = re.sub(r"\(.*?\)", "", wide).strip("*:. ")
    return bare.replace(" ", "") if re.search(r"[\u4e00-\u9fff]", bare) else bare


def _headings(
    row: Sequence[Cell], columns: Mapping[str, tuple[int, str]]
) -> list[tuple[str, str | None]]:
    field_at = {position: name for name, (position, _heading) in columns.items()}
    return [(text(c), field_at.get(n)) for n, cell in enumerate(row) if (c := tidy(cell))]


def _say_headings(
    row: Sequence[Cell], columns: Mapping[str, tuple[int, str]], findings: Findings, number: int
) -> None:
    for heading, name in _headings(row, columns):
        if name is None:
            findings.warn("column_left_out", number, heading)


class _Reader:
    """The rows of a list, one after the other."""

    def __init__(
        self, columns: Mapping[str, tuple[int, str]], zone: tzinfo, today: date, beside: Beside
    ) -> None:
        self.columns, self.zone, self.today, self.beside = columns, zone, today, beside
        self.findings = Findings()
        self.row, self.cells = 0, [None]

    def read(self, rows: Sequence[Sequence[Cell]], *, first: int) -> list[Passenger]:
        found = []
        for number, cells in enumerate(rows, first):
            if any(tidy(cell) is not None for cell in cells):
                self.row, self.cells = number, [tidy(cell) for cell in cells]
                found.append(self._passenger())
        return [passenger for passenger in found if passenger is not None]

    def _passenger(self) -> Passenger | None:
        blocked = len(self.findings.blocking)
        run, ride = self._run(), self._ride()
        who = {name: self._value(name) for name in PRIVATE}
        if run is None or len(self.findings.blocking) > blocked:
            return None
        ride = self._timed(run, ride)
        if not (who["id_number"] or who["phone"]):
            self._warn("no_identifier", None)
        if ride.where().known is not RowKnown.YES:
            self._warn("row_not_known", "seat")
        return Passenger(self.row, run, ride, who["name"] or "", who["id_number"], who["phone"])

    def _run(self) -> Run | None:
        number = self._value("number") or self.beside.number
        on = self._value("date") or self.beside.on
        kind = self.beside.kind or (kind_of(number) if number else None)
        missing = {"no_run": number, "no_run_day": on, "no_kind_of_run": kind or not number}
        for code, value in missing.items():
            name = "date" if code == "no_run_day" else "number"
            if not value and (code == "no_kind_of_run" or self._cell(name) is None):
                self._block(code, name)  # what stands there and cannot be read is told already
        if not (number and on and kind):
            return None
        if on > self.today:
            self._block("future", "date", today=self.today)
        return Run(kind, number, on)

    def _ride(self) -> Ride:
        seat, coach = self._value("seat") or "", self._value("coach") or ""
        boarding, leaving = self._value("boarding") or "", self._value("leaving") or ""
        return Ride(seat, coach, boarding, leaving)

    def _timed(self, run: Run, ride: Ride) -> Ride:
        start, end = self._time("boarded_at", run.on), self._time("left_at", run.on)
        if start and end and end <= start and self._is_clock("left_at"):
            end += DAY  # a clock alone: it arrives on the next day
        if start and end and end <= start:
            self._block("left_before_boarding", "left_at")
        return replace(ride, boarded_at=start, left_at=end)

    # Cells

    def _cell(self, name: str) -> Cell:
        position = self.columns.get(name, (len(self.cells), ""))[0]
        cell = self.cells[position] if position < len(self.cells) else None
        return None if is_unknown(cell) and name != "seat" else cell

    def _value(self, name: str):
        cell = self._cell(name)
        if cell is None:
            return None
        read = {"date": self._day, "id_number": read_id_number, "phone": read_phone}.get(name)
        try:
            found = read(cell) if read else read_text(cell, LIMITED.get(name, name))
        except Unread as unread:
            self._block(unread.code, name, **unread.values)
            return None
        if found.warning:
            self._warn(found.warning, name, **dict(found.values))
        return found.value

    def _day(self, cell: Cell) -> Read:
        return read_day(cell, self.zone, self.today)

    def _is_clock(self, name: str) -> bool:
        cell = self._cell(name)
        return isinstance(cell, time) or bool(CLOCK.fullmatch(text(cell or "")))

    def _time(self, name: str, on: date) -> datetime | None:
        cell = self._cell(name)
        if cell is None:
            return None
        try:
            return self._instant(cell, on)
        except (Unread, ValueError) as error:
            values = error.values if isinstance(error, Unread) else {}
            code = error.code if isinstance(error, Unread) else "not_a_time"
            self._block(code, name, **values)
            return None

    def _instant(self, cell: Cell, on: date) -> datetime:
        """A clock alone is of the day of the run; a spreadsheet's time of day is a part of one."""
        if isinstance(cell, float) and 0 <= cell < 1:
            return datetime.combine(on, time(), self.zone) + timedelta(minutes=round(cell * 1440))
        if isinstance(cell, time):
            return datetime.combine(on, cell, self.zone)
        if found := CLOCK.fullmatch(unicodedata.normalize("NFKC", text(cell))):
            return datetime.combine(on, time(int(found[1]), int(found[2])), self.zone)
        if isinstance(cell, str) and not WITH_DAY.search(cell):
            raise ValueError("neither a clock nor a day")
        when = read_time(cell, self.zone, self.today).value
        if isinstance(when, When) and when.precision is Precision.MINUTE and when.start:
            return when.start
        raise ValueError("a day without a time")

    # What is wrong

    def _block(self, code: str, name: str | None, **values: object) -> None:
        self.findings.block(code, self.row, self._heading(name), self._found(name), **values)

    def _warn(self, code: str, name: str | None, **values: object) -> None:
        self.findings.warn(code, self.row, self._heading(name), **values)

    def _heading(self, name: str | None) -> str | None:
        return self.columns[name][1] if name and name in self.columns else None

    def _found(self, name: str | None):
        """What stands there, unless it may name a person."""
        cell = self._cell(name) if name and name not in PRIVATE else None
        private = [text(c) for n in PRIVATE if (c := self._cell(n)) is not None]
        return None if cell is None else shown(text(cell), of_same_row=private)


#: field -> the field of a line list whose longest text it shares; a station is a short place
LIMITED = {"boarding": "phone", "leaving": "phone", "seat": "phone", "coach": "phone"}
