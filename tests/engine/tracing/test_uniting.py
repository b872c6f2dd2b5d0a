"""A segment holds every presence once, sorted both ways, however the stays came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.tracing import uniting
from firebreak.engine.tracing.segments import segment
from firebreak.engine.tracing.uniting import united_segment

STAY = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 30), st.integers(1, 12)).map(
    lambda s: (s[0], s[1], s[2], s[2] + s[3])
)
STAYS = st.lists(STAY, max_size=80)


def united(stays, persons=6, places=4, **how):
    same = (np.arange(persons, dtype=np.int32), np.arange(places, dtype=np.int32))
    return united_segment(as_rows(stays), *same, **how)


def as_rows(stays):
    return np.array(stays, np.int32).reshape(-1, 4)


def runs(ticks):
    """Return the maximal runs of consecutive numbers, half-open."""
    starts = [t for t in sorted(ticks) if t - 1 not in ticks]
    ends = [t + 1 for t in sorted(ticks) if t + 1 not in ticks]
    return list(zip(starts, ends, strict=True))


def presences(stays):
    """Return the stays united, worked out tick by tick: no arithmetic of intervals at all."""
    ticks = {}
    for person, place, start, end in stays:
        ticks.setdefault((person, place), set()).update(range(start, end))
    return [(*who, *run) for who, seen in sorted(ticks.items()) for run in runs(seen)]


def listed(order, keys):
    """Return (key, start, end, other) of every record, in the order they lie in."""
    counts = np.diff(order.offsets.astype(np.int64))
    names = np.arange(keys) if len(counts) == keys else order.keys
    key = np.repeat(names, counts)
    return [(k, *record) for k, record in zip(key.tolist(), order.records.tolist(), strict=True)]


@given(STAYS)
def test_overlapping_touching_and_repeated_stays_are_one_presence(stays):
    made = united(stays)
    kept = [(person, place, start, end) for person, start, end, place in listed(made.by_person, 6)]
    assert sorted(kept) == presences(stays)


@given(STAYS)
def test_both_orders_hold_the_same_and_lie_as_a_plain_sort_lays_them(stays):
    columns = as_rows(presences(stays)).T
    made = united(stays, flags=2)
    plain = segment(*columns, persons=6, places=4, flags=2)
    assert listed(made.by_person, 6) == listed(plain.by_person, 6)
    assert listed(made.by_place, 4) == listed(plain.by_place, 4)
    for name in ("flags", "first_start", "last_end", "rows"):
        assert getattr(made, name) == getattr(plain, name)
    for name in ("by_place", "by_person"):
        assert getattr(made, name).bounds.tolist() == getattr(plain, name).bounds.tolist()


@given(STAYS)
def test_sorting_one_by_one_and_at_once_agree(stays):
    made = united(stays, 1_000, 1_000)
    many = united(stays * 30, 1_000, 1_000)
    assert listed(many.by_person, 1_000) == listed(made.by_person, 1_000)
    assert listed(many.by_place, 1_000) == listed(made.by_place, 1_000)


def test_few_stays_of_many_people_have_a_directory_of_those_that_occur():
    made = united([(7, 1, 0, 5), (900, 1, 0, 5)], 1_000, 2)
    assert made.by_person.keys.tolist() == [7, 900]
    assert made.by_person.offsets.tolist() == [0, 1, 2]
    assert made.by_place.keys.tolist() == []


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_parts_of_the_work_cover_every_person_once(monkeypatch, workers):
    monkeypatch.setattr(uniting, "WORKERS", workers)
    stays = [(person, person % 3, 10 - person, 20) for person in range(6)] * 2
    made = united(stays)
    assert made.rows == 6
