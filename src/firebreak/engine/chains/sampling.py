"""The sampler: several starts side by side, each with its own seed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import cpu_count
from typing import NamedTuple

import numpy as np

from firebreak.engine.chains.arrays import (
    CASE_SUM,
    CELL,
    DAY,
    FALSE_CONTACTS,
    IMPORTED,
    MOVE,
    MUTATIONS,
    PAIR_SUM,
    PARAMETERS,
    RATE,
    REPORTING,
    SEAT,
    TEMPERED,
    Chances,
    Kept,
    Problem,
    Scratch,
    State,
    Sums,
    Tables,
)
from firebreak.engine.chains.moving import RUN, WIDE
from firebreak.engine.chains.settings import Settings
from firebreak.engine.chains.sweeping import run

#: Log step between temperatures, times the root of the number of cases: what a third of exchanges
#: are taken at (measured on 30 cases; the log density of n cases varies as the root of n).
STEP = 1.9

#: Sweeps in which every pair that may turn round is turned once: of 1,000 cases 4, 8, 16 took 37, 28,
#: 21 s of processor, with at least 349, 240, 130 effective draws of every link.
TURNS = 8


class Plan(NamedTuple):
    """How long each start runs: sweeps before, sweeps kept, and how many sweeps make one draw."""

    warm_up: int
    draws: int
    thin: int


class Start(NamedTuple):
    """What one start found."""

    kept: Kept
    sums: Sums


def sample(
    problem: Problem, chances: Chances, settings: Settings, plan: Plan, seed: int
) -> list[Start]:
    """
    Return what each start found.

    Each start has a stream of random numbers of its own, so the answer is the same whatever the
    number of threads.
    """
    if problem.cases.size > settings.tempered_up_to:
        settings = replace(settings, temperatures=1)
    seeds = np.random.SeedSequence(seed).spawn(settings.starts)
    with ThreadPoolExecutor(min(settings.starts, cpu_count() or 1)) as pool:
        return list(pool.map(lambda each: _start(problem, chances, settings, plan, each), seeds))


def _start(
    problem: Problem,
    chances: Chances,
    settings: Settings,
    plan: Plan,
    seed: np.random.SeedSequence,
) -> Start:
    rng = np.random.default_rng(seed)
    tables, priors = _tables(problem, chances, settings), _priors(settings)
    state = _state(problem, chances, settings, rng)
    sums = _sums(problem, settings)
    nothing, scratch = _kept(problem, 1), _scratch(problem, chances, settings)
    warm_up = plan.warm_up
    run(
        problem,
        tables,
        state,
        sums,
        scratch,
        priors,
        warm_up,
        warm_up + 1,
        TURNS,
        False,
        rng,
        nothing,
    )
    kept, sums = _kept(problem, plan.draws), _sums(problem, settings)
    sweeps = plan.draws * plan.thin
    run(problem, tables, state, sums, scratch, priors, sweeps, plan.thin, TURNS, True, rng, kept)
    return Start(kept, sums)


def _priors(settings: Settings) -> np.ndarray:
    rows = [settings.reporting, settings.imported, settings.mutations]
    return np.array([*rows, settings.recorded_links, settings.recorded_others], float)


def _tables(problem: Problem, chances: Chances, settings: Settings) -> Tables:
    heats, cases = settings.temperatures, problem.cases.size
    power = np.exp(-STEP / np.sqrt(cases) * np.arange(heats))
    generations, rows, delays = chances.between.shape
    return Tables(
        power=power,
        between=np.array([chances.between**each for each in power]),
        onset=power[:, None] * chances.onset_log,
        timing=chances.timing ** power[:, None],
        share=np.zeros((heats, generations)),
        cells=np.zeros((heats, rows, delays), CELL),
        record=np.ones((heats, problem.pairs_on_record.size)),
        mutations=np.ones((heats, generations, problem.apart_log.size)),
        outside=np.zeros((heats, cases)),
    )


def _state(
    problem: Problem, chances: Chances, settings: Settings, rng: np.random.Generator
) -> State:
    heats, cases = settings.temperatures, problem.cases.size
    seats = np.zeros((heats, cases), SEAT)
    for name in ("infector", "pinned", "pinned_head", "pinned_next", "pinned_before"):
        seats[name] = -1
    seats["day"] = [_days_by_onset(problem, chances, rng) for _ in range(heats)]
    parameters = np.zeros((heats, PARAMETERS))
    parameters[:, REPORTING] = rng.beta(*settings.reporting, size=heats).clip(0.05, 0.99)
    parameters[:, IMPORTED] = rng.beta(*settings.imported, size=heats).clip(0.01, 0.99)
    parameters[:, MUTATIONS] = 1.0
    parameters[:, FALSE_CONTACTS] = 0.1
    days = np.zeros((heats, int(problem.cases["latest"].max()) + 1), DAY)
    return State(seats, days, parameters, _rates(heats, problem.pairs_on_record.size))


def _rates(heats: int, kinds: int) -> np.ndarray:
    rates = np.ones((heats, kinds), RATE)
    if kinds > 1:
        rates["linked"], rates["other"] = 0.5 / (kinds - 1), 0.1 / (kinds - 1)
        rates["linked"][:, 0], rates["other"][:, 0] = 0.5, 0.9
    return rates


def _days_by_onset(problem: Problem, chances: Chances, rng: np.random.Generator) -> np.ndarray:
    """Draw each day of infection by onset alone: starts far apart from one another."""
    earliest, first = problem.cases["earliest"], problem.cases["first"]
    log = chances.onset_log + rng.gumbel(size=chances.onset_log.size)
    last = np.append(first[1:], log.size)
    case = np.repeat(np.arange(first.size), last - first)
    order = np.lexsort((log, case))
    return earliest + order[last - 1] - first


def _sums(problem: Problem, settings: Settings) -> Sums:
    return Sums(
        np.zeros(problem.pairs.size, PAIR_SUM),
        np.zeros(problem.cases.size, CASE_SUM),
        np.zeros(TEMPERED + settings.temperatures, MOVE),
    )


def _kept(problem: Problem, draws: int) -> Kept:
    cases, kinds = problem.cases.size, problem.pairs_on_record.size
    return Kept(
        infector=np.zeros((draws, cases), np.int32),
        generations=np.zeros((draws, cases), np.int8),
        day=np.zeros((draws, cases), np.int32),
        parameters=np.zeros((draws, PARAMETERS)),
        linked_rate=np.zeros((draws, kinds)),
        other_rate=np.zeros((draws, kinds)),
    )


def _scratch(problem: Problem, chances: Chances, settings: Settings) -> Scratch:
    cases, generations = problem.cases.size, chances.between.shape[0]
    return Scratch(
        log=np.zeros(WIDE),
        product=np.zeros(WIDE),
        offer=np.zeros((RUN, cases)),
        forests=np.zeros((cases + 1, max(problem.imports, 0) + 1)),
        joint=np.zeros(settings.temperatures),
        counts=np.zeros(generations + 1),
        logs=np.zeros(generations + 1),
        linked=np.zeros(problem.pairs_on_record.size),
        seat=np.zeros(1, SEAT),
        day=np.zeros(1, DAY),
        rate=np.zeros(1, RATE),
        wide=np.zeros((4, WIDE)),
        cells=np.zeros(WIDE * WIDE),
    )
