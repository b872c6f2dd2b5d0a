"""Pairs of events, each within a window: from a frame of dates or of days, checked."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from firebreak.engine.epidemic.errors import DelayError

DAY_ZERO = date(1970, 1, 1)  # dates become days since then; delays do not know it


@dataclass(frozen=True)
class Windows:
    """Start and end in days, `(rows,)` each; `end_*` is infinite where it is still to come."""

    start_earliest: np.ndarray
    start_latest: np.ndarray
    end_earliest: np.ndarray
    end_latest: np.ndarray
    until: float | None

    def __len__(self) -> int:
        return len(self.start_earliest)

    @property
    def ended(self) -> np.ndarray:
        return np.isfinite(self.end_latest)


def read(
    records: pl.DataFrame, observed_until: date | float | None, included: str, *, positive: bool
) -> Windows:
    """
    Return the windows of a frame.

    A day is a window of 24 hours: from its midnight to the next. Numbers are moments.

    Raises
    ------
    DelayError
        A column or a value is missing, windows contradict each other, or a row ends after the last
        day observed.
    """
    until = None if observed_until is None else _moment(observed_until, latest=True)
    _require_columns(records)
    start = _window(records, "start")
    end = _window(records, "end")
    _require_known(records, start[0], "start_earliest")
    _require_ended(end[0], included, until)
    earliest, latest = (np.where(np.isnan(bound), np.inf, bound) for bound in end)
    windows = Windows(*start, earliest, latest, until)
    _require_order(windows)
    if positive:
        return _started_before_it_ended(windows)
    return windows


def _require_columns(records: pl.DataFrame) -> None:
    if not records.height:
        raise DelayError("records has no row; give one per delay.")
    for column in ("start_earliest", "end_earliest"):
        if column not in records.columns:
            raise DelayError(
                f"records has no column {column}. Give start_earliest and end_earliest (Date, or "
                f"numbers of days), and start_latest and end_latest where a day is not known."
            )
    kinds = {
        column: records.schema[column]
        for column in ("start_earliest", "start_latest", "end_earliest", "end_latest")
        if column in records.columns and records.schema[column] != pl.Null
    }
    if not all(kind == pl.Date for kind in kinds.values()) and not all(
        kind.is_numeric() for kind in kinds.values()
    ):
        told = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
        raise DelayError(f"records has {told}; give all as Date, or all as numbers of days.")


def _window(records: pl.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray]:
    earliest = _days(records[f"{name}_earliest"])
    latest = earliest
    if f"{name}_latest" in records.columns:
        latest = _days(records[f"{name}_latest"])
        latest = np.where(np.isnan(latest), earliest, latest)
        if len(wrong := np.flatnonzero(latest < earliest)):
            raise DelayError(
                f"records row {wrong[0]}: {name}_latest is before {name}_earliest. Correct the days."
            )
    return earliest, latest + (records.schema[f"{name}_earliest"] == pl.Date)


def _days(column: pl.Series) -> np.ndarray:
    return column.to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy().copy()


def _moment(day: date | float, *, latest: bool) -> float:
    if isinstance(day, date):
        return float((day - DAY_ZERO).days + latest)
    return float(day)


def _require_known(records: pl.DataFrame, values: np.ndarray, column: str) -> None:
    if len(missing := np.flatnonzero(~np.isfinite(values))):
        raise DelayError(
            f"records row {missing[0]}: {column} is {records[column][int(missing[0])]}. Give the "
            f"earliest day it can have been, however early, or leave the row out and say so."
        )


def _require_ended(ends: np.ndarray, included: str, until: float | None) -> None:
    if included not in ("ended", "started"):
        raise DelayError(f"included is {included!r}; give 'ended' or 'started'.")
    if included == "started" and until is None:
        raise DelayError(
            "included='started' needs observed_until: the last day on which an end would be known."
        )
    missing = np.flatnonzero(~np.isfinite(ends))
    if included == "ended" and len(missing):
        raise DelayError(
            f"records row {missing[0]}: end_earliest is missing. If it had not ended by the last "
            f"day observed, say observed_until=that day, included='started'; else leave the row out."
        )


def _require_order(windows: Windows) -> None:
    until = _or_inf(windows.until)
    for name, wrong in (
        ("ends", windows.ended & (windows.end_latest > until)),
        ("starts", windows.start_earliest >= until),
    ):
        if wrong.any():
            raise DelayError(
                f"records row {np.flatnonzero(wrong)[0]}: it {name} after observed_until. Give the "
                f"day on which the list was closed, or leave out what came later."
            )


def _or_inf(until: float | None) -> float:
    return np.inf if until is None else until


def _started_before_it_ended(windows: Windows) -> Windows:
    """Cut off what of a start's window lies after the end, where no delay is negative."""
    wrong = np.flatnonzero(windows.end_latest <= windows.start_earliest)
    if len(wrong):
        raise DelayError(
            f"records row {wrong[0]}: it ends before it starts, or at the same moment. Correct the "
            f"days; where a delay may be negative (onset to onset), ask for families=['normal']."
        )
    latest = np.minimum(
        windows.start_latest, np.minimum(windows.end_latest, _or_inf(windows.until))
    )
    return Windows(
        windows.start_earliest, latest, windows.end_earliest, windows.end_latest, windows.until
    )
