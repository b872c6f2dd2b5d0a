"""However stays come in, the index holds the same presence."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.tracing.stays import at, frame, presence, some_stays, ticks

from firebreak.engine import tracing
from firebreak.engine.tracing import gathering, sources
from firebreak.engine.tracing.segments import DAY_ONLY, ENCLOSING, END_ASSUMED

BATCHES = st.lists(some_stays(max_size=12), min_size=1, max_size=5)


@given(BATCHES, st.booleans())
def test_stays_that_come_in_parts_are_as_if_they_had_come_at_once(batches, is_compacted):
    index = tracing.build(batches[0])
    for batch in batches[1:]:
        index.append(batch)
    if is_compacted:
        index.compact()
    assert presence(index) == ticks(pl.concat(batches)) == presence(tracing.build(batches))


@given(BATCHES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_does_not_fit_into_memory_waits_in_files(tmp_path_factory, batches):
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "IN_MEMORY", 4)
        patch.setattr(gathering, "MOST_ROWS", 3)
        patch.setattr(sources, "BATCH", 5)
        built = tracing.build(iter(batches), folder / "a")
        grown = tracing.build(batches[0], folder / "b")
        for batch in batches[1:]:
            grown.append(batch)
        grown.compact()
    assert presence(tracing.open(folder / "a")) == ticks(pl.concat(batches))
    assert presence(tracing.open(folder / "b")) == ticks(pl.concat(batches))
    assert built.info(verify=True).segments == len(built.segments)
    assert sorted(path.name for path in (folder / "a").iterdir() if path.suffix != ".stays") == [
        "lock",
        "manifest.json",
    ]


@given(some_stays())
def test_within_a_segment_nobody_is_twice_at_once_at_one_place(stays):
    index = tracing.build([stays, stays])
    for segment in index.segments:
        records = segment.by_person.records
        counts = np.diff(segment.by_person.offsets.astype(np.int64))
        persons = np.repeat(np.arange(len(counts)), counts)
        seen = pl.DataFrame(records, ["start", "end", "place"]).with_columns(person=persons)
        seen = seen.sort("person", "place", "start").with_columns(
            before=pl.col("end").shift(1).over("person", "place")
        )
        assert seen.filter(pl.col("start") <= pl.col("before")).is_empty()
        longest = pl.DataFrame({"person": persons, "s": records[:, 1] - records[:, 0]})
        bounds = dict(longest.group_by("person").agg(pl.col("s").max()).iter_rows())
        kept = enumerate(segment.by_person.bounds[:-1, 1].tolist())
        assert {n: s for n, s in kept if s} == bounds
        assert (segment.first_start, segment.last_end) == (
            records[:, 0].min(),
            records[:, 1].max(),
        )


def test_very_long_stays_lie_apart_so_that_others_are_found_quickly():
    index = tracing.build(frame((1, "ward", 0, 90), (2, "ward", 1, 2), (3, "ward", 0, 36)))
    longest = [int(segment.by_place.bounds[:, 1].max()) for segment in index.segments]
    assert sorted(zip([segment.rows for segment in index.segments], longest, strict=True)) == [
        (1, 90 * 3600),
        (2, 36 * 3600),
    ]


def test_busy_days_have_segments_of_their_own_and_quiet_ones_share():
    sizes = {(0, day): 300_000 for day in range(3)} | {(0, 9): 100_000}
    assert [groups for _, groups in gathering.shared(sizes, few=500_000)] == [
        [(0, 0)],
        [(0, 1)],
        [(0, 2), (0, 9)],
    ]


def sources_of(stays, folder):
    stays.write_parquet(folder / "all.parquet")
    (folder / "parts").mkdir()
    for n in range(stays.height):
        stays[n].write_parquet(folder / "parts" / f"{n}.parquet")
    return {
        "a table": stays,
        "a lazy table": stays.lazy(),
        "a table of Arrow": stays.to_arrow(),
        "a path": folder / "all.parquet",
        "a path as text": str(folder / "all.parquet"),
        "a folder": folder / "parts",
        "a pattern": str(folder / "parts" / "*.parquet"),
        "several paths": [folder / "parts" / f"{n}.parquet" for n in range(stays.height)],
        "an iterator": (stays[n] for n in range(stays.height)),
        "a list of tables": [stays[:1], stays[1:].to_arrow()],
    }


def test_stays_may_come_as_tables_files_or_batches(tmp_path):
    stays = frame((1, "bus", 0, 1), (2, "bus", 0, 2), (2, "ward", 30, 31, True))
    for name, source in sources_of(stays, tmp_path).items():
        assert presence(tracing.build(source)) == ticks(stays), name


@pytest.mark.parametrize("source", ["nothing.parquet", "no*.parquet", 7])
def test_what_is_no_source_of_stays_is_refused(source):
    with pytest.raises(tracing.StayError, match=r"Give the path|give a table"):
        tracing.build(source)


def test_no_stays_are_an_index_of_nobody(tmp_path):
    index = tracing.build(frame(), tmp_path / "index")
    assert (index.segments, len(index.persons), index.info().first) == ((), 0, None)
    assert tracing.open(tmp_path / "index").stays_of(1).is_empty()
    index.append(frame((1, "bus", 0, 1)))
    assert index.info().stays == 1


@pytest.mark.parametrize(
    ("dtype", "ids"),
    [
        (pl.Int8, [-5, 7, 3]),
        (pl.Int64, [-(2**62), 0, 2**62]),
        (pl.UInt64, [2**64 - 1, 0, 5]),
        (pl.String, ["王五", "A-1", "a"]),
        (pl.Categorical, ["x", "y", "z"]),
    ],
)
def test_ids_may_be_of_any_integer_or_text(tmp_path, dtype, ids):
    stays = frame(*((n, "bus", n, n + 1) for n in range(3)))
    given_ids = pl.Series("person_id", ids, dtype)
    tracing.build(stays.with_columns(given_ids, place_id=given_ids), tmp_path / "index")
    index = tracing.open(tmp_path / "index")
    found = index.stays_of(given_ids).sort("start")
    assert found["person_id"].to_list() == found["place_id"].to_list() == ids
    assert index.persons.original(index.persons.dense(given_ids)).to_list() == ids


def test_days_are_whole_local_days_and_known_to_the_day_only():
    days = {"start": [date(2020, 2, 3)] * 2, "end": [None, date(2020, 2, 4)]}
    index = tracing.build(
        pl.DataFrame({"person_id": [1, 2], "place_id": [1, 1], **days}),
        time_zone="Asia/Shanghai",
    )
    assert {segment.flags for segment in index.segments} == {DAY_ONLY}
    found = index.stays_of([1, 2]).with_columns(
        pl.col("start", "end").dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)
    )
    assert found.select("start", "end", "day_only").rows() == [
        (datetime(2020, 2, 3), datetime(2020, 2, 4), True),
        (datetime(2020, 2, 3), datetime(2020, 2, 5), True),
    ]


def test_a_missing_end_is_assumed_only_by_a_rule_and_says_so():
    stays = frame((1, "bus", 0, None), (1, "ward", 5, 6))
    with pytest.raises(tracing.StayError, match="row 1: it has no end; assume_end can say"):
        tracing.build(stays)
    index = tracing.build(stays, assume_end=timedelta(hours=2))
    assert index.stays_of(1).select("end", "end_assumed").rows() == [(at(2), True), (at(6), False)]
    assert sorted(segment.flags for segment in index.segments) == [0, END_ASSUMED]


def test_times_without_a_zone_are_utc_and_those_with_one_are_converted():
    stays = frame((1, "bus", 8, 9))
    naive = stays.with_columns(pl.col("start", "end").dt.replace_time_zone(None))
    there = stays.with_columns(pl.col("start", "end").dt.convert_time_zone("Asia/Shanghai"))
    rough = naive.with_columns(pl.col("start", "end").cast(pl.Datetime("ms")))
    assert presence(tracing.build([naive, there, rough])) == ticks(stays)


def test_a_table_that_lacks_a_column_or_has_texts_for_times_is_refused():
    stays = frame((1, "bus", 8, 9))
    with pytest.raises(tracing.StayError, match="no column place_id"):
        tracing.build(stays.drop("place_id"))
    with pytest.raises(tracing.StayError, match="column end: String is no time"):
        tracing.build(stays.with_columns(pl.lit("noon").alias("end")))
    with pytest.raises(tracing.StayError, match="a day and the other an instant"):
        tracing.build(stays.with_columns(pl.col("start").dt.date()))
    with pytest.raises(tracing.StaysIndexError, match="persons are Float64; an id is"):
        tracing.build(stays.with_columns(pl.col("person_id").cast(pl.Float64)))


PLACES = pl.DataFrame(
    {
        "place_id": ["table 1", "table 2", "restaurant", "street"],
        "within": ["restaurant", "restaurant", "street", None],
        "kind": ["table", "table", "restaurant", "street"],
    }
)


def of_place(index, place, flags):
    """Return (person, start, end) in hours of those that the index has at a place."""
    key = int(index.places.dense(pl.Series([place]))[0])
    found = []
    for segment in index.segments:
        if segment.flags == flags:
            low, high = segment.by_place.offsets[key : key + 2]
            found += segment.by_place.records[low:high].tolist()
    zero = (at(0) - datetime(2000, 1, 1, tzinfo=at(0).tzinfo)) // timedelta(seconds=1)
    persons = index.persons.original([other for *_, other in found]).to_list()
    hours = [((s - zero) // 3600, (e - zero) // 3600) for s, e, _ in found]
    return sorted((person, *times) for person, times in zip(persons, hours, strict=True))


def test_a_stay_at_a_table_is_also_one_in_the_restaurant_and_in_its_street():
    stays = frame((1, "table 1", 0, 2), (1, "table 2", 2, 3), (2, "restaurant", 5, 6))
    index = tracing.build(stays, places=PLACES)
    assert of_place(index, "table 1", 0) == [(1, 0, 2)]
    assert of_place(index, "restaurant", 0) == [(2, 5, 6)]
    assert of_place(index, "restaurant", ENCLOSING) == [(1, 0, 3)]
    assert of_place(index, "street", ENCLOSING) == [(1, 0, 3), (2, 5, 6)]
    assert index.info().stays == 3
    assert presence(index) == ticks(stays)


def test_the_table_of_places_is_kept_and_grows(tmp_path):
    tracing.build(frame((1, "table 1", 0, 1)), tmp_path / "index", places=PLACES)
    index = tracing.open(tmp_path / "index")
    assert index.place_table.columns == ["place_id", "within", "kind", "row", "name"]
    more = pl.DataFrame({"place_id": ["table 3", "street"], "within": ["restaurant", None]})
    index.append(frame((2, "table 3", 0, 1)), places=more.with_columns(name=pl.lit("new")))
    assert index.place_table["place_id"].to_list() == [
        *("table 1", "table 2", "restaurant"),
        *("table 3", "street"),
    ]
    assert of_place(index, "street", ENCLOSING) == [(1, 0, 1), (2, 0, 1)]


def test_a_place_with_stays_cannot_move_into_another():
    index = tracing.build(frame((1, "bar", 0, 1)), places=PLACES)
    moved = pl.DataFrame({"place_id": ["new", "bar"], "within": [None, "street"]})
    with pytest.raises(tracing.StaysIndexError, match="places, row 2: this place is in the index"):
        index.append(frame(), places=moved)


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ({"id": ["a"]}, "no column place_id"),
        ({"place_id": ["a", None]}, "row 2: it has no place_id"),
        ({"place_id": ["a", "b", "a"]}, "row 3: .* that of an earlier row"),
        ({"place_id": ["x", "a", "b"], "within": [None, "b", "a"]}, "row 2: .* lies within itself"),
    ],
)
def test_a_table_of_places_that_is_not_in_order_is_refused(places, message):
    with pytest.raises(tracing.StaysIndexError, match=message):
        tracing.build(frame(), places=pl.DataFrame(places))


def test_progress_is_told_from_nothing_to_all():
    told = []
    tracing.build(frame((1, "bus", 0, 1), (2, "bus", 0, 50)), progress=lambda *w: told.append(w))
    assert told == [
        ("reading", 0, 2),
        ("reading", 2, 2),
        ("sorting", 0, 2),
        ("sorting", 1, 2),
        ("sorting", 2, 2),
    ]


@pytest.mark.parametrize("name", tracing.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(tracing, name) is not None
    assert name in dir(tracing)


def test_the_public_library_has_it_and_fetches_no_compiler_before_it_is_asked():
    seen = (
        "import sys, firebreak as fb; fb.tracing; print('numba' in sys.modules);"
        "fb.tracing.build; print('numba' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", seen], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["False", "True"]
