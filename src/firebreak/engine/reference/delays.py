"""A delay as a paper gives it, and the same by whole days.

Between two dates lie whole days, although the two moments fell anywhere within them: a delay of
2.4 days is written as two or as three. `by_whole_days` weights both, which cutting the distribution
at whole or half days does not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

#: Beyond this share of a distribution its days are left out: one case in a thousand.
KEPT = 0.999
FAMILIES = ("gamma", "lognormal", "weibull", "normal")


@dataclass(frozen=True)
class Delay:
    """A delay in days: `family` is gamma, lognormal, weibull or normal; `source` names its paper."""

    mean_days: float
    sd_days: float
    family: str
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ValueError(f"family is {self.family!r}; use one of {', '.join(FAMILIES)}.")
        if not (self.sd_days > 0 and np.isfinite(self.mean_days)):
            raise ValueError(f"sd_days is {self.sd_days}; give a mean, and an sd above 0, in days.")
        if self.family != "normal" and not self.mean_days > 0:
            raise ValueError(f"mean_days is {self.mean_days}; a {self.family} needs one above 0.")

    def distribution(self) -> "stats.rv_frozen":
        """Return it as a SciPy distribution, in days."""
        if self.family == "gamma":
            shape = (self.mean_days / self.sd_days) ** 2
            return stats.gamma(shape, scale=self.mean_days / shape)
        if self.family == "lognormal":
            variance = np.log1p((self.sd_days / self.mean_days) ** 2)
            return stats.lognorm(np.sqrt(variance), scale=self.mean_days * np.exp(-variance / 2))
        if self.family == "weibull":
            shape = weibull_shape(self.sd_days / self.mean_days)
            return stats.weibull_min(shape, scale=self.mean_days / special.gamma(1 + 1 / shape))
        return stats.norm(self.mean_days, self.sd_days)


def weibull_shape(variation: float) -> float:
    """Return the shape whose sd over mean is `variation`, by bisection on the log scale."""
    low, high = np.log(0.05), np.log(200.0)
    for _ in range(100):
        middle = (low + high) / 2
        one, two = special.gammaln(1 + 1 / np.exp(middle)), special.gammaln(1 + 2 / np.exp(middle))
        too_wide = np.expm1(two - 2 * one) > variation**2
        low, high = (middle, high) if too_wide else (low, middle)
    return float(np.exp((low + high) / 2))


def by_whole_days(delay: Delay) -> tuple[float, ...]:
    r"""
    Return the probabilities of a delay by whole days, the first entry being one day.

    With the first moment anywhere within its day, dates lie `k` days apart with probability
    :math:`\int_{k-1}^{k+1} (1 - |u - k|) f(u)\,du`. What falls on the same day (or, for a
    normal, before it) is spread over the others, as is what lies beyond the 99.9th percentile.

    Examples
    --------
    >>> half = by_whole_days(Delay(2.5, 0.001, "gamma"))  # always two days and a half
    >>> [round(share, 3) for share in half]
    [0.0, 0.5, 0.5]

    References
    ----------
    Park et al. (2024), medRxiv 2024.01.12.24301247; Charniga et al. (2024), PLoS Comput Biol
    20:e1012520, doi:10.1371/journal.pcbi.1012520 (double interval censoring).
    """
    law = delay.distribution()
    last = max(1, int(np.ceil(law.ppf(KEPT))))
    shares = np.maximum(_triangle(law, np.arange(1, last + 1)), 0)
    return tuple(float(share) for share in shares / shares.sum())


# Gauss-Legendre points within half a day: 20 are exact to 1e-12 for the smooth laws above, and
# halves keep the corner of the triangle out of every piece.
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(20)


def _triangle(law: "stats.rv_frozen", days: NDArray[np.int64]) -> NDArray[np.float64]:
    # By parts: the integral of the weight times the density is a difference of means of the
    # distribution function over the day after and the day before.
    whole = np.arange(days[0] - 1, days[-1] + 1)
    within = (_POINTS + 1) / 2
    means = law.cdf(whole[:, None] + within[None, :]) @ _WEIGHTS / 2
    return np.diff(means)
