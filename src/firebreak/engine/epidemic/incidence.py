"""Cases by day: every day has a row, in order; a day without cases says 0.

Comes in: a frame of days, or the dates of a line list. Goes out: arrays the estimators count with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from firebreak.engine.epidemic.errors import IncidenceError

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Daily:
    """Checked counts: `cases` of all new cases, `imported` of those infected elsewhere."""

    days: pl.Series
    cases: np.ndarray
    imported: np.ndarray

    @property
    def local(self) -> np.ndarray:
        """Cases infected here; the first day's cases have nobody before them and are no local."""
        local = self.cases - self.imported
        local[:1] = 0
        return local


def daily_cases(
    dates: pl.Series | Iterable[date | None],
    *,
    first: date | None = None,
    last: date | None = None,
) -> pl.DataFrame:
    """
    Count a line list's dates by day; every day from the first to the last has a row.

    Parameters
    ----------
    dates
        One date per case (of onset, say).
    first, last
        The days to begin and end with; without them, those of the earliest and latest case.

    Returns
    -------
    pl.DataFrame
        `date` (Date), `cases` (Int64).

    Raises
    ------
    IncidenceError
        A date is missing, lies outside the days asked for, or there is none at all.

    Examples
    --------
    >>> daily_cases([date(2015, 5, 20), date(2015, 5, 18), date(2015, 5, 20)])["cases"].to_list()
    [1, 0, 2]
    """
    series = pl.Series("date", dates, dtype=pl.Date)
    if not len(series):
        raise IncidenceError("There is no date to count; give one per case.")
    if series.null_count():
        raise IncidenceError(
            f"dates row {series.is_null().arg_true()[0]}: the date is missing. Leave such cases out "
            f"with dates.drop_nulls() and say how many there were, or give a date for them."
        )
    known: list[date] = series.to_list()
    first, last = first or min(known), last or max(known)
    outside = ((series < first) | (series > last)).arg_true()
    if len(outside):
        raise IncidenceError(
            f"dates row {outside[0]}: {series[outside[0]]} is outside of {first} to {last}.\n"
            f"Widen first and last, or leave the row out."
        )
    days = pl.DataFrame({"date": pl.date_range(first, last, eager=True)})
    counts = series.to_frame().group_by("date").agg(cases=pl.len().cast(pl.Int64))
    return days.join(counts, on="date", how="left", maintain_order="left").with_columns(
        pl.col("cases").fill_null(0)
    )


def check_daily(incidence: pl.DataFrame) -> Daily:
    """
    Return the counts of a frame as arrays.

    Parameters
    ----------
    incidence
        `date` (Date, every day once, in order), `cases` (all new cases of the day); optional
        `imported` (those of them who were infected elsewhere).

    Raises
    ------
    IncidenceError
        A column is missing, a day is missing, repeated or out of order, or a count is no count.
    """
    _require_columns(incidence)
    _require_every_day(incidence["date"])
    cases = _counts(incidence, "cases")
    if "imported" not in incidence.columns:
        return Daily(incidence["date"], cases, np.zeros_like(cases))
    imported = _counts(incidence, "imported")
    if len(more := np.flatnonzero(imported > cases)):
        row = more[0]
        raise IncidenceError(
            f"incidence row {row}: {imported[row]:g} imported of {cases[row]:g} cases. "
            f"`cases` counts all of the day, the imported too."
        )
    return Daily(incidence["date"], cases, imported)


def _require_columns(incidence: pl.DataFrame) -> None:
    for column in ("date", "cases"):
        if column not in incidence.columns:
            raise IncidenceError(
                f"incidence has no column {column}. Give one row per day with date and cases, "
                f"for example daily_cases(linelist['date_onset'].drop_nulls())."
            )
    if incidence.schema["date"] != pl.Date:
        raise IncidenceError(
            f"incidence column date is {incidence.schema['date']}; it needs Date, for example "
            f"incidence.with_columns(pl.col('date').str.to_date())."
        )
    if not incidence.height:
        raise IncidenceError("incidence has no row; give one per day, in order.")


def _require_every_day(days: pl.Series) -> None:
    if days.null_count():
        raise IncidenceError(
            f"incidence row {days.is_null().arg_true()[0]}: the date is missing; give it."
        )
    wrong = (days.diff().dt.total_days() != 1).arg_true()
    if not len(wrong):
        return
    row = wrong[0]
    before, later = days[row - 1], days[row]
    if later <= before:
        raise IncidenceError(
            f"incidence row {row}: {later} follows {before}. Sort by date, and add up the rows of "
            f"one day: incidence.group_by('date').agg(pl.col('cases').sum()).sort('date')."
        )
    raise IncidenceError(
        f"incidence row {row}: {later} follows {before}; every day needs one row.\n"
        f"Add the days from {before + DAY} to {later - DAY}, with cases=0 if no case was known then "
        f"(incidence.upsample('date', every='1d').with_columns(pl.col('cases').fill_null(0)))."
    )


def _counts(incidence: pl.DataFrame, column: str) -> np.ndarray:
    if not incidence.schema[column].is_numeric():
        raise IncidenceError(
            f"incidence column {column} is {incidence.schema[column]}; it needs whole numbers."
        )
    counts = incidence[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
    bad = np.flatnonzero(~(np.isfinite(counts) & (counts >= 0) & (counts == np.rint(counts))))
    if len(bad):
        raise IncidenceError(
            f"incidence row {bad[0]}: {column} is {incidence[column][int(bad[0])]}. Give whole "
            f"numbers of 0 or more; a day of which nothing is known cannot be estimated through."
        )
    return counts.astype(float)
