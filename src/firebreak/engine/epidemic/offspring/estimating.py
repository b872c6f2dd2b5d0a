"""Estimating R and k from how many each case infected."""

import numpy as np
import polars as pl
from scipy.special import logsumexp

from firebreak.engine.epidemic.errors import OffspringError
from firebreak.engine.epidemic.grid import lay
from firebreak.engine.epidemic.levels import tails
from firebreak.engine.epidemic.offspring import counts as reading
from firebreak.engine.epidemic.offspring.counts import Counts, Numbers
from firebreak.engine.epidemic.offspring.likelihood import Likelihood
from firebreak.engine.epidemic.offspring.profile import K_WITHIN, intervals, likeliest

#: Of log R and log k: R from 0.14 to 7, k from 0.025 to 10 (95%), which holds what outbreaks showed
#: (Lloyd-Smith 2005: k 0.03 to 6).
PRIOR_CENTRE = np.array([0.0, np.log(0.5)])
PRIOR_SPREAD = np.array([1.0, 1.5])


def dispersion(
    offspring: Numbers,
    *,
    seen: Numbers | None = None,
    finished: Numbers | None = None,
    interval: str | None = None,
    level: float = 0.95,
) -> pl.DataFrame:
    r"""
    Estimate the mean R and the dispersion k of how many each case infected.

    Infections per case are negative binomial,

    .. math:: P(X=x)=\frac{\Gamma(k+x)}{\Gamma(k)\,x!}\Bigl(\frac{k}{k+R}\Bigr)^k
              \Bigl(\frac{R}{k+R}\Bigr)^x,

    the smaller k, the more a few cases infect most. Of a case of which share s can have been seen,
    R is Rs; of an unfinished one, the probability is that of at least x.

    Parameters
    ----------
    offspring
        How many each case infected, 0 too, `(cases,)`; or `(draws, cases)`, where the tree itself is
        uncertain (`chains`): the posterior is then the even mixture over the draws.
    seen
        Share of each case's infections that can have been seen by now, above 0 to 1: for a case d
        days after onset, the serial interval's probability of d days or less; or times the share
        of infections that are found at all.
    finished
        False where a case's count is a least one: his contacts are still being followed.
    interval
        `profile`: what likelihood does not contradict; an end the data do not set is 0 or infinite.
        `bayesian`: with a weak prior (R 0.14 to 7, k 0.025 to 10); estimates are medians. Of draws,
        always this one.
    level
        Of the intervals.

    Returns
    -------
    pl.DataFrame
        One row: `cases`, `infections` (of draws: their mean), `R`, `R_lower`, `R_upper`, `k`,
        `k_lower`, `k_upper` (Float64, no unit), `log_likelihood` (at the likeliest R and k; null for
        draws), `basis`: `data`; `poisson`, where counts vary no more than by chance alone (k
        infinite); `none`, where nobody infected anybody: R is 0 as far as seen, k is null.

    Raises
    ------
    OffspringError
        A count is no whole number of 0 or more, a share is not above 0 and up to 1 (the row is
        named), or there are not as many as cases.
    EpidemicError
        The level is none.

    References
    ----------
    Lloyd-Smith et al. (2005), Nature 438:355-359, doi:10.1038/nature04153.
    Blumberg & Lloyd-Smith (2013), PLoS Comput Biol 9:e1002993, doi:10.1371/journal.pcbi.1002993.

    Examples
    --------
    >>> found = dispersion([0, 0, 0, 0, 0, 0, 0, 1, 1, 8])
    >>> found.select(pl.col("R", "R_lower", "R_upper", "k").round(2)).row(0)
    (1.0, 0.21, 16.28, 0.18)
    """
    counts = reading.read(offspring, seen, finished)
    ends = tails(level)
    several = len(counts.offspring) > 1
    how = interval or ("bayesian" if several else "profile")
    _require_interval(how, several)
    likelihood = Likelihood(counts)
    found = _by_profile(likelihood, level) if how == "profile" else _by_prior(likelihood, ends)
    return pl.DataFrame(
        {
            "cases": [counts.offspring.shape[1]],
            "infections": [float(counts.offspring.sum(1).mean())],
            **{name: [value] for name, value in found.items()},
            "basis": [_basis(counts, found)],
        },
        schema_overrides={"k": pl.Float64, "log_likelihood": pl.Float64},
    )


def _require_interval(how: str, several: bool) -> None:
    if how not in ("profile", "bayesian"):
        raise OffspringError(f"interval is {how!r}; give 'profile' or 'bayesian'.")
    if several and how == "profile":
        raise OffspringError("Several draws have no one profile; leave interval out.")


def _basis(counts: Counts, found: dict[str, float | None]) -> str:
    if not counts.offspring.any():
        return "none"
    return "poisson" if found["k"] == np.inf else "data"


def _by_profile(likelihood: Likelihood, level: float) -> dict[str, float | None]:
    best = likeliest(likelihood)
    (r_lower, r_upper), (k_lower, k_upper) = intervals(likelihood, best, level)
    nothing = not (likelihood.totals.any() or likelihood.at_least[1].any())
    return {
        "R": 0.0 if nothing else float(np.exp(best.log_r)),
        "R_lower": r_lower,
        "R_upper": r_upper,
        "k": None if nothing else float(np.exp(best.log_k)),
        "k_lower": k_lower,
        "k_upper": k_upper,
        "log_likelihood": best.log_likelihood,
    }


def _by_prior(likelihood: Likelihood, ends: tuple[float, float]) -> dict[str, float | None]:
    tops = _highest_of_each(likelihood)

    def log_density(theta: np.ndarray) -> np.ndarray:
        each = likelihood(theta[:, 0], theta[:, 1]) - tops
        prior = -((((theta - PRIOR_CENTRE) / PRIOR_SPREAD) ** 2).sum(1)) / 2
        return logsumexp(each, axis=1) + prior

    grid = lay(log_density, PRIOR_CENTRE, float(PRIOR_SPREAD.max()))
    found: dict[str, float | None] = {}
    for name, values in (("R", grid.theta[:, 0]), ("k", grid.theta[:, 1])):
        middle, lower, upper = np.exp(grid.quantiles(values, [0.5, *ends]))
        found |= {name: float(middle), f"{name}_lower": float(lower), f"{name}_upper": float(upper)}
    one = len(tops) == 1
    return found | {"log_likelihood": likeliest(likelihood).log_likelihood if one else None}


def _highest_of_each(likelihood: Likelihood) -> np.ndarray:
    """Return each draw's log-likelihood at its mean and best k: so that draws weigh alike."""
    mean = likelihood.totals / max(likelihood.seen.sum(), 1)
    return likelihood.each_at_its_own(np.maximum(mean, 1e-3), np.linspace(*K_WITHIN, 161)).max(0)
