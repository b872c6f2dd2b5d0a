"""Probabilities of links, averaged over all sweeps with each case's infector summed out.

An average of probabilities has a smaller error than a count of draws from them (Rao and Blackwell).
Infectors without evidence are too many to sum over one by one: what they weigh together is
averaged, and divided among them as the draws did.
"""

import numpy as np
import polars as pl

from firebreak.engine.chains.arrays import Problem
from firebreak.engine.chains.counting import links
from firebreak.engine.chains.sampling import Start

LEAST = 1e-9  # a link less probable than this is not listed


def averaged(problem: Problem, starts: list[Start]) -> pl.DataFrame:
    """Return infectee, infector, probability and generations; sums to 1 for each infectee."""
    of_pairs = [start.sums.pairs for start in starts]
    of_cases = [start.sums.cases for start in starts]
    link, unseen = (
        np.sum([each[name] for each in of_pairs], axis=0) for name in ("link", "unseen")
    )
    outside, others = (
        np.sum([each[name] for each in of_cases], axis=0) for name in ("outside", "others")
    )
    listed = pl.DataFrame(
        {
            "infectee": problem.pairs["infectee"],
            "infector": problem.pairs["infector"],
            "probability": link,
            "generations": unseen / np.maximum(link, 1e-300),
        }
    )
    imported = pl.DataFrame(
        {
            "infectee": np.arange(problem.cases.size),
            "infector": pl.Series([None] * problem.cases.size, dtype=pl.Int64),
            "probability": outside,
            "generations": 0.0,
        }
    )
    parts = [listed, imported]
    if problem.background:
        parts.append(_others(problem, starts, others))
    table = pl.concat(parts)
    share = pl.col("probability") / pl.col("probability").sum().over("infectee")
    return table.with_columns(share).filter(pl.col("probability") > LEAST).with_columns(share)


def _others(problem: Problem, starts: list[Start], weight: np.ndarray) -> pl.DataFrame:
    """Divide each case's weight of infectors without evidence as the draws did."""
    kept = [start.kept for start in starts]
    counted = links(
        np.concatenate([each.infector for each in kept]),
        np.concatenate([each.generations for each in kept]),
    ).filter(pl.col("infector").is_not_null())
    pairs = pl.DataFrame(
        {"infectee": problem.pairs["infectee"], "infector": problem.pairs["infector"]}
    )
    drawn = counted.join(pairs, on=["infectee", "infector"], how="anti")
    total = pl.Series("weight", weight).gather(drawn["infectee"])
    share = pl.col("probability") / pl.col("probability").sum().over("infectee")
    return drawn.with_columns(probability=share * total)
