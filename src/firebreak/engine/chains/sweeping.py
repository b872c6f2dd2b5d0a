"""One start of the sampler: sweeps over all cases, at every temperature, and what is kept of them.

Tempered copies of the posterior (the likelihood to a power below 1) wander between trees that the
posterior itself would hold on to, and hand them down by exchanges (Geyer 1991; Altekar et al. 2004,
Bioinformatics 20:407-415).
"""

import numpy as np

from firebreak.engine.chains.arrays import IMPORTED, REPORTING, TEMPERED
from firebreak.engine.chains.compiled import called, kernel
from firebreak.engine.chains.drawing import draw_all
from firebreak.engine.chains.moving import RUN, WIDE, move
from firebreak.engine.chains.parameters import draw_parameters, log_all_trees, log_shares
from firebreak.engine.chains.pinning import relist
from firebreak.engine.chains.shares import move_share
from firebreak.engine.chains.turning import turn
from firebreak.engine.chains.weights import fill, find_pair, refresh, row_of, step_weight


@called
def run(problem, tables, state, sums, scratch, priors, sweeps, thin, turns, adding, rng, kept):  # type: ignore[no-untyped-def]
    """
    Sweep; after each `thin` sweeps keep one draw of the posterior itself in `kept`.

    Once in `turns` sweeps every pair that may turn round is turned, and every case moved within a
    wide run of days; that is not done where the number of imports is known, as each day costs a look
    at everybody.
    """
    heats = tables.power.size
    for heat in range(heats):
        _begin(problem, tables, state, heat, scratch.logs)
    for sweep in range(sweeps):
        for heat in range(heats):
            for case in range(problem.cases.size):
                wide = problem.imports < 0 and (sweep + case) % turns == 0
                width = WIDE if wide else RUN
                move(problem, tables, state, sums, scratch, heat, case, width, rng)
            for place in range(sweep % turns, problem.turning.size, turns):
                turn(problem, tables, state, sums, scratch, heat, problem.turning[place], rng)
            if problem.imports < 0:
                for which in (REPORTING, IMPORTED):
                    move_share(problem, tables, state, sums, scratch, heat, which, priors, rng)
            draw_all(problem, tables, state, sums, scratch, heat, rng, adding and heat == 0)
        if (sweep + 1) % thin == 0:
            _keep(state, kept, (sweep + 1) // thin - 1)
        _exchange(problem, tables, state, sums, scratch, rng)
        for heat in range(heats):
            draw_parameters(problem, tables, state, scratch, heat, priors, rng)
            fill(problem, tables, state, heat, scratch.logs)
            refresh(problem, tables, state, heat)


@kernel
def _begin(problem, tables, state, heat, logs):  # type: ignore[no-untyped-def]
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    cases, generations = problem.cases.size, tables.share.shape[1]
    known = problem.imports >= 0
    log_shares(cases, generations, problem.span, known, reporting, imported, logs)
    fill(problem, tables, state, heat, logs)
    if problem.background:
        relist(problem, state, heat)
    refresh(problem, tables, state, heat)


@kernel
def _keep(state, kept, place):  # type: ignore[no-untyped-def]
    for case in range(state.seats.shape[1]):
        kept.infector[place, case] = state.seats[0, case].infector
        kept.generations[place, case] = state.seats[0, case].generations
        kept.day[place, case] = state.seats[0, case].day
    for number in range(state.parameters.shape[1]):
        kept.parameters[place, number] = state.parameters[0, number]
    for kind in range(state.rates.shape[1]):
        kept.linked_rate[place, kind] = state.rates[0, kind].linked
        kept.other_rate[place, kind] = state.rates[0, kind].other


@kernel
def _exchange(problem, tables, state, sums, scratch, rng):  # type: ignore[no-untyped-def]
    """Let neighbouring temperatures exchange their states, each pair in turn."""
    heats, joint = tables.power.size, scratch.joint
    if heats == 1:
        return
    for heat in range(heats):
        joint[heat] = log_joint(problem, tables, state, heat)
    for heat in range(heats - 1):
        gain = (tables.power[heat] - tables.power[heat + 1]) * (joint[heat + 1] - joint[heat])
        sums.moves[TEMPERED + heat].tried += 1
        if np.log(1.0 - rng.random()) < gain:
            sums.moves[TEMPERED + heat].taken += 1
            joint[heat], joint[heat + 1] = joint[heat + 1], joint[heat]
            _swap(state, scratch, heat)


@kernel
def _swap(state, scratch, heat):  # type: ignore[no-untyped-def]
    _swap_rows(state.seats, scratch.seat, heat)
    _swap_rows(state.days, scratch.day, heat)
    _swap_rows(state.rates, scratch.rate, heat)
    for place in range(state.parameters.shape[1]):
        here, there = state.parameters[heat, place], state.parameters[heat + 1, place]
        state.parameters[heat, place], state.parameters[heat + 1, place] = there, here


@kernel
def _swap_rows(part, aside, heat):  # type: ignore[no-untyped-def]
    for place in range(part.shape[1]):
        aside[0] = part[heat, place]
        part[heat, place] = part[heat + 1, place]
        part[heat + 1, place] = aside[0]


@kernel
def log_joint(problem, tables, state, heat):  # type: ignore[no-untyped-def]
    """Return the log density of days, infectors, generations and data, given the parameters."""
    total = 0.0
    for case in range(problem.cases.size):
        day, source = state.seats[heat, case].day, state.seats[heat, case].infector
        total += tables.onset[heat, problem.cases[case].first + day - problem.cases[case].earliest]
        if source < 0:
            total += np.log(tables.outside[heat, case])
            continue
        total += np.log(_one_link(problem, tables, state, heat, case, source))
    total /= tables.power[heat]
    for kind in range(problem.pairs_on_record.size):
        total += problem.pairs_on_record[kind] * np.log(state.rates[heat, kind].other)
    if problem.imports >= 0:
        return total
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    generations = tables.share.shape[1]
    return total - log_all_trees(problem.cases.size, generations, reporting, imported)


@kernel
def _one_link(problem, tables, state, heat, case, source):  # type: ignore[no-untyped-def]
    pair = find_pair(problem, case, source)
    before, day = state.seats[heat, source].day, state.seats[heat, case].day
    row, delay, number = (
        row_of(problem, source, before),
        day - before,
        state.seats[heat, case].generations,
    )
    if pair >= 0:
        return step_weight(problem, tables, heat, pair, row, delay, day, number)
    weight = tables.share[heat, number - 1] * tables.between[heat, number - 1, row, delay]
    return weight * tables.record[heat, 0] if number == 1 else weight
