"""Placements ended before the derived end of an observation: a question, for a reason may hold."""

from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.order import clock
from firebreak.engine.tables import INSTANT


def early_end_findings(early: pl.DataFrame, now: datetime, zone: tzinfo) -> pl.DataFrame:
    """Find what was ended early by `now`: `early` as `duties.early_ends` has it."""
    past = early.filter(pl.col("ended") <= pl.lit(now).cast(INSTANT)).with_columns(
        record_kind=pl.lit("placement")
    )
    times = {"ended": clock("ended", None, zone), "due": clock("due", None, zone)}
    return pl.concat(
        [
            findings("observation_ended_early", past.filter("is_observation"), times),
            findings("contact_let_go", past.filter(~pl.col("is_observation")), times),
        ]
    )
