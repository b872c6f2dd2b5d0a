"""How the counties stand: their cases, clocks and silences side by side, so that each can compare."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from firebreak.outputs import urgent
from firebreak.outputs.recorded import kept_measures
from firebreak.records.models import Placement, Unit
from firebreak.records.situation import Situation
from firebreak.site.today.numbers import local_day
from firebreak.site.today.pictures import COUNTED

WATCHED = tuple(
    f"placement.{step}.{where}" for step in ("began", "ended") for where in ("home", "site")
)


@dataclass(frozen=True)
class Standing:
    """
    One county in numbers. Each opens to its rows; None: the record cannot tell.

    Breached and silent are what Today and the brief of that county call so (`outputs/urgent.py`):
    the missing reports of silent units are no breached clocks.
    """

    unit: Unit
    confirmed: int
    new: int  # confirmed yesterday or today
    suspected: int | None
    overdue: int | None
    due_soon: int
    silent: int | None
    observed: int | None


def standings(now: Situation, units: list[Unit]) -> list[Standing]:
    """Count for each of the units, over its whole subtree, by counting unit."""
    return [_standing(now, unit) for unit in units]


def _standing(now: Situation, unit: Unit) -> Standing:
    under = now.units.filter(pl.col("path").str.starts_with(unit.path))["id"].implode()
    cases = now.linelist.filter(pl.col("unit").is_in(under))
    duties = now.duties.filter(answered_by(under))
    late = urgent.breaches(duties, now)
    kept = now.once(kept_measures)
    judged = urgent.judged(duties, now)
    return Standing(
        unit=unit,
        confirmed=cases.filter(pl.col("classification").is_in(COUNTED)).height,
        new=_new(cases, now),
        suspected=cases.filter(classification="suspected").height if "suspected" in kept else None,
        overdue=late.clocks.height if judged.counts_clocks(judged.clocks) else None,
        due_soon=duties.filter(state="due_soon").height,
        silent=late.silence["subject"].n_unique() if judged.reports else None,
        observed=observed(now, under).height if "observed" in kept else None,
    )


def together(rows: list[Standing], name: str) -> int | None:
    """Add up a column; None where what is known adds up to nothing and something is not known."""
    numbers = [getattr(row, name) for row in rows]
    known = [number for number in numbers if number is not None]
    return sum(known) if sum(known) or len(known) == len(numbers) else None


def _new(cases: pl.DataFrame, now: Situation) -> int:
    confirmed = cases.filter(pl.col("classification").is_in(COUNTED))
    return confirmed.filter(pl.col("date_confirmation") >= yesterday(now)).height


def yesterday(now: Situation) -> date:
    """The local day before."""
    return local_day(now.at) - timedelta(days=1)


def answered_by(under: pl.Series) -> pl.Expr:
    """Whether a duty is of some units: of their county, or held by one of them."""
    return pl.col("county").is_in(under) | pl.col("holder_unit").is_in(under)


def observed(now: Situation, under: pl.Series) -> pl.DataFrame:
    """
    The people under observation, at home or at a site, who belong to some units.

    A county answers for those who stay in it, whoever keeps them; a unit that is less than a county,
    or stands beside them, for those it keeps.
    """
    kinds = now.units.filter(pl.col("id").is_in(under))["kind"]
    answers = "county" if kinds.is_in([str(k) for k in Unit.COUNTY_LEVEL]).any() else "unit"
    return now.once(_running).filter(pl.col(answers).is_in(under)).unique("subject")


def _running(now: Situation) -> pl.DataFrame:
    """The placements at home or at a site that have begun and not ended."""
    kept = now.parts[Placement].filter(
        pl.col("kind").cast(pl.String).is_in(WATCHED) & (pl.col("happened_at") <= now.at)
    )
    last = (
        kept.sort("happened_at")
        .group_by("record")
        .agg(pl.last("kind"), pl.last("subject"), pl.last("county"), pl.last("unit"))
    )
    return last.filter(pl.col("kind").cast(pl.String).str.starts_with("placement.began"))
