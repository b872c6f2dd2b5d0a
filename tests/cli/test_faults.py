"""What stands in the way is said in a sentence with the fix, under its own exit code."""

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, OperationalError

from firebreak.cli import command as command_module
from firebreak.cli import faults, firebreak
from firebreak.home import HomeError

pytestmark = pytest.mark.own_database

NO_SERVER = "postgresql://nobody:secret-word@127.0.0.1:1/none"
on_sqlite = pytest.mark.skipif(
    bool(os.environ.get("FIREBREAK_DATABASE")), reason="It is about the database file of SQLite."
)


def test_a_database_that_does_not_answer_is_named_without_its_password(firebreak):
    refused = firebreak("brief", FIREBREAK_DATABASE=NO_SERVER)
    assert refused.returncode == 4
    assert "127.0.0.1:1" in refused.stderr
    assert "FIREBREAK_DATABASE" in refused.stderr
    assert "secret-word" not in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr


def test_an_address_of_no_database_is_refused(firebreak):
    refused = firebreak("brief", FIREBREAK_DATABASE="mysql://here/there")
    assert refused.returncode == 4
    assert "postgresql://" in refused.stderr


def test_a_time_zone_that_is_none_is_said(firebreak):
    refused = firebreak("brief", FIREBREAK_TIMEZONE="Mars/Olympus")
    assert refused.returncode == 4
    assert "Asia/Shanghai" in refused.stderr


def test_a_home_that_cannot_be_made_is_said(firebreak, tmp_path):
    (tmp_path / "file").write_text("in the way")
    refused = firebreak("brief", FIREBREAK_HOME=str(tmp_path / "file" / "home"))
    assert refused.returncode == 4
    assert "FIREBREAK_HOME" in refused.stderr


@on_sqlite
def test_a_file_that_is_no_database_is_said(firebreak, home):
    home.mkdir()
    (home / "firebreak.sqlite3").write_text("this is a letter, not a database" * 50)
    refused = firebreak("brief")
    assert refused.returncode == 4
    assert "backup" in refused.stderr
    assert "Traceback" not in refused.stderr


@on_sqlite
def test_a_damaged_key_file_is_not_replaced(firebreak, home):
    home.mkdir()
    (home / "keys.json").write_text("{}")
    refused = firebreak("brief")
    assert refused.returncode == 4
    assert "backup" in refused.stderr
    assert (home / "keys.json").read_text() == "{}"


@on_sqlite
@pytest.mark.own_database(like="tables")
def test_a_database_of_a_newer_program_is_left_alone(firebreak, home):
    assert firebreak("migrate").returncode == 0
    with closing(sqlite3.connect(home / "firebreak.sqlite3")) as database:
        database.execute(
            "insert into django_migrations (app, name, applied) values ('records', '9999_later', '2030-01-01')"
        )
        database.commit()
    refused = firebreak("brief")
    assert refused.returncode == 4
    assert "newer Firebreak" in refused.stderr


@on_sqlite
@pytest.mark.own_database(like="tables")
def test_a_full_disk_stores_nothing_and_says_so(environment, firebreak, list_of, home):
    """A limit on the size of files stands for the disk: writing beyond it fails the same way."""
    assert firebreak("init", "zhuzhou").returncode == 0
    most = (home / "firebreak.sqlite3").stat().st_size + 100_000
    full = subprocess.run(
        [sys.executable, "-m", "firebreak", "import", str(list_of(5_000)), "--yes"],
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=lambda: _limit(most),
    )
    assert full.returncode == 4, full.stderr
    assert "Traceback" not in full.stderr
    assert _cases(home) == 0
    assert firebreak("import", list_of(20), "--yes").returncode == 0
    assert _cases(home) == 20


def _limit(size: int) -> None:
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _cases(home) -> int:
    with closing(sqlite3.connect(home / "firebreak.sqlite3")) as database:
        return database.execute("select count(*) from records_case").fetchone()[0]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OperationalError("database is locked"), 4, "busy"),
        (OperationalError("database or disk is full"), 4, "disk is full"),
        (DatabaseError("file is not a database"), 4, "backup"),
        (OSError(28, "No space left on device"), 4, "disk is full"),
        (FileNotFoundError(2, "No such file", "list.csv"), 3, "list.csv"),
        (PermissionError(13, "Permission denied", "list.csv"), 4, "permissions"),
        (HomeError("The folder cannot be made."), 4, "folder"),
        (ValueError("陈小明 139 0000 0001"), 70, "fault of its own"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_fault_has_its_code_and_sentence(monkeypatch, error, code, said):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr(command_module.click.Group, "invoke", fail)
    result = CliRunner().invoke(firebreak, ["brief"])
    assert result.exit_code == code
    assert said in result.stderr
    assert "陈小明" not in result.stderr


def test_stopped_from_the_keyboard_has_its_own_code(monkeypatch):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_module.click.Group, "invoke", stop)
    result = CliRunner().invoke(firebreak, ["brief"])
    assert result.exit_code == 130
    assert result.stderr == "Stopped.\n"


def test_a_fault_of_our_own_shows_where_only_to_who_asks(monkeypatch):
    monkeypatch.setattr(faults, "_KINDS", ())
    monkeypatch.delenv("FIREBREAK_DEBUG", raising=False)
    try:
        {}["missing"]
    except KeyError as error:
        fault = faults.fault_of(error)
    assert fault.exit_code == 70
    assert "KeyError in test_faults.py" in fault.message
