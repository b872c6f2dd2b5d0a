"""The tables of an answer, each against the draws it sums up: counted by hand, or written again."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import firebreak as fb
from firebreak.engine.chains.result import Chains

ZERO = date(2020, 1, 1)


def by_hand(infector, generations, day, ids=None):
    infector = np.array(infector, np.int32)
    return Chains(
        ids=ids or tuple("abcdefgh"[: infector.shape[1]]),
        day_zero=ZERO,
        infector_draws=infector,
        generations_draws=np.array(generations, np.int8),
        infection_day_draws=np.array(day, np.int32),
    )


@pytest.fixture
def chains():
    """Two stories of four: a infects b, b infects c and d; and a infects all, d over one unseen."""
    return by_hand(
        [[-1, 0, 1, 1], [-1, 0, 0, 0]],
        [[0, 1, 1, 1], [0, 1, 1, 2]],
        [[0, 2, 4, 5], [0, 2, 3, 6]],
    )


def on(day):
    return ZERO + timedelta(days=day)


def test_infectors_are_the_shares_of_draws(chains):
    assert chains.infectors.rows() == [
        ("a", None, 1.0, 0.0),
        ("b", "a", 1.0, 0.0),
        ("c", "a", 0.5, 0.0),
        ("c", "b", 0.5, 0.0),
        ("d", "a", 0.5, 1.0),
        ("d", "b", 0.5, 0.0),
    ]


def test_offspring_depth_and_unseen_cases(chains):
    assert chains.offspring["mean"].to_list() == [2.0, 1.0, 0.0, 0.0]
    assert chains.generations["mean"].to_list() == [0.0, 1.0, 1.5, 2.0]
    assert chains.missing.rows() == [("a", "d", 0.5)]
    assert chains.missing_total.mean == 0.5


def test_infections_after_a_day_are_those_of_his_own_from_then_on_and_all_that_came_of_them(chains):
    assert chains.infections_after("a", on(0)).mean == 3.0
    assert chains.infections_after("a", on(3)).mean == 1.0  # c, and d's unseen infector on day 3
    assert chains.infections_after("a", on(4)).mean == 0.0
    assert chains.infections_after("b", on(5)).mean == 0.5
    assert chains.infections_after("d", on(0)) == (0.0, 0.0, 0.0)


def test_many_are_asked_in_one_table_in_any_order(chains):
    asked = pl.DataFrame({"id": ["b", "a", "b"], "day": [on(5), on(3), on(0)], "row": [1, 2, 3]})
    found = chains.descendants_after(asked)
    assert found["mean"].to_list() == [0.5, 1.0, 1.0]
    assert found.select(asked.columns).equals(asked)


def test_an_unknown_case_or_no_day_is_refused(chains):
    with pytest.raises(fb.ChainsError, match="row 0: this id is not among the cases"):
        chains.infections_after("x", ZERO)
    with pytest.raises(fb.ChainsError, match="row 0: `day` is empty"):
        chains.descendants_after(
            pl.DataFrame({"id": ["a"], "day": [None]}, schema_overrides={"day": pl.Date})
        )


@st.composite
def stories(draw):
    """Draw trees of six cases, each infected after his infector."""
    rows = []
    for _ in range(3):
        order = draw(st.permutations(range(6)))
        infector, generations, day = [-1] * 6, [0] * 6, [0] * 6
        for place, case in enumerate(order):
            source = draw(st.integers(-1, place - 1))
            if source < 0:
                day[case] = draw(st.integers(0, 3))
                continue
            infector[case], generations[case] = order[source], draw(st.integers(1, 3))
            day[case] = day[order[source]] + draw(st.integers(generations[case], 9))
        rows.append((infector, generations, day))
    return by_hand(*zip(*rows, strict=True))


def descendants(infector, generations, day, case, since):
    """Count by walking down the tree: `infections_after` of one draw."""
    found = 0
    for child in [c for c, source in enumerate(infector) if source == case]:
        first = day[case] + (day[child] - day[case]) // generations[child]
        if since is None or first >= since:
            found += 1 + descendants(infector, generations, day, child, None)
    return found


@given(stories(), st.integers(0, 5), st.integers(0, 12))
def test_descendants_are_those_found_by_walking_down_each_tree(chains, case, since):
    draws = zip(
        chains.infector_draws.tolist(),
        chains.generations_draws.tolist(),
        chains.infection_day_draws.tolist(),
        strict=True,
    )
    counts = [descendants(*draw, case, since) for draw in draws]
    assert chains.infections_after(chains.ids[case], on(since)).mean == pytest.approx(
        np.mean(counts)
    )


def depth(infector, generations, case):
    if infector[case] < 0:
        return 0
    return generations[case] + depth(infector, generations, infector[case])


@given(stories())
def test_depths_are_those_found_by_walking_up(chains):
    for case in range(6):
        steps = [
            depth(row, k, case)
            for row, k in zip(
                chains.infector_draws.tolist(), chains.generations_draws.tolist(), strict=True
            )
        ]
        assert chains.generations["mean"][case] == pytest.approx(np.mean(steps))


@given(stories())
def test_probabilities_of_sources_sum_to_one_for_each_chain(chains):
    sums = chains.sources.group_by("chain").agg(pl.col("probability").sum())
    assert sums["probability"].to_list() == pytest.approx([1.0] * sums.height)


def test_the_source_of_a_chain_is_who_most_of_it_descends_from(chains):
    assert chains.sources.rows() == [(1, "a", 1.0)]
    two = by_hand(
        [[-1, 0, 1], [1, -1, 1], [1, -1, 1]],
        [[0, 1, 1], [1, 0, 1], [1, 0, 1]],
        [
            [0, 1, 2],
            [2, 0, 2],
            [1, 0, 3],
        ],
    )
    assert two.sources.rows() == [
        (1, "b", pytest.approx(2 / 3)),
        (1, "a", pytest.approx(1 / 3)),
    ]


def test_where_no_case_leads_to_most_of_the_chain_the_source_is_nobody_of_the_list():
    apart = by_hand([[-1, 0], [-1, 0], [-1, -1]], [[0, 1], [0, 1], [0, 0]], [[0, 1]] * 3)
    assert apart.sources.rows() == [
        (1, "a", pytest.approx(2 / 3)),
        (1, None, pytest.approx(1 / 3)),
    ]


def test_arviz_takes_the_draws():
    pytest.importorskip("arviz", reason="arviz is an extra, and not installed")
    chains = by_hand([[-1, 0], [-1, 0], [1, -1], [-1, -1]], [[0, 1]] * 4, [[0, 1]] * 4)
    posterior = chains.to_inference_data()["posterior"]
    assert posterior["infector"].shape == (1, 4, 2)
    assert posterior["infector"].sel(case="b").values.ravel().tolist() == [0, 0, -1, -1]
