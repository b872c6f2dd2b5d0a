"""What is in an index, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from firebreak.engine.tracing.segments import ENCLOSING, EPOCH
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.stores import Memory


@dataclass(frozen=True)
class Info:
    """
    What is in an index.

    Attributes
    ----------
    path
        Its folder; None: it is in memory.
    generation
        How often it was changed; 0 in memory.
    stays
        How many presences it holds, each once per segment.
    late
        How many of them were added later and wait for `compact`.
    persons, places
        How many ids it knows.
    renamed
        How many persons are known under another's id.
    first, last
        When the first stay begins and the last one ends; None: there is none.
    segments
        How many segments it has.
    size
        Bytes on the disk.
    """

    path: Path | None
    generation: int
    stays: int
    late: int
    persons: int
    places: int
    renamed: int
    first: datetime | None
    last: datetime | None
    segments: int
    size: int


def info(snapshot: Snapshot, store: Memory) -> Info:
    """Return what is in an index."""
    own = [segment for segment in snapshot.segments if not segment.flags & ENCLOSING]
    late = [segment for segment in snapshot.late if not segment.flags & ENCLOSING]
    manifest = store.manifest()
    return Info(
        path=store.path,
        generation=manifest.generation,
        stays=sum(segment.rows for segment in own),
        late=sum(segment.rows for segment in late),
        persons=len(snapshot.persons),
        places=len(snapshot.places),
        renamed=_renamed(snapshot.canonical),
        first=_instant(min((segment.first_start for segment in own), default=None)),
        last=_instant(max((segment.last_end for segment in own), default=None)),
        segments=len(snapshot.segments),
        size=manifest.size,
    )


def _renamed(canonical: np.ndarray | None) -> int:
    if canonical is None:
        return 0
    return int((canonical != np.arange(len(canonical))).sum())


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else EPOCH + timedelta(seconds=seconds)
