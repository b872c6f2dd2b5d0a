"""A posterior of two numbers, summed over a grid that is laid where the posterior is.

Two numbers need no sampling: from the peak, the bend there says how far to reach; what still stands
at the edge says to reach further. Between its points the logarithm is smooth and is interpolated.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import interpolate, optimize

REACH = 6.0  # standard deviations that the grid reaches to each side
POINTS = 31  # along each axis, asked of the density
FINE = 81  # along each axis, interpolated
FLAT = -60.0  # of the logarithm below its peak: what lies deeper weighs nothing
TIMES = 6  # that a grid is laid
AT_THE_EDGE = 1e-6  # of the peak: more than that, and the grid is laid anew, wider

Density = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Grid:
    """`theta` (points, 2) with `weight` (sums to 1); `peak` is where the density is highest."""

    theta: np.ndarray
    weight: np.ndarray
    cell: np.ndarray  # the two sides of a cell, as rows
    log_total: float  # logarithm of what the density sums to: the evidence
    peak: np.ndarray

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


def lay(log_density: Density, start: np.ndarray, widest: float) -> Grid:
    """
    Return the grid of a density, (points, 2) to (points,), from a first guess of where it is.

    `widest` is a standard deviation that it does not exceed: its prior's.
    """
    centre = peak = highest(log_density, start)
    axes = _axes(log_density, centre, widest)
    steps = np.linspace(-REACH, REACH, POINTS)
    for _ in range(TIMES):
        heights = log_density(_lattice(centre, axes, steps)).reshape(POINTS, POINTS)
        if _edge(heights) < AT_THE_EDGE:
            break
        centre, axes = _wider(centre, axes, steps, heights)
    return _refined(centre, axes, steps, heights, peak)


def highest(log_density: Density, start: np.ndarray) -> np.ndarray:
    """Return where a density is highest, near a first guess."""
    found = optimize.minimize(
        lambda theta: -log_density(theta[None, :])[0],
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-4, "fatol": 1e-7, "maxiter": 400},
    )
    return found.x


def _axes(log_density: Density, centre: np.ndarray, widest: float) -> np.ndarray:
    """Return the posterior's two standard deviations, as rows, from how it falls off."""
    step = 0.02
    grid = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]) * step
    h = log_density(centre + grid).reshape(3, 3) / step**2
    across = (h[2, 2] - h[2, 0] - h[0, 2] + h[0, 0]) / 4
    bend = np.array(
        [[h[2, 1] + h[0, 1] - 2 * h[1, 1], across], [across, h[1, 2] + h[1, 0] - 2 * h[1, 1]]]
    )
    bends, directions = np.linalg.eigh(-bend)
    return (directions / np.sqrt(np.maximum(bends, 1 / widest**2))).T


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


def _refined(
    centre: np.ndarray, axes: np.ndarray, steps: np.ndarray, heights: np.ndarray, peak: np.ndarray
) -> Grid:
    top = heights.max()
    smooth = interpolate.RectBivariateSpline(steps, steps, np.maximum(heights - top, FLAT))
    fine = np.linspace(-REACH, REACH, FINE)
    density = np.exp(smooth(fine, fine)).ravel()
    cell = axes * (fine[1] - fine[0])
    total = float(top + np.log(density.sum() * abs(np.linalg.det(cell))))
    return Grid(_lattice(centre, axes, fine), density / density.sum(), cell, total, peak)
