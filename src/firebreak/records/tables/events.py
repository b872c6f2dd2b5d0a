"""All kinds of record together, as the engine's `events`."""

from collections.abc import Callable, Iterable

import polars as pl
from django.db.models import Model

from firebreak.engine import tables as engine
from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Contact,
    Milestone,
    Placement,
    Report,
    Sample,
    Stay,
    Test,
    Unit,
)
from firebreak.records.tables.cases import case_events, classification_events, milestone_events
from firebreak.records.tables.checks import check_events
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.laboratory import sample_events, test_events
from firebreak.records.tables.placements import placement_events
from firebreak.records.tables.reports import report_events
from firebreak.records.tables.units import county_of_units, unit_events
from firebreak.records.tables.whereabouts import contact_events, travel_events

#: Kind of record -> the function that projects it.
PROJECTIONS: dict[type[Model], Callable[[Ids, dict[int, int]], pl.DataFrame]] = {
    Unit: unit_events,
    Case: case_events,
    Classification: classification_events,
    Contact: contact_events,
    Stay: travel_events,
    Check: check_events,
    Sample: sample_events,
    Test: test_events,
    Placement: placement_events,
    Report: report_events,
    Milestone: milestone_events,
}


def events(of: Iterable[type[Model]] | None = None, ids: Ids = None) -> pl.DataFrame:
    """
    Return the engine's `events`.

    Parameters
    ----------
    of
        Kinds of record to project; None for all.
    ids
        Only the records with these ids (then `of` names one kind).

    Returns
    -------
    pl.DataFrame
        Columns as in `engine.tables.EVENTS`, in no particular order.
    """
    kinds = list(of) if of is not None else list(PROJECTIONS)
    counties = county_of_units()
    frames = [PROJECTIONS[kind](ids, counties) for kind in kinds]
    return pl.concat(frames) if frames else engine.empty(engine.EVENTS)
