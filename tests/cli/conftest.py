"""The command as people run it: a process of its own, a home of its own, a database of its own."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests import installations
from tests.installations import COMMAND

PLAIN = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "FIREBREAK_LANG": "en", "FIREBREAK_DEBUG": "0"}


@pytest.fixture
def home(tmp_path) -> Path:
    """Return the folder of the installation."""
    return tmp_path / "home"


@pytest.fixture
def environment(home, request) -> Iterator[dict[str, str]]:
    """
    Return the environment of a process whose home, and whose database, is its own.

    Both are new, or what the mark `own_database(like=…)` of the test says.
    """
    mark = request.node.get_closest_marker("own_database")
    like = mark and mark.kwargs.get("like")
    with installations.copy_of(like, home) if like else installations.new(home) as own:
        yield {**own, **PLAIN}


@pytest.fixture
def firebreak(environment) -> Callable[..., subprocess.CompletedProcess]:
    """Return a function that runs the command to its end."""

    def run(*arguments: str | Path, stdin: str = "", **extra: str):
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env={**environment, **extra},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.fixture
def start(environment) -> Iterator[Callable[..., subprocess.Popen]]:
    """Return a function that starts the command; whatever still runs is ended with the test."""
    running = []

    def begin(*arguments: str | Path, **extra: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env={**environment, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a terminal of its own: a Ctrl-C there does not end the tests
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def here(db) -> Iterator[Callable[..., Result]]:
    """Return a function that runs the command in this process, on the tests' own database."""
    from firebreak.cli import firebreak
    from firebreak.records import clock, situation

    def run(*arguments: str | Path, stdin: str = "") -> Result:
        said = list(map(str, arguments))
        words = said if "--lang" in said else [*said, "--lang", "en"]
        return CliRunner().invoke(firebreak, words, input=stdin, catch_exceptions=False)

    clock.forget()
    situation.forget()
    yield run
    clock.forget()
    situation.forget()


@pytest.fixture
def list_of(tmp_path) -> Callable[..., Path]:
    """Return a function that writes a list of invented cases of Zhuzhou."""

    def write(count: int, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        counties = ("荷塘区", "芦淞区", "石峰区", "天元区", "醴陵市")
        lines = ["病例编号,姓名,性别,统计县区,确诊日期"]
        lines += [
            f"T-{number},甲{number},{'男女'[number % 2]},{counties[number % 5]},2020-02-0{number % 3 + 1}"
            for number in range(1, count + 1)
        ]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding)
        return path

    return write
