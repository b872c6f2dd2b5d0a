"""R by case, looking back: against published tables, by enumeration, at the edge of what is seen."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.epidemic import (
    EpidemicError,
    IncidenceError,
    IntervalError,
    case_reproduction,
    case_reproduction_number,
    discrete_interval,
)

from .days import counts, daily, intervals, published, published_interval, table

GIVEN = ("Flu1918", "Flu2009", "SARS2003", "Smallpox1972")


@pytest.mark.parametrize("name", GIVEN)
def test_the_published_table_comes_out_without_simulating(reference, name):
    ours = case_reproduction_number(published(reference, name), published_interval(reference, name))
    theirs = table(reference, f"{name}_WT_weekly_nonparam")
    ours = ours[theirs["t_start"].to_numpy() - 1]
    assert (ours["mean"] - theirs["Mean(R)"]).abs().max() < 1e-6
    uncertain = theirs["Std(R)"].to_numpy() > 0.02
    ratio = ours["sd"].to_numpy()[uncertain] / theirs["Std(R)"].to_numpy()[uncertain]
    assert ratio.mean() == pytest.approx(1, abs=0.1)  # theirs are of 100 simulated trees


def everyone_infected_by_everyone(cases, weights, run):
    """Return the probability of 0, 1, ... infections by a run, from every possible tree."""
    people = [day for day, count in enumerate(cases) for _ in range(count)]
    infectees = [i for i, day in enumerate(people) if day > 0]
    chances = []
    for infectee in infectees:
        apart = [people[infectee] - day for day in people]
        felt = [weights[d - 1] if 1 <= d <= len(weights) else 0 for d in apart]
        chances.append([w / sum(felt) for w in felt])
    probabilities = np.zeros(len(people) + 1)
    for tree in product(range(len(people)), repeat=len(infectees)):
        chance = np.prod([chances[row][infector] for row, infector in enumerate(tree)])
        probabilities[sum(people[i] in run for i in tree)] += chance
    return probabilities


@pytest.mark.parametrize("day", [0, 1, 2])
def test_enumerating_every_tree_gives_mean_spread_and_interval(day):
    cases, weights = [2, 1, 2, 2], [0.5, 0.3, 0.2]
    probabilities = everyone_infected_by_everyone(cases, weights, {day})
    infections = np.arange(len(probabilities))
    mean = infections @ probabilities
    row = case_reproduction_number(daily(cases), weights, window=1, level=0.8).row(day, named=True)
    assert row["mean"] * row["cases"] == pytest.approx(mean)
    assert row["sd"] * row["cases"] == pytest.approx(
        (infections**2 @ probabilities - mean**2) ** 0.5
    )
    below = np.cumsum(probabilities)
    assert row["lower"] * row["cases"] == pytest.approx(np.argmax(below >= 0.1))
    assert row["upper"] * row["cases"] == pytest.approx(np.argmax(below >= 0.9))


def test_many_infections_have_the_quantiles_that_counting_them_exactly_gives():
    random = np.random.default_rng(2)
    share, cases = random.uniform(0.05, 0.6, 12), random.integers(50, 160, 12).astype(float)
    below = np.cumsum(case_reproduction._probabilities(share, cases))
    exact = np.searchsorted(below, [0.025, 0.975])
    rough = case_reproduction._by_moments(share, cases, np.array([0.025, 0.975]))
    assert rough == pytest.approx(exact, abs=1)


def test_what_is_not_seen_yet_is_put_right():
    """Cases double each generation of exactly 4 days; the last four days' have infected nobody yet."""
    cases = [2 ** (day // 4) for day in range(40)]
    estimates = case_reproduction_number(daily(cases), [0, 0, 0, 1.0], window=4)
    assert estimates["mean"][0] == pytest.approx(2)
    assert estimates["mean"][-1] == 0
    assert estimates["basis"][-1] == "none"
    assert estimates["mean_in_the_end"][-1] is None
    half = estimates.row(-3, named=True)
    assert half["mean"] < 2
    assert half["mean_in_the_end"] == pytest.approx(2)


def test_putting_right_is_close_to_the_truth_where_the_plain_mean_is_far_below():
    random, weights = np.random.default_rng(7), discrete_interval(5, 2)
    cases = [300] * 15
    for _ in range(15):
        cases.append(
            random.poisson(sum(w * c for w, c in zip(weights, reversed(cases), strict=False)))
        )
    row = case_reproduction_number(daily(cases), weights, window=7).row(-3, named=True)
    assert row["mean"] < 0.75
    assert row["mean_in_the_end"] == pytest.approx(1, abs=0.15)


def test_a_run_without_cases_is_empty_and_says_so():
    estimates = case_reproduction_number(daily([1, 0, 2, 3]), [0.2, 0.8], window=1)
    row = estimates.row(1, named=True)
    assert (row["cases"], row["mean"], row["sd"], row["lower"], row["basis"]) == (
        0,
        None,
        None,
        None,
        "none",
    )


def test_imported_cases_infect_but_have_no_infector_here():
    weights = [0.5, 0.5]
    all_local = case_reproduction_number(daily([1, 2, 3]), weights, window=1)
    some = case_reproduction_number(daily([1, 2, 3], imported=[1, 1, 0]), weights, window=1)
    assert some["mean"][0] == pytest.approx(all_local["mean"][0] - 1)
    assert some["mean"][1] == all_local["mean"][1]


@given(counts, intervals, st.integers(1, 7))
def test_every_infection_is_counted_once(cases, weights, window):
    incidence = daily(cases)
    alone = case_reproduction_number(incidence, weights, window=1).drop_nulls("mean")
    infections = (alone["mean"] * alone["cases"]).sum()
    felt = [
        sum(w * cases[t - s - 1] for s, w in enumerate(weights) if t > s) > 0
        for t in range(len(cases))
    ]
    assert infections == pytest.approx(sum(c for c, f in zip(cases, felt, strict=True) if f))
    estimates = case_reproduction_number(incidence, weights, window=window)
    assert estimates.height == len(cases) - window + 1
    for column in ("mean", "sd", "lower", "upper", "seen"):
        known = estimates[column].drop_nulls()
        assert known.is_finite().all()
        assert (known >= 0).all()


@pytest.mark.parametrize(
    ("incidence", "weights", "asked", "error"),
    [
        (daily([1, 1]), [0.9], {"window": 1}, IntervalError),
        (daily([1, -1]), [1.0], {"window": 1}, IncidenceError),
        (daily([1, 1, 1])[[0, 2]], [1.0], {"window": 1}, IncidenceError),
        (daily([1, 1]), [1.0], {"window": 3}, EpidemicError),
        (daily([1, 1]), [1.0], {"window": 1, "level": 0}, EpidemicError),
    ],
)
def test_bad_input_is_refused_by_name(incidence, weights, asked, error):
    with pytest.raises(error):
        case_reproduction_number(incidence, weights, **asked)
