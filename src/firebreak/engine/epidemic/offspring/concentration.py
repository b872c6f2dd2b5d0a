"""How much of transmission a few cases make: the statement of the 20 and the 80 percent."""

import numpy as np
import polars as pl
from scipy.special import gammainc, gammaincinv
from scipy.stats import nbinom, poisson

from firebreak.engine.epidemic.errors import OffspringError

Values = float | list[float] | np.ndarray | pl.Series


def proportion_of_transmission(
    R: Values,  # noqa: N803  the field's letter
    k: Values,
    *,
    cases: float = 0.2,
    transmission: float = 0.8,
) -> pl.DataFrame:
    r"""
    Say what share of transmission the most infectious cases make, and how few make most of it.

    The expected infections of a case are gamma of shape k; with :math:`F_k` its distribution
    function and :math:`x` its quantile at 1 - `cases`, the most infectious make
    :math:`1-F_{k+1}(x)` of what is expected. Of the infections that come about, counts are negative
    binomial; counted from the most down, the share of cases that makes `transmission` follows, a
    count that is only partly needed taken in part.

    Parameters
    ----------
    R, k
        Mean and dispersion (infinite: Poisson) of infections per case, above 0; one each, or as
        many of one as of the other (draws of a posterior, say).
    cases
        Share of all cases that are the most infectious ones.
    transmission
        Share of all infections to be made.

    Returns
    -------
    pl.DataFrame
        One row per pair: `R`, `k`, `by_cases` (share of transmission expected from that share of
        cases), `behind_transmission` (share of cases that makes that share of infections), 0 to 1.

    Raises
    ------
    OffspringError
        R or k is not above 0, or a share is not between 0 and 1.

    References
    ----------
    Lloyd-Smith et al. (2005), Nature 438:355-359, doi:10.1038/nature04153 (the first).
    Endo et al. (2020), Wellcome Open Res 5:67, doi:10.12688/wellcomeopenres.15842.3 (the second).

    Examples
    --------
    >>> found = proportion_of_transmission(R=2.0, k=0.1)
    >>> found.select(pl.col("by_cases", "behind_transmission").round(3)).row(0)
    (0.951, 0.092)
    """
    means, sizes = pairs(R, k)
    for name, share in (("cases", cases), ("transmission", transmission)):
        if not 0 < share < 1:
            raise OffspringError(f"{name} is {share}; give a share between 0 and 1, as 0.2.")
    behind = [_behind(*pair, transmission) for pair in zip(means, sizes, strict=True)]
    return pl.DataFrame(
        {"R": means, "k": sizes, "by_cases": _by(sizes, cases), "behind_transmission": behind}
    )


def pairs(r: Values, k: Values) -> tuple[np.ndarray, np.ndarray]:
    """Return R and k as arrays of one length, checked."""
    try:
        means, sizes = np.broadcast_arrays(
            np.atleast_1d(np.asarray(r, float)), np.atleast_1d(np.asarray(k, float))
        )
    except (TypeError, ValueError):
        raise OffspringError("Give as many R as k, or one of either, all numbers.") from None
    bad = np.flatnonzero(~((means > 0) & np.isfinite(means) & (sizes > 0)))
    if len(bad):
        raise OffspringError(
            f"row {bad[0]}: R is {means[bad[0]]:g} and k is {sizes[bad[0]]:g}; both must be above 0 "
            f"(k may be infinite: no more uneven than chance)."
        )
    return means, sizes


def _by(sizes: np.ndarray, cases: float) -> np.ndarray:
    finite = np.where(np.isfinite(sizes), sizes, 1)
    least = gammaincinv(finite, 1 - cases)
    return np.where(np.isfinite(sizes), 1 - gammainc(finite + 1, least), cases)


def _behind(mean: float, size: float, transmission: float) -> float:
    """Return the share of cases left when the least infectious have made the rest."""
    counts = poisson(mean) if np.isinf(size) else nbinom(size, size / (size + mean))
    numbers = np.arange(int(counts.ppf(1 - 1e-13)) + 2)
    chance = counts.pmf(numbers)
    made = np.cumsum(numbers * chance) / mean
    place = int(np.searchsorted(made, 1 - transmission, side="right"))
    before = made[place - 1]
    part = (1 - transmission - before) / (made[place] - before)
    return float(1 - chance[:place].sum() - part * chance[place])
