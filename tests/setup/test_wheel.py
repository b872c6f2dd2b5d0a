"""What is installed is whole: `pip install .` brings every module, page, picture and protocol."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = CHECKOUT / "src"
NEEDED_TO_BUILD = ("pyproject.toml", "README.md", "LICENSE")
FOR_TRANSLATORS = {".po", ".pot"}
BUILD = "from setuptools import build_meta; print(build_meta.build_wheel('.'))"


def belongs(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and "egg-info" not in str(path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """Return the wheel of this checkout, built from a copy so that nothing is left in it."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(
        SOURCES, copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    for name in NEEDED_TO_BUILD:
        shutil.copy(CHECKOUT / name, copy)
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(copy / done.stdout.splitlines()[-1])


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    ours = {p.relative_to(SOURCES).as_posix() for p in SOURCES.rglob("*") if belongs(p)}
    shipped = {name for name in ours if Path(name).suffix not in FOR_TRANSLATORS}
    assert sorted(shipped - set(wheel.namelist())) == []


def test_the_wheel_brings_the_command_and_the_licence(wheel):
    names = {name.rpartition("/")[2]: name for name in wheel.namelist() if "dist-info" in name}
    assert b"firebreak = firebreak.cli:main" in wheel.read(names["entry_points.txt"])
    assert b"Apache License" in wheel.read(names["LICENSE"])
