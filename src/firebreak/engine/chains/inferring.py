"""`infer_chains`: from the tables to the answer."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from firebreak.engine.chains.evidence import Pairs, gather
from firebreak.engine.chains.intervals import given_or_on_file
from firebreak.engine.chains.posing import pose
from firebreak.engine.chains.reading import Cases, read_cases
from firebreak.engine.chains.result import EVIDENCE, Chains
from firebreak.engine.chains.sampling import Plan, Start, sample
from firebreak.engine.chains.settings import Settings
from firebreak.engine.chains.verdicts import Link, read_verdicts


def infer_chains(
    linelist: pl.DataFrame,
    *,
    contacts: pl.DataFrame | None = None,
    distances: pl.DataFrame | None = None,
    stays: pl.DataFrame | None = None,
    pathogen: str | None = None,
    generation_time: Sequence[float] | None = None,
    incubation: Sequence[float] | None = None,
    established: Iterable[Link] = (),
    excluded: Iterable[Link] = (),
    settings: Settings | None = None,
    seed: int = 1,
) -> Chains:
    """
    Infer who infected whom.
    """
    settings = settings or Settings()
    interval, onset = given_or_on_file(pathogen, generation_time, incubation)
    cases = read_cases(linelist, onset, settings)
    pairs = gather(cases, linelist, contacts, stays, settings)
    verdicts = read_verdicts(cases, established, excluded)
    problem = pose(cases, pairs, distances, verdicts, interval, settings)
    plan = _plan(settings)
    starts = sample(problem, settings, plan, seed)
    return _chains(cases, pairs, starts)


def _plan(settings: Settings) -> Plan:
    each = -(-settings.draws // settings.starts)
    sweeps = settings.sweeps or 4 * each
    thin = max(sweeps // each, 1)
    return Plan(settings.warm_up or each, each, thin)


def _chains(cases: Cases, pairs: Pairs, starts: list[Start]) -> Chains:
    kept = [start.kept for start in starts]
    return Chains(
        ids=cases.ids,
        day_zero=cases.day_zero,
        infector_draws=np.concatenate([each.infector for each in kept]),
        generations_draws=np.concatenate([each.generations for each in kept]),
        infection_day_draws=np.concatenate([each.day for each in kept]),
        starts=len(starts),
        evidence=_evidence(cases, pairs),
        warnings=(*cases.warnings, *pairs.warnings),
    )


def _evidence(cases: Cases, pairs: Pairs) -> pl.DataFrame:
    """Return the rows on record, once for each direction in which they speak."""
    names = pl.Series(cases.ids)
    ways = [("low", "high"), ("high", "low")]
    tables = [
        pairs.rows.select(
            pl.lit(names).gather(pl.col(infectee)).alias("infectee"),
            pl.lit(names).gather(pl.col(infector)).alias("infector"),
            *[column for column in EVIDENCE if column not in ("infectee", "infector")],
        )
        for infectee, infector in ways
    ]
    return pl.concat(tables)
