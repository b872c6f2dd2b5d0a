"""Chains written by hand: who infected whom on which day, in as many draws as one likes."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

EVIDENCE = {"infectee": pl.Int64(), "infector": pl.Int64(), "kind": pl.String()}


@dataclass(frozen=True)
class Chains:
    """What missed chances need to know of the chains."""

    ids: tuple[int, ...]
    day_zero: date
    infector_draws: np.ndarray
    generations_draws: np.ndarray
    infection_day_draws: np.ndarray
    evidence: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVIDENCE))


def chains(
    *draws: dict[int, tuple[int | None, int]],
    day_zero: date = date(2020, 1, 1),
    evidence: list[tuple[int, int, str]] = (),
) -> Chains:
    """Return chains of some draws: case -> his infector (None: outside), the day he was infected."""
    ids = tuple(draws[0])
    place = {case: at for at, case in enumerate(ids)} | {None: -1}
    infector = [[place[draw[case][0]] for case in ids] for draw in draws]
    days = [[draw[case][1] for case in ids] for draw in draws]
    direct = [[int(at >= 0) for at in row] for row in infector]
    return Chains(
        ids,
        day_zero,
        np.array(infector, np.int32),
        np.array(direct, np.int8),
        np.array(days, np.int32),
        pl.DataFrame(list(evidence), schema=EVIDENCE, orient="row"),
    )
