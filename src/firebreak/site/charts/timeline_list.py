"""The same timeline as a list, for phones, paper and screen readers.

Written in code for the reason `timeline_svg.py` gives: it stands twice on a page opened all day.
"""

from datetime import datetime

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision
from firebreak.site import spans
from firebreak.site.charts.timeline import Clock, Entry, Mark, TimelineData, entries, unknown
from firebreak.site.templatetags.pages import carry_known, happened, instant, state_badge
from firebreak.site.words import shape_of


def listed(data: TimelineData, known: datetime | None) -> SafeString:
    """Write marks and clocks in the order of time, then those whose time nobody knows."""
    lines = [*_dated(data, known), *(_undated(mark, known) for mark in unknown(data))]
    return mark_safe(f'<ol class="timeline-list">\n{"".join(lines)}</ol>')  # escaped in each line


def _dated(data: TimelineData, known: datetime | None) -> list[str]:
    lines = []
    for entry in entries(data):
        if entry.is_first_after_now:
            lines.append(_now(data.now))
        lines.append(_line(entry, data.now, known))
    return lines


def _now(at: datetime) -> str:
    said = format_html("<span>{} {}</span>", _("now"), instant(at, "short"))
    return f'<li class="timeline-now">{said}</li>\n'


def _line(entry: Entry, now: datetime, known: datetime | None) -> str:
    if entry.clock is not None:
        return _clock(entry.clock, now, known)
    assert entry.mark is not None  # an entry is one or the other
    return _mark(entry.mark, entry.lane, known)


def _mark(mark: Mark, lane: str, known: datetime | None) -> str:
    soft = "" if mark.start.precision is Precision.MINUTE else " is-soft"
    return (
        f'<li class="timeline-entry {escape(shape_of(mark.tone))}{soft}"><span class="timeline-when">'
        f'{happened(mark.start, "short")}{_until(mark)}</span><span class="timeline-what">'
        f'<span class="muted small">{escape(lane)}</span> {_link(mark, known)}</span></li>\n'
    )


def _until(mark: Mark) -> str:
    if mark.until:
        return f" → {happened(mark.until, 'short')}"
    return f" → {escape(_('still going on'))}" if mark.is_running else ""


def _clock(clock: Clock, now: datetime, known: datetime | None) -> str:
    return (
        f'<li class="timeline-entry timeline-clock {escape(shape_of(clock.state))}">'
        f'<span class="timeline-when">{instant(clock.due, "short")}</span>'
        f'<span class="timeline-what">{state_badge(clock.state)} {_link(clock, known)}'
        f' <span class="muted small nowrap">{_how_far(clock, now)}</span></span></li>\n'
    )


def _how_far(clock: Clock, now: datetime) -> str:
    if clock.fulfilled:
        return f"{escape(_('done'))} {instant(clock.fulfilled, 'short')}"
    return "" if clock.state == "not_applicable" else escape(spans.until(clock.due, now))


def _undated(mark: Mark, known: datetime | None) -> str:
    return (
        '<li class="timeline-entry is-soft"><span class="timeline-when unknown">'
        f'{escape(_("time unknown"))}</span><span class="timeline-what">{_link(mark, known)}</span>'
        "</li>\n"
    )


def _link(told: Mark | Clock, known: datetime | None) -> str:
    if not told.href:
        return escape(told.label)
    return f'<a href="{escape(carry_known(told.href, known))}">{escape(told.label)}</a>'
