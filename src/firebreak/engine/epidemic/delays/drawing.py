"""Serial intervals as uncertain as the data they were estimated from, by whole days."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from firebreak.engine.epidemic.delays.estimating import POSITIVE, posteriors
from firebreak.engine.epidemic.delays.families import Family
from firebreak.engine.epidemic.delays.posterior import Posterior
from firebreak.engine.epidemic.errors import DelayError
from firebreak.engine.epidemic.intervals import LONGEST, TAIL

WHOLE_DAYS = 0.5  # less than that from one day to another is no interval by whole days


def interval_from_delays(
    records: pl.DataFrame,
    *,
    families: Sequence[str] = POSITIVE,
    observed_until: date | float | None = None,
    draws: int = 500,
    seed: int = 1,
) -> np.ndarray:
    r"""
    Draw serial intervals by whole days from what records say of them.

    Each draw takes a family by its probability, and mean and sd from its posterior. The infector's
    day being any moment of it, the interval is k days with probability
    :math:`G(k+1)-2G(k)+G(k-1)`; what falls on the same day (k = 0) is shared among the others.

    Parameters
    ----------
    records, families, observed_until
        As for `estimate_delay`; families that are never negative.
    draws, seed
        How many; the same seed gives the same draws.

    Returns
    -------
    np.ndarray
        `(draws, days)`, the first entry 1 day, each row summing to 1: a `serial_interval` for
        `reproduction_number`.

    Raises
    ------
    DelayError
        As for `estimate_delay`; or a family may be negative, or most of them end on the day they start.

    References
    ----------
    Thompson et al. (2019), Epidemics 29:100356, doi:10.1016/j.epidem.2019.100356.
    """
    if "normal" in families:
        raise DelayError(
            "An interval by whole days from 1 on cannot be normal; leave 'normal' out."
        )
    found = list(posteriors(records, families, observed_until, "ended").values())
    evidence = np.array([one.grid.log_total for one in found])
    chances = np.exp(evidence - evidence.max())
    shared = np.random.default_rng(seed).multinomial(draws, chances / chances.sum())
    rows = [_by_days(one, count, seed) for one, count in zip(found, shared, strict=True) if count]
    longest = max(part.shape[1] for part in rows)
    return np.concatenate([np.pad(part, ((0, 0), (0, longest - part.shape[1]))) for part in rows])


def _by_days(found: Posterior, count: int, seed: int) -> np.ndarray:
    theta = found.grid.draws(count, seed)
    days = np.arange(_longest(found.family, theta) + 2.0)
    until = found.family.integral(theta[:, None, :], days)
    weights = np.diff(until, n=2, axis=1).clip(0)
    total = weights.sum(1, keepdims=True)
    if total.mean() < WHOLE_DAYS:
        raise DelayError(
            "More than half of the delays end on the day they start; intervals by whole days from 1 on "
            "do not hold them. Estimate them with estimate_delay, which counts parts of a day."
        )
    return weights / total


def _longest(family: Family, theta: np.ndarray) -> int:
    return int(min(LONGEST, np.ceil(family.quantile(theta, 1 - TAIL).max()) + 2))
