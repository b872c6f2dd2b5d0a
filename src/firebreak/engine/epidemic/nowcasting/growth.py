r"""How the count of a day still grows: the chain ladder, with old reports counting less.

Of a day with :math:`C_{d-1}` cases reported within :math:`d - 1` days, :math:`\phi_d C_{d-1}` more
come on the next. Conditioned on what has come, the factor needs no estimate of how many there will
be, so that days still incomplete teach it as well as old ones.

References
----------
Mack (1993), ASTIN Bulletin 23:213-225, doi:10.2143/AST.23.2.2005092 (chain ladder);
Lagakos et al. (1988), Biometrika 75:515-523, doi:10.1093/biomet/75.3.515 (reverse time).
"""

import numpy as np
from numpy.typing import NDArray

from firebreak.engine.epidemic.nowcasting.triangle import Triangle

#: A weekday's own factor counts as if this many reports had shown it to be as all days': with
#: ten, chance alone moves a factor by a third, as far as weekends do where they matter.
AS_OTHER_DAYS = 10.0


def growth_factors(triangle: Triangle, half_life: float, kept: int) -> NDArray[np.float64]:
    r"""
    Return the factors as they could be known at the end of each of the last `kept` days.

    Parameters
    ----------
    triangle
        The reports.
    half_life
        In days: a report so much older counts half.
    kept
        How many days.

    Returns
    -------
    ndarray
        `[kept, delays, 7]`, the first delay being one day, by weekday of the day counted:
        :math:`\phi = (S + a) / (B + a / \bar\phi)`, where S are the reports with that delay, B the
        cases reported before them, :math:`\bar\phi` the same of all weekdays, `a = AS_OTHER_DAYS`.
    """
    fade = 0.5 ** (1 / half_life)
    came = np.zeros((triangle.longest, 7))
    before = np.zeros((triangle.longest, 7))
    factors = np.zeros((kept, triangle.longest, 7))
    for today in range(triangle.days):
        came, before = came * fade, before * fade
        _add(triangle, today, came, before)
        past = today - (triangle.days - kept)
        if past >= 0:
            factors[past] = _factors(came, before)
    return factors


def _add(
    triangle: Triangle, today: int, came: NDArray[np.float64], before: NDArray[np.float64]
) -> None:
    delay = np.arange(1, min(today, triangle.longest) + 1)
    row = today - delay
    weekday = triangle.weekday[row]
    came[delay - 1, weekday] += triangle.new[row, delay]
    before[delay - 1, weekday] += triangle.so_far[row, delay - 1]


def _factors(came: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
    sum_before = before.sum(1)
    # A report on a day that had none before it is the first of its day: it teaches no ratio.
    common = np.divide(came.sum(1), sum_before, out=np.zeros(len(came)), where=sum_before > 0)
    some = common > 0
    factors = np.zeros_like(came)
    factors[some] = (came[some] + AS_OTHER_DAYS) / (
        before[some] + (AS_OTHER_DAYS / common[some])[:, None]
    )
    return factors


def reported_share(factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return the share of a day's cases reported within 0, 1, … days, by weekday: `[delays + 1, 7]`.

    Examples
    --------
    >>> reported_share(np.full((2, 7), 1.0))[:, 0]  # doubles twice
    array([0.25, 0.5 , 1.  ])
    """
    still = np.cumprod(1 + factors[::-1], axis=0)[::-1]
    return 1 / np.concatenate([still, np.ones((1, 7))])
