"""R-hat and effective sample sizes: known answers, the published formula written another way."""

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from firebreak.engine.chains.convergence import (
    effective,
    ess_bulk,
    ess_tail,
    normal_scores,
    r_hat,
    split,
)


def ar1(correlation, starts=4, draws=5_000, quantities=20, seed=1):
    """Return stationary draws of which each keeps so much of the one before."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(starts, draws, quantities))
    found = np.empty_like(noise)
    found[:, 0] = noise[:, 0]
    for draw in range(1, draws):
        step = np.sqrt(1 - correlation**2) * noise[:, draw]
        found[:, draw] = correlation * found[:, draw - 1] + step
    return found


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.4])
def test_of_draws_that_remember_the_last_the_effective_number_is_known(correlation):
    draws = ar1(correlation)
    known = 4 * 5_000 * (1 - correlation) / (1 + correlation)
    assert effective(draws).mean() == pytest.approx(known, rel=0.06)


def test_of_independent_draws_all_are_effective_also_in_the_tails():
    draws = ar1(0.0)
    assert ess_bulk(draws).mean() == pytest.approx(20_000, rel=0.05)
    assert ess_tail(draws).mean() == pytest.approx(20_000, rel=0.10)


def by_the_formulas(draws):
    """R-hat of one quantity, as equations 1 to 4 and 13 of Vehtari et al. 2021 have it."""
    half = draws.shape[1] // 2
    chains = [part for chain in draws for part in (chain[:half], chain[-half:])]
    everything = np.concatenate(chains)
    found = []
    for values in (everything, np.abs(everything - np.median(everything))):
        scores = norm.ppf((rankdata(values) - 3 / 8) / (values.size + 1 / 4))
        each = np.split(scores, len(chains))
        means = [chain.mean() for chain in each]
        between = half * np.var(means, ddof=1)
        within = np.mean([chain.var(ddof=1) for chain in each])
        found.append(np.sqrt(((half - 1) / half * within + between / half) / within))
    return max(found)


def test_r_hat_is_that_of_its_formulas():
    draws = ar1(0.7, draws=301, quantities=6) + np.arange(4)[:, None, None] * 0.1
    draws[:, :, 5] *= np.array([1, 1, 1, 3])[:, None]
    expected = [by_the_formulas(draws[:, :, quantity]) for quantity in range(6)]
    assert r_hat(draws) == pytest.approx(expected)


def test_starts_that_stay_apart_are_told():
    draws = ar1(0.0, draws=500, quantities=1)
    assert r_hat(draws)[0] < 1.01
    draws[0] += 1.5
    assert r_hat(draws)[0] > 1.1


def test_starts_that_differ_in_spread_alone_are_told():
    draws = ar1(0.0, draws=500, quantities=1)
    draws[0] *= 4.0
    assert r_hat(draws)[0] > 1.05


def test_a_start_that_drifts_disagrees_with_itself():
    draws = ar1(0.0, draws=500, quantities=1) + np.linspace(0, 3, 500)[:, None]
    assert r_hat(draws)[0] > 1.1


def test_of_what_never_changes_all_draws_are_effective():
    draws = np.ones((4, 100, 2))
    assert r_hat(draws).tolist() == [1.0, 1.0]
    assert effective(draws).tolist() == [400.0, 400.0]


def test_starts_that_each_stand_still_at_another_value_never_agree():
    draws = np.broadcast_to(np.arange(4.0)[:, None, None], (4, 100, 1))
    assert r_hat(draws)[0] == np.inf


def test_ranks_alone_count():
    draws = ar1(0.5, draws=200, quantities=3)
    assert normal_scores(np.exp(draws)) == pytest.approx(normal_scores(draws))
    assert ess_bulk(np.exp(3 * draws)) == pytest.approx(ess_bulk(draws))


def test_halves_of_an_odd_number_of_draws_leave_the_middle_one_out():
    halves = split(np.arange(7.0).reshape(1, 7, 1))
    assert halves[:, :, 0].tolist() == [[0, 1, 2], [4, 5, 6]]


def test_arviz_finds_the_same():
    arviz = pytest.importorskip("arviz", reason="arviz is an extra, and not installed")
    draws = ar1(0.6, draws=400, quantities=5)
    for quantity in range(5):
        each = draws[:, :, quantity]
        assert r_hat(draws)[quantity] == pytest.approx(float(arviz.rhat(each)))
        ours, theirs = ess_bulk(draws)[quantity], float(arviz.ess(each, method="bulk"))
        assert ours == pytest.approx(theirs, rel=0.02)
        ours, theirs = ess_tail(draws)[quantity], float(arviz.ess(each, method="tail"))
        assert ours == pytest.approx(theirs, rel=0.02)
