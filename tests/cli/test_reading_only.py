"""`firebreak read` keeps nothing, so it needs no place to keep anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.installations import COMMAND

LIST = "编号,姓名,性别,年龄,确诊日期\n1,张某,男,45,2020-01-28\n"
#: An administrator may write whatever its mode; without that right he is as others are.
AS_OTHERS = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
)


@pytest.fixture
def read(environment, tmp_path):
    """Return a function that reads a list in a home, as somebody who may not write to it."""
    if AS_OTHERS and not shutil.which(AS_OTHERS[0]):
        pytest.skip("run by an administrator, who may write everywhere")
    file = tmp_path / "名单.csv"
    file.write_text(LIST, "utf-8")

    def run(home):
        return subprocess.run(
            [*AS_OTHERS, *COMMAND, "read", file],
            env={**environment, "FIREBREAK_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def close(home: Path) -> None:
    """Let nobody write in a home any more."""
    for path in [home, *home.rglob("*")]:
        path.chmod(0o500 if path.is_dir() else 0o400)


def lies_in(home: Path) -> dict:
    return {path.name: path.stat().st_mtime_ns for path in home.rglob("*")}


def test_a_home_that_cannot_be_written_is_read_in_and_left_as_it_is(
    firebreak, read, tmp_path, home
):
    assert firebreak("read", tmp_path / "名单.csv").returncode == 0  # the home is made
    closed = tmp_path / "closed"
    shutil.copytree(home, closed)
    close(closed)
    before = lies_in(closed)
    done = read(closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "张某" in done.stdout
    assert lies_in(closed) == before


def test_where_no_home_can_be_made_a_file_is_read_all_the_same(read):
    done = read("/proc/no/home")
    assert (done.returncode, done.stderr) == (0, "")
    assert "张某" in done.stdout


def test_what_keeps_something_still_needs_a_home(firebreak, tmp_path):
    (tmp_path / "名单.csv").write_text(LIST, "utf-8")
    done = firebreak("import", tmp_path / "名单.csv", "--review", FIREBREAK_HOME="/proc/no/home")
    assert done.returncode == 4
    assert "FIREBREAK_HOME" in done.stderr
