"""One infector per case, without a circle, and none better."""

from itertools import product
from math import log, prod

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.chains.arborescence import best_tree
from firebreak.engine.chains.result import Chains

CASES = 5


def table(links):
    """Make links of {(infectee, infector or None): probability}."""
    rows = [(case, source, p) for (case, source), p in links.items()]
    schema = {"infectee": pl.Int64, "infector": pl.Int64, "probability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def goes_round(parents):
    for case in parents:
        above = case
        for _ in parents:
            above = parents.get(above)
        if above is not None:
            return True
    return False


def by_going_through_all(links, cases):
    """Return the greatest product of probabilities of any choice without a circle."""
    options = [[source for case, source in links if case == each] for each in range(cases)]
    return max(
        prod(links[case, source] for case, source in enumerate(choice))
        for choice in product(*options)
        if not goes_round(dict(enumerate(choice)))
    )


@st.composite
def networks(draw):
    shares = st.sampled_from([0.01, 0.05, 0.2, 0.5, 0.9, 0.99])
    pairs = st.tuples(st.integers(0, CASES - 1), st.integers(0, CASES - 1))
    links = draw(st.dictionaries(pairs.filter(lambda pair: pair[0] != pair[1]), shares))
    outside = {(case, None): draw(st.sampled_from([1e-6, 0.001, 0.3])) for case in range(CASES)}
    return links | outside


@given(networks())
def test_no_tree_has_a_greater_product(links):
    chosen = best_tree(table(links), CASES)
    parents = dict(chosen.select("infectee", "infector").iter_rows())
    assert sorted(parents) == list(range(CASES))
    assert not goes_round(parents)
    found = sum(log(p) for p in chosen["probability"])
    assert found == pytest.approx(log(by_going_through_all(links, CASES)))


def test_a_circle_in_a_circle_opens_where_it_costs_least():
    links = {(0, 1): 0.9, (1, 0): 0.9, (1, 2): 0.8, (2, 0): 0.8, (0, None): 0.01, (2, None): 0.19}
    chosen = best_tree(table(links), 3).sort("infectee")
    assert chosen["infector"].to_list() == [1, 2, None]


def test_where_the_best_infectors_make_no_circle_each_case_has_its_best():
    rng = np.random.default_rng(3)
    links = {(case, source): rng.random() for case in range(60) for source in range(case)}
    links[0, None] = 1.0
    chosen = best_tree(table(links), 60).sort("infectee")
    best = [max(p for (case, _), p in links.items() if case == each) for each in range(60)]
    assert chosen["probability"].to_list() == best


def test_cases_that_have_only_one_another_have_no_tree():
    with pytest.raises(ValueError, match="nobody began the chain"):
        best_tree(table({(0, 1): 1.0, (1, 0): 1.0, (2, None): 1.0}), 3)


def test_the_consensus_of_two_that_may_each_have_infected_the_other_has_no_circle():
    infector = np.array([[-1, 0]] * 6 + [[1, -1]] * 5 + [[-1, 0], [1, -1]], np.int32)
    links = pl.concat([table({(0, 1): 0.6, (0, None): 0.4, (1, 0): 0.7, (1, None): 0.3})])
    chains = Chains(
        ids=("a", "b"),
        day_zero=None,
        infector_draws=infector,
        generations_draws=(infector >= 0).astype(np.int8),
        infection_day_draws=np.where(infector < 0, 0, 3).astype(np.int32),
        links=links.with_columns(generations=pl.lit(0.0)),
    )
    assert chains.consensus().select("infectee", "infector", "support").rows() == [
        ("a", None, 0.4),
        ("b", "a", 0.7),
    ]
    assert chains.sources["chain"].unique().to_list() == [1]
