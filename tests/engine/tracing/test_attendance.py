"""How many stays each place has, whatever the segments they lie in; which names look alike."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine import tracing
from firebreak.engine.tracing.attendance import stays_by_place
from firebreak.engine.tracing.likeness import LEAST, Names, likeness

DAY = datetime(2020, 1, 17, tzinfo=UTC)


def frame(*rows) -> pl.DataFrame:
    """Rows of person, place, hours since `DAY`: an hour's stay each."""
    return pl.DataFrame(
        {
            "person_id": [person for person, _place, _hour in rows],
            "place_id": [place for _person, place, _hour in rows],
            "start": [DAY + timedelta(hours=hour) for *_who, hour in rows],
            "end": [DAY + timedelta(hours=hour + 1) for *_who, hour in rows],
        }
    )


def counted(index) -> dict:
    return dict(stays_by_place(index).filter(pl.col("stays") > 0).iter_rows())


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(0, 90)),
            min_size=1,
            unique=True,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_every_stay_is_counted_once_at_its_place_whatever_segment_it_lies_in(batches):
    spread = [(n, place, 2 * hour) for part in batches for n, place, hour in part]
    apart = list({(who, where, hour) for who, where, hour in spread})  # none touch: hours apart
    index = tracing.build(frame(*apart[:1]))
    for row in apart[1:]:
        index.append(frame(row))
    assert counted(index) == Counter(place for _who, place, _hour in apart)


def test_a_stay_at_a_table_is_not_one_of_its_restaurant():
    places = pl.DataFrame({"place_id": ["table", "inn"], "within": ["inn", None]})
    index = tracing.build(frame(("a", "table", 1), ("b", "inn", 2)), places=places)
    assert counted(index) == {"table": 1, "inn": 1}


@pytest.mark.parametrize("code", ["老灶火锅", "老灶火锅店", "（老灶火锅）", " 老灶 火锅 "])
def test_what_is_called_nearly_the_same_is_found(code):
    names = {1: "新华书店", 2: "老灶火锅", 3: "老街茶馆", 4: "火车站"}
    assert Names(names).most_alike(code)[0] == 2


def test_what_is_called_otherwise_is_not():
    assert Names({1: "老灶火锅"}).most_alike("R1") == []


def test_the_best_come_first_and_no_more_than_asked():
    names = {1: "一中北门", 2: "一中", 3: "一中南门"}
    assert Names(names).most_alike("一中南门", most=2) == [3, 1]


@given(st.text(max_size=8), st.dictionaries(st.integers(), st.text(max_size=8), max_size=6))
def test_the_quick_way_finds_what_comparing_with_each_finds(text, names):
    rated = sorted((-likeness(text, name), key) for key, name in names.items())
    assert Names(names).most_alike(text, most=9) == [k for rate, k in rated if -rate >= LEAST]


@given(st.text(max_size=8), st.text(max_size=8))
def test_likeness_is_the_same_both_ways_and_whole_with_oneself(a, b):
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= likeness(a, a) == 1
