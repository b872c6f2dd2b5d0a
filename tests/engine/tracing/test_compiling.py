"""Machine code: made once, kept where one may write, made anew when a source changes."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.engine.tracing.small_city import Stay, in_2020, index_of

from firebreak.engine.tracing import (
    build,
    compiled,
    encounters,
    ids,
    kernels,
    pairs,
    reaching,
    sharing,
    sorting,
    sweeping,
    view,
    visits,
)
from firebreak.engine.tracing import open as open_index
from firebreak.engine.tracing.backward import backward
from firebreak.engine.tracing.errors import DamagedIndexError
from firebreak.engine.tracing.forward import forward
from firebreak.engine.tracing.meetings import contacts_of
from firebreak.engine.tracing.segments import segment
from firebreak.engine.tracing.warming import warm

ENTRIES = [
    encounters.how_many_certain,
    encounters.write_columns,
    encounters.write_first,
    ids._numbers_of,
    kernels.fetch,
    kernels.meetings_of_many,
    kernels.visitors,
    visits.visits_of,
    kernels.visits_of_many,
    reaching._in_that_order,
    reaching._write_keys,
    reaching._keys_of_visits,
    reaching._persons_and_starts,
    reaching.never_reached,
    reaching.reach,
    reaching.unite,
    sharing._shared,
    sorting.in_order_from,
    sorting.order_of,
    sweeping.count_pairs,
    sweeping.list_pairs,
]


def test_once_warm_no_query_waits_for_the_compiler(tmp_path):
    warm()
    stays = pl.DataFrame(
        {
            "person_id": list(range(40)),
            "place_id": [1, 2] * 20,
            "start": in_2020(0),
            "end": in_2020(60),
        }
    )
    build(stays, tmp_path / "stays.index")
    index = open_index(tmp_path / "stays.index")
    index.rename({3: 1})
    people = list(range(20))
    contacts_of(index, people)
    forward(index, people)
    backward(index, people)
    pairs.degree(index)
    pairs.pairs(index)
    assert {entry.__name__: len(entry.signatures) for entry in ENTRIES} == {
        entry.__name__: 1 for entry in ENTRIES
    }


KERNEL = """
from firebreak.engine.tracing.compiled import kernel

@kernel
def twice(x):
    return 2 * x
"""
USE = """
import sys
sys.path.insert(0, sys.argv[1])
import mine
mine.twice(21)
print(sum(mine.twice.stats.cache_hits.values()))
"""


def cache_hits(folder: Path, **environment: str) -> str:
    """Use the kernel in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", USE, str(folder)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/mine.py").write_text(KERNEL)
    return tmp_path / "mine"


def test_machine_code_is_kept_beside_the_source(folder):
    environment = {"NUMBA_CACHE_DIR": ""}
    assert cache_hits(folder, **environment) == "0"
    assert list((folder / "__pycache__").glob("*.nbc"))
    assert cache_hits(folder, **environment) == "1"


def test_where_the_source_may_not_be_written_to_it_is_kept_with_the_user(folder, tmp_path):
    (folder / "__pycache__").write_text("")  # in the way of a folder, also for root
    environment = {
        "NUMBA_CACHE_DIR": "",
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "c"),
    }
    assert cache_hits(folder, **environment) == "0"
    assert cache_hits(folder, **environment) == "1"
    assert list((tmp_path / "c").rglob("*.nbc"))


def test_where_nothing_can_be_written_each_process_compiles(folder, tmp_path):
    (folder / "__pycache__").write_text("")
    (tmp_path / "c").write_text("")
    environment = {
        "NUMBA_CACHE_DIR": "",
        "HOME": str(tmp_path / "c"),
        "XDG_CACHE_HOME": str(tmp_path / "c"),
    }
    assert cache_hits(folder, **environment) == "0"
    assert cache_hits(folder, **environment) == "0"


def test_a_change_of_any_source_makes_machine_code_anew(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(
        Path(compiled.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    before = compiled.stamp(copy)
    with (copy / "segments.py").open("a") as source:
        source.write("# changed\n")
    assert before == compiled.SOURCES
    assert compiled.stamp(copy) != before


def test_numba_looks_at_the_stamp_it_is_given(folder):
    environment = {"NUMBA_CACHE_DIR": ""}
    cache_hits(folder, **environment)
    (folder / "mine.py").write_text(
        "from firebreak.engine.tracing import compiled\ncompiled.SOURCES = b'another'\n" + KERNEL
    )
    assert cache_hits(folder, **environment) == "0"
    assert cache_hits(folder, **environment) == "1"


@pytest.mark.parametrize("left", [b"", b"cut short", b"cbuiltins\nno_such_name\n."])
def test_what_cannot_be_read_any_more_is_made_anew(folder, left):
    environment = {"NUMBA_CACHE_DIR": ""}
    cache_hits(folder, **environment)
    for kept in (folder / "__pycache__").glob("*.nbi"):
        kept.write_bytes(left)
    assert cache_hits(folder, **environment) == "0"
    assert cache_hits(folder, **environment) == "1"


def test_an_index_that_names_whom_it_does_not_know_is_damaged_not_a_crash():
    good = index_of([Stay(0, 0, 0, 50), Stay(1, 0, 0, 50)])
    records = good.segments[0].by_place.records
    records[:, 2] = 1_000_000
    with pytest.raises(DamagedIndexError, match="Build it again"):
        contacts_of(good, 100, min_overlap=timedelta(seconds=50))
    with pytest.raises(DamagedIndexError):
        pairs.degree(good)


def test_arrays_the_kernels_cannot_read_are_refused():
    column = pl.Series([0, 1]).to_numpy()
    made = segment(column, column, column, column + 50, persons=2, places=2)
    object.__setattr__(made.by_place, "records", made.by_place.records.astype("int64"))
    with pytest.raises(TypeError, match="four bytes"):
        view._segment_row(made)
