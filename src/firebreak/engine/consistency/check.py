"""All checks of the data's consistency, in one table."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.consistency.cases import COUNTY_KINDS, case_findings
from firebreak.engine.consistency.early_ends import early_end_findings
from firebreak.engine.consistency.elsewhere import elsewhere, elsewhere_findings
from firebreak.engine.consistency.exclusions import exclusion_findings
from firebreak.engine.consistency.findings import together
from firebreak.engine.consistency.geometry import locate
from firebreak.engine.consistency.order import order_findings
from firebreak.engine.consistency.people import people_findings
from firebreak.engine.consistency.places import as_places, place_findings
from firebreak.engine.consistency.totals import as_published, difference_findings, total_findings
from firebreak.engine.counts import reconcile
from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.tables import EVENTS, check_table
from firebreak.engine.when import in_utc


def find_inconsistencies(
    *,
    now: datetime,
    zone: tzinfo,
    events: pl.DataFrame | None = None,
    linelist: pl.DataFrame | None = None,
    people: pl.DataFrame | None = None,
    places: pl.DataFrame | None = None,
    told_apart: pl.DataFrame | None = None,
    units: pl.DataFrame | None = None,
    published: pl.DataFrame | None = None,
    tests: pl.DataFrame | None = None,
    ended_early: pl.DataFrame | None = None,
    stays: pl.DataFrame | None = None,
    keepers: pl.DataFrame | None = None,
    protocols: Protocols | None = None,
    boundaries: Mapping[int, Mapping[str, object]] | None = None,
) -> pl.DataFrame:
    """
    Find what in the data cannot all be true, or should be looked at.

    Parameters
    ----------
    now
        The instant of the check; what is later is in the future.
    zone
        The city's time zone, in which times are told.
    events, linelist
        As in `engine/tables.py`. A line list may also have `surname`, `residence_elsewhere`, and
        `identifier`: something that is the same for the same ID number, and does not tell it.
    people
        `id`, `identifier` (as above), `case` (the number of a case of his; null for who is none),
        `county`. Who shares his identifier with nobody may be left out.
    places
        `id`, `name`, `county`; `lng`, `lat`, `county_by_boundary` if known; `within`, the id of the
        place it is a part of; `kind` and `unit`, whose place it is, to hold stays against them.
    told_apart
        `one`, `other`: the ids of two places that somebody found to be two, however alike their names
        are. That is said of these records alone: another of the same name is asked about.
    units
        `id`, `name`; `parent` and `kind` to find the county of a smaller unit.
    published
        `as_of`, `unit` (null: the whole), `measure`, `value`; `id` of its report if there is one.
        With `events` they are also held against the record. With `units` only those of the whole
        and of the counties are used: what a hospital reports is its own and adds up to nothing.
    tests
        `id` and `sample`: which sample a test was of. Without it a result is held against the
        person's first sample.
    ended_early
        Placements that ended before an observation was over, as `duties.early_ends` finds them.
    stays
        As `elsewhere.STAYS`; held against the placements in `events`.
    keepers
        `id`, `name` of the units that keep people; one may have several names.
    protocols
        The editions that say how many negatives exclude a suspect; without them it is not asked.
    boundaries
        GeoJSON geometries by the id of the county, on the same datum as `places`.

    Returns
    -------
    pl.DataFrame
        As `findings.FINDINGS`, gravest first. `findings.say` makes a row into sentences.

    Examples
    --------
    >>> from datetime import UTC
    >>> places = pl.DataFrame({"id": [1, 2], "name": ["佳安名苑", "佳安茗苑"], "county": [5, 5]})
    >>> found = find_inconsistencies(places=places, now=datetime(2020, 2, 4, tzinfo=UTC), zone=UTC)
    >>> found["code", "record", "other_record"].rows()
    [('place_spelt_two_ways', 1, 2)]
    """
    now = in_utc(now)
    tables: list[pl.DataFrame] = []
    if events is not None:
        known = check_table(events, EVENTS, "events")
        tables += order_findings(known, now, zone, tests)
        if protocols is not None:
            tables.append(exclusion_findings(known, protocols, zone, tests))
    if ended_early is not None:
        tables.append(early_end_findings(ended_early, now, zone))
    if linelist is not None:
        tables += case_findings(linelist, units)
    if people is not None:
        tables += people_findings(people)
    if places is not None:
        table = as_places(places)
        tables += place_findings(
            locate(table, boundaries) if boundaries else table, units, told_apart
        )
    if stays is not None and events is not None and places is not None and keepers is not None:
        found = elsewhere(stays, check_table(events, EVENTS, "events"), places, keepers)
        numbers = _numbers(linelist)
        tables += elsewhere_findings(found, zone, places=places, units=keepers, numbers=numbers)
    if published is not None:
        bulletins = as_published(_of_counting_units(published, units))
        bulletins = bulletins.filter(pl.col("as_of") <= now)
        tables += total_findings(bulletins, zone)
        if events is not None:
            tables += difference_findings(reconcile(bulletins, events), zone)
    return together(tables)


def _of_counting_units(published: pl.DataFrame, units: pl.DataFrame | None) -> pl.DataFrame:
    if units is None or "kind" not in units.columns:
        return published
    counting = units.filter(pl.col("kind").cast(pl.String).is_in(COUNTY_KINDS))["id"]
    unit = pl.col("unit").cast(pl.Int64)
    return published.filter(unit.is_null() | unit.is_in(counting.cast(pl.Int64).implode()))


def _numbers(linelist: pl.DataFrame | None) -> pl.DataFrame:
    """By person, what a case of his is called."""
    if linelist is None:
        return pl.DataFrame(schema={"person_id": pl.Int64, "number": pl.String})
    number = pl.coalesce("number", pl.format("#{}", "id"))
    return linelist.select(pl.col("person_id").cast(pl.Int64), number=number)
