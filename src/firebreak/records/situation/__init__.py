"""The situation: the engine's tables and duties at an instant, kept until the record changes.

Every page, the brief and the API ask here, so nobody computes a clock of his own. What is kept says
from which change of the record it comes. After a change only the touched records are projected
again. In a large city, where that takes longer than a page may, the last situation is shown (with
its own time) while the next is made in the background, by a process of its own where there is one
(`making.py`): for `STALE_SECONDS` after the minute it tells of, or longer if the making does.
What pages work out of a situation is kept with it (`answers.py`), and worked out for the next
before anybody has to wait for it.
"""

from datetime import UTC, datetime

from firebreak.records.situation import instants
from firebreak.records.situation.earlier import earlier
from firebreak.records.situation.instants import at_instant
from firebreak.records.situation.live import LIVE, renewed
from firebreak.records.situation.seen import (
    city_of,
    contacts_seen,
    duties_seen,
    linelist_seen,
    units_of,
    units_within,
    visible,
    visible_rows,
)
from firebreak.records.situation.state import Situation

__all__ = [
    "Situation",
    "city_of",
    "contacts_seen",
    "duties_seen",
    "earlier",
    "forget",
    "linelist_seen",
    "read_ahead",
    "renewed",
    "situation",
    "units_of",
    "units_within",
    "visible",
    "visible_rows",
]


def situation(known: datetime | None = None, as_of: datetime | None = None) -> Situation:
    """
    Return the situation now, or as of an instant.

    Parameters
    ----------
    known
        Given inside `as_known(known)`: the record is read as it was then.
    as_of
        The instant the clocks are read at; without it `known`, else now (to the minute).
    """
    # UTC, as the tables are: Polars compares instants of one zone only.
    known, as_of = _in_utc(known), _in_utc(as_of)
    if known is not None:
        return instants.past(known, as_of or known)
    live = LIVE.get()
    if as_of is None:
        return live
    return at_instant(live, as_of)


def _in_utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def forget() -> None:
    """Drop what is kept (another database, another city)."""
    LIVE.forget()
    instants.forget()


def read_ahead() -> None:
    """Read the record before anybody asks, and have the next situations made elsewhere."""
    LIVE.read_ahead()
