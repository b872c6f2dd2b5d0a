"""How probably transmission ends by itself, with what is done against it."""

import numpy as np
import polars as pl

from firebreak.engine.epidemic.errors import OffspringError
from firebreak.engine.epidemic.offspring.concentration import Values, pairs

NEWTON_STEPS = (
    60  # from below towards a simple root; near R = 1 the root is nearly double and halves
)


def probability_of_control(
    R: Values,  # noqa: N803  the field's letter
    k: Values,
    *,
    cases: int = 1,
    individual_control: float = 0.0,
    population_control: float = 0.0,
    generations: int | None = None,
) -> pl.DataFrame:
    r"""
    Give the probability that transmission from some cases ends.

    A case's line ends with probability q, the least root in [0, 1] of

    .. math:: q = c + (1-c)\Bigl(1+\frac{(1-p)R}{k}(1-q)\Bigr)^{-k},

    with c the share of cases kept from infecting anybody and p the share of infections prevented of
    all others; n lines end with probability :math:`q^n`.

    Parameters
    ----------
    R, k
        Mean and dispersion (infinite: Poisson) of infections per case without control, above 0; one
        each, or as many of one as of the other.
    cases
        How many cases there are now.
    individual_control
        c: share of cases isolated before they infect anybody, 0 to 1.
    population_control
        p: share of the others' infections prevented, 0 to 1.
    generations
        Ended within so many generations of infections after them; None: ever.

    Returns
    -------
    pl.DataFrame
        One row per pair: `R`, `k`, `cases`, `probability` (0 to 1).

    Raises
    ------
    OffspringError
        R or k is not above 0, a share is not from 0 to 1, or a number is not whole.

    References
    ----------
    Lloyd-Smith et al. (2005), Nature 438:355-359, doi:10.1038/nature04153.

    Examples
    --------
    >>> probability_of_control(3, 0.5)["probability"].round(6).to_list()
    [0.5]
    """
    means, sizes = pairs(R, k)
    _require_shares(individual_control, population_control)
    _require_whole(cases, generations)
    through = 1 - individual_control
    left = means * (1 - population_control)
    one = (
        _ever(left, sizes, through)
        if generations is None
        else _within(left, sizes, through, generations)
    )
    return pl.DataFrame({"R": means, "k": sizes, "cases": cases, "probability": one**cases})


def _require_shares(individual: float, population: float) -> None:
    for name, share in (("individual_control", individual), ("population_control", population)):
        if not 0 <= share <= 1:
            raise OffspringError(f"{name} is {share}; give a share from 0 to 1.")


def _require_whole(cases: int, generations: int | None) -> None:
    if cases < 1 or cases != int(cases):
        raise OffspringError(f"cases is {cases}; give a whole number of 1 or more.")
    if generations is not None and (generations < 1 or generations != int(generations)):
        raise OffspringError(f"generations is {generations}; give a whole number of 1 or more.")


def _infects(q: np.ndarray, mean: np.ndarray, k: np.ndarray, through: float) -> np.ndarray:
    """Return the probability that all lines of a case end if each one's ends with q."""
    finite = np.where(np.isfinite(k), k, 1)
    uneven = np.exp(-finite * np.log1p(mean * (1 - q) / finite))
    return 1 - through + through * np.where(np.isfinite(k), uneven, np.exp(-mean * (1 - q)))


def _slope(q: np.ndarray, mean: np.ndarray, k: np.ndarray, through: float) -> np.ndarray:
    finite = np.where(np.isfinite(k), k, 1)
    uneven = np.exp(-(finite + 1) * np.log1p(mean * (1 - q) / finite))
    return through * mean * np.where(np.isfinite(k), uneven, np.exp(-mean * (1 - q)))


def _ever(mean: np.ndarray, k: np.ndarray, through: float) -> np.ndarray:
    """Return the least root by Newton's steps from 0: the function is convex, so none overshoots."""
    q = np.zeros(len(mean))
    grows = mean * through > 1
    for _ in range(NEWTON_STEPS):
        value = _infects(q, mean, k, through) - q
        slope = _slope(q, mean, k, through) - 1
        q = np.where(grows, np.minimum(q - value / np.where(grows, slope, -1), 1), 1)
        if np.all(np.abs(value) < 1e-15):
            break
    return q


def _within(mean: np.ndarray, k: np.ndarray, through: float, generations: int) -> np.ndarray:
    q = np.zeros(len(mean))
    for _ in range(int(generations)):
        q = _infects(q, mean, k, through)
    return q
