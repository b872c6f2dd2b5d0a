"""A nowcast: the last days' cases, reported and still to be reported."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from firebreak.engine.epidemic.nowcasting.hindsight import Views, look_back, spread, trust
from firebreak.engine.epidemic.nowcasting.triangle import (
    MOST_BEYOND,
    SEEN_WELL,
    NowcastError,
    Triangle,
    read_triangle,
)

#: Days: memories of delays tried, the one that served best of late being used.
HALF_LIVES = (7.0, 28.0)


def nowcast(
    reports: pl.DataFrame, *, as_of: date, max_delay: int | None = None, level: float = 0.95
) -> pl.DataFrame:
    r"""
    Estimate how many cases the last days have, reported or not.

    With :math:`C` reports of a day's expected share :math:`F` (chain ladder, `growth.py`) and a
    gamma prior around the level of the days about it (`levels.py`), its mean is
    :math:`\lambda = (k + C) / (k / m + F)`, and what is still to come is negative binomial with mean
    :math:`u = c \lambda (1 - F)` and variance :math:`u + v_h u^2`. The memory of delays, the trust
    :math:`c` and the spread :math:`v_h` are those that would have served best on the days before
    (`hindsight.py`), so that delays may change, and shorten, without being believed to stay.

    Parameters
    ----------
    reports
        One row per report: `date` (Date, the day counted by: onset, say), `reported` (Date, when
        it became known), and optionally `count` (cases, 1 without it).
    as_of
        The last day whose reports are all in.
    max_delay
        Days after which a day counts as complete; by default the longest delay seen.
    level
        How much of the distribution lies between `lower` and `upper`.

    Returns
    -------
    pl.DataFrame
        One row per day still growing, the last being `as_of`: `date`, `reported` (cases so far),
        `share` (expected share reported, in (0, 1]), `mean`, `median`, `lower`, `upper`,
        `lower_50`, `upper_50` (cases, all told), and the law of what is still to come, a negative
        binomial: `to_come` (its mean, cases) and `size`.

    Raises
    ------
    NowcastError
        The reports cannot be read, or say too little; `code` says which.

    References
    ----------
    Johnson et al. (2025), baselinenowcast: chain ladder with errors from past nowcasts.
    Wolffram et al. (2023), PLoS Comput Biol 19:e1011394, doi:10.1371/journal.pcbi.1011394.

    Examples
    --------
    Ten cases fall ill every day; half are reported on the day, half on the next.

    >>> from datetime import date, timedelta
    >>> days = [date(2020, 1, 1) + timedelta(days=number) for number in range(30)]
    >>> reports = pl.DataFrame(
    ...     {
    ...         "date": days * 2,
    ...         "reported": days + [day + timedelta(days=1) for day in days],
    ...         "count": [5] * 60,
    ...     }
    ... )
    >>> nowcast(reports, as_of=days[-1]).select("date", "reported", "share", "median").rows()
    [(datetime.date(2020, 1, 30), 5, 0.5, 10)]
    """
    if not 0 < level < 1:
        raise NowcastError("bad_input", f"level is {level}; give a share between 0 and 1.")
    triangle = read_triangle(reports, as_of, max_delay)
    views, trusted = _most_useful(triangle)
    if max_delay is None:
        _check_tail(triangle, views)
    return _frame(triangle, views, trusted, level)


def _most_useful(triangle: Triangle) -> tuple[Views, float]:
    tried = [look_back(triangle, half_life) for half_life in HALF_LIVES]
    trusted = [trust(views) for views in tried]
    best = min(range(len(tried)), key=lambda one: trusted[one][1])
    return tried[best], trusted[best][0]


def _check_tail(triangle: Triangle, views: Views) -> None:
    half = int(triangle.days * SEEN_WELL)
    if half <= triangle.longest and views.share[-1, half] < 1 - MOST_BEYOND:
        beyond = 1 - views.share[-1, half]
        raise NowcastError(
            "long_delay",
            f"The series is {triangle.days} days long, and about {beyond:.0%} of the reports come "
            f"later than {half} days: how many come later still cannot be seen.\n"
            f"Wait for a longer series, or give max_delay=: days count as complete after it.",
        )


def _frame(triangle: Triangle, views: Views, trusted: float, level: float) -> pl.DataFrame:
    share, mean = views.share[-1], views.mean[-1]
    to_come = trusted * mean * (1 - share)
    growing = ~np.isnan(share) & (share < 1)
    horizon = np.flatnonzero(growing)[::-1]
    row = triangle.days - 1 - horizon
    reported = views.so_far[-1][horizon] + triangle.older[row]
    law = _Law(to_come[horizon], 1 / spread(views, trusted)[horizon])
    edge = (1 - level) / 2
    return pl.DataFrame(
        {
            "date": [triangle.first + timedelta(days=int(one)) for one in row],
            "reported": reported.astype(np.int64),
            "share": share[horizon],
            "mean": reported + law.mean,
            "median": (reported + law.quantile(0.5)).astype(np.int64),
            "lower": (reported + law.quantile(edge)).astype(np.int64),
            "upper": (reported + law.quantile(1 - edge)).astype(np.int64),
            "lower_50": (reported + law.quantile(0.25)).astype(np.int64),
            "upper_50": (reported + law.quantile(0.75)).astype(np.int64),
            "to_come": law.mean,
            "size": law.size,
        },
        schema_overrides={"date": pl.Date},
    )


class _Law:
    """Negative binomials by mean and size; a mean of 0 is always 0."""

    def __init__(self, mean: NDArray[np.float64], size: NDArray[np.float64]) -> None:
        self.mean, self.size = mean, size

    def quantile(self, probability: float) -> NDArray[np.float64]:
        law = stats.nbinom(self.size, self.size / (self.size + self.mean))
        return np.where(self.mean > 0, law.ppf(probability), 0.0)
