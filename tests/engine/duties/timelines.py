"""Events written as one reads them: one line each, local time of Zhuzhou.

    1 | case.suspected | 2020-02-01 09:00 | unit=5
    1 | contact.named  | 2020-02-01       |          (known to the day)

The first column is the subject; `unit`, `county`, `record`, `stored` and `pathogen` may follow.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.protocols import Protocols, load_protocols
from firebreak.engine.tables import EVENTS

ZONE = ZoneInfo("Asia/Shanghai")
SHIPPED = load_protocols()


def at(text: str) -> datetime:
    """Read a local time; without an hour it is midnight."""
    return datetime.fromisoformat(text.strip()).replace(tzinfo=ZONE).astimezone(UTC)


def timeline(text: str, **defaults) -> pl.DataFrame:
    """Return the events that the lines tell."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    rows = [_event(line, number, defaults) for number, line in enumerate(lines, start=100)]
    return pl.DataFrame(rows, schema=EVENTS)


def _event(line: str, number: int, defaults: dict) -> dict:
    subject, kind, when, *more = (part.strip() for part in line.split("|"))
    said = defaults | dict(pair.split("=") for part in more for pair in part.split())
    pathogen = said.get("pathogen", "sars-cov-2")
    return {
        "subject": int(subject),
        "kind": kind,
        "pathogen": None if pathogen == "none" else pathogen,
        "unit": int(said["unit"]) if "unit" in said else None,
        "county": int(said.get("county", 1)),
        "happened_at": at(when),
        "happened_until": at(when) + timedelta(days=1) if ":" not in when else None,
        "stored_at": at(said["stored"].replace("_", " ")) if "stored" in said else None,
        "record": int(said.get("record", number)),
    }


def due(text: str, now: str, protocols: Protocols = SHIPPED, **more) -> list[dict]:
    """Return the duties of a timeline, as dictionaries."""
    return duties(timeline(text), protocols, now=at(now), **more).to_dicts()


def only(rule: str, text: str, now: str, protocols: Protocols = SHIPPED, **more) -> dict:
    """Return the one duty of a rule."""
    (row,) = [row for row in due(text, now, protocols, **more) if row["rule"] == rule]
    return row
