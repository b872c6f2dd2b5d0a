"""How well contacts are found, reached, watched, and how often cases were already on the list.

Rules that hold for every indicator here:

- A person counts once, however many cases named him; his observation ends from the *last* exposure.
- A contact who becomes a case leaves the denominator on that date, as converted. What was settled
  before (reached in time, or not) stays settled.
- Who is still within a clock is pending, not a failure.
- Whoever was a case before he was exposed is not a contact; nor is a general contact, who is
  informed and not followed.
- Nothing to divide by gives no value.
- A time known only to a day or an interval has the benefit of the doubt.

Comes in: events, contacts, line list (`engine/tables.py`). Surveillance quality is `quality.py`.

References
----------
Resolve to Save Lives, contact-tracing metrics; Catalonia's indicators, BMC Public Health (2022),
doi:10.1186/s12889-022-13695-8; Bi et al. (2020), Lancet Infect Dis 20:911-919,
doi:10.1016/S1473-3099(20)30287-5; WHO, Public health criteria to adjust measures, 12 May 2020.
"""

from datetime import datetime, tzinfo

import polars as pl

from firebreak.engine.tables import EVENTS, LINELIST, check_table, watched_contacts
from firebreak.engine.timeliness.indicator import Indicator, median, share
from firebreak.engine.timeliness.tracing import definitions, follow_up, sources, speed, subjects
from firebreak.engine.timeliness.tracing.thresholds import DEFAULTS, TracingThresholds
from firebreak.engine.when import in_utc

__all__ = ["TracingThresholds", "lost_to_follow_up", "tracing_indicators"]


def tracing_indicators(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    linelist: pl.DataFrame,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
    thresholds: TracingThresholds = DEFAULTS,
) -> list[Indicator]:
    """
    Work out the contact-tracing indicators of a period.

    Parameters
    ----------
    events, contacts, linelist
        As in `engine/tables.py`.
    start, end
        The period, half-open. A case belongs to it by when it first was classified as a case, a
        contact by when he was first named.
    now
        What happened later is not counted; what may still happen in time by then is pending.
    zone
        The city's time zone, for "today" and days of follow-up.
    thresholds
        The limits to count by.

    Returns
    -------
    list of Indicator
        In the order of the table in `docs/reference/indicators.md`.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda d: datetime(2020, 2, d, tzinfo=UTC)
    >>> events = pl.DataFrame({
    ...     "subject": [1, 2, 2, 3], "kind": ["case.confirmed", "contact.named",
    ...     "placement.began.home", "contact.named"], "happened_at": [at(1), at(2), at(2), at(2)]})
    >>> contacts = pl.DataFrame({"from_id": [1, 1], "to_id": [2, 3], "start": [at(1), at(1)]})
    >>> cases = pl.DataFrame({"id": [9], "person_id": [1], "classification": ["confirmed"]})
    >>> found = tracing_indicators(
    ...     events, contacts, cases, start=at(1), end=at(9), now=at(9), zone=UTC)
    >>> {each.id: each.value for each in found}["contact_speed"]
    0.5
    """
    start, end, now = in_utc(start), in_utc(end), in_utc(now)
    happened = check_table(events, EVENTS, "events").filter(pl.col("happened_at") <= now)
    known = watched_contacts(contacts).filter(pl.col("start").is_null() | (pl.col("start") <= now))
    everyone = subjects.classified(happened, check_table(linelist, LINELIST, "linelist"))
    people = subjects.followed(happened, known, everyone, thresholds)
    period = pl.col("started").is_between(start, end, closed="left")
    cases, named = everyone.filter(period), people.filter(period)
    with_contacts = sources.with_contacts(cases, known, now, thresholds)
    days = follow_up.days_due(happened, people, start, min(end, now), now, zone)
    return [
        share(
            definitions.INVESTIGATION_SPEED,
            speed.investigation(happened, start, end, now, thresholds),
        ),
        share(
            definitions.REPORTING_SPEED,
            speed.reporting(happened, everyone, start, end, now, thresholds),
        ),
        share(
            definitions.CONTACT_SPEED,
            speed.within(named, "quarantined_at", thresholds.quarantine, now),
        ),
        share(
            definitions.CONTACT_SPEED_AT_LATEST,
            speed.within(named, "quarantined_at", thresholds.quarantine_at_latest, now),
        ),
        share(definitions.COMPLETENESS, speed.reached(named, thresholds.reach, now)),
        share(definitions.CASES_WITH_CONTACTS, with_contacts),
        sources.contacts_per_case(cases, known, with_contacts),
        share(definitions.CASES_NAMING_NONE, sources.turned(with_contacts)),
        share(definitions.FROM_THE_LIST, sources.from_the_list(cases, people)),
        share(definitions.IN_QUARANTINE, sources.in_quarantine(cases, happened)),
        share(definitions.UNLINKED, sources.unlinked(cases, known, now, thresholds)),
        median(definitions.ONSET_TO_ISOLATION, sources.onset_to_isolation(cases)),
        share(definitions.FOLLOW_UP, days),
        share(
            definitions.FOLLOW_UP_TODAY,
            follow_up.seen_today(happened, people, now, zone),
            is_running=True,
        ),
        share(
            definitions.COMPLETION, follow_up.completion(happened, people, start, end, now, zone)
        ),
        share(definitions.LOST, follow_up.lost(happened, people, now, thresholds)),
        follow_up.became_cases(named, known, now),
    ]


def lost_to_follow_up(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    linelist: pl.DataFrame,
    *,
    now: datetime,
    thresholds: TracingThresholds = DEFAULTS,
) -> pl.DataFrame:
    """
    Say of everyone under follow-up whether he has been unseen for too long.

    Parameters
    ----------
    events, contacts, linelist, now, thresholds
        As `tracing_indicators` takes them; its indicator counts the same people.

    Returns
    -------
    pl.DataFrame
        `subject`; `state` ("lost" or "under_follow_up"); `done`, when he was last seen.
    """
    now = in_utc(now)
    happened = check_table(events, EVENTS, "events").filter(pl.col("happened_at") <= now)
    known = watched_contacts(contacts).filter(pl.col("start").is_null() | (pl.col("start") <= now))
    everyone = subjects.classified(happened, check_table(linelist, LINELIST, "linelist"))
    people = subjects.followed(happened, known, everyone, thresholds)
    return follow_up.lost(happened, people, now, thresholds).select("subject", "state", "done")
