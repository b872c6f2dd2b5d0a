"""`infer_chains`: from the tables to the answer."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from firebreak.engine.chains.arrays import Problem
from firebreak.engine.chains.averaging import averaged
from firebreak.engine.chains.diagnosing import acceptance, diagnose, is_converged, parameters
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
    Infer who infected whom, with how probable that is.

    Parameters
    ----------
    linelist
        One row for each case: id, date_onset (Date or null); optional: onset_until (last possible
        day of onset), exposed_from and exposed_until (window of infection), date_isolation,
        date_confirmation, date_reporting, imported (Boolean), household, place.
    contacts
        from_id, to_id; optional start, end, manner, place. Who is named first does not matter.
    distances
        a_id, b_id, distance (mutations between their sequences).
    stays
        person_id, place_id, start, end: who was at one place at one time. Stays of people who are
        not in the line list are passed over.
    pathogen
        A key of `fb.pathogens()`, for the two intervals that are not given.
    generation_time, incubation
        Probabilities by whole days; the first entry is 1 day. Each sums to 1.
    established, excluded
        Links (infector, infectee) that an investigation settled; None as the infector is somebody
        outside the list.
    settings
        Priors, and length of the run.
    seed
        The same seed gives the same answer, whatever the number of threads.

    Raises
    ------
    ChainsError
        A row, a link or an interval is not usable; the error names it and says what to do.

    References
    ----------
    Jombart et al. (2014), PLoS Comput Biol 10:e1003457; Campbell et al. (2018), BMC Bioinformatics
    19:363; Campbell et al. (2019), PLoS Comput Biol 15:e1006930.

    Examples
    --------
    >>> from datetime import date
    >>> import firebreak as fb
    >>> cases = pl.DataFrame({"id": ["A", "B"], "date_onset": [date(2020, 1, 1), date(2020, 1, 6)]})
    >>> met = pl.DataFrame({"from_id": ["A"], "to_id": ["B"]})
    >>> chains = fb.infer_chains(cases, contacts=met, pathogen="sars-cov-2", seed=1)
    >>> chains.consensus()["infector"].to_list()
    [None, 'A']
    """
    settings = settings or Settings()
    interval, onset = given_or_on_file(pathogen, generation_time, incubation)
    cases = read_cases(linelist, onset, settings)
    pairs = gather(cases, linelist, contacts, stays, settings)
    longest = interval.size * settings.generations
    verdicts = read_verdicts(cases, established, excluded, longest)
    problem, chances = pose(cases, pairs, distances, verdicts, interval, settings)
    plan = _plan(settings)
    starts = sample(problem, chances, settings, plan, seed)
    return _chains(cases, pairs, problem, starts)


def _plan(settings: Settings) -> Plan:
    each = -(-settings.draws // settings.starts)
    sweeps = settings.sweeps or 4 * each
    thin = max(sweeps // each, 1)
    return Plan(settings.warm_up or each, each, thin)


def _chains(cases: Cases, pairs: Pairs, problem: Problem, starts: list[Start]) -> Chains:
    kept = [start.kept for start in starts]
    diagnostics = diagnose(problem, cases.ids, starts)
    converged = is_converged(diagnostics, len(starts))
    doubts = () if converged else ("not_converged",)
    return Chains(
        ids=cases.ids,
        day_zero=cases.day_zero,
        infector_draws=np.concatenate([each.infector for each in kept]),
        generations_draws=np.concatenate([each.generations for each in kept]),
        infection_day_draws=np.concatenate([each.day for each in kept]),
        parameter_draws=parameters(problem, starts),
        starts=len(starts),
        links=averaged(problem, starts),
        evidence=_evidence(cases, pairs),
        diagnostics=diagnostics,
        acceptance=acceptance(starts),
        converged=converged,
        warnings=(*cases.warnings, *pairs.warnings, *doubts),
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
