"""What takes many actions to write, written once in a run, and put back as rows wherever it is needed.

A city of a test is written through the actions, as any other; that is what makes it true, and what
makes it slow. `kept` writes it for the first test that asks, and keeps every row of it in the home
that all processes of this run share. The tests after it get the same rows in an instant, with the
objects that pointed at them.
"""

import fcntl
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")
AT_ONCE = 500  # rows in a statement: one of thousands takes SQLite long to read
HOME = Path(os.environ["FIREBREAK_HOME"])  # of the run; a test may have another


@dataclass(frozen=True)
class Kept:
    """The statements that put rows back, and what was returned when they were written."""

    statements: list[str]
    returned: bytes


class NotOnlyAddedError(RuntimeError):
    """What was to be kept changed rows that were there before it."""


def kept(name: str, write: Callable[[], T]) -> T:
    """
    Return what `write()` returns, its rows being in the database.

    Where the database holds a city already, `write` runs as it would without this.

    Parameters
    ----------
    name
        One name for one way of writing: whoever asks again by it gets the same rows.
    write
        Writes into a database without a city, and adds rows only.
    """
    if holds_something():
        return write()
    keeping = _keeping(name, write)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in keeping.statements:
            cursor.execute(statement)
    return pickle.loads(keeping.returned)


def holds_something() -> bool:
    from firebreak.records.models import Change, Unit, User

    return any(model.objects.exists() for model in (Unit, User, Change))


_IN_THIS_PROCESS: dict[str, Kept] = {}


def _keeping(name: str, write: Callable[[], object]) -> Kept:
    if name not in _IN_THIS_PROCESS:
        file = HOME / f"kept-{name.replace(' ', '-')}"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                file.write_bytes(pickle.dumps(_written(write)))
        _IN_THIS_PROCESS[name] = pickle.loads(file.read_bytes())
    return _IN_THIS_PROCESS[name]


def _written(write: Callable[[], object]) -> Kept:
    """Write it, take down the rows, and undo it: the first test stands on what the others do."""
    before = _counts()
    with transaction.atomic():
        returned = pickle.dumps(write())
        after = _counts()
        if any(after[table] != count for table, count in before.items() if count):
            raise NotOnlyAddedError("Only what adds rows to empty tables can be put back.")
        new = [table for table, count in after.items() if count and not before[table]]
        statements = [statement for table in new for statement in _statements(table)]
        transaction.set_rollback(True)
    return Kept(statements, returned)


@cache
def _tables() -> tuple[str, ...]:
    return tuple(sorted(connection.introspection.table_names()))


def _counts() -> dict[str, int]:
    asked = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in _tables())
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def _statements(table: str) -> list[str]:
    """Return what puts the rows of a table back exactly as they are."""
    return _of_postgres(table) if connection.vendor == "postgresql" else _of_sqlite(table)


def _of_sqlite(table: str) -> list[str]:
    columns = _columns(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'quote({column})' for column in columns)} FROM {table}")
        rows = [f"({', '.join(row)})" for row in cursor.fetchall()]
    put = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    return [put + ", ".join(rows[n : n + AT_ONCE]) for n in range(0, len(rows), AT_ONCE)]


def _of_postgres(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT json_agg(t)::text FROM {table} t")
        rows = cursor.fetchone()[0].replace("'", "''")
        counters = connection.introspection.get_sequences(cursor, table)
    put = f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, '{rows}')"
    return [put, *(_counted_on(table, counter["column"]) for counter in counters)]


def _counted_on(table: str, column: str) -> str:
    """Return what makes the next row get the number after the last."""
    counter = f"pg_get_serial_sequence('{table}', '{column}')"
    return f"SELECT setval({counter}, (SELECT max({column}) FROM {table}))"


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [f'"{column.name}"' for column in found]
