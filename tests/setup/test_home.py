"""Where an installation lies when nobody has said where."""

import shutil
import subprocess
import sys
from pathlib import Path

import firebreak


def _folder(source: Path, data: Path) -> str:
    """What a program that runs from `source` takes for its home, with nothing said of it."""
    said = subprocess.run(
        [sys.executable, "-c", "from firebreak import home; print(home._named_folder())"],
        env={"PYTHONPATH": str(source), "HOME": str(data), "XDG_DATA_HOME": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.strip()


def _copied(folder: Path) -> Path:
    package = folder / "src" / "firebreak"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    shutil.copy(Path(firebreak.__file__).with_name("home.py"), package)
    return folder / "src"


def test_from_a_checkout_it_lies_beside_the_checkout_and_not_in_it(tmp_path):
    checkout = tmp_path / "firebreak"
    source = _copied(checkout)
    (checkout / "pyproject.toml").touch()
    assert _folder(source, tmp_path / "data") == str(tmp_path / "firebreak-home")


def test_without_a_checkout_it_is_in_the_data_of_the_platform(tmp_path):
    source = _copied(tmp_path / "installed")
    assert _folder(source, tmp_path / "data").startswith(str(tmp_path / "data"))
