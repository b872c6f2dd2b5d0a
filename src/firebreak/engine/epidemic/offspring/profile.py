"""Maximum and profile likelihood of R and k: the interval holds what the data do not contradict."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from firebreak.engine.epidemic.offspring.likelihood import Likelihood

R_WITHIN = (np.log(1e-5), np.log(1e4))
#: Above, k is told from Poisson by nobody; below, one case infects as good as all.
K_WITHIN = (np.log(1e-4), np.log(1e4))
GOLDEN = (np.sqrt(5) - 1) / 2
NARROWINGS = 26  # of a range of 20: to 1e-4, and the height at a peak to its square
SHARES = 17  # points that a range is looked at
ZOOMS = 5  # each leaves an eighth of the range, or less
FINELY = 10

Curve = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Best:
    """Where the likelihood is highest, as logarithms; `log_k` is infinite for Poisson."""

    log_r: float
    log_k: float
    log_likelihood: float


def likeliest(likelihood: Likelihood) -> Best:
    """Return the maximum over both."""
    by_k = _over_r(likelihood)
    near = _peak(by_k, *K_WITHIN, ZOOMS)
    log_r = _peak(lambda r: likelihood(r, np.full(len(r), near))[:, 0], *R_WITHIN, FINELY)
    log_k = _peak(lambda k: likelihood(np.full(len(k), log_r), k)[:, 0], *K_WITHIN, FINELY)
    top = float(likelihood(np.array([log_r]), np.array([log_k]))[0, 0])
    poisson = by_k(np.array([K_WITHIN[1]]))[0] >= top - 1e-7
    return Best(log_r, np.inf if poisson else log_k, top)


def intervals(
    likelihood: Likelihood, best: Best, level: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the intervals of R and of k; an end that the data do not set is 0 or infinite."""
    least = best.log_likelihood - chi2.ppf(level, 1) / 2
    log_k = min(best.log_k, K_WITHIN[1])
    return (
        _ends(_over_k(likelihood), best.log_r, R_WITHIN, least),
        _ends(_over_r(likelihood), log_k, K_WITHIN, least),
    )


def _over_r(likelihood: Likelihood) -> Curve:
    def profile(log_k: np.ndarray) -> np.ndarray:
        log_r = _argmax(lambda r, k: likelihood(r, k)[:, 0], log_k, *R_WITHIN)
        return likelihood(log_r, log_k)[:, 0]

    return profile


def _over_k(likelihood: Likelihood) -> Curve:
    def profile(log_r: np.ndarray) -> np.ndarray:
        log_k = _argmax(lambda k, r: likelihood(r, k)[:, 0], log_r, *K_WITHIN)
        return likelihood(log_r, log_k)[:, 0]

    return profile


def _argmax(
    height: Callable[[np.ndarray, np.ndarray], np.ndarray],
    fixed: np.ndarray,
    low: float,
    high: float,
) -> np.ndarray:
    """Return for each fixed value where the height is greatest, by golden sections of all at once."""
    lows, highs = np.full(len(fixed), low), np.full(len(fixed), high)
    first, second = highs - GOLDEN * (highs - lows), lows + GOLDEN * (highs - lows)
    at_first, at_second = height(first, fixed), height(second, fixed)
    for _ in range(NARROWINGS):
        left = at_first >= at_second
        lows, highs = np.where(left, lows, first), np.where(left, second, highs)
        asked = np.where(left, highs - GOLDEN * (highs - lows), lows + GOLDEN * (highs - lows))
        value = height(asked, fixed)
        first, second = np.where(left, asked, second), np.where(left, first, asked)
        at_first, at_second = np.where(left, value, at_second), np.where(left, at_first, value)
    return (lows + highs) / 2


def _peak(curve: Curve, low: float, high: float, zooms: int) -> float:
    for _ in range(zooms):
        points = np.linspace(low, high, SHARES)
        best = int(np.argmax(curve(points)))
        low, high = points[max(best - 1, 0)], points[min(best + 1, SHARES - 1)]
    return float((low + high) / 2)


def _ends(
    curve: Curve, peak: float, within: tuple[float, float], least: float
) -> tuple[float, float]:
    lower, upper = (_crossing(curve, edge, peak, least) for edge in within)
    return (
        0.0 if lower is None else float(np.exp(lower)),
        np.inf if upper is None else float(np.exp(upper)),
    )


def _crossing(curve: Curve, edge: float, peak: float, least: float) -> float | None:
    """Return where the curve rises above `least` on the way from the edge to the peak."""
    outside, inside = edge, peak
    if curve(np.array([edge]))[0] >= least:
        return None
    for _ in range(ZOOMS):
        points = np.linspace(outside, inside, SHARES)
        above = np.flatnonzero(curve(points) >= least)
        first = int(above[0]) if len(above) else SHARES - 1
        outside, inside = points[max(first - 1, 0)], points[first]
    return (outside + inside) / 2
