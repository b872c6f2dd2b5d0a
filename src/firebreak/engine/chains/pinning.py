"""Linked lists: who was infected on each day, and who is pinned to which infector.

A case whose infector is one of the many without evidence is pinned to the one drawn, until it is
drawn again: to sum over all of them whenever one of them moves would cost a look at everybody.
"""

from firebreak.engine.chains.arrays import FINE
from firebreak.engine.chains.compiled import kernel
from firebreak.engine.chains.weights import find_pair, press, row_of

TRIES = 100  # then it is cheaper to look at everybody


@kernel
def pin(state, heat, case, source):  # type: ignore[no-untyped-def]
    """Pin the case to an infector; -1 lets it go."""
    if state.seats[heat, case].pinned >= 0:
        before, after = state.seats[heat, case].pinned_before, state.seats[heat, case].pinned_next
        if before >= 0:
            state.seats[heat, before].pinned_next = after
        else:
            state.seats[heat, state.seats[heat, case].pinned].pinned_head = after
        if after >= 0:
            state.seats[heat, after].pinned_before = before
    state.seats[heat, case].pinned = source
    if source < 0:
        return
    after = state.seats[heat, source].pinned_head
    state.seats[heat, case].pinned_next, state.seats[heat, case].pinned_before = after, -1
    if after >= 0:
        state.seats[heat, after].pinned_before = case
    state.seats[heat, source].pinned_head = case


@kernel
def enlist(state, heat, case):  # type: ignore[no-untyped-def]
    """Put the case on the list of its day."""
    day = state.seats[heat, case].day
    after = state.days[heat, day].head
    state.seats[heat, case].day_next, state.seats[heat, case].day_before = after, -1
    if after >= 0:
        state.seats[heat, after].day_before = case
    state.days[heat, day].head = case
    state.days[heat, day].count += 1


@kernel
def strike(state, heat, case):  # type: ignore[no-untyped-def]
    """Take the case off the list of its day."""
    day = state.seats[heat, case].day
    before, after = state.seats[heat, case].day_before, state.seats[heat, case].day_next
    if before >= 0:
        state.seats[heat, before].day_next = after
    else:
        state.days[heat, day].head = after
    if after >= 0:
        state.seats[heat, after].day_before = before
    state.days[heat, day].count -= 1


@kernel
def relist(problem, state, heat):  # type: ignore[no-untyped-def]
    """Make the lists of days anew."""
    for day in range(state.days.shape[1]):
        state.days[heat, day].head = -1
        state.days[heat, day].count = 0
    for case in range(problem.cases.size):
        enlist(state, heat, case)


@kernel
def put(problem, tables, state, heat, case, day):  # type: ignore[no-untyped-def]
    """Let the case be infected on `day`: on the lists, and in what weighs on everybody."""
    if not problem.background:
        state.seats[heat, case].day = day
        return
    press(problem, tables, state, heat, case, -1)
    strike(state, heat, case)
    state.seats[heat, case].day = day
    enlist(state, heat, case)
    press(problem, tables, state, heat, case, 1)


@kernel
def draw_other(problem, tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    """
    Draw an infector from all that are not listed, exactly.

    First a day by how many were infected on it, as if none was isolated; then one of that day. He
    is kept with the probability that isolation left him, and if he is no listed pair of the case.
    """
    for _ in range(TRIES):
        source = _propose(tables, state, heat, case, rng)
        if source < 0:
            break
        if source == case or find_pair(problem, case, source) >= 0:
            continue
        before = state.seats[heat, source].day
        delay = state.seats[heat, case].day - before
        row, free = row_of(problem, source, before), tables.cells.shape[1] - 1
        kept = tables.cells[heat, row, delay].others_fine / max(
            tables.cells[heat, free, delay].others_fine, 1
        )
        if kept >= 1.0 or rng.random() < kept:
            return source
    return _draw_by_looking_at_all(problem, tables, state, heat, case, rng)


@kernel
def _propose(tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    day, free = state.seats[heat, case].day, tables.cells.shape[1] - 1
    furthest = min(tables.cells.shape[2] - 1, day)
    total = 0.0
    for delay in range(1, furthest + 1):
        count = state.days[heat, day - delay].count
        total += count * tables.cells[heat, free, delay].others
    rest = rng.random() * total
    for delay in range(1, furthest + 1):
        count = state.days[heat, day - delay].count
        rest -= count * tables.cells[heat, free, delay].others
        if count > 0 and rest < 0.0:
            source = state.days[heat, day - delay].head
            for _ in range(int(rng.random() * count)):
                source = state.seats[heat, source].day_next
            return source
    return -1


@kernel
def _draw_by_looking_at_all(problem, tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    day, total, chosen = state.seats[heat, case].day, 0.0, -1
    for source in range(problem.cases.size):
        before = state.seats[heat, source].day
        delay = day - before
        if delay < 1 or delay >= tables.cells.shape[2] or find_pair(problem, case, source) >= 0:
            continue
        weight = tables.cells[heat, row_of(problem, source, before), delay].others_fine / FINE
        total += weight
        if rng.random() * total < weight:
            chosen = source
    return chosen
