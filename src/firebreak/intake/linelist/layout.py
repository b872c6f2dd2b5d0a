"""How the sheets of a workbook are laid out, which its cells do not say: hidden, merged.

Of XLSX and ODS, which are XML in a ZIP file; whatever is not as expected has no layout.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from firebreak.intake.linelist.formula_errors import sheet_paths

_ROW = re.compile(rb"<row\b[^>]*>")
_COLUMN = re.compile(rb"<col\b[^>]*>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SPOILT = (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, ValueError, RuntimeError)


@dataclass
class Layout:
    """
    The layout of a sheet; rows and columns from 0, each range with its last.

    Attributes
    ----------
    merged
        Cells that are merged downwards: first row, column, last row. Only of ODS: in a workbook of
        another format they are filled when it is opened.
    """

    hidden: bool = False
    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def layouts(content: bytes) -> dict[str, Layout]:
    """Return the layout of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if "content.xml" in book.namelist():
                return _of_ods(book)
            return _of_xlsx(book)
    except _SPOILT:
        return {}


def _of_xlsx(book: zipfile.ZipFile) -> dict[str, Layout]:
    states = {
        sheet.get("name", ""): sheet.get("state", "visible")
        for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter()
        if sheet.tag.endswith("}sheet")
    }
    found = {name: _of_sheet(book.read(path)) for name, path in sheet_paths(book).items()}
    for name, layout in found.items():
        layout.hidden = states.get(name) in ("hidden", "veryHidden")
    return found


def _of_sheet(xml: bytes) -> Layout:
    rows = (_numbers(tag, b"r", b"r") for tag in _hidden(_ROW, xml))
    columns = (_numbers(tag, b"min", b"max") for tag in _hidden(_COLUMN, xml))
    return Layout(rows=list(rows), columns=list(columns))


def _hidden(shape: re.Pattern[bytes], xml: bytes) -> Iterator[bytes]:
    if b"hidden=" not in xml:
        return iter(())
    return (found[0] for found in shape.finditer(xml) if _HIDDEN.search(found[0]))


def _numbers(tag: bytes, *names: bytes) -> tuple[int, int]:
    """The first and the last of a range, from 0."""
    said = dict(re.findall(rb'\b([a-z]+)="(\d+)"', tag))
    first, last = (int(said[name]) - 1 for name in names)
    return first, last


def _of_ods(book: zipfile.ZipFile) -> dict[str, Layout]:
    reader = _OdsReader()
    with book.open("content.xml") as content:
        for event, element in ET.iterparse(content, ("start", "end")):
            if event == "start":
                reader.begins(element)
            elif element.tag == f"{_TABLE}table-row":
                element.clear()
    return reader.sheets


class _OdsReader:
    """Follows the elements of an OpenDocument sheet, in which a row may stand for many."""

    def __init__(self) -> None:
        self.sheets: dict[str, Layout] = {}
        self.unseen: set[str] = set()  # styles of tables that are not shown
        self.style = ""
        self.layout = Layout()
        self.row = self.column = self.next_row = 0

    def begins(self, element: ET.Element) -> None:
        """Take note of what an element says by its attributes."""
        if element.tag == f"{_STYLE}style":
            self.style = element.get(f"{_STYLE}name", "")
        elif element.tag == f"{_STYLE}table-properties":
            if element.get(f"{_TABLE}display") == "false":
                self.unseen.add(self.style)
        elif element.tag == f"{_TABLE}table":
            self._table(element)
        elif element.tag == f"{_TABLE}table-column":
            self.column = self._range(element, "columns", self.column, self.layout.columns)
        elif element.tag == f"{_TABLE}table-row":
            self.row, self.column = self.next_row, 0
            self.next_row = self._range(element, "rows", self.row, self.layout.rows)
        elif element.tag in _CELLS:
            self._cell(element)

    def _table(self, element: ET.Element) -> None:
        hidden = element.get(f"{_TABLE}style-name") in self.unseen
        self.layout = self.sheets[element.get(f"{_TABLE}name", "")] = Layout(hidden)
        self.row = self.column = self.next_row = 0

    def _range(self, element: ET.Element, what: str, at: int, hidden: list[tuple[int, int]]) -> int:
        until = at + int(element.get(f"{_TABLE}number-{what}-repeated", 1))
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden.append((at, until - 1))
        return until

    def _cell(self, element: ET.Element) -> None:
        down = int(element.get(f"{_TABLE}number-rows-spanned", 1))
        across = int(element.get(f"{_TABLE}number-columns-spanned", 1))
        if down > 1 and across == 1:
            self.layout.merged.append((self.row, self.column, self.row + down - 1))
        self.column += int(element.get(f"{_TABLE}number-columns-repeated", 1))
