"""Instants as the seconds that segments hold, and back."""

from datetime import UTC, datetime, timedelta

import polars as pl

from firebreak.engine.tables import INSTANT
from firebreak.engine.tracing.segments import EPOCH

EPOCH_SECONDS = int(EPOCH.timestamp())


def seconds_of(instant: datetime) -> int:
    """
    Return the whole seconds since `EPOCH`; an instant without a time zone is taken as UTC.

    Examples
    --------
    >>> seconds_of(datetime(2000, 1, 1, 0, 1))
    60
    """
    known = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return (known - EPOCH) // timedelta(seconds=1)


def instants(column: str) -> pl.Expr:
    """Return a column of seconds since `EPOCH` as instants."""
    return pl.from_epoch(pl.col(column).cast(pl.Int64) + EPOCH_SECONDS, "s").cast(INSTANT)
