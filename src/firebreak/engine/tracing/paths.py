"""How one person's infection can have come to another: the shortest chains of meetings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from firebreak.engine.tracing.asked import (
    EARLIEST,
    LATEST,
    TraceError,
    seconds,
    whole_seconds,
    windows,
)
from firebreak.engine.tracing.encounters import TO, encounters_of, table_of
from firebreak.engine.tracing.forward import Step, from_then_on, next_step
from firebreak.engine.tracing.meetings import MIN_OVERLAP, by_manners, met
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.view import Index, View, view

if TYPE_CHECKING:
    from firebreak.engine.tracing.manners import Manner


def path(
    index: Index,
    a: Any,
    b: Any,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    depth: int = 3,
    latent: timedelta = timedelta(0),
    min_overlap: timedelta = MIN_OVERLAP,
    manners: "Sequence[Manner] | None" = None,
    limit: int = 10,
) -> pl.DataFrame:
    """
    Return the shortest chains of meetings by which `a` can have infected `b`.

    Time is respected as in `forward`. Of all chains with the fewest steps there is one for each
    person who can have been the last between them, made of the earliest encounters.

    Parameters
    ----------
    index
        Of the stays.
    a, b
        Two ids.
    start, end
        When to look, half-open; None: as far as the stays go.
    depth
        How many steps a chain may have. Beyond 3, most of a city is between any two people.
    latent, min_overlap, manners
        As for `forward`.
    limit
        How many chains at most.

    Returns
    -------
    pl.DataFrame
        Chain by chain: those whose last meeting is certain first, then by when `b` is reached.
        No rows: there is no chain so short.

        `chain`, `step` (Int64): from 1 on
        `from_id` ... `rule`: the encounter, as `contacts_of` has it. The first is from `a`, the
        last to `b`

    Raises
    ------
    TraceError
        A time has no zone, a duration is negative, or `depth` or `limit` is below 1.
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
    ...         "person_id": ["Ann", "Ben", "Ben", "Cai"],
    ...         "place_id": ["table 5", "table 5", "bus", "bus"],
    ...         "start": [at(18), at(18), at(20), at(20)],
    ...         "end": [at(20), at(20), at(21), at(21)],
    ...     }
    ... )
    >>> index = build(stays)
    >>> path(index, "Ann", "Cai").select("chain", "step", "from_id", "to_id", "place_id").rows()
    [(1, 1, 'Ann', 'Ben', 'table 5'), (1, 2, 'Ben', 'Cai', 'bus')]
    >>> path(index, "Cai", "Ann").height
    0
    """
    if depth < 1 or limit < 1:
        raise TraceError("A chain needs a depth and a limit of 1 or more.")
    now = view(index)
    asked = windows(now, [a, b], start, end)
    going, target = asked[:1], int(asked[1, 0])
    if going[0, 0] in (-1, target) or target == -1:
        return _chains(now, [], _nobody(now), limit)
    near = _whoever_met(now, asked[1:])
    wait, last = whole_seconds(latent), int(asked[0, 2])
    arrival = np.full(now.stays.persons, LATEST, np.int32)
    arrival[going[0, 0]] = EARLIEST
    steps: list[Step] = []
    while True:
        close = going[np.isin(going[:, 0], near)]
        arrivals = _last_steps(now, close, target, min_overlap, manners)
        if arrivals.height or len(steps) + 1 == depth:
            return _chains(now, steps, arrivals, limit)
        steps.append(next_step(now, going, arrival, min_overlap, manners))
        arrival[steps[-1].to] = steps[-1].start
        going = from_then_on(steps[-1], wait, last)


def _whoever_met(now: View, asked: np.ndarray) -> np.ndarray:
    """Return all who were at any place with one person, however briefly."""
    return np.unique(met(now, asked, 1, without=0).whole[TO])


def _last_steps(
    now: View,
    going: np.ndarray,
    target: int,
    min_overlap: timedelta,
    manners: "Sequence[Manner] | None",
) -> pl.DataFrame:
    """Return the earliest encounter of each of those `going` with the one to be reached."""
    if manners is None:
        found = met(now, going, seconds(min_overlap), ENCLOSING)
        table = table_of(now, found.only(found.whole[TO] == target))
    else:
        from firebreak.engine.tracing.manners import least_overlap

        found = met(now, going, seconds(least_overlap(manners)), without=0)
        table = by_manners(now, found.only(found.whole[TO] == target), manners)
    first = table.sort("start", "certain", "place_id", descending=[False, True, False])
    return first.unique("from_id", keep="first", maintain_order=True).sort(
        "certain", "start", "from_id", descending=[True, False, False]
    )


def _nobody(now: View) -> pl.DataFrame:
    return table_of(now, encounters_of([], np.empty((0, 3), np.int32)))


def _chains(now: View, steps: list[Step], arrivals: pl.DataFrame, limit: int) -> pl.DataFrame:
    """Return the chains that end with `arrivals`, each followed back to its first step."""
    numbers = [pl.lit(0, pl.Int64).alias("chain"), pl.lit(0, pl.Int64).alias("step")]
    chains = [_nobody(now).select(*numbers, pl.all())]
    for chain in range(min(limit, arrivals.height)):
        rows = [arrivals[chain]]
        for step in reversed(steps):
            person = now.persons.dense(rows[0]["from_id"])[0]
            rows.insert(0, step.table(np.flatnonzero(step.to == person)))
        whole = pl.concat(rows)
        numbers = [
            pl.lit(chain + 1, pl.Int64).alias("chain"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("step"),
        ]
        chains.append(whole.select(*numbers, pl.all()))
    return pl.concat(chains)
