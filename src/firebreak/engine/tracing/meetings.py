"""Who met whom: from people with their windows, one row per encounter.

The seconds are counted in `tallies.py`; what makes a meeting a contact, beyond being at the same
place long enough, is `manners.py`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from firebreak.engine.tracing import kernels
from firebreak.engine.tracing.asked import seconds, windows
from firebreak.engine.tracing.encounters import Encounters, encounters_of, table_of, table_of_rows
from firebreak.engine.tracing.presence import stays_of
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.view import Index, View, view
from firebreak.engine.tracing.workers import READERS, batches, in_order

if TYPE_CHECKING:
    from firebreak.engine.tracing.manners import Manner

MIN_OVERLAP = timedelta(minutes=15)
FEW = 8  # people whose stays a disk has at hand before threads that fetch them would


def contacts_of(
    index: Index,
    people: Any,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    min_overlap: timedelta = MIN_OVERLAP,
    manners: "Sequence[Manner] | None" = None,
) -> pl.DataFrame:
    """
    Return whom people met, one row per pair and encounter.

    An encounter is one visit of the first person (as long as he is at a place without a gap, cut
    off at his window) with the other person there. The other may come and go: the time together
    is what counts. A stay begun before the window counts from the window on; one over midnight is
    one.

    Meetings that stays known to the minute prove are certain. A visit that has no certain meeting
    with somebody is looked at again with the stays known to the day only: what is found then is
    possible, and its `overlap_s` is the longest they can have been together.

    Parameters
    ----------
    index
        Of the stays.
    people
        One id, a sequence of ids, or a frame: `person_id`, and `start` and `end` for windows of
        their own (null: as given for all). Ids that the index does not know met nobody.
    start, end
        The window of all who have none of their own, half-open; None: as far as the stays go.
    min_overlap
        The least time together. Without any, one second.
    manners
        The rules that make a meeting a contact, instead of `min_overlap` at the same place. None:
        the same place is enough, and a place that encloses it (the restaurant of a table) is not.

    Returns
    -------
    pl.DataFrame
        Certain meetings before possible ones; then as `people` were given, by start of the visit.

        `from_id`, `to_id`, `place_id`; people who were merged have the id of who they are now
        `start`, `end` (UTC): the first and the last moment together, half-open
        `overlap_s` (Int64): seconds together, at most `end - start`
        `certain` (Boolean): see above
        `end_assumed` (Boolean): some of these seconds rest on an end that was not known
        `rule` (String): "same_place", or the id of the manner

    Raises
    ------
    TraceError
        A time has no zone, an overlap is negative, or a frame has no column `person_id`.
    DamagedIndexError
        The index contradicts itself.

    References
    ----------
    A dense accumulator with a list of the entries in use: Gustavson (1978), ACM Trans Math Softw
    4:250-269, doi:10.1145/355791.355796.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> def at(hour):
    ...     return datetime(2020, 1, 24, hour, tzinfo=UTC)
    >>> stays = pl.DataFrame(
    ...     {
    ...         "person_id": ["Ann", "Ben", "Cai"],
    ...         "place_id": ["table 5", "table 5", "table 6"],
    ...         "start": [at(18), at(19), at(18)],
    ...         "end": [at(21), at(22), at(21)],
    ...     }
    ... )
    >>> met = contacts_of(build(stays), "Ann", at(0), at(23))
    >>> met.select("to_id", "place_id", "overlap_s", "certain").rows()
    [('Ben', 'table 5', 7200, True)]
    """
    now = view(index)
    asked = windows(now, people, start, end)
    if manners is None:
        parts = rows_met(now, asked, seconds(min_overlap), ENCLOSING)
        return table_of_rows(now, parts, asked)
    from firebreak.engine.tracing.manners import least_overlap

    found = met(now, asked, seconds(least_overlap(manners)), without=0)
    return by_manners(now, found, manners)


def met(now: View, asked: np.ndarray, least: int, without: int) -> Encounters:
    """Return whom those asked about met, each at once of any flag but `without`."""
    return encounters_of(rows_met(now, asked, least, without), asked)


def rows_met(now: View, asked: np.ndarray, least: int, without: int) -> list[np.ndarray]:
    """Return the same as the kernels write it: in the order of those asked about, each by start."""
    if now.mapped and len(asked) > FEW:
        _fetch(now, asked, without)

    def some(numbers: np.ndarray) -> np.ndarray:
        with now.scratch() as scratch:
            return kernels.meetings_of_many(
                now.stays, scratch, asked, least, without, now.flags, numbers
            )

    return list(in_order(some, batches(len(asked))))


def by_manners(
    now: View, found: Encounters, manners: "Sequence[Manner]", **more: np.ndarray
) -> pl.DataFrame:
    """Return those of the encounters that a manner makes contacts, certain ones first."""
    from firebreak.engine.tracing.manners import apply

    places = now.place_table
    if places is None:
        places = pl.DataFrame(schema=dict.fromkeys(("place_id", "within", "kind", "row"), pl.Null))
    moment = Snapshot(now.segments, now.persons, now.places, now.canonical)
    table = table_of(now, found, **more)
    contacts = apply(table, manners, places, lambda people: stays_of(moment, people, None, None))
    return contacts.sort("certain", descending=True, maintain_order=True)


def _fetch(now: View, asked: np.ndarray, without: int) -> None:
    """
    Read from the disk, by many threads, what few would wait for one after the other.

    Where nothing of what a few need had to come from it, what the others need is taken to be in
    memory too.
    """

    def some(numbers: np.ndarray) -> None:
        with now.scratch() as scratch:
            kernels.fetch(now.stays, scratch, asked, without, numbers)

    before = _read_from_disk()
    some(np.linspace(0, len(asked) - 1, FEW).astype(np.int64))
    if _read_from_disk() == before:
        return
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(some, np.array_split(np.arange(len(asked)), min(len(asked), 4 * READERS))))


def _read_from_disk() -> int:
    """Return how often this process has waited for a page of memory to come from a disk."""
    return getrusage(RUSAGE_SELF).ru_majflt
