"""outbreaker2's own example, under its own model and priors, against a converged reference.

The reference (pooled tempered chains) has a standard error of up to 0.013 on a link.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import firebreak as fb
from firebreak.engine.chains.settings import Settings

OUTBREAKER2 = Settings(
    imports=3,
    days_lost=1,
    sequenced_sites=9_998,
    mutations=(1.0, 1e-4),
    scaled_contacts=True,
    temperatures=1,
    draws=2_000,
    sweeps=500,
    warm_up=200,
)


def with_tail(delay, span):
    """outbreaker2 adds an exponential tail of 1e-4 to both intervals, 10 days past the outbreak."""
    tail = np.exp(-np.arange(1.0, span - delay.size + 11))
    longer = np.concatenate((delay, 1e-4 * tail / tail.sum()))
    return longer / longer.sum()


@pytest.fixture(scope="module")
def reference(shared) -> Path:
    """Return the folder of reference results, read in place."""
    folder = shared.parent / "reference"
    if not (folder / "outbreaker2_posterior").is_dir():
        pytest.skip("The reference results are not beside the real data.")
    return folder


@pytest.fixture(scope="module")
def gold(reference) -> Path:
    return reference / "outbreaker2_posterior"


@pytest.fixture(scope="module")
def chains(reference):
    data = reference / "outbreaker2_fake_outbreak"
    cases = pl.read_csv(data / "cases.csv")
    onsets = [date(2020, 1, 1) + timedelta(days=day) for day in cases["sample"]]
    delay = with_tail(pl.read_csv(data / "w.csv")["w"].to_numpy(), max(cases["sample"]) - 3)
    apart = np.loadtxt(data / "genetic_distance.csv", delimiter=",", dtype=int)
    a, b = np.triu_indices(len(onsets), 1)
    return fb.infer_chains(
        pl.DataFrame({"id": cases["case"], "date_onset": onsets}),
        contacts=pl.read_csv(data / "contacts.csv", new_columns=["from_id", "to_id"]),
        distances=pl.DataFrame({"a_id": a + 1, "b_id": b + 1, "distance": apart[a, b]}),
        generation_time=delay,
        incubation=delay,
        settings=OUTBREAKER2,
    )


def test_all_starts_agree(chains):
    assert chains.converged


def test_every_link_is_as_probable_as_in_the_converged_reference(chains, gold):
    ours = {(a, b or 0): p for a, b, p, _ in chains.infectors.iter_rows()}
    edges = pl.read_csv(gold / "gold_pt_fake_edges.csv", schema_overrides=[pl.Float64] * 3)
    theirs = {(int(a), int(b)): p for a, b, p in edges.iter_rows()}
    for link in set(ours) | set(theirs):
        assert ours.get(link, 0) == pytest.approx(theirs.get(link, 0), abs=0.05), link


def test_links_with_unseen_cases_are_as_frequent(chains):
    gold = 0.0099  # prob_kappa_gt1 of outbreaker2's own long runs; gold.json
    assert (chains.generations_draws > 1).mean() == pytest.approx(gold, abs=0.0025)
