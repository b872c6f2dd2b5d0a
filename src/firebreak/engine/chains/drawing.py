"""Draws of infectors and generations, exact given the days of infection."""

import numpy as np

from firebreak.engine.chains.compiled import kernel, within
from firebreak.engine.chains.pinning import draw_other, pin
from firebreak.engine.chains.weights import (
    link_weight,
    others_weight,
    outside_weight,
    row_of,
    step_weight,
    unseen_weight,
)

TINY = 1e-200  # of a case that nobody can have infected: lets a start find its way
SMALL, GREAT = 1e-80, 1e80  # sums are scaled before they run out, with TINY to spare


@within
def add_case(before, after, links, outside):  # type: ignore[no-untyped-def]
    """Fill `after`, by number of imports, with one case more; return the logarithm taken out."""
    inside, most = max(links, TINY), 0.0
    for number in range(after.size - 1, -1, -1):
        total = before[number] * inside
        if number:
            total += before[number - 1] * outside
        after[number] = total
        most = max(most, total)
    if SMALL < most < GREAT:
        return 0.0
    for number in range(after.size):
        after[number] /= most
    return np.log(most)


@kernel
def draw_imports(problem, tables, state, heat, forests, rng):  # type: ignore[no-untyped-def]
    """Draw which cases came from outside, exactly, where their number is known."""
    cases, count = problem.cases.size, problem.imports
    forests[:] = 0.0
    forests[0, 0] = 1.0
    for case in range(cases):
        links, outside = state.seats[heat, case].links, tables.outside[heat, case]
        add_case(forests[case], forests[case + 1], links, outside)
    for case in range(cases - 1, -1, -1):
        inside = forests[case, count] * max(state.seats[heat, case].links, TINY)
        outside = forests[case, count - 1] * tables.outside[heat, case] if count else 0.0
        comes_in = rng.random() * (inside + outside) < outside
        state.seats[heat, case].infector = -1 if comes_in else 0
        count -= comes_in


@kernel
def draw_all(problem, tables, state, sums, scratch, heat, rng, adding):  # type: ignore[no-untyped-def]
    """Draw the infector of every case, and the generations between."""
    known = problem.imports >= 0
    if known:
        draw_imports(problem, tables, state, heat, scratch.forests, rng)
    for case in range(problem.cases.size):
        day = state.seats[heat, case].day
        outside = outside_weight(problem, tables, heat, case, day)
        if known:
            outside = 0.0 if state.seats[heat, case].infector == 0 else np.inf
        others = others_weight(problem, tables, state, heat, case, day)
        total = outside + others + state.seats[heat, case].links
        if adding:
            _add_up(problem, tables, state, sums, heat, case, outside, others, total)
        _draw(problem, tables, state, heat, case, outside, others, total, rng)


@kernel
def _draw(problem, tables, state, heat, case, outside, others, total, rng):  # type: ignore[no-untyped-def]
    state.seats[heat, case].infector = -1
    state.seats[heat, case].generations = 0
    if outside == np.inf:
        return
    rest = rng.random() * total - outside
    if rest < 0.0 or total <= 0.0:
        pin(state, heat, case, -1)
        return
    if rest < others:
        source = draw_other(problem, tables, state, heat, case, rng)
        pin(state, heat, case, source)
        state.seats[heat, case].infector = source
        state.seats[heat, case].generations = _other_generations(
            problem, tables, state, heat, case, source, rng
        )
        return
    pin(state, heat, case, -1)
    _draw_listed(problem, tables, state, heat, case, rest - others, rng)


@kernel
def _draw_listed(problem, tables, state, heat, case, rest, rng):  # type: ignore[no-untyped-def]
    day, chosen = state.seats[heat, case].day, -1
    for pair in range(problem.cases[case].pairs_from, problem.cases[case].pairs_until):
        before = state.seats[heat, problem.pairs[pair].infector].day
        if before >= day:
            continue
        row = row_of(problem, problem.pairs[pair].infector, before)
        weight = link_weight(problem, tables, heat, pair, row, day - before, day)
        if weight > 0.0:
            chosen = pair
        rest -= weight
        if rest < 0.0:
            break
    if chosen < 0:
        return
    state.seats[heat, case].infector = problem.pairs[chosen].infector
    state.seats[heat, case].generations = _generations(problem, tables, state, heat, chosen, rng)


@kernel
def _generations(problem, tables, state, heat, pair, rng):  # type: ignore[no-untyped-def]
    source, day = problem.pairs[pair].infector, state.seats[heat, problem.pairs[pair].infectee].day
    before = state.seats[heat, source].day
    row, delay = row_of(problem, source, before), day - before
    if problem.pairs[pair].verdict != 0:
        return 1
    rest = rng.random() * link_weight(problem, tables, heat, pair, row, delay, day)
    for number in range(1, tables.share.shape[1] + 1):
        rest -= step_weight(problem, tables, heat, pair, row, delay, day, number)
        if rest < 0.0:
            return number
    return 1


@kernel
def _other_generations(problem, tables, state, heat, case, source, rng):  # type: ignore[no-untyped-def]
    before = state.seats[heat, source].day
    row, delay = row_of(problem, source, before), state.seats[heat, case].day - before
    rest = rng.random() * tables.cells[heat, row, delay].others
    rest -= tables.cells[heat, row, delay].direct * tables.record[heat, 0]
    for number in range(2, tables.share.shape[1] + 1):
        if rest < 0.0:
            return number - 1
        rest -= tables.share[heat, number - 1] * tables.between[heat, number - 1, row, delay]
    return tables.share.shape[1]


@kernel
def _add_up(problem, tables, state, sums, heat, case, outside, others, total):  # type: ignore[no-untyped-def]
    """Add the probabilities of this case's infectors: more exact than one draw of them."""
    if outside == np.inf or total <= 0.0:
        sums.cases[case].outside += 1.0
        return
    sums.cases[case].outside += outside / total
    sums.cases[case].others += others / total
    day = state.seats[heat, case].day
    for pair in range(problem.cases[case].pairs_from, problem.cases[case].pairs_until):
        before = state.seats[heat, problem.pairs[pair].infector].day
        if before >= day:
            continue
        row = row_of(problem, problem.pairs[pair].infector, before)
        delay = day - before
        sums.pairs[pair].link += link_weight(problem, tables, heat, pair, row, delay, day) / total
        sums.pairs[pair].unseen += (
            unseen_weight(problem, tables, heat, pair, row, delay, day) / total
        )
