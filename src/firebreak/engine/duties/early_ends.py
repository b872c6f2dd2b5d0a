"""Observations that were ended before their time.

The time is the derived one (`observation.py`), of the exposures that had been by the end; of one
known to the day only, its earliest instant: what may have been in time is not early. Who was moved
to another placement at once was not released, and who had become a case is no longer observed as a
contact.
"""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from firebreak.engine.duties.protocols import NoEditionError, Protocols
from firebreak.engine.kinds import CLASSIFICATIONS
from firebreak.engine.tables import INSTANT, is_kind

LEVELS = ("home", "site")
STATED = {
    "record": pl.Int64(),
    "exposed_at": INSTANT,
    "exposed_until": INSTANT,  # null: known to the minute, or not stated
    "set_end": INSTANT,  # the end set by hand; null: none
}
EARLY_ENDS = {
    "record": pl.Int64(),
    "subject": pl.Int64(),
    "county": pl.Int64(),
    "ended": INSTANT,
    "due": INSTANT,
}
ILL = [f"case.{word}" for word in CLASSIFICATIONS if word != "excluded"]


def early_ends(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    protocols: Protocols,
    pathogen: str,
    *,
    stated: pl.DataFrame,
) -> pl.DataFrame:
    """
    Find the observations that were ended before their time.

    Parameters
    ----------
    events, contacts
        As in `engine/tables.py`.
    pathogen
        The disease that people are observed for.
    stated
        `STATED`: what only the placement says, an exposure that no contact holds and an end set by
        hand. Of the others nothing.

    Returns
    -------
    pl.DataFrame
        `EARLY_ENDS`: one row per placement, and when it ended and might have at the earliest.
    """
    kept = _ended(events)
    last = _last_exposure(kept, _exposures(events, contacts, pathogen), stated)
    days = _days(kept["began"], protocols, pathogen)
    due = pl.coalesce("set_end", pl.col("exposed") + pl.duration(days="days"))
    early = (
        kept.join(last, on="record", how="left")
        .join(stated.select("record", "set_end"), on="record", how="left")
        .join(days, on="began", how="left")
        .with_columns(due=due.cast(INSTANT))
        .filter(pl.col("ended") < pl.col("due"))
    )
    return _let_go(early, events).select(*EARLY_ENDS).sort("record")


def _ended(events: pl.DataFrame) -> pl.DataFrame:
    """The observations that are over: record, subject, county, when they began and ended."""
    began = events.filter(is_kind(*(f"placement.began.{level}" for level in LEVELS)))
    ended = events.filter(is_kind(*(f"placement.ended.{level}" for level in LEVELS)))
    return ended.select("record", "subject", "county", ended="happened_at").join(
        began.select("record", began="happened_at"), on="record"
    )


def _exposures(events: pl.DataFrame, contacts: pl.DataFrame, pathogen: str) -> pl.DataFrame:
    """Each exposure that counts: from when it was, the earliest and the latest it was over."""
    counted = events.filter(is_kind("contact.exposed"), pathogen=pathogen)
    is_over = pl.col("end").is_not_null() & pl.col("end").ne_missing(pl.col("happened_until"))
    return counted.join(contacts.select("end", record="id"), on="record").select(
        "subject",
        exposed_from="happened_at",
        exposed=pl.when(is_over).then("end").otherwise("happened_at"),
        latest=pl.coalesce("end", "happened_at"),
    )


def _last_exposure(
    kept: pl.DataFrame, exposures: pl.DataFrame, stated: pl.DataFrame
) -> pl.DataFrame:
    """Of each placement the earliest instant at which its last exposure was over."""
    met = kept.join(exposures, on="subject").filter(pl.col("exposed_from") < pl.col("ended"))
    said = stated.filter(pl.col("exposed_at").is_not_null()).select(
        "record", exposed="exposed_at", latest=pl.coalesce("exposed_until", "exposed_at")
    )
    every = pl.concat([met.select("record", "exposed", "latest"), said])
    last = every.sort("latest", "exposed").unique("record", keep="last", maintain_order=True)
    return last.select("record", "exposed")


def _days(began: pl.Series, protocols: Protocols, pathogen: str) -> pl.DataFrame:
    """How many days an observation lasts that began at each of these instants."""
    instants: Iterable[datetime] = began.unique().to_list()
    rows = [(at, _days_at(at, protocols, pathogen)) for at in instants]
    return pl.DataFrame(rows, schema={"began": INSTANT, "days": pl.Int64()}, orient="row")


def _days_at(at: datetime, protocols: Protocols, pathogen: str) -> int | None:
    try:
        return protocols.governing(pathogen, at).thresholds.observation_days
    except NoEditionError:
        return None


def _let_go(early: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Without those who were moved at once, or had become a case by then."""
    moved = events.filter(is_kind("placement.began")).select("subject", ended="happened_at")
    ill = events.filter(is_kind(*ILL)).group_by("subject").agg(ill=pl.col("happened_at").min())
    left = early.join(moved, on=["subject", "ended"], how="anti").join(
        ill, on="subject", how="left"
    )
    return left.filter(pl.col("ill").is_null() | (pl.col("ill") > pl.col("ended")))
