"""Units that owed a report and sent none: silence is not a zero."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from firebreak.outputs.urgent import silence
from firebreak.records.models import Unit
from firebreak.records.situation import Situation
from firebreak.site.navigation import address


@dataclass(frozen=True)
class Silent:
    """A unit whose report is overdue, how many rounds it has missed, and since when."""

    name: str
    county: str
    phone: str
    missed: int
    since: datetime
    href: str


def silent_units(rows: pl.DataFrame, now: Situation) -> list[Silent]:
    """
    Return the units with an overdue daily or round report, the longest silent first.

    Parameters
    ----------
    rows
        Duties of the reader's scope.
    """
    missed = _missed(silence(rows, now))
    units = Unit.objects.in_bulk(missed["subject"].to_list())
    counties = dict(now.units.select("id", "county").iter_rows())
    over = Unit.objects.in_bulk([counties[id_] for id_ in units if counties.get(id_)])
    return [
        _silent(units[row["subject"]], row, over.get(counties.get(row["subject"])))
        for row in missed.iter_rows(named=True)
        if row["subject"] in units
    ]


def _missed(silence: pl.DataFrame) -> pl.DataFrame:
    """Count the rounds each silent unit has missed, and since when."""
    missed = silence.group_by("subject").agg(since=pl.col("due").min(), missed=pl.len())
    return missed.sort("since", "subject")


def _silent(unit: Unit, row: dict, county: Unit | None) -> Silent:
    return Silent(
        name=str(unit),
        county=str(county or ""),
        phone=unit.phone,
        missed=row["missed"],
        since=row["since"],
        href=address("unit", code=unit.code),
    )
