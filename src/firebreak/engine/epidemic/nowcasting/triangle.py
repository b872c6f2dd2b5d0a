"""Reports by the day they are of, and by how many days later they came."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from firebreak.engine.epidemic.errors import EpidemicError

#: More than this share of the reports later than this part of the series: its end cannot be seen.
SEEN_WELL = 0.5
MOST_BEYOND = 0.2


class NowcastError(EpidemicError):
    """
    There is no nowcast to be had from these reports.

    `code` says why in a word: `no_reports`, `short_series`, `long_delay` (with these, how little
    is known is the answer), or `bad_input`.
    """

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True)
class Triangle:
    """
    Reports by day and delay, up to the end of `last`.

    `new` has a row per day and a column per delay in days (0 where it is still to come); `so_far`
    is its sum along the delays. `weekday` is 0 on a Monday. `older` counts the reports that came
    later than the longest delay: they are in no estimate, and added to its day at the end.
    """

    first: date
    last: date
    new: NDArray[np.float64]
    so_far: NDArray[np.float64]
    older: NDArray[np.float64]
    weekday: NDArray[np.int64]

    @property
    def days(self) -> int:
        """How many days it has."""
        return len(self.new)

    @property
    def longest(self) -> int:
        """The longest delay, in days."""
        return self.new.shape[1] - 1


def read_triangle(reports: pl.DataFrame, as_of: date, max_delay: int | None) -> Triangle:
    """
    Read reports into a triangle that ends with `as_of`; later reports are not looked at.

    Raises
    ------
    NowcastError
        A column is missing, a row has no date or a negative count, a report is of a later day, or
        there are too few.
    """
    rows = _checked(reports).filter(pl.col("reported") <= as_of)
    if not rows["count"].sum():
        raise NowcastError("no_reports", f"No case was reported by {as_of}: nothing to go by.")
    first = rows["date"].min()
    assert isinstance(first, date)
    days = (as_of - first).days + 1
    row = (rows["date"] - first).dt.total_days().to_numpy()
    delay = (rows["reported"] - rows["date"]).dt.total_days().to_numpy()
    count = rows["count"].cast(pl.Float64).to_numpy()
    longest = _longest(delay, days, max_delay)
    kept = delay <= longest
    new = np.zeros((days, longest + 1))
    np.add.at(new, (row[kept], delay[kept]), count[kept])
    older = np.bincount(row[~kept], count[~kept], minlength=days).astype(np.float64)
    weekday = (first.weekday() + np.arange(days)) % 7
    return Triangle(first, as_of, new, new.cumsum(1), older, weekday)


def _checked(reports: pl.DataFrame) -> pl.DataFrame:
    for column in ("date", "reported"):
        if reports.schema.get(column) != pl.Date:
            found = reports.schema.get(column, "no such column")
            raise NowcastError("bad_input", f"{column}: found {found}; give a column of Date.")
    rows = reports if "count" in reports.columns else reports.with_columns(count=pl.lit(1))
    _refuse(
        rows,
        pl.col("date").is_null() | pl.col("reported").is_null(),
        "has no date",
        "Leave out cases without that day, and say beside the nowcast how many they are.",
    )
    _refuse(
        rows,
        pl.col("reported") < pl.col("date"),
        "was reported before its day",
        "Correct one of the two dates.",
    )
    _refuse(
        rows,
        pl.col("count").is_null() | (pl.col("count") < 0),
        "has no count of 0 or more",
        "Give the number of cases that the report brought.",
    )
    return rows.select("date", "reported", "count")


def _refuse(rows: pl.DataFrame, wrong: pl.Expr, said: str, fix: str) -> None:
    found = rows.select(wrong.arg_true()).to_series()
    if len(found):
        raise NowcastError("bad_input", f"reports, row {found[0] + 1} {said}. {fix}")


def _longest(delay: NDArray[np.int64], days: int, asked: int | None) -> int:
    if asked is not None and not 1 <= asked < days:
        raise NowcastError(
            "short_series" if asked >= days else "bad_input",
            f"max_delay is {asked} days and the series is {days} days long: nothing in it shows "
            f"how a count grows for so long. Give a max_delay from 1 to {days - 1}, or a longer "
            "series.",
        )
    if days < 3:
        raise NowcastError("short_series", f"The series is {days} days long; 3 are needed.")
    return asked or min(max(1, int(delay.max())), days - 1)


def day_of(triangle: Triangle, row: int) -> date:
    """Return the date of a row."""
    return triangle.first + timedelta(days=row)
