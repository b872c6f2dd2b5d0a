"""The tree on paper: what is longer than a sheet is cut between two lanes, each part with its dates."""

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from firebreak.engine.chains.picture import FOLDED_LANE, LANE

#: Lanes that can be read on one sheet of A4 laid across, with the title and the legend above them.
ON_A_SHEET = {LANE: 30, FOLDED_LANE: 10}
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
DRAWN = '<g fill="none" stroke-miterlimit="10"'
#: Where Vega puts the corner of the lanes: all above it are the dates.
CORNER = re.compile(rf'{DRAWN} transform="translate\([\d.]+,([\d.]+)\)">')
WHOLE = "tree-whole"  # the id of the drawing whose parts are shown


@dataclass(frozen=True)
class Sheet:
    """One part of the picture: its dates, and its lanes; `number` of `of`."""

    number: int
    of: int
    dates: SafeString
    lanes: SafeString


def sheets(svg: str, lanes: int) -> list[Sheet]:
    """
    Return the parts of a picture that is too long for a sheet; none if it fits on one.

    Each part looks at the same drawing, which stands in the page once, with the id `WHOLE`.

    Parameters
    ----------
    svg
        As `drawing.svg_for_page` made it.
    lanes
        How many there are, all of one height.
    """
    size, corner = SIZE.search(svg), CORNER.search(svg)
    if size is None or corner is None or not lanes:
        return []
    width, height, top = float(size[1]), float(size[2]), float(corner[1])
    lane = FOLDED_LANE if (height - top) / lanes > (LANE + FOLDED_LANE) / 2 else LANE
    step = ON_A_SHEET[lane]
    count = -(-lanes // step)
    if count < 2:
        return []
    dates = _part(width, 0, top)
    return [
        Sheet(
            n + 1, count, dates, _part(width, top + n * step * lane, _rest(lanes, n, step) * lane)
        )
        for n in range(count)
    ]


def with_id(svg: str) -> str:
    """Give a picture the id by which its parts find it."""
    return svg.replace(DRAWN, f'{DRAWN[:2]} id="{WHOLE}"{DRAWN[2:]}', 1)


def _rest(lanes: int, sheet: int, step: int) -> int:
    return min(step, lanes - sheet * step)


def _part(width: float, top: float, height: float) -> SafeString:
    return format_html(
        '<svg viewBox="0 {} {} {}" aria-hidden="true"><use href="#{}"/></svg>',
        top,
        width,
        height,
        WHOLE,
    )
