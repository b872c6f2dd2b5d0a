"""7-1-7: detected within 7 days of emergence, notified within 1, first response done within 7.

Days are whole local days, as the method counts them: the date of one milestone less the date of
the other. Where a milestone is known only to an interval of days the outbreak has the benefit of
the doubt: the target is met if any day the record allows meets it, and `certain` says whether every
day does. Bottlenecks and corrective actions are people's words; they are not worked out here.

References
----------
7-1-7 Alliance, toolkit 2.2.1-2.2.5; Frieden et al. (2021), Lancet 398:638-640,
doi:10.1016/S0140-6736(21)01250-2.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import polars as pl

from firebreak.engine.kinds import KINDS, RESPONSE_ACTIONS
from firebreak.engine.tables import EVENTS, INSTANT, check_table, is_kind
from firebreak.engine.when import in_utc

TARGET_DAYS = {"detect": 7, "notify": 1, "respond": 7}
FIRST_ACTION_DAYS = 1
BETWEEN = {
    "detect": ("emergence", "detection"),
    "notify": ("detection", "notification"),
    "respond": ("notification", "completion"),
    "first_action": ("notification", "first_action"),
}
# The first trace that a case left in any office's books: proof that the outbreak was seen.
TRACES = (
    "check.fever_clinic",
    "case.suspected",
    "case.probable",
    "case.confirmed",
    "case.asymptomatic",
    "test.resulted.positive",
    "report.sent.case_card",
    "report.received.case_card",
)
MILESTONES: dict[str, pl.DataType] = {
    "outbreak": pl.Int64(),
    "milestone": pl.String(),
    "state": pl.String(),  # "done", "open" or "not_applicable"
    "happened_at": INSTANT,
    "happened_until": INSTANT,  # null: known to the minute
    "told_at": INSTANT,
    "stored_at": INSTANT,
    "record_kind": pl.String(),
    "record": pl.Int64(),
}
TARGETS: dict[str, pl.DataType] = {
    "outbreak": pl.Int64(),
    "target": pl.String(),
    "limit_days": pl.Int64(),
    "days": pl.Int64(),  # fewest the record allows; of an open target, days so far
    "days_at_most": pl.Int64(),
    "state": pl.String(),  # "met", "missed", "pending", "unknown", "not_applicable"
    "certain": pl.Boolean(),  # the same for every day the record allows
    "due_on": pl.Date(),  # last day on which the target is still met
    "from_record_kind": pl.String(),
    "from_record": pl.Int64(),
    "to_record_kind": pl.String(),
    "to_record": pl.Int64(),
}
HISTORY: dict[str, pl.DataType] = {
    "outbreak": pl.Int64(),
    "stored_at": INSTANT,
    "emergence_at": INSTANT,
    "emergence_until": INSTANT,
    "record": pl.Int64(),  # the case whose onset it is
    "moved_back_days": pl.Float64(),  # null in an outbreak's first row
}


@dataclass(frozen=True)
class SevenOneSeven:
    """The targets (one row per outbreak and target) and the milestones they were counted from."""

    targets: pl.DataFrame
    milestones: pl.DataFrame


@dataclass(frozen=True)
class Milestone:
    """One milestone of one outbreak, with the record that proves it."""

    state: str
    at: datetime | None = None
    until: datetime | None = None
    told_at: datetime | None = None
    stored_at: datetime | None = None
    record_kind: str | None = None
    record: int | None = None


OPEN = Milestone("open")
NOT_APPLICABLE = Milestone("not_applicable")


def seven_one_seven(
    events: pl.DataFrame,
    *,
    now: datetime,
    zone: tzinfo,
    known: datetime | None = None,
    linelist: pl.DataFrame | None = None,
) -> SevenOneSeven:
    """
    Work out 7-1-7 for every outbreak in `events`.

    Parameters
    ----------
    events
        As `tables.EVENTS`. Kinds used: `outbreak.*`, and with `linelist` what its cases left.
    now
        What happened after this instant is not counted; open targets are pending or missed by it.
    zone
        The city's time zone: days are its local days.
    known
        Use only what was stored by this instant. None: all of `events`.
    linelist
        As `tables.LINELIST`. With it the earliest record of any linked case counts as detection;
        without it only the outbreak's own milestones do.

    Returns
    -------
    SevenOneSeven
        `targets`: detect (7 days), notify (1), respond (7, to the *latest* applicable action) and
        first_action (1). `milestones`: emergence, detection, notification, one row for each of the
        seven actions, also the open and the not applicable ones, first_action and completion.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2020, 1, d, 4, tzinfo=UTC)
    >>> events = pl.DataFrame({
    ...     "subject": [1, 1, 1],
    ...     "kind": ["outbreak.onset", "outbreak.detected", "outbreak.notified"],
    ...     "happened_at": [day(14), day(21), day(23)],
    ... })
    >>> seven_one_seven(events, now=day(25), zone=UTC).targets["target", "days", "state"].rows()
    [('detect', 7, 'met'), ('notify', 2, 'missed'), ('respond', 2, 'pending'), \
('first_action', 2, 'missed')]
    """
    table = _seen(check_table(events, EVENTS, "events"), in_utc(now), known and in_utc(known))
    ours = table.filter(is_kind("outbreak"))
    traces = _traces(table, linelist)
    targets, milestones = [], []
    for outbreak in ours["subject"].unique().sort():
        steps = _milestones(
            ours.filter(pl.col("subject") == outbreak),
            traces.filter(pl.col("outbreak") == outbreak),
        )
        milestones += [(outbreak, name, *vars(step).values()) for name, step in steps.items()]
        targets += [(outbreak, *_target(name, steps, now, zone)) for name in BETWEEN]
    return SevenOneSeven(
        pl.DataFrame(targets, schema=TARGETS, orient="row"),
        pl.DataFrame(milestones, schema=MILESTONES, orient="row"),
    )


def emergence_history(events: pl.DataFrame) -> pl.DataFrame:
    """
    How the emergence of each outbreak moved back as earlier cases came to be known.

    Parameters
    ----------
    events
        As `tables.EVENTS`; only `outbreak.onset` is used.

    Returns
    -------
    pl.DataFrame
        One row per change, in the order in which they were stored. `moved_back_days` is against
        the row before.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2020, 1, d, tzinfo=UTC)
    >>> events = pl.DataFrame({"subject": 1, "kind": "outbreak.onset", "record": [7, 8, 9],
    ...     "happened_at": [day(20), day(22), day(17)], "stored_at": [day(25), day(26), day(28)]})
    >>> emergence_history(events)["record", "moved_back_days"].rows()
    [(7, None), (9, 3.0)]
    """
    onsets = check_table(events, EVENTS, "events").filter(pl.col("kind") == "outbreak.onset")
    ordered = onsets.sort("subject", "stored_at", "happened_at", "record")
    earliest = pl.col("happened_at").cum_min().over("subject")
    before = earliest.shift(1).over("subject")
    moved = ordered.with_columns(before.alias("before")).filter(
        pl.col("before").is_null() | (pl.col("happened_at") < pl.col("before"))
    )
    return moved.select(
        pl.col("subject").alias("outbreak"),
        "stored_at",
        pl.col("happened_at").alias("emergence_at"),
        pl.col("happened_until").alias("emergence_until"),
        "record",
        ((pl.col("before") - pl.col("happened_at")) / timedelta(days=1)).alias("moved_back_days"),
    ).select(pl.col(column).cast(kind) for column, kind in HISTORY.items())


def _seen(events: pl.DataFrame, now: datetime, known: datetime | None) -> pl.DataFrame:
    happened = events.filter(pl.col("happened_at") <= now)
    if known is None:
        return happened
    return happened.filter(pl.col("stored_at").is_null() | (pl.col("stored_at") <= known))


def _traces(events: pl.DataFrame, linelist: pl.DataFrame | None) -> pl.DataFrame:
    """The first traces of linked cases, with the outbreak they belong to."""
    if linelist is None:
        return events.clear().with_columns(pl.lit(None, pl.Int64).alias("outbreak"))
    links = linelist.select(pl.col("person_id").alias("subject"), "outbreak").drop_nulls().unique()
    found = events.filter(is_kind(*TRACES))
    return found.join(links, on="subject", how="inner")


def _milestones(events: pl.DataFrame, traces: pl.DataFrame) -> dict[str, Milestone]:
    """All milestones of one outbreak, in the order people read them."""
    emergence = _earliest(_of(events, "outbreak.onset"))
    notification = _earliest(_of(events, "outbreak.notified"))
    actions = {action: _action(events, action) for action in RESPONSE_ACTIONS}
    # What was told to an authority had been seen by then.
    seen = events.filter(is_kind("outbreak.detected", "outbreak.notified"))
    detection = _earliest(pl.concat([seen, traces.select(seen.columns)]))
    return {
        "emergence": emergence,
        "detection": detection,
        "notification": notification,
        **{f"response.{action}": step for action, step in actions.items()},
        "first_action": _first(list(actions.values())),
        "completion": _last(list(actions.values())),
    }


def _of(events: pl.DataFrame, kind: str) -> pl.DataFrame:
    return events.filter(pl.col("kind") == kind)


def _action(events: pl.DataFrame, action: str) -> Milestone:
    """An action that was taken counts, even if somebody had marked it not applicable before."""
    taken = _earliest(_of(events, f"outbreak.responded.{action}"))
    if taken.state == "done":
        return taken
    marked = _earliest(_of(events, f"outbreak.not_applicable.{action}"))
    if marked.state == "open":
        return OPEN
    return Milestone("not_applicable", None, None, *list(vars(marked).values())[3:])


def _earliest(events: pl.DataFrame) -> Milestone:
    """The earliest of these; the interval is that of the earliest, whichever record it was."""
    if events.is_empty():
        return OPEN
    latest = pl.coalesce("happened_until", "happened_at")
    first = events.sort("happened_at", latest, "record").row(0, named=True)
    until = first["happened_until"]
    if until is not None:  # another record may prove that it was no later than this
        until = min(until, events.select(latest.min()).item())
    return Milestone(
        "done",
        first["happened_at"],
        until if until != first["happened_at"] else None,
        first["told_at"],
        first["stored_at"],
        KINDS[first["kind"]].record,
        first["record"],
    )


def _first(actions: list[Milestone]) -> Milestone:
    if all(step.state == "not_applicable" for step in actions):
        return NOT_APPLICABLE
    taken = [step for step in actions if step.at]
    return min(taken, key=lambda step: (step.at, step.record or 0), default=OPEN)


def _last(actions: list[Milestone]) -> Milestone:
    """Completion: only when nothing that applies is open."""
    if all(step.state == "not_applicable" for step in actions):
        return NOT_APPLICABLE
    if any(step.state == "open" for step in actions):
        return OPEN
    taken = [step for step in actions if step.at]
    return max(taken, key=lambda step: (step.at, step.until or step.at, step.record or 0))


def _target(
    name: str, steps: dict[str, Milestone], now: datetime, zone: tzinfo
) -> tuple[object, ...]:
    start, stop = (steps[step] for step in BETWEEN[name])
    limit = TARGET_DAYS.get(name, FIRST_ACTION_DAYS)
    proof = (start.record_kind, start.record, stop.record_kind, stop.record)
    if start.at is None or stop.state == "not_applicable":
        state = "not_applicable" if stop.state == "not_applicable" else "unknown"
        return (name, limit, None, None, state, False, None, *proof)
    began, began_last = _local_days(start, zone)
    due_on = began_last + timedelta(days=limit)
    if stop.at is None:
        today = now.astimezone(zone).date()
        fewest, most = (today - began_last).days, (today - began).days
        certain = fewest > limit or most <= limit
        state = "pending" if fewest <= limit else "missed"
        return (name, limit, fewest, most, state, certain, due_on, *proof)
    ended, ended_last = _local_days(stop, zone)
    fewest, most = (ended - began_last).days, (ended_last - began).days
    certain = (fewest <= limit) == (most <= limit)
    state = "met" if fewest <= limit else "missed"
    return (name, limit, fewest, most, state, certain, due_on, *proof)


def _local_days(step: Milestone, zone: tzinfo) -> tuple[date, date]:
    """First and last local day it may have been."""
    assert step.at is not None
    first = step.at.astimezone(zone).date()
    if step.until is None:
        return first, first
    return first, (step.until - timedelta(microseconds=1)).astimezone(zone).date()
