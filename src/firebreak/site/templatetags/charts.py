"""The pictures, as tags: each takes the data of one picture and draws it for wide and narrow."""

from dataclasses import replace
from datetime import datetime

from django import template
from django.utils import timezone

from firebreak.site.charts import (
    clocks,
    curve,
    maps,
    points,
    presence,
    timeline,
    timeline_list,
    timeline_svg,
)
from firebreak.site.charts.curve_table import rows_of

register = template.Library()
WIDE, NARROW = 800, 304


@register.inclusion_tag("site/charts/curve.html", takes_context=True)
def epidemic_curve(context, data: curve.CurveData) -> dict:
    """Draw an epidemic curve, and the table that says the same."""
    wide = curve.draw(data, width=WIDE)
    numbered = [replace(placed.mark, label=str(n)) for n, placed in enumerate(wide.marks, 1)]
    return {
        "data": data,
        "wide": wide,
        "narrow": curve.draw(replace(data, marks=numbered), width=NARROW, height=230),
        "is_long": wide.width > WIDE,
        "rows": list(rows_of(data, wide)),
        "has_estimates": any(day.expected for day in wide.days),
        "last_day": wide.days[-1].day if wide.days else None,
        "known": context.get("known"),
    }


@register.inclusion_tag("site/charts/map.html", takes_context=True)
def unit_map(context, data: maps.MapData) -> dict:
    """Draw a map or a grid of tiles by unit, and the table that says the same."""
    wide = maps.draw(data)
    return {
        "data": data,
        "map": wide,
        "narrow": maps.draw(data, width=NARROW) if wide.shapes else None,
        "has_unknown": any(area.value is None for area in data.areas),
        "known": context.get("known"),
    }


@register.inclusion_tag("site/charts/points.html", takes_context=True)
def place_map(context, data: points.PointsData) -> dict:
    """Draw places where they are, and list them beside it."""
    return {
        "data": data,
        "map": points.draw(data, width=WIDE * 0.65),
        "narrow": points.draw(data, width=NARROW),
        "known": context.get("known"),
    }


@register.inclusion_tag("site/charts/timeline.html", takes_context=True)
def case_timeline(context, data: timeline.TimelineData) -> dict:
    """Draw a case's timeline: a picture where there is room, and a list everywhere."""
    data = replace(data, now=timezone.localtime(data.now))
    line, known = timeline.draw(data), context.get("known")
    return {
        "data": data,
        "line": line,
        "has_entries": bool(data.marks or data.clocks),
        "drawn": {
            "ticks": timeline_svg.ticks(line),
            "lanes": timeline_svg.lanes(line, data.id, known),
            "clocks": timeline_svg.clocks(line, data.id, known),
        },
        # It stands twice on the page, for wide and for narrow: written once.
        "listed": timeline_list.listed(data, known),
    }


@register.inclusion_tag("site/charts/presence.html", takes_context=True)
def who_was_where(context, data: presence.PresenceData) -> dict:
    """Draw who was where when, and the list that says the same."""
    return {
        "data": data,
        "wide": presence.draw(data),
        "narrow": presence.draw(data, width=NARROW),
        "known": context.get("known"),
    }


@register.inclusion_tag("site/charts/clock.html")
def clock_bar(data: clocks.ClockData) -> dict:
    """Draw the clock of one duty, with its times in words."""
    return {"data": data, "bar": clocks.draw(data)}


@register.simple_tag
def clock_data(
    started: datetime,
    due: datetime,
    now: datetime,
    state: str,
    fulfilled: datetime | None = None,
    id: str = "clock",
) -> clocks.ClockData:
    """Make the data of a clock bar in a template: `{% clock_data … as clock %}`."""
    return clocks.ClockData(started, due, now, state, fulfilled, f"clock-{id}")
