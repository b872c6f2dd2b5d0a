"""How far the answer can be relied on: a row for each parameter and each probable link."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from firebreak.engine.chains.arrays import (
    FALSE_CONTACTS,
    IMPORTED,
    MOVED,
    MUTATIONS,
    REPORTING,
    TEMPERED,
    Problem,
)
from firebreak.engine.chains.convergence import (
    ESS_LIMIT,
    R_HAT_LIMIT,
    ess_bulk,
    ess_tail,
    r_hat,
)
from firebreak.engine.chains.result import DIAGNOSTICS
from firebreak.engine.chains.sampling import Start

PROBABLE = 0.1  # a link that more than this share of draws has
TOGETHER = 500  # quantities looked at in one go: 500 of 1,000 draws are 4 MB
LINK_R_HAT = 1.05  # of one among thousands of links; the whole is held to R_HAT_LIMIT


def diagnose(problem: Problem, ids: tuple[Any, ...], starts: list[Start]) -> pl.DataFrame:
    """Return name, r_hat, ess_bulk, ess_tail of parameters and of links."""
    parts = [*_parameters(problem, starts), *_links(ids, starts)]
    rows = [_assess(names, draws) for names, draws in parts]
    return pl.concat([pl.DataFrame(schema=DIAGNOSTICS), *rows])


def is_converged(table: pl.DataFrame, starts: int) -> bool:
    """Say whether all starts agree, on every parameter and on every link."""
    link = pl.col("name").str.starts_with("link ")
    limit = pl.when(link).then(LINK_R_HAT).otherwise(R_HAT_LIMIT + 0.01)
    agreed = (pl.col("r_hat") <= limit) & (pl.col("ess_bulk") >= ESS_LIMIT * starts / 4)
    return bool(table.select(agreed.all()).item())


def acceptance(starts: list[Start]) -> pl.DataFrame:
    """Return which share of the moves of each kind was taken, as far as any was tried."""
    tried = np.sum([start.sums.moves["tried"] for start in starts], axis=0)
    taken = np.sum([start.sums.moves["taken"] for start in starts], axis=0)
    names = ["day of infection", "pair turned round", "reporting", "imported"]
    names += [f"exchange {number + 1}" for number in range(tried.size - TEMPERED)]
    table = pl.DataFrame({"name": names, "rate": taken / np.maximum(tried, 1)})
    return table.filter(pl.Series(tried > 0)) if tried[MOVED] else table.head(0)


def parameters(problem: Problem, starts: list[Start]) -> pl.DataFrame:
    """Return the draws of the parameters, a column for each as `diagnose` names it."""
    parts = list(_parameters(problem, starts))
    columns = [pair for names, draws in parts for pair in zip(names, draws.T, strict=True)]
    return pl.DataFrame({name: draws.T.ravel() for name, draws in columns})


def _assess(names: list[str], draws: np.ndarray) -> pl.DataFrame:
    values = [f(draws) for f in (r_hat, ess_bulk, ess_tail)]
    return pl.DataFrame(dict(zip(DIAGNOSTICS, [names, *values], strict=True)), schema=DIAGNOSTICS)


def _parameters(problem: Problem, starts: list[Start]) -> Iterator[tuple[list[str], np.ndarray]]:
    names = {REPORTING: "reporting"}
    if problem.imports < 0:
        names[IMPORTED] = "imported"
    if problem.apart_log.size > 1:
        names[MUTATIONS] = "mutations"
    if problem.scaled and problem.pairs_on_record.size > 1:
        names[FALSE_CONTACTS] = "false contacts"
    draws = np.array([start.kept.parameters for start in starts])[:, :, list(names)]
    yield list(names.values()), draws
    if problem.pairs_on_record.size > 1:
        rates = [(start.kept.linked_rate, start.kept.other_rate) for start in starts]
        unrecorded = np.array([np.stack([a[:, 0], b[:, 0]], axis=1) for a, b in rates])
        yield ["links not on record", "other pairs not on record"], unrecorded


def _links(ids: tuple[Any, ...], starts: list[Start]) -> Iterator[tuple[list[str], np.ndarray]]:
    infector = np.array([start.kept.infector for start in starts])
    cases = infector.shape[-1]
    keys, counts = np.unique(infector + 1 + np.arange(cases) * (cases + 1), return_counts=True)
    probable = keys[counts > PROBABLE * infector.shape[0] * infector.shape[1]]
    for first in range(0, probable.size, TOGETHER):
        case, source = np.divmod(probable[first : first + TOGETHER], cases + 1)
        draws = (infector[:, :, case] == source - 1).astype(float)
        yield [_name(ids, pair) for pair in zip(source - 1, case, strict=True)], draws


def _name(ids: tuple[Any, ...], pair: tuple[int, int]) -> str:
    source, case = pair
    return f"link {'outside' if source < 0 else ids[source]} to {ids[case]}"
