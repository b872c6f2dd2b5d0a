"""Stays from wherever they are: a table, Parquet files, or batches that come one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from firebreak.engine.tracing.errors import StayError

BATCH = 2_000_000  # rows looked at together: about 300 MB while they are checked
Stays = Any  # a table of Polars or Arrow, a path or several, or an iterable of tables


def batches(stays: Stays) -> Iterator[pl.DataFrame]:
    """Yield the stays in frames of bounded size."""
    for frame in _frames(stays):
        yield from frame.iter_slices(BATCH) if frame.height else [frame]


def rows_known(stays: Stays) -> int | None:
    """Return how many rows there are; None where that shows only at the end."""
    if isinstance(stays, pl.DataFrame):
        return stays.height
    paths = _paths(stays)
    if paths is not None:
        return int(pl.scan_parquet(paths).select(pl.len()).collect().item())
    return None


def _frames(stays: Stays) -> Iterator[pl.DataFrame]:
    paths = _paths(stays)
    if paths is not None:
        yield from _of_files(paths)
    elif isinstance(stays, pl.DataFrame):
        yield stays
    elif isinstance(stays, pl.LazyFrame):
        yield from stays.collect_batches(chunk_size=BATCH)
    elif hasattr(stays, "__arrow_c_stream__") or hasattr(stays, "__arrow_c_array__"):
        yield pl.DataFrame(stays)
    elif isinstance(stays, Iterable):
        for batch in stays:
            yield from _frames(batch)
    else:
        raise StayError(
            f"stays is {type(stays).__name__}; give a table of Polars or Arrow, the path of a\n"
            "Parquet file (or a pattern such as stays/*.parquet), or an iterable of tables."
        )


def _paths(stays: Stays) -> list[str] | None:
    given = [stays] if isinstance(stays, str | Path) else stays
    if isinstance(given, list | tuple) and given and all(isinstance(p, str | Path) for p in given):
        return [str(found) for path in given for found in _matching(str(path))]
    return None


def _of_files(paths: list[str]) -> Iterator[pl.DataFrame]:
    for path in paths:
        rows = pl.scan_parquet(path)
        for at in range(0, int(rows.select(pl.len()).collect().item()) or 1, BATCH):
            yield rows.slice(at, BATCH).collect()


def _matching(given: str) -> list[Path]:
    path = Path(given)
    if path.is_dir():
        found = sorted(path.glob("**/*.parquet"))
    elif any(sign in given for sign in "*?["):
        found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    else:
        found = [path] if path.is_file() else []
    if not found:
        raise StayError(
            f"There is no Parquet file at {given}.\nGive the path of one, or a pattern."
        )
    return found
