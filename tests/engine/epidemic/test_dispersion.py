"""R and k from infections per case: published fits, brute force, unfinished chains, coverage."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from firebreak.engine.epidemic import EpidemicError, OffspringError, dispersion
from firebreak.engine.epidemic.offspring.counts import read
from firebreak.engine.epidemic.offspring.likelihood import Likelihood

PUBLISHED = (
    "ebola_conakry_2014",
    "mers_korea_2015",
    "measles_hagelloch_1861",
    "hongkong_pairs_2020",
    "ebola_sim_clean",
)
FEW = [0, 0, 0, 0, 0, 0, 0, 1, 1, 8]


def drawn(random, mean, k, size):
    return random.negative_binomial(k, k / (k + mean), size)


@pytest.fixture(scope="module")
def superspreading(reference):
    folder = reference / "superspreading"
    counts = json.loads((folder / "offspring_counts.json").read_text())
    return counts, json.loads((folder / "estimates.json").read_text())["nbinom"]


@pytest.mark.parametrize("outbreak", PUBLISHED)
def test_the_published_fit_comes_out_and_the_likelihood_is_no_lower(superspreading, outbreak):
    counts, fits = superspreading
    ours, theirs = dispersion(counts[outbreak]).row(0, named=True), fits[outbreak]
    assert (ours["cases"], ours["infections"]) == (theirs["n"], theirs["total"])
    assert ours["R"] == pytest.approx(theirs["R"], rel=1e-3)
    assert ours["k"] == pytest.approx(theirs["k"], rel=1e-3)
    assert ours["log_likelihood"] >= theirs["loglik"] - 1e-9
    assert ours["log_likelihood"] == pytest.approx(theirs["loglik"], abs=1e-4)


def test_an_interval_of_r_does_not_cross_zero_where_walds_does(superspreading):
    counts, fits = superspreading
    assert fits["mers_korea_2015"]["wald_ci_mu"][0] < 0
    ours = dispersion(counts["mers_korea_2015"]).row(0, named=True)
    assert 0 < ours["R_lower"] < ours["R"] < ours["R_upper"]


def test_the_likelihood_is_that_of_scipys_negative_binomial():
    random = np.random.default_rng(1)
    counts, seen = drawn(random, 2, 0.4, 30), random.choice([0.2, 0.7, 1], 30)
    finished = random.uniform(size=30) < 0.7
    likelihood = Likelihood(read(counts, seen, finished))
    for r, k in ((0.5, 0.1), (2.0, 1.0), (5.0, 30.0)):
        one = stats.nbinom(k, k / (k + r * seen))
        expected = np.where(finished, one.logpmf(counts), np.log(one.sf(counts - 1))).sum()
        assert likelihood(np.log([r]), np.log([k]))[0, 0] == pytest.approx(expected, rel=1e-9)


def test_each_draw_at_its_own_r_is_the_diagonal():
    random = np.random.default_rng(2)
    likelihood = Likelihood(read(drawn(random, 2, 0.4, (3, 20)), random.choice([0.3, 1], 20), None))
    r, log_k = np.array([0.5, 1.0, 2.0]), np.array([-1.0, 0.5])
    ours = likelihood.each_at_its_own(r, log_k)
    for point in range(2):
        for draw in range(3):
            asked = likelihood(np.log(r[draw : draw + 1]), log_k[point : point + 1])
            assert ours[point, draw] == pytest.approx(asked[0, draw])


def test_maximum_and_interval_are_those_of_a_general_optimiser():
    counts = np.array(FEW)

    def height(log_r, log_k):
        r, k = np.exp(log_r), np.exp(log_k)
        return stats.nbinom(k, k / (k + r)).logpmf(counts).sum()

    best = optimize.minimize(lambda t: -height(*t), [0, 0], method="Nelder-Mead")
    ours = dispersion(FEW).row(0, named=True)
    assert ours["R"] == pytest.approx(np.exp(best.x[0]), rel=1e-3)
    assert ours["k"] == pytest.approx(np.exp(best.x[1]), rel=1e-3)
    for end in ("k_lower", "k_upper"):
        log_k = np.log(ours[end])
        profile = optimize.minimize_scalar(lambda r, k=log_k: -height(r, k), bounds=(-8, 8))
        assert 2 * (profile.fun - best.fun) == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-3)
    for end in ("R_lower", "R_upper"):
        log_r = np.log(ours[end])
        profile = optimize.minimize_scalar(lambda k, r=log_r: -height(r, k), bounds=(-8, 8))
        assert 2 * (profile.fun - best.fun) == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-3)


def test_the_bayesian_interval_is_that_of_a_fine_grid():
    log_r, log_k = np.linspace(-5, 5, 400), np.linspace(-8, 7, 400)
    likelihood = Likelihood(read(FEW, None, None))
    points = np.stack(np.meshgrid(log_r, log_k, indexing="ij"), -1).reshape(-1, 2)
    height = likelihood(points[:, 0], points[:, 1])[:, 0]
    height += stats.norm(0, 1).logpdf(points[:, 0]) + stats.norm(np.log(0.5), 1.5).logpdf(
        points[:, 1]
    )
    weight = np.exp(height - height.max()).reshape(400, 400)
    ours = dispersion(FEW, interval="bayesian").row(0, named=True)
    for axis, name, values in ((1, "R", log_r), (0, "k", log_k)):
        below = weight.sum(axis).cumsum() / weight.sum()
        expected = np.exp(np.interp([0.025, 0.5, 0.975], below, values))
        got = [ours[f"{name}_lower"], ours[name], ours[f"{name}_upper"]]
        assert got == pytest.approx(expected, rel=0.04)


@pytest.mark.parametrize("interval", ["profile", "bayesian"])
def test_nine_of_ten_intervals_hold_the_truth(interval):
    random, held = np.random.default_rng(6), []
    for _ in range(40):
        row = dispersion(drawn(random, 1.5, 0.4, 120), interval=interval, level=0.9).row(
            0, named=True
        )
        held += [row["R_lower"] < 1.5 < row["R_upper"], row["k_lower"] < 0.4 < row["k_upper"]]
    assert 0.82 < np.mean(held) < 0.98


def test_what_is_not_seen_yet_is_put_right():
    """Of each case's infections, every one is seen with the probability of its case."""
    random = np.random.default_rng(9)
    seen = random.choice([0.1, 0.5, 1.0], 3_000)
    counts = random.binomial(drawn(random, 2, 0.5, 3_000), seen)
    plain = dispersion(counts).row(0, named=True)
    right = dispersion(counts, seen=seen).row(0, named=True)
    assert plain["R_upper"] < 2
    assert right["R_lower"] < 2 < right["R_upper"]
    assert right["k_lower"] < 0.5 < right["k_upper"]


def test_a_least_count_is_no_count():
    random = np.random.default_rng(10)
    counts, known_up_to = drawn(random, 2, 0.5, 2_000), random.choice([0, 1, 2, 5], 2_000)
    known, finished = np.minimum(counts, known_up_to), counts < known_up_to
    right = dispersion(known, finished=finished).row(0, named=True)
    plain = dispersion(known).row(0, named=True)
    assert plain["R_upper"] < 1
    assert right["R_lower"] < 2 < right["R_upper"]
    assert right["k_lower"] < 0.5 < right["k_upper"]


def test_links_that_are_missed_alike_lower_r_and_leave_k():
    random = np.random.default_rng(12)
    counts = random.binomial(drawn(random, 2, 0.5, 3_000), 0.6)
    plain = dispersion(counts).row(0, named=True)
    right = dispersion(counts, seen=[0.6] * 3_000).row(0, named=True)
    assert right["R"] == pytest.approx(plain["R"] / 0.6, rel=1e-4)
    assert right["k"] == pytest.approx(plain["k"], rel=1e-4)


def test_draws_that_agree_are_one_tree_and_draws_that_differ_widen_it():
    random = np.random.default_rng(13)
    trees = drawn(random, 1.5, 0.3, (60, 100))
    same = dispersion([trees[0]] * 5).row(0, named=True)
    one = dispersion(trees[0], interval="bayesian").row(0, named=True)
    for name in ("R", "R_lower", "R_upper", "k", "k_lower", "k_upper"):
        assert same[name] == pytest.approx(one[name], rel=1e-3)
    several = dispersion(trees).row(0, named=True)
    assert several["R_upper"] / several["R_lower"] > one["R_upper"] / one["R_lower"]
    assert several["log_likelihood"] is None
    assert several["infections"] == pytest.approx(trees.sum(1).mean())


def test_counts_as_even_as_chance_are_poisson():
    row = dispersion([1, 0, 2, 1, 1, 1, 0, 1, 2, 1]).row(0, named=True)
    assert (row["k"], row["k_upper"], row["basis"]) == (np.inf, np.inf, "poisson")
    assert row["R"] == pytest.approx(1, rel=1e-4)
    assert row["k_lower"] > 0


def test_nobody_infecting_anybody_says_nothing_of_k():
    row = dispersion([0] * 20).row(0, named=True)
    assert (row["R"], row["R_lower"], row["k"], row["basis"]) == (0, 0, None, "none")
    assert (row["k_lower"], row["k_upper"]) == (0, np.inf)
    bounded = dispersion([0] * 20, interval="bayesian").row(0, named=True)
    assert 0 < bounded["R"] < 1
    assert bounded["R_upper"] < 10


def test_one_case_says_little():
    row = dispersion([3]).row(0, named=True)
    assert row["R_lower"] < 1 < 10 < row["R_upper"]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_r_is_the_mean_and_every_interval_holds_its_estimate(counts):
    row = dispersion(counts).row(0, named=True)
    assert row["R"] == pytest.approx(np.mean(counts), rel=1e-3, abs=1e-9)
    assert row["R_lower"] <= row["R"] <= row["R_upper"]
    assert not np.isnan([v for v in row.values() if isinstance(v, float)]).any()
    if row["k"] is not None:
        assert row["k_lower"] <= row["k"] <= row["k_upper"]


@given(st.permutations(FEW))
@settings(max_examples=5)
def test_the_order_of_cases_does_not_matter(counts):
    assert dispersion(counts)["k"][0] == pytest.approx(dispersion(FEW)["k"][0])


@pytest.mark.parametrize(
    ("offspring", "asked", "says"),
    [
        ([], {}, "no case"),
        ([1, -1], {}, "row 1 is -1"),
        ([1, 0.5], {}, "row 1 is 0.5"),
        ([1, float("nan")], {}, "row 1 is nan"),
        (pl.Series([1, None]), {}, "row 1 is nan"),
        (["a"], {}, "offspring has what is no number"),
        ([[1, 2], [3]], {}, "offspring has what is no number"),
        ([[1, 2], [3, -4]], {}, "row 1 of draw 1 is -4"),
        ([1, 2], {"seen": [1]}, "seen has 1 rows for 2 cases"),
        ([1, 2], {"seen": [1, 0]}, "seen row 1 is 0"),
        ([1, 2], {"seen": [1, 1.2]}, "seen row 1 is 1.2"),
        ([1, 2], {"finished": [True]}, "finished has 1 rows"),
        ([1, 2], {"finished": [1, 2]}, "finished row 1 is 2"),
        ([[1, 2], [0, 1]], {"finished": [True, False]}, "give seen instead"),
        ([[1, 2], [0, 1]], {"interval": "profile"}, "leave interval out"),
        ([1, 2], {"interval": "wald"}, "interval is 'wald'"),
    ],
)
def test_what_is_no_count_is_refused_with_its_row(offspring, asked, says):
    with pytest.raises(OffspringError, match=says):
        dispersion(offspring, **asked)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(EpidemicError, match="level"):
        dispersion(FEW, level=2)
