"""An index made from stays, and found again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl

from firebreak.engine.tracing.adding import Adding, Progress, no_progress
from firebreak.engine.tracing.errors import StaysIndexError
from firebreak.engine.tracing.index import Index
from firebreak.engine.tracing.manifest import NAME
from firebreak.engine.tracing.reading import Reading
from firebreak.engine.tracing.sources import Stays
from firebreak.engine.tracing.stores import LOCK, SUFFIX, UNSORTED, Folder, Memory


def build(
    stays: Stays,
    path: str | Path | None = None,
    *,
    places: pl.DataFrame | None = None,
    assume_end: timedelta | None = None,
    time_zone: str = "UTC",
    skip_bad: bool | str | Path = False,
    progress: Progress = no_progress,
) -> Index:
    """
    Make an index of stays: who was where, when.

    Parameters
    ----------
    stays
        A table of Polars or Arrow, the path of a Parquet file or several (a folder, a pattern such
        as `stays/*.parquet`), or an iterable of tables, which may be larger than memory. One row
        per stay: `person_id` and `place_id` (whole numbers or texts), `start` and `end` (Datetime,
        UTC where it names no time zone; half-open). `day_only` (Boolean) says of a row that its
        start and end are those of a whole day or days. Where `start` is a Date all are known to the
        day only, and `end` is the last day, the same one if it is null.
    path
        The folder to build it in; an index there is replaced when the new one is ready. None:
        wholly in memory.
    places
        One row per place: `place_id`, `within` (the place that encloses it), `kind`, `row` (of a
        seat), `name`; all but `place_id` may be left out or null.
    assume_end
        How long a stay without `end` is taken to last. None: it is a bad row.
    time_zone
        Where the days of Date columns begin and end.
    skip_bad
        False: a bad row stops the building. True: bad rows are left out, `Index.skipped` counts
        them. A path: they are written there too, as CSV, with row and reason.
    progress
        Is called with what is being done, how many rows are done, and of how many (None: unknown).

    Raises
    ------
    StayError
        A row is bad, or the table lacks a column.
    StaysIndexError
        The folder holds something else, or the table of places is not in order.
    BusyIndexError
        Another program is writing there.

    Examples
    --------
    >>> from datetime import datetime
    >>> noon, one = datetime(2020, 2, 3, 12), datetime(2020, 2, 3, 13)
    >>> stays = pl.DataFrame({"person_id": [7, 8], "place_id": ["canteen"] * 2})
    >>> index = build(stays.with_columns(start=noon, end=one))
    >>> index.info().stays, index.info().persons, index.info().places
    (2, 2, 1)
    """
    adding = Adding(Reading(assume_end, time_zone), skip_bad, progress=progress)
    store = Memory() if path is None else Folder(_free(Path(path)))
    with store.writing(anew=True) as writing:
        snapshot, skipped = adding.add(writing, stays, places)
        writing.publish(snapshot)
    return Index(store, skipped)


def open(path: str | Path) -> Index:
    """
    Return the index in a folder; its stays stay on the disk until they are asked for.

    Raises
    ------
    DamagedIndexError
        There is none, or it is not whole.
    """
    store = Folder(Path(path))
    store.snapshot()
    return Index(store)


def _free(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise StaysIndexError(f"{folder} is a file; an index is a folder.\nGive another path.")
    ours = {NAME, f"{NAME}.new", LOCK, UNSORTED}
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in ours and path.suffix != SUFFIX:
            raise StaysIndexError(
                f"{folder} holds {path.name}, which is not of an index of stays.\n"
                "Give an empty folder, or one that is not there yet."
            )
    return folder
