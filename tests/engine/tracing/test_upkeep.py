"""An index is put in order, forgets, learns who is who, and is asked with more laid over it."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.tracing.stays import DAY_0, at, frame, presence, some_stays, ticks

from firebreak.engine import tracing
from firebreak.engine.tracing import gathering

BATCHES = st.lists(some_stays(max_size=12), min_size=1, max_size=4)


def grown(batches, path=None):
    index = tracing.build(batches[0], path)
    for batch in batches[1:]:
        index.append(batch)
    return index


def test_late_stays_wait_until_they_are_put_in_order(tmp_path):
    index = grown(
        [frame((1, "bus", 0, 5)), frame((2, "bus", 0, 5)), frame((1, "bus", 3, 8))],
        tmp_path / "index",
    )
    assert (index.info().late, index.info().segments, index.info().stays) == (2, 3, 3)
    index.compact()
    assert (index.info().late, index.info().segments, index.info().stays) == (0, 1, 2)
    assert len(index.persons.blocks) == 1


def test_putting_in_order_leaves_days_alone_that_nothing_came_for(monkeypatch):
    monkeypatch.setattr(gathering, "FEW_ROWS", 0)
    days = [frame((1, "bus", 24 * day, 24 * day + 1)) for day in range(4)]
    index = tracing.build(frame(*((1, "bus", 24 * day, 24 * day + 30) for day in range(4))))
    before = index.segments
    index.append(days[2].with_columns(person_id=pl.lit(2, pl.Int64)))
    index.compact()
    assert len(index.segments) == len(before)


@given(BATCHES, st.integers(0, 200))
def test_what_had_ended_is_forgotten_and_nothing_else(batches, hours):
    index = grown(batches)
    kept = presence_of_runs_after(presence(index), hours)
    index.forget_before(at(hours))
    assert presence(index) >= kept
    assert all(at(hours) < segment_end for segment_end in ends(index))


def presence_of_runs_after(seen, hours):
    return {tick for tick in seen if hours <= tick[2]}


def ends(index):
    found = [segment.by_person.records[:, 1].min() for segment in index.segments]
    epoch = DAY_0.replace(year=2000, month=1, day=1)
    return [epoch + timedelta(seconds=int(end)) for end in found]


def test_forgetting_removes_files_whose_stays_have_all_ended(tmp_path):
    index = grown(
        [frame((1, "bus", 0, 1)), frame((1, "bus", 50, 51), (2, "ward", 0, 100))],
        tmp_path / "index",
    )
    files = len(list((tmp_path / "index").glob("*-segment-*")))
    index.forget_before(at(60).replace(tzinfo=None))
    assert files == 3
    assert len(list((tmp_path / "index").glob("*-segment-*"))) == 1
    assert presence(index) == ticks(frame((2, "ward", 0, 100)))
    index.forget_before(at(1000))
    assert tracing.open(tmp_path / "index").info(verify=True).stays == 0


def test_a_stay_that_reaches_over_the_instant_is_kept_whole():
    index = tracing.build(frame((1, "bus", 0, 10), (2, "bus", 0, 5)))
    index.forget_before(at(5))
    assert presence(index) == ticks(frame((1, "bus", 0, 10)))


def test_people_found_to_be_the_same_have_the_stays_of_both(tmp_path):
    index = grown(
        [frame((1, "bus", 0, 5), (2, "bus", 3, 8), (3, "ward", 0, 1))], tmp_path / "index"
    )
    index.rename({1: 2})
    assert index.stays_of(2).select("person_id", "start", "end").rows() == [(2, at(0), at(8))]
    assert index.stays_of(1).equals(index.stays_of(2))
    index.append(frame((1, "ward", 20, 21)))
    assert tracing.open(tmp_path / "index").stays_of(2).height == 2
    assert index.info().renamed == 1


@pytest.mark.parametrize(
    ("steps", "groups"),
    [
        ([{1: 2}, {2: 3}], {1: 3, 2: 3, 3: 3, 4: 4}),
        ([{2: 3}, {1: 2}], {1: 2, 2: 2, 3: 2, 4: 4}),
        ([{1: 2, 3: 4}, {2: 4}], {1: 4, 2: 4, 3: 4, 4: 4}),
        ([{1: 2}, {2: 1}], {1: 1, 2: 1, 3: 3, 4: 4}),
        ([{1: 1}], {1: 1, 2: 2, 3: 3, 4: 4}),
        ([{9: 1}], {9: 1, 1: 1, 2: 2}),
    ],
)
def test_who_is_whom_follows_the_last_word(steps, groups):
    index = tracing.build(frame(*((n, "bus", n, n + 1) for n in range(1, 5))))
    for step in steps:
        index.rename(step)
    numbers = index.persons.dense(pl.Series(list(groups)))
    known = index.persons.original(index.canonical[numbers]).to_list()
    assert known == list(groups.values())


def test_nobody_renamed_is_no_table_at_all():
    index = tracing.build(frame((1, "bus", 0, 1)))
    assert index.canonical is None
    index.rename({})
    assert index.info().renamed == 0


@given(BATCHES, some_stays(max_size=8))
def test_stays_laid_over_an_index_are_seen_with_it_and_only_there(batches, above):
    index = grown(batches)
    before = presence(index)
    over = index.overlay(above)
    assert presence(over) == before | ticks(above)
    assert presence(index) == before


def test_nothing_is_written_for_an_overlay(tmp_path):
    index = tracing.build(frame((1, "bus", 0, 1)), tmp_path / "index")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()}
    over = index.overlay(frame((9, "car", 0, 1)), places=pl.DataFrame({"place_id": ["car"]}))
    assert over.stays_of(9).height == 1
    assert over.place_table.height == 1
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()} == before


def test_stays_are_asked_for_one_person_or_several_in_a_window():
    index = tracing.build(frame((1, "bus", 0, 5), (1, "ward", 7, 8), (2, "bus", 0, 1)))
    assert index.stays_of(1).height == 2
    for several in ([1, 2, 2, 77], {1, 2}, range(3), pl.Series([1, 2]), np.array([1, 2])):
        assert index.stays_of(several).height == 3
    assert index.stays_of(np.int64(1)).height == 2
    assert index.stays_of([]).height == 0
    assert index.stays_of(1, start=at(5)).height == 1
    assert index.stays_of(1, end=at(7)).height == 1
    assert index.stays_of(1, at(4), at(5)).select("start", "end").rows() == [(at(0), at(5))]


def test_figures_say_what_is_in_the_index(tmp_path):
    index = tracing.build(frame((1, "bus", 0, 5), (2, "ward", 7, 8)), tmp_path / "index")
    info = index.info()
    assert (info.stays, info.persons, info.places, info.segments) == (2, 2, 2, 1)
    assert (info.first, info.last, info.generation) == (at(0), at(8), 1)
    assert info.size == sum(path.stat().st_size for path in (tmp_path / "index").glob("*.stays"))
    assert tracing.build(frame()).info().path is None
    assert repr(index) == f"Index({str(tmp_path / 'index')!r})"


@given(BATCHES)
@settings(max_examples=25)
def test_whom_people_met_does_not_depend_on_how_the_stays_came(batches):
    def met(index):
        found = index.contacts_of(1, at(0), at(300), min_overlap=timedelta(minutes=1))
        return sorted(map(str, found.rows()))

    at_once = met(tracing.build(pl.concat(batches)))
    index = grown(batches)
    assert met(index) == at_once
    assert met(tracing.build(batches[:1]).overlay(batches[1:])) == at_once
    index.compact()
    assert met(index) == at_once
