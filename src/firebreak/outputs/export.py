"""Any list as a file: CSV that Excel opens in the right characters, or an XLSX workbook.

Comes in: columns as (key, title) and rows as mappings. Goes out: bytes. What is shown in a cell is
what was on the page; a text that a spreadsheet would run as a formula is kept from running. Which
rows somebody may have is settled before, by whoever made the list.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

Columns = Sequence[tuple[str, str]]
Rows = Iterable[Mapping[str, Any]]

BOM = "\ufeff"
# What begins a formula in some spreadsheet; the wide forms do in Chinese ones.
BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 1_048_575  # of a worksheet, beside the row of titles
MOST_TEXT = 32_767  # characters of a cell
WIDEST = 60
EARLIEST = date(1900, 3, 1)  # a spreadsheet's calendar is wrong before


class ExportError(ValueError):
    """The list does not fit the format. The text says which would do."""


def as_csv(columns: Columns, rows: Rows, *, zone: tzinfo | None = None) -> bytes:
    """
    Return a list as CSV: UTF-8 with a byte order mark, lines ended as RFC 4180 has them.

    Parameters
    ----------
    columns
        Key and title of each column, in order.
    rows
        Mappings by key; what is missing or None is an empty cell.
    zone
        The zone instants are written in; None for the city's.

    Examples
    --------
    >>> as_csv([("name", "Name"), ("n", "Cases")], [{"name": "=1+1", "n": -2}]).decode()
    "\\ufeffName,Cases\\r\\n'=1+1,-2\\r\\n"
    """
    return "".join(csv_lines(columns, rows, zone=zone)).encode()


def csv_lines(columns: Columns, rows: Rows, *, zone: tzinfo | None = None) -> Iterator[str]:
    """Yield the CSV of `as_csv` line by line, for a list too long to hold."""
    line = io.StringIO()
    writer = csv.writer(line)
    where = zone or settings.CITY_ZONE
    yield BOM
    for cells in _cells(columns, rows):
        writer.writerow([harmless(_text(cell, where)) for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_xlsx(columns: Columns, rows: Rows, *, title: str = "", zone: tzinfo | None = None) -> bytes:
    """
    Return a list as a workbook of one sheet, its titles frozen and filterable.

    Numbers and days are numbers and days in it; a text is never a formula.

    Parameters
    ----------
    title
        The sheet's name.

    Raises
    ------
    ExportError
        There are more rows than a sheet can hold.
    """
    where = zone or settings.CITY_ZONE
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_sheet_name(title))
    formats = {
        "title": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    last = 0
    for last, cells in enumerate(_cells(columns, rows)):
        if last > MOST_ROWS:
            raise ExportError(
                _("The list has more rows than a worksheet can hold. Take it as CSV instead.")
            )
        for column, cell in enumerate(cells):
            _write(sheet, last, column, cell, formats, where)
    _dress(sheet, columns, last)
    book.close()
    return content.getvalue()


def export(
    form: str, columns: Columns, rows: Rows, *, title: str = "", zone: tzinfo | None = None
) -> bytes:
    """
    Return a list in a form of `TYPES` (whose value is its media type).

    Raises
    ------
    ExportError
        There is no such form, or the list does not fit it.
    """
    if form == "csv":
        return as_csv(columns, rows, zone=zone)
    if form == "xlsx":
        return as_xlsx(columns, rows, title=title, zone=zone)
    raise ExportError(_("Lists are exported as csv or xlsx."))


def _cells(columns: Columns, rows: Rows) -> Iterator[list[Any]]:
    yield [title for _key, title in columns]
    for row in rows:
        yield [row.get(key) for key, _title in columns]


def _text(cell: Any, zone: tzinfo) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return _local(cell, zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 3600, 2)
    return str(cell)


def harmless(cell: str | int | float) -> str | int | float:
    """
    Return a cell that no spreadsheet runs: an apostrophe in front makes it take the rest as text.

    Examples
    --------
    >>> harmless("=1+1"), harmless("张某"), harmless(-2)
    ("'=1+1", '张某', -2)
    """
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(BEGINS_FORMULA):
        return f"'{cell}"
    return cell


def _local(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone) if at.tzinfo else at


def _write(sheet, row: int, column: int, cell: Any, formats: dict, zone: tzinfo) -> None:
    if row == 0:
        sheet.write_string(row, column, str(cell), formats["title"])
    elif isinstance(cell, datetime) and _local(cell, zone).date() >= EARLIEST:
        local = _local(cell, zone).replace(tzinfo=None, second=0, microsecond=0)
        sheet.write_datetime(row, column, local, formats["instant"])
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= EARLIEST:
        sheet.write_datetime(row, column, cell, formats["day"])
    else:
        _write_plain(sheet, row, column, _text(cell, zone))


def _write_plain(sheet, row: int, column: int, cell: str | int | float) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell[:MOST_TEXT])
    elif cell == cell and abs(cell) != float("inf"):
        sheet.write_number(row, column, cell)


def _dress(sheet, columns: Columns, last: int) -> None:
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.autofit(max_width=WIDEST * 7)


def _sheet_name(title: str) -> str:
    """A sheet's name has up to 31 characters, and none of those that addresses use."""
    kept = "".join(" " if c in "[]:*?/\\" else c for c in title).strip(" '")
    return kept[:31] or "Firebreak"
