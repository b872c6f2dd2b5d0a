"""The reproduction number by case: how many the cases of these days went on to infect.

Comes in: cases by day and the interval between cases. Goes out: one row for each run of days. How
many a case would infect as things stand on a day is `reproduction.py`; who infected whom, where
more is known than dates, is `chains`.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import ndtri

from firebreak.engine.epidemic.incidence import check_daily
from firebreak.engine.epidemic.intervals import check_distribution
from firebreak.engine.epidemic.levels import tails
from firebreak.engine.epidemic.reproduction import infection_pressure
from firebreak.engine.epidemic.windows import Windows, sliding

#: Up to here the distribution is worked out exactly; beyond, three moments give its quantiles, off
#: by less than one infection where there are hundreds (held by a test).
EXACT_UP_TO = 300


def case_reproduction_number(
    incidence: pl.DataFrame,
    serial_interval: Sequence[float] | np.ndarray,
    *,
    window: int = 7,
    level: float = 0.95,
) -> pl.DataFrame:
    r"""
    Estimate how many the cases of each run of days infected, looking back from all cases known.

    A local case of day t was infected by one of day s with probability
    :math:`w_{t-s}I_s/\Lambda_t`, :math:`\Lambda_t=\sum_s w_{t-s}I_s`. So the infections of a run W
    are a sum of independent yes and no, each of probability
    :math:`q_t=\sum_{s\in W}w_{t-s}I_s/\Lambda_t`, one for each local case of each day t; mean,
    standard deviation and interval follow without simulating.

    Parameters
    ----------
    incidence
        One row per day, in order, no gaps: `date` (Date), `cases` (whole numbers, all new cases by
        onset); optional `imported` (those among them infected elsewhere).
    serial_interval
        Probabilities by whole days; the first entry is a delay of 1 day; sums to 1.
    window
        Length of each run, in days.
    level
        Of the interval from `lower` to `upper`, which speaks of who infected whom only: that the
        next cases may differ by chance is not in it.

    Returns
    -------
    pl.DataFrame
        One row per run, from the first day on: `window_start`, `window_end` (Date), `cases` (Int64,
        the infectors), `mean`, `sd`, `lower`, `upper` (Float64, cases infected per case, among the
        cases known), `seen` (share of those infections that have had their onset by the last day,
        0 to 1), `mean_in_the_end` (`mean` / `seen`: of the last days few infections are seen as
        yet), and `basis`: `data`; `unfinished`, where less than half is seen; `none`, where the run
        has no case, or nothing can be seen yet: the estimates are null.

    Raises
    ------
    IncidenceError
        A day is missing, repeated or out of order, or a count is negative or no number.
    IntervalError
        An entry is negative, or the sum is not 1 within 1e-6.
    EpidemicError
        The window or the level is none, or the series is shorter than a window.

    References
    ----------
    Wallinga & Teunis (2004), Am J Epidemiol 160:509-516, doi:10.1093/aje/kwh255.
    Cauchemez et al. (2006), Emerg Infect Dis 12:110-113, doi:10.3201/eid1201.050593 (what is not
    seen yet).

    Examples
    --------
    >>> from datetime import date
    >>> days = pl.date_range(date(2020, 1, 1), date(2020, 1, 3), eager=True)
    >>> incidence = pl.DataFrame({"date": days, "cases": [1, 2, 3]})
    >>> case_reproduction_number(incidence, [0.5, 0.5], window=1)["mean"].round(3).to_list()
    [3.0, 1.0, 0.0]

    By hand: both cases of the second day are the first one's; of the third day's three, each is his
    with probability 1 / (1 + 2), and else of one of the second day's two.
    """
    daily = check_daily(incidence)
    weights = check_distribution(serial_interval)
    ends = tails(level)
    runs = sliding(len(daily.cases), window, first=0)
    shares = _shares(daily.cases, weights, runs)
    sizes = runs.sums(daily.cases)
    known = sizes > 0
    per_case = np.where(known, sizes, 1)
    moments = _moments(shares, daily.local)
    quantiles = np.array([_quantiles(share, daily.local, ends) for share in shares])
    seen = runs.sums(daily.cases * _seen(weights, len(daily.cases))) / per_case
    return _table(runs.dates(daily.days), sizes, moments, quantiles, seen)


def _table(
    dates: dict[str, pl.Series],
    sizes: np.ndarray,
    moments: tuple[np.ndarray, np.ndarray],
    quantiles: np.ndarray,
    seen: np.ndarray,
) -> pl.DataFrame:
    basis = np.select([(sizes == 0) | (seen == 0), seen < 0.5], ["none", "unfinished"], "data")
    counts = {
        "mean": moments[0],
        "sd": moments[1],
        "lower": quantiles[:, 0],
        "upper": quantiles[:, 1],
    }
    table = pl.DataFrame(
        dates | {"cases": sizes.astype(np.int64)} | counts | {"seen": seen, "basis": basis}
    )
    per_case = pl.when(pl.col("cases") > 0).then(pl.col(*counts) / pl.col("cases"))
    in_the_end = pl.when(pl.col("seen") > 0).then(pl.col("mean") / pl.col("seen"))
    return (
        table.with_columns(per_case, pl.when(pl.col("cases") > 0).then("seen").alias("seen"))
        .with_columns(mean_in_the_end=in_the_end)
        .select(pl.exclude("basis"), "basis")
    )


def _shares(cases: np.ndarray, weights: np.ndarray, runs: Windows) -> np.ndarray:
    """Return (runs, days): the probability that a case of that day was infected by the run."""
    pressure = infection_pressure(cases, weights[None, :])[0]
    days = np.arange(len(cases))
    apart = days[None, :] - days[:, None]
    within = (apart >= 1) & (apart <= len(weights))
    felt = np.where(within, weights[np.clip(apart - 1, 0, len(weights) - 1)], 0) * cases[:, None]
    of_one = np.divide(felt, pressure, out=np.zeros_like(felt), where=pressure > 0)
    return runs.sums(of_one.T).T.clip(0, 1)


def _moments(shares: np.ndarray, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return shares @ cases, np.sqrt((shares * (1 - shares)) @ cases)


def _seen(weights: np.ndarray, days: int) -> np.ndarray:
    """Return for each day the share of its cases' infections with onset by the last day."""
    until = np.concatenate([[0], np.cumsum(weights)]) / weights.sum()
    return until[np.arange(days)[::-1].clip(max=len(weights))]


def _quantiles(share: np.ndarray, cases: np.ndarray, wanted: tuple[float, float]) -> list[float]:
    """Return quantiles of a sum of independent yes and no: `cases` of them for each share."""
    possible = (share > 0) & (cases > 0)
    share, cases = share[possible], cases[possible]
    if cases.sum() > EXACT_UP_TO:
        return _by_moments(share, cases, np.array(wanted))
    below = np.cumsum(_probabilities(share, cases))
    return np.searchsorted(below, wanted).clip(max=len(below) - 1).tolist()


def _probabilities(share: np.ndarray, cases: np.ndarray) -> np.ndarray:
    """Return the probability of 0, 1, ... in all, from the characteristic function."""
    total = int(cases.sum())
    turn = np.exp(2j * np.pi * np.arange(total + 1) / (total + 1))
    phi = np.prod((1 - share + share * turn[:, None]) ** cases, axis=1)
    return (np.fft.fft(phi).real / (total + 1)).clip(0)


def _by_moments(share: np.ndarray, cases: np.ndarray, wanted: np.ndarray) -> list[float]:
    """Return quantiles by the first terms of Cornish and Fisher."""
    variance = share * (1 - share) @ cases
    third = (share * (1 - share) * (1 - 2 * share)) @ cases
    skewness = third / variance**1.5 if variance > 0 else 0.0
    z = ndtri(wanted)
    spread = np.sqrt(variance) * (z + skewness * (z**2 - 1) / 6)
    return (share @ cases + spread).clip(0, cases.sum()).tolist()
