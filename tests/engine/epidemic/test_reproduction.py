"""R by time of infection: against published tables, by hand, by simulation, at its limits."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from firebreak.engine.epidemic import (
    EpidemicError,
    IncidenceError,
    IntervalError,
    discrete_interval,
    reproduction_number,
    uncertain_interval,
)

from .days import FIRST, counts, daily, intervals, published, published_interval, table

COLUMNS = {
    "Mean(R)": "mean",
    "Std(R)": "sd",
    "Median(R)": "median",
    "Quantile.0.025(R)": "lower",
    "Quantile.0.975(R)": "upper",
}
GIVEN = ("Flu1918", "Flu2009", "SARS2003", "Smallpox1972")
BY_MOMENTS = (
    ("Flu1918", 2.6, 1.5),
    ("Flu2009", 2.6, 1.5),
    ("SARS2003", 8.4, 3.8),
    ("MockRotavirus", 2.2, 1.2),
)


def furthest(ours: pl.DataFrame, theirs: pl.DataFrame) -> float:
    """Return the largest difference where both give a value."""
    return max((ours[b] - theirs[a]).abs().max() for a, b in COLUMNS.items())


@pytest.mark.parametrize("name", GIVEN)
def test_a_given_interval_gives_the_published_table(reference, name):
    ours = reproduction_number(published(reference, name), published_interval(reference, name))
    theirs = table(reference, f"{name}_R_weekly_nonparam")
    assert ours.height == theirs.height
    assert furthest(ours, theirs) < 1e-10


@pytest.mark.parametrize(("name", "mean", "sd"), BY_MOMENTS)
def test_an_interval_by_its_moments_gives_the_published_table(reference, name, mean, sd):
    ours = reproduction_number(published(reference, name), discrete_interval(mean, sd))
    theirs = table(reference, f"{name}_R_weekly_param_mean{mean}_sd{sd}")
    assert furthest(ours, theirs) < 1e-6


def test_cases_from_elsewhere_infect_but_were_not_infected_here(reference):
    days = pl.read_csv(reference / "epiestim" / "mers_2014_15_incidence.csv", try_parse_dates=True)
    incidence = days.select(
        date="dates", cases=pl.col("local") + pl.col("imported"), imported="imported"
    )
    ours = reproduction_number(incidence, discrete_interval(6.8, 4.1))
    theirs = table(reference, "mers_2014_15_R_weekly_param_mean6.8_sd4.1")
    assert furthest(ours, theirs) < 1e-6
    blind = reproduction_number(incidence.drop("imported"), discrete_interval(6.8, 4.1))
    assert (blind["mean"] >= ours["mean"]).all()


def test_an_uncertain_interval_gives_the_published_table_but_for_their_chance(reference):
    """Theirs rests on 100 drawn intervals: what differs is their chance, a few percent."""
    drawn = uncertain_interval((2.6, 1, 1, 4.2), (1.5, 0.5, 0.5, 2.5), draws=400, seed=1)
    ours = reproduction_number(published(reference, "Flu2009"), drawn)
    theirs = table(reference, "Flu2009_R_weekly_uncertain_n100x100_seed1")
    for a, b in COLUMNS.items():
        assert (ours[b] / theirs[a] - 1).abs().mean() < 0.12
    assert (ours["median"] / theirs["Median(R)"] - 1).abs().max() < 0.08


def test_a_window_that_others_leave_empty_says_how_little_it_rests_on(reference):
    ours = reproduction_number(
        published(reference, "Smallpox1972"), published_interval(reference, "Smallpox1972")
    )
    theirs = table(reference, "Smallpox1972_R_weekly_nonparam")
    left_empty = theirs["Mean(R)"].is_null()
    assert (ours["basis"] != "data").to_list() == left_empty.to_list()
    assert ours["mean"].is_finite().all()


def test_by_hand():
    estimate = reproduction_number(daily([1, 2, 4, 8]), [1.0], window=3).row(0, named=True)
    assert estimate["mean"] == pytest.approx(15 / 7.2)
    assert estimate["sd"] == pytest.approx(15**0.5 / 7.2)
    assert estimate["window_start"].day == 2
    assert estimate["window_end"].day == 4


def test_the_posterior_is_what_integrating_likelihood_and_prior_gives():
    cases, weights = [3, 1, 4, 1, 5, 9], [0.2, 0.5, 0.3]
    pressure = [sum(weights[s - 1] * cases[t - s] for s in (1, 2, 3) if s <= t) for t in range(6)]

    def density(r):
        likelihood = np.prod([stats.poisson.pmf(cases[t], r * pressure[t]) for t in range(1, 6)])
        return likelihood * stats.gamma.pdf(r, a=1, scale=5)

    total = integrate.quad(density, 0, 60, points=[1, 3])[0]
    mean = integrate.quad(lambda r: r * density(r), 0, 60, points=[1, 3])[0] / total
    estimate = reproduction_number(daily(cases), weights, window=5).row(0, named=True)
    assert estimate["mean"] == pytest.approx(mean, rel=1e-7)
    below = integrate.quad(density, 0, estimate["upper"], points=[1, 3])[0] / total
    assert below == pytest.approx(0.975, abs=1e-7)


def test_mixed_intervals_have_the_quantiles_of_their_pooled_draws():
    cases = daily([2, 3, 5, 4, 8, 9, 12, 10])
    drawn = uncertain_interval((3, 1, 1.5, 5), (1.5, 0.5, 0.5, 2), draws=30)
    mixed = reproduction_number(cases, drawn, window=7).row(0, named=True)
    random = np.random.default_rng(3)
    pooled = []
    for one in drawn:
        alone = reproduction_number(cases, one, window=7).row(0, named=True)
        shape, scale = (alone["mean"] / alone["sd"]) ** 2, alone["sd"] ** 2 / alone["mean"]
        pooled.append(random.gamma(shape, scale, 40_000))
    pooled = np.concatenate(pooled)
    assert mixed["mean"] == pytest.approx(pooled.mean(), rel=0.005)
    assert mixed["sd"] == pytest.approx(pooled.std(), rel=0.01)
    assert mixed["upper"] == pytest.approx(np.quantile(pooled, 0.975), rel=0.01)


def test_the_same_interval_twice_is_as_good_as_once():
    cases, weights = daily([2, 3, 5, 4, 8, 9, 12, 10]), [0.3, 0.4, 0.3]
    once = reproduction_number(cases, weights, window=3)
    twice = reproduction_number(cases, [weights, weights], window=3)
    for column in ("mean", "sd", "median", "lower", "upper"):
        assert twice[column].to_numpy() == pytest.approx(once[column].to_numpy(), rel=1e-12)


@pytest.mark.parametrize("truth", [0.7, 1.5, 2.5])
def test_an_epidemic_made_with_a_known_r_gives_it_back(truth):
    random, weights = np.random.default_rng(11), discrete_interval(4, 2)
    cases = [200.0] * 20
    for _ in range(20):
        pressure = sum(w * c for w, c in zip(weights, reversed(cases), strict=False))
        cases.append(float(random.poisson(truth * pressure)))
    last = reproduction_number(daily(cases), weights).row(-1, named=True)
    assert last["lower"] < truth < last["upper"]


def test_without_any_earlier_case_the_answer_is_the_prior():
    estimates = reproduction_number(daily([0, 0, 0, 3]), [0.5, 0.5], window=3)
    row = estimates.row(0, named=True)
    assert (row["mean"], row["sd"], row["basis"]) == (5, 5, "prior")
    assert row["cases"] == 3


def test_one_case_and_nothing_after_it_says_little():
    row = reproduction_number(daily([1, 0, 0, 0, 0, 0, 0, 0]), [0.5, 0.5]).row(0, named=True)
    assert row["lower"] < 0.1
    assert row["upper"] > 2


def test_with_much_data_the_prior_does_not_matter():
    cases = daily([10_000 * 2**day for day in range(8)])
    low = reproduction_number(cases, [1.0], prior_mean=1, prior_sd=1)["mean"][0]
    assert low == pytest.approx(2, rel=1e-4)


@given(counts, intervals, st.integers(1, 7))
def test_there_is_a_finite_answer_for_every_window(cases, weights, window):
    estimates = reproduction_number(daily(cases), weights, window=window)
    assert estimates.height == len(cases) - window
    numbers = estimates.select("mean", "sd", "median", "lower", "upper").to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (estimates["lower"] <= estimates["median"]).all()
    assert (estimates["median"] <= estimates["upper"]).all()


@given(counts, intervals)
def test_one_case_more_on_a_windows_last_day_never_lowers_it(cases, weights):
    more = [*cases[:-1], cases[-1] + 1]
    before, after = (reproduction_number(daily(c), weights)["mean"][-1] for c in (cases, more))
    assert after >= before


@given(counts, intervals, st.integers(2, 5))
def test_a_longer_wait_before_the_first_case_changes_nothing_after_it(cases, weights, empty):
    moved = reproduction_number(daily([0] * empty + [1, *cases]), weights)
    plain = reproduction_number(daily([0, 1, *cases]), weights)
    assert moved["mean"].to_list()[empty:] == pytest.approx(plain["mean"].to_list()[1:])


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([0.5, 0.4], "sums to 0.9, not to 1"),
        ([0.5, -0.1, 0.6], r"entry 2 \(a delay of 2 days\) is -0.1"),
        ([0.5, float("nan")], "entry 2"),
        ([], "no entry"),
        ([[1.0], [0.9]], "row 1 sums to 0.9"),
        ([1.0, float("inf")], "sums to inf"),
    ],
)
def test_an_interval_that_is_none_is_refused(weights, says):
    with pytest.raises(IntervalError, match=says):
        reproduction_number(daily([1] * 9), weights)


@pytest.mark.parametrize(
    ("incidence", "says"),
    [
        (daily([1, -2, 3]), "row 1: cases is -2"),
        (daily([1, None, 3]), "row 1: cases is None"),
        (daily([1.0, float("nan"), 3]), "row 1: cases is nan"),
        (daily([1.0, 2.5, 3.0]), "row 1: cases is 2.5"),
        (daily(["1", "2"]), "column cases is String"),
        (daily([1, 2, 3])[[0, 2]], "row 1: 2020-01-03 follows 2020-01-01; every day"),
        (daily([1, 2, 3])[[1, 0, 2]], "row 1: 2020-01-01 follows 2020-01-02. Sort"),
        (daily([1, 2])[[0, 0]], "row 1: 2020-01-01 follows 2020-01-01"),
        (daily([1, 2], imported=[0, 3]), "row 1: 3 imported of 2 cases"),
        (daily([]), "has no row"),
        (pl.DataFrame({"cases": [1]}), "no column date"),
        (pl.DataFrame({"date": ["2020-01-01"], "cases": [1]}), "column date is String"),
        (pl.DataFrame({"date": [FIRST, None], "cases": [1, 1]}), "row 1: the date is missing"),
    ],
)
def test_counts_that_are_none_are_refused_with_their_row(incidence, says):
    with pytest.raises(IncidenceError, match=says):
        reproduction_number(incidence, [1.0], window=1)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"window": 0}, "window is 0"),
        ({"window": 9}, "9 days hold no window of 9"),
        ({"level": 95}, "level is 95"),
        ({"prior_sd": 0}, "both must be above 0"),
        ({"prior_mean": float("nan")}, "both must be above 0"),
    ],
)
def test_a_question_that_has_no_answer_is_refused(asked, says):
    with pytest.raises(EpidemicError, match=says):
        reproduction_number(daily([1] * 9), [1.0], **asked)
