from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from firebreak.engine.consistency import find_inconsistencies
from firebreak.engine.tables import EVENTS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 4, 8, tzinfo=ZONE)


@pytest.fixture
def check():
    """Run the checks on what is given; rows as mappings, in order of gravity."""

    def run(**tables):
        found = find_inconsistencies(**{"now": NOW, "zone": ZONE, **tables})
        return found.to_dicts()

    return run


@pytest.fixture
def codes(check):
    """Run the checks and keep the codes."""
    return lambda **tables: [row["code"] for row in check(**tables)]


@pytest.fixture
def events():
    """Rows of (person, kind, "02-03 09:00" or "02-03", record)."""

    def make(*rows):
        return pl.DataFrame(
            [_event(number, *row) for number, row in enumerate(rows, start=1)], schema=EVENTS
        )

    return make


def _event(number, person, kind, when, record=None):
    start = datetime.fromisoformat(f"2020-{when}").replace(tzinfo=ZONE)
    return {
        "subject": person,
        "kind": kind,
        "pathogen": None if kind.startswith("sample") else "sars-cov-2",
        "county": 1,
        "happened_at": start.astimezone(UTC),
        "happened_until": None if " " in when else (start + timedelta(days=1)).astimezone(UTC),
        "record": record or number,
    }
