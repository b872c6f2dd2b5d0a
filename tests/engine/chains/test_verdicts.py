"""What an investigation established or excluded holds in every draw."""

from dataclasses import replace

import polars as pl
from tests.engine.chains.test_inferring import QUICK, infer, linelist

CASES = linelist(0, 2, 3, 5)


def infectors_of(chains, case):
    return chains.infectors.filter(pl.col("infectee") == case)["infector"].to_list()


def test_an_established_link_is_certain():
    chains = infer(CASES, established=[("c1", "c3")])
    assert infectors_of(chains, "c3") == ["c1"]


def test_an_excluded_link_is_impossible_also_among_the_others():
    for all_pairs_up_to in (50, 0):
        settings = replace(QUICK, all_pairs_up_to=all_pairs_up_to)
        chains = infer(CASES, excluded=[("c1", "c3")], settings=settings)
        assert "c1" not in infectors_of(chains, "c3")


def test_a_recorded_import_has_no_infector_in_the_list():
    table = CASES.with_columns(imported=pl.Series([None, True, None, None]))
    assert infectors_of(infer(table), "c1") == [None]
