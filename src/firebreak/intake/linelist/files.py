"""Opening a file of rows: CSV in the encodings in use, or a workbook.

Comes in: bytes. Goes out: grids of cells as they stand in the file, nothing interpreted but the
cell types of a workbook. What a heading or a value means is `headings.py` and `values.py`.
"""

import csv
import io
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from firebreak.intake import detect
from firebreak.intake.drafts import ReadingError
from firebreak.intake.linelist import opening
from firebreak.intake.linelist.formula_errors import formula_errors
from firebreak.intake.linelist.layout import Layout, layouts
from firebreak.intake.linelist.since_1904 import since_1904

Cell = str | int | float | bool | date | datetime | time | timedelta | None
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt", "")
DELIMITERS = ((",", ";", "\t"), ("，", "|"))  # the second group only where none of the first is
FEWEST_COLUMNS = 3  # in a list of two, any remark with one comma would look like a row
BLANKS = "\u3000\xa0\u200b\ufeff \t\r\n"  # what spreadsheets and phones leave around a value
#: As lists of ours go out, and as a careful sender writes them.
_KEPT_FROM_RUNNING = re.compile(r"^'(?=[ \u3000]*[=+\-@\t\r\n＝＋－＠])")
csv.field_size_limit(1_000_000)


class FileError(ValueError):
    """The file cannot be read as rows. `code` is a key of the sentences in `problems.py`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Grid:
    """One sheet: its name (None in a text file) and its rows, the first being row 1."""

    name: str | None
    rows: Sequence[Sequence[Cell]]
    encoding: str | None = None
    errors: Sequence[tuple[int, int]] = ()  # row and column, from 0, of errors of the spreadsheet
    layout: Layout = field(default_factory=Layout)
    since_1904: bool = False  # from when its days are counted; else from 1900


def read_grids(content: bytes, ending: str) -> list[Grid]:
    """
    Return the sheets of a file that hold anything.

    Parameters
    ----------
    content
        The bytes of the file.
    ending
        Its ending with the dot, in lower case.

    Raises
    ------
    FileError
        It is empty, damaged, protected by a password, of a kind that holds no rows, in an
        encoding that is neither UTF-8, UTF-16 nor GB18030, too large to be opened, or a quotation
        mark swallows rows.
    """
    if not content.strip():
        raise FileError("empty_file")
    if content[:4] == b"%PDF" or ending not in WORKBOOKS + TEXTS:
        raise FileError("unknown_kind_of_file", ending=ending or "PDF")
    if ending in WORKBOOKS or content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        grids = _workbook(content)
    else:
        grids = [_text(content)]
    filled = [grid for grid in grids if any(any(tidy(c) is not None for c in r) for r in grid.rows)]
    if not filled:
        raise FileError("empty_file")
    return filled


def tidy(cell: Cell) -> Cell:
    """
    Return a cell without the blanks around it; None if nothing is left.

    The apostrophe that keeps a text from being run as a formula is none of the text.

    Examples
    --------
    >>> tidy(" 张某\u3000"), tidy("'=1+1"), tidy("'s-Gravenhage"), tidy("  ")
    ('张某', '=1+1', "'s-Gravenhage", None)
    """
    if isinstance(cell, str):
        return _KEPT_FROM_RUNNING.sub("", cell.strip(BLANKS)) or None
    return cell


def _workbook(content: bytes) -> list[Grid]:
    _examine(content)
    opened = _opened(content)
    if isinstance(opened, str):
        raise FileError(opened)
    errors, laid_out, old = formula_errors(content), layouts(content), since_1904(content)
    return [
        Grid(
            name,
            _filled_down(rows, laid_out.get(name, Layout())),
            errors=errors.get(name, ()),
            layout=laid_out.get(name, Layout()),
            since_1904=old,
        )
        for name, rows in opened
    ]


def _filled_down(rows: list[list[Cell]], layout: Layout) -> list[list[Cell]]:
    """The rows; a cell that spans several says the same in each of them."""
    for top, left, bottom in layout.merged:
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def _examine(content: bytes) -> None:
    """Have a workbook refused that could do harm when it is opened."""
    try:
        detect.examine(content, "")
    except ReadingError as error:
        raise FileError(error.code, **error.values) from error


def _opened(content: bytes) -> Any:
    """The sheets of a workbook, or why there are none; opened where it can do no harm."""
    program = [sys.executable, "-I", opening.__file__]
    done = subprocess.run(program, input=content, capture_output=True, check=False)
    # Below 0 it was ended from outside its own code: by the system, or where memory gave out.
    if done.returncode == opening.TOO_LARGE or done.returncode < 0:
        raise FileError("sheet_too_large")
    done.check_returncode()  # anything else is a fault of the installation, not of the sheet
    return pickle.loads(done.stdout)


def _text(content: bytes) -> Grid:
    text, encoding = _decoded(content)
    if "\0" in text:
        raise FileError("not_text")
    return Grid(None, _parted(text, _delimiter(text)), encoding)


def _parted(text: str, mark: str) -> list[list[str]]:
    """The cells of each row. A row that goes over several lines must close its marks."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=mark)
    rows: list[list[str]] = []
    over_lines: list[int] = []
    starts = [0]  # the line on which each row begins
    try:
        for row in reader:
            rows.append(row)
            begins, ends = starts[-1], reader.line_num
            last = ends == len(lines)
            if ends > begins + 1 or (last and _is_open(lines[begins:ends], mark)):
                over_lines.append(len(rows))
                _require_closed(lines[begins:ends], mark, len(rows))
            starts.append(ends)
    except csv.Error as error:  # a cell beyond the limit: the rest of the file
        raise FileError("unclosed_quote", row=len(rows) + 1) from error
    width = _usual_width(rows)
    _require_no_row_within(rows, over_lines, width, mark)
    for number, row in enumerate(rows, 1):
        if len(row) < width and any('"' in cell for cell in row):  # it took in a separator
            _require_closed(lines[starts[number - 1] : starts[number]], mark, number)
    return rows


def _is_open(lines: list[str], mark: str) -> bool:
    """Whether the row would take in one more line."""
    return len(list(csv.reader([*lines, "-"], delimiter=mark))) == 1


def _require_closed(lines: list[str], mark: str, number: int) -> None:
    """Refuse a mark that opens and never closes, or closes in the middle of a later cell."""
    try:
        list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error as error:
        raise FileError("unclosed_quote", row=number) from error


def _require_no_row_within(
    rows: list[list[str]], over_lines: list[int], width: int, mark: str
) -> None:
    """Refuse a cell in which a line has just the separators of a row: it was one."""
    if width < FEWEST_COLUMNS:
        return
    for number in over_lines:
        later = (line for cell in rows[number - 1] for line in cell.splitlines()[1:])
        if any(line.count(mark) == width - 1 for line in later):
            raise FileError("unclosed_quote", row=number)


def _usual_width(rows: list[list[str]]) -> int:
    """How many cells most rows have; the greater of two that are as frequent."""
    widths = Counter(len(row) for row in rows if row)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(content, "utf-16")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        return _as(content, "gb18030", row=content[: error.start].count(b"\n") + 1)


def _as(content: bytes, encoding: str, row: int | None = None) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        row = row or content[: error.start].count(b"\n") + 1
        raise FileError("encoding", row=row) from error


def _delimiter(text: str) -> str:
    """The mark that parts most of the first lines into the same number of cells."""
    lines = [_outside_quotes(line) for line in text[:20_000].splitlines()[:20] if line.strip()]
    for group in DELIMITERS:
        best = max(group, key=lambda mark: _evenness([line.count(mark) for line in lines]))
        if any(best in line for line in lines):
            return best
    return ","


def _evenness(counts: list[int]) -> int:
    """Marks in the lines that agree on how many there are."""
    return max((n * counts.count(n) for n in set(counts)), default=0)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
