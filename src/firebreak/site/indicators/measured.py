"""The indicators of a situation, worked out once for each reader's scope and shown to many."""

from datetime import datetime, timedelta

import polars as pl
from django.conf import settings
from django.utils.translation import get_language

from firebreak.engine.duties.protocols import covers
from firebreak.engine.tables import is_kind
from firebreak.engine.timeliness.indicator import Indicator
from firebreak.engine.timeliness.quality import quality_indicators
from firebreak.engine.timeliness.seven_one_seven import SevenOneSeven, seven_one_seven
from firebreak.engine.timeliness.tracing import (
    TracingThresholds,
    lost_to_follow_up,
    tracing_indicators,
)
from firebreak.records import tables
from firebreak.records.situation import Situation, visible
from firebreak.records.visibility import Scope

DAYS = (7, 14, 28)


def tracing(now: Situation, scope: Scope, days: int) -> list[Indicator]:
    """The contact-tracing indicators over the last `days` days, for a scope."""
    return tracing_indicators(
        visible(now.events, scope, now),
        visible(now.contacts, scope, now),
        _cases(now, scope),
        start=_start(now, days),
        end=now.at,
        now=now.at,
        zone=settings.CITY_ZONE,
        thresholds=thresholds(now),
    )


def quality(now: Situation, scope: Scope, days: int) -> list[Indicator]:
    """The surveillance-quality rates over the last `days` days, for a scope."""
    return quality_indicators(
        visible(now.events, scope, now),
        visible(now.rounds_since(_start(now, days)), scope, now),
        start=_start(now, days),
        end=now.at,
        now=now.at,
        audited=visible(tables.audited(), scope, now),
    )


def outbreaks(now: Situation, scope: Scope) -> SevenOneSeven:
    """
    7-1-7 of the outbreaks that a scope has a part in.

    Each is one outbreak, whoever reads of it: it is measured whole, by the earliest onset and the
    steps of all its units, never by those alone that the reader sees.
    """
    found = now.once(_seven_one_seven)
    told = visible(now.events.filter(is_kind("outbreak")), scope, now)
    own = pl.col("outbreak").is_in(told["subject"].unique().implode())
    return SevenOneSeven(found.targets.filter(own), found.milestones.filter(own))


def _seven_one_seven(now: Situation) -> SevenOneSeven:
    return seven_one_seven(now.events, now=now.at, zone=settings.CITY_ZONE, linelist=now.linelist)


def _start(now: Situation, days: int) -> datetime:
    return now.at - timedelta(days=days)


def lost(now: Situation, scope: Scope, at: datetime) -> pl.Series:
    """The contacts of a scope who are lost to follow-up at an instant: the indicator's people."""
    rows = lost_to_follow_up(
        visible(now.events, scope, now),
        visible(now.contacts, scope, now),
        _cases(now, scope),
        now=at,
        thresholds=thresholds(now),
    )
    return rows.filter(state="lost")["subject"]


def thresholds(now: Situation) -> TracingThresholds:
    """The limits in force here; the engine's own where no edition gives one."""
    said = {
        "observation": _days_in_force(now, "observation_days"),
        "lost_after": _days_in_force(now, "lost_after_days"),
    }
    return TracingThresholds(**{name: timedelta(days=days) for name, days in said.items() if days})


def _days_in_force(now: Situation, number: str) -> int | None:
    """What the narrowest edition in force that applies to this city says of a number."""
    here = now.divisions.values()
    for edition in now.protocols.in_force(now.pathogen, now.at):
        wide = edition.jurisdiction in ("CN", "WHO")
        days = getattr(edition.thresholds, number)
        if days and (wide or any(covers(edition.jurisdiction, code) for code in here)):
            return days
    return None


def _cases(now: Situation, scope: Scope) -> pl.DataFrame:
    rows = now.linelist.with_columns(county=_county(now))
    return visible(rows, scope, now).drop("county")


def _county(now: Situation) -> pl.Expr:
    counties = dict(now.units.select("id", "county").iter_rows())
    return pl.col("unit").replace_strict(counties, default=None, return_dtype=pl.Int64)


def text(words) -> str:
    """A text of the engine in the reader's language."""
    return words.zh if (get_language() or "").startswith("zh") else words.en
