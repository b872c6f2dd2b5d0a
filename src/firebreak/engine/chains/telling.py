"""What new fact would tell the probable infectors of a case apart, and how much each would.

The measure is the uncertainty about the infector (in bits) that an answer takes away on average:
whether it was this one is worth the entropy of a yes or no of its probability; the day of infection
is worth what the draws say that it and the infector know of one another.
"""

from typing import Any, Protocol

import numpy as np
import polars as pl

#: Below this much of the uncertainty a fact is not worth asking for.
LEAST_SHARE = 0.05
OUTSIDE = -1
#: Days between which most draws have the infection, given the infector.
MIDDLE = (0.1, 0.9)

TELLING: dict[str, Any] = {
    "fact": pl.String,
    "infector": pl.Int64,
    "since": pl.Date,
    "until": pl.Date,
    "bits": pl.Float64,
    "share": pl.Float64,
}


class Draws(Protocol):
    """What is needed of `Chains`."""

    ids: tuple[Any, ...]
    day_zero: Any
    infector_draws: np.ndarray
    infection_day_draws: np.ndarray


def telling_apart(chains: Draws, infectee: Any) -> pl.DataFrame:
    """
    Return the facts that would tell the probable infectors of a case apart, the most telling first.

    Parameters
    ----------
    chains
        What was inferred.
    infectee
        One of its ids.

    Returns
    -------
    pl.DataFrame
        `fact`: "met" (whether the two met in these days; null infector: whether he was infected by
        nobody on the list) or "day" (on which of these days he was infected).
        `infector`: of "met"; `since`, `until` (Date): the days in question.
        `bits`: of uncertainty taken away on average; `share` of all there is, 0 to 1.
        Empty where the infector is as good as known.

    References
    ----------
    Lindley (1956), Ann Math Stat 27:986-1005, doi:10.1214/aoms/1177728069: the information an
    experiment provides.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from datetime import date
    >>> draws = SimpleNamespace(ids=(7, 8, 9), day_zero=date(2020, 1, 1),
    ...     infector_draws=np.array([[-1, -1, 0]] * 2 + [[-1, -1, 1]] * 2, np.int32),
    ...     infection_day_draws=np.array([[0, 0, 3]] * 2 + [[0, 0, 6]] * 2, np.int32))
    >>> telling_apart(draws, 9).select("fact", "infector", "bits").rows()
    [('day', None, 1.0), ('met', 7, 1.0), ('met', 8, 1.0)]
    """
    case = chains.ids.index(infectee)
    infectors = chains.infector_draws[:, case]
    days = chains.infection_day_draws[:, case].astype(np.int64)
    whole = _entropy(_shares(infectors))
    facts = [_day(infectors, days), *_met(infectors, days, chains.ids, LEAST_SHARE * whole)]
    zero = pl.lit(chains.day_zero)
    return (
        pl.DataFrame(
            facts,
            schema={
                "fact": pl.String,
                "infector": pl.Int64,
                "first": pl.Int64,
                "last": pl.Int64,
                "bits": pl.Float64,
            },
            orient="row",
        )
        .select(
            "fact",
            "infector",
            since=zero + pl.duration(days="first"),
            until=zero + pl.duration(days="last"),
            bits="bits",
            share=pl.col("bits") / max(whole, np.finfo(float).tiny),
        )
        .filter((pl.col("share") >= LEAST_SHARE) & (pl.col("bits") > 0))
        .sort("bits", "fact", "infector", descending=[True, False, False])
        .select(pl.col(name).cast(kind) for name, kind in TELLING.items())
    )


def _day(infectors: np.ndarray, days: np.ndarray) -> tuple[str, None, int, int, float]:
    """The mutual information of infector and day of infection, over the draws."""
    pairs = infectors.astype(np.int64) * (days.max() - days.min() + 1) + days - days.min()
    both = _entropy(_shares(pairs))
    bits = _entropy(_shares(infectors)) + _entropy(_shares(days)) - both
    return ("day", None, *_middle(days), max(bits, 0.0))


def _met(
    infectors: np.ndarray, days: np.ndarray, ids: tuple[Any, ...], least: float
) -> list[tuple[str, Any, int, int, float]]:
    who, counts = np.unique(infectors, return_counts=True)
    bits = _doubt(counts / infectors.size)
    found = []
    for infector, worth in zip(who[bits >= least], bits[bits >= least], strict=True):
        # Of hundreds of improbable ones nobody asks on which days.
        id_ = None if infector == OUTSIDE else ids[infector]
        found.append(("met", id_, *_middle(days[infectors == infector]), float(worth)))
    return found


def _doubt(shares: np.ndarray) -> np.ndarray:
    """The uncertainty of each one's yes or no, bits."""
    rest = np.where(shares < 1, 1 - shares, 1.0)  # of whom every draw names nothing is in doubt
    return -(shares * np.log2(shares) + rest * np.log2(rest))


def _middle(days: np.ndarray) -> tuple[int, int]:
    ordered = np.sort(days)
    first, last = (ordered[round(share * (len(ordered) - 1))] for share in MIDDLE)
    return int(first), int(last)


def _shares(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_counts=True)[1] / values.size


def _entropy(shares: np.ndarray) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())
