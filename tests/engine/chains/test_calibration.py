"""Answers are as sure as they say, on outbreaks drawn from the model's own prior.

The full run is `python -m bench calibration`; this one has fewer outbreaks and shorter runs, so it
finds gross faults: what it must find is tested as well.
"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bench import calibration

OUTBREAKS = 150
SHORT = replace(calibration.SETTINGS, draws=200, sweeps=200, warm_up=60)
CHANCE = 0.001 / 9  # one false alarm in a thousand, over the nine quantities together
FAR = 4.0  # standard errors: ten tenths exceed it once in a thousand


@pytest.fixture(scope="module")
def outcome():
    return calibration.ranks_and_links(OUTBREAKS, settings=SHORT)


def furthest(links):
    """Return by how many standard errors a tenth is off, at most; small tenths do not count."""
    table = calibration.reliability(links).filter(pl.col("links") >= 20)
    return ((table["share"] - table["probability"]) / table["error"]).abs().max()


def test_the_truth_stands_anywhere_among_the_draws(outcome):
    ranks, _ = outcome
    assert len(ranks) == 9
    for name, values in ranks.items():
        assert calibration.uniformity(values) > CHANCE, name


def test_of_links_given_a_probability_that_share_is_true(outcome):
    _, links = outcome
    assert furthest(links) < FAR


def test_an_answer_that_is_too_sure_would_be_noticed(outcome):
    _, links = outcome
    odds = (pl.col("probability") / (1 - pl.col("probability"))).pow(1.5)
    assert furthest(links.with_columns(probability=odds / (1 + odds))) > FAR


def test_ranks_of_draws_that_spread_too_little_or_lean_would_be_noticed():
    rng = np.random.default_rng(1)
    for draws in (rng.normal(0.0, 0.5, (OUTBREAKS, 200)), rng.normal(0.8, 1.0, (OUTBREAKS, 200))):
        values = [calibration.rank(rng.normal(), each, rng) for each in draws]
        assert calibration.uniformity(values) < CHANCE


def test_the_invented_outbreaks_are_possible_and_the_same_again():
    for seed in range(20):
        outbreak = calibration.invent(seed)
        inside = outbreak.infector >= 0
        assert (outbreak.infector[0], outbreak.day[0]) == (-1, 0)
        gap = outbreak.day - outbreak.day[outbreak.infector]
        assert (gap[inside] >= outbreak.generations[inside]).all()
        assert (outbreak.onset > outbreak.day).all()
        assert outbreak.contacts
        assert np.array_equal(outbreak.day, calibration.invent(seed).day)
