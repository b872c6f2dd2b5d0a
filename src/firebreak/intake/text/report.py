"""The timetable of a report on one case: a line for each day, with the places he was at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.owners import is_somebody_s_home
from firebreak.intake.text.people import Section
from firebreak.intake.text.visits import Visits

_CELL = re.compile(r"[^\t|]+")
_PLACE_COLUMN = re.compile(r"地点|场所|地址|去向|活动地")
_TIME_COLUMN = re.compile(r"日期|时间")
_NO_PLACE = re.compile(r"居家|在家|[/—-]*$|无$|不详$")
#: A place of a timetable is what its column says.
TOLD_BY_COLUMN = 0.9

Stretch = tuple[int, int]


@dataclass(frozen=True)
class _Line:
    """A line of a table: where it is, and its cells (all of the plain text)."""

    start: int
    end: int
    cells: list[Stretch]


def write_timetable(drafting: Drafting, section: Section, visits: Visits) -> list[Stretch]:
    """Keep the stays of a table of days and places; return where its lines are."""
    lines: list[Stretch] = []
    column: int | None = None
    for line in _lines(drafting, section):
        heads = [drafting.plain[slice(*cell)] for cell in line.cells]
        if any(map(_TIME_COLUMN.match, heads)):
            column = next((n for n, head in enumerate(heads) if _PLACE_COLUMN.search(head)), None)
            continue
        times = drafting.times_in(line.start, line.cells[0][1])
        if column is None or column >= len(line.cells) or not times:
            continue
        lines.append((line.start, line.end))
        if _NO_PLACE.match(heads[column]):
            continue
        if is_somebody_s_home(heads[column]):
            visits.taken.append(line.cells[column])
        else:
            visits.add(section, *line.cells[column], times[0], TOLD_BY_COLUMN)
    return lines


def _lines(drafting: Drafting, section: Section) -> Iterator[_Line]:
    """Lines that the text divides into three cells or more."""
    page = drafting.page
    for match in re.compile(r"[^\n]+").finditer(page.plain, section.start, section.end):
        first, last = page.at[match.start()], page.at[match.end() - 1] + 1
        cells = [
            (int(start), int(end))
            for cell in _CELL.finditer(page.text, first, last)
            for start, end in [np.searchsorted(page.at, cell.span())]
            if start < end
        ]
        if len(cells) >= 3:
            yield _Line(match.start(), match.end(), cells)
