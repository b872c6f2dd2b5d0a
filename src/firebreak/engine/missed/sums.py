"""What missed chances cost: one by one, and added up without counting an infection twice."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.missed.avoided import avoided
from firebreak.engine.missed.course import ChainsLike

INFECTIONS = ("infections_mean", "infections_lower", "infections_upper")
INTERVAL = (0.025, 0.975)  # 95 %, as everywhere
SUMS: dict[str, pl.DataType] = {
    "chances": pl.UInt32(),
    "cases": pl.UInt32(),
    "before_rule": pl.UInt32(),  # of the chances, those before the rule was in force
    # Infections that would have been avoided had it held each time; null: no chains.
    **dict.fromkeys(INFECTIONS, pl.Float64()),
}


def sums(
    chances: pl.DataFrame, chains: ChainsLike | None, by: str, *, zone: ZoneInfo
) -> pl.DataFrame:
    """
    Add missed chances up by one of their columns, the costliest first.

    Parameters
    ----------
    chances
        Rows of `missed_chances`, all or some.
    chains
        As given to `missed_chances`.
    by
        "rule", "post", "unit", or any other column.
    zone
        Of the days that the chains count.

    Returns
    -------
    pl.DataFrame
        The column `by`, then those of `SUMS`. An infection that several chances led to counts once
        in a row, and may stand in several rows: they do not add up to a whole.
    """
    held = chances.sort(by, nulls_last=True).with_row_index("at")
    counted = held.group_by(by, maintain_order=True).agg(
        chances=pl.len(),
        cases=pl.col("subject").n_unique(),
        before_rule=pl.col("before_rule").sum(),
        begins=pl.col("at").first(),
    )
    begins = np.append(counted["begins"].to_numpy(), held.height).astype(np.int64)
    costs = infections(held["subject"], local_days(held["moment"], zone), begins, chains)
    table = pl.concat([counted.drop("begins"), costs], how="horizontal")
    kept = table.select(by, *(pl.col(name).cast(kind) for name, kind in SUMS.items()))
    return kept.sort(
        "infections_mean", "cases", "chances", by, descending=[True, True, True, False],
        nulls_last=True,
    )  # fmt: skip


def infections(
    subjects: pl.Series,
    days: pl.Series,
    begins: NDArray[np.int64],
    chains: ChainsLike | None,
) -> pl.DataFrame:
    """
    Return the infections after some moments, group by group: mean and 95 % interval.

    Null for a group of whose cases the chains say nothing.
    """
    if chains is None:
        return pl.DataFrame({name: [None] * (len(begins) - 1) for name in INFECTIONS},
                            schema=dict.fromkeys(INFECTIONS, pl.Float64()))  # fmt: skip
    index = positions(subjects, chains)
    known = index >= 0
    groups = np.concatenate(([0], np.cumsum(known)))[begins]
    since = days_from(days, chains.day_zero)[known]
    counts = avoided(
        chains.infector_draws, chains.generations_draws, chains.infection_day_draws,
        index[known], since, groups,
    )  # fmt: skip
    return _summary(counts, np.diff(groups) > 0)


def infected_by(subjects: pl.Series, days: pl.Series, chains: ChainsLike | None) -> pl.Series:
    """Return the probability that each one had been infected by the end of a day; null: unknown."""
    if chains is None:
        return pl.Series([None] * len(subjects), dtype=pl.Float64())
    index, on = positions(subjects, chains), days_from(days, chains.day_zero)
    by_then = (chains.infection_day_draws[:, np.maximum(index, 0)] <= on).mean(axis=0)
    return pl.Series(np.where(index >= 0, by_then, np.nan)).fill_nan(None)


def positions(subjects: pl.Series, chains: ChainsLike) -> NDArray[np.int64]:
    """Where each one stands in the chains; -1 where he does not."""
    place = {id_: at for at, id_ in enumerate(chains.ids)}
    return np.array([place.get(one, -1) for one in subjects], np.int64)


def local_days(instants: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Return the local day of each instant."""
    return instants.dt.convert_time_zone(str(zone)).dt.date()


def days_from(days: pl.Series, day_zero: date) -> NDArray[np.int64]:
    """Return days as whole numbers counted from `day_zero`."""
    return days.cast(pl.Int32).to_numpy().astype(np.int64) - (day_zero - date(1970, 1, 1)).days


def zone_of(protocols: Protocols, pathogens: Sequence[str]) -> ZoneInfo:
    """Return the time zone in which the editions about some pathogens count days."""
    zones = (e.time_zone for e in protocols if e.pathogen in pathogens)
    return next(zones, ZoneInfo("UTC"))


def _summary(counts: NDArray[np.int32], known: NDArray[np.bool_]) -> pl.DataFrame:
    if not counts.size:
        figures = [np.zeros(len(counts))] * 3
    else:
        figures = [counts.mean(axis=1), *np.quantile(counts, INTERVAL, axis=1)]
    columns = zip(INFECTIONS, figures, strict=True)
    table = pl.DataFrame({name: pl.Series(one, dtype=pl.Float64()) for name, one in columns})
    return table.select(pl.when(pl.Series(known)).then(pl.all()))
