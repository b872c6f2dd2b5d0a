"""Infections that would not have happened: counted as one counts on paper, and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.chains.counting import descendants_after
from firebreak.engine.missed.avoided import avoided

# 0 infects 1 (day 3) and 2 (day 6); 1 infects 3 (day 7); 2 infects 4 (day 8) and 5 (day 9).
INFECTOR = np.array([[-1, 0, 0, 1, 2, 2]])
DAY = np.array([[0, 3, 6, 7, 8, 9]])


def count(infector, day, groups: list[dict[int, int]], generations=None) -> list[list[int]]:
    """Return the count of each group (case -> from which day on he is held back), by draw."""
    infector, day = np.asarray(infector), np.asarray(day)
    between = np.ones_like(day) if generations is None else np.asarray(generations)
    held = [case for group in groups for case in group]
    since = [day for group in groups for day in group.values()]
    begins = np.cumsum([0, *(len(group) for group in groups)])
    found = avoided(infector, between, day, np.array(held, int), np.array(since, int), begins)
    return found.tolist()


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({0: 0}, 5),  # the source, from the beginning: everybody
        ({0: 4}, 3),  # after he infected 1: 2, and whom 2 infected
        ({0: 7}, 0),  # after all he did
        ({1: 3}, 1),
        ({2: 9}, 1),  # on the very day: 5 is not infected, 4 was the day before
        ({1: 0, 2: 6}, 2),  # 1 was not infected on day 0: nobody could have held him back
        ({0: 4, 2: 6}, 3),  # 2 is not infected at all: what he did is not counted again
        ({5: 9}, 0),
        ({}, 0),
    ],
)
def test_what_hangs_on_whoever_is_held_back_does_not_happen(held, expected):
    assert count(INFECTOR, DAY, [held]) == [[expected]]


def test_somebody_held_back_twice_is_held_back_from_the_earlier_day():
    both = avoided(
        INFECTOR, np.ones_like(DAY), DAY, np.array([0, 0]), np.array([7, 4]), np.array([0, 2])
    )
    assert both.tolist() == [[3]]


def test_of_an_unseen_case_between_two_the_first_step_is_half_way():
    # 0 infects an unseen one, who infects 1 on day 8: the first step is put at day 4.
    assert count([[-1, 0]], [[0, 8]], [{0: 4}, {0: 5}], [[0, 2]]) == [[1], [0]]


def test_each_draw_is_counted_by_itself():
    infector, day = [[-1, 0, 0], [-1, 0, 1]], [[0, 2, 3], [0, 2, 3]]
    assert count(infector, day, [{1: 2}]) == [[0, 1]]


@st.composite
def trees(draw):
    cases = draw(st.integers(1, 9))
    infector = [-1] + [draw(st.integers(-1, at - 1)) for at in range(1, cases)]
    steps = [draw(st.integers(0, 4)) for _ in range(cases)]
    day = [0] * cases
    for case, parent in enumerate(infector):
        day[case] = steps[case] + (day[parent] if parent >= 0 else 0)
    between = [draw(st.integers(1, 3)) if parent >= 0 else 0 for parent in infector]
    return infector, day, between


GROUPS = st.lists(st.dictionaries(st.integers(0, 8), st.integers(-1, 20)), max_size=3)


def by_simulation(tree, held: dict[int, int]) -> int:
    """Let the outbreak run, infection by infection, with some held back; count who is missing."""
    infector, day, between = tree
    happens = [False] * len(infector)
    for case, parent in enumerate(infector):  # infectors stand before those they infect
        if parent < 0:
            happens[case] = True
            continue
        step = day[case]
        if between[case] > 1:
            step = day[parent] + (day[case] - day[parent]) // between[case]
        from_day = held.get(parent, 10**6)
        stopped = day[parent] <= from_day <= step
        happens[case] = happens[parent] and not stopped
    return happens.count(False)


@given(tree=trees(), groups=GROUPS)
def test_it_is_what_a_simulation_without_them_lacks(tree, groups):
    cases = len(tree[0])
    groups = [{case: day for case, day in g.items() if case < cases} for g in groups]
    found = count([tree[0]], [tree[1]], groups, [tree[2]])
    assert found == [[by_simulation(tree, group)] for group in groups]


@given(tree=trees(), group=st.dictionaries(st.integers(0, 8), st.integers(-1, 20)), more=st.data())
def test_holding_back_more_cases_avoids_no_fewer_and_never_more_than_one_by_one(tree, group, more):
    group = {case: day for case, day in group.items() if case < len(tree[0])}
    fewer = {case: day for case, day in group.items() if more.draw(st.booleans())}
    alone = [{case: day} for case, day in group.items()]
    whole, part, *each = (
        n for (n,) in count([tree[0]], [tree[1]], [group, fewer, *alone], [tree[2]])
    )
    assert part <= whole <= sum(each)


@given(tree=trees(), since=st.integers(-1, 20))
def test_of_one_case_it_is_what_the_chains_themselves_count(tree, since):
    """They ask what he caused from a day on; this, besides, whether he was infected by then."""
    infector, day, between = (np.array([row]) for row in tree)
    everybody = np.arange(infector.shape[1])
    (caused,) = descendants_after(infector, between, day, everybody, np.full(len(everybody), since))
    found = count(infector, day, [{case: since} for case in everybody.tolist()], between)
    expected = [int(n) if day[0, case] <= since else 0 for case, n in enumerate(caused)]
    assert [n for (n,) in found] == expected
