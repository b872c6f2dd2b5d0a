"""Do all starts tell the same story, and how many independent draws is it worth.

Rank-normalised split R-hat, bulk and tail effective sample size, of many quantities at once:
Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021), Bayesian Analysis 16:667-718,
doi:10.1214/20-BA1221. Arrays are of starts by draws by quantities.

Of a quantity that never changes nothing can be said, nor need be: R-hat 1, all draws effective.
"""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri
from scipy.stats import rankdata

R_HAT_LIMIT = 1.01  # Vehtari et al. 2021, section 4
ESS_LIMIT = 100  # per start: below, R-hat itself is not to be relied on (there, section 4)
TAILS = (0.05, 0.95)


def r_hat(draws: np.ndarray) -> np.ndarray:
    """Return the greater of the R-hats of location and of spread, by quantity."""
    halves = split(draws)
    middle = np.median(halves, axis=(0, 1))
    both = [_r_hat(normal_scores(values)) for values in (halves, np.abs(halves - middle))]
    return np.maximum(*both)


def ess_bulk(draws: np.ndarray) -> np.ndarray:
    """Return how many independent draws the middle of the distribution is worth."""
    return effective(normal_scores(split(draws)))


def ess_tail(draws: np.ndarray) -> np.ndarray:
    """Return the lesser of what the two tails are worth (5% and 95%)."""
    tails = np.quantile(draws, TAILS, axis=(0, 1))
    below = [effective(split((draws <= tail).astype(float))) for tail in tails]
    return np.minimum(*below)


def split(draws: np.ndarray) -> np.ndarray:
    """Return each start as two: one that drifts disagrees with itself."""
    half = draws.shape[1] // 2
    return np.concatenate((draws[:, :half], draws[:, -half:]))


def normal_scores(draws: np.ndarray) -> np.ndarray:
    """Replace each value by the normal quantile of its rank among all."""
    flat = draws.reshape(-1, draws.shape[-1])
    ranks = rankdata(flat, axis=0)
    return ndtri((ranks - 0.375) / (flat.shape[0] + 0.25)).reshape(draws.shape)


def _r_hat(draws: np.ndarray) -> np.ndarray:
    count = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    across = count * draws.mean(axis=1).var(axis=0, ddof=1)
    total = ((count - 1) * within + across) / count
    still = total < 1e-20
    apart = np.where(still, 1.0, np.inf)
    return np.sqrt(np.divide(total, within, out=apart, where=within > 1e-20))


def effective(draws: np.ndarray) -> np.ndarray:
    """Return the effective sample size by Geyer's initial monotone sequence."""
    starts, count, quantities = draws.shape
    covariance = _autocovariance(draws)
    within = covariance[:, 0].mean(axis=0) * count / (count - 1)
    total = within * (count - 1) / count
    if starts > 1:
        total = total + draws.mean(axis=1).var(axis=0, ddof=1)
    still = total < 1e-20
    scale = np.where(still, 1.0, total)
    correlation = 1 - (within - covariance.mean(axis=0)) / scale
    correlation[0] = 1.0
    pairs = correlation[: count // 2 * 2].reshape(-1, 2, quantities).sum(axis=1)
    going_on = np.logical_and.accumulate(pairs > 0, axis=0)
    monotone = np.minimum.accumulate(np.where(going_on, pairs, 0.0), axis=0)
    time = -1 + 2 * monotone.sum(axis=0)
    draws_in_all = starts * count
    least = 1 / np.log10(draws_in_all)  # no more than this many times the draws
    return np.where(still, draws_in_all, draws_in_all / np.maximum(time, least))


def _autocovariance(draws: np.ndarray) -> np.ndarray:
    count = draws.shape[1]
    size = next_fast_len(2 * count, real=True)
    moved = rfft(draws - draws.mean(axis=1, keepdims=True), size, axis=1)
    return irfft(np.abs(moved) ** 2, size, axis=1)[:, :count] / count
