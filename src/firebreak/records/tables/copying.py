"""Rows of PostgreSQL as it copies them out, without a value of Python for each of theirs.

Of a large city millions of rows are read at the start. As values they take PostgreSQL's driver twice
as long as SQLite's; copied out as text, and read by Arrow on all processors, a part of that.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, cast

import polars as pl
import pyarrow as pa
from django.db import connection
from pyarrow import csv

ROWS = 200_000  # at a time


def copied(
    sql: str, parameters: Sequence[Any], types: dict[str, pl.DataType]
) -> Iterator[pl.DataFrame]:
    """
    Return the rows of a query, a part of them at a time.

    Parameters
    ----------
    types
        Name and type of each column, in the order of the query.
    """
    with (
        connection.cursor() as cursor,
        # The driver's own: the one that Django lays over it to look on takes no parameters.
        cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", parameters) as rows,
    ):
        lines = iter(rows)
        while part := b"".join(islice(lines, ROWS)):
            yield _read(part, types)


def _read(part: bytes, types: dict[str, pl.DataType]) -> pl.DataFrame:
    table = csv.read_csv(
        BytesIO(part),
        csv.ReadOptions(column_names=list(types)),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types={name: _ARROW[kind] for name, kind in types.items()},
            true_values=["t"],
            false_values=["f"],
            # Nothing at all is no value; nothing in quotation marks is an empty text.
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return cast("pl.DataFrame", pl.from_arrow(table)).cast(pl.Schema(types))


_ARROW = {
    pl.Int64(): pa.int64(),
    pl.Float64(): pa.float64(),
    pl.String(): pa.string(),
    pl.Boolean(): pa.bool_(),
    pl.Date(): pa.date32(),
    pl.Datetime("us", "UTC"): pa.timestamp("us", "UTC"),
}
