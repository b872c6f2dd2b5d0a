"""An indicator: a number that opens to the rows it was counted from.

Three sets of rows never overlap: those that count, those whose clock still runs (pending: not
failures), and those that left (not listed). A share whose denominator is empty has no value; it is
not 100 %. What is counted is decided in `quality.py` and `tracing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from firebreak.engine.tables import INSTANT

ROWS: dict[str, pl.DataType] = {
    "record_kind": pl.String(),  # the table the record is in: "case", "report", "contact", ...
    "record": pl.Int64(),
    "subject": pl.Int64(),  # person or unit
    "county": pl.Int64(),
    "started": INSTANT,  # when the clock began; null: no clock
    "due": INSTANT,
    "done": INSTANT,  # when it was done; null: not (yet)
    "measure": pl.Float64(),  # in the indicator's unit; null where rows are only counted
    "state": pl.String(),  # in one word why the row stands where it does
}
BY_COUNTY: dict[str, pl.DataType] = {
    "county": pl.Int64(),
    "numerator": pl.UInt32(),
    "denominator": pl.UInt32(),
    "pending": pl.UInt32(),
    "value": pl.Float64(),  # null: none (empty denominator)
}


class Measure(StrEnum):
    """How an indicator's value follows from its rows."""

    SHARE = "share"  # numerator is part of denominator; 0 to 1
    RATIO = "ratio"  # numerator over denominator, different things
    MEDIAN = "median"  # the median of `measure` over the numerator


@dataclass(frozen=True)
class Text:
    """The same words in the languages of the house."""

    en: str
    zh: str


@dataclass(frozen=True)
class Indicator:
    """
    One number with its rows.

    Parameters
    ----------
    id
        One word, the same in every edition.
    name, formula
        In English and Chinese; the formula says the window.
    measure
        How `value` follows from the rows.
    unit
        "share", "hours", "days" or "people per case".
    value
        None when the denominator is empty: show "none".
    numerator, denominator, pending
        Rows as `ROWS`.
    by_county
        One row per county as `BY_COUNTY`.
    target
        The number aimed at, in `unit`; None if no source states one.
    better
        "higher" or "lower".
    source
        Where formula and target come from.
    parts
        Other figures of the same rows, for example `{"p90": 3.2}`.
    by_setting
        Columns `setting`, `numerator`, `denominator`, `value`; None where settings mean nothing.
    is_running
        Whether the period it is about is not over, so that what is short of the target may still
        reach it.
    """

    id: str
    name: Text
    formula: Text
    measure: Measure
    unit: str
    value: float | None
    numerator: pl.DataFrame
    denominator: pl.DataFrame
    pending: pl.DataFrame
    by_county: pl.DataFrame
    better: str
    source: str
    target: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    by_setting: pl.DataFrame | None = None
    is_running: bool = False

    @property
    def reached(self) -> bool | None:
        """
        Whether the target is reached; None without a target or a value, or if it still may be.

        Examples
        --------
        >>> seen = Definition("seen", Text("Seen", "见"), Text("seen / due", "见/应"), "higher", "-",
        ...                   target=0.8)
        >>> rows = pl.DataFrame({"record": [1, 2], "counts": ["yes", "no"]})
        >>> share(seen, rows).reached, share(seen, rows, is_running=True).reached
        (False, None)
        """
        if self.target is None or self.value is None:
            return None
        is_better = (
            self.value > self.target if self.better == "higher" else self.value < self.target
        )
        if is_better or self.value == self.target:
            return True
        return None if self.is_running else False


@dataclass(frozen=True)
class Definition:
    """What is fixed about an indicator before any row is seen."""

    id: str
    name: Text
    formula: Text
    better: str
    source: str
    target: float | None = None
    measure: Measure = Measure.SHARE
    unit: str = "share"


def rows_as_table(rows: pl.DataFrame) -> pl.DataFrame:
    """
    Return `rows` with the columns of `ROWS`, missing ones empty, in a settled order.

    Examples
    --------
    >>> rows_as_table(pl.DataFrame({"record": [2, 1]}))["record"].to_list()
    [1, 2]
    """
    table = rows.select(
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in ROWS.items()
    )
    return table.sort("started", "record_kind", "record", "subject", nulls_last=True)


def share(definition: Definition, rows: pl.DataFrame, **extra: object) -> Indicator:
    """
    Build a share from rows that say by themselves where they stand.

    Parameters
    ----------
    definition
        What the indicator is.
    rows
        Columns of `ROWS` plus `counts` (String): "yes" (numerator and denominator), "no"
        (denominator only), "pending", or null (left out).

    Examples
    --------
    >>> late = Definition("late", Text("Late", "迟"), Text("late / due", "迟/应"), "lower", "-")
    >>> rows = pl.DataFrame({"record": [1, 2, 3], "counts": ["yes", "no", "pending"]})
    >>> share(late, rows).value
    0.5
    >>> print(share(late, rows.filter(pl.col("counts") == "pending")).value)
    None
    """
    numerator = rows_as_table(rows.filter(pl.col("counts") == "yes"))
    denominator = rows_as_table(rows.filter(pl.col("counts").is_in(["yes", "no"])))
    pending = rows_as_table(rows.filter(pl.col("counts") == "pending"))
    return _build(definition, numerator, denominator, pending, extra)


def ratio(
    definition: Definition,
    numerator: pl.DataFrame,
    denominator: pl.DataFrame,
    pending: pl.DataFrame,
    **extra: object,
) -> Indicator:
    """Build a ratio of two different kinds of rows, for example contacts per case."""
    above, below, running = (rows_as_table(rows) for rows in (numerator, denominator, pending))
    return _build(definition, above, below, running, extra)


def median(definition: Definition, rows: pl.DataFrame, **extra: object) -> Indicator:
    """
    Build a median with its 90th percentile from rows with a `measure`.

    Rows without a `measure` whose `counts` is "pending" are still running; they are no failures
    and are listed apart. The median is of the finished ones, so it is too short while many run.

    Examples
    --------
    >>> wait = Definition("wait", Text("Wait", "等"), Text("days", "天"), "lower", "-",
    ...                   measure=Measure.MEDIAN, unit="days")
    >>> rows = pl.DataFrame({"record": [1, 2, 3], "measure": [1.0, 2.0, 9.0], "counts": "yes"})
    >>> median(wait, rows).value, median(wait, rows).parts["p90"]
    (2.0, 7.6)
    """
    finished = rows.filter((pl.col("counts") == "yes") & pl.col("measure").is_not_null())
    measured = rows_as_table(finished)
    pending = rows_as_table(rows.filter(pl.col("counts") == "pending"))
    extra["parts"] = {**spread(measured["measure"]), **extra.get("parts", {})}  # type: ignore[dict-item]
    return _build(definition, measured, measured, pending, extra)


def spread(measures: pl.Series) -> dict[str, float]:
    """Quartiles and 90th percentile (linear interpolation); empty for no values."""
    if measures.is_empty():
        return {}
    points = {"q1": 0.25, "q3": 0.75, "p90": 0.9}
    values = {name: measures.quantile(point, "linear") for name, point in points.items()}
    return {name: round(value, 6) for name, value in values.items() if value is not None}


def value_of(measure: Measure, numerator: pl.DataFrame, denominator: pl.DataFrame) -> float | None:
    """Return the value of these rows, or None when there is nothing to divide by."""
    if denominator.is_empty():
        return None
    if measure is Measure.MEDIAN:
        return numerator["measure"].median()  # type: ignore[return-value]
    return numerator.height / denominator.height


def by_setting(
    measure: Measure, numerator: pl.DataFrame, denominator: pl.DataFrame
) -> pl.DataFrame:
    """Count rows by their `setting` column; an unknown setting is a row of its own."""
    settings = pl.concat([numerator["setting"], denominator["setting"]]).unique().sort()
    rows = [_setting_row(measure, numerator, denominator, setting) for setting in settings]
    columns = {"setting": pl.String(), **{c: BY_COUNTY[c] for c in ("numerator", "denominator")}}
    return pl.DataFrame(rows, schema={**columns, "value": pl.Float64()}, orient="row")


def _setting_row(
    measure: Measure, numerator: pl.DataFrame, denominator: pl.DataFrame, setting: str | None
) -> tuple[str | None, int, int, float | None]:
    here = pl.col("setting").eq_missing(pl.lit(setting, pl.String))
    above, below = numerator.filter(here), denominator.filter(here)
    return setting, above.height, below.height, value_of(measure, above, below)


def _build(
    definition: Definition,
    numerator: pl.DataFrame,
    denominator: pl.DataFrame,
    pending: pl.DataFrame,
    extra: Mapping[str, object],
) -> Indicator:
    return Indicator(
        **vars(definition),
        value=value_of(definition.measure, numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        pending=pending,
        by_county=_by_county(definition.measure, numerator, denominator, pending),
        **extra,  # type: ignore[arg-type]
    )


def _by_county(
    measure: Measure, numerator: pl.DataFrame, denominator: pl.DataFrame, pending: pl.DataFrame
) -> pl.DataFrame:
    tables = {"numerator": numerator, "denominator": denominator, "pending": pending}
    counties = pl.concat([table.select("county") for table in tables.values()]).unique()
    for name, table in tables.items():
        counted = table.group_by("county").agg(pl.len().alias(name))
        counties = counties.join(counted, on="county", how="left", nulls_equal=True)
    counted = counties.with_columns(pl.col(*tables).fill_null(0))
    if measure is Measure.MEDIAN:
        middle = numerator.group_by("county").agg(pl.col("measure").median().alias("value"))
        valued = counted.join(middle, on="county", how="left", nulls_equal=True)
    else:
        quotient = pl.col("numerator") / pl.col("denominator")
        valued = counted.with_columns(
            pl.when(pl.col("denominator") > 0).then(quotient).alias("value")
        )
    return valued.select(pl.col(c).cast(kind) for c, kind in BY_COUNTY.items()).sort(
        "county", nulls_last=True
    )
