"""How a kind of record becomes events: its rows, the clocks of each, the county that answers."""

from typing import Any, cast

import polars as pl
from django.db import connection
from django.db.models import F, Model, QuerySet

from firebreak.engine import tables as engine
from firebreak.records.tables.fetching import Ids, fetch, instant, only

OWN_TIMES = ("happened_at", "told_at", "by_then")  # of a record, by one of its columns


def event(
    rows: pl.DataFrame,
    counties: dict[int, int],
    *,
    kind: str | pl.Expr,
    at: str = "happened_at",
    unit: str = "unit",
    pathogen: str | None = None,
    celsius: str | None = None,
) -> pl.DataFrame:
    rows = rows.filter(pl.col(at).is_not_null())
    # Only the record's own time carries a precision; a receipt or an end is a minute.
    until = pl.col("happened_until") if at == "happened_at" else pl.lit(None, engine.INSTANT)
    # A receipt or an end comes later: what told of the record before it did not tell of that.
    told = pl.when(pl.col("told_at") >= pl.col(at)).then("told_at")
    return rows.select(
        pl.col("subject").cast(pl.Int64),
        (pl.lit(kind) if isinstance(kind, str) else kind).cast(engine.KIND).alias("kind"),
        (pl.col(pathogen) if pathogen else pl.lit(None)).cast(pl.String).alias("pathogen"),
        pl.col(unit).cast(pl.Int64).alias("unit"),
        county_of("answers", counties).alias("county"),
        pl.col(at).alias("happened_at"),
        until.alias("happened_until"),
        pl.col("told_at") if at in OWN_TIMES else told.alias("told_at"),
        pl.col("stored_at"),
        pl.col("record").cast(pl.Int64),
        (pl.col(celsius) if celsius else pl.lit(None)).cast(pl.Float32).alias("celsius"),
    )


def county_of(column: str, counties: dict[int, int]) -> pl.Expr:
    if not counties:
        return pl.lit(None, pl.Int64)
    return (
        pl.col(column).cast(pl.Int64).replace_strict(counties, default=None, return_dtype=pl.Int64)
    )


def event_rows(
    query: QuerySet, ids: Ids, *, field: str | None = None, model=None, **columns
) -> pl.DataFrame:
    query = only(query, ids)
    names = ("happened_at", "happened_until", "told_at", "stored_at")
    rows = fetch(query, *names, record=F("id"), **columns)
    return since(rows, model, field, ids) if field else rows


def since(rows: pl.DataFrame, model: type[Model], field: str, ids: Ids) -> pl.DataFrame:
    """Replace `stored_at` by the instant from which `field` had the value it has."""
    first = _known_since(model, field, ids)
    if first.is_empty():
        return rows
    return (
        rows.join(first, on="record", how="left")
        .with_columns(stored_at=pl.coalesce("since", "stored_at"))
        .drop("since")
    )


def _known_since(model: type[Model], field: str, ids: Ids) -> pl.DataFrame:
    # Only records with a second version need it; most have one.
    quote = connection.ops.quote_name
    now, versions = quote(model._meta.db_table), quote(model.history.model._meta.db_table)
    column = quote(cast("Any", model._meta.get_field(field)).column)
    only = "" if ids is None else f" AND c.id IN ({','.join(str(int(i)) for i in ids) or 'NULL'})"
    sql = (
        f"SELECT c.id, MIN(v.history_date) FROM {now} c"
        f" JOIN {versions} v ON v.id = c.id AND v.{column} = c.{column}"
        f" WHERE c.id IN (SELECT w.id FROM {versions} w WHERE w.history_type = '~'){only}"
        f" GROUP BY c.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    frame = pl.DataFrame(found, schema=["record", "since"], orient="row", infer_schema_length=None)
    if frame.is_empty():
        return pl.DataFrame(schema={"record": pl.Int64, "since": engine.INSTANT})
    return frame.with_columns(instant(frame, "since"))
