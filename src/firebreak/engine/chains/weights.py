"""The weight of one link, given the days of infection: the model, in one place.

    weight(i infects c over k generations) = chance of k generations
        x chance of that delay over k generations, with i isolated when he was
        x for k = 1: how much more often such a pair is on record, and at such a time
        x how much more often such a genetic distance occurs on k generations

All are likelihood ratios against a pair of which neither infected the other, so pairs that are no
link contribute 1. Divided by their sum over infectors they are the infector's exact distribution.
"""

import numpy as np

from firebreak.engine.chains.arrays import (
    ESTABLISHED,
    EXCLUDED,
    FINE,
    MUTATIONS,
    UNSEQUENCED,
    UNTIMED,
)
from firebreak.engine.chains.compiled import kernel, within


@within
def row_of(problem, case, day):  # type: ignore[no-untyped-def]
    """Return which row of the tables holds for an infector infected on `day`."""
    after = problem.cases[case].isolated - day
    return min(max(after, 0), problem.free_row)


@kernel
def find_pair(problem, case, source):  # type: ignore[no-untyped-def]
    """Return the number of the listed pair, or -1."""
    low, high = problem.cases[case].pairs_from, problem.cases[case].pairs_until
    while low < high:
        middle = (low + high) // 2
        if problem.pairs[middle].infector < source:
            low = middle + 1
        else:
            high = middle
    if low < problem.cases[case].pairs_until and problem.pairs[low].infector == source:
        return low
    return -1


@within
def record_weight(problem, tables, heat, pair, day):  # type: ignore[no-untyped-def]
    """Return the likelihood ratio of what is on record of the two, for a direct infection."""
    ratio = tables.record[heat, problem.pairs[pair].category]
    start = problem.pairs[pair].covered_from
    if start == UNTIMED:
        return ratio
    code = problem.covered[start + day - problem.cases[problem.pairs[pair].infectee].earliest]
    return ratio * tables.timing[heat, code]


@within
def step_weight(problem, tables, heat, pair, row, delay, day, generations):  # type: ignore[no-untyped-def]
    """Return the weight of the link over so many generations."""
    weight = tables.share[heat, generations - 1] * tables.between[heat, generations - 1, row, delay]
    if generations == 1:
        weight *= record_weight(problem, tables, heat, pair, day)
    if problem.pairs[pair].distance != UNSEQUENCED:
        weight *= tables.mutations[heat, generations - 1, problem.pairs[pair].distance]
    return weight


@within
def link_weight(problem, tables, heat, pair, row, delay, day):  # type: ignore[no-untyped-def]
    """Return the weight of the link over all numbers of generations."""
    if delay < 1 or delay >= tables.cells.shape[2] or problem.pairs[pair].verdict == EXCLUDED:
        return 0.0
    if problem.pairs[pair].distance != UNSEQUENCED:
        return _sequenced(problem, tables, heat, pair, row, delay, day)
    direct = tables.cells[heat, row, delay].direct
    if direct > 0.0:
        direct *= record_weight(problem, tables, heat, pair, day)
    if problem.pairs[pair].verdict == ESTABLISHED:
        return direct
    return direct + tables.cells[heat, row, delay].unseen


@within
def _sequenced(problem, tables, heat, pair, row, delay, day):  # type: ignore[no-untyped-def]
    most = 1 if problem.pairs[pair].verdict == ESTABLISHED else tables.share.shape[1]
    total = 0.0
    for generations in range(1, most + 1):
        total += step_weight(problem, tables, heat, pair, row, delay, day, generations)
    return total


@kernel
def unseen_weight(problem, tables, heat, pair, row, delay, day):  # type: ignore[no-untyped-def]
    """Return the link's weight times the unseen cases on it."""
    if delay < 1 or delay >= tables.cells.shape[2] or problem.pairs[pair].verdict != 0:
        return 0.0
    if problem.pairs[pair].distance == UNSEQUENCED:
        return tables.cells[heat, row, delay].unseen_cases
    total = 0.0
    for generations in range(2, tables.share.shape[1] + 1):
        weight = step_weight(problem, tables, heat, pair, row, delay, day, generations)
        total += (generations - 1) * weight
    return total


@within
def outside_weight(problem, tables, heat, case, day):  # type: ignore[no-untyped-def]
    """Return the weight of an infector who is not in the list."""
    return tables.outside[heat, case] if day < problem.span else 0.0


@kernel
def listed_weight(problem, tables, state, heat, case, day):  # type: ignore[no-untyped-def]
    """Return the sum of the weights of a case's pairs, were it infected on `day`."""
    total = 0.0
    for pair in range(problem.cases[case].pairs_from, problem.cases[case].pairs_until):
        source = problem.pairs[pair].infector
        before = state.seats[heat, source].day
        if before < day:
            row = row_of(problem, source, before)
            total += link_weight(problem, tables, heat, pair, row, day - before, day)
    return total


@kernel
def others_weight(problem, tables, state, heat, case, day):  # type: ignore[no-untyped-def]
    """Return the weight of all infectors without evidence, were `case` infected on `day`."""
    if not problem.background or problem.cases[case].closed:
        return 0.0
    total = state.days[heat, day].pressure
    longest = tables.cells.shape[2]
    own = state.seats[heat, case].day
    if 0 < day - own < longest:
        total -= tables.cells[heat, row_of(problem, case, own), day - own].others_fine
    for pair in range(problem.cases[case].pairs_from, problem.cases[case].pairs_until):
        source = problem.pairs[pair].infector
        delay = day - state.seats[heat, source].day
        if 0 < delay < longest:
            row = row_of(problem, source, state.seats[heat, source].day)
            total -= tables.cells[heat, row, delay].others_fine
    return total / FINE


@kernel
def refresh(problem, tables, state, heat):  # type: ignore[no-untyped-def]
    """Work out anew all sums that depend on days and parameters."""
    for case in range(problem.cases.size):
        day = state.seats[heat, case].day
        state.seats[heat, case].links = listed_weight(problem, tables, state, heat, case, day)
    if not problem.background:
        return
    for day in range(state.days.shape[1]):
        state.days[heat, day].pressure = 0
    for case in range(problem.cases.size):
        press(problem, tables, state, heat, case, 1)


@kernel
def press(problem, tables, state, heat, case, sign):  # type: ignore[no-untyped-def]
    """Add (or take away, sign -1) what `case` weighs as an infector of anybody."""
    day = state.seats[heat, case].day
    row = row_of(problem, case, day)
    last = min(tables.cells.shape[2] - 1, state.days.shape[1] - 1 - day)
    for delay in range(1, last + 1):
        state.days[heat, day + delay].pressure += sign * tables.cells[heat, row, delay].others_fine


@kernel
def fill(problem, tables, state, heat, logs):  # type: ignore[no-untyped-def]
    """Make the tables of one temperature from its parameters; `logs` are those of `log_shares`."""
    power = tables.power[heat]
    generations = tables.share.shape[1]
    for number in range(generations):
        tables.share[heat, number] = np.exp(power * logs[number])
    for row in range(problem.first_row, tables.cells.shape[1]):
        for delay in range(1, tables.cells.shape[2]):
            tables.cells[heat, row, delay].direct = (
                tables.share[heat, 0] * tables.between[heat, 0, row, delay]
            )
            unseen, cases = 0.0, 0.0
            for number in range(1, generations):
                weight = tables.share[heat, number] * tables.between[heat, number, row, delay]
                unseen += weight
                cases += number * weight
            tables.cells[heat, row, delay].unseen = unseen
            tables.cells[heat, row, delay].unseen_cases = cases
    _fill_record(problem, tables, state, heat)
    _fill_mutations(problem, tables, state, heat)
    for row in range(problem.first_row, tables.cells.shape[1]):
        for delay in range(1, tables.cells.shape[2]):
            others = tables.cells[heat, row, delay].direct * tables.record[heat, 0]
            others += tables.cells[heat, row, delay].unseen
            tables.cells[heat, row, delay].others = others
            tables.cells[heat, row, delay].others_fine = np.int64(others * FINE)
    weight = np.exp(power * logs[generations])
    for case in range(problem.cases.size):
        tables.outside[heat, case] = weight * problem.cases[case].outside ** power


@kernel
def _fill_record(problem, tables, state, heat):  # type: ignore[no-untyped-def]
    power = tables.power[heat]
    for category in range(tables.record.shape[1]):
        ratio = state.rates[heat, category].linked / state.rates[heat, category].other
        tables.record[heat, category] = ratio**power


@kernel
def _fill_mutations(problem, tables, state, heat):  # type: ignore[no-untyped-def]
    """Poisson by generation, against how common the distance is; or those very sites (Settings)."""
    rate = state.parameters[heat, MUTATIONS]
    for number in range(tables.mutations.shape[1]):
        expected = rate * (number + 1)
        for distance in range(tables.mutations.shape[2]):
            log = distance * np.log(expected) - expected - problem.apart_log[distance]
            tables.mutations[heat, number, distance] = np.exp(tables.power[heat] * log)
