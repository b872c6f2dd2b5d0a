"""Every chance to hold a case back that was missed, what it cost, and the rule to mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from firebreak.engine.duties.protocols import Protocols
from firebreak.engine.duties.starting import instant
from firebreak.engine.kinds import KINDS, Subject
from firebreak.engine.missed import breached
from firebreak.engine.missed.course import ChainsLike, courses
from firebreak.engine.missed.meetings import MET, Meetings
from firebreak.engine.missed.periods import Period, periods
from firebreak.engine.missed.sums import (
    INFECTIONS,
    infected_by,
    infections,
    local_days,
    sums,
    zone_of,
)
from firebreak.engine.missed.unmet import UNMET, links_to_earlier, unmet
from firebreak.engine.tables import EVENTS, check_table, is_kind

CHANCES: dict[str, pl.DataType] = {
    **MET,
    "pathogen": pl.String(),
    "infected_by_then": pl.Float64(),  # probability; null: no chains, or not in them
    **dict.fromkeys(INFECTIONS, pl.Float64()),  # from the day of the moment on
}
EMPTY = pl.DataFrame(schema=CHANCES), pl.DataFrame(schema=UNMET)
PERSONAL = [kind for kind, one in KINDS.items() if one.subject == Subject.PERSON]


@dataclass(frozen=True)
class MissedChances:
    """
    What `missed_chances` found, the costliest first.

    Attributes
    ----------
    chances
        One row per moment and rule: columns as in `CHANCES`.
    by_rule, by_post, by_unit
        Sums, with the infections avoided had it held: columns as in `SUMS` after the first.
    unmet
        The cases first met when they could infect others: columns as in `UNMET`.
    """

    chances: pl.DataFrame
    by_rule: pl.DataFrame
    by_post: pl.DataFrame
    by_unit: pl.DataFrame
    unmet: pl.DataFrame


def missed_chances(
    events: pl.DataFrame,
    chains: ChainsLike | None,
    protocols: Protocols,
    *,
    now: datetime,
    known: datetime | None = None,
    divisions: Mapping[int, str] | None = None,
    began: datetime | None = None,
) -> MissedChances:
    """
    Find where the system met a case between infection and isolation and let him go on.

    Parameters
    ----------
    events
        Columns as in `tables.EVENTS`. Those that happened after `now` do not count.
    chains
        Who infected whom, by the persons of the events; None: what it cost is not said.
    protocols
        The editions; their `chances` are what is looked for, their `rolls` the lists.
    now
        The instant it is asked at.
    known
        Only events stored by this instant count; None for all.
    divisions
        The division code of each counting unit, to tell which editions apply to it; without it
        every edition applies everywhere.
    began
        From when on the record is kept, as in `duties`.

    Returns
    -------
    MissedChances

    Raises
    ------
    TableError
        `events` lacks a column, or one is of the wrong type.

    Examples
    --------
    Somebody with 37.8 °C passes a checkpoint, and is taken to a ward two days later.

    >>> from datetime import datetime, timezone
    >>> import polars as pl
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> day = lambda d, h: datetime(2020, 1, d, h, tzinfo=timezone.utc)
    >>> rows = [
    ...     (1, "case.onset", "sars-cov-2", day(25, 0), None),
    ...     (1, "check.checkpoint", None, day(26, 1), 37.8),
    ...     (1, "placement.began.ward", None, day(28, 1), None),
    ...     (1, "case.confirmed", "sars-cov-2", day(29, 1), None),
    ... ]
    >>> events = pl.DataFrame(rows, orient="row", schema={
    ...     "subject": pl.Int64, "kind": pl.String, "pathogen": pl.String,
    ...     "happened_at": pl.Datetime("us", "UTC"), "celsius": pl.Float32,
    ... }).with_columns(record=pl.int_range(4))
    >>> found = missed_chances(events, None, load_protocols(), now=day(30, 0))
    >>> found.chances.select("rule", "post", "moment_until").rows()
    [('fever-on-the-road', 'checkpoint', None)]
    >>> found.by_rule.row(0, named=True)["cases"], found.unmet.height
    (1, 0)
    """
    told = _told(check_table(events, EVENTS, "events"), now, known)
    asked = (told, chains, protocols, now, divisions, began)
    found = [_of_pathogen(*asked, pathogen) for pathogen in protocols.pathogens]
    chances = pl.concat([EMPTY[0], *(one for one, _late in found)]).sort(
        "infections_mean", "moment", "subject", "rule", "record",
        descending=[True, False, False, False, False], nulls_last=True,
    )  # fmt: skip
    late = pl.concat([EMPTY[1], *(one for _chances, one in found)]).sort(
        "infections_mean", "late_by", "subject", descending=[True, True, False], nulls_last=True
    )
    return _added_up(chances, late, chains, zone_of(protocols, protocols.pathogens))


def _told(events: pl.DataFrame, now: datetime, known: datetime | None) -> pl.DataFrame:
    """What had happened by now and was stored, about persons; their ids are theirs alone."""
    rows = events.filter(is_kind(*PERSONAL) & (pl.col("happened_at") <= instant(now)))
    if known is not None:
        rows = rows.filter(pl.col("stored_at") <= instant(known))
    return rows


def _of_pathogen(
    events: pl.DataFrame,
    chains: ChainsLike | None,
    protocols: Protocols,
    now: datetime,
    divisions: Mapping[int, str] | None,
    began: datetime | None,
    pathogen: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    zone = zone_of(protocols, [pathogen])
    held = periods(protocols, pathogen, divisions, events["county"])
    cases = courses(events, pathogen, held, chains, zone)
    if cases.is_empty():
        return EMPTY
    # What is about another disease is no meeting about this one.
    mine = events.filter(
        pl.col("subject").is_in(cases["subject"].implode())
        & (pl.col("pathogen").is_null() | (pl.col("pathogen") == pathogen))
    )
    late = breached.duties_of(
        mine, cases, protocols, now=now, known=None, divisions=divisions, began=began
    )
    met = Meetings(mine, cases, now)
    rows = pl.concat([pl.DataFrame(schema=MET), *_missed(met, late, held, protocols)])
    chances = _with_costs(rows, chains, zone, pathogen)
    never = cases.filter(~pl.col("subject").is_in(rows["subject"].implode()))
    links = links_to_earlier(cases, chains)
    return chances, unmet(mine, never, links, pathogen, held, chains, zone)


def _missed(
    met: Meetings, late: pl.DataFrame, held: list[Period], protocols: Protocols
) -> Iterator[pl.DataFrame]:
    for period in held:
        mine = met.within.filter(period.rows("happened_at"))
        breaches = late.filter(period.rows("due"))
        for ruling in period.chances:
            if ruling.rule.duty and breaches.height:
                yield breached.missed(breaches, ruling, protocols)
            elif ruling.rule.starts and mine.height:
                yield met.missed(mine, period, ruling)


def _with_costs(
    rows: pl.DataFrame, chains: ChainsLike | None, zone: ZoneInfo, pathogen: str
) -> pl.DataFrame:
    days = local_days(rows["moment"], zone)
    begins = np.arange(rows.height + 1, dtype=np.int64)
    table = pl.concat(
        [
            rows.with_columns(
                pathogen=pl.lit(pathogen, pl.String()),
                infected_by_then=infected_by(rows["subject"], days, chains),
            ),
            infections(rows["subject"], days, begins, chains),
        ],
        how="horizontal",
    )
    return table.select(pl.col(name).cast(kind) for name, kind in CHANCES.items())


def _added_up(
    chances: pl.DataFrame, late: pl.DataFrame, chains: ChainsLike | None, zone: ZoneInfo
) -> MissedChances:
    by_rule, by_post, by_unit = (
        sums(chances, chains, column, zone=zone) for column in ("rule", "post", "unit")
    )
    return MissedChances(chances, by_rule, by_post, by_unit, late)
