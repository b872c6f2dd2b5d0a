"""Stories of cases and posts, as the timelines of the duties tell them, and what is found in them."""

import polars as pl
from tests.engine.duties.timelines import SHIPPED, at, timeline

from firebreak.engine.missed import MissedChances, missed_chances

#: Somebody who is ill since the 25th and kept in a ward since the 28th at noon.
CASE = """
    1 | case.onset           | 2020-01-25
    1 | placement.began.ward | 2020-01-28 12:00 | pathogen=none
    1 | case.suspected       | 2020-01-28 12:00
    1 | case.confirmed       | 2020-01-29 09:00
"""


def missed(
    text: str, now: str = "2020-02-03", chains=None, *, of: str = CASE, **more
) -> MissedChances:
    """Return the missed chances of a case with what else happened; temperatures as `celsius=`."""
    lines = [line for line in (of + text).strip().splitlines() if line.strip()]
    warmth = [_celsius(line) for line in lines]
    events = timeline("\n".join(_without_celsius(line) for line in lines))
    events = events.with_columns(celsius=pl.Series(warmth, dtype=pl.Float32))
    return missed_chances(events, chains, SHIPPED, now=at(now), **more)


def rules(found: MissedChances) -> list[str]:
    return found.chances.sort("moment", "rule")["rule"].to_list()


def _celsius(line: str) -> float | None:
    said = [word for word in line.split() if word.startswith("celsius=")]
    return float(said[0].removeprefix("celsius=")) if said else None


def _without_celsius(line: str) -> str:
    return " ".join(word for word in line.split() if not word.startswith("celsius="))
