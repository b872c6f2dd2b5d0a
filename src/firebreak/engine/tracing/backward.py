"""Backward: where cases may have caught it, and from whom: what many of them have in common."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from firebreak.engine.tracing import kernels
from firebreak.engine.tracing.asked import (
    LATEST,
    TraceError,
    instants,
    seconds,
    since_epoch,
    whole_seconds,
    windows,
)
from firebreak.engine.tracing.encounters import FROM, TO
from firebreak.engine.tracing.meetings import MIN_OVERLAP, by_manners, met, rows_met
from firebreak.engine.tracing.segments import ENCLOSING
from firebreak.engine.tracing.sharing import Shared, shared
from firebreak.engine.tracing.view import Index, View, view
from firebreak.engine.tracing.workers import batches, in_order

if TYPE_CHECKING:
    from firebreak.engine.tracing.manners import Manner

HOUR = timedelta(hours=1)
SLOTS = 2**32  # more than there are seconds in an index


class Backward(NamedTuple):
    """What cases have in common: places by time slots, and people; see `backward`."""

    places: pl.DataFrame
    people: pl.DataFrame


def backward(
    index: Index,
    cases: Any,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    slot: timedelta = HOUR,
    min_cases: int = 2,
    min_overlap: timedelta = MIN_OVERLAP,
    manners: "Sequence[Manner] | None" = None,
) -> Backward:
    """
    Return places and people that explain many cases at once, against what chance would explain.

    A place in a time slot explains the cases that were there in it; a person explains those whom he
    met. Popular places and people who meet many are found by any group of cases: `p_value` tells
    how often so many, or more, of people chosen at random would have been there.

    Parameters
    ----------
    index
        Of the stays.
    cases
        One id, a sequence of ids, or a frame: `person_id`, and `start` and `end` of the time in
        which each can have been infected (null: as given for all).
    start, end
        The window of all cases that have none of their own; None: as far as the stays go.
    slot
        How long a time slot is. Slots are counted from midnight UTC of 1 January 2000.
    min_cases
        What explains fewer cases is not listed. Of fewer cases than that, all must be explained.
    min_overlap, manners
        What makes a meeting with a person: as for `contacts_of`. Places need no overlap, and
        those that enclose a place are ranked too: a restaurant beside its tables.

    Returns
    -------
    Backward
        `places`, by cases explained, then by `p_value`, then by start:

        `place_id`, `start`, `end` (of the slot)
        `cases`, `certain` (Int64): cases who were there; those of them not known by the day only
        `visitors` (Int64): all people who were there in the slot, cases among them
        `expected` (Float64): cases to be expected among so many people
        `p_value` (Float64): of at least `cases` by chance (hypergeometric), times the number of
        place slots at which some case was (Bonferroni), at most 1
        `case_ids` (List)

        `people`, by cases explained, then by minutes:

        `person_id`, `is_case` (Boolean)
        `cases`, `certain` (Int64): cases he met, himself not counted; those met for certain
        `minutes` (Float64): together with them; `first` (UTC): the start of the first meeting
        `expected` (Float64), `p_value` (Float64): by chance, from how many people each case met
        (Poisson), times the number of people some case met, at most 1. People differ in how many
        they meet; this does not allow for it
        `tied` (Int64): how many people in the list explain as many cases. All guests of a dinner
        tie: a rank alone does not tell who brought it
        `case_ids` (List)

    Raises
    ------
    TraceError
        A time has no zone, `slot` is shorter than a second, `min_cases` is below 1, or a frame has
        no column `person_id`.
    DamagedIndexError
        The index contradicts itself.

    References
    ----------
    Enrichment by the hypergeometric tail: Rivals et al. (2007), Bioinformatics 23:401-407,
    doi:10.1093/bioinformatics/btl633.

    Examples
    --------
    >>> from datetime import UTC
    >>> from firebreak.engine.tracing import build
    >>> def at(hour):
    ...     return datetime(2020, 1, 24, hour, tzinfo=UTC)
    >>> stays = pl.DataFrame(
    ...     {
    ...         "person_id": ["Ann", "Ben", "Cai", "Ann", "Dan", "Ben"],
    ...         "place_id": ["table 5", "table 5", "table 5", "bus", "bus", "gym"],
    ...         "start": [at(18), at(18), at(18), at(20), at(20), at(20)],
    ...         "end": [at(19), at(19), at(19), at(21), at(21), at(21)],
    ...     }
    ... )
    >>> found = backward(build(stays), ["Ann", "Ben"])
    >>> found.places.select("place_id", "cases", "visitors", "expected").rows()
    [('table 5', 2, 3, 1.5)]
    >>> found.people.select("person_id", "cases", "minutes").rows()
    [('Cai', 2, 120.0)]
    """
    if slot < timedelta(seconds=1) or min_cases < 1:
        raise TraceError("A slot lasts a second or more, and min_cases is 1 or more.")
    now = view(index)
    asked = windows(now, cases, start, end)
    asked = asked[asked[:, 0] >= 0]
    asked = asked[np.argsort(asked[:, 0], kind="stable")]
    persons = np.unique(asked[:, 0])
    least = min(min_cases, max(1, len(persons)))
    met_by = _people_met(now, asked, min_overlap, manners, least)
    return Backward(_places(now, asked, whole_seconds(slot), least), _people(now, persons, met_by))


def _places(now: View, asked: np.ndarray, slot: int, least: int) -> pl.DataFrame:
    common, first_slot = _in_slots(now, asked, slot, least)
    place, nth = np.divmod(common.group, SLOTS)
    begins = (nth + first_slot) * slot
    visitors = _visitors(now, place, begins, slot)
    at_risk = _at_risk(asked, begins, slot)
    tail = _chance(common.cases, _people_count(now), at_risk, visitors)
    return pl.DataFrame(
        {
            "place_id": now.places.original(place),
            "start": instants(begins),
            "end": instants(begins + slot),
            "cases": common.cases,
            "certain": common.certain,
            "visitors": visitors,
            "expected": visitors * at_risk / _people_count(now),
            "p_value": np.minimum(tail * common.groups, 1.0),
            "case_ids": _case_ids(now, common),
        }
    ).sort("cases", "p_value", "start", "place_id", descending=[True, False, False, False])


def _in_slots(now: View, asked: np.ndarray, slot: int, least: int) -> tuple[Shared, int]:
    """Return the place slots of enough cases, as place * SLOTS + slot, counted from the first one."""
    with now.scratch() as scratch:
        found = kernels.visits_of_many(now.stays, scratch, asked, 0, now.flags)
    number, place, start, end, certain = found.astype(np.int64)
    first = start // slot
    slots = (end - 1) // slot - first + 1
    earliest = int(first.min(initial=LATEST))
    nth = np.arange(slots.sum()) - np.repeat(np.cumsum(slots) - slots, slots)
    group = np.repeat(place * SLOTS + (first - earliest), slots) + nth
    case, sure = np.repeat(asked[number, 0], slots), np.repeat(certain, slots)
    none = np.zeros_like(group)
    return shared(group, case, sure, none, none, least), earliest


def _visitors(now: View, place: np.ndarray, begins: np.ndarray, slot: int) -> np.ndarray:
    asked = np.column_stack((place, begins, begins + slot)).astype(np.int64)

    def some(numbers: np.ndarray) -> np.ndarray:
        with now.scratch() as scratch:
            return kernels.visitors(now.stays, scratch, asked, 0, numbers)

    return np.concatenate(list(in_order(some, batches(len(asked)))))


def _at_risk(asked: np.ndarray, begins: np.ndarray, slot: int) -> np.ndarray:
    """Return how many cases had a window then."""
    begun = np.searchsorted(np.sort(asked[:, 1]), begins + slot)
    return begun - np.searchsorted(np.sort(asked[:, 2]), begins, side="right")


def _people_count(now: View) -> int:
    return now.stays.persons - len(now.stays.merged)


def _chance(cases: np.ndarray, persons: int, at_risk: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return how likely so many of the `at_risk` or more are among those `there` by chance."""
    from scipy.stats import hypergeom  # takes a second to fetch

    return hypergeom.sf(cases - 1, persons, at_risk, there)


def _people_met(
    now: View,
    asked: np.ndarray,
    min_overlap: timedelta,
    manners: "Sequence[Manner] | None",
    least: int,
) -> Shared:
    """Return the people whom enough cases met."""
    if manners is None:
        rows = np.concatenate(rows_met(now, asked, seconds(min_overlap), ENCLOSING))
        case = asked[rows[:, kernels.NUMBER], 0]
        return shared(
            group=rows[:, kernels.OTHER],
            case=case,
            certain=rows[:, kernels.CERTAIN],
            seconds=rows[:, kernels.TOGETHER],
            first=rows[:, kernels.START],
            least=least,
        )
    from firebreak.engine.tracing.manners import least_overlap

    found = met(now, asked, seconds(least_overlap(manners)), without=0)
    numbers = {"case": found.whole[FROM].copy(), "other": found.whole[TO].copy()}
    contacts = by_manners(now, found, manners, **numbers).sort("case")
    return shared(
        group=contacts["other"].to_numpy(),
        case=contacts["case"].to_numpy(),
        certain=contacts["certain"].to_numpy(),
        seconds=contacts["overlap_s"].to_numpy(),
        first=contacts.select(since_epoch("start")).to_series().to_numpy(),
        least=least,
    )


def _people(now: View, persons: np.ndarray, common: Shared) -> pl.DataFrame:
    expected = common.pairs / max(1, _people_count(now))
    table = pl.DataFrame(
        {
            "person_id": now.persons.original(common.group),
            "is_case": np.isin(common.group, persons),
            "cases": common.cases,
            "certain": common.certain,
            "minutes": common.seconds / 60,
            "first": instants(common.first),
            "expected": np.full(len(common.group), expected),
            "p_value": np.minimum(_poisson_tail(common.cases, expected) * common.groups, 1.0),
            "tied": np.bincount(common.cases)[common.cases],
            "case_ids": _case_ids(now, common),
        }
    )
    return table[np.lexsort((common.group, -common.seconds, -common.cases))]


def _poisson_tail(counts: np.ndarray, expected: float) -> np.ndarray:
    """Return how likely so many or more are where so many are expected."""
    from scipy.special import pdtrc

    return pdtrc(counts - 1, expected)


def _case_ids(now: View, common: Shared) -> pl.Series:
    """Return the ids of the cases of each group."""
    row = np.repeat(np.arange(len(common.cases)), common.cases)
    flat = pl.DataFrame({"row": row, "id": now.persons.original(common.whose)})
    return flat.group_by("row", maintain_order=True).agg("id")["id"]
