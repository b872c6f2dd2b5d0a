"""The posterior of a delay's two numbers, on a grid that is laid where the posterior is.

The prior is weak: of the mean, a factor of about 50 either way from 5 days; of sd / mean, from about
0.2 to 2, which is where the delays of infections are. So three rows give an answer that says how
little three rows say, and thirty rows are hardly moved by it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import interpolate, optimize

from firebreak.engine.epidemic.delays.families import Family
from firebreak.engine.epidemic.delays.likelihood import Likelihood

PRIOR_CENTRE = np.array([np.log(5), np.log(0.6)])
PRIOR_SPREAD = np.array([2.0, 0.6])
PRIOR_CENTRE_OF_SIGNED = np.array([5.0, np.log(5)])  # mean in days, log sd
PRIOR_SPREAD_OF_SIGNED = np.array([20.0, 1.0])
REACH = 6.0  # standard deviations that the grid reaches to each side
POINTS = 31  # along each axis
FINE = 81  # along each axis, between which the smooth logarithm is interpolated
FLAT = -60.0  # of the logarithm below its peak: what lies deeper weighs nothing
TIMES = 6  # that a grid is laid
AT_THE_EDGE = 1e-6  # of the peak: more than that, and the grid is laid anew, wider

Density = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Posterior:
    """`theta` (points, 2) with `weight` (sums to 1), and what families are compared by."""

    family: Family
    theta: np.ndarray
    weight: np.ndarray
    cell: np.ndarray  # the two sides of a cell, as rows
    log_evidence: float
    best: np.ndarray
    best_log_likelihood: float

    def quantiles(self, values: np.ndarray, wanted: list[float]) -> np.ndarray:
        """Return quantiles of what each point of the grid is worth."""
        order = np.argsort(values)
        below = np.cumsum(self.weight[order]) - self.weight[order] / 2
        return np.interp(wanted, below, values[order])

    def draws(self, count: int, seed: int) -> np.ndarray:
        """Return (count, 2) thetas."""
        random = np.random.default_rng(seed)
        chosen = random.choice(len(self.theta), count, p=self.weight)
        return self.theta[chosen] + random.uniform(-0.5, 0.5, (count, 2)) @ self.cell


def posterior(family: Family, likelihood: Likelihood, start: np.ndarray) -> Posterior:
    """Return the posterior, from a first guess of where it is."""
    prior = _prior(family)

    def log_density(theta: np.ndarray) -> np.ndarray:
        return likelihood(family, theta) + prior(theta)

    centre = _highest(log_density, start)
    axes = _axes(log_density, centre)
    steps = np.linspace(-REACH, REACH, POINTS)
    for _ in range(TIMES):
        heights = log_density(_lattice(centre, axes, steps)).reshape(POINTS, POINTS)
        if _edge(heights) < AT_THE_EDGE:
            break
        centre, axes = _wider(centre, axes, steps, heights)
    return _refined(family, centre, axes, steps, heights, likelihood)


def _prior(family: Family) -> Density:
    centre, spread = (
        (PRIOR_CENTRE, PRIOR_SPREAD)
        if family.positive
        else (PRIOR_CENTRE_OF_SIGNED, PRIOR_SPREAD_OF_SIGNED)
    )
    constant = -np.log(2 * np.pi) - np.log(spread).sum()
    return lambda theta: constant - (((theta - centre) / spread) ** 2).sum(-1) / 2


def _highest(log_density: Density, start: np.ndarray) -> np.ndarray:
    found = optimize.minimize(
        lambda theta: -log_density(theta[None, :])[0],
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-4, "fatol": 1e-7, "maxiter": 400},
    )
    return found.x


def _axes(log_density: Density, centre: np.ndarray) -> np.ndarray:
    """Return the posterior's two standard deviations, as rows, from how it falls off."""
    step = 0.02
    grid = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]) * step
    h = log_density(centre + grid).reshape(3, 3) / step**2
    across = (h[2, 2] - h[2, 0] - h[0, 2] + h[0, 0]) / 4
    bend = np.array(
        [[h[2, 1] + h[0, 1] - 2 * h[1, 1], across], [across, h[1, 2] + h[1, 0] - 2 * h[1, 1]]]
    )
    bends, directions = np.linalg.eigh(-bend)
    flattest = 1 / PRIOR_SPREAD.max() ** 2  # no posterior is wider than its prior
    return (directions / np.sqrt(np.maximum(bends, flattest))).T


def _lattice(centre: np.ndarray, axes: np.ndarray, steps: np.ndarray) -> np.ndarray:
    first, second = np.meshgrid(steps, steps, indexing="ij")
    return centre + np.stack([first.ravel(), second.ravel()], -1) @ axes


def _edge(heights: np.ndarray) -> float:
    edges = (heights[0], heights[-1], heights[:, 0], heights[:, -1])
    return float(np.exp(max(edge.max() for edge in edges) - heights.max()))


def _wider(
    centre: np.ndarray, axes: np.ndarray, steps: np.ndarray, heights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return centre and axes by the moments of what the grid holds so far, and half as much more."""
    weight = np.exp(heights - heights.max()).ravel()
    points = _lattice(centre, axes, steps)
    middle = np.average(points, axis=0, weights=weight)
    variances, directions = np.linalg.eigh(np.cov(points.T, aweights=weight))
    return middle, 1.5 * (directions * np.sqrt(np.maximum(variances, 1e-12))).T


def _best(family: Family, likelihood: Likelihood, start: np.ndarray) -> tuple[np.ndarray, float]:
    theta = _highest(lambda theta: likelihood(family, theta), start)
    return theta, float(likelihood(family, theta[None, :])[0])


def _refined(
    family: Family,
    centre: np.ndarray,
    axes: np.ndarray,
    steps: np.ndarray,
    heights: np.ndarray,
    likelihood: Likelihood,
) -> Posterior:
    peak = heights.max()
    smooth = interpolate.RectBivariateSpline(steps, steps, np.maximum(heights - peak, FLAT))
    fine = np.linspace(-REACH, REACH, FINE)
    density = np.exp(smooth(fine, fine)).ravel()
    cell = axes * (fine[1] - fine[0])
    return Posterior(
        family,
        _lattice(centre, axes, fine),
        density / density.sum(),
        cell,
        float(peak + np.log(density.sum() * abs(np.linalg.det(cell)))),
        *_best(family, likelihood, centre),
    )
