"""The answer depends on the seed, never on how many threads there are."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.engine.chains.test_inferring import QUICK, infer, linelist

from firebreak.engine.chains import sampling


@pytest.mark.parametrize("cores", [1, 2, 7])
def test_the_number_of_cores_changes_nothing(monkeypatch, cores):
    table = linelist(0, 2, 3, 5)
    contacts = pl.DataFrame({"from_id": ["c0"], "to_id": ["c1"]})
    expected = infer(table, contacts=contacts, settings=QUICK, seed=3)
    monkeypatch.setattr(sampling, "cpu_count", lambda: cores)
    found = infer(table, contacts=contacts, settings=QUICK, seed=3)
    assert (found.infector_draws == expected.infector_draws).all()
    assert (found.infection_day_draws == expected.infection_day_draws).all()
    assert_frame_equal(found.infectors, expected.infectors)


def test_another_seed_draws_another_way():
    table = linelist(0, 2, 3, 5)
    one, other = (infer(table, seed=seed).infection_day_draws for seed in (3, 4))
    assert (one != other).any()
