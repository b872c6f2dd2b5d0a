"""What one process puts on the shelf the other takes: the same tables, each written once."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from firebreak.records import shelf
from firebreak.records.shelf import Shelf, new_folder

KINDS = pl.Enum(["round", "gate"])


@pytest.fixture
def ends(tmp_path) -> tuple[Shelf, Shelf]:
    return Shelf(str(tmp_path)), Shelf(str(tmp_path))


@pytest.fixture
def table() -> pl.DataFrame:
    rows = pl.int_range(100_000, eager=True)
    return pl.DataFrame(
        {"id": rows, "kind": ["gate", None] * 50_000}, schema_overrides={"kind": KINDS}
    )


def test_large_and_small_things_arrive_as_they_were(ends, table):
    here, there = ends
    thing = {"large": table, "small": table.head(2), "order": np.arange(100_000), "at": "18:30"}
    taken = there.take(here.put(thing))
    assert taken["large"].equals(table)
    assert taken["large"].schema == table.schema
    assert taken["small"].equals(table.head(2))
    assert (taken["order"] == thing["order"]).all()
    assert taken["at"] == "18:30"


def test_a_table_is_written_once_however_often_it_goes_to_and_fro(ends, table, tmp_path):
    here, there = ends
    taken = there.take(here.put([table, table]))
    assert taken[0] is taken[1]
    assert here.take(there.put(taken))[0].equals(table)
    assert there.take(here.put([table]))[0] is taken[0]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_was_put_before_the_last_is_cleared_away(ends, table, tmp_path):
    here, there = ends
    there.take(here.put(table))
    later = table.tail(90_000)
    taken = there.take(here.put(later))
    here.clear(but=here.files)
    assert len(list(tmp_path.iterdir())) == 1
    assert taken.equals(later)


def test_a_table_in_many_pieces_is_taken_in_one(ends, table):
    here, there = ends
    pieces = pl.concat([table.head(50_000), table.tail(50_000)], rechunk=False)
    assert pieces.n_chunks() == 2
    assert there.take(here.put(pieces)).n_chunks() == 1


def test_the_folder_of_a_process_that_was_killed_is_removed(monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "MEMORY", tmp_path)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True
    )
    left = tmp_path / f"firebreak-shelf-{int(dead.stdout)}-abc"
    ours = tmp_path / f"firebreak-shelf-{os.getpid()}-abc"
    left.mkdir(), ours.mkdir()
    shutil.rmtree(new_folder())
    assert not left.exists()
    assert ours.exists()


def test_the_folder_is_its_owners_alone():
    folder = Path(new_folder())
    try:
        assert folder.stat().st_mode & 0o077 == 0
    finally:
        shutil.rmtree(folder)


def test_what_lies_on_one_shelf_is_not_written_again_for_another(ends, table, tmp_path_factory):
    here, there = ends
    taken = there.take(here.put(table))
    (first,) = here.files
    second = Shelf(str(tmp_path_factory.mktemp("other")))
    message = second.put(taken)
    (name,) = second.files
    assert Path(name).samefile(first)
    here.clear()
    assert Shelf(str(second.folder)).take(message).equals(table)


def test_what_lies_nowhere_any_more_is_written(ends, table, tmp_path_factory):
    here, there = ends
    taken = there.take(here.put(table))
    here.clear()
    second = Shelf(str(tmp_path_factory.mktemp("other")))
    assert Shelf(str(second.folder)).take(second.put(taken)).equals(table)
