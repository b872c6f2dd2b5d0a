"""Forward: whom cases may have infected, and whom these, step by step and in the order of time."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.tracing import kernels
from firebreak.engine.tracing.asked import (
    EARLIEST,
    LATEST,
    TraceError,
    instant,
    seconds,
    since_epoch,
    whole_seconds,
    windows,
)
from firebreak.engine.tracing.meetings import MIN_OVERLAP, by_manners, frame_of, met
from firebreak.engine.tracing.reaching import (
    Reached,
    by_number,
    first_encounters,
    keys_of,
    nobody,
    reach,
    unite,
)
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.view import Index, View, view
from firebreak.engine.tracing.workers import batches, in_order

if TYPE_CHECKING:
    from firebreak.engine.tracing.manners import Manner

LIMIT = 2_000_000  # half of a city of four million: more can neither be called nor traced on from


def forward(
    index: Index,
    cases: Any,
    *,
    depth: int = 2,
    latent: timedelta = timedelta(0),
    until: datetime | None = None,
    min_overlap: timedelta = MIN_OVERLAP,
    manners: "Sequence[Manner] | None" = None,
    limit: int = LIMIT,
) -> pl.DataFrame:
    """
    Return whom cases may have infected, directly and through others, one row per person reached.

    Time is respected: who is reached by an encounter can reach others from its start plus `latent`
    on, and in meetings under way only by what is left of them. Who is reached in few steps but
    late, and in more steps earlier, is listed at the few and goes on from the earlier time. Cases
    are not reached.

    Parameters
    ----------
    index
        Of the stays.
    cases
        One id, a sequence of ids, or a frame: `person_id`, and `start` and `end` of the time in
        which each can have infected others (null: from the first stay, to `until`).
    depth
        How many steps: 1 for contacts, 2 for their contacts too.
    latent
        How long nobody infects after he was infected.
    until
        When those reached are looked at no more; None: as far as the stays go.
    min_overlap, manners
        What makes a meeting a contact: as for `contacts_of`.
    limit
        How many people are listed at most at a depth; where there are more, the trace ends with it.

    Returns
    -------
    pl.DataFrame
        By depth; then certain encounters before possible ones; then by start.

        `depth` (Int64): the least number of steps in which he is reached
        `from_id` ... `rule`: the earliest encounter that reaches him in so many steps, as
        `contacts_of` has it; of several at once a certain one. `certain` and `end_assumed` tell of
        this encounter, not of those before it
        `reached` (Int64): how many people this depth reached. More than it has rows: the list was
        cut at `limit`, the last ones left out, and no further step was made

    Raises
    ------
    TraceError
        A time has no zone, a duration is negative, `depth` or `limit` is below 1, or a frame has
        no column `person_id`.
    DamagedIndexError
        The index contradicts itself.

    References
    ----------
    Time-respecting paths: Holme & Saramäki (2012), Phys Rep 519:97-125,
    doi:10.1016/j.physrep.2012.03.001.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> def at(hour):
    ...     return datetime(2020, 1, 24, hour, tzinfo=UTC)
    >>> stays = pl.DataFrame(
    ...     {
    ...         "person_id": ["Ann", "Ben", "Ben", "Cai", "Ben", "Dan"],
    ...         "place_id": ["table 5", "table 5", "bus", "bus", "gym", "gym"],
    ...         "start": [at(18), at(18), at(20), at(20), at(8), at(8)],
    ...         "end": [at(20), at(20), at(21), at(21), at(9), at(9)],
    ...     }
    ... )
    >>> reached = forward(build(stays), "Ann")  # Dan met Ben before Ben met Ann
    >>> reached.select("depth", "from_id", "to_id", "place_id").rows()
    [(1, 'Ann', 'Ben', 'table 5'), (2, 'Ben', 'Cai', 'bus')]
    """
    if depth < 1 or limit < 1:
        raise TraceError("A trace needs a depth and a limit of 1 or more.")
    now = view(index)
    going = windows(now, cases, None, until)
    going = going[going[:, 0] >= 0]
    wait, last = whole_seconds(latent), instant(until, LATEST)
    arrival = np.full(now.stays.persons, LATEST, np.int32)
    arrival[going[:, 0]] = EARLIEST  # nothing is earlier: cases are not reached
    tables: list[pl.DataFrame] = []
    for n in range(1, depth + 1):
        step = next_step(now, going, arrival, min_overlap, manners)
        new = np.flatnonzero(arrival[step.to] == LATEST)
        tables.append(
            step.table[new[:limit]].select(
                pl.lit(n, pl.Int64).alias("depth"),
                pl.all(),
                pl.lit(len(new), pl.Int64).alias("reached"),
            )
        )
        if len(new) > limit:
            break
        arrival[step.to] = step.start
        going = from_then_on(step, wait, last)
    return pl.concat(tables)


class Step(NamedTuple):
    """Whom a step reaches earlier than before, certain ones first, then by start: row by row."""

    to: np.ndarray
    start: np.ndarray
    table: pl.DataFrame


def next_step(
    now: View,
    going: np.ndarray,
    arrival: np.ndarray,
    min_overlap: timedelta,
    manners: "Sequence[Manner] | None",
) -> Step:
    """
    Return whom people reach next, each by his earliest encounter.

    Parameters
    ----------
    going
        (n, 3) int32: person, and from when to when he can infect.
    arrival
        int32 per person: when he was reached already; `LATEST`: he was not.
    """
    if manners is not None:
        return _step_by_manners(now, going, arrival, manners)
    found = _first_encounters(now, going, arrival, seconds(min_overlap))
    return Step(found[kernels.OTHER], found[kernels.START], frame_of(now, found))


def _first_encounters(now: View, going: np.ndarray, arrival: np.ndarray, least: int) -> np.ndarray:
    spare: deque[Reached] = deque()

    def some(numbers: np.ndarray) -> None:
        reached = spare.pop() if spare else nobody(arrival)
        with now.scratch() as scratch:
            reach(now.stays, scratch, going, least, ENCLOSING, now.flags, numbers, reached)
        spare.append(reached)

    list(in_order(some, batches(len(going))))
    reached = spare.pop()
    for more in spare:
        unite(reached, more, by_number(more))
    return first_encounters(reached, np.sort(keys_of(reached, by_number(reached))))


def _step_by_manners(
    now: View, going: np.ndarray, arrival: np.ndarray, manners: "Sequence[Manner]"
) -> Step:
    from firebreak.engine.tracing.manners import least_overlap

    found = met(now, going, seconds(least_overlap(manners)), without=0)
    numbers = {"from": found[kernels.NUMBER], "to": found[kernels.OTHER]}
    table = by_manners(now, frame_of(now, found, **numbers), manners)
    table = table.with_columns(since_epoch("start").alias("since"))
    earlier = table.filter(table["since"].to_numpy() < arrival[table["to"].to_numpy()])
    first = (
        earlier.sort("since", "certain", "from", "place_id", descending=[False, True, False, False])
        .unique("to", keep="first")
        .sort("certain", "since", "to", descending=[True, False, False])
    )
    to, start = first["to"].to_numpy(), first["since"].to_numpy()
    return Step(to, start, first.drop("from", "to", "since"))


def from_then_on(step: Step, wait: int, last: int) -> np.ndarray:
    """Return (n, 3) int32: who was reached, and from when to when he can infect."""
    begins = np.minimum(step.start.astype(np.int64) + wait, LATEST)
    going = np.column_stack((step.to, begins, np.full(len(begins), last))).astype(np.int32)
    return going[begins < last]
