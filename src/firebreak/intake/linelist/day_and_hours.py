"""A day in one column and the hours in another, as movements are written: 日期, 时间.

Comes in: a match, in which both are columns of one field. Goes out: the match in which the column
of hours knows that of its day; and of two cells, when it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from firebreak.engine.dates import DateError, read_when
from firebreak.engine.when import Precision, When
from firebreak.intake.linelist import values as v
from firebreak.intake.linelist.files import Cell, tidy
from firebreak.intake.linelist.headings import Column, Match, is_a_day

LOOK_AT = 200  # cells of a column
ENOUGH = 0.9  # of the cells
#: Leaving has no day of its own in a list that says the day of arriving: 日期, 到达时间, 离开时间.
DAY_OF = {"left": "arrived"}


def with_days(match: Match, rows: Sequence[Sequence[Cell]]) -> Match:
    """Return the match in which each column of mere hours knows the column of its day."""
    timed = (c for c in match.columns if c.field and is_a_day(match.kind, c.field))
    hours = [c for c in timed if _are_hours(_cells(c, match, rows))]
    days = {c.position: day for c in hours if (day := _day_of(c, match, hours)) is not None}
    columns = (replace(c, day=days.get(c.position)) for c in match.columns)
    return replace(match, columns=tuple(columns))


def read_on_day(hours: Cell, day: Cell, zone: tzinfo, today: date | None) -> v.Read:
    """
    Read hours, from one to another too, on the day that another cell says.

    Examples
    --------
    >>> from firebreak.engine.dates import write_when
    >>> read = read_on_day("9:00-11:30", "2020-01-19", UTC, None)
    >>> write_when(read.value, zone=UTC)
    '2020-01-19 09:00/11:30'
    """
    if day is None or v.is_unknown(hours):
        return v.read_time(hours if day is None else day, zone, today)
    read = v.read_time(day, zone, today)
    when = read.value
    if not isinstance(when, When) or when.start is None or when.precision is not Precision.DAY:
        raise v.Unread("not_a_day")
    on = when.start.astimezone(zone).date().isoformat()
    return replace(read, value=v.read_time(f"{on} {_written(hours)}", zone, today).value)


def _cells(column: Column, match: Match, rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    below = (row[column.position] for row in rows[match.below :] if column.position < len(row))
    return list(islice((cell for cell in map(tidy, below) if cell is not None), LOOK_AT))


def _are_hours(cells: Sequence[Cell]) -> bool:
    return bool(cells) and sum(map(_is_hours, cells)) >= ENOUGH * len(cells)


def _is_hours(cell: Cell) -> bool:
    if isinstance(cell, time) or (isinstance(cell, float) and 0 < cell < 1):
        return True
    if not isinstance(cell, str):
        return False
    try:
        read_when(cell, zone=UTC, spoken=False)
    except DateError as error:
        return error.code == "no_day"
    return False


def _day_of(column: Column, match: Match, hours: Sequence[Column]) -> int | None:
    """The one column that says the day of these hours; None if there is none, or several."""
    days = list(_columns_of(column.field, match, hours))
    if not days:
        days = list(_columns_of(DAY_OF.get(column.field or ""), match, hours))
    return days[0].position if len(days) == 1 else None


def _columns_of(field: str | None, match: Match, hours: Sequence[Column]) -> Iterator[Column]:
    return (c for c in match.columns if field and c.field == field and c not in hours)


def _written(hours: Cell) -> str:
    """Hours as text; a spreadsheet may keep them as a part of a day."""
    if isinstance(hours, float) and 0 < hours < 1:
        hours = (datetime(1, 1, 1) + timedelta(minutes=round(hours * 1440))).time()  # noqa: DTZ001  a clock and no day
    return hours.strftime("%H:%M") if isinstance(hours, time) else v.text(hours)
