"""From when until when each case could have been held back: from infection until isolation.

When he was infected is known from the chains, with its uncertainty: the course begins at the lower
end of the 95 % interval. Without chains it begins as many days before the onset as exposure counts
by the edition. It ends with isolation (observation at home is none: he lives with others there),
recovery or death.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from firebreak.engine.missed.periods import Period
from firebreak.engine.tables import INSTANT, is_kind

COUNTED = ("case.confirmed", "case.asymptomatic", "case.probable")
ISOLATED = ("placement.began.on_the_spot", "placement.began.site", "placement.began.ward",
            "placement.began.icu")  # fmt: skip
OVER = ("case.recovered", "case.died")
LOWEST = 0.025  # the lower end of a 95 % interval
COURSE: dict[str, pl.DataType] = {
    "subject": pl.Int64(),
    "county": pl.Int64(),
    "anchor": INSTANT,  # the onset; of one never ill, the first positive result or classification
    "anchor_until": INSTANT,
    "since": INSTANT,
    "isolated_at": INSTANT,  # null: not isolated, and the course not over
}


class ChainsLike(Protocol):
    """What of the chains is needed here (`engine.chains.Chains`)."""

    @property
    def ids(self) -> tuple[Any, ...]: ...
    @property
    def day_zero(self) -> date: ...
    @property
    def infector_draws(self) -> NDArray[Any]: ...
    @property
    def generations_draws(self) -> NDArray[Any]: ...
    @property
    def infection_day_draws(self) -> NDArray[Any]: ...
    @property
    def evidence(self) -> pl.DataFrame: ...


def courses(
    events: pl.DataFrame,
    pathogen: str,
    held: Iterable[Period],
    chains: ChainsLike | None,
    zone: ZoneInfo,
) -> pl.DataFrame:
    """
    Return the course of every case of a pathogen: columns as in `COURSE`.

    A case is whoever was confirmed, probable or found without symptoms, and not excluded since.
    """
    about = events.filter(pl.col("pathogen") == pathogen)
    cases = _cases(about)
    begun = _begun(cases, held).join(_infected(chains, zone), on="subject", how="left")
    begun = begun.with_columns(since=pl.coalesce("infected_from", "since"))
    ended = _ended(events, begun)
    return begun.join(ended, on="subject", how="left").select(
        pl.col(name).cast(kind) for name, kind in COURSE.items()
    )


def _cases(about: pl.DataFrame) -> pl.DataFrame:
    counted = about.filter(is_kind(*COUNTED)).sort("happened_at", "record")
    found = counted.group_by("subject", maintain_order=True).agg(
        pl.col("county").last(),
        counted_at=pl.col("happened_at").first(),
        counted_last=pl.col("happened_at").last(),
    )
    out = (
        about.filter(is_kind("case.excluded"))
        .group_by("subject")
        .agg(excluded_at=pl.col("happened_at").max())
    )
    standing = found.join(out, on="subject", how="left").filter(
        pl.col("excluded_at").is_null() | (pl.col("excluded_at") < pl.col("counted_last"))
    )
    return standing.join(_anchors(about), on="subject", how="left").with_columns(
        anchor=pl.coalesce("onset", "positive", "counted_at"),
        anchor_until=pl.coalesce("onset_until", "onset", "positive", "counted_at"),
    )


def _anchors(about: pl.DataFrame) -> pl.DataFrame:
    onset = pl.col("kind") == "case.onset"
    latest = pl.coalesce("happened_until", "happened_at")
    return about.group_by("subject").agg(
        onset=pl.col("happened_at").filter(onset).min(),
        onset_until=latest.filter(onset).min(),
        positive=pl.col("happened_at").filter(pl.col("kind") == "test.resulted.positive").min(),
    )


def _begun(cases: pl.DataFrame, held: Iterable[Period]) -> pl.DataFrame:
    """With `since`: so many days before the anchor as exposure counts there and then."""
    before = pl.lit(None, pl.Duration("us"))
    for period in held:
        days = period.number("exposure_days") or 0
        before = pl.when(period.rows("anchor")).then(timedelta(days=days)).otherwise(before)
    return cases.with_columns(since=pl.col("anchor") - pl.coalesce(before, timedelta()))


def _infected(chains: ChainsLike | None, zone: ZoneInfo) -> pl.DataFrame:
    """The local midnight from which on each case of the chains may have been infected."""
    if chains is None or not len(chains.ids):
        return pl.DataFrame(schema={"subject": pl.Int64(), "infected_from": INSTANT})
    lowest = np.quantile(chains.infection_day_draws, LOWEST, axis=0, method="lower")
    days = pl.Series(lowest.astype(np.int32)) + (chains.day_zero - date(1970, 1, 1)).days
    midnight = (
        days.cast(pl.Date)
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone(str(zone), ambiguous="earliest", non_existent="null")
    )
    return pl.DataFrame(
        {
            "subject": pl.Series(chains.ids, dtype=pl.Int64()),
            "infected_from": midnight.dt.convert_time_zone("UTC"),
        }
    )


def _ended(events: pl.DataFrame, begun: pl.DataFrame) -> pl.DataFrame:
    """When each course ended: the first isolation after it began, or its outcome."""
    ends = events.filter(is_kind(*ISOLATED, *OVER)).select("subject", "happened_at")
    after = ends.join(begun.select("subject", "since"), on="subject").filter(
        pl.col("happened_at") >= pl.col("since")
    )
    return after.group_by("subject").agg(isolated_at=pl.col("happened_at").min())
