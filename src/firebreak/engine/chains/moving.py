"""Moves of the days of infection, with the infectors summed out.

A case moves within a run of days, drawn exactly from how probable each is: by its onset, by the sum
over all its possible infectors, and by what each case it may have infected makes of it. Where runs
begin is drawn without looking at the state, so the posterior is left as it is.

Short runs cost least. A contact of long ago and the many without evidence may each explain a case,
at days far apart that no short run holds together: so that it gets from the one to the other, runs
are wide now and then.
"""

import numpy as np

from firebreak.engine.chains.arrays import MOVED
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.drawing import TINY, add_case
from firebreak.engine.chains.pinning import draw_other, pin, put
from firebreak.engine.chains.weights import (
    link_weight,
    listed_weight,
    others_weight,
    outside_weight,
    row_of,
)

RUN, WIDE = 6, 32  # days weighed at once
IMPOSSIBLE = 1e-250  # a start may need this; no state that data allow comes near
SMALL, GREAT = 1e-150, 1e150  # products are turned into logarithms before they run out
CANCELS = 1e-8  # a difference smaller than this part of what it is of is added up again instead


@kernel
def move(problem, tables, state, sums, scratch, heat, case, width, rng):  # type: ignore[no-untyped-def]
    """Draw the case's day of infection anew, within a run of so many days around it."""
    log, product = scratch.log, scratch.product
    low, high = run_around(problem, state, heat, case, width, rng)
    old = state.seats[heat, case].day
    if high > low:
        for place in range(high - low + 1):
            log[place] = tables.onset[
                heat, problem.cases[case].first + low + place - problem.cases[case].earliest
            ]
            product[place] = 1.0
        if problem.imports >= 0:
            _weigh_known_imports(problem, tables, state, scratch, heat, case, low, high)
        else:
            _weigh_own(problem, tables, state, heat, case, low, high, log)
            _weigh_children(problem, tables, state, heat, case, low, high, log, product)
        _weigh_pinned(problem, tables, state, heat, case, low, high, log)
        new = low + _choose(log, high - low + 1, rng)
        sums.moves[MOVED].tried += heat == 0
        sums.moves[MOVED].taken += heat == 0 and new != old
        if new != old:
            settle(problem, tables, state, heat, case, new)
        if problem.background:
            for place in range(
                problem.cases[case].children_from, problem.cases[case].children_until
            ):
                child = problem.pairs[problem.as_infector[place]].infectee
                if state.seats[heat, child].day > low:
                    pin_again(problem, tables, state, heat, child, rng)
    pin_again(problem, tables, state, heat, case, rng)


@kernel
def run_around(problem, state, heat, case, width, rng):  # type: ignore[no-untyped-def]
    """Return a run of days around the present one: each run that holds it is as likely."""
    first, last = problem.cases[case].earliest, problem.cases[case].latest
    if last - first < width:
        return first, last
    begin = state.seats[heat, case].day - int(rng.random() * width)
    return max(begin, first), min(begin + width - 1, last)


@kernel
def _weigh_own(problem, tables, state, heat, case, low, high, log):  # type: ignore[no-untyped-def]
    for day in range(low, high + 1):
        total = listed_weight(problem, tables, state, heat, case, day)
        total += others_weight(problem, tables, state, heat, case, day)
        total += outside_weight(problem, tables, heat, case, day)
        log[day - low] += np.log(max(total, IMPOSSIBLE))


@kernel
def _weigh_children(problem, tables, state, heat, case, low, high, log, product):  # type: ignore[no-untyped-def]
    old = state.seats[heat, case].day
    for place in range(problem.cases[case].children_from, problem.cases[case].children_until):
        pair = problem.as_infector[place]
        child = problem.pairs[pair].infectee
        if state.seats[heat, child].day <= low:
            continue
        day = state.seats[heat, child].day
        outside, listed = (
            outside_weight(problem, tables, heat, child, day)
            + others_weight(problem, tables, state, heat, child, day),
            state.seats[heat, child].links,
        )
        rest = _without(problem, tables, state, heat, pair, old, outside, listed)
        total = outside + listed
        for new in range(low, high + 1):
            weight = rest
            if new < day:
                row = row_of(problem, case, new)
                weight += link_weight(problem, tables, heat, pair, row, day - new, day)
            product[new - low] *= max(weight, IMPOSSIBLE) / max(total, IMPOSSIBLE)
            if not SMALL < product[new - low] < GREAT:
                log[new - low] += np.log(max(product[new - low], IMPOSSIBLE))
                product[new - low] = 1.0
    for place in range(high - low + 1):
        log[place] += np.log(product[place])


@kernel
def _without(problem, tables, state, heat, pair, old, outside, listed):  # type: ignore[no-untyped-def]
    """Return the child's total, of outside and of the pairs listed, without this infector."""
    child, case = problem.pairs[pair].infectee, problem.pairs[pair].infector
    day, total = state.seats[heat, child].day, outside + listed
    if old >= day:
        return total
    row = row_of(problem, case, old)
    rest = total - link_weight(problem, tables, heat, pair, row, day - old, day)
    if rest > CANCELS * total:
        return rest
    rest = outside
    for other in range(problem.cases[child].pairs_from, problem.cases[child].pairs_until):
        before = state.seats[heat, problem.pairs[other].infector].day
        if other != pair and before < day:
            row = row_of(problem, problem.pairs[other].infector, before)
            rest += link_weight(problem, tables, heat, other, row, day - before, day)
    return rest


@kernel
def _weigh_pinned(problem, tables, state, heat, case, low, high, log):  # type: ignore[no-untyped-def]
    child = state.seats[heat, case].pinned_head
    while child >= 0:
        for day in range(low, high + 1):
            delay, weight = state.seats[heat, child].day - day, 0.0
            if 0 < delay < tables.cells.shape[2]:
                weight = tables.cells[heat, row_of(problem, case, day), delay].others
            log[day - low] += np.log(max(weight, IMPOSSIBLE))
        child = state.seats[heat, child].pinned_next


@kernel
def _weigh_known_imports(problem, tables, state, scratch, heat, case, low, high):  # type: ignore[no-untyped-def]
    """Weigh each day by the sum over all trees with the known number of imports."""
    offer, still, forests = scratch.offer, scratch.forests[1], scratch.forests[0]
    _fill_offers(problem, tables, state, heat, case, low, high, offer)
    still[:] = 0.0
    still[0] = 1.0
    for other in range(problem.cases.size):
        if other != case and state.seats[heat, other].day <= low:
            add_case(still, still, offer[0, other], tables.outside[heat, other])
    for place in range(high - low + 1):
        log = 0.0
        for number in range(still.size):
            forests[number] = still[number]
        for other in range(problem.cases.size):
            if other == case or state.seats[heat, other].day > low:
                log += add_case(forests, forests, offer[place, other], tables.outside[heat, other])
        scratch.log[place] += log + np.log(max(forests[problem.imports], TINY))


@kernel
def _fill_offers(problem, tables, state, heat, case, low, high, offer):  # type: ignore[no-untyped-def]
    """Fill, by day, the sum of each case's pairs were `case` infected then."""
    old = state.seats[heat, case].day
    for place in range(high - low + 1):
        for other in range(problem.cases.size):
            offer[place, other] = state.seats[heat, other].links
        offer[place, case] = listed_weight(problem, tables, state, heat, case, low + place)
    for place in range(problem.cases[case].children_from, problem.cases[case].children_until):
        pair = problem.as_infector[place]
        child = problem.pairs[pair].infectee
        day = state.seats[heat, child].day
        if day <= low:
            continue
        rest = _without(
            problem, tables, state, heat, pair, old, 0.0, state.seats[heat, child].links
        )
        for new in range(low, high + 1):
            offer[new - low, child] = rest
            if new < day:
                row = row_of(problem, case, new)
                offer[new - low, child] += link_weight(
                    problem, tables, heat, pair, row, day - new, day
                )


@kernel
def _choose(log, count, rng):  # type: ignore[no-untyped-def]
    most = log[0]
    for place in range(1, count):
        most = max(most, log[place])
    total = 0.0
    for place in range(count):
        log[place] = np.exp(log[place] - most)
        total += log[place]
    rest = rng.random() * total
    for place in range(count):
        rest -= log[place]
        if rest < 0.0:
            return place
    return count - 1


@kernel
def settle(problem, tables, state, heat, case, new):  # type: ignore[no-untyped-def]
    """Let the case be infected on day `new`, and everything that depends on it follow."""
    old = state.seats[heat, case].day
    for place in range(problem.cases[case].children_from, problem.cases[case].children_until):
        pair = problem.as_infector[place]
        child = problem.pairs[pair].infectee
        day = state.seats[heat, child].day
        if min(old, new) >= day:
            continue
        listed = _without(
            problem, tables, state, heat, pair, old, 0.0, state.seats[heat, child].links
        )
        if new < day:
            row = row_of(problem, case, new)
            listed += link_weight(problem, tables, heat, pair, row, day - new, day)
        state.seats[heat, child].links = max(listed, 0.0)
    put(problem, tables, state, heat, case, new)
    state.seats[heat, case].links = listed_weight(problem, tables, state, heat, case, new)


@kernel
def pin_again(problem, tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    """Draw whether the infector is one of those without evidence, and if so which."""
    if not problem.background:
        return
    day = state.seats[heat, case].day
    others = others_weight(problem, tables, state, heat, case, day)
    total = (
        others + state.seats[heat, case].links + outside_weight(problem, tables, heat, case, day)
    )
    source = -1
    if rng.random() * total < others:
        source = draw_other(problem, tables, state, heat, case, rng)
    pin(state, heat, case, source)
