"""On outbreaks small enough to go through every story, the sampler gives their very shares."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from tests.engine.chains.enumeration import posterior
from tests.engine.chains.test_inferring import GENERATION_TIME, INCUBATION, infer, linelist

from firebreak.engine.chains.settings import Settings

SETTINGS = Settings(draws=4000, sweeps=4000, warm_up=200, starts=2, temperatures=1, generations=2)


def agrees(chains, expected):
    found = {
        (int(case[1:]), None if source is None else int(source[1:])): probability
        for case, source, probability, _ in chains.infectors.iter_rows()
    }
    for link in set(found) | set(expected):
        assert found.get(link, 0) == pytest.approx(expected.get(link, 0), abs=0.02), link


@pytest.mark.parametrize("temperatures", [1, 2])
@pytest.mark.parametrize("all_pairs_up_to", [50, 0], ids=["all pairs", "the others together"])
def test_dates_alone(temperatures, all_pairs_up_to):
    onsets = [0, 2, 3]
    settings = replace(SETTINGS, temperatures=temperatures, all_pairs_up_to=all_pairs_up_to)
    chains = infer(linelist(*onsets), settings=settings)
    agrees(chains, posterior(onsets, GENERATION_TIME, INCUBATION, settings))


@pytest.mark.parametrize("all_pairs_up_to", [50, 0], ids=["all pairs", "the others together"])
def test_a_contact_and_an_isolation(all_pairs_up_to):
    onsets, settings = [0, 1, 3], replace(SETTINGS, all_pairs_up_to=all_pairs_up_to)
    table = linelist(*onsets)
    isolated = [table["date_onset"][0] - timedelta(days=1), None, None]
    table = table.with_columns(pl.Series("date_isolation", isolated))
    contacts = pl.DataFrame({"from_id": ["c2"], "to_id": ["c0"]})
    chains = infer(table, contacts=contacts, settings=settings)
    expected = posterior(
        onsets, GENERATION_TIME, INCUBATION, settings, met=[(0, 2)], isolated=[(0, -1)]
    )
    agrees(chains, expected)


def test_distances_site_by_site():
    onsets, sites = [0, 2, 6], 1_000
    settings = replace(
        SETTINGS, imports=1, reporting=(2.0, 2.0), sequenced_sites=sites, mutations=(8.0, 4.0)
    )
    apart = {frozenset((0, 1)): 3, frozenset((1, 2)): 5, frozenset((0, 2)): 3}
    rows = [(*(f"c{case}" for case in sorted(pair)), number) for pair, number in apart.items()]
    distances = pl.DataFrame(rows, schema=["a_id", "b_id", "distance"], orient="row")
    chains = infer(linelist(*onsets), distances=distances, settings=settings)
    expected = posterior(onsets, GENERATION_TIME, INCUBATION, settings, apart=apart)
    agrees(chains, expected)
    assert (chains.generations_draws == 2).mean() > 0.05


@pytest.mark.parametrize("all_pairs_up_to", [50, 0], ids=["all pairs", "the others together"])
def test_pairs_on_record_that_may_turn_round(all_pairs_up_to):
    onsets, met = [0, 0, 1, 2], [(0, 1), (1, 2), (0, 2)]
    settings = replace(SETTINGS, generations=1, all_pairs_up_to=all_pairs_up_to)
    contacts = pl.DataFrame(
        [(f"c{a}", f"c{b}") for a, b in met], ["from_id", "to_id"], orient="row"
    )
    chains = infer(linelist(*onsets), contacts=contacts, settings=settings)
    turned = chains.acceptance.filter(pl.col("name") == "pair turned round")["rate"].item()
    assert turned > 0.05
    agrees(chains, posterior(onsets, GENERATION_TIME, INCUBATION, settings, met=met))


@pytest.mark.parametrize("all_pairs_up_to", [50, 0], ids=["all pairs", "the others together"])
def test_a_contact_of_long_ago_that_no_step_of_a_few_days_leads_to(all_pairs_up_to):
    incubation = [0.99, *[0.0] * 13, 0.01]  # of a day or of fifteen: no story lies between
    onsets, settings = [0, 16], replace(SETTINGS, all_pairs_up_to=all_pairs_up_to, sweeps=30_000)
    contacts = pl.DataFrame({"from_id": ["c0"], "to_id": ["c1"]})
    chains = infer(linelist(*onsets), contacts=contacts, incubation=incubation, settings=settings)
    agrees(chains, posterior(onsets, GENERATION_TIME, incubation, settings, met=[(0, 1)]))
    assert chains.converged
