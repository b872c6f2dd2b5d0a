"""The sampler: several starts side by side, each with its own seed."""

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import NamedTuple

import numpy as np

from firebreak.engine.chains.arrays import (
    FALSE_CONTACTS,
    IMPORTED,
    MUTATIONS,
    PARAMETERS,
    REPORTING,
    TEMPERED,
    Kept,
    Problem,
    Scratch,
    State,
    Sums,
    Tables,
)
from firebreak.engine.chains.moving import RUN
from firebreak.engine.chains.settings import Settings
from firebreak.engine.chains.sweeping import run
from firebreak.engine.chains.turning import WIDE

#: Log step between temperatures, times the root of the number of cases: what a third of exchanges
#: are taken at (measured on 30 cases; the log density of n cases varies as the root of n).
STEP = 1.9


class Plan(NamedTuple):
    """How long each start runs: sweeps before, sweeps kept, and how many sweeps make one draw."""

    warm_up: int
    draws: int
    thin: int


class Start(NamedTuple):
    """What one start found."""

    kept: Kept
    sums: Sums


def sample(problem: Problem, settings: Settings, plan: Plan, seed: int) -> list[Start]:
    """
    Return what each start found.

    Each start has a stream of random numbers of its own, so the answer is the same whatever the
    number of threads.
    """
    seeds = np.random.SeedSequence(seed).spawn(settings.starts)
    with ThreadPoolExecutor(min(settings.starts, cpu_count() or 1)) as pool:
        return list(pool.map(lambda each: _start(problem, settings, plan, each), seeds))


def _start(problem: Problem, settings: Settings, plan: Plan, seed: np.random.SeedSequence) -> Start:
    rng = np.random.default_rng(seed)
    tables, priors = _tables(problem, settings), _priors(settings)
    state = _state(problem, settings, rng)
    sums = _sums(problem, settings)
    nothing, scratch = _kept(problem, 1), _scratch(problem, settings)
    warm_up = plan.warm_up
    run(problem, tables, state, sums, scratch, priors, warm_up, warm_up + 1, False, rng, nothing)
    kept, sums = _kept(problem, plan.draws), _sums(problem, settings)
    sweeps = plan.draws * plan.thin
    run(problem, tables, state, sums, scratch, priors, sweeps, plan.thin, True, rng, kept)
    return Start(kept, sums)


def _priors(settings: Settings) -> np.ndarray:
    rows = [settings.reporting, settings.imported, settings.mutations]
    return np.array([*rows, settings.recorded_links, settings.recorded_others], float)


def _tables(problem: Problem, settings: Settings) -> Tables:
    heats = settings.temperatures
    power = np.exp(-STEP / np.sqrt(problem.earliest.size) * np.arange(heats))
    generations, rows, delays = problem.between.shape
    shape = (heats, rows, delays)
    raised = [problem.between**each for each in power]
    return Tables(
        power=power,
        between=np.array(raised),
        onset=power[:, None] * problem.onset_log,
        timing=problem.timing ** power[:, None],
        share=np.zeros((heats, generations)),
        direct=np.zeros(shape),
        unseen=np.zeros(shape),
        unseen_cases=np.zeros(shape),
        others=np.zeros(shape),
        others_fine=np.zeros(shape, np.int64),
        record=np.ones((heats, problem.pairs_on_record.size)),
        mutations=np.ones((heats, generations, problem.apart_log.size)),
        outside=np.zeros((heats, problem.outside.size)),
    )


def _state(problem: Problem, settings: Settings, rng: np.random.Generator) -> State:
    heats, cases, days = settings.temperatures, problem.earliest.size, int(problem.latest.max()) + 1
    kinds = problem.pairs_on_record.size
    day = [_days_by_onset(problem, rng) for _ in range(heats)]
    by_case, by_day = (heats, cases), (heats, days)
    parameters = np.zeros((heats, PARAMETERS))
    parameters[:, REPORTING] = rng.beta(*settings.reporting, size=heats).clip(0.05, 0.99)
    parameters[:, IMPORTED] = rng.beta(*settings.imported, size=heats).clip(0.01, 0.99)
    parameters[:, MUTATIONS] = 1.0
    parameters[:, FALSE_CONTACTS] = 0.1
    linked, other = np.ones((heats, kinds)), np.ones((heats, kinds))
    if kinds > 1:
        linked[:, 0], other[:, 0] = 0.5, 0.9
        linked[:, 1:], other[:, 1:] = 0.5 / (kinds - 1), 0.1 / (kinds - 1)
    return State(
        day=np.array(day),
        links=np.zeros(by_case),
        infector=np.full(by_case, -1, np.int64),
        generations=np.zeros(by_case, np.int64),
        pinned=np.full(by_case, -1, np.int64),
        pinned_head=np.full(by_case, -1, np.int64),
        pinned_next=np.full(by_case, -1, np.int64),
        pinned_before=np.full(by_case, -1, np.int64),
        day_head=np.full(by_day, -1, np.int64),
        day_next=np.full(by_case, -1, np.int64),
        day_before=np.full(by_case, -1, np.int64),
        day_count=np.zeros(by_day, np.int64),
        pressure=np.zeros(by_day, np.int64),
        parameters=parameters,
        linked_rate=linked,
        other_rate=other,
    )


def _days_by_onset(problem: Problem, rng: np.random.Generator) -> np.ndarray:
    """Draw each day of infection by onset alone: starts far apart from one another."""
    log = problem.onset_log + rng.gumbel(size=problem.onset_log.size)
    case = np.repeat(np.arange(problem.earliest.size), np.diff(problem.first))
    order = np.lexsort((log, case))
    return problem.earliest + order[problem.first[1:] - 1] - problem.first[:-1]


def _sums(problem: Problem, settings: Settings) -> Sums:
    cases, pairs = problem.earliest.size, problem.infector.size
    moves = settings.temperatures + TEMPERED - 2
    return Sums(*(np.zeros(size) for size in (pairs, pairs, cases, cases, moves + 1, moves + 1)))


def _kept(problem: Problem, draws: int) -> Kept:
    cases, kinds = problem.earliest.size, problem.pairs_on_record.size
    return Kept(
        infector=np.zeros((draws, cases), np.int32),
        generations=np.zeros((draws, cases), np.int8),
        day=np.zeros((draws, cases), np.int32),
        parameters=np.zeros((draws, PARAMETERS)),
        linked_rate=np.zeros((draws, kinds)),
        other_rate=np.zeros((draws, kinds)),
    )


def _scratch(problem: Problem, settings: Settings) -> Scratch:
    cases, kinds = problem.earliest.size, problem.pairs_on_record.size
    imports, generations = max(problem.imports, 0), problem.between.shape[0]
    shapes = ((RUN, cases), (cases + 1, imports + 1))
    sizes = (RUN, RUN, *shapes, settings.temperatures)
    return Scratch(
        *map(np.zeros, (*sizes, generations + 1, generations + 1, kinds, (4, WIDE), WIDE * WIDE))
    )
