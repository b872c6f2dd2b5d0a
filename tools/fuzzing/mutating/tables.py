"""Tables as text spoilt: cells, columns and rows exchanged, headings moved, marks and encodings."""

import csv
import io
import random
from collections.abc import Callable

from tools.fuzzing.mutating.values import decoded, encoded, twisted, value

Grid = list[list[str]]
MARKS = ",;\t|"


def mutated(content: bytes, draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Return a table with one to four changes, and now and then parted or written otherwise."""
    text = decoded(content)
    mark = max(MARKS, key=text[:2000].count)
    grid = spoilt(parted(text, mark), draw, lambda: parted(decoded(draw.choice(others)), mark))
    mark = mark if draw.random() < 0.9 else draw.choice(MARKS)
    return encoded(joined(grid, mark, draw), draw)


def parted(text: str, mark: str) -> Grid:
    """Return the cells of a text."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return [line.split(mark) for line in text.split("\n")]


def joined(grid: Grid, mark: str, draw: random.Random) -> str:
    """Return cells as text; seldom without the quotation marks they need."""
    if draw.random() < 0.1:
        return "\n".join(mark.join(row) for row in grid)
    lines = io.StringIO()
    ends = draw.choice(("\n", "\r\n", "\r\n", "\r"))
    quoting = draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(lines, delimiter=mark, lineterminator=ends, quoting=quoting).writerows(grid)
    return lines.getvalue()


def spoilt(grid: Grid, draw: random.Random, another: Callable[[], Grid]) -> Grid:
    """Return a grid with one to four changes."""
    grid = [list(row) for row in grid] or [[""]]
    for _time in range(draw.randrange(1, 5)):
        draw.choice(WAYS)(grid, draw, another)
        grid = grid or [[""]]
    return grid


def _place(grid: Grid, draw: random.Random) -> tuple[list[str], int]:
    row = draw.choice(grid)
    if not row:
        row.append("")
    return row, draw.randrange(len(row))


def _new_cell(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    row, at = _place(grid, draw)
    row[at] = value(draw)


def _twisted_cell(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    row, at = _place(grid, draw)
    row[at] = twisted(row[at], draw)


def _cell_of_elsewhere(grid: Grid, draw: random.Random, another: Callable[[], Grid]) -> None:
    (row, at), (other, there) = _place(grid, draw), _place(another() or [[""]], draw)
    row[at] = other[there]


def _exchanged(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    (row, at), (other, there) = _place(grid, draw), _place(grid, draw)
    row[at], other[there] = other[there], row[at]


def _row_more(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    row = draw.choice((*grid, [], [value(draw)]))
    times = draw.choice((1, 1, 1, 40))
    at = draw.randrange(len(grid) + 1)
    grid[at:at] = [list(row) for _time in range(times)]


def _row_less(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    del grid[draw.randrange(len(grid))]


def _column_less(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    at = draw.randrange(max(map(len, grid)) or 1)
    for row in grid:
        del row[at : at + 1]


def _column_more(grid: Grid, draw: random.Random, another: Callable[[], Grid]) -> None:
    source = draw.choice((grid, another() or [[""]]))
    at, to = (draw.randrange(max(map(len, one)) + 1) for one in (source, grid))
    cells = [row[at] if at < len(row) else value(draw) for row in source]
    for row, cell in zip(grid, cells, strict=False):
        row.insert(to, cell)


def _ragged(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    row = draw.choice(grid)
    if draw.random() < 0.5:
        del row[draw.randrange(len(row) + 1) :]
    else:
        row += [value(draw) for _time in range(draw.choice((1, 3, 300)))]


def _rows_moved(grid: Grid, draw: random.Random, _another: Callable[[], Grid]) -> None:
    grid.insert(draw.randrange(len(grid)), grid.pop(draw.randrange(len(grid))))


WAYS = (
    _new_cell,
    _new_cell,
    _twisted_cell,
    _twisted_cell,
    _cell_of_elsewhere,
    _exchanged,
    _row_more,
    _row_less,
    _column_less,
    _column_more,
    _ragged,
    _rows_moved,
)
