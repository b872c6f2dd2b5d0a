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
    if state.pinned[heat, case] >= 0:
        before, after = state.pinned_before[heat, case], state.pinned_next[heat, case]
        if before >= 0:
            state.pinned_next[heat, before] = after
        else:
            state.pinned_head[heat, state.pinned[heat, case]] = after
        if after >= 0:
            state.pinned_before[heat, after] = before
    state.pinned[heat, case] = source
    if source < 0:
        return
    after = state.pinned_head[heat, source]
    state.pinned_next[heat, case], state.pinned_before[heat, case] = after, -1
    if after >= 0:
        state.pinned_before[heat, after] = case
    state.pinned_head[heat, source] = case


@kernel
def enlist(state, heat, case):  # type: ignore[no-untyped-def]
    """Put the case on the list of its day."""
    day = state.day[heat, case]
    after = state.day_head[heat, day]
    state.day_next[heat, case], state.day_before[heat, case] = after, -1
    if after >= 0:
        state.day_before[heat, after] = case
    state.day_head[heat, day] = case
    state.day_count[heat, day] += 1


@kernel
def strike(state, heat, case):  # type: ignore[no-untyped-def]
    """Take the case off the list of its day."""
    day = state.day[heat, case]
    before, after = state.day_before[heat, case], state.day_next[heat, case]
    if before >= 0:
        state.day_next[heat, before] = after
    else:
        state.day_head[heat, day] = after
    if after >= 0:
        state.day_before[heat, after] = before
    state.day_count[heat, day] -= 1


@kernel
def relist(problem, state, heat):  # type: ignore[no-untyped-def]
    """Make the lists of days anew."""
    state.day_head[heat] = -1
    state.day_count[heat] = 0
    for case in range(problem.earliest.size):
        enlist(state, heat, case)


@kernel
def put(problem, tables, state, heat, case, day):  # type: ignore[no-untyped-def]
    """Let the case be infected on `day`: on the lists, and in what weighs on everybody."""
    if not problem.background:
        state.day[heat, case] = day
        return
    press(problem, tables, state, heat, case, -1)
    strike(state, heat, case)
    state.day[heat, case] = day
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
        before = state.day[heat, source]
        delay = state.day[heat, case] - before
        row, free = row_of(problem, source, before), tables.direct.shape[1] - 1
        kept = tables.others_fine[heat, row, delay] / max(tables.others_fine[heat, free, delay], 1)
        if kept >= 1.0 or rng.random() < kept:
            return source
    return _draw_by_looking_at_all(problem, tables, state, heat, case, rng)


@kernel
def _propose(tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    day, free = state.day[heat, case], tables.direct.shape[1] - 1
    furthest = min(tables.direct.shape[2] - 1, day)
    total = 0.0
    for delay in range(1, furthest + 1):
        count = state.day_count[heat, day - delay]
        total += count * tables.others[heat, free, delay]
    rest = rng.random() * total
    for delay in range(1, furthest + 1):
        count = state.day_count[heat, day - delay]
        rest -= count * tables.others[heat, free, delay]
        if count > 0 and rest < 0.0:
            source = state.day_head[heat, day - delay]
            for _ in range(int(rng.random() * count)):
                source = state.day_next[heat, source]
            return source
    return -1


@kernel
def _draw_by_looking_at_all(problem, tables, state, heat, case, rng):  # type: ignore[no-untyped-def]
    day, total, chosen = state.day[heat, case], 0.0, -1
    for source in range(problem.earliest.size):
        before = state.day[heat, source]
        delay = day - before
        if delay < 1 or delay >= tables.direct.shape[2] or find_pair(problem, case, source) >= 0:
            continue
        weight = tables.others_fine[heat, row_of(problem, source, before), delay] / FINE
        total += weight
        if rng.random() * total < weight:
            chosen = source
    return chosen
