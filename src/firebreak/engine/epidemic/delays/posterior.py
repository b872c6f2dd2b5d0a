"""The posterior of a delay's two numbers.

The prior is weak: of the mean, a factor of about 50 either way from 5 days; of sd / mean, from about
0.2 to 2, which is where the delays of infections are. So three rows give an answer that says how
little three rows say, and thirty rows are hardly moved by it.
"""

from dataclasses import dataclass

import numpy as np

from firebreak.engine.epidemic.delays.families import Family
from firebreak.engine.epidemic.delays.likelihood import Likelihood
from firebreak.engine.epidemic.grid import Density, Grid, highest, lay

PRIOR_CENTRE = np.array([np.log(5), np.log(0.6)])
PRIOR_SPREAD = np.array([2.0, 0.6])
PRIOR_CENTRE_OF_SIGNED = np.array([5.0, np.log(5)])  # mean in days, log sd
PRIOR_SPREAD_OF_SIGNED = np.array([20.0, 1.0])


@dataclass(frozen=True)
class Posterior:
    """A family's grid, and where the data alone would put it (maximum likelihood)."""

    family: Family
    grid: Grid
    likeliest: np.ndarray
    log_likelihood: float


def posterior(family: Family, likelihood: Likelihood, start: np.ndarray) -> Posterior:
    """Return the posterior, from a first guess of where it is."""
    prior, widest = _prior(family)
    grid = lay(lambda theta: likelihood(family, theta) + prior(theta), start, widest)
    best = highest(lambda theta: likelihood(family, theta), grid.peak)
    return Posterior(family, grid, best, float(likelihood(family, best[None, :])[0]))


def _prior(family: Family) -> tuple[Density, float]:
    centre, spread = (
        (PRIOR_CENTRE, PRIOR_SPREAD)
        if family.positive
        else (PRIOR_CENTRE_OF_SIGNED, PRIOR_SPREAD_OF_SIGNED)
    )
    constant = -np.log(2 * np.pi) - np.log(spread).sum()

    def log_density(theta: np.ndarray) -> np.ndarray:
        return constant - (((theta - centre) / spread) ** 2).sum(-1) / 2

    return log_density, float(spread.max())
