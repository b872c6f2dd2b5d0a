"""Sorting by digits, against sorting by comparing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.tracing.sorting import order_of

KEYS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 5), st.just(2**63))


@given(st.lists(KEYS, max_size=40))
def test_the_order_is_that_of_a_stable_sort(keys):
    keys = np.array(keys, np.uint64)
    assert order_of(keys).tolist() == np.argsort(keys, kind="stable").tolist()


@given(st.lists(st.integers(0, 2**20), max_size=20))
def test_of_equal_keys_the_first_stays_first_whatever_else_differs(keys):
    keys = np.array(keys, np.uint64) >> np.uint64(18)
    assert order_of(keys).tolist() == sorted(range(len(keys)), key=lambda n: (keys[n], n))
