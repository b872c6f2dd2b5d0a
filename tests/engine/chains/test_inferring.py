"""From the tables to the answer: its shape, and that it is the same again."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import firebreak as fb
from firebreak.engine.chains.settings import Settings

GENERATION_TIME = [0.2, 0.5, 0.3]
INCUBATION = [0.3, 0.4, 0.3]
QUICK = Settings(draws=200, starts=2, temperatures=1)


def linelist(*onsets, **columns):
    days = [None if day is None else date(2020, 1, 1) + timedelta(days=day) for day in onsets]
    ids = [f"c{number}" for number in range(len(onsets))]
    return pl.DataFrame({"id": ids, "date_onset": days, **columns}, strict=False)


def infer(table, **given):
    given = {
        "settings": QUICK,
        "generation_time": GENERATION_TIME,
        "incubation": INCUBATION,
    } | given
    return fb.infer_chains(table, **given)


@pytest.fixture(scope="module")
def chains():
    contacts = pl.DataFrame({"from_id": ["c0", "c0"], "to_id": ["c1", "c2"]})
    return infer(linelist(0, 2, 3, 5, 6), contacts=contacts)


def test_probabilities_of_infectors_sum_to_one_for_every_case(chains):
    sums = chains.infectors.group_by("infectee").agg(pl.col("probability").sum())
    assert sums.height == 5
    assert sums["probability"].to_list() == pytest.approx([1.0] * 5)


def test_every_case_is_in_the_consensus_once(chains):
    assert chains.consensus()["infectee"].to_list() == list(chains.ids)


def test_the_same_seed_gives_the_same_answer():
    table = linelist(0, 2, 3)
    assert_frame_equal(infer(table, seed=7).infectors, infer(table, seed=7).infectors)
