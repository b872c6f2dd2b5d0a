"""What cases share beyond chance: a place at a time, or a chain of transmission. Hints, not findings.

The place comes from tracing backward, the chains from `fb.infer_chains`.
"""

from datetime import timedelta
from typing import Any

import polars as pl

from firebreak.engine.epidemic.clusters.links import evidence
from firebreak.engine.epidemic.errors import EpidemicError

#: What chance gives in one search of twenty is not listed; the p is already for the whole search.
SURPRISING = 0.05
#: A link at least as likely as not.
LIKELY = 0.5


def by_chance(people: pl.DataFrame, index: Any, days: int, least: int) -> pl.DataFrame:
    """
    Return the places where more cases were at one time, before they fell ill, than chance explains.

    Parameters
    ----------
    index
        Of everybody's stays (`fb.tracing`): how many others were there is what chance rests on.
    days
        How long before his day a case can have been infected.
    least
        How many cases make it worth listing.
    """

    at = pl.col("day").cast(pl.Datetime("us", "UTC"))
    asked = people.select("person_id", start=at - timedelta(days=days), end=at + timedelta(days=1))
    found = index.backward(asked, min_cases=least).places
    hours = found.filter(pl.col("p_value") < SURPRISING).sort("place_id", "start")
    follows = pl.col("start") == pl.col("end").shift().over("place_id")
    visit = (~follows.fill_null(value=False)).cast(pl.Int64).cum_sum().over("place_id")
    visits = (
        hours.with_columns(visit=visit)
        .group_by("place_id", "visit", maintain_order=True)
        .agg(
            pl.col("start").min(),
            pl.col("end").max(),
            pl.col("p_value").min(),
            person_id=pl.col("case_ids").explode().unique().sort(),
        )
    )
    # A table and the restaurant around it hold the same cases: the more surprising tells more.
    told = visits.sort("p_value", "place_id").unique("person_id", keep="first", maintain_order=True)
    rows = told.rename({"place_id": "place"}).with_columns(
        tie=pl.format("beyond_chance-{}-{}", "place", "visit")
    )
    return evidence(rows.explode("person_id"), "beyond_chance")


def by_chain(people: pl.DataFrame, chains: Any) -> pl.DataFrame:
    """
    Return the links between two cases that are as likely as not, of an inference of chains.

    Raises
    ------
    EpidemicError
        Its ids are none of the persons of the line list.
    """
    links = chains.infectors.filter(
        pl.col("infector").is_not_null() & (pl.col("probability") >= LIKELY)
    )
    known = people["person_id"].implode()
    rows = links.select(
        person_id=pl.col("infector"), other_id=pl.col("infectee"), probability=pl.col("probability")
    ).filter(pl.col("person_id").is_in(known) & pl.col("other_id").is_in(known))
    if links.height and not rows.height:
        raise EpidemicError(
            "chains: none of its ids is a person_id of the line list. Infer the chains from the "
            "same line list, with person_id as its id."
        )
    return evidence(rows, "chain")
