"""What the data say nothing of is answered as it was assumed before."""

from dataclasses import replace
from datetime import date
from itertools import product

import polars as pl
import pytest
from scipy.stats import beta, kstest
from tests.engine.chains.enumeration import prior_weights
from tests.engine.chains.test_inferring import QUICK, infer, linelist

from firebreak.engine.chains.settings import Settings

WIDE = 60  # days, against delays of one or two: what the edges of the window take away is small


def test_of_one_case_the_parameters_are_as_assumed():
    settings = Settings(draws=2_000, starts=2, temperatures=2, reporting=(3.0, 2.0))
    draws = infer(linelist(0), settings=settings).parameter_draws
    assert kstest(draws["reporting"], beta(3, 2).cdf).pvalue > 0.001
    assert kstest(draws["imported"], beta(1, 4).cdf).pvalue > 0.001


def test_of_cases_that_may_have_been_infected_on_any_day_the_tree_is_as_assumed():
    settings = replace(QUICK, draws=4_000, sweeps=20_000, generations=2, reporting=(3.0, 2.0))
    days = [date(2020, 1, 1)] * 3, [date(2020, 2, 29)] * 3
    table = pl.DataFrame(
        {"id": ["a", "b", "c"], "exposed_from": days[0], "exposed_until": days[1]}
    ).with_columns(date_onset=pl.lit(None, pl.Date))
    chains = infer(table, generation_time=[0.5, 0.5], settings=settings)
    expected = expected_outside(3, settings)
    for row in chains.infectors.iter_rows(named=True):
        prior = expected if row["infector"] is None else (1 - expected) / 2
        assert row["probability"] == pytest.approx(prior, abs=0.03), row


def expected_outside(cases, settings):
    """Return the prior probability that a case came from outside, over all trees."""
    weight, total, outside = prior_weights(cases, settings), 0.0, 0.0
    choices = [(None, 0)]
    choices += [(s, k) for s in range(cases) for k in range(1, settings.generations + 1)]
    for tree in product(choices, repeat=cases):
        if goes_round([source for source, _ in tree]):
            continue
        counts = tuple(sum(k == n for _, k in tree) for n in range(1, settings.generations + 1))
        of_tree = weight(counts, cases - sum(counts))
        total += of_tree
        outside += of_tree * (tree[0][0] is None)
    return outside / total


def goes_round(parents):
    for case in range(len(parents)):
        above = case
        for _ in parents:
            above = None if above is None else parents[above]
        if above is not None:
            return True
    return False


def test_contacts_of_every_pair_say_nothing_of_who_infected_whom():
    table = linelist(0, 2, 3)
    ids = table["id"].to_list()
    pairs = [(a, b) for a in ids for b in ids if a < b]
    contacts = pl.DataFrame(pairs, schema=["from_id", "to_id"], orient="row")
    settings = replace(QUICK, draws=1_000, sweeps=4_000, recorded_links=(1, 1e6))
    settings = replace(settings, recorded_others=(1, 1e6))
    with_contacts = infer(table, contacts=contacts, settings=settings).infectors
    without = infer(table, settings=settings).infectors
    both = with_contacts.join(without, on=["infectee", "infector"], nulls_equal=True, how="full")
    off = (both["probability"].fill_null(0) - both["probability_right"].fill_null(0)).abs().max()
    assert off < 0.03


def test_cases_that_nothing_tells_apart_have_infected_one_another_as_often():
    settings = replace(QUICK, draws=1_000, sweeps=4_000)
    inside = infer(linelist(4, 4, 4), settings=settings).infectors.drop_nulls()
    spread = inside["probability"].max() - inside["probability"].min()
    assert spread < 0.03
