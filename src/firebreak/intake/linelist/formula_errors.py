"""Cells of a workbook that hold an error of the spreadsheet (#N/A, #REF!): read, they are empty.

Only of XLSX, where the cells are XML in a ZIP file; whatever is not as expected has no such cells.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TARGET = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

Cells = tuple[tuple[int, int], ...]  # row and column, each from 0


def formula_errors(content: bytes) -> dict[str, Cells]:
    """Return for each sheet the cells that hold an error."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            paths = sheet_paths(book)
            found = {path: _errors(book.read(path)) for path in set(paths.values())}
            return {name: found[path] for name, path in paths.items()}
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, ValueError, RuntimeError):
        return {}


def sheet_paths(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of each sheet and the path of its XML."""
    links = ET.fromstring(book.read("xl/_rels/workbook.xml.rels")).iter(_TARGET)
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {
        sheet.get("name", ""): _path(targets[sheet.get(_LINK)])
        for sheet in sheets
        if "worksheets/" in targets.get(sheet.get(_LINK), "")
    }


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _errors(xml: bytes) -> Cells:
    if b't="e"' not in xml:
        return ()
    return tuple((int(row) - 1, _column(letters)) for letters, row in _CELL.findall(xml))


def _column(letters: bytes) -> int:
    """
    Return the position of a column, from 0.

    Examples
    --------
    >>> _column(b"A"), _column(b"AA")
    (0, 26)
    """
    position = 0
    for letter in letters:
        position = 26 * position + letter - 64
    return position - 1
