"""The interval between two cases, as probabilities by whole days: the first entry is 1 day.

Comes in: probabilities, or a mean and a spread in days. Goes out: arrays that sum to 1; several
rows of them where the interval itself is uncertain. How intervals are estimated is `delays.py`.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammainc

from firebreak.engine.epidemic.errors import IntervalError

SUM_WITHIN = 1e-6
TAIL = 1e-12  # what may lie beyond the longest interval kept
TRIES = 1_000  # rounds of drawing before bounds are held to be impossible
LONGEST = 2_000  # days; no interval between two cases is longer


def check_distribution(
    probabilities: Sequence[float] | np.ndarray, name: str = "serial_interval"
) -> np.ndarray:
    """
    Return probabilities by whole days as an array, checked.

    Raises
    ------
    IntervalError
        There is none, one is negative or not a number, or they do not sum to 1 within 1e-6.
    """
    weights = np.asarray(probabilities, float)
    if weights.ndim != 1 or not len(weights):
        raise IntervalError(f"{name} has no entry; give probabilities by days, from 1 day on.")
    bad = np.flatnonzero(~(weights >= 0))
    if len(bad):
        raise IntervalError(
            f"{name} entry {bad[0] + 1} (a delay of {bad[0] + 1} days) is {weights[bad[0]]:g}; "
            f"a probability is 0 or more."
        )
    total = weights.sum()
    if not abs(total - 1) <= SUM_WITHIN:
        raise IntervalError(
            f"{name} sums to {total:.6g}, not to 1. Give the days that are missing, or divide by "
            f"the sum; the first entry is a delay of 1 day, so leave out one of 0 days."
        )
    return weights


def check_distributions(
    probabilities: Sequence[float] | Sequence[Sequence[float]] | np.ndarray,
) -> np.ndarray:
    """
    Return one or several distributions as a (distributions, days) array.

    Raises
    ------
    IntervalError
        One of them is none; of several, the row is named.
    """
    weights = np.asarray(probabilities, float)
    if weights.ndim != 2:
        return check_distribution(weights)[None, :]
    if not len(weights):
        raise IntervalError("serial_interval has no row; give at least one distribution.")
    for row, one in enumerate(weights):
        check_distribution(one, f"serial_interval row {row}")
    return weights


def discrete_interval(mean_days: float, sd_days: float) -> np.ndarray:
    r"""
    Return the probabilities by whole days of a gamma interval shifted by 1 day.

    With :math:`F_s` the distribution function of a gamma with shape s,
    :math:`a=((\mu-1)/\sigma)^2` and scale :math:`b=\sigma^2/(\mu-1)`,

    .. math:: w_k = kF_a(k) - 2(k-1)F_a(k-1) + (k-2)F_a(k-2)
              + ab\,[2F_{a+1}(k-1) - F_{a+1}(k-2) - F_{a+1}(k)].

    Parameters
    ----------
    mean_days, sd_days
        Mean and standard deviation of the interval; the mean is more than 1 day.

    Returns
    -------
    np.ndarray
        `(days,)`, the first entry 1 day, as long as its tail is worth more than 1e-12.

    Raises
    ------
    IntervalError
        The mean is not more than 1, or the standard deviation not more than 0.

    References
    ----------
    Cori et al. (2013), Am J Epidemiol 178:1505-1512, doi:10.1093/aje/kwt133, web appendix 11.

    Examples
    --------
    >>> discrete_interval(2.6, 1.5)[:3].round(4).tolist()
    [0.2332, 0.3586, 0.1981]
    """
    if not (1 < mean_days < np.inf and 0 < sd_days < np.inf):
        raise IntervalError(
            f"An interval of mean {mean_days:g} and standard deviation {sd_days:g} days cannot be "
            f"shifted by 1 day: give a mean above 1 and a standard deviation above 0."
        )
    return _discrete(np.array([mean_days], float), np.array([sd_days], float))[0]


def _discrete(means: np.ndarray, sds: np.ndarray) -> np.ndarray:
    """Return (distributions, days): each row as `discrete_interval` gives it, padded with 0."""
    shape = ((means - 1) / sds)[:, None] ** 2
    scale = (sds**2 / (means - 1))[:, None]
    longest = int(min(LONGEST, np.max(means + 12 * sds + 30 * scale[:, 0] + 40)))
    days = np.arange(-1, longest + 1).clip(0)  # F is 0 below 0
    below = days * gammainc(shape, days / scale)
    part = shape * scale * gammainc(shape + 1, days / scale)
    weights = np.diff(below - part, n=2, axis=1).clip(0)
    kept = int(np.max(np.sum(weights[:, ::-1].cumsum(1)[:, ::-1] > TAIL, axis=1)))
    weights = weights[:, : max(kept, 1)]
    return weights / weights.sum(1, keepdims=True)


def uncertain_interval(
    mean_days: tuple[float, float, float, float],
    sd_days: tuple[float, float, float, float],
    *,
    draws: int = 500,
    seed: int = 1,
) -> np.ndarray:
    """
    Draw intervals whose mean and standard deviation are themselves uncertain.

    Mean and standard deviation are normal, kept between two bounds; a draw whose standard
    deviation is not below its mean is drawn again.

    Parameters
    ----------
    mean_days, sd_days
        Expected value, standard deviation, lowest and highest, in days.
    draws
        How many intervals.
    seed
        The same seed gives the same intervals.

    Returns
    -------
    np.ndarray
        `(draws, days)`, each row summing to 1: a `serial_interval` for `reproduction_number`.

    Raises
    ------
    IntervalError
        The bounds leave no room, or a mean could be less than 1 day.

    References
    ----------
    Cori et al. (2013), Am J Epidemiol 178:1505-1512, doi:10.1093/aje/kwt133, web appendix 4.

    Examples
    --------
    >>> uncertain_interval((2.6, 1, 1.1, 4.2), (1.5, 0.5, 0.5, 2.5), draws=3).shape[0]
    3
    """
    for name, (centre, spread, lowest, highest) in (("mean", mean_days), ("sd", sd_days)):
        if not (lowest <= centre <= highest and lowest < highest and spread > 0):
            raise IntervalError(
                f"{name}_days {centre:g}, {spread:g}, {lowest:g}, {highest:g}: give the expected "
                f"value, a standard deviation above 0, and bounds with the value between them."
            )
    if mean_days[2] < 1 or sd_days[2] <= 0:
        raise IntervalError(
            f"The mean may be as low as {mean_days[2]:g} and the standard deviation {sd_days[2]:g}; "
            f"an interval shifted by 1 day needs a mean of 1 or more and a deviation above 0."
        )
    return _discrete(*_moments(mean_days, sd_days, draws, np.random.default_rng(seed)))


def _moments(
    mean_days: tuple[float, float, float, float],
    sd_days: tuple[float, float, float, float],
    draws: int,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    means, sds = np.empty(0), np.empty(0)
    for _ in range(TRIES):
        if len(means) >= draws:
            return means[:draws], sds[:draws]
        mean = random.normal(*mean_days[:2], 4 * draws)
        sd = random.normal(*sd_days[:2], 4 * draws)
        kept = (mean_days[2] <= mean) & (mean <= mean_days[3]) & (sd_days[2] <= sd)
        kept &= (sd <= sd_days[3]) & (sd < mean)
        means, sds = np.append(means, mean[kept]), np.append(sds, sd[kept])
    raise IntervalError(
        "Nearly every standard deviation within its bounds is above the mean; lower its bounds."
    )
