"""A feed's file, read in parts of bounded size, as stays in the ids of the one space."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from firebreak.cli.faults import BadInput
from firebreak.cli.feeds.columns import matched
from firebreak.cli.language import gettext as _

BATCH = 1_000_000  # rows: some 200 MB as text
INSTANT = pl.Datetime("us", "UTC")
YEARS = (2001, 2067)  # what the index takes; what lies outside is a bad row
#: How machines and people write a time; each is tried on what those before it could not read.
ZONED = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z")
LOCAL = (
    *("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"),
    *("%Y/%m/%d %H:%M:%S%.f", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S", "%Y年%m月%d日 %H:%M"),
)
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass
class FeedFile:
    """
    A file of stays.

    Attributes
    ----------
    rows, first, last
        How many rows were read, when the first stay began, when the last ended.
    """

    path: Path
    sender: str
    time_zone: str
    said: Mapping[str, str]  # heading -> field
    assume_end: timedelta | None = None
    rows: int = 0
    first: datetime | None = None
    last: datetime | None = None
    columns: dict[str, str] = field(default_factory=dict)

    def open(self) -> pl.LazyFrame:
        """
        Look at the file's columns; nothing else is read yet.

        Raises
        ------
        BadInput
            It is no such file, or a column is missing.
        """
        table = _scan(self.path)
        try:
            headings = table.collect_schema().names()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadInput(_unreadable(self.path)) from error
        self.columns = matched(
            headings, self.said, self.path.name, may_be_a_row=not _is_parquet(self.path)
        )
        return table

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the stays: `person_id`, `place_id`, `start`, `end`, `day_only`."""
        table = self.open().select(self._columns("person", "place", "start", "end"))
        try:
            for part in table.collect_batches(chunk_size=BATCH, maintain_order=True):
                yield self._count(self._stays(part))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadInput(_unreadable(self.path)) from error

    def places(self) -> pl.DataFrame | None:
        """
        Return what the places are called: `place_id`, `name`, each place once.

        None if the file does not say; of several names of a place, the last holds.
        """
        table = self.open()
        if "place_name" not in self.columns:
            return None
        named = (
            table.select(self._columns("place", "place_name"))
            .select(
                place_id=self._id("place"),
                name=pl.col("place_name").cast(pl.String).str.strip_chars(),
            )
            .filter(pl.col("place_id").is_not_null(), pl.col("name").str.len_chars() > 0)
            .unique("place_id", keep="last", maintain_order=True)
        )
        try:
            return named.collect(engine="streaming")
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadInput(_unreadable(self.path)) from error

    def _columns(self, *names: str) -> list[pl.Expr]:
        known = self.columns
        return [pl.col(known[name]).alias(name) for name in names if name in known]

    def _stays(self, part: pl.DataFrame) -> pl.DataFrame:
        if "end" not in part.columns:
            part = part.with_columns(end=pl.lit(None, pl.String))
        times = part.with_columns(
            *_read(part, "start", self.time_zone), *_read(part, "end", self.time_zone)
        )
        by_day = pl.col("start").is_null() & pl.col("start_day").is_not_null()
        last_day = pl.coalesce("end_day", "start_day")
        return times.select(
            person_id=self._id("person"),
            place_id=self._id("place"),
            start=pl.when(by_day).then(_midnight("start_day", self.time_zone)).otherwise("start"),
            end=pl.when(by_day)
            .then(_midnight(last_day.dt.offset_by("1d"), self.time_zone))
            .otherwise("end"),
            day_only=by_day,
        )

    def _id(self, name: str) -> pl.Expr:
        text = pl.col(name).cast(pl.String).str.strip_chars()
        prefix = pl.lit(f"{self.sender}/")
        return pl.when(text.str.len_chars() > 0).then(pl.concat_str(prefix, text))

    def _count(self, stays: pl.DataFrame) -> pl.DataFrame:
        self.rows += stays.height
        assumed = [pl.col("start") + self.assume_end] if self.assume_end else []
        end = pl.coalesce("end", *assumed)
        good = stays.select("start", end=end).filter(
            pl.col("start").dt.year().is_between(*YEARS), pl.col("start") < pl.col("end")
        )
        times: list[Any] = [good["start"].min(), good["end"].max()]
        known = [at for at in (self.first, self.last, *times) if at is not None]
        self.first, self.last = min(known, default=None), max(known, default=None)
        return stays


def _scan(path: Path) -> pl.LazyFrame:
    if not path.is_file():
        raise BadInput(_("There is no file {where}. Check its name.").format(where=path))
    if _is_parquet(path):
        return pl.scan_parquet(path)
    return pl.scan_csv(path, infer_schema=False, encoding="utf8-lossy", separator=_separator(path))


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _separator(path: Path) -> str:
    with path.open("rb") as file:
        line = file.readline(100_000)
    return max((",", "\t", ";"), key=lambda sign: line.count(sign.encode()))


def _read(part: pl.DataFrame, name: str, zone: str) -> list[pl.Expr]:
    """A column of times as instants, and as days where no time of day is said."""
    kind = part.schema[name]
    if kind == pl.Date:
        return [pl.lit(None, INSTANT).alias(name), pl.col(name).alias(f"{name}_day")]
    none = pl.lit(None, pl.Date).alias(f"{name}_day")
    if isinstance(kind, pl.Datetime):
        at = pl.col(name).dt.cast_time_unit("us")
        local = at.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return [(at if kind.time_zone else local).dt.convert_time_zone("UTC").alias(name), none]
    if kind.is_integer():
        return [pl.from_epoch(name, "s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), none]
    text = pl.col(name).cast(pl.String).str.strip_chars()
    zoned = [text.str.to_datetime(f, strict=False, time_unit="us") for f in ZONED]
    local_times = [
        text.str.to_datetime(f, strict=False, time_unit="us")
        .dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        for f in LOCAL
    ]
    days = [text.str.to_date(f, strict=False) for f in DAYS]
    utc = [at.dt.convert_time_zone("UTC") for at in zoned]
    return [pl.coalesce(*utc, *local_times).alias(name), pl.coalesce(days).alias(f"{name}_day")]


def _midnight(day: str | pl.Expr, zone: str) -> pl.Expr:
    column = pl.col(day) if isinstance(day, str) else day
    local = column.cast(pl.Datetime("us")).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    return local.dt.convert_time_zone("UTC")


def _unreadable(path: Path) -> str:
    return _(
        "{file} cannot be read as a table. Give a CSV file with a line of headings, in UTF-8, or a"
        " Parquet file."
    ).format(file=path.name)
