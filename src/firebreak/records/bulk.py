"""Many new records of one kind at once, each with its first version, in two statements.

Ids are reserved first, so nothing has to be asked back; a version is copied from its record by the
database, so a value is prepared (and, if it is an identifier, encrypted) once. Only `change.py`
calls this: it holds the write lock, under which ids cannot be taken by anybody else.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any

from django.db import connection, models
from encrypted_fields.fields import EncryptedFieldMixin

PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.ForeignKey,
)
Converter = Callable[[Any], Any]
#: Attribute, what it is if it is not said, how it is written.
Writer = tuple[str, Any, Converter | None]


def store(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    by: Any,
    why: str,
) -> range:
    """
    Insert new records and their first versions.

    Parameters
    ----------
    rows
        Attribute (`person_id`, not `person`) -> value; what is left out has the field's default.

    Returns
    -------
    range
        The ids, in the order of the rows.
    """
    if not rows:
        return range(0)
    ids = _reserve_ids(model, len(rows))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    writers = [_writer(field, at) for field in fields]
    values = ([number, *_values(row, writers)] for number, row in zip(ids, rows, strict=True))
    _insert(model._meta.db_table, ["id", *(str(field.column) for field in fields)], values)
    _insert_versions(model, ids, at, by, why)
    return ids


def _reserve_ids(model: type[models.Model], count: int) -> range:
    """As many ids as asked for, one after another."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT nextval(%s)", [sequence])
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
            return range(first, first + count)
        # AUTOINCREMENT never gives an id twice; an id given by hand moves its counter along.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)


def _values(row: Mapping[str, Any], writers: list[Writer]) -> list[Any]:
    get = row.get
    return [
        get(name, default) if convert is None else convert(get(name, default))
        for name, default, convert in writers
    ]


def _writer(field: models.Field, at: datetime) -> Writer:
    default = at if field.attname == "stored_at" else field.get_default()
    return field.attname, default, _converter(field)


def _converter(field: models.Field) -> Converter | None:
    """How a value of the field is written; None if as it is."""
    if isinstance(field, models.DateTimeField):
        return _instant if connection.vendor == "sqlite" else None
    if isinstance(field, models.DateField):
        return _day if connection.vendor == "sqlite" else None
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, EncryptedFieldMixin):
        return partial(_encrypted, field.f.encrypt)
    if isinstance(field, PLAIN):
        return _word if field.choices else None
    return lambda value: field.get_db_prep_save(value, connection)


def _encrypted(encrypt: Callable[[bytes], bytes], value: str | None) -> str | None:
    # The field's own way first tries whether the value is a ciphertext already: it never is here.
    return encrypt(value.encode()).decode() if value else None


def _word(value: str | None) -> str | None:
    """A word of an enumeration as plain text."""
    return value if value is None or type(value) is str else str(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@lru_cache(maxsize=4096)
def _instant(value: datetime | None) -> str | None:
    """An instant as Django writes it into SQLite."""
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _insert(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # type: ignore[arg-type]


def _insert_versions(
    model: type[models.Model], ids: range, at: datetime, by: Any, why: str
) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    table, versions = (quote(m._meta.db_table) for m in (model, model.history.model))
    instant = _instant(at) if connection.vendor == "sqlite" else at
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {versions} ({columns},"
            " history_date, history_type, history_user_id, history_change_reason)"
            f" SELECT {columns}, %s, '+', %s, %s FROM {table} WHERE id BETWEEN %s AND %s ORDER BY id",
            [instant, by.pk if by else None, why, ids[0], ids[-1]],
        )
