"""Stays for the tests of the index, and what is in an index, tick by tick."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

DAY_0 = datetime(2020, 2, 1, tzinfo=UTC)
SCHEMA = {
    "person_id": pl.Int64,
    "place_id": pl.String,
    "start": pl.Datetime("us", "UTC"),
    "end": pl.Datetime("us", "UTC"),
    "day_only": pl.Boolean,
}


def at(hours):
    return DAY_0 + timedelta(hours=hours)


def frame(*stays):
    """Return stays given as (person, place, start, end) or with day_only; times in hours."""
    rows = [(p, q, at(s), None if e is None else at(e), *more) for p, q, s, e, *more in stays]
    return pl.DataFrame([(*row, False)[:5] for row in rows], SCHEMA, orient="row")


def some_stays(max_size=40):
    """Draw stays of few people at few places over five days, some of them very long."""
    stay = st.tuples(
        st.integers(1, 4),
        st.sampled_from(["ward", "canteen", "bus"]),
        st.integers(0, 120),
        st.one_of(st.integers(1, 30), st.integers(37, 90)),
        st.booleans(),
    ).map(lambda s: (*s[:3], s[2] + s[3], s[4]))
    return st.lists(stay, max_size=max_size).map(lambda stays: frame(*stays))


def ticks(table):
    """Return every (person, place, hour, day_only) that the stays cover: no arithmetic at all."""
    hour = timedelta(hours=1)
    return {
        (row["person_id"], row["place_id"], (row["start"] - DAY_0) // hour + n, row["day_only"])
        for row in table.iter_rows(named=True)
        for n in range((row["end"] - row["start"]) // hour)
    }


def presence(index):
    """Return what `ticks` would of the stays in the index."""
    return ticks(index.stays_of(range(1, 5)))
