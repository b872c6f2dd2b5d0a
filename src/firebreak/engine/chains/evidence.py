"""What is on record of two cases: contacts, traced encounters, a household, a place.

Each row speaks of a pair, whichever of the two infected the other. Every distinct kind of record
(a household; a meal of hours; a contact of no known manner) is a category of its own, and the
sampler learns how often links, and how often other pairs, are on record in it.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.chains.errors import ChainsError
from firebreak.engine.chains.reading import EPOCH, Cases
from firebreak.engine.chains.settings import Settings

HOURS = (1, 8)  # a short meeting, a long one, living or working together
ASSUMED = timedelta(hours=1)  # length of a stay whose end is not known
SCHEMA = {
    "low": pl.Int64,  # index of the one of the two that stands first in the list
    "high": pl.Int64,
    "kind": pl.String,
    "manner": pl.String,
    "place": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "length": pl.Int8,  # 0 under an hour, 1 under eight, 2 longer; null: not known
}


class Pairs(NamedTuple):
    """Pairs on record: the two, their category (from 1 on), and the days they met on."""

    rows: pl.DataFrame
    low: np.ndarray
    high: np.ndarray
    category: np.ndarray
    categories: tuple[str, ...]
    met: dict[int, list[tuple[int, int]]]  # by pair: days since day zero; absent: not known
    warnings: tuple[str, ...]


def gather(
    cases: Cases,
    linelist: pl.DataFrame,
    contacts: pl.DataFrame | None,
    stays: pl.DataFrame | None,
    settings: Settings,
) -> Pairs:
    """Return all pairs of cases that anything is on record of."""
    parts, warnings = [], set()
    if contacts is not None:
        parts.append(_contacts(cases, contacts))
    for column in ("household", "place"):
        if column in linelist.columns:
            table, dropped = _shared(linelist[column], column, settings.largest_place)
            parts.append(table)
            warnings |= {"large_places_left_out"} if dropped else set()
    if stays is not None:
        table, dropped = _encounters(cases, stays, settings.largest_place)
        parts.append(table)
        warnings |= {"large_places_left_out"} if dropped else set()
    rows = pl.concat([pl.DataFrame(schema=SCHEMA), *parts])
    return _pairs(cases, rows, tuple(sorted(warnings)))


def _contacts(cases: Cases, contacts: pl.DataFrame) -> pl.DataFrame:
    for column in ("from_id", "to_id"):
        if column not in contacts.columns:
            raise ChainsError(f"contacts has no column {column}. It needs from_id and to_id.")
    ends = [indices(cases, contacts[name], "contacts", name) for name in ("from_id", "to_id")]
    same = ends[0] == ends[1]
    if same.any():
        raise ChainsError(
            f"contacts row {np.argmax(same)}: from_id and to_id are the same case. Leave it out."
        )
    table = pl.DataFrame({"low": np.minimum(*ends), "high": np.maximum(*ends)})
    instants = [contacts[name] if name in contacts.columns else None for name in ("start", "end")]
    return table.with_columns(
        pl.lit("contact").alias("kind"),
        *[_text(contacts, name) for name in ("manner", "place")],
        *_when(instants[0], instants[1], table.height),
    ).select(list(SCHEMA))


def indices(cases: Cases, ids: pl.Series, table: str, column: str) -> np.ndarray:
    """
    Return the index of each id.

    Raises
    ------
    ChainsError
        An id is not in the line list.
    """
    found = np.array([cases.number.get(id, -1) for id in ids], np.int64)
    if (found < 0).any():
        row = int(np.argmax(found < 0))
        raise ChainsError(
            f"{table} row {row}: {column} is not in the line list.\n"
            f"Add that case, or keep only rows between cases: "
            f'{table}.filter(pl.col("{column}").is_in(linelist["id"].implode())).'
        )
    return found


def _text(table: pl.DataFrame, column: str) -> pl.Series:
    if column not in table.columns:
        return pl.Series(column, [None], dtype=pl.String).new_from_index(0, table.height)
    return table[column].cast(pl.String)


def _when(start: pl.Series | None, end: pl.Series | None, height: int) -> list[pl.Series]:
    """
    Return first day, last day and length of each meeting.

    Instants are UTC and days are local, so one day is added at both ends of an instant.
    """
    none = pl.Series([None], dtype=pl.Date).new_from_index(0, height)
    if start is None:
        length = none.cast(pl.Int8).alias("length")
        return [none.alias("start"), none.alias("end"), length]
    end = start if end is None else end
    end = pl.select(pl.coalesce(end, start.cast(end.dtype))).to_series()
    early = start > end
    if early.any():
        raise ChainsError(f"contacts row {early.arg_max()}: it ends before it starts.")
    exact = isinstance(start.dtype, pl.Datetime)
    pad = timedelta(days=1 if exact else 0)
    length = none.cast(pl.Int8)
    if exact:
        hours = (end - start).dt.total_minutes() / 60
        reached = pl.sum_horizontal([(hours >= limit).cast(pl.Int8) for limit in HOURS])
        length = pl.select(pl.when(hours > 0).then(reached)).to_series()
    return [
        (start.cast(pl.Date) - pad).alias("start"),
        (end.cast(pl.Date) + pad).alias("end"),
        length.cast(pl.Int8).alias("length"),
    ]


def _shared(values: pl.Series, column: str, largest: int) -> tuple[pl.DataFrame, bool]:
    """Return every pair that shares a household or a place, unless very many share it."""
    table = pl.DataFrame({"case": np.arange(values.len()), "shared": values}).drop_nulls()
    table = table.with_columns(pl.len().over("shared").alias("members"))
    small = table.filter(pl.col("members") <= largest)
    pairs = small.join(small, on="shared").filter(pl.col("case") < pl.col("case_right"))
    rows = pairs.select(
        pl.col("case").cast(pl.Int64).alias("low"),
        pl.col("case_right").cast(pl.Int64).alias("high"),
        pl.lit(column).alias("kind"),
        pl.lit(None, pl.String).alias("manner"),
        pl.col("shared").cast(pl.String).alias("place"),
        pl.lit(None, pl.Date).alias("start"),
        pl.lit(None, pl.Date).alias("end"),
        pl.lit(None, pl.Int8).alias("length"),
    )
    return rows, small.height < table.height


def _encounters(cases: Cases, stays: pl.DataFrame, largest: int) -> tuple[pl.DataFrame, bool]:
    """Return every pair of cases that was at one place at one time."""
    known = pl.DataFrame({"person_id": pl.Series(cases.ids), "case": np.arange(len(cases.ids))})
    end = pl.col("end") if "end" in stays.columns else pl.lit(None)
    table = (
        stays.join(known, on="person_id")
        .with_columns(pl.coalesce(end, pl.col("start") + ASSUMED).alias("end"))
        .with_columns(pl.col("case").n_unique().over("place_id").alias("members"))
        .select("case", "place_id", "start", "end", "members")
    )
    small = table.filter(pl.col("members") <= largest)
    met = (
        small.join(small, on="place_id")
        .filter(pl.col("case") < pl.col("case_right"))
        .with_columns(
            pl.max_horizontal("start", "start_right").alias("start"),
            pl.min_horizontal("end", "end_right").alias("end"),
        )
        .filter(pl.col("start") < pl.col("end"))
    )
    rows = met.select(
        pl.col("case").cast(pl.Int64).alias("low"),
        pl.col("case_right").cast(pl.Int64).alias("high"),
        pl.lit("encounter").alias("kind"),
        pl.lit(None, pl.String).alias("manner"),
        pl.col("place_id").cast(pl.String).alias("place"),
    ).with_columns(_when(met["start"], met["end"], met.height))
    return rows.select(list(SCHEMA)), small.height < table.height


def _pairs(cases: Cases, rows: pl.DataFrame, warnings: tuple[str, ...]) -> Pairs:
    """Give each pair the rarest of its records as its category, and the days it is dated to."""
    label = pl.concat_str("kind", "manner", "length", separator=" ", ignore_nulls=True)
    table = rows.with_columns(label.alias("label"))
    count = pl.struct("low", "high").n_unique().over("label")
    table = table.with_columns(count.alias("count")).sort("low", "high", "count", "label")
    best = table.group_by("low", "high", maintain_order=True).agg(
        pl.col("label").first(), pl.col("start"), pl.col("end")
    )
    categories = tuple(sorted(best["label"].unique().to_list()))
    number = {name: index + 1 for index, name in enumerate(categories)}
    return Pairs(
        rows=rows,
        low=best["low"].to_numpy(),
        high=best["high"].to_numpy(),
        category=np.array([number[name] for name in best["label"]], np.int64),
        categories=categories,
        met=_met(best, (cases.day_zero - EPOCH).days),
        warnings=warnings,
    )


def _met(best: pl.DataFrame, zero: int) -> dict[int, list[tuple[int, int]]]:
    """Return the days of pairs whose records are all dated."""
    found = {}
    for pair, (starts, ends) in enumerate(zip(best["start"], best["end"], strict=True)):
        if starts.null_count() == 0:
            days = zip(starts.to_physical() - zero, ends.to_physical() - zero, strict=True)
            found[pair] = list(days)
    return found
