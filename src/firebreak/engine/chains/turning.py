"""Moves of two cases on record together, so that who infected whom can turn round.

Moves of one case at a time hold on to a link: to turn it round, both days have to change, and on
the way neither has the other for an infector. Here the two days are drawn at once, exactly, from
all pairs of days: with the infectors of both, and of all whom either may have infected, summed out.
"""

import numpy as np

from firebreak.engine.chains.arrays import TURNED
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.moving import (
    IMPOSSIBLE,
    SMALL,
    WIDE,
    pin_again,
    run_around,
    settle,
)
from firebreak.engine.chains.weights import (
    find_pair,
    link_weight,
    others_weight,
    outside_weight,
    row_of,
)


@kernel
def turn(problem, tables, state, sums, scratch, heat, pair, rng):  # type: ignore[no-untyped-def]
    """Draw the days of the two cases of a pair anew, together."""
    case, other = problem.pairs[pair].infectee, problem.pairs[pair].infector
    low, high = run_around(problem, state, heat, case, WIDE, rng)
    other_low, other_high = run_around(problem, state, heat, other, WIDE, rng)
    days, other_days, cells = high - low + 1, other_high - other_low + 1, scratch.cells
    _weigh_two(problem, tables, state, scratch, heat, case, other, low, days, other_low, other_days)
    for place in range(problem.cases[case].children_from, problem.cases[case].children_until):
        child = problem.pairs[problem.as_infector[place]].infectee
        if child != other and state.seats[heat, child].day > low:
            _weigh_child(
                problem,
                tables,
                state,
                scratch,
                heat,
                child,
                case,
                other,
                low,
                days,
                other_low,
                other_days,
            )
    for place in range(problem.cases[other].children_from, problem.cases[other].children_until):
        child = problem.pairs[problem.as_infector[place]].infectee
        if child == case or state.seats[heat, child].day <= other_low:
            continue
        if state.seats[heat, child].day > low and find_pair(problem, child, case) >= 0:
            continue
        _weigh_child(
            problem,
            tables,
            state,
            scratch,
            heat,
            child,
            case,
            other,
            low,
            days,
            other_low,
            other_days,
        )
    chosen = _choose(cells, days * other_days, rng)
    if chosen < 0:
        return
    new, other_new = low + chosen // other_days, other_low + chosen % other_days
    sums.moves[TURNED].tried += heat == 0
    turned = (new < other_new) != (state.seats[heat, case].day < state.seats[heat, other].day)
    sums.moves[TURNED].taken += heat == 0 and turned
    if new != state.seats[heat, case].day:
        settle(problem, tables, state, heat, case, new)
    if other_new != state.seats[heat, other].day:
        settle(problem, tables, state, heat, other, other_new)
    pin_again(problem, tables, state, heat, case, rng)
    pin_again(problem, tables, state, heat, other, rng)
    _pin_children(problem, tables, state, heat, case, low, rng)
    _pin_children(problem, tables, state, heat, other, other_low, rng)


@kernel
def _pin_children(problem, tables, state, heat, case, low, rng):  # type: ignore[no-untyped-def]
    for place in range(problem.cases[case].children_from, problem.cases[case].children_until):
        child = problem.pairs[problem.as_infector[place]].infectee
        if state.seats[heat, child].day > low:
            pin_again(problem, tables, state, heat, child, rng)


@kernel
def _weigh_two(  # type: ignore[no-untyped-def]
    problem, tables, state, scratch, heat, case, other, low, days, other_low, other_days
):
    """Fill the cells, by day of the one and of the other: their onsets, infectors, and pinned."""
    cells, log, other_log = scratch.cells, scratch.wide[0], scratch.wide[1]
    own, other_own = scratch.wide[2], scratch.wide[3]
    _weigh_one(problem, tables, state, heat, case, other, low, days, other_low, log, own)
    _weigh_one(
        problem, tables, state, heat, other, case, other_low, other_days, low, other_log, other_own
    )
    there, back = find_pair(problem, case, other), find_pair(problem, other, case)
    for place in range(days):
        day = low + place
        for other_place in range(other_days):
            other_day = other_low + other_place
            mine, its = own[place], other_own[other_place]
            if there >= 0 and other_day < day:
                row = row_of(problem, other, other_day)
                mine += link_weight(problem, tables, heat, there, row, day - other_day, day)
            if back >= 0 and day < other_day:
                row = row_of(problem, case, day)
                its += link_weight(problem, tables, heat, back, row, other_day - day, other_day)
            weight = max(mine, IMPOSSIBLE) * log[place]
            cells[place * other_days + other_place] = weight * (
                max(its, IMPOSSIBLE) * other_log[other_place]
            )


@kernel
def _weigh_one(problem, tables, state, heat, case, other, low, days, other_low, log, own):  # type: ignore[no-untyped-def]
    """Fill by day how probable a case's onset and those pinned to it are, and its infectors but one."""
    most = -np.inf
    for place in range(days):
        log[place] = tables.onset[
            heat, problem.cases[case].first + low + place - problem.cases[case].earliest
        ]
    child = state.seats[heat, case].pinned_head
    while child >= 0:
        if state.seats[heat, child].day <= other_low or find_pair(problem, child, other) < 0:
            for place in range(days):
                delay, weight = state.seats[heat, child].day - low - place, 0.0
                if 0 < delay < tables.cells.shape[2]:
                    weight = tables.cells[heat, row_of(problem, case, low + place), delay].others
                log[place] += np.log(max(weight, IMPOSSIBLE))
        child = state.seats[heat, child].pinned_next
    for place in range(days):
        most = max(most, log[place])
    for place in range(days):
        log[place] = np.exp(log[place] - most)
        day = low + place
        own[place] = others_weight(problem, tables, state, heat, case, day)
        own[place] += outside_weight(problem, tables, heat, case, day)
        for pair in range(problem.cases[case].pairs_from, problem.cases[case].pairs_until):
            source = problem.pairs[pair].infector
            before = state.seats[heat, source].day
            if source != other and before < day:
                row = row_of(problem, source, before)
                own[place] += link_weight(problem, tables, heat, pair, row, day - before, day)


@kernel
def _weigh_child(  # type: ignore[no-untyped-def]
    problem, tables, state, scratch, heat, child, case, other, low, days, other_low, other_days
):
    """Multiply the cells by the weight of all infectors that the child has then."""
    cells, mine, its = scratch.cells, scratch.wide[0], scratch.wide[1]
    day = state.seats[heat, child].day
    rest = outside_weight(problem, tables, heat, child, day)
    rest += others_weight(problem, tables, state, heat, child, day)
    for pair in range(problem.cases[child].pairs_from, problem.cases[child].pairs_until):
        source = problem.pairs[pair].infector
        before = state.seats[heat, source].day
        if source != case and source != other and before < day:
            row = row_of(problem, source, before)
            rest += link_weight(problem, tables, heat, pair, row, day - before, day)
    most, present = _weigh_parent(problem, tables, state, heat, child, case, low, days, mine)
    rest -= present
    other_most, present = _weigh_parent(
        problem, tables, state, heat, child, other, other_low, other_days, its
    )
    rest -= present
    scale = 1.0 / max(rest + most + other_most, IMPOSSIBLE)
    least = IMPOSSIBLE * scale
    top = 0.0
    for place in range(days):
        so_far = rest + mine[place]
        for other_place in range(other_days):
            value = cells[place * other_days + other_place]
            value *= max((so_far + its[other_place]) * scale, least)
            cells[place * other_days + other_place] = value
            top = max(top, value)
    if 0.0 < top < SMALL:
        for place in range(days * other_days):
            cells[place] /= top


@kernel
def _weigh_parent(problem, tables, state, heat, child, case, low, days, weights):  # type: ignore[no-untyped-def]
    """Fill what `case` weighs as the child's infector, by day; return the most, and what others hold."""
    pair, most, day, present = (
        find_pair(problem, child, case),
        0.0,
        state.seats[heat, child].day,
        0.0,
    )
    longest = tables.cells.shape[2]
    alone = pair < 0 and problem.background and not problem.cases[child].closed
    for place in range(days):
        delay, weights[place] = day - low - place, 0.0
        if 0 < delay < longest:
            row = row_of(problem, case, low + place)
            if pair >= 0:
                weights[place] = link_weight(problem, tables, heat, pair, row, delay, day)
            elif alone:
                weights[place] = tables.cells[heat, row, delay].others
            most = max(most, weights[place])
    delay = day - state.seats[heat, case].day
    if alone and 0 < delay < longest:
        present = tables.cells[
            heat, row_of(problem, case, state.seats[heat, case].day), delay
        ].others
    return most, present


@kernel
def _choose(cells, count, rng):  # type: ignore[no-untyped-def]
    total = 0.0
    for place in range(count):
        total += cells[place]
    if total <= 0.0:
        return -1
    rest = rng.random() * total
    for place in range(count):
        rest -= cells[place]
        if rest < 0.0:
            return place
    return -1
