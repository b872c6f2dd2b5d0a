"""The last days' cases, reported and still to be reported."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from tests.engine.epidemic.reports import FIRST, alarmed, outbreak, reports

import firebreak as fb
from firebreak.engine.epidemic.nowcasting.growth import growth_factors, reported_share
from firebreak.engine.epidemic.nowcasting.hindsight import Views, trust
from firebreak.engine.epidemic.nowcasting.levels import believed, levels
from firebreak.engine.epidemic.nowcasting.triangle import read_triangle

LAST_DAYS = 15  # horizons looked at
# Taylor and Ashe's claims as Mack (1993) prints them, and the factors he finds (his table 2).
CLAIMS = """
357848 1124788 1735330 2218270 2745596 3319994 3466336 3606286 3833515 3901463
352118 1236139 2170033 3353322 3799067 4120063 4647867 4914039 5339085
290507 1292306 2218525 3235179 3985995 4132918 4628910 4909315
310608 1418858 2195047 3757447 4029929 4381982 4588268
443160 1136350 2128333 2897821 3402672 3873311
396132 1333217 2180715 2985752 3691712
440832 1288463 2419861 3483130
359480 1421128 2864498
376686 1363294
344014
"""
MACK = (3.4906, 1.7473, 1.4574, 1.1739, 1.1038, 1.0863, 1.0539, 1.0766, 1.0177)


def shortening(day: int) -> float:
    return float(np.interp(day, [15, 40], [9, 2.5]))


def steady(day: int) -> float:
    return 5.0


def lengthening(day: int) -> float:
    return float(np.interp(day, [15, 40], [2.5, 9]))


def judged(new: np.ndarray, days, first: date = FIRST, **asked) -> pl.DataFrame:
    """Nowcast on each of `days`, and set beside it what turned out."""
    truth, rows = new.sum(1), reports(new, first)
    found = []
    for today in days:
        estimate = fb.epidemic.nowcast(rows, as_of=first + timedelta(days=today), **asked)
        for row in estimate.tail(LAST_DAYS).iter_rows(named=True):
            of = (row["date"] - first).days
            found.append({**row, "truth": truth[of], "horizon": today - of})
    return pl.DataFrame(found)


def mean_error(judged: pl.DataFrame, column: str) -> float:
    return float((judged[column] - judged["truth"]).abs().mean())


def crps(judged: pl.DataFrame) -> float:
    """Return the mean continuous ranked probability score, summed over whole cases."""
    scores = []
    for row in judged.iter_rows(named=True):
        came = row["truth"] - row["reported"]
        cases = np.arange(int(3 * max(came, row["mean"] + 50 * row["to_come"] ** 0.5)))
        size = row["size"]
        below = stats.nbinom.cdf(cases, size, size / (size + row["to_come"]))
        scores.append(((below - (cases >= came)) ** 2).sum())
    return float(np.mean(scores))


def coverage(judged: pl.DataFrame) -> float:
    within = judged["truth"].is_between(judged["lower"], judged["upper"])
    return float(within.mean())


@pytest.fixture(scope="module")
def germany(reference) -> pl.DataFrame:
    """German hospitalisations, every fifth day from 1 August 2021, the last 15 days of each."""
    triangle = reference / "nowcast" / "germany_covid19_hosp_triangle.csv"
    rows = pl.read_csv(triangle, try_parse_dates=True, infer_schema_length=None)
    wide = (
        rows.filter(pl.col("age_group") == "00+")
        .pivot("delay", index="reference_date", values="count")
        .sort("reference_date")
    )
    new = np.nan_to_num(wide.drop("reference_date").to_numpy().astype(float))
    return judged(new, range(117, 198, 5), first=wide["reference_date"][0], max_delay=40)


def test_german_hospitalisations_are_nowcast_better_than_by_the_baseline(germany):
    assert germany.height == 255
    assert mean_error(germany, "reported") == pytest.approx(105.0, abs=0.05)  # the same date pairs
    assert mean_error(germany, "median") <= 31.3  # baselinenowcast 0.2.1: 31.3
    assert crps(germany) <= 22.6  # baselinenowcast 0.2.1: 22.6


def test_the_interval_on_german_hospitalisations_holds_what_it_says(germany):
    assert 0.91 <= coverage(germany) <= 0.98  # nominal 0.95; baselinenowcast 0.94


@pytest.mark.parametrize("seed", range(4))
def test_where_delays_shorten_the_nowcast_is_no_worse_than_the_counts(seed):
    found = judged(outbreak(seed, delay_days=shortening), range(26, 56, 3), max_delay=15)
    assert mean_error(found, "median") <= mean_error(found, "reported")


@pytest.mark.parametrize("cases", [800, 200])
def test_after_an_alarm_that_hastens_all_reports_it_is_no_worse_than_the_counts(cases):
    drawn = [alarmed(seed, cases=cases) for seed in range(5)]
    found = pl.concat(judged(new, range(26, 56, 3), max_delay=10) for new in drawn)
    assert mean_error(found, "median") <= mean_error(found, "reported")


@pytest.mark.parametrize("delay_days", [steady, lengthening])
def test_where_delays_hold_or_lengthen_it_is_much_better_than_the_counts(delay_days):
    found = judged(outbreak(5, delay_days=delay_days), range(26, 56, 3), max_delay=15)
    assert mean_error(found, "median") < 0.75 * mean_error(found, "reported")


def test_the_interval_holds_its_share_of_drawn_outbreaks():
    drawn = [outbreak(seed, delay_days=steady) for seed in range(10, 16)]
    found = pl.concat(judged(new, range(30, 56, 5), max_delay=15) for new in drawn)
    assert coverage(found) >= 0.90
    assert crps(found) < 0.8 * mean_error(found, "median")  # and is not wide for nothing


def test_the_factors_are_those_of_mack():
    paid = [[int(word) for word in line.split()] for line in CLAIMS.split("\n") if line]
    new = np.zeros((64, 64))  # a year becomes a week, so that only Mondays have claims
    for year, so_far in enumerate(paid):
        new[7 * year, 7 * np.arange(len(so_far))] = np.diff([0, *so_far])
    triangle = read_triangle(reports(new), FIRST + timedelta(days=63), None)
    factors = growth_factors(triangle, np.inf, 1)[0, :, 0]
    assert 1 + factors[6::7] == pytest.approx(MACK, abs=5e-5)


def test_the_mean_is_that_of_the_posterior_integrated():
    one = {"so_far": 3.0, "share": 0.2, "level": 8.0, "later": 0.0, "came": 0.0}
    views = Views(**{name: np.array([[value]]) for name, value in one.items()}, weight=2.5)
    part = believed(np.array([3.0]), np.array([0.2]), np.array([8.0]))[0]

    def weight(cases: float) -> float:
        prior = stats.gamma.pdf(cases, 2.5, scale=8.0 / 2.5)
        return float(prior * stats.poisson.pmf(3, 0.2 * cases) ** part)

    whole, _ = integrate.quad(weight, 0, 200)
    first, _ = integrate.quad(lambda cases: cases * weight(cases), 0, 200)
    assert views.mean[0, 0] == pytest.approx(first / whole)


def test_a_share_off_by_its_doubt_varies_a_count_as_much_as_counting_does_where_half_is_believed():
    count, share = 1 / (1 - 0.6) ** 2, 0.6
    assert believed(np.array([count]), np.array([share]), np.array([0.0]))[0] == pytest.approx(0.5)
    chance = np.random.default_rng(8)
    odds = share / (1 - share) * np.exp(chance.normal(0, 0.1, 200_000))  # a hundredth of the doubt
    assert np.std(odds / (1 + odds)) / share == pytest.approx(0.1 * (1 - share), rel=0.02)


def test_levels_of_an_even_series_are_even_whatever_share_is_reported():
    share = np.array([0.1, 0.3, 0.6, 0.9, 1.0, 1.0, 1.0, 1.0])
    assert levels(20 * share, share, np.arange(8) % 7) == pytest.approx(np.full(8, 20.0))


def test_what_was_expected_twice_too_high_is_trusted_half():
    even = np.full((20, 5), 10.0)
    views = Views(even, even / 40, even * 4, even * 0.075, even * 1.5, weight=1e9)
    assert trust(views)[0] == pytest.approx(0.5)  # 3 expected of each, 1.5 came


def test_a_day_without_any_report_may_yet_have_cases():
    new = outbreak(3, delay_days=steady)
    new[40, 0] = 0
    found = fb.epidemic.nowcast(reports(new), as_of=FIRST + timedelta(days=40), max_delay=15)
    today = found.row(-1, named=True)
    assert (today["reported"], today["date"]) == (0, FIRST + timedelta(days=40))
    assert today["mean"] > 5


def test_a_quiet_end_is_believed_to_be_quiet():
    new = np.zeros((60, 6))
    new[:30] = [6, 4, 3, 2, 1, 0]
    found = fb.epidemic.nowcast(reports(new), as_of=FIRST + timedelta(days=59))
    assert found["median"].to_list() == [0] * found.height
    assert found["upper"].max() <= 1


def test_what_is_reported_at_once_leaves_nothing_to_estimate():
    new = np.zeros((20, 2))
    new[:, 0] = 7
    assert fb.epidemic.nowcast(reports(new), as_of=FIRST + timedelta(days=19)).is_empty()


def test_reports_of_later_days_change_nothing():
    new = outbreak(1, delay_days=steady)
    rows, as_of = reports(new), FIRST + timedelta(days=40)
    known = rows.filter(pl.col("reported") <= as_of)
    assert fb.epidemic.nowcast(rows, as_of=as_of, max_delay=15).equals(
        fb.epidemic.nowcast(known, as_of=as_of, max_delay=15)
    )


def test_a_count_of_three_is_three_rows():
    rows = reports(outbreak(2, delay_days=steady, cases=150))
    single = rows.select(pl.col("date", "reported").repeat_by("count").explode())
    as_of = FIRST + timedelta(days=45)
    assert fb.epidemic.nowcast(rows, as_of=as_of).equals(fb.epidemic.nowcast(single, as_of=as_of))


def test_all_days_together_hold_the_sum_of_the_days_within_an_interval_of_their_own():
    rows, as_of = reports(outbreak(6, delay_days=steady)), FIRST + timedelta(days=35)
    days = fb.epidemic.nowcast(rows, as_of=as_of, max_delay=15)
    found = fb.epidemic.still_to_come(rows, as_of=as_of, max_delay=15)
    since, mean, lower, upper = found.row(0)
    assert (since, mean) == (days["date"][0], pytest.approx(days["to_come"].sum()))
    widths = (days["upper"] - days["lower"]).to_numpy()
    assert lower < mean < upper
    assert np.sqrt((widths**2).sum()) * 0.5 < upper - lower < widths.sum()


def test_the_interval_of_all_days_together_holds_its_share_of_drawn_outbreaks():
    held = []
    for seed in range(12):
        new = outbreak(seed, delay_days=steady)
        for today in (30, 40, 50):
            found = fb.epidemic.still_to_come(
                reports(new), as_of=FIRST + timedelta(days=today), max_delay=15
            )
            late = np.add.outer(np.arange(len(new)), np.arange(new.shape[1])) > today
            late[today + 1 :] = late[:, 16:] = False
            held.append(found["lower"][0] <= new[late].sum() <= found["upper"][0])
    assert np.mean(held) >= 0.85


def test_reports_later_than_the_longest_delay_are_kept_with_their_day():
    new = np.zeros((30, 12))
    new[:, 0], new[:, 2], new[5:, 10] = 6, 4, 1
    as_of = FIRST + timedelta(days=29)
    found = fb.epidemic.nowcast(reports(new), as_of=as_of, max_delay=3)
    assert found["reported"].to_list() == [6, 6]
    assert fb.epidemic.nowcast(reports(new), as_of=as_of)["reported"].sum() == 8 * 10 + 2 * 6


def test_the_share_reported_is_what_the_factors_multiply_up_to():
    new = np.tile([5.0, 3.0, 2.0], (40, 1))
    triangle = read_triangle(reports(new), FIRST + timedelta(days=39), None)
    share = reported_share(growth_factors(triangle, 28.0, 1)[0])
    assert share[:, 0] == pytest.approx([0.5, 0.8, 1.0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 60), st.floats(0, 6), st.integers(1, 8))
def test_a_nowcast_is_finite_ordered_and_never_below_what_is_reported(seed, days, level, longest):
    chance = np.random.default_rng(seed)
    new = chance.poisson(level * chance.random((days, longest + 1))).astype(float)
    new[0, 0] = 1  # the series begins on its first day
    as_of = FIRST + timedelta(days=days - 1)
    found = fb.epidemic.nowcast(reports(new), as_of=as_of, max_delay=min(longest, days - 1))
    edges = found.select("reported", "lower", "lower_50", "median", "upper_50", "upper")
    assert all(list(row) == sorted(row) for row in edges.iter_rows())
    numbers = found.select("share", "mean", "to_come", "size").to_numpy()
    assert np.isfinite(numbers).all()


def test_a_longer_tail_than_the_series_shows_is_said_and_not_guessed():
    new = outbreak(0, delay_days=lambda day: 14.0, longest=40)[:25]
    with pytest.raises(fb.epidemic.NowcastError, match=r"come later than \d+ days") as caught:
        fb.epidemic.nowcast(reports(new), as_of=FIRST + timedelta(days=24))
    assert caught.value.code == "long_delay"


DAY = date(2020, 1, 6)
BAD = {
    "no such column": (pl.DataFrame({"date": [DAY]}), {}, "bad_input"),
    "found String": (pl.DataFrame({"date": ["2020-01-06"], "reported": [DAY]}), {}, "bad_input"),
    "row 2 has no date": (
        pl.DataFrame({"date": [DAY, None], "reported": [DAY, DAY]}),
        {},
        "bad_input",
    ),
    "row 1 was reported before": (
        pl.DataFrame({"date": [DAY], "reported": [DAY - timedelta(days=1)]}),
        {},
        "bad_input",
    ),
    "row 1 has no count": (
        pl.DataFrame({"date": [DAY], "reported": [DAY], "count": [-1]}),
        {},
        "bad_input",
    ),
    "nothing to go by": (
        pl.DataFrame({"date": [DAY], "reported": [DAY + timedelta(days=90)]}),
        {},
        "no_reports",
    ),
    "3 are needed": (
        pl.DataFrame(
            {"date": [FIRST + timedelta(days=9)], "reported": [FIRST + timedelta(days=9)]}
        ),
        {},
        "short_series",
    ),
    "max_delay is 40": (
        pl.DataFrame({"date": [DAY], "reported": [DAY]}),
        {"max_delay": 40},
        "short_series",
    ),
    "max_delay is 0": (
        pl.DataFrame({"date": [DAY], "reported": [DAY]}),
        {"max_delay": 0},
        "bad_input",
    ),
    "level is 95": (pl.DataFrame({"date": [DAY], "reported": [DAY]}), {"level": 95}, "bad_input"),
}


@pytest.mark.parametrize("said", BAD)
def test_reports_that_cannot_be_read_are_refused_with_the_row_and_the_fix(said):
    rows, asked, code = BAD[said]
    with pytest.raises(fb.epidemic.NowcastError, match=said) as caught:
        fb.epidemic.nowcast(rows, as_of=FIRST + timedelta(days=10), **asked)
    assert caught.value.code == code
