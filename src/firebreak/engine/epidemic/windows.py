"""Runs of days that an estimate is made over, and sums over them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from firebreak.engine.epidemic.errors import EpidemicError


@dataclass(frozen=True)
class Windows:
    """Runs of days: `first` and `last` are places in the series, both within the run."""

    first: np.ndarray
    last: np.ndarray

    def sums(self, by_day: np.ndarray) -> np.ndarray:
        """Return the sum over each run; days are the last axis."""
        nothing = np.zeros((*by_day.shape[:-1], 1))
        until = np.concatenate([nothing, np.cumsum(by_day, axis=-1)], axis=-1)
        return until[..., self.last + 1] - until[..., self.first]

    def dates(self, days: pl.Series) -> dict[str, pl.Series]:
        """Return the columns that say which days a row speaks of."""
        return {"window_start": days.gather(self.first), "window_end": days.gather(self.last)}


def sliding(days: int, window: int, *, first: int) -> Windows:
    """
    Return each run of `window` days, from the day at place `first` on.

    Raises
    ------
    EpidemicError
        The window is not a whole number of days above 0, or the series is shorter.
    """
    if window < 1 or window != int(window):
        raise EpidemicError(f"window is {window}; give a whole number of days, for example 7.")
    if days - first < window:
        raise EpidemicError(
            f"{days} days hold no window of {window}: the first that can be estimated ends on day "
            f"{first + window}. Give more days, or a shorter window."
        )
    starts = np.arange(first, days - window + 1)
    return Windows(starts, starts + window - 1)
