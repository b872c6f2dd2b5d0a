"""The pictures of traces: places from top to bottom, time from left to right."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from django.conf import settings
from django.utils.translation import gettext as _

from firebreak.site.charts.presence import Bar, PresenceData, Row
from firebreak.site.traces.proposals import Found
from firebreak.site.traces.seen import Seen, Who
from firebreak.site.words import CLASSIFICATIONS

DRAWN = 12  # places; those with the most people
BARS = 60  # in one row; beyond it they cannot be told apart


def places_met(found: Found) -> PresenceData | None:
    """Draw where a case met people: a bar for each meeting; None if there was none."""
    met = found.encounters
    if met.is_empty():
        return None
    busiest = _busiest(met, "to_id")
    drawn = met.join(busiest, on="place_id", how="semi")
    who = found.seen.who(drawn["to_id"].unique())
    return _picture(
        found.seen,
        drawn,
        {place: str(people) for place, people in busiest.iter_rows()},
        lambda row: who[row["to_id"]],
        _("Where the case met people, and when"),
    )


def places_shared(
    seen: Seen, visits: pl.DataFrame, notes: Mapping[str, str]
) -> PresenceData | None:
    """Draw where the traced cases were: the places of `notes` in their order, a bar for each stay."""
    drawn = visits.filter(pl.col("place_id").is_in(list(notes)))
    if drawn.is_empty():
        return None
    who = seen.who(drawn["person_id"].unique())
    return _picture(
        seen, drawn, notes, lambda row: who[row["person_id"]], _("Where the cases were, and when")
    )


def _busiest(met: pl.DataFrame, people: str) -> pl.DataFrame:
    counts = met.group_by("place_id").agg(people=pl.col(people).n_unique())
    return counts.sort("people", "place_id", descending=[True, False]).head(DRAWN)


def _picture(
    seen: Seen,
    rows: pl.DataFrame,
    notes: Mapping[str, str],
    who_of: Callable[[Any], Who],
    title: str,
) -> PresenceData:
    where = seen.where(notes)
    bars: dict[str, list[Bar]] = {place: [] for place in notes}
    for row in rows.sort("start").iter_rows(named=True):
        if len(bars[row["place_id"]]) < BARS:
            bars[row["place_id"]].append(_bar(row, who_of(row)))
    drawn = [
        Row(where[place].label, bars[place], where[place].href, note)
        for place, note in notes.items()
        if bars[place]
    ]
    used = {bar.tone for row in drawn for bar in row.bars}
    cases = [(tone, str(word)) for tone, word in CLASSIFICATIONS.items() if tone in used]
    others = [("", _("no case"))] if "" in used else []
    legend = [*cases, *others]
    return PresenceData(drawn, title, settings.CITY_ZONE, legend, id="trace")


def _bar(row: dict, who: Who) -> Bar:
    label = f"{who.label} {who.case}" if who.case else who.label
    tone = who.case.status if who.case else ""
    is_soft = not row.get("certain", True) or row.get("day_only", False)
    return Bar(row["start"], row["end"], label, tone, is_soft)
