"""How rows of the record come into a frame: past the ORM's conversion of each value, in batches."""

from collections.abc import Iterator, Sequence

import polars as pl
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from firebreak.engine import tables as engine
from firebreak.records.tables.copying import copied

FETCH = 100_000
PREFIX = "as_"
Ids = Sequence[int] | None


def only(query: QuerySet, ids: Ids, path: str = "id") -> QuerySet:
    return query if ids is None else query.filter(**{f"{path}__in": ids})


def fetch(query: QuerySet, *fields: str, **columns) -> pl.DataFrame:
    """Read fields and expressions into a frame, past the ORM's conversion of each value."""
    # A column may bear the name of a field it is not; the ORM knows it under another.
    query = query.order_by().values(*fields, **{PREFIX + name: e for name, e in columns.items()})
    names = [*query.query.values_select, *query.query.annotation_select]
    types = {name: _type(query, name) for name in names}
    frames = list(_frames(query, types))
    table = pl.concat(frames) if frames else pl.DataFrame(schema=types)
    return table.rename(lambda name: name.removeprefix(PREFIX))


def _frames(query: QuerySet, types: dict[str, pl.DataType]) -> Iterator[pl.DataFrame]:
    try:
        sql, parameters = query.query.sql_with_params()
    except EmptyResultSet:  # asked for the records of an empty list of ids
        return
    if connection.vendor == "postgresql":
        yield from copied(sql, parameters, types)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(FETCH):
            yield _typed(_frame(list(types), rows), types)


def _frame(names: list[str], rows: list[tuple]) -> pl.DataFrame:
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        {n: pl.Series(n, list(c), strict=False) for n, c in zip(names, columns, strict=True)}
    )


def _typed(frame: pl.DataFrame, types: dict[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(
        instant(frame, name) if kind == engine.INSTANT else pl.col(name).cast(kind)
        for name, kind in types.items()
    )


def instant(frame: pl.DataFrame, name: str) -> pl.Expr:
    # SQLite keeps instants as text in UTC, PostgreSQL as instants.
    column = pl.col(name)
    if frame.schema[name] == pl.String:
        return column.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us").dt.replace_time_zone(
            "UTC"
        )
    if frame.schema[name] == pl.Null:
        return column.cast(engine.INSTANT)
    return column.dt.convert_time_zone("UTC").dt.cast_time_unit("us")


TYPES = {
    "DateTimeField": engine.INSTANT,
    "DateField": pl.Date(),
    "CharField": pl.String(),
    "TextField": pl.String(),
    "FloatField": pl.Float64(),
    "DecimalField": pl.Float64(),
    "JSONField": pl.String(),
    "BooleanField": pl.Boolean(),
}


def _type(query: QuerySet, name: str) -> pl.DataType:
    annotation = query.query.annotation_select.get(name)
    field = annotation.output_field if annotation is not None else query.model._meta.get_field(name)
    return TYPES.get(field.get_internal_type(), pl.Int64())


def local_day(column: str) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(settings.TIME_ZONE).dt.date()
