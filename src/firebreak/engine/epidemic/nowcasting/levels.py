r"""What is usual these days, to hold against the few reports that a day has so far.

A day of which one report in ten has come would, by the chain ladder alone, be ten times an accident.
Its neighbours know better: with a gamma prior around their level :math:`m`, of weight :math:`k`
cases, a day with :math:`C` reports of a share :math:`F` has a mean of
:math:`(k + s C) / (k / m + s F)` cases. A day without reports is no longer a day without cases.

The share itself is learned from the past, and on the day of an alarm is wrong by several times. So
its reports count as :math:`s \le 1` of themselves, the less the more of them there are and the less
of the day is reported (`believed`): from where delays have little left to change, levels are sure.

References
----------
Höhle and an der Heiden (2014), Biometrics 70:993-1002, doi:10.1111/biom.12194 (the Bayesian view).
"""

import numpy as np
from numpy.typing import NDArray

#: Days: a neighbour so far away counts e times less. Half a week, so that a turn shows in days.
NEIGHBOURS = 3.0
#: The relative variance of the odds of having been reported by now: off by e times is one sd.
DOUBT = 1.0
#: Days vary about their level by half of it at most, as one sd: more is a sign of wrong shares.
LEAST_WEIGHT = 4.0
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
    counts = believed(so_far, share, (near @ so_far) / (near @ share))
    so_far, share = counts * so_far, counts * share
    smooth = (near @ so_far) / (near @ share)
    usual = _by_weekday(so_far, share * smooth, weekday)[weekday]
    return usual * (near @ so_far) / (near @ (share * usual))


def believed(
    so_far: NDArray[np.float64], share: NDArray[np.float64], level: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""
    Return what part of themselves the reports of a day count as.

    The relative variance of a count of :math:`n` is :math:`1 / n`, and that of a share whose odds
    have one of `DOUBT` is :math:`\text{DOUBT} (1 - F)^2`: the part is the first over their sum.

    Examples
    --------
    >>> believed(np.array([100.0, 100.0]), np.array([0.1, 1.0]), np.array([100.0, 100.0])).round(2)
    array([0.01, 1.  ])
    """
    count = np.maximum(so_far, level * share)
    return 1 / (1 + DOUBT * count * (1 - share) ** 2)


def _by_weekday(
    so_far: NDArray[np.float64], expected: NDArray[np.float64], weekday: NDArray[np.int64]
) -> NDArray[np.float64]:
    found = np.bincount(weekday, so_far, minlength=7)
    wanted = np.bincount(weekday, expected, minlength=7)
    return (found + AS_OTHER_DAYS) / (wanted + AS_OTHER_DAYS)


def weight_of_level(
    total: NDArray[np.float64], level: NDArray[np.float64], days: float = 2.0
) -> float:
    r"""
    Return how many cases the level is worth: one over the relative variance of days about it.

    The variance is :math:`\sum ((x - m)^2 - m) / \sum m^2`, beyond that of counting itself. Until
    days have shown it, it is the largest it can be, as `days` days of ten cases would show.

    Examples
    --------
    >>> weight_of_level(np.array([]), np.array([]))
    4.0
    """
    beyond = ((total - level) ** 2 - level).sum() + days * 100 / LEAST_WEIGHT
    variance = beyond / ((level**2).sum() + days * 100)
    return float(1 / np.clip(variance, 0.01, 1 / LEAST_WEIGHT))
