"""The shortest chains of meetings between two people, against a walk over seconds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tracing.small_city import Stay, Ticks, at, cities, index_of, second

from firebreak.engine.tracing.asked import TraceError
from firebreak.engine.tracing.paths import path

ANN, BEN, CAI, DAN = range(4)
BUS, CAFE, GYM, HOME = range(4)
EVER = 10_000


def chains(index, a, b, least=1, latent=0, depth=3, window=(0, EVER), limit=100):
    """(from, to, place, start, end, seconds, certain, end assumed) of the steps of each chain."""
    table = path(
        *(index, a + 100, b + 100, *map(at, window)),
        depth=depth,
        latent=timedelta(seconds=latent),
        min_overlap=timedelta(seconds=least),
        limit=limit,
    )
    found: dict[int, list[tuple]] = {}
    for chain, step, source, to, place, start, end, *rest, _ in table.rows():
        found.setdefault(chain, []).append(
            (source - 100, to - 100, place - 500, second(start), second(end), *rest)
        )
        assert len(found[chain]) == step
    return list(found.values())


def earliest(oracle, a, b, least, latent, depth, window):
    """The fewest steps, and the earliest start of a last meeting with so many; None: no chain."""
    when = {a: window[0]}
    for step in range(1, depth + 1):
        meetings = [
            (other, start)
            for person, since in when.items()
            for other, _, start, *_ in oracle.meetings(person, (since, window[1]), least)
            if other != a
        ]
        reached = [start for other, start in meetings if other == b]
        if reached:
            return step, min(reached)
        when = {}
        for other, start in meetings:
            when[other] = min(when.get(other, EVER), start + latent)
    return None


@given(
    cities(),
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0, 0, 2]),
    st.integers(1, 4),
)
def test_chains_are_the_shortest_and_every_step_is_a_meeting(city, a, b, least, latent, depth):
    stays, canonical = city
    index, oracle = index_of(stays, canonical=canonical), Ticks(stays, canonical)
    if max(a, b) >= len(index.persons) or oracle.who(a) == oracle.who(b):
        return
    a, b, window = oracle.who(a), oracle.who(b), (0, 60)
    found = chains(index, a, b, least, latent, depth, window)
    expected = earliest(oracle, a, b, least, latent, depth, window)
    if expected is None:
        assert found == []
        return
    assert {len(chain) for chain in found} == {expected[0]}
    assert min(chain[-1][3] for chain in found) == expected[1]
    for chain in found:
        person, since = a, window[0]
        for source, to, *encounter in chain:
            assert source == person
            assert (to, *encounter) in oracle.meetings(person, (since, window[1]), least)
            person, since = to, encounter[1] + latent
        assert person == b
    assert len({chain[-1][0] for chain in found}) == len(found)


def relay():
    """Ann meets Ben and Cai, both of whom meet Dan: Cai first."""
    return index_of(
        [
            *(Stay(person, CAFE, 0, 50) for person in (ANN, BEN, CAI)),
            *(Stay(person, BUS, 100, 150) for person in (CAI, DAN)),
            *(Stay(person, GYM, 200, 250) for person in (BEN, DAN)),
        ]
    )


def test_of_chains_as_short_the_one_that_arrives_first_comes_first():
    people = [[step[:2] for step in chain] for chain in chains(relay(), ANN, DAN)]
    assert people == [[(ANN, CAI), (CAI, DAN)], [(ANN, BEN), (BEN, DAN)]]
    assert len(chains(relay(), ANN, DAN, limit=1)) == 1


def test_nobody_passes_on_what_he_is_yet_to_get():
    assert chains(relay(), DAN, ANN) == []


def test_a_chain_that_needs_more_steps_than_asked_for_is_none():
    assert chains(relay(), ANN, DAN, depth=1) == []


def test_from_nobody_and_to_oneself_there_is_no_chain():
    assert chains(relay(), ANN, ANN) == []
    assert chains(relay(), ANN, 99) == []
    assert chains(relay(), 99, ANN) == []


def test_a_chain_without_steps_is_refused():
    with pytest.raises(TraceError, match="depth"):
        path(relay(), 100, 101, depth=0)
