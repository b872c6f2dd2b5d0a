"""The pathogens on file: their intervals are what their papers say, and can be computed with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import firebreak
from firebreak.engine.reference.delays import FAMILIES, Delay, by_whole_days
from firebreak.engine.reference.pathogens import PathogenError, pathogen, pathogens

every_pathogen = pytest.mark.parametrize("key", pathogens())
#: Quantiles as the papers print them: pathogen, delay, probability, days.
PUBLISHED = (
    ("sars-cov-2", "generation_delay", 0.25, 4.5),  # Hu 2021
    ("sars-cov-2", "generation_delay", 0.50, 5.5),
    ("sars-cov-2", "generation_delay", 0.75, 6.8),
    ("sars-cov-2", "incubation_delay", 0.50, 5.1),  # McAloon 2020
    ("sars-cov-2", "incubation_delay", 0.95, 11.7),
    ("sars-cov", "incubation_delay", 0.50, 4.0),  # Lessler 2009
    ("sars-cov", "incubation_delay", 0.95, 10.6),
    ("mers-cov", "incubation_delay", 0.50, 6.3),  # Cowling 2015
    ("mers-cov", "incubation_delay", 0.95, 12.1),
    ("influenza-a-h1n1pdm09", "incubation_delay", 0.95, 2.8),
    ("influenza-a-h1n1pdm09", "generation_delay", 0.50, 2.7),
    ("measles", "incubation_delay", 0.50, 12.5),
    ("measles", "incubation_delay", 0.95, 17.7),
)


@every_pathogen
@pytest.mark.parametrize("interval", ["generation_time", "incubation"])
def test_an_interval_is_a_distribution(key, interval):
    shares = getattr(pathogen(key), interval)
    assert min(shares) >= 0
    assert sum(shares) == pytest.approx(1, abs=1e-9)


@every_pathogen
def test_every_number_has_its_paper(key):
    one = pathogen(key)
    for delay in (one.generation_delay, one.incubation_delay, one.serial_interval):
        assert delay.source in one.sources
        assert delay.note


@every_pathogen
def test_a_pathogen_has_a_name_in_both_languages(key):
    name = pathogen(key).name
    assert name.en.isascii()
    assert any("一" <= letter <= "鿿" for letter in name.zh)


@pytest.mark.parametrize(("key", "delay", "probability", "days"), PUBLISHED)
def test_the_published_quantiles_come_out(key, delay, probability, days):
    law = getattr(pathogen(key), delay).distribution()
    assert law.ppf(probability) == pytest.approx(days, abs=0.15)  # papers print one decimal


@pytest.mark.parametrize("family", FAMILIES)
def test_mean_and_sd_come_back_from_the_distribution(family):
    law = Delay(6.3, 2.2, family).distribution()
    assert (law.mean(), law.std()) == (pytest.approx(6.3), pytest.approx(2.2))


@pytest.mark.parametrize("family", FAMILIES)
def test_whole_days_are_those_that_drawn_moments_fall_apart(family):
    chance = np.random.default_rng(4)
    delay = Delay(4.2, 1.9, family)
    drawn = delay.distribution().rvs(400_000, random_state=chance)
    apart = np.floor(chance.random(400_000) + drawn)
    shares = by_whole_days(delay)
    kept = apart[(apart >= 1) & (apart <= len(shares))]
    counted = np.bincount(kept.astype(int), minlength=len(shares) + 1)[1:] / len(kept)
    assert np.abs(counted - shares).max() < 0.004  # five standard errors


@given(st.sampled_from(FAMILIES[:3]), st.floats(1.5, 20), st.floats(0.15, 0.8))
def test_whole_days_keep_the_mean(family, mean, variation):
    shares = by_whole_days(Delay(mean, mean * variation, family))
    assert sum(shares) == pytest.approx(1)
    days = np.arange(1, len(shares) + 1)
    # Nothing is lost but the same day's share (moved up by one at most) and the last thousandth.
    law = Delay(mean, mean * variation, family).distribution()
    assert float(days @ shares) == pytest.approx(mean, abs=0.02 * mean + 2 * law.cdf(1) + 0.05)


def test_a_pathogen_not_on_file_is_refused_with_those_that_are():
    with pytest.raises(PathogenError, match=r"'flu'.*sars-cov-2"):
        pathogen("flu")


@pytest.mark.parametrize(
    ("mean", "sd", "family", "said"),
    [
        (5, 0, "gamma", "sd_days is 0"),
        (-1, 2, "weibull", "mean_days is -1"),
        (5, 2, "cauchy", "use one of"),
        (float("nan"), 2, "normal", "give a mean"),
    ],
)
def test_a_delay_that_cannot_be_is_refused(mean, sd, family, said):
    with pytest.raises(ValueError, match=said):
        Delay(mean, sd, family)


def test_the_public_library_knows_them():
    assert firebreak.pathogen("sars-cov-2") is pathogen("sars-cov-2")
    assert firebreak.pathogens() == pathogens()
