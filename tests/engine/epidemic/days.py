"""Small epidemics to estimate from, made in the test or read beside the checkout."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

FIRST = date(2020, 1, 1)


def daily(cases, **more) -> pl.DataFrame:
    """Return one row per day from New Year on."""
    cases = list(cases)
    days = [FIRST + timedelta(day) for day in range(len(cases))]
    return pl.DataFrame({"date": days, "cases": cases, **more}, schema_overrides={"date": pl.Date})


def published(folder: Path, name: str) -> pl.DataFrame:
    return daily(pl.read_csv(folder / "epiestim" / f"{name}_incidence.csv")["I"])


def published_interval(folder: Path, name: str) -> list[float]:
    """Return an interval that the tables were made with; they write 0 days too, we begin at 1."""
    return pl.read_csv(folder / "epiestim" / f"{name}_si.csv")["w"].to_list()[1:]


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / "epiestim" / f"{name}.csv", null_values="NA")


counts = st.lists(st.integers(0, 40), min_size=9, max_size=40)
intervals = st.lists(st.floats(0.01, 1), min_size=1, max_size=12).map(
    lambda parts: [part / sum(parts) for part in parts]
)
