r"""What infections per case say of their mean R and their dispersion k.

A case infects :math:`X\sim` negative binomial of mean R and size k. Of whom share s can have been
seen by now, the seen ones are negative binomial of mean Rs and the same k: thinning keeps it. Of
whom the count is only a least one, the likelihood is the upper tail, an incomplete beta function.
"""

import numpy as np
from scipy.special import betainc, gammaln, xlogy

from firebreak.engine.epidemic.offspring.counts import Counts

LEAST = 1e-300  # probabilities below are 0


class Likelihood:
    """The log-likelihood of each draw, `(points,)` of log R and log k to `(points, draws)`."""

    def __init__(self, counts: Counts) -> None:
        done = counts.finished
        self.offspring, self.seen = counts.offspring[:, done], counts.seen[done]
        least = np.stack([counts.offspring[0, ~done], counts.seen[~done]])[
            :, counts.offspring[0, ~done] > 0
        ]
        self.at_least = np.unique(least, axis=1, return_counts=True)
        self.totals = self.offspring.sum(1)
        most = int(self.offspring.max(initial=0))
        self.sizes = np.arange(most + 1)
        self.histogram = np.stack(
            [np.bincount(row.astype(int), minlength=most + 1) for row in self.offspring]
        ).astype(float)
        self.shares, back = np.unique(self.seen, return_inverse=True)
        self.cases = np.bincount(back, minlength=len(self.shares))
        parts = [self.offspring[:, back == i].sum(1) for i in range(len(self.shares))]
        self.by_share = np.stack(parts, -1) if parts else np.zeros((len(self.totals), 0))
        self.constant = xlogy(self.offspring, self.seen).sum(1) - gammaln(self.offspring + 1).sum(1)

    def __call__(self, log_r: np.ndarray, log_k: np.ndarray) -> np.ndarray:
        r, k = np.exp(log_r)[:, None], np.exp(log_k)[:, None]
        total = self._whole(r, k)
        (least, share), cases = self.at_least
        odds = r * share / (k + r * share)
        return total + (np.log(np.maximum(betainc(least, k, odds), LEAST)) @ cases)[:, None]

    def _whole(self, r: np.ndarray, k: np.ndarray) -> np.ndarray:
        rising = _log_rising(k, self.sizes) @ self.histogram.T
        more = np.log1p(r * self.shares / k)  # of k + Rs over k
        weights = more @ self.by_share.T + k * (more @ self.cases)[:, None]
        return rising + self.totals * (np.log(r) - np.log(k)) - weights + self.constant

    def each_at_its_own(self, r: np.ndarray, log_k: np.ndarray) -> np.ndarray:
        """Return (points of log k, draws), each draw at an R of its own, `(draws,)`."""
        k = np.exp(log_k)[:, None]
        rising = _log_rising(k, self.sizes) @ self.histogram.T
        weights = np.zeros_like(rising)
        for share, seen, cases in zip(self.shares, self.by_share.T, self.cases, strict=True):
            weights += np.log1p(r * share / k) * (seen + k * cases)
        return rising + self.totals * (np.log(r) - np.log(k)) - weights + self.constant


def _log_rising(k: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return log of k (k + 1) ... (k + x - 1) for each size x, as a running sum: exact for any k."""
    steps = np.log(k + sizes[:-1])
    return np.concatenate([np.zeros((len(k), 1)), np.cumsum(steps, axis=1)], axis=1)
