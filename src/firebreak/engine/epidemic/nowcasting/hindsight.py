r"""What would have been said on each of the past days, and how it turned out.

From it comes which memory serves best now (delays change over time), how far to trust the growth
factors at all (where delays shorten they expect too much), and how wide the interval must be.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firebreak.engine.epidemic.nowcasting.growth import growth_factors, reported_share
from firebreak.engine.epidemic.nowcasting.levels import believed, levels, weight_of_level
from firebreak.engine.epidemic.nowcasting.triangle import Triangle

#: Past days looked at: at least this many, and at least the longest delay.
PAST_DAYS = 30
#: Days: an error so much older counts half in judging the present.
MEMORY = 5.0
#: How far to trust: from hardly (nearly the counts as they are) to half as much again. Never
#: not at all: an interval would be the one number that has come so far.
TRUST = np.linspace(0.1, 1.5, 29)
#: Until errors have shown it: the expectations are right, as if so many cases had shown it. A few
#: cases that came sooner than expected are no reason to expect no more.
BELIEVED_CASES = 15.0
#: A past day says something of the trust once this share of what was to come has come: early, as
#: what an alarm changes must be seen within days. And of the width of the interval, later.
TURNING_OUT, TURNED_OUT = 0.1, 0.5
#: Until errors have shown it: what is still to come may be wrong by so much, relative variance,
#: as if so many errors had shown it.
BELIEVED_VARIANCE, BELIEVED_ERRORS = 0.25, 3.0


@dataclass(frozen=True)
class Views:
    """
    Each past day's view of the days before it: `[past day, horizon]`, the last row being now.

    `horizon` 0 is the day itself. `share` is the share reported by then, `level` what was usual.
    `later` is the share that was expected between then and now, `came` the reports that came.
    NaN before the series began.
    """

    so_far: NDArray[np.float64]
    share: NDArray[np.float64]
    level: NDArray[np.float64]
    later: NDArray[np.float64]
    came: NDArray[np.float64]
    weight: float

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean number of cases of each day, all told."""
        level = np.maximum(self.level, 1e-9)
        part = believed(self.so_far, self.share, level)
        return (self.weight + part * self.so_far) / (self.weight / level + part * self.share)

    @property
    def expected(self) -> NDArray[np.float64]:
        """How many reports were expected between then and now."""
        return self.mean * self.later


def look_back(triangle: Triangle, half_life: float) -> Views:
    """Return what would have been said on the past days with this memory of delays."""
    kept = min(max(PAST_DAYS, triangle.longest), triangle.days - 1)
    factors = growth_factors(triangle, half_life, kept)
    views = [_view(triangle, factors[past], kept - 1 - past) for past in range(kept)]
    so_far, share, level, later, came = (np.array(part) for part in zip(*views, strict=True))
    total = (so_far + came)[:-1] / (share + later)[:-1]
    seen = ((share + later)[:-1] >= 1 - TURNED_OUT / 2) & (np.arange(total.shape[1]) < 3)
    weight = weight_of_level(total[seen], level[:-1][seen])
    return Views(so_far, share, level, later, came, weight)


def _view(triangle: Triangle, factors: NDArray[np.float64], ago: int) -> list[NDArray[np.float64]]:
    today = triangle.days - 1 - ago
    horizon = np.arange(min(triangle.longest, today) + 1)
    row = today - horizon
    weekday = triangle.weekday[row]
    shares = reported_share(factors)
    now = np.minimum(horizon + ago, triangle.longest)
    so_far = triangle.so_far[row, horizon]
    share = shares[horizon, weekday]
    level = levels(so_far, share, weekday)
    later = shares[now, weekday] - share
    came = triangle.so_far[row, now] - so_far
    filled = np.full((5, triangle.longest + 1), np.nan)
    filled[:, : len(horizon)] = so_far, share, level, later, came
    return list(filled)


def trust(views: Views) -> tuple[float, float]:
    r"""
    Return how far to trust the expectations, and the error left per past day and horizon.

    The trust is the :math:`c` of `TRUST` with the least
    :math:`\sum 2^{-\text{age} / \text{memory}} |\text{came} - c\,\text{expected}| + b |1 - c|`, with
    `b = BELIEVED_CASES`; 1 where nothing has turned out yet.
    """
    expected, came, recent = _turned_out(views)
    if not recent.sum():
        return 1.0, 0.0
    errors = np.abs(came - TRUST[:, None] * expected) @ recent
    best = int(np.argmin(errors + BELIEVED_CASES * np.abs(1 - TRUST)))
    return float(TRUST[best]), float(errors[best] / recent.sum())


def spread(views: Views, trusted: float) -> NDArray[np.float64]:
    r"""
    Return the relative variance of what is still to come, beyond counting, by horizon.

    :math:`v_h = \sum (e^2 - \hat u) / \sum \hat u^2` with :math:`e = u - \hat u`, over the past days
    that have turned out and the horizons around :math:`h`.
    """
    seen = _has_turned_out(views, TURNED_OUT)
    expected = np.where(seen, trusted * views.expected, 0)
    came = np.where(seen, views.came, 0)
    beyond = ((came - expected) ** 2 - expected).sum(0)
    square = (expected**2).sum(0)
    far = np.abs(np.arange(len(square))[:, None] - np.arange(len(square)))
    near = np.exp(-far / 1.5)
    typical = square.sum() / max(seen.sum(), 1) * BELIEVED_ERRORS + 1e-9
    variance = near @ beyond + typical * BELIEVED_VARIANCE
    return np.maximum(variance / (near @ square + typical), 0.001)


def spread_of_sum(views: Views, trusted: float) -> float:
    r"""
    Return the relative variance of all that is still to come together, beyond counting.

    As `spread`, each past day's errors being summed over its horizons first: where delays change,
    all horizons err the same way, and their sum errs more than independent errors would.
    """
    seen = _has_turned_out(views, TURNED_OUT)
    expected = np.where(seen, trusted * views.expected, 0).sum(1)
    came = np.where(seen, views.came, 0).sum(1)
    square = (expected**2).sum()
    typical = square / max((expected > 0).sum(), 1) * BELIEVED_ERRORS + 1e-9
    beyond = ((came - expected) ** 2 - expected).sum() + typical * BELIEVED_VARIANCE
    return float(max(beyond / (square + typical), 0.001))


def _has_turned_out(views: Views, part: float) -> NDArray[np.bool_]:
    seen = views.later >= part * (1 - views.share)
    seen[-1] = False
    return seen & (views.later > 0)


def _turned_out(views: Views) -> tuple[NDArray[np.float64], ...]:
    seen = _has_turned_out(views, TURNING_OUT)
    age = np.arange(len(seen))[::-1][:, None] * np.ones(seen.shape[1])
    return views.expected[seen], views.came[seen], 0.5 ** (age[seen] / MEMORY)
