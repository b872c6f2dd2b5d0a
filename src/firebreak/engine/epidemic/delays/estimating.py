"""Estimating how long something takes, and which distribution says so best."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from firebreak.engine.epidemic.delays import records as reading
from firebreak.engine.epidemic.delays.families import FAMILIES
from firebreak.engine.epidemic.delays.likelihood import Likelihood
from firebreak.engine.epidemic.delays.posterior import Posterior, posterior
from firebreak.engine.epidemic.errors import DelayError
from firebreak.engine.epidemic.levels import tails

POSITIVE = ("gamma", "lognormal", "weibull")


def estimate_delay(
    records: pl.DataFrame,
    *,
    families: Sequence[str] = POSITIVE,
    observed_until: date | float | None = None,
    included: str = "ended",
    level: float = 0.95,
) -> pl.DataFrame:
    r"""
    Estimate a delay between two events that are each known to a window: incubation, serial interval,
    onset to isolation, onset to report.

    With the start anywhere in its window :math:`[e_0,e_1]` and :math:`G(x)=\int^x F`, a row whose
    end lies in :math:`[s_0,s_1]` has likelihood

    .. math:: \frac{G(s_1-e_0)-G(s_1-e_1)-G(s_0-e_0)+G(s_0-e_1)}{G(T-e_0)-G(T-e_1)},

    the denominator where the list holds only what had ended by T (`observed_until`): of the cases
    that began lately, it holds the short delays only. The posterior is summed over a grid of mean
    and sd / mean, under a weak prior that is the same for every family (mean within a factor of 50 of
    5 days, sd / mean from 0.2 to 2; both are 95% ranges).

    Parameters
    ----------
    records
        One row per delay: `start_earliest`, `end_earliest` and, where a day is not known,
        `start_latest`, `end_latest` (null: the same as earliest). All Date, each a window of 24
        hours; or all numbers of days, each a moment.
    families
        Of `gamma`, `lognormal`, `weibull`; or `normal`, for serial intervals that may be negative.
    observed_until
        Last day (or moment) on which an end would have come into the list. None: long ago.
    included
        `ended`: a row is here because its end was seen (right-truncated). `started`: rows are here
        from their start on, and one without `end_earliest` had not ended by `observed_until`.
    level
        Of the intervals.

    Returns
    -------
    pl.DataFrame
        One row per family, the most probable first: `family`, `rows` (Int64), then for each of
        `mean`, `sd`, `median`, `p95` (the 95th percentile) the posterior median with `_lower` and
        `_upper` (Float64, days); `likeliest_mean`, `likeliest_sd` (days, maximum likelihood),
        `log_likelihood` (there) and `aic` (4 less twice that); `probability` (of the family, among
        those compared, each as probable beforehand).

    Raises
    ------
    DelayError
        A column, start or end is missing, a row ends before it starts or after the last day
        observed (the row is named), or a family is unknown.
    EpidemicError
        The level is none.

    References
    ----------
    Reich et al. (2009), Stat Med 28:2769-2784, doi:10.1002/sim.3659 (two windows).
    Park et al. (2024), medRxiv 2024.01.12.24301247 (truncation of what has not ended).

    Examples
    --------
    >>> import polars as pl
    >>> records = pl.DataFrame(
    ...     {
    ...         "start_earliest": [date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 2)],
    ...         "start_latest": [date(2020, 1, 3), None, None],
    ...         "end_earliest": [date(2020, 1, 6), date(2020, 1, 8), date(2020, 1, 5)],
    ...     }
    ... )
    >>> estimates = estimate_delay(records, families=["lognormal"])
    >>> estimates.select(pl.col("mean", "mean_lower", "mean_upper").round()).row(0)
    (5.0, 3.0, 11.0)

    Three rows say that it takes between three days and eleven.
    """
    lower, upper = tails(level)
    found = posteriors(records, families, observed_until, included)
    estimates = [
        {"family": name, "rows": records.height} | _estimates(one, [0.5, lower, upper])
        for name, one in found.items()
    ]
    evidence = np.array([one.grid.log_total for one in found.values()])
    relative = np.exp(evidence - evidence.max())
    return (
        pl.DataFrame(estimates)
        .with_columns(probability=pl.Series(relative / relative.sum()))
        .sort("probability", descending=True, maintain_order=True)
    )


def posteriors(
    records: pl.DataFrame,
    families: Sequence[str],
    observed_until: date | float | None,
    included: str,
) -> dict[str, Posterior]:
    """Return the posterior of each family."""
    _require_families(families)
    positive = any(FAMILIES[name].positive for name in families)
    windows = reading.read(records, observed_until, included, positive=positive)
    likelihood = Likelihood(windows, included)
    mean, sd = _first_guess(windows, positive)
    return {
        name: posterior(family, likelihood, family.theta(mean, sd))
        for name, family in ((name, FAMILIES[name]) for name in families)
    }


def _require_families(families: Sequence[str]) -> None:
    if isinstance(families, str):
        raise DelayError(f"families is {families!r}; give a list, for example [{families!r}].")
    unknown = [name for name in families if name not in FAMILIES]
    if unknown or not families:
        raise DelayError(
            f"families has {unknown or 'no entry'}; give some of {', '.join(FAMILIES)}."
        )


def _first_guess(windows: reading.Windows, positive: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and sd of the delays between the middles of the windows."""
    ended = windows.ended
    ends = np.where(ended, (windows.end_earliest + windows.end_latest) / 2, windows.until or 0)
    delays = ends - (windows.start_earliest + windows.start_latest) / 2
    mean = max(delays.mean(), 0.1) if positive else delays.mean()
    return np.array(mean), np.array(max(delays.std(), 0.2 * abs(mean), 0.05))


def _estimates(found: Posterior, wanted: list[float]) -> dict[str, float]:
    family = found.family
    by_name = {
        "mean": family.mean(found.grid.theta),
        "sd": family.sd(found.grid.theta),
        "median": family.quantile(found.grid.theta, 0.5),
        "p95": family.quantile(found.grid.theta, 0.95),
    }
    told: dict[str, float] = {}
    for name, values in by_name.items():
        quantiles = found.grid.quantiles(values, wanted)
        told |= {
            f"{name}{end}": float(q)
            for end, q in zip(("", "_lower", "_upper"), quantiles, strict=True)
        }
    return told | {
        "likeliest_mean": float(family.mean(found.likeliest)),
        "likeliest_sd": float(family.sd(found.likeliest)),
        "log_likelihood": found.log_likelihood,
        "aic": 4 - 2 * found.log_likelihood,
    }
