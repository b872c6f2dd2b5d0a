"""A CSV with a row of HXL tags as drafts of totals: which column is what, its tag says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.engine.when import When
from firebreak.intake.drafts import Cell, Draft, Note, Reading, ReadingError, Value
from firebreak.intake.exchange import hxl_tags as tags
from firebreak.intake.exchange.left_out import row_left_out, value_left_out
from firebreak.intake.linelist.files import FileError, read_grids, tidy
from firebreak.intake.linelist.values import Unread, read_count, read_day, text

LOOK_AT = 25  # rows in which the tags are looked for, as the standard has it
ZONE = ZoneInfo("Asia/Shanghai")
_TAGS = {
    **tags.MEASURES,
    "until": tags.DATE,
    "unit": tags.UNIT,
    "code": tags.CODE,
    "counted_by": tags.SOURCE,
}
_FIELDS = {tags.parts(tag): name for name, tag in _TAGS.items()}


def recognises(content: bytes, _name: str = "") -> bool:
    """Say whether the first rows of a CSV hold a row of tags."""
    first = content[:20_000].decode("utf-8", "replace").splitlines()[:LOOK_AT]
    return any(line.lstrip('\ufeff"').startswith("#") and "," in line for line in first)


def read_hxl(content: bytes, *, published: date | None = None, zone: tzinfo = ZONE) -> Reading:
    """
    Read counts by their tags.

    Raises
    ------
    ReadingError
        It is no table, or no row of tags says a day and a measure.

    Examples
    --------
    >>> table = b"day,cases\\n#date+reported,#affected+infected+new+confirmed\\n2020-02-02,3\\n"
    >>> [total] = read_hxl(table).drafts
    >>> total.value("what"), total.value("number")
    ('new_confirmed', 3)
    """
    try:
        [grid] = read_grids(content, ".csv")
    except FileError as error:
        raise ReadingError(error.code, None, **error.values) from error
    number, columns = _tagged(grid.rows)
    drafts: list[Draft] = []
    notes = _not_taken(grid.rows, number, columns)
    for row, cells in enumerate(grid.rows[number:], number + 1):
        drafts += _totals(row, cells, columns, zone, notes)
    return Reading("hxl", tuple(drafts), notes=tuple(notes), published=published)


def _tagged(rows: Sequence[Sequence[object]]) -> tuple[int, Mapping[str, int]]:
    """The number of the row of tags (from 1), and field -> position."""
    for number, cells in enumerate(rows[:LOOK_AT], 1):
        tagged = {_FIELDS.get(tags.parts(str(cell))): i for i, cell in enumerate(cells) if cell}
        columns = {name: i for name, i in tagged.items() if name}
        if "until" in columns and columns.keys() & tags.MEASURES.keys():
            return number, columns
    raise ReadingError("no_tags")


def _not_taken(rows: Sequence[Sequence], number: int, columns: Mapping[str, int]) -> list[Note]:
    """Columns under tags that are none of the counts here, with how many cells say something."""
    tagged = {i: str(cell).strip() for i, cell in enumerate(rows[number - 1]) if cell}
    filled = {
        tag: sum(i < len(cells) and tidy(cells[i]) is not None for cells in rows[number:])
        for i, tag in tagged.items()
        if i not in columns.values()
    }
    return [
        Note("not_carried", None, {"record": "HXL", "field": tag, "count": count})
        for tag, count in filled.items()
        if count
    ]


def _totals(
    row: int, cells: Sequence, columns: Mapping[str, int], zone: tzinfo, notes: list[Note]
) -> Iterator[Draft]:
    said = {n: tidy(cells[i]) for n, i in columns.items() if i < len(cells)}
    said = {name: cell for name, cell in said.items() if cell is not None}
    if not said:
        return
    day = _day(row, said, zone, notes)
    if day is None:
        return
    shared = {"until": _value(row, "until", said, When.day(day, zone))}
    if "unit" in said or "code" in said:
        name = "unit" if "unit" in said else "code"
        shared["unit"] = _value(row, name, said, text(said[name]))
    if "counted_by" in said:
        shared["counted_by"] = _value(row, "counted_by", said, text(said["counted_by"]))
    for measure in (one for one in tags.MEASURES if one in said):
        number = _count(row, measure, said, notes)
        if number is not None:
            fields = {
                "what": _value(row, measure, said, measure),
                "number": _value(row, measure, said, number),
            }
            yield Draft(f"total:{row}:{measure}", "total", shared | fields)


def _day(row: int, said: Mapping, zone: tzinfo, notes: list[Note]) -> date | None:
    """The day of a row; without one nothing of it can be read, which is noted."""
    if "until" not in said:
        notes.append(row_left_out("no_day", row, tags.DATE))
        return None
    try:
        day = read_day(said["until"], zone, None).value
    except Unread:
        day = None
    if not isinstance(day, date):
        notes.append(value_left_out("not_a_day", row, tags.DATE, text(said["until"])))
        notes.append(row_left_out("no_day", row, tags.DATE))
        return None
    return day


def _count(row: int, measure: str, said: Mapping, notes: list[Note]) -> int | None:
    try:
        return read_count(said[measure]).value  # type: ignore[return-value]
    except Unread:
        notes.append(value_left_out("count", row, tags.MEASURES[measure], text(said[measure])))
        return None


def _value(row: int, name: str, said: Mapping[str, object], value: object) -> Value:
    return Value(value, Cell(None, row, _TAGS[name]), text(said[name]))  # type: ignore[arg-type]
