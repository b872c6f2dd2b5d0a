"""Which contacts a list shows: every count of contacts on the site is one of these questions.

One person is one contact and one row, however often he was exposed: the row shows his last
exposure, from which his observation is counted, and how many there were.
"""

from datetime import datetime, timedelta

import polars as pl
from django.http import QueryDict

from firebreak.outputs import contacts
from firebreak.records.situation import Situation, contacts_seen
from firebreak.records.visibility import Scope, people
from firebreak.site.asked import instant, number
from firebreak.site.cases.chosen import subtree
from firebreak.site.contacts.exposed import exposed, of_outcome
from firebreak.site.indicators import measured
from firebreak.site.search.called import called

#: What may be asked for beside where a contact stands.
NOT_REACHED, LOST = "not_reached", "lost"
MEASURES = (*contacts.MEASURES, NOT_REACHED, LOST)
ORDERS = {"named": "named_at", "ended": "exposed_until"}
#: The shortest time, so that what happened at an instant counts at it.
MOMENT = timedelta(microseconds=1)


def chosen(now: Situation, scope: Scope, asked: QueryDict) -> pl.DataFrame:
    """
    Return the contacts that a question leaves, the last named first.

    Parameters
    ----------
    asked
        Of the address: `measure` (one of `MEASURES`), `at` (as they stood then), `since` (who came
        into the measure or left it from then on), `q`, `unit` (that answers: its subtree), `case`,
        `manner`, `setting` and `outcome` (of `exposed.ASKED`), `people`, `order`.

    Returns
    -------
    pl.DataFrame
        `subject`, `standing` (of `outputs.contacts`), `named_at`, `named_by` (the contact record
        that named him first), `contact` (that of the last exposure), `exposures` (how many),
        `exposed_until`, `is_reached`.
    """
    at = instant(asked.get("at"))
    rows = now.once(standing_at, scope, at)
    rows = rows.filter(*_conditions(now, scope, asked))
    rows = _measured(rows, now, scope, asked, at)
    if asked.get("q", "").strip():
        found = called(people(scope), asked["q"]).values_list("id", flat=True)
        rows = rows.filter(pl.col("subject").is_in(list(found)))
    order = ORDERS.get(asked.get("order", ""), "named_at")
    return rows.sort(order, "subject", descending=True, nulls_last=True)


def standing_at(now: Situation, scope: Scope, at: datetime | None) -> pl.DataFrame:
    """
    Return where each contact of a scope stands at an instant, with what `chosen` says of him.

    `at` None is the instant of the situation, with what happened at it.
    """
    at = at or now.at + MOMENT
    events = contacts.told_in(now, scope)
    named = _named(now)
    reached = now.events.filter(
        (pl.col("kind") == "contact.reached") & (pl.col("happened_at") < at)
    )["subject"]
    return (
        contacts.standing(events, at)
        .join(named, left_on="subject", right_on="to_id", how="left")
        .with_columns(is_reached=pl.col("subject").is_in(reached.unique().implode()))
    )


def of_measure(rows: pl.DataFrame, measure: str) -> pl.DataFrame:
    """
    Return the rows of one of `MEASURES` but `LOST`, as they stand.

    Who is under observation, released or ill has been reached, whether or not somebody noted it.
    """
    if measure in contacts.STANDINGS:
        return rows.filter(standing=measure)
    if measure == NOT_REACHED:
        return rows.filter(~pl.col("is_reached"), standing="not_placed")
    return rows


def lost(now: Situation, scope: Scope, at: datetime | None) -> pl.Series:
    """Return the contacts of a scope lost to follow-up at an instant (None: now)."""
    return measured.lost(now, scope, at or now.at)


def _named(now: Situation) -> pl.DataFrame:
    """The exposures of each contact: which came first to be known, which was last, how many."""
    ended = pl.coalesce("end", "start")
    watched = now.contacts.filter(pl.col("order").ne_missing(0))
    by_end = watched.with_columns(ended=ended).sort("ended", "id", nulls_last=False)
    return by_end.group_by("to_id").agg(
        contact=pl.col("id").last(),
        exposures=pl.len(),
        exposed_until=pl.col("ended").last(),
        named_by=pl.col("id").sort_by("told_at", "id").first(),
    )


def _measured(
    rows: pl.DataFrame, now: Situation, scope: Scope, asked: QueryDict, at: datetime | None
) -> pl.DataFrame:
    measure = asked.get("measure", "")
    if since := instant(asked.get("since")):
        return rows.filter(
            pl.col("subject").is_in(_moved(now, scope, measure, since, at or now.at + MOMENT))
        )
    if measure == LOST:
        return rows.filter(pl.col("subject").is_in(now.once(lost, scope, at).implode()))
    return of_measure(rows, measure)


def _moved(now: Situation, scope: Scope, measure: str, since: datetime, at: datetime) -> list[int]:
    """Who stood elsewhere, of one measure or (none asked for) of all."""
    events = contacts.told_in(now, scope)
    moved = contacts.moves(contacts.standing(events, since), contacts.standing(events, at))
    if measure not in contacts.MEASURES:
        return moved["subject"].to_list()
    return contacts.moved_in(moved, measure).to_list()


def _conditions(now: Situation, scope: Scope, asked: QueryDict):
    if asked.get("people"):
        numbers = [number(text) for text in asked["people"].split(",")]
        yield pl.col("subject").is_in([p for p in numbers if p is not None])
    exposures = {name: asked[name] for name in ("case", "manner", "unit") if asked.get(name)}
    if exposures:
        yield pl.col("subject").is_in(_exposed(now, scope, exposures).implode())
    if asked.get("setting"):
        people = of_outcome(now.once(exposed, scope), asked["setting"], asked.get("outcome", ""))
        yield pl.col("subject").is_in(people.implode())


def _exposed(now: Situation, scope: Scope, asked: dict[str, str]) -> pl.Series:
    """Who was exposed so: by a case, in a manner, with a unit of a subtree to answer for him."""
    rows = contacts_seen(now, scope)
    if "case" in asked:
        rows = rows.filter(pl.col("case_id") == (number(asked["case"]) or 0))
    if "manner" in asked:
        rows = rows.filter(manner=asked["manner"])
    if "unit" in asked:
        rows = rows.filter(pl.col("unit").is_in(subtree(now, asked["unit"])))
    return rows["to_id"].unique()
