"""The reproduction number by time of infection: how many each case of these days would infect.

Comes in: cases by day and the interval between cases. Goes out: one row for each run of days. How
many each case went on to infect, looking back, is `case_reproduction.py`.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import gammainc, gammaincinv

from firebreak.engine.epidemic.errors import EpidemicError
from firebreak.engine.epidemic.incidence import check_daily
from firebreak.engine.epidemic.intervals import check_distributions
from firebreak.engine.epidemic.levels import tails
from firebreak.engine.epidemic.windows import Windows, sliding

HALVINGS = 40  # of the span in which a quantile lies: to 1e-12 of it


def reproduction_number(
    incidence: pl.DataFrame,
    serial_interval: Sequence[float] | np.ndarray,
    *,
    window: int = 7,
    prior_mean: float = 5,
    prior_sd: float = 5,
    level: float = 0.95,
) -> pl.DataFrame:
    r"""
    Estimate the instantaneous reproduction number over each run of `window` days.

    With local cases :math:`L_t` among all cases :math:`I_t`, and infection pressure
    :math:`\Lambda_t=\sum_s w_s I_{t-s}`, the posterior of R over a window is a gamma of shape
    :math:`a+\sum L_t` and rate :math:`1/b+\sum\Lambda_t`. Where several serial intervals are given,
    it is the even mixture of the posteriors under each of them.

    Parameters
    ----------
    incidence
        One row per day, in order, no gaps: `date` (Date), `cases` (whole numbers, all new cases by
        onset); optional `imported` (those among them infected elsewhere).
    serial_interval
        Probabilities by whole days, `(days,)`; the first entry is a delay of 1 day; sums to 1. Or
        `(draws, days)` where the interval is uncertain (`uncertain_interval`).
    window
        Length of each run, in days. Longer is smoother and slower to notice a change.
    prior_mean, prior_sd
        Of R before any case was seen. The default is high, so that an epidemic is not held to be
        over for want of data.
    level
        Of the interval from `lower` to `upper`.

    Returns
    -------
    pl.DataFrame
        One row per run, the first from the second day on: `window_start`, `window_end` (Date),
        `cases` (Int64, local ones in the run), `mean`, `sd`, `median`, `lower`, `upper` (Float64,
        cases infected per case), and what they rest on, `basis`: `data`; `early`, where the run
        ends within a mean serial interval of the first day, so that most infectors were not seen
        and R is too high; `prior`, where no earlier case could have infected anybody and the row
        repeats the prior, knowing nothing more.

    Raises
    ------
    IncidenceError
        A day is missing, repeated or out of order, or a count is negative or no number.
    IntervalError
        An entry is negative, or the sum is not 1 within 1e-6.
    EpidemicError
        The window, the prior or the level is none, or the series is shorter than a window.

    References
    ----------
    Cori et al. (2013), Am J Epidemiol 178:1505-1512, doi:10.1093/aje/kwt133.
    Thompson et al. (2019), Epidemics 29:100356, doi:10.1016/j.epidem.2019.100356 (imported cases,
    uncertain intervals).

    Examples
    --------
    >>> from datetime import date
    >>> days = pl.date_range(date(2020, 1, 1), date(2020, 1, 4), eager=True)
    >>> incidence = pl.DataFrame({"date": days, "cases": [1, 2, 4, 8]})
    >>> estimates = reproduction_number(incidence, [1.0], window=3)
    >>> estimates.select("window_end", "cases", pl.col("mean").round(3), "basis").row(0)
    (datetime.date(2020, 1, 4), 14, 2.083, 'data')

    By hand: (1 + 2 + 4 + 8) / (1/5 + 1 + 2 + 4) = 15 / 7.2 = 2.083.
    """
    daily = check_daily(incidence)
    intervals = check_distributions(serial_interval)
    lower, upper = tails(level)
    shape, rate = _prior(prior_mean, prior_sd)
    runs = sliding(len(daily.cases), window, first=1)
    local = runs.sums(daily.local)
    pressure = runs.sums(infection_pressure(daily.cases, intervals))
    felt = pressure.max(0) > 0
    shapes = shape + np.where(felt, local, 0)
    means, sds, quantiles = _mixed(shapes, rate + pressure, [0.5, lower, upper])
    return pl.DataFrame(
        runs.dates(daily.days)
        | {"cases": local.astype(np.int64), "mean": means, "sd": sds}
        | dict(zip(("median", "lower", "upper"), quantiles, strict=True))
        | {"basis": _basis(runs, felt, intervals)}
    )


def infection_pressure(cases: np.ndarray, intervals: np.ndarray) -> np.ndarray:
    """Return the cases a day's cases would be with R = 1, `(distributions, days)`."""
    reach = min(intervals.shape[1], len(cases) - 1)
    if reach < 1:
        return np.zeros((len(intervals), len(cases)))
    before = np.concatenate([np.zeros(reach), cases[:-1]])
    past = np.lib.stride_tricks.sliding_window_view(before, reach)[:, ::-1]
    return intervals[:, :reach] @ past.T


def _prior(mean: float, sd: float) -> tuple[float, float]:
    if not (0 < mean < np.inf and 0 < sd < np.inf):
        raise EpidemicError(
            f"The prior of R has mean {mean} and standard deviation {sd}; both must be above 0."
        )
    return (mean / sd) ** 2, mean / sd**2


def _mixed(
    shapes: np.ndarray, rates: np.ndarray, probabilities: list[float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, sd and quantiles of an even mixture of gammas, one for each row of rates."""
    means = shapes / rates
    mean = means.mean(0)
    variance = (shapes / rates**2).mean(0) + ((means - mean) ** 2).mean(0)
    each = gammaincinv(shapes, np.array(probabilities)[:, None, None]) / rates
    if len(rates) == 1:
        return mean, np.sqrt(variance), each[:, 0]
    wanted = np.array(probabilities)[:, None]
    return mean, np.sqrt(variance), _mixture_quantiles(each, wanted, shapes, rates)


def _mixture_quantiles(
    each: np.ndarray, wanted: np.ndarray, shapes: np.ndarray, rates: np.ndarray
) -> np.ndarray:
    """Halve the span between the components' own quantiles until nothing is left of it."""
    low, high = each.min(1), each.max(1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if np.all((middle <= low) | (middle >= high)):
            break
        below = gammainc(shapes, middle[:, None, :] * rates).mean(1) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def _basis(runs: Windows, felt: np.ndarray, intervals: np.ndarray) -> np.ndarray:
    days = np.arange(1, intervals.shape[1] + 1)
    mean_days = (intervals @ days).mean()
    seen = np.where(runs.last + 1 > mean_days, "data", "early")
    return np.where(felt, seen, "prior")
