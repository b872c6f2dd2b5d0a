"""Reports for tests: from a published triangle, or drawn from an outbreak with given delays."""

from datetime import date, timedelta

import numpy as np
import polars as pl

FIRST = date(2020, 1, 6)  # a Monday


def reports(new: np.ndarray, first: date = FIRST) -> pl.DataFrame:
    """Return the reports of a triangle: a row per day, a column per delay in days."""
    rows, delays = np.nonzero(new > 0)
    return pl.DataFrame(
        {
            "date": [first + timedelta(days=int(row)) for row in rows],
            "reported": [
                first + timedelta(days=int(row + delay))
                for row, delay in zip(rows, delays, strict=True)
            ],
            "count": new[rows, delays].astype(np.int64),
        },
        schema={"date": pl.Date, "reported": pl.Date, "count": pl.Int64},
    )


def outbreak(
    seed: int, *, delay_days, cases: int = 800, days: int = 70, longest: int = 20
) -> np.ndarray:
    """
    Draw an outbreak that rises, falls and falters: `[days, longest + 1]` reports.

    `delay_days` gives the mean delay of the cases of a day; delays are gamma, a day's cases
    overdispersed.
    """
    chance = np.random.default_rng(seed)
    day = np.arange(days)
    wave = np.exp(-0.5 * ((day - 30) / 9) ** 2) + 0.15 * np.exp(-0.5 * ((day - 45) / 10) ** 2)
    level = cases * wave / wave.sum()
    new = np.zeros((days, longest + 1))
    for today, count in enumerate(chance.negative_binomial(10, 10 / (10 + level))):
        delay = chance.gamma(2.5, delay_days(today) / 2.5, count) + chance.random(count)
        new[today] = np.bincount(np.minimum(delay.astype(int), longest), minlength=longest + 1)
    return new


def alarmed(seed: int, *, cases: int = 800, days: int = 70, longest: int = 20) -> np.ndarray:
    """
    Draw an outbreak that is hardly noticed until an alarm on day 25, of which all hear at once.

    Reports took ten days on average; what waits on that day then comes three times as fast, and
    whatever happens later takes three.
    """
    chance = np.random.default_rng(seed)
    day = np.arange(days)
    wave = np.exp(-0.5 * ((day - 27) / 7) ** 2) + 0.1 * np.exp(-0.5 * ((day - 42) / 8) ** 2)
    level = cases * wave / wave.sum()
    new = np.zeros((days, longest + 1))
    for today, count in enumerate(chance.negative_binomial(10, 10 / (10 + level))):
        left = max(25 - today, 0)
        slow = chance.gamma(2.5, 10 / 2.5, count)
        delay = np.where(slow <= left, slow, left + 0.3 * (slow - left)) + chance.random(count)
        new[today] = np.bincount(np.minimum(delay.astype(int), longest), minlength=longest + 1)
    return new
