"""Installations for tests that start processes: made once in a run, copied for each test.

To make the tables of a database takes longer than most of these tests, and to build the demo city
longer still. So `copy_of` has the command make either once for all processes of this run, and gives
a test a home and a database that are copies. What a test is about is never copied: the first steps
in a new home have a home that is new.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg

COMMAND = [sys.executable, "-m", "firebreak"]
RUN = Path(os.environ["FIREBREAK_HOME"])  # the home of the run, which all its processes share
SERVER = os.environ.get("FIREBREAK_DATABASE", "")
#: What may be copied -> the command that makes it.
MADE_BY = {"tables": "migrate", "demo": "demo"}


@contextmanager
def new(home: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a home that is not made yet, with a database of its own."""
    with _database("template1") as own:
        yield {**os.environ, **own, "FIREBREAK_HOME": str(home)}


@contextmanager
def copy_of(kind: str, home: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a home in which the command has run already."""
    shutil.copytree(_made(kind), home, dirs_exist_ok=True)
    with _database(_name(kind)) as own:
        yield {**os.environ, **own, "FIREBREAK_HOME": str(home)}


def clear() -> None:
    """Take away from the server what was made to be copied."""
    for kind in MADE_BY:
        if SERVER and (RUN / "installations" / kind).exists():
            _tell_server(f"DROP DATABASE {_name(kind)}")


def _made(kind: str) -> Path:
    """Return the home to copy, making it if nobody has."""
    home = RUN / "installations" / kind
    home.parent.mkdir(exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            _make(kind, home)
    return home


def _make(kind: str, home: Path) -> None:
    own = {}
    if SERVER:  # what failed midway would hide why from whoever asks next
        _tell_server(f"DROP DATABASE IF EXISTS {_name(kind)}")
        _tell_server(f"CREATE DATABASE {_name(kind)}")
        own = {"FIREBREAK_DATABASE": _address(_name(kind))}
    draft = home.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    environment = {**os.environ, **own, "FIREBREAK_HOME": str(draft)}
    subprocess.run(
        [*COMMAND, MADE_BY[kind]], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    draft.rename(home)


@contextmanager
def _database(like: str) -> Iterator[dict[str, str]]:
    """Give the address of a new database on the tests' own server; nothing for SQLite."""
    if not SERVER:
        yield {}
        return
    name = f"own_{token_hex(6)}"
    _tell_server(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield {"FIREBREAK_DATABASE": _address(name)}
    finally:
        _tell_server(f"DROP DATABASE {name} WITH (FORCE)")


def _tell_server(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)


def _name(kind: str) -> str:
    return f"{kind}_of_{RUN.name.rpartition('-')[2]}"  # a server of one's own may outlive the run


def _address(database: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{database}"
