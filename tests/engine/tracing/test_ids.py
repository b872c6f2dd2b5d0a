"""Ids get dense numbers that never change, however the ids come and however they are kept."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine import tracing
from firebreak.engine.tracing import DamagedIndexError, StaysIndexError
from firebreak.engine.tracing.ids import Block, Ids
from firebreak.engine.tracing.numbering import Numbering
from firebreak.engine.tracing.texts import Texts

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


# Texts on the disk

WORDS = st.lists(st.text("ab/é王𠮷", max_size=4), min_size=1, max_size=30, unique=True)


@given(WORDS, st.lists(st.text("ab/é王𠮷", max_size=4), max_size=10))
def test_texts_are_found_on_the_disk_as_they_are_in_memory(words, asked):
    texts = pl.Series(words, dtype=pl.String).sort()
    order = np.argsort(np.argsort(words)).astype(np.int32)
    in_memory = Block.of(7, texts, order)
    on_disk = Block(7, len(texts), pl.String(), never, order, Texts.of(texts))
    values = pl.Series([*asked, *words, None], dtype=pl.String)
    assert on_disk.numbers(values).tolist() == in_memory.numbers(values).tolist()
    numbers = np.arange(7, 7 + len(texts))
    assert on_disk.original(numbers).to_list() == in_memory.original(numbers).to_list()


def never():
    raise AssertionError("all texts were read to find a few")


def test_opening_an_index_and_asking_about_a_few_does_not_read_all_texts(tmp_path):
    names = pl.Series([f"430202/{n:06d}" for n in range(5_000)])
    stays = pl.DataFrame({"person_id": names, "place_id": "hall"}).with_columns(
        start=pl.datetime(2020, 1, 24, 18), end=pl.datetime(2020, 1, 24, 19)
    )
    tracing.build(stays, tmp_path / "index")
    index = tracing.open(tmp_path / "index")
    assert index.stays_of("430202/000007")["place_id"].to_list() == ["hall"]
    (block,) = index.persons.blocks
    assert "ids" not in vars(block)
    assert len(index.persons.dense(pl.concat([names] * 3))) == 15_000  # many: read once, at once
    assert "ids" in vars(block)


def test_a_text_that_is_no_text_any_more_is_said():
    texts = Texts(np.array([0, 2]), np.frombuffer("王".encode()[:2], np.uint8))
    with pytest.raises(DamagedIndexError, match="no text any more"):
        texts.at(np.array([0]))
