"""Whom cases reach, step by step, against a walk over seconds."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tracing.small_city import Stay, Ticks, at, cities, index_of, second

from firebreak.engine.tracing.asked import TraceError
from firebreak.engine.tracing.forward import forward
from firebreak.engine.tracing.segments import DAY_ONLY

ANN, BEN, CAI, DAN = range(4)
BUS, CAFE, GYM, HOME = range(4)


def reached(index, cases, **how):
    """As the oracle says it: depth, from, to, place, start, end, seconds, certain, end assumed."""
    how = {name: timedelta(seconds=n) if name != "depth" else n for name, n in how.items()}
    table = forward(index, cases, **how).drop("rule", "reached")
    return [
        (depth, a - 100, b - 100, place - 500, second(start), second(end), *rest)
        for depth, a, b, place, start, end, *rest in table.rows()
    ]


def walked(oracle, cases, depth, least, latent):
    """
    Every person's first encounter at his least depth, by trying all chains of meetings.

    `when` holds for each number of steps when everybody is reached by chains of just so many.
    """
    forever = 10_000
    when = {person: (start, end) for person, start, end in cases}
    least_depth, rows = dict.fromkeys(when, 0), []
    for step in range(1, depth + 1):
        found = {}
        for person, window in when.items():
            for other, place, *rest in oracle.meetings(person, window, least):
                if least_depth.get(other) == 0:
                    continue
                start, _, _, certain, _ = rest
                found.setdefault(other, []).append((start, not certain, person, place, rest))
        for other, encounters in found.items():
            start, _, person, place, rest = min(encounters)
            if other not in least_depth:
                least_depth[other] = step
                rows.append((step, person, other, place, *rest))
        when = {
            other: (min(encounters)[0] + latent, forever) for other, encounters in found.items()
        }
    return rows


@given(
    cities(),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 30), st.integers(1, 40)), max_size=2),
    st.integers(1, 4),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0, 0, 1, 4]),
)
def test_the_trace_is_that_of_all_chains_of_meetings(city, drawn, depth, least, latent):
    stays, canonical = city
    index, oracle = index_of(stays, canonical=canonical), Ticks(stays, canonical)
    cases = {
        oracle.who(person): (start, start + length)
        for person, start, length in drawn
        if person < len(index.persons)
    }
    cases = [(person, *window) for person, window in cases.items()]
    frame = pl.DataFrame(
        [(person + 100, at(start), at(end)) for person, start, end in cases],
        schema={
            "person_id": pl.Int64,
            "start": pl.Datetime("us", "UTC"),
            "end": pl.Datetime("us", "UTC"),
        },
        orient="row",
    )
    found = reached(index, frame, depth=depth, min_overlap=least, latent=latent)
    expected = walked(oracle, cases, depth, least, latent)
    assert sorted(found) == sorted(expected)
    assert found == sorted(found, key=lambda row: (row[0], not row[7], row[4], row[2]))


def test_nobody_is_reached_by_whom_his_contact_met_before():
    index = index_of(
        [
            Stay(BEN, GYM, 0, 50),
            Stay(DAN, GYM, 0, 50),
            Stay(ANN, CAFE, 100, 200),
            Stay(BEN, CAFE, 100, 200),
            Stay(BEN, BUS, 200, 250),
            Stay(CAI, BUS, 200, 250),
        ]
    )
    found = reached(index, ANN + 100, min_overlap=10)
    assert [row[:3] for row in found] == [(1, ANN, BEN), (2, BEN, CAI)]


def test_of_a_meeting_under_way_only_the_rest_counts():
    stays = [
        Stay(ANN, CAFE, 100, 200),
        Stay(BEN, CAFE, 100, 200),
        Stay(CAI, CAFE, 0, 130),
        Stay(BEN, CAFE, 0, 100, batch=1),
    ]
    index = index_of(stays)
    chains = [row[1:3] for row in reached(index, ANN + 100, min_overlap=20)]
    assert chains == [(ANN, BEN), (ANN, CAI)]
    chains = [row[1:3] for row in reached(index, ANN + 100, min_overlap=31)]
    assert chains == [(ANN, BEN)]


def test_who_is_latent_infects_nobody():
    stays = [
        Stay(ANN, CAFE, 0, 50),
        Stay(BEN, CAFE, 0, 50),
        Stay(BEN, BUS, 60, 90),
        Stay(CAI, BUS, 60, 90),
    ]
    assert len(reached(index_of(stays), ANN + 100, latent=60, min_overlap=5)) == 2
    assert len(reached(index_of(stays), ANN + 100, latent=90, min_overlap=5)) == 1


def test_who_is_reached_late_directly_goes_on_from_when_others_reached_him():
    index = index_of(
        [
            Stay(ANN, HOME, 0, 10),
            Stay(BEN, HOME, 0, 10),
            Stay(BEN, BUS, 20, 30),
            Stay(CAI, BUS, 20, 30),
            Stay(CAI, GYM, 40, 50),
            Stay(DAN, GYM, 40, 50),
            Stay(CAI, CAFE, 90, 99),
            Stay(ANN, CAFE, 90, 99),
        ]
    )
    found = reached(index, ANN + 100, depth=3, min_overlap=5)
    assert [row[:5] for row in found] == [
        (1, ANN, BEN, HOME, 0),
        (1, ANN, CAI, CAFE, 90),
        (3, CAI, DAN, GYM, 40),
    ]


def test_a_possible_encounter_stands_behind_the_certain_ones_of_its_depth():
    index = index_of(
        [
            Stay(ANN, CAFE, 50, 90),
            Stay(BEN, CAFE, 0, 86_400, flags=DAY_ONLY),
            Stay(CAI, CAFE, 60, 90),
        ]
    )
    assert [row[2] for row in reached(index, ANN + 100, depth=1, min_overlap=5)] == [CAI, BEN]


def test_after_until_nobody_is_looked_at():
    stays = [
        Stay(ANN, CAFE, 0, 50),
        Stay(BEN, CAFE, 0, 50),
        Stay(BEN, BUS, 60, 90),
        Stay(CAI, BUS, 60, 90),
    ]
    found = forward(index_of(stays), 100, until=at(60), min_overlap=timedelta(seconds=5))
    assert found["to_id"].to_list() == [101]


def test_a_crowd_larger_than_there_is_room_for_at_first_is_reached_whole():
    crowd = range(2, 700)
    in_cafe = [Stay(n, CAFE, 100 + n, 2_000) for n in crowd]
    before = [Stay(ANN, GYM, 0, 50), Stay(BEN, GYM, 0, 50)]
    index = index_of([*before, Stay(ANN, CAFE, 300, 2_000), Stay(BEN, CAFE, 100, 2_000), *in_cafe])
    found = reached(index, ANN + 100, min_overlap=10)
    assert [row[:5] for row in found] == [
        (1, ANN, BEN, GYM, 0),
        *((1, ANN, n, CAFE, max(300, 100 + n)) for n in crowd),
    ]


def test_a_trace_that_is_cut_says_so_and_ends_there():
    stays = [Stay(person, CAFE, 0, 50) for person in range(6)]
    stays += [Stay(5, BUS, 60, 90), Stay(6, BUS, 60, 90)]
    found = forward(index_of(stays), 100, min_overlap=timedelta(seconds=5), limit=2)
    assert found.select("depth", "to_id", "reached").rows() == [(1, 101, 5), (1, 102, 5)]
    whole = forward(index_of(stays), 100, min_overlap=timedelta(seconds=5), limit=5)
    assert whole["reached"].to_list() == [5] * 5 + [1]


def test_a_trace_without_steps_is_refused():
    index = index_of([Stay(ANN, CAFE, 0, 50)])
    with pytest.raises(TraceError, match="depth"):
        forward(index, 100, depth=0)
    assert forward(index, []).height == 0
