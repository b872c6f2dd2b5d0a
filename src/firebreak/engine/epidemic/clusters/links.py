"""What links cases on record: a contact between them, a household, the same place at one time.

Each function returns rows of `EVIDENCE`. A row of two people links them; rows with the same `tie`
link all whom they name.
"""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from firebreak.engine.tables import CONTACTS, INSTANT, PLACES, STAYS, check_table, watched_contacts

EVIDENCE: dict[str, pl.DataType] = {
    "kind": pl.String(),  # contact, household, place; beyond_chance, chain
    "tie": pl.String(),  # what people share; null in a row of two people
    "person_id": pl.Int64(),
    "other_id": pl.Int64(),  # null in a row of what people share
    "place": pl.Int64(),
    "manner": pl.String(),
    "start": INSTANT,
    "end": INSTANT,
    "record": pl.Int64(),  # of the contact
    "p_value": pl.Float64(),  # beyond_chance: of so many cases there by chance
    "probability": pl.Float64(),  # chain: that the one infected the other
}


def evidence(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return rows with the columns of `EVIDENCE`, those they lack being null."""
    lacking = [name for name in EVIDENCE if name not in rows.columns]
    whole = rows.with_columns(pl.lit(None).alias(name) for name in lacking)
    whole = whole.with_columns(kind=pl.lit(kind))
    return whole.select(pl.col(name).cast(kind) for name, kind in EVIDENCE.items())


def by_contact(people: pl.DataFrame, contacts: pl.DataFrame, days: int) -> pl.DataFrame:
    """
    Return the recorded contacts between two cases whose days are within `days` of each other.

    A contact after both had fallen ill infected neither; one of unknown time may have.
    """
    known = watched_contacts(check_table(contacts, CONTACTS, "contacts"))
    one = people.select(person_id="person_id", day="day")
    other = people.select(other_id="person_id", other_day="day")
    met = (
        known.rename({"from_id": "person_id", "to_id": "other_id", "id": "record"})
        .join(one, on="person_id")
        .join(other, on="other_id")
        .filter(pl.col("person_id") != pl.col("other_id"))
    )
    later = pl.max_horizontal("day", "other_day")
    near = (pl.col("day") - pl.col("other_day")).abs() <= timedelta(days=days)
    before = pl.col("start").is_null() | (pl.col("start").dt.date() <= later)
    return evidence(met.filter(near & before), "contact")


def by_household(people: pl.DataFrame, households: Mapping[int, int], days: int) -> pl.DataFrame:
    """Return the cases who live together and fell ill within `days` of the one before."""
    at = people.with_columns(
        household=pl.col("person_id").replace_strict(
            dict(households), default=None, return_dtype=pl.Int64
        )
    ).drop_nulls("household")
    return evidence(_tied(at, "household", days), "household")


def by_place(
    people: pl.DataFrame,
    stays: pl.DataFrame,
    places: pl.DataFrame,
    settings: tuple[str, ...],
    days: int,
) -> pl.DataFrame:
    """
    Return the stays of cases who were at one place of a small setting at one time.

    Only stays within `days` of the case's own day count, and only where somebody was there before
    he fell ill: what they share may then be where he caught it.
    """
    small = check_table(places, PLACES, "places").filter(pl.col("kind").is_in(settings))
    theirs = (
        check_table(stays, STAYS, "stays")
        .join(people.select("person_id", "day"), on="person_id")
        .join(small.select("place_id"), on="place_id")
        .with_columns(pl.col("end").fill_null(pl.col("start")), on=pl.col("start").dt.date())
        .filter((pl.col("on") - pl.col("day")).abs() <= timedelta(days=days))
        .sort("place_id", "start", "end", "person_id")
    )
    reached = pl.col("end").cum_max().shift().over("place_id")
    begins = (reached.is_null() | (pl.col("start") >= reached)).cast(pl.Int64)
    visit = pl.format("{}-{}", "place_id", begins.cum_sum().over("place_id"))
    together = theirs.with_columns(visit=visit)
    caught = (pl.col("on") <= pl.col("day")).any().over("visit")
    return evidence(
        _tied(together.filter(caught).rename({"place_id": "place"}), "visit", days), "place"
    )


def _tied(rows: pl.DataFrame, shared: str, days: int) -> pl.DataFrame:
    """Tie those who share something, anew after a gap of more than `days`; drop who is alone."""
    ordered = rows.sort(shared, "day", "person_id")
    gap = (pl.col("day").diff() > timedelta(days=days)).fill_null(value=False)
    part = gap.cast(pl.Int64).cum_sum().over(shared)
    tied = ordered.with_columns(tie=pl.format(f"{shared}-{{}}-{{}}", shared, part))
    return tied.filter(pl.col("person_id").n_unique().over("tie") > 1)
