"""A cluster for the tests answers while it is asked for and leaves nothing behind."""

import tempfile
from pathlib import Path

import psycopg
import pytest
from tools import throwaway_postgres

needs_postgres = pytest.mark.skipif(
    throwaway_postgres.programs() is None,
    reason="No PostgreSQL here. To run this: sudo apt-get install postgresql",
)


@pytest.fixture
def own_temporary_folder(tmp_path_factory, monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="firebreak-"))
    folder.chmod(0o755)  # the server may run as somebody else
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    folder.rmdir()


@needs_postgres
def test_it_answers_and_is_gone_afterwards_even_after_a_failure(own_temporary_folder):
    answers = []
    with pytest.raises(ZeroDivisionError):
        ask_and_fail(answers)
    assert answers == [("UTF8",)]
    assert list(own_temporary_folder.iterdir()) == []


def ask_and_fail(answers: list) -> None:
    with throwaway_postgres.cluster() as address, psycopg.connect(address) as connection:
        answers.append(connection.execute("show server_encoding").fetchone())
        raise ZeroDivisionError


@needs_postgres
def test_nobody_answers_at_its_address_afterwards(own_temporary_folder):
    with throwaway_postgres.cluster() as address:
        pass
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=5)


@needs_postgres
def test_a_stranger_without_the_password_is_refused(own_temporary_folder):
    with throwaway_postgres.cluster() as address:
        user, _, place = address.partition("@")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"{user.rpartition(':')[0]}:wrong@{place}", connect_timeout=5)


def test_without_postgres_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setattr(throwaway_postgres, "programs", lambda: None)
    with pytest.raises(throwaway_postgres.PostgresError, match="apt-get install postgresql"):
        throwaway_postgres.cluster().__enter__()
