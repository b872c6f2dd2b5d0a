"""Rows that cannot be taken in: refused, or set aside with row and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Self, TextIO

import polars as pl

from firebreak.engine.tracing.errors import StayError
from firebreak.engine.tracing.reading import COLUMNS


class BadRows:
    """
    What happens to bad rows.

    Parameters
    ----------
    aside
        False: the first one stops everything. True: they are left out and counted. A path: they
        are written there too, as CSV, with row and reason.
    """

    def __init__(self, aside: bool | str | Path) -> None:
        self._aside = aside
        self._file: TextIO | None = None
        self._rows_before = 0
        self.count = 0

    def __enter__(self) -> Self:
        if not isinstance(self._aside, bool):
            self._file = Path(self._aside).open("w", encoding="utf-8")
            self._file.write(",".join(("row", "reason", *COLUMNS)) + "\n")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def take(self, bad: pl.DataFrame, rows: int) -> None:
        """Deal with the bad ones of the next so many rows."""
        bad = bad.with_columns(pl.col("row").cast(pl.Int64) + self._rows_before)
        self._rows_before += rows
        if bad.is_empty():
            return
        self.count += bad.height
        if self._aside is False:
            raise StayError(
                f"stays, row {bad['row'][0]}: {bad['reason'][0]}.\n"
                "Correct it, or let bad rows be set aside with skip_bad."
            )
        if self._file is not None:
            known = [column for column in COLUMNS if column in bad.columns]
            missing = [pl.lit(None).alias(column) for column in COLUMNS if column not in known]
            table = bad.with_columns(missing).select("row", "reason", *COLUMNS)
            self._file.write(table.write_csv(include_header=False))
