"""Set-up says what is wrong in a sentence, with the remedy, and does nothing twice."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "bootstrap.py"
FILES = (
    "bootstrap.py",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-uv.txt",
)
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def checkout(tmp_path) -> Path:
    """Return a folder with all that set-up reads, and no environment yet."""
    for name in FILES:
        shutil.copy(CHECKOUT / name, tmp_path)
    return tmp_path


@pytest.fixture
def bootstrap(checkout, monkeypatch):
    """Return the module as it is loaded from `checkout`."""
    spec = importlib.util.spec_from_file_location("bootstrap", checkout / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "executable", BASE_PYTHON)
    return module


@pytest.fixture
def has_pip():
    if subprocess.run([BASE_PYTHON, "-m", "pip", "-V"], capture_output=True).returncode:
        pytest.skip("The Python under .venv has no pip to ask.")


def pretend_set_up(checkout: Path, stamp: str) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(BASE_PYTHON)
    (checkout / ".venv" / "set-up").write_text(stamp)


def test_an_old_python_can_read_the_file_that_tells_it_so():
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 4))


def test_an_old_python_is_named_with_the_command_that_takes_another(bootstrap, monkeypatch, capsys):
    monkeypatch.setenv("GOAL", "run")
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 0))
    monkeypatch.setattr(bootstrap, "works", lambda python: python == "python3.12")
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err
    assert "make run PYTHON=python3.12" in said
    assert "需要 3.11 或更新版本" in said


def test_a_full_disk_is_told_before_anything_is_written(bootstrap, checkout, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 0))
    assert bootstrap.main([]) == 1
    assert "The disk is full. Free about 700 MB" in capsys.readouterr().err
    assert not (checkout / ".venv").exists()


def test_a_folder_that_is_not_ours_is_told_before_anything_is_written(
    bootstrap, monkeypatch, capsys
):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert bootstrap.main([]) == 1
    assert "No permission to write" in capsys.readouterr().err


def test_no_network_is_told_in_both_languages_and_without_a_traceback(checkout, has_pip):
    # Port 9 of loopback: nobody listens. pip's own settings would lead it elsewhere.
    unreachable = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": "",
    }
    done = subprocess.run(
        [BASE_PYTHON, "bootstrap.py"],
        cwd=checkout,
        env={**os.environ, **unreachable},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "No network: the package index does not answer." in done.stderr
    assert "没有网络" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv" / "set-up").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("failed to copy file: No space left on device (os error 28)", "The disk is full."),
        ("OSError: [Errno 122] Disk quota exceeded", "The disk is full."),
        ("failed to create directory: Read-only file system (os error 30)", "No permission"),
        ("Hash mismatch for `django==5.2.19`", "A package is not the one that was pinned"),
        ("invalid peer certificate: UnknownIssuer", "certificate is not trusted"),
        ("dns error: failed to lookup address information", "No network"),
        (
            "Could not find a version that satisfies x (from versions: none)",
            "lacks a pinned package",
        ),
        ("something nobody has seen before", "What the installer said is in"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence(bootstrap, said, sentence):
    english, chinese = bootstrap.sentence_for(said, "run")
    assert sentence in english
    assert "{" not in english + chinese


def test_a_finished_environment_is_left_alone(bootstrap, checkout, monkeypatch, capsys):
    pretend_set_up(checkout, f"run\n{bootstrap.digest('run')}\n{checkout}\n")
    monkeypatch.setattr(bootstrap, "set_up", lambda wanted: pytest.fail("It was set up again."))
    assert bootstrap.main([]) == 0
    assert capsys.readouterr() == ("", "")


def test_test_tools_that_are_there_stay_when_only_the_site_is_asked_for(
    bootstrap, checkout, monkeypatch
):
    pretend_set_up(checkout, f"dev\n{bootstrap.digest('dev')}\n{checkout}\n")
    monkeypatch.setattr(bootstrap, "set_up", lambda wanted: pytest.fail("It was set up again."))
    assert bootstrap.main([]) == 0


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml", "requirements-uv.txt"])
def test_a_changed_pin_is_installed(bootstrap, checkout, monkeypatch, changed):
    pretend_set_up(checkout, f"run\n{bootstrap.digest('run')}\n{checkout}\n")
    with (checkout / changed).open("a") as pins:
        pins.write("\n# changed\n")
    asked = []
    monkeypatch.setattr(bootstrap, "set_up", asked.append)
    assert bootstrap.main([]) == 0
    assert asked == ["run"]


def test_a_renamed_checkout_is_noticed(bootstrap, checkout):
    pretend_set_up(checkout, f"run\n{bootstrap.digest('run')}\n/elsewhere\n")
    assert bootstrap.moved()
    assert bootstrap.works(bootstrap.PYTHON)


def test_what_pip_was_told_is_told_to_uv(bootstrap, tmp_path, monkeypatch, has_pip):
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nextra-index-url = http://127.0.0.1:9/b\n    http://127.0.0.1:9/c\n"
    )
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/a")
    told = bootstrap.uv_environment()
    assert told["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/a"
    assert told["UV_INDEX"].split() == ["http://127.0.0.1:9/b", "http://127.0.0.1:9/c"]


def test_what_uv_was_told_itself_stands(bootstrap, monkeypatch, has_pip):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/a")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/own")
    assert bootstrap.uv_environment()["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/own"
