"""Which new fact would tell infectors apart, and how much."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.chains import telling
from firebreak.engine.chains.telling import telling_apart


def draws(infectors, days):
    """The draws of case 9, the third of three, as the rest of it does not matter here."""
    others = np.full((len(infectors), 2), -1)
    return SimpleNamespace(
        ids=(7, 8, 9),
        day_zero=date(2020, 1, 1),
        infector_draws=np.column_stack([others, infectors]).astype(np.int32),
        infection_day_draws=np.column_stack([others * 0, days]).astype(np.int32),
    )


def test_where_the_infector_is_certain_nothing_is_worth_asking():
    assert telling_apart(draws([0] * 8, [3] * 8), 9).is_empty()


def test_the_day_tells_all_where_each_infector_has_his_own_and_nothing_where_they_share_it():
    apart = telling_apart(draws([0, 0, 1, 1], [2, 2, 6, 6]), 9)
    assert ("day", 1.0) in apart.select("fact", "share").rows()
    same = telling_apart(draws([0, 0, 1, 1], [4, 4, 4, 4]), 9)
    assert set(same["fact"]) == {"met"}


def test_whether_it_was_the_likeliest_is_worth_its_entropy():
    found = telling_apart(draws([0] * 3 + [1], [5] * 4), 9)
    worth = -(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25))
    assert found["bits"].to_list() == pytest.approx([worth, worth])
    assert found["since"].to_list() == [date(2020, 1, 6)] * 2


@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 9)), min_size=2, max_size=60))
def test_no_fact_is_worth_more_than_all_there_is_to_know(rows):
    infectors, days = zip(*rows, strict=True)
    found = telling_apart(draws(list(infectors), list(days)), 9)
    counts = np.unique(infectors, return_counts=True)[1] / len(rows)
    whole = -(counts * np.log2(counts)).sum()
    assert (found["bits"] <= whole + 1e-9).all()
    assert (found["bits"] > 0).all()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80))
def test_the_days_asked_about_are_between_the_nearest_quantiles(days):
    expected = np.quantile(days, telling.MIDDLE, method="nearest")
    assert telling._middle(np.array(days)) == tuple(expected)


@given(
    st.lists(
        st.tuples(st.sampled_from([-1] * 20 + [0] * 20 + [1]), st.integers(0, 9)),
        min_size=2,
        max_size=60,
    )
)
def test_only_facts_that_tell_too_little_are_left_out(rows):
    infectors, days = (np.array(column) for column in zip(*rows, strict=True))
    found = telling_apart(draws(infectors, days), 9).filter(fact="met")
    shares = {int(who): float((infectors == who).mean()) for who in set(infectors)}
    bits = {who: -sum(q * np.log2(q) for q in (p, 1 - p) if q > 0) for who, p in shares.items()}
    whole = -sum(p * np.log2(p) for p in shares.values())
    names = {-1: None, 0: 7, 1: 8}
    expected = {
        names[who]: worth
        for who, worth in bits.items()
        if worth > 1e-12 and worth >= telling.LEAST_SHARE * whole
    }
    assert dict(found.select("infector", "bits").rows()) == pytest.approx(expected)
