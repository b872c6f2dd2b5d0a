"""Everybody with everybody, against presence as sets of seconds."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tracing.small_city import Stay, Ticks, at, cities, index_of

from firebreak.engine.tracing import pairs as module
from firebreak.engine.tracing.pairs import degree, pairs
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING

ANN, BEN, CAI = range(3)
CAFE, STADIUM = 0, 1
EVER = 1_000_000


def together(oracle, window, least, without):
    """(a, b, place, seconds) of all who are at a place together for long enough."""
    persons = sorted({oracle.who(stay.person) for stay in oracle.stays})
    for place in {stay.place for stay in oracle.stays}:
        there = {p: oracle.presence(p, place, window, without) for p in persons}
        for a, b in combinations(persons, 2):
            if len(there[a] & there[b]) >= least:
                yield a, b, place, len(there[a] & there[b])


def listed(index, window=(0, EVER), least=1, **how):
    found = pairs(index, *map(at, window), min_overlap=timedelta(seconds=least), **how)
    return [(a - 100, b - 100, place - 500, n) for a, b, place, n in found.table.collect().rows()]


def counted(index, window=(0, EVER), least=1, **how):
    found = degree(index, *map(at, window), min_overlap=timedelta(seconds=least), **how)
    return [(person - 100, met, seconds) for person, met, seconds in found.rows()]


@pytest.mark.parametrize("cells", [0, 3, 2_000_000])
@pytest.mark.parametrize("room", [1, 2_000_000])
def test_pairs_and_degrees_are_those_of_the_seconds_both_were_there(cells, room, monkeypatch):
    monkeypatch.setattr(module, "CELLS", cells)
    monkeypatch.setattr(module, "ROOM", room)

    @given(
        cities(),
        st.integers(0, 30),
        st.integers(1, 40),
        st.sampled_from([1, 2, 3, 5]),
        st.booleans(),
    )
    def agree(city, start, length, least, possible):
        stays, canonical = city
        window = (start, start + length)
        index, oracle = index_of(stays, canonical=canonical), Ticks(stays, canonical)
        without = ENCLOSING if possible else ENCLOSING | DAY_ONLY
        expected = sorted(together(oracle, window, least, without))
        assert sorted(listed(index, window, least, possible=possible)) == expected
        met, seconds = Counter(), Counter()
        for a, b, _, n in expected:
            met.update((a, b))
            seconds.update({a: n, b: n})
        found = counted(index, window, least, possible=possible)
        assert found == sorted((person, met[person], seconds[person]) for person in met)

    agree()


def test_seconds_of_all_visits_are_added_up_before_they_are_judged():
    stays = [Stay(ANN, CAFE, 0, 100), Stay(BEN, CAFE, 0, 10), Stay(BEN, CAFE, 90, 100)]
    assert listed(index_of(stays), least=20) == [(ANN, BEN, CAFE, 20)]
    assert listed(index_of(stays), least=21) == []


@pytest.mark.parametrize("cells", [0, 2_000_000])
def test_who_came_before_others_that_left_is_still_there(cells, monkeypatch):
    monkeypatch.setattr(module, "CELLS", cells)
    again = [Stay(CAI, CAFE, 30, 40), Stay(CAI, CAFE, 50, 60)]
    index = index_of([Stay(ANN, CAFE, 0, 100), Stay(BEN, CAFE, 10, 20), *again])
    assert listed(index) == [(ANN, BEN, CAFE, 10), (ANN, CAI, CAFE, 20)]


def test_a_popular_place_is_counted_and_not_listed_and_said_so():
    crowd = [Stay(person, STADIUM, person, 200) for person in range(100)]
    index = index_of([Stay(ANN, CAFE, 0, 50), Stay(BEN, CAFE, 0, 50), *crowd])
    found = pairs(index, min_overlap=timedelta(seconds=150), limit=1_000)
    assert found.capped.rows() == [(500 + STADIUM, 100, 100, 51 * 50 // 2)]
    assert found.table.collect().height == 0
    assert listed(index, limit=1_000) == [(ANN, BEN, CAFE, 50)]
    assert len(listed(index, limit=4_950)) == 1 + 100 * 99 // 2


@given(cities(flags=False, merged=False), st.sampled_from([1, 2, 5]))
def test_what_is_counted_of_a_popular_place_are_its_pairs_of_stays(city, least):
    once = {(stay.person, stay.place): stay for stay in city[0]}.values()
    index, oracle = index_of(list(once)), Ticks(list(once))
    found = pairs(index, min_overlap=timedelta(seconds=least), limit=0).capped
    expected = Counter(row[2] for row in together(oracle, (0, EVER), least, 0))
    assert {place - 500: n for place, _, _, n in found.rows() if n} == expected


def test_a_file_has_the_same_rows_in_the_same_order(tmp_path):
    crowd = [Stay(person, person % 7, person, 400) for person in range(200)]
    index, file = index_of(crowd), tmp_path / "pairs.parquet"
    in_memory = pairs(index, min_overlap=timedelta(seconds=1))
    in_file = pairs(index, min_overlap=timedelta(seconds=1), to=file)
    assert in_file.table.collect().equals(in_memory.table.collect())
    assert pl.read_parquet(file).height > 1_000
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.parquet"]


def test_a_list_that_breaks_off_leaves_no_file(tmp_path, monkeypatch):
    def breaks(*_):
        raise MemoryError

    monkeypatch.setattr(module, "list_pairs", breaks)
    index = index_of([Stay(ANN, CAFE, 0, 50), Stay(BEN, CAFE, 0, 50)])
    with pytest.raises(MemoryError):
        pairs(index, to=tmp_path / "pairs.parquet")
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_is_nobody_meets():
    index = index_of([Stay(ANN, CAFE, 0, 50)])
    assert listed(index) == counted(index) == []
    assert pairs(index).capped.height == 0
