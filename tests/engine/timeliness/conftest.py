from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from firebreak.engine.tables import CONTACTS, EVENTS, LINELIST

ZONE = ZoneInfo("Asia/Shanghai")


def local(text):
    """Read "2020-02-03 08:00" or "2020-02-03" as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def instants(cell):
    """Read a cell: a minute; a day ("2020-02-03"); or an interval ("2020-02-03..2020-02-05")."""
    if ".." in cell:
        first, last = cell.split("..")
        return local(first), local(last) + timedelta(days=1)
    if " " in cell:
        return local(cell), None
    return local(cell), local(cell) + timedelta(days=1)


@pytest.fixture
def at():
    return local


@pytest.fixture
def zone():
    return ZONE


@pytest.fixture
def table():
    """Read a drawn table into a list of rows; empty cells are None."""

    def read(text):
        lines = [line.strip() for line in text.strip().splitlines()]
        names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
        return [dict(zip(names, [c or None for c in row], strict=True)) for row in rows]

    return read


@pytest.fixture
def events(table):
    """Read a drawn table of events: who | what | when, and told, stored, record, county."""

    def read(text):
        rows = []
        for number, row in enumerate(table(text), start=1):
            start, until = instants(row["when"])
            rows.append(
                {
                    "subject": int(row["who"]),
                    "kind": row["what"],
                    "happened_at": start.astimezone(UTC),
                    "happened_until": until and until.astimezone(UTC),
                    "told_at": row.get("told") and local(row["told"]).astimezone(UTC),
                    "stored_at": local(row.get("stored") or "2020-01-01").astimezone(UTC),
                    "record": int(row.get("record") or number),
                    "county": int(row.get("county") or 1),
                    "pathogen": "sars-cov-2",
                    "unit": None,
                }
            )
        return pl.DataFrame(rows, schema=EVENTS)

    return read


@pytest.fixture
def contacts(table):
    """Read a drawn table of contacts: case | person | start | end, and manner, county."""

    def read(text):
        rows = []
        for number, row in enumerate(table(text), start=1):
            rows.append(
                {
                    "id": number,
                    "from_id": int(row["case"]),
                    "to_id": int(row["person"]),
                    "start": local(row["start"]).astimezone(UTC),
                    "end": row.get("end") and local(row["end"]).astimezone(UTC),
                    "manner": row.get("manner"),
                    "county": int(row.get("county") or 1),
                }
            )
        return pl.DataFrame(rows, schema=CONTACTS)

    return read


@pytest.fixture
def linelist():
    """Make a line list from rows of keyword arguments; `person_id` is also the id unless given."""

    def make(*rows):
        filled = [{"id": row["person_id"], "classification": "confirmed", **row} for row in rows]
        return pl.DataFrame(filled, schema=LINELIST)

    return make
