"""Tables as text: read from CSV of any common mark and encoding, written so that nothing runs.

A text that a spreadsheet would take for a formula gets an apostrophe in front when it is written;
reading takes it away again, and takes away no other.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firebreak.intake.drafts import Cell, ReadingError

MARKS = (",", ";", "\t")
# What begins a formula in some spreadsheet; the wide forms do in Chinese ones.
FORMULA = re.compile(r"'*[ \u3000]*[=+\-@\t\r\n＝＋－＠]")
ESCAPED = re.compile(rf"'(?={FORMULA.pattern})")
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)
MOST_ROWS_LOOKED_AT = 20


@dataclass(frozen=True)
class Row:
    """A row of a table: its number (the first is 1) and its cells."""

    number: int
    cells: Sequence[str]

    def cell(self, column: int) -> str:
        """Return a cell without its apostrophe; "" where the row is shorter."""
        return unescaped(self.cells[column]) if column < len(self.cells) else ""


def read_rows(content: bytes) -> list[Row]:
    """
    Return the rows of a CSV file that hold anything.

    Parameters
    ----------
    content
        UTF-8, UTF-16 or GB18030; cells parted by comma, semicolon or tab.

    Raises
    ------
    ReadingError
        `empty`, `encoding`, `not_text`, or `unclosed_quote`.
    """
    text = _decoded(content)
    lines = io.StringIO(text, newline="")
    rows: list[Row] = []
    number = 0
    try:
        for cells in csv.reader(lines, delimiter=_mark(text), strict=True):
            number += 1
            if any(cell.strip() for cell in cells):
                rows.append(Row(number, cells))
    except csv.Error as error:
        raise ReadingError("unclosed_quote", Cell(None, number + 1, ""), row=number + 1) from error
    if not rows:
        raise ReadingError("empty")
    return rows


def write_rows(rows: Iterable[Sequence[object]], *, mark: str = ",") -> bytes:
    """
    Return rows as CSV: UTF-8 with a byte order mark, lines ended as RFC 4180 has them.

    Examples
    --------
    >>> write_rows([["=1+1", -2, None]]).decode("utf-8-sig")
    "'=1+1,-2,\\r\\n"
    """
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=mark)
    for row in rows:
        writer.writerow([escaped(cell) for cell in row])
    return lines.getvalue().encode("utf-8-sig")


def escaped(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str) and FORMULA.match(cell):
        return f"'{cell}"
    return cell


def unescaped(cell: str) -> str:
    """
    Return what `escaped` was given.

    Examples
    --------
    >>> unescaped("'=1+1"), unescaped("'s-Gravenhage")
    ('=1+1', "'s-Gravenhage")
    """
    return cell[1:] if ESCAPED.match(cell) else cell


def _decoded(content: bytes) -> str:
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise ReadingError("empty")
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise ReadingError("not_text")
        return text
    raise ReadingError("encoding")


def _mark(text: str) -> str:
    """The mark that most of the first rows agree on; a comment may hold any."""
    lines = [line for line in text[:50_000].splitlines() if not line.lstrip('"').startswith("##")]
    lines = [_outside_quotes(line) for line in lines[:MOST_ROWS_LOOKED_AT]]
    return max(MARKS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
