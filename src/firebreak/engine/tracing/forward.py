"""Forward: whom cases may have infected, and whom these, step by step and in the order of time."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

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
from firebreak.engine.tracing.encounters import FROM, TO, table_of_first
from firebreak.engine.tracing.meetings import MIN_OVERLAP, by_manners, met
from firebreak.engine.tracing.reaching import (
    Reached,
    by_day_and_place,
    by_number,
    in_order_of_start,
    never_reached,
    nobody,
    reach,
    unite,
)
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.view import Index, View, view
from firebreak.engine.tracing.visits import visits_of
from firebreak.engine.tracing.workers import WORKERS, in_order

if TYPE_CHECKING:
    from firebreak.engine.tracing.manners import Manner

CROWD = 4_096  # people whose visits are put in order together: two weeks of them are some 25 MB
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
        new = never_reached(arrival, step.to)
        tables.append(_at_depth(n, step.table(new[:limit]), len(new)))
        if len(new) > limit or n == depth:
            break
        arrival[step.to] = step.start
        going = from_then_on(step, wait, last)
    return reduce(pl.DataFrame.vstack, tables)  # `concat` wakes threads for what needs none


def _at_depth(depth: int, table: pl.DataFrame, reached: int) -> pl.DataFrame:
    first, last = (
        pl.Series(name, [value], pl.Int64).new_from_index(0, table.height)
        for name, value in (("depth", depth), ("reached", reached))
    )
    return pl.DataFrame([first, *table, last])


class Step(NamedTuple):
    """
    Whom a step reaches earlier than before, certain ones first, then by start.

    Attributes
    ----------
    to, start
        The number of each, and when he is reached.
    table
        Returns the encounters that reach some of them, as `contacts_of` has them.
    """

    to: np.ndarray
    start: np.ndarray
    table: Callable[[np.ndarray], pl.DataFrame]


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
    return _step(now, _reached(now, going, arrival, seconds(min_overlap)))


def _step(now: View, reached: Reached) -> Step:
    with now.scratch() as scratch:
        persons, starts = in_order_of_start(reached, scratch)

    def table(chosen: np.ndarray) -> pl.DataFrame:
        return table_of_first(now, reached.first, persons.take(chosen))

    return Step(persons, starts, table)


def _reached(now: View, going: np.ndarray, arrival: np.ndarray, least: int) -> Reached:
    spare: deque[Reached] = deque()
    known = arrival.copy()

    def some(numbers: np.ndarray) -> None:
        reached = spare.pop() if spare else nobody(arrival, known)
        with now.scratch() as scratch:
            found = visits_of(now.stays, scratch, going, ENCLOSING, numbers)
            visits = by_day_and_place(found)
            reach(now.stays, scratch, going, visits, least, ENCLOSING, now.flags, reached)
        spare.append(reached)

    list(in_order(some, _crowds(len(going))))
    reached = spare.pop()
    for more in spare:
        unite(reached, more, by_number(more))
    return reached


def _crowds(count: int) -> list[np.ndarray]:
    """
    Return the numbers below `count` in few parts: the more know of each other, the less is done.

    Each has some who can infect for long and some who cannot. Without anybody there is one part.
    """
    parts = max(1, min(count, WORKERS), -(-count // CROWD))
    return [np.arange(part, count, parts) for part in range(parts)]


def _step_by_manners(
    now: View, going: np.ndarray, arrival: np.ndarray, manners: "Sequence[Manner]"
) -> Step:
    from firebreak.engine.tracing.manners import least_overlap

    found = met(now, going, seconds(least_overlap(manners)), without=0)
    numbers = {"from": found.whole[FROM].copy(), "to": found.whole[TO].copy()}
    table = by_manners(now, found, manners, **numbers).with_columns(
        since_epoch("start").alias("since")
    )
    earlier = table.filter(table["since"].to_numpy() < arrival[table["to"].to_numpy()])
    first = (
        earlier.sort("since", "certain", "from", "place_id", descending=[False, True, False, False])
        .unique("to", keep="first")
        .sort("certain", "since", "to", descending=[True, False, False])
    )
    to, start = (first[column].to_numpy().astype(np.int32) for column in ("to", "since"))
    encounters = first.drop("from", "to", "since")
    return Step(to, start, lambda chosen: encounters[chosen])


def from_then_on(step: Step, wait: int, last: int) -> np.ndarray:
    """Return (n, 3) int32: who was reached, and from when to when he can infect."""
    begins = np.minimum(step.start.astype(np.int64) + wait, LATEST)
    going = np.column_stack((step.to, begins, np.full(len(begins), last))).astype(np.int32)
    return going[begins < last]
