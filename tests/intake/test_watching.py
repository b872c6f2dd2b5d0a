"""A watched folder: what is whole is taken and moved aside, what is half written waits."""

import os
import zipfile
from pathlib import Path

import pytest
from tests.intake import small_reader

from firebreak.intake import readers, watching
from firebreak.intake.watching import Folder
from firebreak.records.models import Reading

TEXT = "#small\nperson p1 name=周某 sex=male age=45\n"
NOW = 1_000_000.0


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


@pytest.fixture
def folder(city, tmp_path):
    return Folder(tmp_path, city.root)


@pytest.fixture
def put(tmp_path):
    """Return a function that puts a file there which was last written some seconds ago."""

    def write(name: str, text: str = TEXT, ago: float = 60):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        os.utime(path, (NOW - ago, NOW - ago))
        return path

    return write


def names(tmp_path, *under: str) -> list[str]:
    there = tmp_path.joinpath(*under)
    return sorted(path.name for path in there.iterdir() if path.is_file()) if there.exists() else []


def test_what_is_whole_is_taken_and_moved(folder, put, tmp_path):
    put("通报.txt")
    taken = list(folder.take(NOW))
    assert [(path.name, received.already) for path, received in taken] == [("通报.txt", False)]
    assert names(tmp_path) == []
    assert names(tmp_path, "taken") == ["通报.txt"]
    assert Reading.objects.get().drafts.count() == 1


def test_what_cannot_be_read_is_moved_where_it_is_seen_and_the_inbox_says_why(
    folder, put, tmp_path
):
    put("a.txt", "%PDF-1.4")
    list(folder.take(NOW))
    assert names(tmp_path, "refused") == ["a.txt"]
    assert Reading.objects.get().problem["code"] == "pdf"


@pytest.mark.parametrize("name", ["a.txt.part", "a.crdownload", "~$a.xlsx", ".a.swp", "a.txt~"])
def test_what_a_program_still_writes_is_left_alone(folder, put, tmp_path, name):
    put(name)
    assert list(folder.take(NOW)) == []
    assert names(tmp_path) == [name]


def test_a_file_that_has_just_changed_waits_until_it_no_longer_does(folder, put, tmp_path):
    put("a.txt", ago=1)
    assert list(folder.take(NOW)) == []
    assert len(list(folder.take(NOW + 10))) == 1


def test_a_file_that_grew_since_the_last_look_waits_once_more(folder, put):
    path = put("a.txt", ago=1)
    list(folder.take(NOW))
    path.write_text(TEXT + "# more\n", "utf-8")
    os.utime(path, (NOW - 60, NOW - 60))  # some programs set an old time
    assert list(folder.take(NOW)) == []
    assert len(list(folder.take(NOW))) == 1


def test_stopped_between_keeping_and_moving_it_goes_on_and_doubles_nothing(
    folder, put, tmp_path, monkeypatch
):
    put("a.txt")
    monkeypatch.setattr(Folder, "_move", lambda *_args: None)  # the machine stopped here
    list(folder.take(NOW))
    monkeypatch.undo()
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})
    [(_path, received)] = folder.take(NOW)
    assert received.already
    assert (Reading.objects.count(), names(tmp_path, "taken")) == (1, ["a.txt"])


def test_two_files_of_one_name_are_both_kept_aside(folder, put, tmp_path):
    put("a.txt")
    list(folder.take(NOW))
    put("a.txt", TEXT + "#2")
    list(folder.take(NOW))
    assert names(tmp_path, "taken") == ["a (2).txt", "a.txt"]


def test_a_file_too_large_to_be_read_is_set_aside_and_the_inbox_says_why(
    folder, put, tmp_path, monkeypatch
):
    monkeypatch.setattr(watching, "MOST_BYTES", 10)
    monkeypatch.setattr(Path, "read_bytes", None)  # it is not read
    put("a.txt")
    assert len(list(folder.take(NOW))) == 1
    assert names(tmp_path, "refused") == ["a.txt"]
    assert Reading.objects.get().problem["code"] == "too_large"


def test_links_and_folders_within_are_not_followed(folder, tmp_path):
    (tmp_path / "within").mkdir()
    (tmp_path / "within" / "a.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    assert list(folder.take(NOW)) == []


def test_how_many_links_and_folders_are_passed_over_is_told_once(folder, put, tmp_path):
    put("a.txt")
    for name in ("二月", "taken", "refused", ".sync"):
        (tmp_path / name).mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert folder.passed_over() == (1, 1)
    assert folder.passed_over() == (0, 0)
    (tmp_path / "三月").mkdir()
    assert folder.passed_over() == (1, 0)


def test_each_file_of_an_archive_is_taken_and_one_that_cannot_be_read_leaves_it_to_be_seen(
    folder, tmp_path
):
    path = tmp_path / "day.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", "%PDF-1.4")
    os.utime(path, (NOW - 60, NOW - 60))
    taken = list(folder.take(NOW))
    assert [(at.name, one.reading.source.title) for at, one in taken] == [
        ("day.zip", "a.txt"),
        ("day.zip", "b.txt"),
    ]
    assert names(tmp_path, "refused") == ["day.zip"]
