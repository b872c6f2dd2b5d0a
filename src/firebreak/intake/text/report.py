"""A report on one case: its headings, what it tells of somebody else in passing, its timetable.

发病及就诊经过 above a paragraph is no visit; 同学毛某1月16日自武汉返株(1月27日确诊) is not the case's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import Happenings
from firebreak.intake.text.lexicons import RELATIONS
from firebreak.intake.text.people import HEADING_OF_HIS, NAME, Section
from firebreak.intake.text.visits import Visits
from firebreak.intake.text.whose import Whose, whose

#: Somebody else of whom something is told in passing: his classmate 毛某1月16日…, (毛某1月22日….
_IN_PASSING = re.compile(
    rf"(?:\(|其|{'|'.join(map(re.escape, RELATIONS))}){NAME}(?=\d{{1,2}}月|\d{{1,2}}日|[于自从也已曾])"
)
_END = re.compile(r"[。;\n]")
_CELL = re.compile(r"[^\t|]+")
_PLACE_COLUMN = re.compile(r"地点|场所|地址|去向|活动地")
_TIME_COLUMN = re.compile(r"日期|时间")
_NO_PLACE = re.compile(r"居家|在家|[/—-]*$|无$|不详$")
#: The home of somebody who is not named is no place of the record: 其姐家(荷塘区).
_SOMEBODY_S_HOME = re.compile(r"[^(]{0,7}家(?:中|里)?(?:\(|$)")
#: A place of a timetable is what its column says.
TOLD_BY_COLUMN = 0.9

Stretch = tuple[int, int]


@dataclass(frozen=True)
class _Line:
    """A line of a table: where it is, and its cells (all of the plain text)."""

    start: int
    end: int
    cells: list[Stretch]


def told_of_others(plain: str, section: Section) -> list[Stretch]:
    """Return where a section speaks of nobody, in a heading, or of somebody else in passing."""
    found = [match.span() for match in HEADING_OF_HIS.finditer(plain, section.start, section.end)]
    own = plain[slice(*section.name)] if section.name else ""
    for match in _IN_PASSING.finditer(plain, section.head, section.end):
        is_told_of = match[0][0] == "(" or whose(plain, section, match.end()) is not Whose.HIS
        if match["name"] != own and own and is_told_of:
            stop = _END.search(plain, match.end(), section.end)
            close = plain.find(")", match.end(), section.end) if match[0][0] == "(" else -1
            end = stop.start() if stop else section.end
            found.append((match.start(), min(close, end) if close >= 0 else end))
    return found


def but_of_others(plain: str, section: Section, found: Happenings) -> Happenings:
    """Leave out what happened to somebody of whom the section tells in passing."""
    passing = told_of_others(plain, section)
    return {
        name: [one for one in ones if not inside(one.start, passing)]
        for name, ones in found.items()
    }


def inside(position: int, stretches: list[Stretch]) -> bool:
    """Whether a character is in one of some stretches."""
    return any(start <= position < end for start, end in stretches)


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
        if _SOMEBODY_S_HOME.match(heads[column]):
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
