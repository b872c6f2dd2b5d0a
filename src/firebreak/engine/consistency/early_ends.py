"""Observations ended before their derived end: a question, for a reason may well hold."""

from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.order import clock
from firebreak.engine.tables import INSTANT


def early_end_findings(early: pl.DataFrame, now: datetime, zone: tzinfo) -> pl.DataFrame:
    """Find what was ended early by `now`: `early` as `duties.early_ends` has it."""
    past = early.filter(pl.col("ended") <= pl.lit(now).cast(INSTANT))
    return findings(
        "observation_ended_early",
        past.with_columns(pl.lit("placement").alias("record_kind")),
        {"ended": clock("ended", None, zone), "due": clock("due", None, zone)},
    )
