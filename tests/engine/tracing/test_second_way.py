"""The same answers by NumPy alone: sorting and searching, where the kernels add up in place.

Too large for the oracle of seconds, and drawn so that segments, late stays and midnights matter.
"""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from tests.engine.tracing.small_city import in_2020 as at

from firebreak.engine.tracing import build
from firebreak.engine.tracing import open as open_index
from firebreak.engine.tracing.forward import forward
from firebreak.engine.tracing.meetings import contacts_of
from firebreak.engine.tracing.pairs import degree, pairs

DAY = 86_400
PERSONS, PLACES, LEAST = 400, 60, 900


def drawn(rows, seed):
    """Person, place, start, end: popular places and quiet ones, over five days."""
    chance = np.random.default_rng(seed)
    start = chance.integers(0, 5 * DAY, rows)
    return np.column_stack(
        (
            chance.integers(0, PERSONS, rows),
            np.minimum(chance.geometric(0.08, rows) - 1, PLACES - 1),
            start,
            start + chance.integers(60, 12 * 3600, rows),
        )
    )


def table(rows):
    return pl.DataFrame(rows, ["person_id", "place_id", "start", "end"], orient="row").with_columns(
        (pl.col(name) * 1_000_000 + int(at(0).timestamp()) * 1_000_000).cast(
            pl.Datetime("us", "UTC")
        )
        for name in ("start", "end")
    )


def united(rows):
    """Unite what overlaps or touches: a run ends where the next start exceeds all ends before."""
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    key = rows[:, 0] * PLACES + rows[:, 1]
    wide = 100 * DAY  # apart enough that nothing carries over from one key to the next
    ends = np.maximum.accumulate(rows[:, 3] + key * wide)
    begins = np.concatenate(([True], rows[1:, 2] + key[1:] * wide > ends[:-1]))
    first = np.flatnonzero(begins)
    last = np.concatenate((first[1:], [len(rows)])) - 1
    return np.column_stack((rows[first, :3], ends[last] - key[last] * wide))


def clipped(rows, start, end):
    rows = rows[(rows[:, 3] > start) & (rows[:, 2] < end)]
    return np.column_stack(
        (rows[:, :2], np.maximum(rows[:, 2], start), np.minimum(rows[:, 3], end))
    )


def overlaps(some, all_of_them):
    """Return (visit, other, seconds, begin): by composite keys, `searchsorted` and `repeat`."""
    wide = 100 * DAY
    rows = all_of_them[np.lexsort((all_of_them[:, 2], all_of_them[:, 1]))]
    keys = rows[:, 1] * wide + rows[:, 2]
    longest = (rows[:, 3] - rows[:, 2]).max()
    low = np.searchsorted(keys, some[:, 1] * wide + some[:, 2] - longest, side="right")
    high = np.searchsorted(keys, some[:, 1] * wide + some[:, 3])
    count = np.maximum(high - low, 0)
    visit = np.repeat(np.arange(len(some)), count)
    row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + low[visit]
    a, b = some[visit], rows[row]
    begin = np.maximum(a[:, 2], b[:, 2])
    seconds = np.minimum(a[:, 3], b[:, 3]) - begin
    meets = (seconds > 0) & (a[:, 0] != b[:, 0]) & (a[:, 1] == b[:, 1])
    return visit[meets], b[meets, 0], seconds[meets], begin[meets]


def added(keys, seconds):
    """Return the sum of each key."""
    found, where = np.unique(keys, axis=0, return_inverse=True)
    return found, np.bincount(where.ravel(), seconds, len(found)).astype(int)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Stays, and an index of them in files: some came late, overlapping what was there."""
    soon, late = drawn(6_000, seed=1), drawn(600, seed=2)
    late[:300, :2] = soon[:300, :2]
    late[:300, 2] = soon[:300, 2] + 60
    late[:300, 3] = soon[:300, 3] + 120
    folder = tmp_path_factory.mktemp("city") / "stays.index"
    build(table(soon), folder)
    open_index(folder).append(table(late))
    return united(np.concatenate((soon, late))), open_index(folder)


WINDOW = (DAY + 1_800, 4 * DAY - 77)


def test_meetings_are_those_found_by_sorting_and_searching(city):
    rows, index = city
    people = np.arange(0, PERSONS, 7)
    inside = clipped(rows, *WINDOW)
    visits = inside[np.isin(inside[:, 0], people)]
    visit, other, seconds, _begin = overlaps(visits, inside)
    keys, together = added(np.column_stack((visit, other)), seconds)
    long = together >= LEAST
    expected = np.column_stack((visits[keys[long, 0], :2], keys[long, 1], together[long]))
    found = contacts_of(index, people.tolist(), *map(at, WINDOW))
    assert len(expected) > 10_000
    assert sorted(found.select("from_id", "place_id", "to_id", "overlap_s").rows()) == sorted(
        map(tuple, expected.tolist())
    )


def test_pairs_are_those_found_by_sorting_and_searching(city):
    rows, index = city
    inside = clipped(rows, *WINDOW)
    visit, other, seconds, _begin = overlaps(inside, inside)
    keys, together = added(np.column_stack((inside[visit, :2], other)), seconds)
    long = (together >= LEAST) & (keys[:, 0] < keys[:, 2])
    expected = np.column_stack((keys[long][:, [0, 2, 1]], together[long]))
    found = pairs(index, *map(at, WINDOW)).table.collect()
    low = pl.min_horizontal("a_id", "b_id")
    high = pl.max_horizontal("a_id", "b_id")
    assert sorted(
        found.select(low.alias("a"), high.alias("b"), "place_id", "overlap_s").rows()
    ) == (sorted(map(tuple, expected.tolist())))
    degrees = degree(index, *map(at, WINDOW))
    assert degrees["met"].sum() == 2 * len(expected)
    assert degrees["overlap_s"].sum() == 2 * expected[:, 3].sum()


def test_seconds_together_are_the_same_seen_from_either_side(city):
    _, index = city
    met = contacts_of(index, list(range(PERSONS)), *map(at, WINDOW), min_overlap=timedelta(0))
    sums = {}
    for a, b, place, n in met.select("from_id", "to_id", "place_id", "overlap_s").rows():
        sums[a, b, place] = sums.get((a, b, place), 0) + n
    assert all(sums[b, a, place] == n for (a, b, place), n in sums.items())


def reached_next(rows, going, arrival):
    """Return when a step first reaches each person, by number, if earlier than before."""
    inside = [
        clipped(rows[rows[:, 0] == person], since, WINDOW[1]) for person, since in going.items()
    ]
    visit, other, seconds, begin = overlaps(np.concatenate(inside), rows)
    keys, together = added(np.column_stack((visit, other)), seconds)
    order = np.lexsort((begin, other, visit))
    _pairs, first = np.unique(np.column_stack((visit, other))[order], axis=0, return_index=True)
    long = together >= LEAST
    found = {}
    for person, since in zip(
        keys[long, 1].tolist(), begin[order][first][long].tolist(), strict=True
    ):
        if since < min(arrival.get(person, WINDOW[1]), found.get(person, WINDOW[1])):
            found[person] = since
    return found


@pytest.mark.parametrize("workers", [1, 3])
def test_steps_are_those_found_by_sorting_and_searching(city, monkeypatch, workers):
    """So many go on, from the second step, that each day has hundreds of their visits."""
    monkeypatch.setattr("firebreak.engine.tracing.forward.WORKERS", workers)
    rows, index = city
    arrival, going, expected = {7: -1}, {7: WINDOW[0]}, []
    for depth in (1, 2, 3):
        found = reached_next(rows, going, arrival)
        expected += [(depth, who, at(t)) for who, t in found.items() if who not in arrival]
        arrival |= found
        going = found
    cases = pl.DataFrame({"person_id": [7], "start": [at(WINDOW[0])], "end": [at(WINDOW[1])]})
    reached = forward(index, cases, depth=3, until=at(WINDOW[1]))
    assert sorted(reached.select("depth", "to_id", "start").rows()) == sorted(expected)
    assert len(expected) > 300
