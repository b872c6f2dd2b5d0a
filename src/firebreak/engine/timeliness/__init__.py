"""How timely the response was: 7-1-7, surveillance quality, contact tracing.

Comes in: the `events` table, the computed duties, contacts and line list (`engine/tables.py`).
Goes out: milestones and indicators, each with the rows it was counted from.
What is due now, and who holds it, is `engine/duties/`.
"""

from firebreak.engine.timeliness.indicator import Indicator, rows_as_table
from firebreak.engine.timeliness.quality import quality_indicators
from firebreak.engine.timeliness.seven_one_seven import (
    SevenOneSeven,
    emergence_history,
    seven_one_seven,
)
from firebreak.engine.timeliness.tracing import TracingThresholds, tracing_indicators

__all__ = [
    "Indicator",
    "SevenOneSeven",
    "TracingThresholds",
    "emergence_history",
    "quality_indicators",
    "rows_as_table",
    "seven_one_seven",
    "tracing_indicators",
]
