"""A damaged index is recognised, a killed writer changes nothing, and one writes at a time."""

import json
import signal
import subprocess
import sys

import polars as pl
import pytest
from tests.engine.tracing.stays import frame, presence, ticks

from firebreak.engine import tracing
from firebreak.engine.tracing.arrays import VERSION

STAYS = frame((1, "bus", 0, 1), (2, "ward", 3, 7), (3, "ward", 4, 50, True), (4, "bus", 0, 90))
PLACES = pl.DataFrame({"place_id": ["bus", "ward"], "within": [None, "hospital"]})


@pytest.fixture
def folder(tmp_path):
    index = tracing.build(STAYS, tmp_path / "index", places=PLACES)
    index.append(frame((2, "bus", 1, 2), (4, "canteen", 1, 2)))
    index.rename({4: 3})
    return tmp_path / "index"


def files_of(folder):
    return sorted(path for path in folder.iterdir() if path.name != "lock")


def test_an_index_that_is_whole_is_found_whole(folder):
    assert tracing.open(folder).info(verify=True).stays == 6
    kinds = {path.name.split("-")[1] for path in files_of(folder) if "-" in path.name}
    assert kinds == {"segment", "persons", "places", "table", "renames"}


def test_a_changed_byte_is_noticed_wherever_it_is(folder):
    """In the head of each file every few bytes, in the rest some; all told about a thousand."""
    for path in files_of(folder):
        whole = path.read_bytes()
        head = range(0, min(len(whole), 700), 11)
        for at in {*head, *range(20), *range(700, len(whole), 997), len(whole) - 1}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
            with pytest.raises(tracing.DamagedIndexError):
                tracing.open(folder).info(verify=True)
        path.write_bytes(whole)
    tracing.open(folder).info(verify=True)


def test_a_file_cut_short_is_noticed_on_opening(folder):
    for path in files_of(folder):
        whole = path.read_bytes()
        for length in (0, 10, 60, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:length])
            with pytest.raises(tracing.DamagedIndexError) as refused:
                tracing.open(folder)
            assert path.name in str(refused.value)
            assert "build the index anew" in str(refused.value)
        path.write_bytes(whole)


def test_a_missing_file_is_noticed_on_opening(folder):
    for path in files_of(folder):
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(tracing.DamagedIndexError, match=path.name):
            tracing.open(folder)
        path.write_bytes(whole)


def test_a_file_of_another_index_is_noticed_on_opening(folder, tmp_path):
    other = tmp_path / "other"
    tracing.build(STAYS.with_columns(pl.col("start", "end") + pl.duration(days=1)), other)
    for path in other.glob("*-segment-*"):
        (folder / path.name).write_bytes(path.read_bytes())
    with pytest.raises(tracing.DamagedIndexError, match="not the file that belongs there"):
        tracing.open(folder)


def test_nobody_else_on_the_machine_may_look_into_an_index(folder):
    assert folder.stat().st_mode & 0o077 == 0


def test_what_is_no_index_is_not_opened(tmp_path):
    with pytest.raises(tracing.DamagedIndexError, match="is no index of stays"):
        tracing.open(tmp_path)
    with pytest.raises(tracing.DamagedIndexError, match="is no index of stays"):
        tracing.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_an_index_of_another_version_is_not_read_and_says_what_to_do(folder, version):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "version": version}))
    with pytest.raises(tracing.DamagedIndexError, match="build the index anew from the stays"):
        tracing.open(folder)


def test_a_folder_with_other_things_is_not_built_in(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(tracing.StaysIndexError, match=r"holds thesis\.doc, which is not"):
        tracing.build(STAYS, tmp_path)
    with pytest.raises(tracing.StaysIndexError, match="is a file; an index is a folder"):
        tracing.build(STAYS, tmp_path / "thesis.doc")


def test_a_damaged_index_can_be_built_anew(folder):
    (folder / "manifest.json").write_text("{")
    tracing.build(STAYS, folder)
    assert presence(tracing.open(folder)) == ticks(STAYS)
    assert len(list(folder.glob("*.stays"))) == len(tracing.open(folder).segments) + 2


def test_a_build_that_is_refused_leaves_the_old_index_and_no_rest(folder):
    before = presence(tracing.open(folder)), files_of(folder)
    with pytest.raises(tracing.StayError):
        tracing.build([STAYS, frame((1, "bus", 5, 4))], folder)
    assert (presence(tracing.open(folder)), files_of(folder)) == before


def test_a_build_over_an_index_replaces_all_of_it(folder):
    reader = tracing.open(folder)
    tracing.build(frame((1, "bus", 0, 1)), folder)
    assert reader.info().stays == 1
    assert reader.canonical is None
    assert reader.place_table is None


KILLED = """
import os, signal, sys
import polars as pl
from firebreak.engine import tracing
from firebreak.engine.tracing import gathering
from tests.engine.tracing.stays import frame
gathering.IN_MEMORY = 1  # everything waits in files
gathering.FEW_ROWS = 0
moment, folder = sys.argv[1:]
def progress(doing, done, total):
    if doing == moment and done > 1:
        os.kill(os.getpid(), signal.SIGKILL)
stays = [frame((1, "bus", 30 * day, 30 * day + 1)) for day in range(9)]
{call}
"""
CALLS = {
    "build": "tracing.build(stays, folder, progress=progress)",
    "append": "tracing.open(folder).append(stays, progress=progress)",
    "compact": "tracing.open(folder).compact(progress)",
}


def killed(call, moment, folder):
    program = KILLED.format(call=CALLS[call])
    ended = subprocess.run([sys.executable, "-c", program, moment, str(folder)], check=False)
    return ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("call", "moment"),
    [("build", "reading"), ("build", "sorting"), ("append", "sorting"), ("compact", "sorting")],
)
def test_a_writer_killed_half_way_leaves_the_old_index_in_use(folder, call, moment):
    before = presence(tracing.open(folder))
    files_before = files_of(folder)
    assert killed(call, moment, folder)
    assert presence(tracing.open(folder)) == before
    assert files_of(folder) != files_before  # it was in the midst of it
    tracing.open(folder).append(frame((1, "bus", 200, 201)))
    assert not (folder / "unsorted").exists()
    assert set(files_before) - {folder / "manifest.json"} <= set(files_of(folder))
    assert presence(tracing.open(folder)) == before | ticks(frame((1, "bus", 200, 201)))


def test_a_first_build_killed_half_way_is_no_index_and_can_be_repeated(tmp_path):
    folder = tmp_path / "index"
    assert killed("build", "sorting", folder)
    with pytest.raises(tracing.DamagedIndexError, match="is no index of stays"):
        tracing.open(folder)
    tracing.build(STAYS, folder)
    assert presence(tracing.open(folder)) == ticks(STAYS)


HOLDER = """
import sys, time
from pathlib import Path
from firebreak.engine.tracing.stores import Folder
with Folder(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_to_wait_and_readers_go_on(folder):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"writing\n"
        index = tracing.open(folder)
        with pytest.raises(tracing.BusyIndexError, match="Wait until it has finished"):
            index.append(STAYS)
        with pytest.raises(tracing.BusyIndexError):
            tracing.build(STAYS, folder)
        assert index.info().stays == 6
    finally:
        holder.communicate(b"")
    index.append(frame((1, "bus", 9, 10)))
    assert index.info().stays == 7


READER = """
import sys, time
from firebreak.engine import tracing
index = tracing.open(sys.argv[1])
most = 0
print("reading", flush=True)
while most < int(sys.argv[2]):
    seen = index.stays_of(1).height
    assert seen >= most, (seen, most)  # what was there stays there
    assert index.info().stays >= seen
    most = seen
print(most)
"""


def test_two_programs_read_while_a_third_adds_and_each_sees_what_is_new(folder):
    tracing.build(frame((1, "bus", 0, 1)), folder)
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(folder), "20"], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == b"reading\n"
    index = tracing.open(folder)
    for n in range(1, 20):
        index.append(frame((1, "bus", 2 * n, 2 * n + 1)))
        if n % 5 == 0:
            index.compact()
    for reader in readers:
        seen, _ = reader.communicate(timeout=120)
        assert (reader.returncode, seen) == (0, b"20\n")


def test_looking_for_a_new_manifest_costs_next_to_nothing(folder):
    """Files are not opened again: the same snapshot is handed out until the manifest changes."""
    index = tracing.open(folder)
    first = index.snapshot()
    assert index.snapshot() is first
    tracing.open(folder).append(frame((1, "bus", 100, 101)))
    assert index.snapshot() is not first
    kept = [segment for segment in first.segments if segment in index.segments]
    assert kept == list(first.segments)


def test_who_opened_an_index_can_read_it_after_its_files_were_replaced(tmp_path):
    named = frame((1, "bus", 0, 1)).with_columns(person_id=pl.lit("p"))
    index = tracing.build(named, tmp_path / "index", places=PLACES)
    index.append(named.with_columns(person_id=pl.lit("q")))
    old = tracing.open(tmp_path / "index").snapshot()
    index.compact()
    tracing.build(named, tmp_path / "index")
    assert old.persons.original([0, 1]).to_list() == ["p", "q"]
    assert old.place_table["place_id"].to_list() == ["bus", "ward"]
    assert sum(segment.by_place.records[:, 1].size for segment in old.segments) == 2
