"""The infections that would not have happened had some cases been held back from some day on.

In each draw of the chains every case has one infector, so what somebody caused is the part of the
tree below him. Held back from a day on, he infects nobody on that day or later, and what hangs below
those he would have infected does not happen either. Of several held back, each infection counts
once. Whoever was, in that draw, infected only after that day is not held back by it: nothing was
there yet to be seen.

Where a draw has unseen cases between two, the day of the first infection is not drawn. It is put at
one generation's share of the time between the two: of several intervals of one distribution, given
their sum, each is expected to be an equal part of it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

OUTSIDE = -1
NOT_HELD = np.int32(2**31 - 1)
Ints = NDArray[Any]
F = TypeVar("F", bound=Callable[..., Any])


def _kernel(function: F) -> F:
    """Compile `function` when it is first called."""
    try:
        return cast(F, njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder to keep machine code in
        return cast(F, njit(nogil=True)(function))


def avoided(
    infector: NDArray[Any],
    generations: NDArray[Any],
    day: NDArray[Any],
    held: NDArray[np.int64],
    from_day: NDArray[np.int64],
    groups: NDArray[np.int64],
) -> NDArray[np.int32]:
    """
    Count the cases that would not have been infected, for each group and draw.

    Parameters
    ----------
    infector, generations, day
        Of the chains, shape (draws, cases): the index of the infector (-1: outside the list), how
        many generations lie between (1: direct), the day of infection.
    held, from_day
        Indices of the cases held back, and the day from which on, group by group.
    groups
        Where each group begins in `held`, and at last where the last one ends: groups + 1 numbers.

    Returns
    -------
    numpy.ndarray
        Cases, shape (groups, draws).

    Examples
    --------
    0 infects 1 on day 3 and 2 on day 6; 1 infects 3 on day 7. Held back from day 5 on, 0 does not
    infect 2; from day 3 on nobody else is infected.

    >>> import numpy as np
    >>> infector, day = np.array([[-1, 0, 0, 1]]), np.array([[0, 3, 6, 7]])
    >>> held, since = np.array([0, 0]), np.array([5, 3])
    >>> avoided(infector, np.ones_like(day), day, held, since, np.array([0, 1, 2])).tolist()
    [[1], [3]]
    """
    arrays = (infector.astype(np.int32), generations.astype(np.int32), day.astype(np.int32))
    return _avoided(*arrays, *_each_once(held, from_day, groups))


def _each_once(
    held: NDArray[np.int64], from_day: NDArray[np.int64], groups: NDArray[np.int64]
) -> tuple[Ints, Ints, Ints]:
    """Name each case once in a group, from the first of its days on."""
    group = np.repeat(np.arange(len(groups) - 1), np.diff(groups))
    order = np.lexsort((from_day, held, group))
    group, held, from_day = group[order], held[order], from_day[order]
    is_first = np.ones(len(held), bool)
    is_first[1:] = (np.diff(group) != 0) | (np.diff(held) != 0)
    group, held, from_day = group[is_first], held[is_first], from_day[is_first]
    return held, from_day, np.searchsorted(group, np.arange(len(groups)))


@_kernel
def _children(parents: Ints) -> tuple[Ints, Ints]:
    """The first child of each case, and the next child of the same infector; -1: none."""
    first = np.full(len(parents), OUTSIDE)
    following = np.full(len(parents), OUTSIDE)
    for case in range(len(parents)):
        if parents[case] != OUTSIDE:
            following[case] = first[parents[case]]
            first[parents[case]] = case
    return first, following


@_kernel
def _sizes(parents: Ints, first: Ints, following: Ints) -> Ints:
    """How many cases each one's part of the tree has, with himself."""
    order = np.empty(len(parents), np.int64)  # infectors before those they infect
    length = 0
    for case in range(len(parents)):
        if parents[case] == OUTSIDE:
            order[length] = case
            length += 1
    done = 0
    while done < length:
        child = first[order[done]]
        while child != OUTSIDE:
            order[length] = child
            length += 1
            child = following[child]
        done += 1
    sizes = np.ones(len(parents), np.int64)
    for at in range(length - 1, -1, -1):
        if parents[order[at]] != OUTSIDE:
            sizes[parents[order[at]]] += sizes[order[at]]
    return sizes


@_kernel
def _first_steps(parents: Ints, between: Ints, days: Ints) -> Ints:
    """The day on which each one's infector infected: him, or the unseen first one between them."""
    steps = days.copy()
    for case in range(len(parents)):
        parent = parents[case]
        if parent != OUTSIDE and between[case] > 1:
            steps[case] = days[parent] + (days[case] - days[parent]) // between[case]
    return steps


@_kernel
def _is_spared(case: int, parents: Ints, days: Ints, steps: Ints, since: Ints) -> bool:
    """Whether he would not have been infected, had the others been held back."""
    child = case
    for _step in range(len(parents)):
        parent = parents[child]
        if parent == OUTSIDE:
            return False
        if days[parent] <= since[parent] <= steps[child]:
            return True
        child = parent
    return False


@_kernel
def _below(case: int, limit: int, first: Ints, following: Ints, steps: Ints, sizes: Ints) -> int:
    """How many infections hang on what a case did from a day on."""
    count, child = 0, first[case]
    while child != OUTSIDE:
        if steps[child] >= limit:
            count += sizes[child]
        child = following[child]
    return count


@_kernel
def _held_back(
    held: Ints, since: Ints, parents: Ints, days: Ints, steps: Ints, below: tuple[Ints, Ints, Ints]
) -> int:
    """How many infections do not happen in one draw, each case held back from `since` on."""
    first, following, sizes = below
    total, is_alone = 0, len(held) == 1  # then nobody else is held back who could spare him
    for case in held:
        if days[case] > since[case]:
            continue
        if not is_alone and _is_spared(case, parents, days, steps, since):
            continue
        total += _below(case, since[case], first, following, steps, sizes)
    return total


@_kernel
def _avoided(
    infector: Ints, generations: Ints, day: Ints, held: Ints, from_day: Ints, groups: Ints
) -> Ints:
    draws, cases = infector.shape
    counts = np.zeros((len(groups) - 1, draws), np.int32)
    since = np.full(cases, NOT_HELD)
    for draw in range(draws):
        parents, days = infector[draw], day[draw]
        first, following = _children(parents)
        below = (first, following, _sizes(parents, first, following))
        steps = _first_steps(parents, generations[draw], days)
        for group in range(len(groups) - 1):
            mine = held[groups[group] : groups[group + 1]]
            for at in range(len(mine)):
                since[mine[at]] = from_day[groups[group] + at]
            counts[group, draw] = _held_back(mine, since, parents, days, steps, below)
            for case in mine:
                since[case] = NOT_HELD
    return counts
