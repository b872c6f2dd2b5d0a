"""The line list, as the days on which each case can have been infected."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.chains.errors import ChainsError
from firebreak.engine.chains.settings import Settings

EPOCH = date(1970, 1, 1)
DATES = (
    "date_onset",
    "onset_until",
    "exposed_from",
    "exposed_until",
    "date_isolation",
    "date_confirmation",
    "date_reporting",
)
BOUNDS = ("date_confirmation", "date_reporting", "date_isolation")  # infected before any of them
NEVER = 1 << 28  # days: nobody was isolated then


class Cases(NamedTuple):
    """
    The cases, in the order of the line list.

    Attributes
    ----------
    ids, number
        As given; and the index of each.
    day_zero
        First day on which anybody can have been infected; all days below count from it.
    earliest, latest
        Days of infection of each case.
    onset_weight
        For each case and day from its earliest: how probable its onset is then.
    first
        Where each case's days begin in `onset_weight`; one more entry ends the last.
    isolated
        Day of isolation, or NEVER.
    imported
        1 on record as imported, 0 as not imported, -1 unknown.
    """

    ids: tuple[Any, ...]
    number: dict[Any, int]
    day_zero: date
    earliest: np.ndarray
    latest: np.ndarray
    onset_weight: np.ndarray
    first: np.ndarray
    isolated: np.ndarray
    imported: np.ndarray
    warnings: tuple[str, ...]


def read_cases(linelist: pl.DataFrame, incubation: np.ndarray, settings: Settings) -> Cases:
    """
    Return when each case can have been infected, and how well its onset fits each day.

    Raises
    ------
    ChainsError
        An id is missing or repeated; dates contradict one another; nothing says when.
    """
    table = _checked(linelist)
    days = {name: _days(table, name) for name in DATES}
    earliest, latest = _windows(days, incubation, settings)
    zero = int(earliest.min())
    first = np.concatenate(([0], np.cumsum(latest - earliest + 1)))
    ids = tuple(table["id"].to_list())
    return Cases(
        ids=ids,
        number={id: index for index, id in enumerate(ids)},
        day_zero=EPOCH + timedelta(days=zero),
        earliest=earliest - zero,
        latest=latest - zero,
        onset_weight=_onset_weight(days, earliest, latest, incubation),
        first=first,
        isolated=np.where(np.isnan(days["date_isolation"]), NEVER, days["date_isolation"] - zero)
        .clip(max=NEVER)
        .astype(np.int64),
        imported=_imported(table),
        warnings=_warnings(table),
    )


def _checked(linelist: pl.DataFrame) -> pl.DataFrame:
    for column in ("id", "date_onset"):
        if column not in linelist.columns:
            raise ChainsError(f"linelist has no column {column}. It needs id and date_onset.")
    if not linelist.height:
        raise ChainsError("linelist has no rows: give at least one case.")
    if linelist["id"].null_count():
        row = linelist["id"].is_null().arg_max()
        raise ChainsError(f"linelist row {row}: the id is empty. Give each case an id of its own.")
    again = ~linelist["id"].is_first_distinct()
    if again.any():
        raise ChainsError(
            f"linelist row {again.arg_max()}: its id stands in an earlier row too.\n"
            "One row for each case: leave one of them out, or give it an id of its own."
        )
    return linelist


def _days(table: pl.DataFrame, column: str) -> np.ndarray:
    """Return days since 1970; not a number where there is none."""
    if column not in table.columns:
        return np.full(table.height, np.nan)
    try:
        dates = table[column].cast(pl.Date)
    except pl.exceptions.PolarsError as error:
        raise ChainsError(
            f"linelist, column {column}: it holds {table.schema[column]}, not dates.\n"
            f'Convert it first, for example with pl.col("{column}").str.to_date().'
        ) from error
    return dates.cast(pl.Int32).cast(pl.Float64).fill_null(np.nan).to_numpy().copy()


def _windows(
    days: dict[str, np.ndarray], incubation: np.ndarray, settings: Settings
) -> tuple[np.ndarray, np.ndarray]:
    onset, until = _onsets(days)
    bound = np.fmin.reduce([days[name] for name in BOUNDS])
    dated = ~np.isnan(onset)
    reach = np.where(dated, incubation.size, settings.undated_days)
    possible = np.flatnonzero(incubation)[0] + 1
    latest = np.where(dated, until - possible, bound)
    latest = np.where(np.isnan(latest), days["exposed_until"], latest)
    start = np.where(dated, onset, np.where(np.isnan(bound), latest, bound))
    earliest = np.fmax(start - reach, days["exposed_from"])
    latest = np.fmin(latest, days["exposed_until"])
    _refuse_unknown(np.isnan(earliest) | np.isnan(latest))
    _refuse_impossible(earliest > latest, dated)
    return earliest.astype(np.int64), latest.astype(np.int64)


def _onsets(days: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    onset, until = days["date_onset"], days["onset_until"]
    until = np.where(np.isnan(until), onset, until)
    onset = np.where(np.isnan(onset), until, onset)
    wrong = until < onset
    if wrong.any():
        raise ChainsError(
            f"linelist row {np.argmax(wrong)}: onset_until is before date_onset.\n"
            "Exchange the two, or leave onset_until empty if the day is known."
        )
    return onset, until


def _refuse_unknown(unknown: np.ndarray) -> None:
    if not unknown.any():
        return
    raise ChainsError(
        f"linelist row {np.argmax(unknown)}: nothing says when this case was infected: no onset, "
        f"no exposure window, no date of isolation, confirmation or report.\n"
        f"Give one of these, or leave the row out."
    )


def _refuse_impossible(impossible: np.ndarray, dated: np.ndarray) -> None:
    if not impossible.any():
        return
    row = int(np.argmax(impossible))
    other = "the onset, by the incubation given," if dated[row] else "its other dates"
    raise ChainsError(
        f"linelist row {row}: no day of infection fits both the exposure window and {other}.\n"
        f"Correct exposed_from, exposed_until or date_onset, or leave the window empty."
    )


def _onset_weight(
    days: dict[str, np.ndarray], earliest: np.ndarray, latest: np.ndarray, incubation: np.ndarray
) -> np.ndarray:
    """Return the probability of onset in its interval for each day of infection, case by case."""
    onset, until = _onsets(days)
    by_day = np.concatenate(([0.0], np.cumsum(incubation)))
    lengths = latest - earliest + 1
    case = np.repeat(np.arange(earliest.size), lengths)
    infected = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    infected = infected + earliest[case]
    weight = np.ones(infected.size)
    dated = ~np.isnan(onset[case])
    longest, shortest = until[case][dated] - infected[dated], onset[case][dated] - infected[dated]
    at = [np.clip(delay, 0, incubation.size).astype(np.int64) for delay in (longest, shortest - 1)]
    weight[dated] = by_day[at[0]] - by_day[at[1]]
    return weight


def _imported(table: pl.DataFrame) -> np.ndarray:
    if "imported" not in table.columns:
        return np.full(table.height, -1, np.int8)
    return table["imported"].cast(pl.Boolean).cast(pl.Int8).fill_null(-1).to_numpy().copy()


def _warnings(table: pl.DataFrame) -> tuple[str, ...]:
    found = []
    if table.height == 1:
        found.append("one_case")
    if table["date_onset"].null_count() == table.height:
        found.append("no_onsets")
    elif table.height > 1 and table["date_onset"].n_unique() == 1:
        found.append("one_day")
    return tuple(found)
