"""Ids get dense numbers that never change, however the ids come and however they are kept."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.tracing import StaysIndexError
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.numbering import Numbering

NUMBERS = st.lists(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 9)), min_size=1)
TEXTS = st.lists(st.lists(st.text("abé王", max_size=3)), min_size=1)


def series(batch, kind):
    return pl.Series(batch, dtype=pl.Int64 if kind == "numbers" else pl.String)


BATCHES = st.one_of(
    NUMBERS.map(lambda batches: [series(batch, "numbers") for batch in batches]),
    TEXTS.map(lambda batches: [series(batch, "texts") for batch in batches]),
)


@given(BATCHES)
def test_every_id_has_one_number_and_every_number_one_id(batches):
    ids = Ids()
    for batch in batches:
        before = ids.original(np.arange(len(ids))).to_list()
        ids = ids.plus(batch)
        assert ids.original(np.arange(len(ids))).to_list()[: len(before)] == before
    seen = pl.concat(batches)
    assert len(ids) == seen.n_unique()
    assert ids.original(ids.dense(seen)).to_list() == seen.to_list()
    assert ids.in_one_block().dense(seen).tolist() == ids.dense(seen).tolist()
    assert ids.in_one_block().original(ids.dense(seen)).to_list() == seen.to_list()


@given(BATCHES, BATCHES)
def test_numbers_given_while_stays_come_in_lead_to_the_ids_at_the_end(known, batches):
    kind = known[0].dtype
    batches = [batch for batch in batches if batch.dtype == kind]
    numbering = Numbering(Ids().plus(known[0]))
    given_numbers = [numbering.numbers(batch) for batch in batches]
    ids, final = numbering.final()
    for batch, numbers in zip(batches, given_numbers, strict=True):
        assert ids.original(final[numbers]).to_list() == batch.to_list()
    assert len(ids) == len(final) == pl.concat([known[0], *batches]).n_unique()


@pytest.mark.parametrize("size", [511, 512, 513, 5_000])
def test_the_table_of_numbers_grows_as_more_come(size):
    numbering = Numbering(Ids())
    spread = pl.Series(np.arange(size, dtype=np.int64) << 40)
    numbers = numbering.numbers(spread)
    assert numbers.tolist() == list(range(size))
    assert numbering.numbers(spread.reverse()).tolist() == numbers[::-1].tolist()


def test_the_order_in_which_ids_come_does_not_change_their_numbers():
    one, other = Numbering(Ids()), Numbering(Ids())
    one.numbers(pl.Series([5, 3, 9]))
    other.numbers(pl.Series([9, 9, 5, 3]))
    values = pl.Series([3, 5, 9])
    assert one.final()[0].dense(values).tolist() == other.final()[0].dense(values).tolist()


def test_an_id_that_is_not_there_has_no_number():
    numbers = Ids().plus(pl.Series([1, 5]))
    assert numbers.dense(pl.Series([5, 4, None, 6])).tolist() == [1, -1, -1, -1]
    assert numbers.dense(pl.Series([2**63], dtype=pl.UInt64)).tolist() == [-1]
    texts = Ids().plus(pl.Series(["b"]))
    assert texts.dense(pl.Series(["a", None, "b", "c", ""])).tolist() == [-1, -1, 0, -1, -1]
    assert Ids().dense(pl.Series([1])).tolist() == [-1]


def test_texts_are_not_taken_for_numbers_nor_numbers_for_texts():
    with pytest.raises(StaysIndexError, match="persons are Int64 so far, and now String"):
        Ids([*Ids().plus(pl.Series([1])).blocks], "persons").dense(pl.Series(["1"]))
    numbering = Numbering(Ids(what="places"))
    numbering.numbers(pl.Series(["a"]))
    with pytest.raises(StaysIndexError, match="places are String so far, and now Int64"):
        numbering.numbers(pl.Series([1]))
    numbering = Numbering(Ids(what="places"))
    numbering.numbers(pl.Series([1]))
    with pytest.raises(StaysIndexError, match="beyond Int64"):
        numbering.numbers(pl.Series([2**63], dtype=pl.UInt64))
