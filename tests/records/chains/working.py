"""Work for the process beside the site."""

import os

import polars as pl


def double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def fail(_given: object) -> None:
    raise ValueError("on purpose")


def die(_given: object) -> None:
    os._exit(1)


def add_up(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a table of its own and what it was given."""
    return table.with_columns(total=pl.col("a") + 1), table
