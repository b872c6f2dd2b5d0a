"""The record as it was known at a past instant.

`as_known(on)` puts a temporary view in front of every table of the record: the versions that were
in force then. Both SQLite and PostgreSQL look for a temporary name first, so every query that runs
inside, joins included, reads the past without knowing it; and since the views cannot be written,
nothing can be changed there.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from firebreak.records.models import RECORDS, Change

# PostgreSQL writes through a view of one table, and would write into the versions. A view of two
# tables it refuses; this second one costs nothing.
FIXED = "CROSS JOIN (SELECT 1) fixed"


_looking = threading.local()  # a connection is of one thread, and so are its views


class AsKnownError(ValueError):
    """The instant has no time zone, or lies ahead."""


@contextmanager
def as_known(on: datetime | None) -> Iterator[None]:
    """
    Let every query inside read the record as the system knew it at `on`.

    Parameters
    ----------
    on
        An instant with a time zone. None: the present, nothing is put in front.

    Raises
    ------
    AsKnownError
        The instant has no time zone.
    """
    if on is None:
        yield
        return
    if on.tzinfo is None:
        raise AsKnownError(
            "Say the instant with its time zone, for example 2020-02-03T08:00+08:00."
        )
    tables = [*RECORDS, Change]
    with connection.cursor() as cursor:
        try:
            for model in tables:
                cursor.execute(_view_of(model, on))
            _looking.back = True
            yield
        finally:
            _looking.back = False
            _remove(cursor, tables)


def looks_back() -> bool:
    """Say whether queries of this thread read the past."""
    return getattr(_looking, "back", False)


def _view_of(model, on: datetime) -> str:
    if model is Change:
        return _view_of_changes(on)
    quote = connection.ops.quote_name
    versions = quote(model.history.model._meta.db_table)
    columns = ", ".join(f"v.{quote(f.column)}" for f in model._meta.concrete_fields)
    return (
        f"CREATE TEMP VIEW {quote(model._meta.db_table)} AS SELECT {columns} FROM"
        f" {_last_versions(versions, on)} v WHERE v.history_type <> '-'"
    )


def _last_versions(versions: str, on: datetime) -> str:
    """The last version of each record by `on`, as each database finds it soonest."""
    if connection.vendor == "postgresql":
        # As one sorted pass it can be joined; a look-up per row is taken for few rows, and looped.
        return (
            f"(SELECT DISTINCT ON (w.id) w.* FROM {versions} w WHERE w.history_date <= {_literal(on)}"
            f" ORDER BY w.id, w.history_date DESC, w.history_id DESC)"
        )
    return (
        f"(SELECT u.* FROM {versions} u WHERE u.history_id = (SELECT w.history_id FROM {versions} w"
        f" WHERE w.id = u.id AND w.history_date <= {_literal(on)}"
        f" ORDER BY w.history_date DESC, w.history_id DESC LIMIT 1))"
    )


def _view_of_changes(on: datetime) -> str:
    quote = connection.ops.quote_name
    table = quote(Change._meta.db_table)
    schema = "main" if connection.vendor == "sqlite" else "public"
    return f"CREATE TEMP VIEW {table} AS SELECT c.* FROM {schema}.{table} c {FIXED} WHERE c.at <= {_literal(on)}"


def _literal(on: datetime) -> str:
    # A view takes no parameters. What is written here comes from a datetime, never from a text.
    value = connection.ops.adapt_datetimefield_value(on)
    return f"'{value}'" if isinstance(value, str) else f"'{value.isoformat()}'"


def _remove(cursor, tables) -> None:
    # A view of that name exists only as a temporary one, so this cannot touch a table.
    schema = "temp" if connection.vendor == "sqlite" else "pg_temp"
    for model in tables:
        name = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"DROP VIEW IF EXISTS {schema}.{name}")
