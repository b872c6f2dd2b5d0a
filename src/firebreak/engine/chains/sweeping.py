"""One start of the sampler: sweeps over all cases, at every temperature, and what is kept of them.

Tempered copies of the posterior (the likelihood to a power below 1) wander between trees that the
posterior itself would hold on to, and hand them down by exchanges (Geyer 1991; Altekar et al. 2004,
Bioinformatics 20:407-415).
"""

import numpy as np

from firebreak.engine.chains.arrays import IMPORTED, REPORTING, TEMPERED
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.drawing import draw_all
from firebreak.engine.chains.moving import RUN, move
from firebreak.engine.chains.parameters import draw_parameters, log_all_trees, log_shares
from firebreak.engine.chains.pinning import relist
from firebreak.engine.chains.weights import fill, find_pair, refresh, row_of, step_weight


@kernel
def run(problem, tables, state, sums, priors, sweeps, thin, adding, rng, kept):  # type: ignore[no-untyped-def]
    """Sweep; after each `thin` sweeps keep one draw of the posterior itself in `kept`."""
    heats, generations = tables.share.shape
    counts, logs = np.zeros(generations + 1), np.zeros(generations + 1)
    linked = np.zeros(problem.pairs_on_record.size)
    log, product = np.zeros(RUN), np.zeros(RUN)
    offer = np.zeros(problem.earliest.size)
    for heat in range(heats):
        _begin(problem, tables, state, heat, logs)
    for sweep in range(sweeps):
        for heat in range(heats):
            for case in range(problem.earliest.size):
                move(problem, tables, state, sums, heat, case, rng, log, product, offer)
            draw_all(problem, tables, state, sums, heat, rng, adding and heat == 0)
        if (sweep + 1) % thin == 0:
            _keep(state, kept, (sweep + 1) // thin - 1)
        _exchange(problem, tables, state, sums, logs, rng)
        for heat in range(heats):
            draw_parameters(problem, tables, state, heat, priors, counts, linked, logs, rng)
            fill(problem, tables, state, heat, logs)
            refresh(problem, tables, state, heat)


@kernel
def _begin(problem, tables, state, heat, logs):  # type: ignore[no-untyped-def]
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    cases, generations = problem.earliest.size, tables.share.shape[1]
    known = problem.imports >= 0
    log_shares(cases, generations, problem.span, known, reporting, imported, logs)
    fill(problem, tables, state, heat, logs)
    if problem.background:
        relist(problem, state, heat)
    refresh(problem, tables, state, heat)


@kernel
def _keep(state, kept, place):  # type: ignore[no-untyped-def]
    kept.infector[place] = state.infector[0]
    kept.generations[place] = state.generations[0]
    kept.day[place] = state.day[0]
    kept.parameters[place] = state.parameters[0]
    kept.linked_rate[place] = state.linked_rate[0]
    kept.other_rate[place] = state.other_rate[0]


@kernel
def _exchange(problem, tables, state, sums, logs, rng):  # type: ignore[no-untyped-def]
    """Let neighbouring temperatures exchange their states, each pair in turn."""
    heats = tables.power.size
    if heats == 1:
        return
    joint = np.empty(heats)
    for heat in range(heats):
        joint[heat] = log_joint(problem, tables, state, heat)
    for heat in range(heats - 1):
        gain = (tables.power[heat] - tables.power[heat + 1]) * (joint[heat + 1] - joint[heat])
        sums.tried[TEMPERED + heat] += 1
        if np.log(1.0 - rng.random()) < gain:
            sums.taken[TEMPERED + heat] += 1
            joint[heat], joint[heat + 1] = joint[heat + 1], joint[heat]
            _swap(state, heat)


@kernel
def _swap(state, heat):  # type: ignore[no-untyped-def]
    for part in (state.day, state.infector, state.generations, state.pinned):
        _swap_rows(part, heat)
    for part in (state.pinned_head, state.pinned_next, state.pinned_before):
        _swap_rows(part, heat)
    for part in (state.day_head, state.day_next, state.day_before, state.day_count):
        _swap_rows(part, heat)
    for part in (state.parameters, state.linked_rate, state.other_rate):
        _swap_rows(part, heat)


@kernel
def _swap_rows(part, heat):  # type: ignore[no-untyped-def]
    for place in range(part.shape[1]):
        part[heat, place], part[heat + 1, place] = part[heat + 1, place], part[heat, place]


@kernel
def log_joint(problem, tables, state, heat):  # type: ignore[no-untyped-def]
    """Return the log density of days, infectors, generations and data, given the parameters."""
    total = 0.0
    for case in range(problem.earliest.size):
        day, source = state.day[heat, case], state.infector[heat, case]
        total += tables.onset[heat, problem.first[case] + day - problem.earliest[case]]
        if source < 0:
            total += np.log(tables.outside[heat, case])
            continue
        total += np.log(_one_link(problem, tables, state, heat, case, source))
    total /= tables.power[heat]
    for kind in range(problem.pairs_on_record.size):
        total += problem.pairs_on_record[kind] * np.log(state.other_rate[heat, kind])
    if problem.imports >= 0:
        return total
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    generations = tables.share.shape[1]
    return total - log_all_trees(problem.earliest.size, generations, reporting, imported)


@kernel
def _one_link(problem, tables, state, heat, case, source):  # type: ignore[no-untyped-def]
    pair = find_pair(problem, case, source)
    before, day = state.day[heat, source], state.day[heat, case]
    row, delay, number = (
        row_of(problem, source, before),
        day - before,
        state.generations[heat, case],
    )
    if pair >= 0:
        return step_weight(problem, tables, heat, pair, row, delay, day, number)
    weight = tables.share[heat, number - 1] * tables.between[heat, number - 1, row, delay]
    return weight * tables.record[heat, 0] if number == 1 else weight
