"""The cases that a definition counts, each with the day that anchors him."""

from datetime import date

import polars as pl

from firebreak.engine.duties.protocols import Edition
from firebreak.engine.epidemic.errors import EpidemicError

ENDED = ("recovered", "died")  # of a case that had been counted
ANCHORS = ("date_onset", "date_confirmation", "date_reporting")

#: One row per person.
PEOPLE: dict[str, pl.DataType] = {
    "id": pl.Int64(),  # of the case
    "person_id": pl.Int64(),
    "day": pl.Date(),
    "day_is": pl.String(),  # which of ANCHORS it is
    "imported": pl.Boolean(),
}


def counted(linelist: pl.DataFrame, edition: Edition, until: date) -> pl.DataFrame:
    """
    Return the cases that an edition counts, as `PEOPLE`: their first episode by `until`.

    Raises
    ------
    EpidemicError
        The line list has no column `id` or `classification`, or two cases have the same id.
    """
    cases = _with_columns(linelist)
    words = [*edition.thresholds.cluster_counts, *ENDED]
    known = cases.filter(
        pl.col("classification").is_in(words)
        & (pl.col("pathogen").is_null() | (pl.col("pathogen") == edition.pathogen))
    )
    day_is = pl.coalesce(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in ANCHORS)
    anchored = known.with_columns(day=pl.coalesce(ANCHORS), day_is=day_is)
    inside = anchored.filter(pl.col("day").is_null() | (pl.col("day") <= until))
    first = inside.sort("day", "id", nulls_last=True).unique(
        "person_id", keep="first", maintain_order=True
    )
    return first.select(pl.col(name).cast(kind) for name, kind in PEOPLE.items())


def _with_columns(linelist: pl.DataFrame) -> pl.DataFrame:
    for column in ("id", "classification"):
        if column not in linelist.columns:
            raise EpidemicError(f"linelist has no column {column}; it needs id, classification.")
    twice = linelist.select(pl.col("id").is_duplicated().arg_true()).to_series()
    if len(twice):
        raise EpidemicError(
            f"linelist, row {twice[0] + 1}: its id stands there more than once. Give each case a "
            "row of its own."
        )
    kinds = {"person_id": pl.Int64(), "pathogen": pl.String(), "imported": pl.Boolean()} | {
        name: pl.Date() for name in ANCHORS
    }
    missing = [
        pl.lit(None, kind).alias(name)
        for name, kind in kinds.items()
        if name not in linelist.columns
    ]
    return linelist.with_columns(missing).with_columns(
        person_id=pl.coalesce(pl.col("person_id"), pl.col("id"))
    )
