"""The marks and clocks of a timeline as SVG.

A case has a hundred of them and its page is opened all day: written here they cost a tenth of what
a template takes for the same.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from firebreak.site.charts.timeline import PlacedClock, PlacedMark, Tick, Timeline
from firebreak.site.templatetags.pages import carry_known, minute, when_text
from firebreak.site.words import STATES, shape_of


def ticks(line: Timeline) -> SafeString:
    """Draw the lines of the time axis and what stands at them."""
    ends = f'y1="{line.axis_y}" y2="{line.bottom}"'
    return _joined(
        f'<line class="grid{" grid-day" if tick.is_day else ""}" x1="{tick.x}" x2="{tick.x}" {ends}/>'
        f'<text class="tick" x="{tick.x}" y="{line.axis_y - 10}" text-anchor="middle">'
        f"{tick.at.strftime('%m-%d' if tick.is_day else '%H:%M')}</text>{_year(tick, line)}"
        for tick in line.ticks
    )


def _year(tick: Tick, line: Timeline) -> str:
    if not tick.is_new_year:
        return ""
    at = f'x="{tick.x}" y="{line.axis_y - 24}"'
    return f'<text class="tick" {at} text-anchor="middle">{tick.at.year}</text>'


def lanes(line: Timeline, id_: str, known: datetime | None) -> SafeString:
    """Draw the name of each lane and its marks; `id_` is the drawing's own."""
    return _joined(
        f'<text class="lane-name" x="6" y="{lane.y}" dy="18">{escape(lane.name)}'
        f"<title>{escape(lane.lane.label)}</title></text>"
        + "".join(_mark(placed, id_, known) for placed in lane.marks)
        for lane in line.lanes
    )


def clocks(line: Timeline, id_: str, known: datetime | None) -> SafeString:
    """Draw every clock in its row."""
    return _joined(_clock(placed, line, id_, known) for placed in line.clocks)


def _mark(placed: PlacedMark, id_: str, known: datetime | None) -> str:
    mark = placed.mark
    until = f" → {when_text(mark.until)}" if mark.until else ""
    title = escape(f"{when_text(mark.start)}{until}: {mark.label}")
    return (
        f'<a{_href(mark.href, known)} class="mark {escape(shape_of(mark.tone))}"><title>{title}</title>'
        f'<rect class="reach" x="{placed.reach_x}" y="{placed.y}" width="{placed.reach_width}"'
        f' height="20"/>{_body(placed, id_)}{_label(placed)}</a>'
    )


def _body(placed: PlacedMark, id_: str) -> str:
    bar = f'x="{placed.x}" y="{placed.bar_y}" width="{placed.width}" height="12"'
    if placed.mark.is_span:
        return (
            f'<rect class="span" {bar} rx="2"/>{_arrow(placed) if placed.mark.is_running else ""}'
        )
    if placed.is_soft:
        return f'<rect class="soft" {bar} mask="url(#{id_}-soft)"/>'
    return _dot(placed.x, placed.middle)


def _arrow(placed: PlacedMark) -> str:
    at = f"translate({placed.end} {placed.middle})"
    return f'<path class="arrow" transform="{at}" d="M-1-6 6 0-1 6Z"/>'


def _clock(placed: PlacedClock, line: Timeline, id_: str, known: datetime | None) -> str:
    clock = placed.clock
    done = f"; {_('done')} {minute(clock.fulfilled)}" if clock.fulfilled else ""
    times = f"{minute(clock.started)} → {minute(clock.due)}"
    title = escape(f"{clock.label}: {STATES.get(clock.state, clock.state)}; {times}{done}")
    return (
        f'<a{_href(clock.href, known)} class="clock-mark {escape(shape_of(clock.state))}">'
        f'<title>{title}</title><rect class="reach" x="{line.left}" y="{placed.y}"'
        f' width="{line.width}" height="20"/>{_run(placed, id_)}'
        f"{_dot(placed.end_x, placed.middle) if clock.fulfilled else ''}{_label(placed)}</a>"
    )


def _run(placed: PlacedClock, id_: str) -> str:
    row = f'y="{placed.bar_y}" height="8"'
    late = f'x="{placed.due_x}" width="{placed.late_width}" {row}'
    hatched = f'<rect class="clock-late-base" {late}/><rect fill="url(#{id_}-late)" {late}/>'
    return (
        f'<rect class="clock-left" x="{placed.left_x}" width="{placed.left_width}" {row}/>'
        f'<rect class="clock-run" x="{placed.x}" width="{placed.run_width}" {row}/>'
        f"{hatched if placed.late_width else ''}"
        f'<line class="clock-due" x1="{placed.due_x}" x2="{placed.due_x}"'
        f' y1="{placed.due_top}" y2="{placed.due_bottom}"/>'
    )


def _label(placed: PlacedMark | PlacedClock) -> str:
    at = f'x="{placed.label_x}"'
    if placed.is_label_before:
        at = f'x="{placed.label_right}" text-anchor="end"'
    return f'<text class="mark-label" {at} y="{placed.middle}" dy="4">{escape(placed.label)}</text>'


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{x}" cy="{y}" r="5"/>'


def _href(href: str, known: datetime | None) -> str:
    return f' href="{escape(carry_known(href, known))}"' if href else ""


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(parts))  # every text in it is escaped above
