"""Contacts counted by where they stand, and what explains the difference of two such counts.

One person is one contact, however often he was exposed. Each stands in one place: under
observation, released, become a case, or not placed yet; together they are those traced.
"""

from datetime import datetime

import polars as pl
from django.utils.translation import pgettext

from firebreak.engine.kinds import matching

STANDINGS = ("observed", "released", "became_cases", "not_placed")
MEASURES = ("traced", *STANDINGS)
KINDS = (
    "contact.named",
    "case.confirmed",
    "case.asymptomatic",
    *matching("placement.began"),
    *matching("placement.ended"),
)


def standing(events: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """
    Say where every contact stands at an instant.

    Parameters
    ----------
    events
        As `engine.tables.EVENTS`; what happened before `at` counts.

    Returns
    -------
    pl.DataFrame
        `subject`, `standing` (one of `STANDINGS`) and `named_at`, in the order of subjects.
    """
    past = events.filter(pl.col("kind").is_in(KINDS) & (pl.col("happened_at") < at))
    past = past.with_columns(pl.col("kind").cast(pl.String))
    named = past.filter(pl.col("kind") == "contact.named")
    cases = past.filter(pl.col("kind").is_in(["case.confirmed", "case.asymptomatic"]))
    placed = (
        past.filter(pl.col("kind").str.starts_with("placement."))
        .sort("happened_at", "record", "kind")
        .group_by("subject")
        .agg(pl.col("kind").last())
    )
    rows = named.group_by("subject").agg(named_at=pl.col("happened_at").min())
    is_case = pl.col("subject").is_in(cases["subject"].implode())
    return (
        rows.join(placed, on="subject", how="left")
        .select("subject", _standing(is_case).alias("standing"), "named_at")
        .sort("subject")
    )


def within(events: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """
    Return the events of the contacts whom a scope sees, wherever each event happened.

    A contact named here and kept elsewhere is under observation, not missing.

    Parameters
    ----------
    events, seen
        All events; those that the scope sees.
    """
    named = seen.filter(pl.col("kind") == "contact.named")["subject"].unique()
    return events.filter(pl.col("kind").is_in(KINDS) & pl.col("subject").is_in(named.implode()))


def count(contacts: pl.DataFrame, measure: str) -> int:
    """Count one of `MEASURES`."""
    return contacts.height if measure == "traced" else contacts.filter(standing=measure).height


def differences(before: pl.DataFrame, after: pl.DataFrame, *, since: datetime) -> pl.DataFrame:
    """
    Explain the difference between two standings.

    Parameters
    ----------
    since
        The instant of the first; who had been named by then and is not in it was told of late.

    Returns
    -------
    pl.DataFrame
        `measure`, `why`, `change` (+1 or -1) and `count`. Summed over a measure, change times count
        is exactly the difference of its counts.
    """
    both = before.join(after, on="subject", how="full", coalesce=True, suffix="_after")
    told_late = pl.col("named_at_after") < since
    unlisted = pl.when(told_late).then(pl.lit("unknown")).otherwise(pl.lit("new"))
    moved = both.select(
        was=pl.coalesce("standing", unlisted),
        became=pl.col("standing_after").fill_null("removed"),
    ).filter(pl.col("was") != pl.col("became"))
    came = moved.select(measure="became", why=pl.format("from_{}", "was"), change=pl.lit(1))
    went = moved.select(measure="was", why=pl.format("to_{}", "became"), change=pl.lit(-1))
    each = pl.concat([came, went]).filter(pl.col("measure").is_in(STANDINGS))
    whole = each.filter(pl.col("why").is_in(["from_new", "from_unknown", "to_removed"]))
    counted = pl.concat([each, whole.with_columns(measure=pl.lit("traced"))])
    return (
        counted.group_by("measure", "why", "change")
        .agg(count=pl.len().cast(pl.Int64))
        .sort("measure", "change", "why", descending=[False, True, False])
    )


def words(why: str) -> str:
    """The words for a reason of `differences`."""
    return {
        "from_new": pgettext("contacts", "newly named"),
        "from_unknown": pgettext("contacts", "named before, known only now"),
        "from_observed": pgettext("contacts", "until then under observation"),
        "from_released": pgettext("contacts", "until then released"),
        "from_became_cases": pgettext("contacts", "until then a case"),
        "from_not_placed": pgettext("contacts", "until then not yet under observation"),
        "to_observed": pgettext("contacts", "now under observation"),
        "to_released": pgettext("contacts", "now released"),
        "to_became_cases": pgettext("contacts", "now a case"),
        "to_not_placed": pgettext("contacts", "now not under observation"),
        "to_removed": pgettext("contacts", "no longer on record"),
    }[why]


def _standing(is_case: pl.Expr) -> pl.Expr:
    kind = pl.col("kind")
    return (
        pl.when(is_case)
        .then(pl.lit("became_cases"))
        .when(kind.str.starts_with("placement.began"))
        .then(pl.lit("observed"))
        .when(kind.str.starts_with("placement.ended"))
        .then(pl.lit("released"))
        .otherwise(pl.lit("not_placed"))
    )
