"""What R and k mean: the 20/80 statement and the chance of control, by table, simulation and limit."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.epidemic import (
    OffspringError,
    probability_of_control,
    proportion_of_transmission,
)

means, sizes = st.floats(0.1, 8), st.floats(0.05, 50)


@pytest.fixture(scope="module")
def grid(reference):
    return pl.read_csv(reference / "superspreading" / "analytic_grid.csv")


def test_the_published_shares_come_out(grid):
    ours = proportion_of_transmission(grid["R"], grid["k"])
    assert (ours["behind_transmission"] - grid["p80"]).abs().max() < 1e-12
    assert (ours["by_cases"] - grid["t20"]).abs().max() < 1e-4  # theirs is found by searching


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        ("p_epidemic_1", {}),
        ("p_epidemic_5", {"cases": 5}),
        ("p_contain_1_ind0.2", {"individual_control": 0.2}),
        ("p_contain_5_pop0.25", {"cases": 5, "population_control": 0.25}),
    ],
)
def test_the_published_chances_come_out_where_cases_would_grow(grid, column, asked):
    """Below one infection each, theirs stops short of certainty by up to 0.005."""
    growing = grid.filter(pl.col("R") > 1.4)
    ours = probability_of_control(growing["R"], growing["k"], **asked)["probability"]
    theirs = growing[column] if "contain" in column else 1 - growing[column]
    assert (ours - theirs).abs().max() < 1e-6


def test_by_hand_with_k_of_a_half():
    """q = (1 + 6(1 - q))^(-1/2): at q = 1/2 that is 4^(-1/2)."""
    assert probability_of_control(3, 0.5)["probability"][0] == pytest.approx(0.5, abs=1e-12)


def test_with_k_of_one_it_is_one_over_r():
    assert probability_of_control(4, 1)["probability"][0] == pytest.approx(0.25, abs=1e-12)


def test_sarss_twenty_percent_made_most_of_it():
    """Lloyd-Smith et al. (2005), k = 0.16 in Singapore: the top 20% make 88% of transmission."""
    assert proportion_of_transmission(1.63, 0.16)["by_cases"][0] == pytest.approx(0.88, abs=0.005)


def test_simulated_cases_make_the_same_shares():
    random, k, mean = np.random.default_rng(1), 0.3, 2.0
    expected = np.sort(random.gamma(k, mean / k, 400_000))[::-1]
    counts = np.sort(random.poisson(expected))[::-1]
    ours = proportion_of_transmission(mean, k, cases=0.1, transmission=0.7).row(0, named=True)
    assert expected[:40_000].sum() / expected.sum() == pytest.approx(ours["by_cases"], abs=0.01)
    behind = np.searchsorted(np.cumsum(counts), 0.7 * counts.sum()) / 400_000
    assert behind == pytest.approx(ours["behind_transmission"], abs=0.005)


def test_simulated_chains_end_as_often():
    random, k, mean = np.random.default_rng(2), 0.5, 1.8
    ended_within = np.zeros(4_000, int)
    infected = np.full(4_000, 2)
    for generation in range(1, 30):
        infected = np.array(
            [
                random.negative_binomial(n * k, k / (k + mean)) if 0 < n < 500 else n
                for n in infected
            ]
        )
        ended_within[(infected == 0) & (ended_within == 0)] = generation
    ever = probability_of_control(mean, k, cases=2)["probability"][0]
    in_three = probability_of_control(mean, k, cases=2, generations=3)["probability"][0]
    assert (ended_within > 0).mean() == pytest.approx(ever, abs=0.025)
    assert ((ended_within > 0) & (ended_within <= 3)).mean() == pytest.approx(in_three, abs=0.025)


def test_without_any_unevenness_a_fifth_makes_a_fifth():
    row = proportion_of_transmission(2, np.inf).row(0, named=True)
    assert row["by_cases"] == 0.2
    nearly = proportion_of_transmission(2, 1e6).row(0, named=True)
    assert nearly["by_cases"] == pytest.approx(0.2, abs=1e-3)
    assert nearly["behind_transmission"] == pytest.approx(row["behind_transmission"], abs=1e-5)
    poisson, like_it = (probability_of_control(2, k)["probability"][0] for k in (np.inf, 1e8))
    assert like_it == pytest.approx(poisson, abs=1e-6)


@pytest.mark.parametrize("asked", [{"individual_control": 1}, {"population_control": 1}])
def test_full_control_is_certain(asked):
    assert probability_of_control(5, 0.2, **asked)["probability"][0] == 1


def test_at_an_r_of_one_it_ends_for_certain():
    assert probability_of_control([0.5, 1.0], 0.2)["probability"].to_list() == [1, 1]


@given(means, sizes, st.integers(1, 5))
def test_the_chance_solves_its_equation_and_waiting_only_raises_it(mean, k, generations):
    q = probability_of_control(mean, k)["probability"][0]
    assert 0 <= q <= 1
    assert q == pytest.approx((1 + mean * (1 - q) / k) ** -k, abs=1e-6)
    soon = probability_of_control(mean, k, generations=generations)["probability"][0]
    later = probability_of_control(mean, k, generations=generations + 1)["probability"][0]
    assert soon <= later + 1e-12
    assert later <= q + 1e-9


@given(means, sizes, st.floats(0, 1), st.floats(0, 1))
def test_more_control_never_lowers_the_chance(mean, k, low, high):
    low, high = sorted((low, high))
    for name in ("individual_control", "population_control"):
        before, after = (
            probability_of_control(mean, k, **{name: c})["probability"][0] for c in (low, high)
        )
        assert after >= before - 1e-9


@given(means, sizes)
def test_shares_are_shares_and_more_even_cases_are_less_concentrated(mean, k):
    uneven, even = (
        proportion_of_transmission(mean, size).row(0, named=True) for size in (k, 2 * k)
    )
    for row in (uneven, even):
        assert 0.2 <= row["by_cases"] <= 1
        assert 0 < row["behind_transmission"] <= 0.8 + 1e-9
    assert uneven["by_cases"] > even["by_cases"]


def test_draws_of_a_posterior_are_one_row_each():
    both = proportion_of_transmission([1.0, 2.0], [0.2, 0.3])
    assert both["by_cases"][1] == proportion_of_transmission(2.0, 0.3)["by_cases"][0]
    assert probability_of_control([1.5, 2.0], [0.2, 0.3]).height == 2


@pytest.mark.parametrize(
    ("r", "k", "asked", "says"),
    [
        (0, 1, {}, "row 0: R is 0"),
        ([1, 2], [1, -1], {}, "row 1: R is 2 and k is -1"),
        (float("nan"), 1, {}, "row 0: R is nan"),
        (1, float("nan"), {}, "k is nan"),
        ([1, 2], [1, 2, 3], {}, "as many R as k"),
        ("a", 1, {}, "as many R as k"),
        (1, 1, {"individual_control": 1.1}, "individual_control is 1.1"),
        (1, 1, {"population_control": -1}, "population_control is -1"),
        (1, 1, {"cases": 0}, "cases is 0"),
        (1, 1, {"generations": 0}, "generations is 0"),
    ],
)
def test_no_chance_is_given_for_what_is_none(r, k, asked, says):
    with pytest.raises(OffspringError, match=says):
        probability_of_control(r, k, **asked)


@pytest.mark.parametrize("asked", [{"cases": 20}, {"transmission": 0}, {"cases": float("nan")}])
def test_a_share_that_is_none_is_refused(asked):
    with pytest.raises(OffspringError, match="give a share between 0 and 1"):
        proportion_of_transmission(1, 1, **asked)
