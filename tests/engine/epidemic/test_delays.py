"""Delays known to windows: against other programs, by integration, truncated, censored, few, wrong."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from firebreak.engine.epidemic import (
    DelayError,
    EpidemicError,
    estimate_delay,
    interval_from_delays,
    reproduction_number,
)
from firebreak.engine.epidemic.delays.estimating import posteriors
from firebreak.engine.epidemic.delays.families import FAMILIES
from firebreak.engine.epidemic.delays.likelihood import Likelihood
from firebreak.engine.epidemic.delays.records import read

from .days import FIRST, published, table

SCIPY = {
    "gamma": lambda mean, sd: stats.gamma((mean / sd) ** 2, scale=sd**2 / mean),
    "lognormal": lambda mean, sd: stats.lognorm(
        np.log1p((sd / mean) ** 2) ** 0.5, scale=mean / (1 + (sd / mean) ** 2) ** 0.5
    ),
    "normal": stats.norm,
}


def moments(start, end) -> pl.DataFrame:
    return pl.DataFrame({"start_earliest": start, "end_earliest": end})


def days(start, end) -> pl.DataFrame:
    """Return whole days counted from New Year; a pair is a window."""
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    rows = [(*_pair(s), *_pair(e)) for s, e in zip(start, end, strict=True)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Date), orient="row")


def _pair(day):
    first, last = day if isinstance(day, tuple) else (day, day)
    return tuple(None if d is None else FIRST + timedelta(int(d)) for d in (first, last))


def rotavirus(folder) -> pl.DataFrame:
    windows = pl.read_csv(folder / "epiestim" / "MockRotavirus_si_data.csv")
    return windows.select(
        start_earliest="EL", start_latest="ER", end_earliest="SL", end_latest="SR"
    )


# Against what others found


def test_the_interval_of_another_program_comes_out_of_the_same_windows(reference):
    """Theirs was sampled, and put into days as F(k + 1/2) - F(k - 1/2) from 1 day on; so is ours here."""
    found = posteriors(rotavirus(reference), ["gamma"], None, "ended")["gamma"]
    theta, k = found.grid.draws(4_000, seed=1), np.arange(400)
    weights = np.diff(found.family.cdf(theta[:, None, :], k + 0.5), axis=1)
    weights /= weights.sum(1, keepdims=True)
    means = weights @ k[1:]
    sds = np.sqrt(weights @ k[1:] ** 2 - means**2)
    theirs = table(reference, "MockRotavirus_si_posterior_moments").drop("quantity").rows()
    for ours, row in zip((means, sds), theirs, strict=True):
        assert np.quantile(ours, [0.5, 0.025, 0.975]) == pytest.approx(row, rel=0.07)


def test_r_with_an_interval_from_data_gives_the_published_table(reference):
    drawn = interval_from_delays(rotavirus(reference), families=["gamma"])
    ours = reproduction_number(published(reference, "MockRotavirus"), drawn)
    theirs = table(reference, "MockRotavirus_R_weekly_si_from_data_G_n500x50")
    for a, b in (("Mean(R)", "mean"), ("Median(R)", "median"), ("Quantile.0.025(R)", "lower")):
        assert (ours[b] / theirs[a] - 1).abs().max() < 0.02


def test_singapores_incubation_is_as_published(reference):
    """Tindale et al. (2020), eLife 9:e57149, figure 3: without unseen cases between, 5.99 (4.97 to 7.14)."""
    path = reference / "who_infected_whom" / "singapore_2020_incubation_intervals.csv"
    windows = pl.read_csv(path).select(
        start_earliest="EL", start_latest="ER", end_earliest="SL", end_latest="SR"
    )
    estimates = estimate_delay(windows)
    assert estimates.height == 3
    for row in estimates.rows(named=True):
        assert row["mean_lower"] < 5.99 < row["mean_upper"]
        assert 4.97 < row["mean"] < 7.14


# By a second method


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_is_what_its_density_says(name):
    family = FAMILIES[name]
    theta = family.theta(np.array(6.0), np.array(3.5))
    low = 0 if family.positive else -60
    density = lambda x: float(family.density(theta, np.array(x)))  # noqa: E731
    assert integrate.quad(density, low, 200, points=[6])[0] == pytest.approx(1, abs=1e-7)
    mean = integrate.quad(lambda x: x * density(x), low, 200, points=[6])[0]
    square = integrate.quad(lambda x: x * x * density(x), low, 200, points=[6])[0]
    assert mean == pytest.approx(6, abs=1e-6)
    assert square - mean**2 == pytest.approx(3.5**2, abs=1e-4)
    assert family.mean(theta) == pytest.approx(6)
    assert family.sd(theta) == pytest.approx(3.5)
    below = integrate.quad(density, low, 4)[0]
    assert family.cdf(theta, np.array(4.0)) == pytest.approx(below, abs=1e-7)
    assert family.quantile(theta, below) == pytest.approx(4, abs=1e-5)
    whole = integrate.quad(lambda x: float(family.cdf(theta, np.array(x))), low, 4)[0]
    assert family.integral(theta, np.array(4.0)) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("name", SCIPY)
def test_a_family_is_what_scipy_has(name):
    family, theirs = FAMILIES[name], SCIPY[name](6, 3.5)
    theta, x = family.theta(np.array(6.0), np.array(3.5)), np.linspace(0.01, 30, 50)
    assert family.density(theta, x) == pytest.approx(theirs.pdf(x), rel=1e-9)
    assert family.cdf(theta, x) == pytest.approx(theirs.cdf(x), rel=1e-9)


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("until", [None, 12.0])
def test_the_likelihood_of_windows_is_the_integral_over_every_moment(name, until):
    family = FAMILIES[name]
    rows = [(0, 3, 5, 6), (1, 1, 4, 6.5), (0, 2, 7, 7), (2, 2, 9, 9), (0, 4, 2, 8)]
    records = pl.DataFrame(
        rows, schema=["start_earliest", "start_latest", "end_earliest", "end_latest"], orient="row"
    ).cast(pl.Float64)
    theta = family.theta(np.array(5.0), np.array(3.0))

    def cdf(x):
        return float(family.cdf(theta, np.array(float(x))))

    def over(start, function):
        first, last = start
        if first == last:
            return function(first)
        return integrate.quad(function, first, last, limit=200)[0] / (last - first)

    expected = 0.0
    for e0, e1, s0, s1 in rows:
        if s0 == s1:
            chance = over((e0, e1), lambda e, s0=s0: float(family.density(theta, np.array(s0 - e))))
        else:
            chance = over((e0, e1), lambda e, s0=s0, s1=s1: cdf(s1 - e) - cdf(s0 - e))
        if until is not None:
            chance /= over((e0, e1), lambda e: cdf(until - e))
        expected += np.log(chance)
    likelihood = Likelihood(read(records, until, "ended", positive=False), "ended")
    assert likelihood(family, theta[None, :])[0] == pytest.approx(expected, abs=1e-6)


def test_moments_known_exactly_give_scipys_maximum_likelihood():
    random = np.random.default_rng(1)
    start, delays = random.uniform(0, 30, 50), random.gamma(3, 2, 50)
    estimates = estimate_delay(moments(start, start + delays), families=["gamma"]).row(
        0, named=True
    )
    shape, _, scale = stats.gamma.fit(delays, floc=0)
    assert estimates["likeliest_mean"] == pytest.approx(shape * scale, rel=1e-3)
    assert estimates["likeliest_sd"] == pytest.approx(shape**0.5 * scale, rel=1e-3)
    best = stats.gamma.logpdf(delays, shape, scale=scale).sum()
    assert estimates["log_likelihood"] == pytest.approx(best, abs=1e-4)
    assert estimates["aic"] == pytest.approx(4 - 2 * best, abs=1e-3)


def test_the_grid_has_the_quantiles_and_evidence_of_a_far_finer_one():
    windows = days([0, (0, 3), 1, 2, 2], [4, 6, 9, 5, 7])
    found = posteriors(windows, ["lognormal"], None, "ended")["lognormal"]
    likelihood = Likelihood(read(windows, None, "ended", positive=True), "ended")
    axes = np.linspace(-0.5, 5, 300), np.linspace(-4, 2.5, 300)
    theta = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 2)
    prior = stats.norm(np.log(5), 2).logpdf(theta[:, 0]) + stats.norm(np.log(0.6), 0.6).logpdf(
        theta[:, 1]
    )
    height = np.exp(likelihood(found.family, theta) + prior)
    cell = (axes[0][1] - axes[0][0]) * (axes[1][1] - axes[1][0])
    assert found.grid.log_total == pytest.approx(np.log(height.sum() * cell), abs=1e-3)
    by_mean = height.reshape(300, 300).sum(1).cumsum() / height.sum()
    ends = np.exp(np.interp([0.025, 0.5, 0.975], by_mean - by_mean[0] / 2, axes[0]))
    ours = found.grid.quantiles(found.family.mean(found.grid.theta), [0.025, 0.5, 0.975])
    assert ours == pytest.approx(ends, rel=0.02)


# What the estimate does


@pytest.mark.parametrize("name", ["gamma", "lognormal", "weibull"])
def test_nine_of_ten_intervals_hold_the_truth(name):
    random, family = np.random.default_rng(5), FAMILIES[name]
    theta = family.theta(np.array(6.0), np.array(3.0))
    held = []
    for _ in range(30):
        start = random.uniform(0, 20, 40)
        end = start + family.quantile(theta, random.uniform(size=40))
        row = estimate_delay(days(start, end), families=[name], level=0.9).row(0, named=True)
        held += [row["mean_lower"] < 6 < row["mean_upper"], row["sd_lower"] < 3 < row["sd_upper"]]
    assert 0.8 < np.mean(held) < 0.98


def growing(random, size, mean, sd):
    """Return starts that double every four days until day 30, and their ends."""
    start = 30 + np.log(random.uniform(1e-3, 1, size)) / (np.log(2) / 4)
    return start, start + random.gamma((mean / sd) ** 2, sd**2 / mean, size)


def test_of_a_growing_epidemic_truncation_is_put_right():
    start, end = growing(np.random.default_rng(8), 900, 8, 4)
    seen = end < 30
    records = days(start[seen] + 40, end[seen] + 40)
    naive = estimate_delay(records, families=["gamma"]).row(0, named=True)
    right = estimate_delay(records, families=["gamma"], observed_until=FIRST + timedelta(69)).row(
        0, named=True
    )
    assert naive["mean_upper"] < 7
    assert right["mean_lower"] < 8 < right["mean_upper"]


def test_those_still_waiting_lengthen_a_delay():
    start, end = growing(np.random.default_rng(8), 300, 8, 4)
    ends = [int(e + 40) if e < 30 else None for e in end]
    records = days(start + 40, ends)
    until = FIRST + timedelta(69)
    row = estimate_delay(records, families=["gamma"], observed_until=until, included="started").row(
        0, named=True
    )
    assert row["mean_lower"] < 8 < row["mean_upper"]
    assert row["mean_upper"] - row["mean_lower"] < 3


def test_truncation_far_in_the_future_changes_nothing():
    records = days([0, 1, 2, 3], [5, 4, 9, 7])
    plain = estimate_delay(records)
    late = estimate_delay(records, observed_until=date(2040, 1, 1))
    assert late["mean"].to_numpy() == pytest.approx(plain["mean"].to_numpy(), rel=1e-4)


def test_the_family_that_made_the_data_is_the_most_probable():
    random = np.random.default_rng(3)
    start = random.uniform(0, 30, 400)
    for name, delays in (
        ("weibull", 6 * random.weibull(3.5, 400)),
        ("lognormal", random.lognormal(1.5, 0.9, 400)),
    ):
        estimates = estimate_delay(days(start, start + delays))
        assert estimates["family"][0] == name
        assert estimates["probability"][0] > 0.8
        assert estimates["probability"].sum() == pytest.approx(1)


def test_serial_intervals_may_be_negative():
    random = np.random.default_rng(4)
    start = random.integers(10, 40, 200)
    end = np.floor(start + random.uniform(size=200) + random.normal(4, 5, 200))
    row = estimate_delay(days(start, end), families=["normal"]).row(0, named=True)
    assert row["mean_lower"] < 4 < row["mean_upper"]
    assert row["sd_lower"] < 5 < row["sd_upper"]


def test_one_row_says_how_little_one_row_says():
    row = estimate_delay(days([0], [5]), families=["gamma"]).row(0, named=True)
    assert row["mean_lower"] < 4
    assert row["mean_upper"] > 9
    many = estimate_delay(days([0] * 50, [4, 6] * 25), families=["gamma"]).row(0, named=True)
    assert many["mean_upper"] - many["mean_lower"] < 1.2


def test_wider_windows_give_wider_intervals():
    sharp = estimate_delay(days([0, 1, 2] * 5, [5, 4, 9] * 5), families=["gamma"])
    wide = estimate_delay(days([(0, 3), (0, 4), (0, 6)] * 5, [5, 4, 9] * 5), families=["gamma"])
    assert (wide["mean_upper"] / wide["mean_lower"])[0] > (
        sharp["mean_upper"] / sharp["mean_lower"]
    )[0]


def test_all_delays_alike_leave_a_small_spread_and_no_nonsense():
    row = estimate_delay(days(range(60), range(5, 65))).row(0, named=True)
    assert row["sd_upper"] < 1
    assert row["mean"] == pytest.approx(5, abs=0.2)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 9), st.integers(0, 25)),
        min_size=1,
        max_size=12,
    )
)
def test_every_answer_is_finite_and_in_order(rows):
    records = days(
        [(start, start + window) for start, window, _ in rows],
        [start + window + delay for start, window, delay in rows],
    )
    for row in estimate_delay(records).rows(named=True):
        assert np.isfinite([value for value in row.values() if isinstance(value, float)]).all()
        for name in ("mean", "sd", "median", "p95"):
            assert 0 < row[f"{name}_lower"] < row[name] < row[f"{name}_upper"]


def test_moving_every_date_changes_nothing():
    early, late = ([(s + m, s + m + 2) for s in (0, 3, 5)] for m in (0, 300))
    first = estimate_delay(days(early, [4, 9, 8]))
    moved = estimate_delay(days(late, [304, 309, 308]))
    assert moved["mean"].to_numpy() == pytest.approx(first["mean"].to_numpy(), rel=1e-9)


def test_drawn_intervals_follow_the_estimate_and_the_seed():
    records = days([0, 1, 2, 3] * 8, [5, 4, 9, 7] * 8)
    drawn = interval_from_delays(records, draws=300, seed=2)
    assert drawn.shape[0] == 300
    assert drawn.sum(1) == pytest.approx(np.ones(300))
    assert np.array_equal(drawn, interval_from_delays(records, draws=300, seed=2))
    means = drawn @ np.arange(1, drawn.shape[1] + 1)
    assert np.median(means) == pytest.approx(estimate_delay(records)["mean"][0], abs=0.15)


# What is refused

BEFORE = FIRST - timedelta(1)


@pytest.mark.parametrize(
    ("records", "asked", "says"),
    [
        (days([], []), {}, "no row"),
        (days([0], [3]).drop("end_earliest"), {}, "no column end_earliest"),
        (days([0, None], [3, 4]), {}, "row 1: start_earliest is None"),
        (days([0, 1], [3, None]), {}, "row 1: end_earliest is missing"),
        (days([0, 5], [3, 2]), {}, "row 1: it ends before it starts"),
        (days([(3, 1)], [9]), {}, "row 0: start_latest is before start_earliest"),
        (days([1], [(9, 8)]), {}, "row 0: end_latest is before end_earliest"),
        (days([0], [3]), {"observed_until": FIRST}, "row 0: it ends after observed_until"),
        (
            days([9], [None]),
            {"observed_until": FIRST, "included": "started"},
            "row 0: it starts after observed_until",
        ),
        (days([0], [None]), {"included": "started"}, "needs observed_until"),
        (days([0], [3]), {"included": "both"}, "included is 'both'"),
        (days([0], [3]), {"families": ["cauchy"]}, "give some of gamma, lognormal"),
        (days([0], [3]), {"families": []}, "no entry"),
        (days([0], [3]), {"families": "gamma"}, r"give a list, for example \['gamma'\]"),
        (moments([1.0, float("nan")], [2.0, 3.0]), {}, "row 1: start_earliest is nan"),
        (moments([1.0], [1.0]), {}, "or at the same moment"),
        (moments(["a"], ["b"]), {}, "give all as Date, or all as numbers"),
        (moments([FIRST], [3]), {}, "give all as Date, or all as numbers"),
    ],
)
def test_what_is_no_delay_is_refused_with_its_row(records, asked, says):
    with pytest.raises(DelayError, match=says):
        estimate_delay(records, **asked)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(EpidemicError, match="level is 1"):
        estimate_delay(days([0], [3]), level=1)


def test_an_interval_of_hours_cannot_be_put_into_whole_days():
    with pytest.raises(DelayError, match="end on the day they start"):
        interval_from_delays(days([0] * 9, [0] * 9))


def test_a_signed_interval_cannot_be_put_into_days_from_one_on():
    with pytest.raises(DelayError, match="leave 'normal' out"):
        interval_from_delays(days([0], [3]), families=["normal"])
