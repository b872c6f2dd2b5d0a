"""Intervals by whole days: against published ones, by integration, refused where they are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from firebreak.engine.epidemic import IntervalError, discrete_interval, uncertain_interval

from .days import table


@pytest.mark.parametrize(
    ("name", "mean", "sd"),
    [("Flu1918", 2.6, 1.5), ("MockRotavirus", 2.2, 1.2), ("SARS2003", 8.4, 3.8)],
)
def test_the_published_weights_come_out(reference, name, mean, sd):
    theirs = table(reference, f"{name}_discrSI_mean{mean}_sd{sd}")["w"].to_numpy()[1:]
    ours = discrete_interval(mean, sd)
    shorter = min(len(ours), len(theirs))
    assert ours[:shorter] == pytest.approx(theirs[:shorter], abs=1e-8)


@pytest.mark.parametrize("days", [1, 2, 5])
def test_a_weight_is_the_chance_of_so_many_midnights_between(days):
    """Infector at any moment of his day, gamma delay 1 day later: how often is it `days` days."""
    delay = stats.gamma((3.6 / 2) ** 2, loc=1, scale=2**2 / 3.6)
    chance = integrate.quad(
        lambda moment: delay.cdf(days + 1 - moment) - delay.cdf(days - moment), 0, 1
    )
    assert discrete_interval(4.6, 2)[days - 1] == pytest.approx(chance[0], abs=1e-7)


@given(st.floats(1.2, 30), st.floats(0.1, 2))
def test_weights_sum_to_one_and_keep_the_mean(mean, variation):
    sd = variation * (mean - 1)
    weights = discrete_interval(mean, sd)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    assert weights @ np.arange(1, len(weights) + 1) == pytest.approx(mean, abs=1e-6)


def test_a_spread_of_almost_nothing_is_one_day():
    weights = discrete_interval(4, 1e-3)
    assert weights[3] == pytest.approx(1, abs=0.01)


def test_the_same_seed_draws_the_same_and_each_row_sums_to_one():
    asked = ((5, 1, 3, 8), (2, 0.5, 1, 4))
    drawn = uncertain_interval(*asked, draws=50, seed=4)
    assert np.array_equal(drawn, uncertain_interval(*asked, draws=50, seed=4))
    assert not np.array_equal(drawn, uncertain_interval(*asked, draws=50, seed=5))
    assert drawn.sum(1) == pytest.approx(np.ones(50))
    means = drawn @ np.arange(1, drawn.shape[1] + 1)
    assert means.min() >= 3 - 1e-6
    assert means.max() <= 8 + 1e-6


@pytest.mark.parametrize("moments", [(1, 1), (3, 0), (float("nan"), 1), (3, float("inf"))])
def test_moments_of_no_interval_are_refused(moments):
    with pytest.raises(IntervalError, match="cannot be shifted by 1 day"):
        discrete_interval(*moments)


@pytest.mark.parametrize(
    ("mean", "sd", "says"),
    [
        ((5, 1, 6, 8), (2, 0.5, 1, 4), "mean_days 5, 1, 6, 8"),
        ((5, 1, 3, 8), (2, 0, 1, 4), "sd_days 2, 0, 1, 4"),
        ((5, 1, 0, 8), (2, 0.5, 1, 4), "may be as low as 0"),
        ((2, 0.1, 1, 3), (9, 0.1, 8, 10), "lower its bounds"),
    ],
)
def test_bounds_that_leave_no_room_are_refused(mean, sd, says):
    with pytest.raises(IntervalError, match=says):
        uncertain_interval(mean, sd)
