r"""What is usual these days, to hold against the few reports that a day has so far.

A day of which one report in ten has come would, by the chain ladder alone, be ten times an accident.
Its neighbours know better: with a gamma prior around their level :math:`m`, of weight :math:`k`
cases, a day with :math:`C` reports of a share :math:`F` has a mean of
:math:`(k + C) / (k / m + F)` cases. A day without reports is no longer a day without cases.

References
----------
Höhle and an der Heiden (2014), Biometrics 70:993-1002, doi:10.1111/biom.12194 (the Bayesian view).
"""

import numpy as np
from numpy.typing import NDArray

#: Days: a neighbour so far away counts e times less. Half a week, so that a turn shows in days.
NEIGHBOURS = 3.0
#: A weekday's level counts as if this many cases had shown it to be as all days'.
AS_OTHER_DAYS = 20.0


def levels(
    so_far: NDArray[np.float64], share: NDArray[np.float64], weekday: NDArray[np.int64]
) -> NDArray[np.float64]:
    """
    Return the level of cases a day around each day: cases so far over shares reported, weighted.

    Parameters
    ----------
    so_far
        Cases reported, by day.
    share
        The share of its cases reported by then.
    weekday
        0 to 6; some weekdays have fewer cases than others.
    """
    far = np.abs(np.arange(len(share))[:, None] - np.arange(len(share)))
    near = np.exp(-far / NEIGHBOURS)
    smooth = (near @ so_far) / (near @ share)
    usual = _by_weekday(so_far, share * smooth, weekday)[weekday]
    return usual * (near @ so_far) / (near @ (share * usual))


def _by_weekday(
    so_far: NDArray[np.float64], expected: NDArray[np.float64], weekday: NDArray[np.int64]
) -> NDArray[np.float64]:
    found = np.bincount(weekday, so_far, minlength=7)
    wanted = np.bincount(weekday, expected, minlength=7)
    return (found + AS_OTHER_DAYS) / (wanted + AS_OTHER_DAYS)


def weight_of_level(
    total: NDArray[np.float64], level: NDArray[np.float64], believed: float = 2.0
) -> float:
    r"""
    Return how many cases the level is worth: one over the relative variance of days about it.

    The variance is :math:`\sum ((x - m)^2 - m) / \sum m^2`, beyond that of counting itself. Until
    days have shown it, it is taken to be a half, as `believed` days of ten cases would show.

    Examples
    --------
    >>> weight_of_level(np.array([]), np.array([]))
    2.0
    """
    beyond = ((total - level) ** 2 - level).sum() + believed * 100 * 0.5
    return float(1 / np.clip(beyond / ((level**2).sum() + believed * 100), 0.01, 4))
