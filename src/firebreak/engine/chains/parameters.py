"""Draws of the parameters, given who infected whom.

The prior of a tree: each case was infected outside the list with some probability, else by any of
the others, each as likely, over k generations with the chance that k - 1 in a row were not
recorded; and nobody is his own ancestor. Trees without circles have not all of that probability,
but a share that depends on the parameters: with root weight r and link weight l the forests of n
cases weigh r (r + n l)^(n - 1) together (Cayley; the matrix-tree theorem for a complete graph).
"""

import numpy as np

from firebreak.engine.chains.arrays import FALSE_CONTACTS, IMPORTED, MUTATIONS, REPORTING
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.weights import find_pair

LEAST = 1e-12  # a probability is kept this far from 0 and 1


@kernel
def log_shares(cases, generations, span, known, reporting, imported, logs):  # type: ignore[no-untyped-def]
    """
    Fill `logs` with the logarithm of the prior weight of a link over 1, 2, … generations.

    The last entry is of an infector outside the list, on one of `span` days: an import, or a chain
    longer than any that is weighed. Where the number of imports is known it needs no prior.
    """
    seen, unseen = np.log(reporting), np.log1p(-reporting)
    each = 0.0 if known else np.log1p(-imported) - np.log(max(cases - 1, 1))
    for number in range(generations):
        logs[number] = each + seen + number * unseen
    too_long = (1.0 - imported) * np.exp(generations * unseen)
    logs[generations] = 0.0 if known else np.log(imported + too_long) - np.log(span)


@kernel
def log_all_trees(cases, generations, reporting, imported):  # type: ignore[no-untyped-def]
    """Return the logarithm of what all trees without circles weigh together."""
    too_long = (1.0 - imported) * (1.0 - reporting) ** generations
    root = imported + too_long
    link = (1.0 - root) / max(cases - 1, 1)
    return np.log(root) + (cases - 1) * np.log(root + cases * link)


@kernel
def log_tree(problem, counts, reporting, imported, logs):  # type: ignore[no-untyped-def]
    """Return the log prior of a tree that has `counts` of links by generations, then imports."""
    cases, generations = problem.cases.size, counts.size - 1
    known = problem.imports >= 0
    log_shares(cases, generations, problem.span, known, reporting, imported, logs)
    total = 0.0
    for number in range(counts.size):
        total += counts[number] * logs[number]
    return total if known else total - log_all_trees(cases, generations, reporting, imported)


@kernel
def draw_parameters(problem, tables, state, scratch, heat, priors, rng):  # type: ignore[no-untyped-def]
    """Draw all parameters of one temperature anew."""
    counts, linked, logs = scratch.counts, scratch.linked, scratch.logs
    _count(problem, state, heat, counts, linked)
    _draw_share(problem, tables, state, heat, priors, counts, logs, REPORTING, rng)
    if problem.imports < 0:
        _draw_share(problem, tables, state, heat, priors, counts, logs, IMPORTED, rng)
    if linked.size > 1:
        _draw_rates(problem, tables, state, heat, priors, linked, rng)
    if problem.apart_log.size > 1:
        _draw_mutations(problem, tables, state, heat, priors, rng)
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    known = problem.imports >= 0
    cases, generations = problem.cases.size, counts.size - 1
    log_shares(cases, generations, problem.span, known, reporting, imported, logs)


@kernel
def _count(problem, state, heat, counts, linked):  # type: ignore[no-untyped-def]
    """Count links by generations, imports (last), and direct links by what is on record."""
    counts[:] = 0.0
    linked[:] = 0.0
    for case in range(problem.cases.size):
        generations = state.seats[heat, case].generations
        if generations == 0:
            counts[counts.size - 1] += 1
            continue
        counts[generations - 1] += 1
        if generations == 1:
            pair = find_pair(problem, case, state.seats[heat, case].infector)
            linked[0 if pair < 0 else problem.pairs[pair].category] += 1


@kernel
def _draw_share(problem, tables, state, heat, priors, counts, logs, which, rng):  # type: ignore[no-untyped-def]
    """Draw the reporting or the import probability: a slice, shrunk until it is met (Neal 2003)."""
    now = state.parameters[heat, which]
    height = _log_share(problem, tables, state, heat, priors, counts, logs, which, now)
    height += np.log(1.0 - rng.random())
    low, high = LEAST, 1.0 - LEAST
    while True:
        new = low + (high - low) * rng.random()
        if _log_share(problem, tables, state, heat, priors, counts, logs, which, new) >= height:
            break
        if new < now:
            low = new
        else:
            high = new
    state.parameters[heat, which] = new


@kernel
def _log_share(problem, tables, state, heat, priors, counts, logs, which, value):  # type: ignore[no-untyped-def]
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    if which == REPORTING:
        reporting = value
    else:
        imported = value
    tree = log_tree(problem, counts, reporting, imported, logs)
    prior = (priors[which, 0] - 1.0) * np.log(value) + (priors[which, 1] - 1.0) * np.log1p(-value)
    return tables.power[heat] * tree + prior


@kernel
def _draw_rates(problem, tables, state, heat, priors, linked, rng):  # type: ignore[no-untyped-def]
    """Draw how often links, and how often other pairs, are on record in each way."""
    if problem.scaled:
        _draw_scaled(problem, tables, state, heat, linked, rng)
        return
    power, kinds = tables.power[heat], linked.size
    all_linked, all_others = 0.0, 0.0
    for kind in range(kinds):
        which, share = (0, 1.0) if kind == 0 else (1, 1.0 / (kinds - 1))
        others = problem.pairs_on_record[kind] - linked[kind]
        a = priors[3, which] * share + power * linked[kind]
        b = priors[4, which] * share + power * others
        state.rates[heat, kind].linked = max(rng.standard_gamma(a), LEAST)
        state.rates[heat, kind].other = max(rng.standard_gamma(b), LEAST)
        all_linked += state.rates[heat, kind].linked
        all_others += state.rates[heat, kind].other
    for kind in range(kinds):
        state.rates[heat, kind].linked /= all_linked
        state.rates[heat, kind].other /= all_others


@kernel
def _draw_scaled(problem, tables, state, heat, linked, rng):  # type: ignore[no-untyped-def]
    """Draw outbreaker2's two rates: of links on record, and of others relative to them."""
    for which in range(2):
        now = state.rates[heat, 1].linked
        if which == 1:
            now = state.parameters[heat, FALSE_CONTACTS]
        height = _log_scaled(problem, tables, state, heat, linked, which, now)
        height += np.log(1.0 - rng.random())
        low, high = LEAST, 1.0 - LEAST
        while True:
            new = low + (high - low) * rng.random()
            if _log_scaled(problem, tables, state, heat, linked, which, new) >= height:
                break
            if new < now:
                low = new
            else:
                high = new
        if which == 0:
            state.rates[heat, 1].linked = new
        else:
            state.parameters[heat, FALSE_CONTACTS] = new
    rate = state.rates[heat, 1].linked
    state.rates[heat, 0].linked = 1.0 - rate
    state.rates[heat, 1].other = rate * state.parameters[heat, FALSE_CONTACTS]
    state.rates[heat, 0].other = 1.0 - state.rates[heat, 1].other


@kernel
def _log_scaled(problem, tables, state, heat, linked, which, value):  # type: ignore[no-untyped-def]
    rate, relative = state.rates[heat, 1].linked, state.parameters[heat, FALSE_CONTACTS]
    if which == 0:
        rate = value
    else:
        relative = value
    false = rate * relative
    log = linked[1] * np.log(rate) + linked[0] * np.log1p(-rate)
    log += (problem.pairs_on_record[1] - linked[1]) * np.log(false)
    log += (problem.pairs_on_record[0] - linked[0]) * np.log1p(-false)
    return tables.power[heat] * log


@kernel
def _draw_mutations(problem, tables, state, heat, priors, rng):  # type: ignore[no-untyped-def]
    shape, rate = priors[2, 0], priors[2, 1]
    for case in range(problem.cases.size):
        if state.seats[heat, case].generations == 0:
            continue
        pair = find_pair(problem, case, state.seats[heat, case].infector)
        if pair >= 0 and problem.pairs[pair].distance >= 0:
            shape += tables.power[heat] * problem.pairs[pair].distance
            rate += tables.power[heat] * state.seats[heat, case].generations
    state.parameters[heat, MUTATIONS] = max(rng.standard_gamma(shape) / rate, LEAST)
