"""Infections per case: whole numbers, of each case what share can have been seen, checked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from firebreak.engine.epidemic.errors import OffspringError

Numbers = Sequence[float] | Sequence[Sequence[float]] | np.ndarray | pl.Series


@dataclass(frozen=True)
class Counts:
    """`offspring` (draws, cases); `seen` (cases,) in (0, 1]; `finished` (cases,)."""

    offspring: np.ndarray
    seen: np.ndarray
    finished: np.ndarray


def read(offspring: Numbers, seen: Numbers | None, finished: Numbers | None) -> Counts:
    """
    Return the counts of one tree, or of several draws of it.

    Raises
    ------
    OffspringError
        A count is negative, no whole number or no number, a share is not in (0, 1], or there are
        not as many of one as of the other.
    """
    counts = np.atleast_2d(_numbers(offspring, "offspring"))
    if counts.ndim != 2 or not counts.size:
        raise OffspringError("offspring has no case; give the number each case infected, 0 too.")
    bad = np.argwhere(~(np.isfinite(counts) & (counts >= 0) & (counts == np.rint(counts))))
    if len(bad):
        draw, case = bad[0]
        raise OffspringError(
            f"offspring row {case}{f' of draw {draw}' if len(counts) > 1 else ''} is "
            f"{counts[draw, case]:g}; give whole numbers of 0 or more, and leave out whoever's "
            f"infections nobody looked for."
        )
    cases = counts.shape[1]
    return Counts(counts, _shares(seen, cases), _booleans(finished, cases, len(counts)))


def _numbers(values: Numbers, name: str) -> np.ndarray:
    series = values if isinstance(values, pl.Series) else None
    try:
        if series is not None:
            return series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        return np.asarray(values, float)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        raise OffspringError(f"{name} has what is no number; give numbers, one per case.") from None


def _shares(seen: Numbers | None, cases: int) -> np.ndarray:
    if seen is None:
        return np.ones(cases)
    shares = _numbers(seen, "seen")
    _require_one_each(shares, cases, "seen")
    bad = np.flatnonzero(~((0 < shares) & (shares <= 1)))
    if len(bad):
        raise OffspringError(
            f"seen row {bad[0]} is {shares[bad[0]]:g}; give the share of a case's infections that "
            f"can have been seen by now, above 0 and up to 1, and leave out a case of which none can."
        )
    return shares


def _booleans(finished: Numbers | None, cases: int, draws: int) -> np.ndarray:
    if finished is None:
        return np.ones(cases, bool)
    if draws > 1:
        raise OffspringError(
            "finished goes with one count per case, not with several draws; give seen instead."
        )
    flags = _numbers(finished, "finished")
    _require_one_each(flags, cases, "finished")
    if len(bad := np.flatnonzero((flags != 0) & (flags != 1))):
        raise OffspringError(f"finished row {bad[0]} is {flags[bad[0]]:g}; give true or false.")
    return flags.astype(bool)


def _require_one_each(values: np.ndarray, cases: int, name: str) -> None:
    if values.shape != (cases,):
        raise OffspringError(f"{name} has {values.size} rows for {cases} cases; give one per case.")
