"""Contacts who were no longer kept before their observation was over.

The time is the derived one (`observation.py`), of the exposures that had been by the end; of one
known to the day only, its earliest instant: what may have been in time is not early. Who was moved
to another placement at once was not let go, and who had become a case is no longer observed as a
contact.

A contact may be isolated as a suspect, or lie in a ward, before his own time is over: that ends
the isolation and not the observation. His clock runs on meanwhile, on the terms of the observation
that he had before, and whoever is excluded goes back to finish it.
"""

from datetime import datetime

import polars as pl

from firebreak.engine.duties.protocols import NoEditionError, Protocols
from firebreak.engine.kinds import LEVELS
from firebreak.engine.tables import EVENTS, INSTANT, check_table, is_kind

OBSERVATION = ("home", "site")
OBSERVED = tuple(f"placement.began.{level}" for level in OBSERVATION)
CARED_FOR = tuple(f"placement.ended.{level}" for level in LEVELS if level not in OBSERVATION)
CASES = tuple(f"case.{word}" for word in ("confirmed", "asymptomatic", "recovered", "died"))
CLASSIFIED = (*CASES, *(f"case.{word}" for word in ("suspected", "probable", "excluded")))
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
    "is_observation": pl.Boolean(),  # false: isolation or care, of somebody who is a contact too
}


def early_ends(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    protocols: Protocols,
    pathogen: str,
    *,
    stated: pl.DataFrame,
) -> pl.DataFrame:
    """
    Find the placements that ended before the observation of the person was over.

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
    kept = _on_terms(_ended(events), events)
    last = _last_exposure(kept, _exposures(events, contacts, pathogen), stated)
    due = pl.coalesce("set_end", pl.col("exposed") + pl.duration(days="days"))
    early = (
        kept.join(last, on="record", how="left")
        .join(stated.select("set_end", terms="record"), on="terms", how="left")
        .sort("counted_from")
        .join_asof(_days(protocols, pathogen), left_on="counted_from", right_on="since")
        .with_columns(due=due.cast(INSTANT))
        .filter(pl.col("ended") < pl.col("due"))
    )
    return _left_alone(early, events).select(*EARLY_ENDS).sort("record")


def let_go(early: pl.DataFrame, events: pl.DataFrame, pathogen: str) -> pl.DataFrame:
    """
    Return as events that the end of an isolation left a contact unkept before his time.

    The end of an observation is not among them: whoever ends it early has decided about it, and
    said why. The end of an isolation says nothing of the observation that is to follow.

    Parameters
    ----------
    early
        As `early_ends` gives it.
    events, pathogen
        As there.

    Returns
    -------
    pl.DataFrame
        Rows for `tables.EVENTS`: `contact.let_go`, at the end of the placement.
    """
    named = events.filter(is_kind("contact.exposed"), pathogen=pathogen)
    ended = events.filter(is_kind(*CARED_FOR)).join(early, on="record", how="semi")
    gone = ended.join(named, on="subject", how="semi").with_columns(
        kind=pl.lit("contact.let_go"), pathogen=pl.lit(pathogen)
    )
    return check_table(gone, EVENTS, "events")


def _ended(events: pl.DataFrame) -> pl.DataFrame:
    """The placements that are over: record, subject, county, when they began and ended."""
    began = events.filter(is_kind("placement.began"))
    ended = events.filter(is_kind("placement.ended"))
    return ended.select("record", "subject", "county", ended="happened_at").join(
        began.select("record", began="happened_at", is_observation=is_kind(*OBSERVED)),
        on="record",
    )


def _on_terms(kept: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """With the observation whose `terms` hold: itself; of isolation, the last that began before."""
    observed = events.filter(is_kind(*OBSERVED)).select(
        "subject", terms="record", counted_from="happened_at"
    )
    is_its_own = pl.col("terms") == pl.col("record")
    came_before = ~pl.col("is_observation") & (pl.col("counted_from") <= pl.col("began"))
    last = (
        kept.join(observed, on="subject")
        .filter(is_its_own | came_before)
        .sort("counted_from", "terms")
        .unique("record", keep="last", maintain_order=True)
    )
    return kept.join(
        last.select("record", "terms", "counted_from"), on="record", how="left"
    ).with_columns(pl.coalesce("counted_from", "began"))


def _exposures(events: pl.DataFrame, contacts: pl.DataFrame, pathogen: str) -> pl.DataFrame:
    """Each exposure that counts: from when it was, the earliest and the latest it was over."""
    counted = events.filter(is_kind("contact.exposed"), pathogen=pathogen)
    over = contacts.select("end", "ended", record="id")
    return counted.join(over, on="record").select(
        "subject",
        exposed_from="happened_at",
        exposed=pl.coalesce("ended", "happened_at"),
        latest=pl.coalesce("end", "happened_at"),
    )


def _last_exposure(
    kept: pl.DataFrame, exposures: pl.DataFrame, stated: pl.DataFrame
) -> pl.DataFrame:
    """Of each placement the earliest instant at which the person's last exposure was over."""
    kept = kept.select("record", "subject", "terms", until="ended")
    met = kept.join(exposures, on="subject").filter(pl.col("exposed_from") < pl.col("until"))
    said = stated.filter(pl.col("exposed_at").is_not_null()).select(
        terms="record", exposed="exposed_at", latest=pl.coalesce("exposed_until", "exposed_at")
    )
    of_each = ("record", "exposed", "latest")
    every = pl.concat([met.select(of_each), kept.join(said, on="terms").select(of_each)])
    last = every.sort("latest", "exposed").unique("record", keep="last", maintain_order=True)
    return last.select("record", "exposed")


def _days(protocols: Protocols, pathogen: str) -> pl.DataFrame:
    """How many days an observation lasts that began `since` or later, up to the next of the rows.

    They change where an edition begins or ends, so that of a million placements a few are asked.
    """
    bounds = {at for edition in protocols for at in (edition.valid_from, edition.valid_to) if at}
    rows = [(at, _days_at(at, protocols, pathogen)) for at in sorted(bounds)]
    return pl.DataFrame(rows, schema={"since": INSTANT, "days": pl.Int64()}, orient="row")


def _days_at(at: datetime, protocols: Protocols, pathogen: str) -> int | None:
    try:
        return protocols.governing(pathogen, at).thresholds.observation_days
    except NoEditionError:
        return None


def _left_alone(early: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Without those who were moved at once, or were a case by then: not suspected, nor excluded."""
    begun = events.filter(is_kind("placement.began"))
    moved = early.join(
        begun.select("subject", ended="happened_at", to="record"), on=["subject", "ended"]
    ).filter(pl.col("to") != pl.col("record"))
    left = early.join(moved, on="record", how="anti")
    steps = events.filter(is_kind(*CLASSIFIED)).select(
        "subject", classified="happened_at", step="record", is_case=is_kind(*CASES)
    )
    then = (
        left.join(steps, on="subject")
        .filter(pl.col("classified") <= pl.col("ended"))
        .sort("classified", "step")
        .unique("record", keep="last", maintain_order=True)
    )
    return left.join(then.filter("is_case"), on="record", how="anti")
