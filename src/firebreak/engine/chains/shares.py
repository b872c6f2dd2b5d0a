"""Draws of the reporting and the import probability, with infectors and generations summed out.

Drawn given the tree, either hardly leaves what that tree says, and the tree was drawn by it: of
thousands of cases both creep. Given the days of infection alone they have more room.
"""

import numpy as np

from firebreak.engine.chains.arrays import IMPORTED, REPORTING, SHARE
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.drawing import TINY
from firebreak.engine.chains.parameters import LEAST, log_all_trees, log_shares
from firebreak.engine.chains.weights import fill, others_weight, outside_weight, refresh

#: Of a step on the logit, times the root of the number of cases; of reporting, and of imports. Of
#: 30 invented cases 10 and 17 % of such steps were taken, of 1,000 46 and 56 %, of 10,000 77 and 86 %.
STRIDES = (80.0, 40.0)


@kernel
def move_share(problem, tables, state, sums, scratch, heat, which, priors, rng):  # type: ignore[no-untyped-def]
    """
    Let one of the two take a step, the days of infection being what they are.

    The infectors have to be drawn anew afterwards. Not where the number of imports is known: the
    sum over trees is another then.
    """
    old = state.parameters[heat, which]
    step = STRIDES[which] / np.sqrt(problem.cases.size) * rng.standard_normal()
    new = 1.0 / (1.0 + np.exp(-(np.log(old) - np.log1p(-old) + step)))
    if not LEAST < new < 1.0 - LEAST:
        return
    before = _log_density(problem, tables, state, heat, which, priors)
    _set(problem, tables, state, scratch, heat, which, new)
    gain = _log_density(problem, tables, state, heat, which, priors) - before
    taken = np.log(1.0 - rng.random()) < gain
    if not taken:
        _set(problem, tables, state, scratch, heat, which, old)
    sums.moves[SHARE + which].tried += heat == 0
    sums.moves[SHARE + which].taken += heat == 0 and taken


@kernel
def _set(problem, tables, state, scratch, heat, which, share):  # type: ignore[no-untyped-def]
    state.parameters[heat, which] = share
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    cases, generations = problem.cases.size, tables.share.shape[1]
    log_shares(cases, generations, problem.span, False, reporting, imported, scratch.logs)
    fill(problem, tables, state, heat, scratch.logs)
    refresh(problem, tables, state, heat)


@kernel
def _log_density(problem, tables, state, heat, which, priors):  # type: ignore[no-untyped-def]
    """Return the log density of the logit, given the days, but for what does not depend on it."""
    total = 0.0
    for case in range(problem.cases.size):
        day = state.seats[heat, case].day
        weight = state.seats[heat, case].links + outside_weight(problem, tables, heat, case, day)
        weight += others_weight(problem, tables, state, heat, case, day)
        total += np.log(max(weight, TINY))
    reporting, imported = state.parameters[heat, REPORTING], state.parameters[heat, IMPORTED]
    cases, generations = problem.cases.size, tables.share.shape[1]
    total -= tables.power[heat] * log_all_trees(cases, generations, reporting, imported)
    share = state.parameters[heat, which]
    # One more of each than the density of the share itself has: the step is on the logit.
    return total + priors[which, 0] * np.log(share) + priors[which, 1] * np.log1p(-share)
