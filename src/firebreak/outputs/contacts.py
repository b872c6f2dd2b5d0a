"""Contacts counted by where they stand, and what explains the difference of two such counts.

One person is one contact, however often he was exposed. Each stands in one place: under
observation, released, no longer observed though the time was not over, become a case, or not placed
yet; together they are those traced.
"""

from datetime import datetime

import polars as pl
from django.utils.translation import pgettext

from firebreak.engine.kinds import matching
from firebreak.records.early_ends import early_ends
from firebreak.records.situation import Situation, contacts_seen
from firebreak.records.visibility import Scope

STANDINGS = ("observed", "released", "ended_early", "became_cases", "not_placed")
#: Of these a number is worth a line only where there is somebody.
RARE = ("ended_early", "not_placed")
MEASURES = ("traced", *STANDINGS)
BEGAN, ENDED = matching("placement.began"), matching("placement.ended")
CASES = ("case.confirmed", "case.asymptomatic")
KINDS = ("contact.named", *CASES, *BEGAN, *ENDED)


def told(of: Situation) -> pl.DataFrame:
    """The events of a situation that tell where contacts stand; `is_early` of the end of one."""
    early = of.once(early_ends).select("record", is_early=pl.lit(True))
    is_early = pl.col("is_early").fill_null(False) & _is_one(*ENDED)
    events = of.events.filter(_is_one(*KINDS)).join(early, on="record", how="left")
    return events.with_columns(is_early=is_early)


def standing(events: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """
    Say where every contact stands at an instant.

    Parameters
    ----------
    events
        As `told` gives them; what happened before `at` counts.

    Returns
    -------
    pl.DataFrame
        `subject`, `standing` (one of `STANDINGS`) and `named_at`, in the order of subjects.
    """
    past = events.filter(pl.col("happened_at") < at)
    named = past.filter(_is_one("contact.named"))
    cases = past.filter(_is_one(*CASES))["subject"]
    rows = named.group_by("subject").agg(named_at=pl.col("happened_at").min())
    placed = past.filter(_is_one(*BEGAN, *ENDED)).select(
        "subject", "happened_at", "record", "kind", "is_early", is_kept=_is_one(*BEGAN)
    )
    last = placed.sort("happened_at", "record", "kind").unique(
        "subject", keep="last", maintain_order=True
    )
    return (
        rows.join(last.select("subject", "is_kept", "is_early"), on="subject", how="left")
        .select("subject", _standing(cases).alias("standing"), "named_at")
        .sort("subject")
    )


def told_in(of: Situation, scope: Scope) -> pl.DataFrame:
    """
    Return the events that tell where the contacts of a scope stand, wherever each happened.

    A contact named here and kept elsewhere is under observation, not missing.
    """
    events = of.once(told)
    if scope.sees_all:
        return events
    own = contacts_seen(of, scope)["to_id"].unique()
    return events.filter(pl.col("subject").is_in(own.implode()))


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """
    Return who stands elsewhere in the second of two standings: `subject`, `was`, `became`.

    Null where he is in the one only; `named_at` as the second has it.
    """
    both = before.join(after, on="subject", how="full", coalesce=True, suffix="_after")
    moved = both.select(
        "subject", was="standing", became="standing_after", named_at="named_at_after"
    )
    return moved.filter(pl.col("was").ne_missing(pl.col("became")))


def moved_in(moved: pl.DataFrame, measure: str) -> pl.Series:
    """Return those of `moves` who came into one of `MEASURES`, or left it."""
    if measure == "traced":
        unlisted = pl.col("was").is_null() | pl.col("became").is_null()
        return moved.filter(unlisted)["subject"]
    left, came = pl.col("was") == measure, pl.col("became") == measure
    return moved.filter(left.fill_null(False) | came.fill_null(False))["subject"]


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
    told_late = pl.col("named_at") < since
    unlisted = pl.when(told_late).then(pl.lit("unknown")).otherwise(pl.lit("new"))
    moved = moves(before, after).select(
        was=pl.coalesce("was", unlisted), became=pl.col("became").fill_null("removed")
    )
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
        "from_ended_early": pgettext("contacts", "until then no longer observed, ended early"),
        "from_became_cases": pgettext("contacts", "until then a case"),
        "from_not_placed": pgettext("contacts", "until then not yet under observation"),
        "to_observed": pgettext("contacts", "now under observation"),
        "to_released": pgettext("contacts", "now released"),
        "to_ended_early": pgettext("contacts", "observation ended early"),
        "to_became_cases": pgettext("contacts", "now a case"),
        "to_not_placed": pgettext("contacts", "now not under observation"),
        "to_removed": pgettext("contacts", "no longer on record"),
    }[why]


def _standing(cases: pl.Series) -> pl.Expr:
    return (
        pl.when(pl.col("subject").is_in(cases.implode()))
        .then(pl.lit("became_cases"))
        .when(pl.col("is_kept"))
        .then(pl.lit("observed"))
        .when(pl.col("is_early"))
        .then(pl.lit("ended_early"))
        .when(pl.col("is_kept").is_not_null())
        .then(pl.lit("released"))
        .otherwise(pl.lit("not_placed"))
    )


def _is_one(*kinds: str) -> pl.Expr:
    """Whether an event is of one of these kinds, compared as the numbers they are kept as."""
    return pl.any_horizontal(pl.col("kind") == kind for kind in kinds)
