"""Suspects excluded with fewer negative results on record than the edition in force asks for.

A question, not a fault: a result may be missing from the record, or there was another diagnosis.
Which results count is `duties/exclusion.py`.
"""

from datetime import tzinfo

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.order import clock
from firebreak.engine.duties.exclusion import exclusions
from firebreak.engine.duties.protocols import Protocols


def exclusion_findings(
    events: pl.DataFrame, protocols: Protocols, zone: tzinfo, tests: pl.DataFrame | None = None
) -> pl.DataFrame:
    """
    Find exclusions with too few negatives before them.

    `events` as `tables.EVENTS`; `tests`: test `id` and its `sample`, so that hours are counted from
    sample to sample.
    """
    held = exclusions(events, protocols, tests)
    too_few = held.filter(pl.col("apart") < pl.col("asked"))
    return findings(
        "excluded_without_negatives",
        too_few.with_columns(pl.lit("classification").alias("record_kind")),
        {
            "excluded": clock("happened_at", "happened_until", zone),
            "found": "found",
            "asked": "asked",
            "hours": "hours",
        },
    )
