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

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import polars as pl

from firebreak.engine.tables import (
    EVENTS,
    INSTANT,
    LINELIST,
    check_table,
    is_kind,
    watched_contacts,
)
from firebreak.engine.timeliness.indicator import (
    Definition,
    Indicator,
    Measure,
    Text,
    by_setting,
    median,
    ratio,
    share,
    spread,
)
from firebreak.engine.when import in_utc

RESOLVE = "Resolve to Save Lives, contact-tracing metrics"
CATALONIA = "Catalonia, doi:10.1186/s12889-022-13695-8"
SHENZHEN = "Bi et al. 2020, doi:10.1016/S1473-3099(20)30287-5"
WHO_CRITERIA = "WHO, criteria to adjust measures, 12 May 2020"

CASE_KINDS = ("case.confirmed", "case.probable", "case.asymptomatic")
QUARANTINE = ("placement.began.home", "placement.began.site")
SEEN = ("check.follow_up", "check.household_visit", "check.round", "check.fever_clinic")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class TracingThresholds:
    """
    The limits the indicators are counted by.

    Parameters
    ----------
    interview, report, quarantine, reach
        Longest time from report to interview, sampling to report, naming to quarantine, naming to
        first reaching.
    quarantine_at_latest
        The second limit from naming to quarantine.
    observation
        From the last exposure to the end of observation.
    lost_after
        Unseen for this long is lost to follow-up.

    Raises
    ------
    ValueError
        A limit is not positive.

    Examples
    --------
    >>> TracingThresholds(quarantine=timedelta(hours=48)).quarantine.days
    2
    >>> TracingThresholds(lost_after=timedelta(0))
    Traceback (most recent call last):
    ...
    ValueError: lost_after is 0:00:00; give a time longer than nothing, for example 1 day.
    """

    interview: timedelta = timedelta(hours=24)
    report: timedelta = timedelta(hours=24)
    quarantine: timedelta = timedelta(hours=24)
    quarantine_at_latest: timedelta = timedelta(hours=48)
    reach: timedelta = timedelta(hours=72)
    observation: timedelta = timedelta(days=14)
    lost_after: timedelta = timedelta(days=3)

    def __post_init__(self) -> None:
        for name, limit in vars(self).items():
            if limit <= timedelta(0):
                raise ValueError(
                    f"{name} is {limit}; give a time longer than nothing, for example 1 day."
                )


DEFAULTS = TracingThresholds()


def _define(
    id: str, name: Text, formula: Text, better: str, source: str, target: float | None = None
) -> Definition:
    return Definition(id, name, formula, better, source, target)


INVESTIGATION_SPEED = _define(
    "investigation_speed",
    Text("Investigation speed", "流调及时率"),
    Text("cases interviewed in time / cases reported", "时限内完成流调的病例 / 报告病例"),
    "higher",
    RESOLVE,
)
REPORTING_SPEED = _define(
    "reporting_speed",
    Text("Reporting speed", "采样后报告及时率"),
    Text(
        "cases reported in time after sampling / cases sampled",
        "采样后时限内报告的病例 / 已采样病例",
    ),
    "higher",
    RESOLVE,
)
# Both are named by their usual limits.
CONTACT_SPEED = _define(
    "contact_speed",
    Text("Contact speed, 24 h", "密接管控及时率（24小时）"),
    Text(
        "contacts quarantined in time after naming / contacts named",
        "时限内管控的密接 / 判定的密接",
    ),
    "higher",
    RESOLVE,
)
CONTACT_SPEED_AT_LATEST = _define(
    "contact_speed_48h",
    Text("Contact speed, 48 h", "密接管控及时率（48小时）"),
    Text(
        "contacts quarantined within the second limit after naming / contacts named",
        "第二时限内管控的密接 / 判定的密接",
    ),
    "higher",
    RESOLVE,
)
COMPLETENESS = _define(
    "tracing_completeness",
    Text("Tracing completeness", "密接追踪率"),
    Text("contacts reached / contacts named", "已联系到的密接 / 判定的密接"),
    "higher",
    CATALONIA + ": 70 % traced and quarantined",
    0.7,
)
CASES_WITH_CONTACTS = _define(
    "cases_with_contacts",
    Text("Cases with contacts", "有密接的病例比例"),
    Text("cases with at least one contact / cases", "至少有一名密接的病例 / 病例"),
    "higher",
    CATALONIA,
    0.8,
)
CONTACTS_PER_CASE = Definition(
    "contacts_per_case",
    Text("Contacts per case", "每例病例密接数"),
    Text("contacts / cases with contacts", "密接数 / 有密接的病例数"),
    "higher",
    CATALONIA,
    5.0,
    Measure.RATIO,
    "people per case",
)
CASES_NAMING_NONE = _define(
    "cases_naming_none",
    Text("Cases naming none", "无密接病例比例"),
    Text("cases with no contact / cases", "没有密接的病例 / 病例"),
    "lower",
    CATALONIA,
)
FROM_THE_LIST = _define(
    "from_contact_list",
    Text("New cases from the contact list", "新增病例来自密接名单比例"),
    Text(
        "new cases listed as contacts before onset or first positive / new cases",
        "发病或首次阳性前已列为密接的新增病例 / 新增病例",
    ),
    "higher",
    RESOLVE,
)
IN_QUARANTINE = _define(
    "already_in_quarantine",
    Text("New cases already in quarantine", "新增病例来自隔离管控比例"),
    Text(
        "new cases in quarantine at onset or first positive / new cases",
        "发病或首次阳性时已在隔离的新增病例 / 新增病例",
    ),
    "higher",
    RESOLVE,
)
UNLINKED = _define(
    "unlinked_cases",
    Text("Unlinked cases", "来源不明病例比例"),
    Text("new cases with no source / new cases", "未查明来源的新增病例 / 新增病例"),
    "lower",
    RESOLVE,
)
ONSET_TO_ISOLATION = Definition(
    "onset_to_isolation",
    Text("Onset to isolation", "发病至隔离间隔"),
    Text("median days from onset to isolation", "发病至隔离天数（中位数）"),
    "lower",
    SHENZHEN + ": mean 4.6 days",
    4.6,
    Measure.MEDIAN,
    "days",
)
FOLLOW_UP = _define(
    "follow_up",
    Text("Follow-up", "随访率"),
    Text("contact-days seen / contact-days due", "已随访人天 / 应随访人天"),
    "higher",
    WHO_CRITERIA,
    0.8,
)
FOLLOW_UP_TODAY = _define(
    "follow_up_today",
    Text("Follow-up today", "今日随访率"),
    Text(
        "contacts seen today / contacts due today, so far",
        "今日已随访密接 / 今日应随访密接（截至目前）",
    ),
    "higher",
    WHO_CRITERIA,
    0.8,
)
COMPLETION = _define(
    "completion",
    Text("Completion of observation", "医学观察完成率"),
    Text(
        "contacts seen to the end / contacts whose period ended",
        "观察至期满的密接 / 观察期满的密接",
    ),
    "higher",
    RESOLVE,
)
LOST = _define(
    "lost_to_follow_up",
    Text("Lost to follow-up", "失访率"),
    Text(
        "contacts unseen for too long / contacts under follow-up",
        "超过时限未随访的密接 / 随访中的密接",
    ),
    "lower",
    "Go.Data outbreak parameters",
)
YIELD = _define(
    "yield",
    Text("Contacts who became cases", "密接转病例比例（续发率）"),
    Text(
        "contacts who became cases / contacts whose watch is over",
        "转为病例的密接 / 观察期已满的密接",
    ),
    "lower",
    SHENZHEN + ": 6.6 %, household 11.2 %",
)


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
    everyone = _cases(happened, check_table(linelist, LINELIST, "linelist"))
    people = _people(happened, known, everyone, thresholds)
    period = pl.col("started").is_between(start, end, closed="left")
    cases, named = everyone.filter(period), people.filter(period)
    with_contacts = _with_contacts(cases, known, now, thresholds)
    days = _days_due(happened, people, start, min(end, now), now, zone)
    return [
        share(INVESTIGATION_SPEED, _investigation(happened, start, end, now, thresholds)),
        share(REPORTING_SPEED, _reporting(happened, everyone, start, end, now, thresholds)),
        share(CONTACT_SPEED, _within(named, "quarantined_at", thresholds.quarantine, now)),
        share(
            CONTACT_SPEED_AT_LATEST,
            _within(named, "quarantined_at", thresholds.quarantine_at_latest, now),
        ),
        share(COMPLETENESS, _reached(named, thresholds.reach, now)),
        share(CASES_WITH_CONTACTS, with_contacts),
        _contacts_per_case(cases, known, with_contacts),
        share(CASES_NAMING_NONE, _turned(with_contacts)),
        share(FROM_THE_LIST, _from_the_list(cases, people)),
        share(IN_QUARANTINE, _in_quarantine(cases, happened)),
        share(UNLINKED, _unlinked(cases, known, now, thresholds)),
        median(ONSET_TO_ISOLATION, _onset_to_isolation(cases)),
        share(FOLLOW_UP, days),
        share(FOLLOW_UP_TODAY, _today(happened, people, now, zone), is_running=True),
        share(COMPLETION, _completion(happened, people, start, end, now, zone)),
        share(LOST, _lost(happened, people, now, thresholds)),
        _yield(named, known, now),
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
    everyone = _cases(happened, check_table(linelist, LINELIST, "linelist"))
    people = _people(happened, known, everyone, thresholds)
    return _lost(happened, people, now, thresholds).select("subject", "state", "done")


# --- people ------------------------------------------------------------------------------------


def _first(events: pl.DataFrame, kinds: tuple[str, ...], name: str) -> pl.DataFrame:
    """The earliest event of these kinds per subject: start, end of its interval, record."""
    of_kind = events.filter(is_kind(*kinds)).sort("happened_at", "record")
    return of_kind.group_by("subject", maintain_order=True).agg(
        pl.col("happened_at").first().alias(name),
        pl.coalesce("happened_until", "happened_at").first().alias(f"{name}_latest"),
        pl.col("record").first().alias(f"{name}_record"),
        pl.col("county").first().alias(f"{name}_county"),
    )


def _cases(events: pl.DataFrame, linelist: pl.DataFrame) -> pl.DataFrame:
    """Everyone who is a case: when first classified so, onset, first positive, isolation."""
    first = _first(events, CASE_KINDS, "started")
    onset = _first(events, ("case.onset",), "onset")
    positive = _first(events, ("test.resulted.positive",), "positive")
    facts = linelist.filter(pl.col("person_id").is_not_null()).unique(
        "person_id", keep="first", maintain_order=True
    )
    joined = (
        first.join(onset.select("subject", "onset", "onset_latest"), on="subject", how="left")
        .join(positive.select("subject", "positive", "positive_latest"), on="subject", how="left")
        .join(facts, left_on="subject", right_on="person_id", how="left")
    )
    still = pl.col("classification").is_null() | (pl.col("classification") != "excluded")
    return joined.filter(still).with_columns(
        pl.lit("case").alias("record_kind"),
        pl.coalesce("id", "started_record").alias("record"),
        pl.coalesce("unit", "started_county").alias("county"),
        pl.coalesce("onset", "positive", "started").alias("anchor"),
        pl.coalesce("onset_latest", "positive_latest", "started_latest").alias("anchor_latest"),
    )


def _people(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    cases: pl.DataFrame,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    """One row per contact: named, last exposed, reached, quarantined, converted, end of watch."""
    told = pl.coalesce("told_at", "stored_at", "start")
    exposed = (
        contacts.sort("id", nulls_last=True)
        .group_by("to_id", maintain_order=True)
        .agg(
            pl.col("id").first().alias("record"),
            pl.col("county").drop_nulls().last().alias("county"),
            told.min().alias("told"),
            pl.col("start").min().alias("first_exposed"),
            pl.coalesce("end", "start").max().alias("last_exposed"),
        )
    )
    people = exposed.rename({"to_id": "subject"})
    for kinds, name in _STEPS:
        people = people.join(_first(events, kinds, name), on="subject", how="left")
    became = cases.select("subject", pl.col("started").alias("converted_at"))
    joined = people.join(became, on="subject", how="left").with_columns(
        pl.lit("contact").alias("record_kind"),
        pl.coalesce("named", "told").alias("started"),
        pl.coalesce("named_latest", "told").alias("started_latest"),
    )
    before = pl.col("converted_at").is_not_null() & (
        pl.col("converted_at") <= pl.coalesce("first_exposed", "started")
    )
    ends = pl.coalesce("last_exposed", "started") + thresholds.observation
    watched = joined.filter(~before & pl.col("started").is_not_null())
    return watched.with_columns(ends.alias("watch_ends"))


_STEPS = (
    (("contact.named",), "named"),
    (("contact.reached",), "reached_at"),
    (("placement.began",), "quarantined_at"),
)


# --- one indicator each ------------------------------------------------------------------------


def _clocked(rows: pl.DataFrame, done: str, limit: timedelta, now: datetime) -> pl.DataFrame:
    """Rows against a clock: in time, late, missing, or running. Needs started_latest."""
    due = pl.col("started_latest") + limit
    in_time = pl.col(done) <= due
    counts = (
        pl.when(in_time)
        .then(pl.lit("yes"))
        .when(pl.col(done).is_not_null())
        .then(pl.lit("no"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    state = (
        pl.when(in_time)
        .then(pl.lit("in_time"))
        .when(pl.col(done).is_not_null())
        .then(pl.lit("late"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("missing"))
    )
    return rows.with_columns(
        counts.alias("counts"), state.alias("state"), due.alias("due"), pl.col(done).alias("done")
    )


def _converted_leave(rows: pl.DataFrame) -> pl.DataFrame:
    """Contacts who became cases before their clock ran out, with nothing settled, leave."""
    converted = (
        pl.col("converted_at").is_not_null()
        & (pl.col("converted_at") <= pl.col("due"))
        & (pl.col("done").is_null() | (pl.col("done") > pl.col("converted_at")))
    )
    return rows.with_columns(
        pl.when(~converted).then(pl.col("counts")).alias("counts"),
        pl.when(converted).then(pl.lit("converted")).otherwise(pl.col("state")).alias("state"),
    )


def _within(people: pl.DataFrame, done: str, limit: timedelta, now: datetime) -> pl.DataFrame:
    return _converted_leave(_clocked(people, done, limit, now))


def _reached(people: pl.DataFrame, limit: timedelta, now: datetime) -> pl.DataFrame:
    """Reached at any time counts; only who is unreached beyond the limit counts against."""
    rows = _within(people, "reached_at", limit, now)
    reached = pl.col("done").is_not_null() & pl.col("counts").is_not_null()
    return rows.with_columns(
        pl.when(reached).then(pl.lit("yes")).otherwise(pl.col("counts")).alias("counts")
    )


def _investigation(
    events: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    cards = _first(events, ("report.received.case_card",), "started")
    asked = _first(
        events, ("report.sent.investigation", "report.received.investigation"), "interviewed_at"
    )
    reported = cards.filter(pl.col("started").is_between(start, end, closed="left"))
    rows = reported.join(asked, on="subject", how="left").with_columns(
        pl.lit("report").alias("record_kind"),
        pl.col("started_record").alias("record"),
        pl.col("started_county").alias("county"),
    )
    return _clocked(rows, "interviewed_at", thresholds.interview, now)


def _reporting(
    events: pl.DataFrame,
    cases: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    thresholds: TracingThresholds,
) -> pl.DataFrame:
    sampled = _first(events, ("sample.taken",), "started")
    cards = _first(events, ("report.received.case_card",), "card_at")
    of_cases = sampled.join(cases.select("subject", "county"), on="subject", how="inner")
    taken = of_cases.filter(pl.col("started").is_between(start, end, closed="left"))
    rows = taken.join(cards, on="subject", how="left").with_columns(
        pl.lit("sample").alias("record_kind"), pl.col("started_record").alias("record")
    )
    return _clocked(rows, "card_at", thresholds.report, now)


def _pairs(contacts: pl.DataFrame) -> pl.DataFrame:
    """Each contact of each case once, with the manner first told."""
    return contacts.sort("id", nulls_last=True).unique(
        ["from_id", "to_id"], keep="first", maintain_order=True
    )


def _with_contacts(
    cases: pl.DataFrame, contacts: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """A case without contacts is pending until its interview is due."""
    numbers = _pairs(contacts).group_by("from_id").agg(pl.len().cast(pl.Float64).alias("measure"))
    due = pl.col("started_latest") + thresholds.interview
    counts = (
        pl.when(pl.col("measure") > 0)
        .then(pl.lit("yes"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    rows = cases.join(numbers, left_on="subject", right_on="from_id", how="left")
    return rows.with_columns(
        pl.col("measure").fill_null(0.0), counts.alias("counts"), due.alias("due")
    )


def _turned(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, counting what the other indicator counts against."""
    return rows.with_columns(pl.col("counts").replace({"yes": "no", "no": "yes"}))


def _contacts_per_case(
    cases: pl.DataFrame, contacts: pl.DataFrame, with_contacts: pl.DataFrame
) -> Indicator:
    counted = with_contacts.filter(pl.col("counts") == "yes")
    of_case = cases.select(pl.col("subject").alias("from_id"), pl.col("county").alias("of_county"))
    pairs = (
        _pairs(contacts)
        .join(of_case, on="from_id", how="inner")
        .select(
            pl.lit("contact").alias("record_kind"),
            pl.col("id").alias("record"),
            pl.col("to_id").alias("subject"),
            pl.col("of_county").alias("county"),  # the case's, so that counties divide like by like
            pl.col("manner").alias("setting"),
            "from_id",
        )
    )
    settings = pairs.select(pl.col("from_id").alias("subject"), "setting").unique()
    spaced = spread(counted["measure"])
    middle = counted["measure"].median()
    parts = {**spaced, "median": middle} if middle is not None else {}
    return ratio(
        CONTACTS_PER_CASE,
        pairs,
        counted,
        with_contacts.filter(pl.col("counts") == "pending"),
        parts=parts,
        by_setting=by_setting(Measure.RATIO, pairs, settings),
    )


def _from_the_list(cases: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    listed = people.select(
        "subject", pl.col("started").alias("listed_at"), pl.col("record").alias("contact")
    )
    on_list = pl.col("listed_at").is_not_null() & (pl.col("listed_at") < pl.col("anchor_latest"))
    return cases.join(listed, on="subject", how="left").with_columns(
        pl.when(on_list).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(on_list).then(pl.lit("listed")).otherwise(pl.lit("not_listed")).alias("state"),
        pl.when(on_list).then(pl.col("listed_at")).alias("done"),
    )


def _in_quarantine(cases: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """In a quarantine that had begun by the anchor and had not ended before it."""
    stays = _placements(events, QUARANTINE).join(
        cases.select("subject", "anchor", "anchor_latest"), on="subject", how="inner"
    )
    covering = stays.filter(
        (pl.col("began") <= pl.col("anchor_latest"))
        & (pl.col("ended").is_null() | (pl.col("ended") >= pl.col("anchor")))
    )
    within = covering.group_by("subject").agg(pl.col("began").min().alias("done"))
    rows = cases.join(within, on="subject", how="left")
    inside = pl.col("done").is_not_null()
    return rows.with_columns(
        pl.when(inside).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(inside).then(pl.lit("in_quarantine")).otherwise(pl.lit("at_large")).alias("state"),
    )


def _placements(events: pl.DataFrame, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Placements with their begin and, if it came, their end (same record)."""
    began = events.filter(is_kind(*kinds)).select(
        "subject", "record", pl.col("happened_at").alias("began")
    )
    ended = events.filter(is_kind("placement.ended")).select(
        "subject", "record", pl.coalesce("happened_until", "happened_at").alias("ended")
    )
    return began.join(ended, on=["subject", "record"], how="left", nulls_equal=False)


def _unlinked(
    cases: pl.DataFrame, contacts: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """Named by nobody, not infected elsewhere, and no manner of infection on file."""
    exposed = contacts["to_id"].unique().drop_nulls().implode()
    through = pl.col("infected_through").fill_null("unknown") != "unknown"
    linked = pl.col("subject").is_in(exposed) | pl.col("imported").fill_null(False) | through
    due = pl.col("started_latest") + thresholds.interview
    counts = (
        pl.when(linked)
        .then(pl.lit("no"))
        .when(due >= now)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("yes"))
    )
    state = pl.when(linked).then(pl.lit("linked")).otherwise(pl.lit("no_source"))
    return cases.with_columns(counts.alias("counts"), state.alias("state"), due.alias("due"))


def _onset_to_isolation(cases: pl.DataFrame) -> pl.DataFrame:
    """Whole days; who is not isolated yet and has no outcome is still running."""
    ill = cases.filter(pl.col("date_onset").is_not_null())
    days = (pl.col("date_isolation") - pl.col("date_onset")).dt.total_days().cast(pl.Float64)
    running = days.is_null() & pl.col("date_outcome").is_null()
    counts = pl.when(running).then(pl.lit("pending")).when(days.is_not_null()).then(pl.lit("yes"))
    return ill.with_columns(days.alias("measure"), counts.alias("counts"))


# --- follow-up ---------------------------------------------------------------------------------


def _seen_days(events: pl.DataFrame, first: date, last: date, zone: tzinfo) -> pl.DataFrame:
    """The days from `first` to `last` on which somebody saw a person, and when first."""
    checks = events.filter(is_kind(*SEEN)).with_columns(_local("happened_at", zone).alias("day"))
    within = checks.filter(pl.col("day").is_between(first, last))
    return within.group_by("subject", "day").agg(pl.col("happened_at").min().alias("seen_at"))


def _watched_days(people: pl.DataFrame, first: date, last: date, zone: tzinfo) -> pl.DataFrame:
    """One row per contact and day due from `first` to `last`.

    He is due from the day after his naming to the end of his watch, or until he became a case.
    """
    begins, ends = _local("started_latest", zone) + DAY, _local("watch_ends", zone)
    left = _local("converted_at", zone) - DAY  # null: never
    spans = people.with_columns(
        pl.max_horizontal(begins, pl.lit(first)).alias("first"),
        pl.min_horizontal(ends, left, pl.lit(last)).alias("last"),
    ).filter(pl.col("first") <= pl.col("last"))
    return spans.with_columns(pl.date_ranges("first", "last").alias("day")).explode("day")


def _local(column: str, zone: tzinfo) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(str(zone)).dt.date()


def _days_due(
    events: pl.DataFrame,
    people: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
) -> pl.DataFrame:
    """Contact-days of the period; an unseen contact is pending until his day is over."""
    today = now.astimezone(zone).date()
    first, last = (
        start.astimezone(zone).date(),
        (end - timedelta(microseconds=1)).astimezone(zone).date(),
    )
    columns = ["record_kind", "record", "subject", "county", "started_latest", "watch_ends"]
    due = _watched_days(people.select(*columns, "converted_at"), first, last, zone)
    rows = due.join(_seen_days(events, first, last, zone), on=["subject", "day"], how="left")
    seen = pl.col("seen_at").is_not_null()
    counts = (
        pl.when(seen)
        .then(pl.lit("yes"))
        .when(pl.col("day") >= today)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("no"))
    )
    midnight = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone(str(zone))
    return rows.with_columns(
        counts.alias("counts"),
        pl.when(seen).then(pl.lit("seen")).otherwise(pl.lit("not_seen")).alias("state"),
        midnight.dt.convert_time_zone("UTC").alias("started"),
        midnight.dt.offset_by("1d").dt.convert_time_zone("UTC").alias("due"),
        pl.col("seen_at").alias("done"),
    )


def _today(events: pl.DataFrame, people: pl.DataFrame, now: datetime, zone: tzinfo) -> pl.DataFrame:
    """Everyone due today counts from the morning on: this is progress, not failure."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    rows = _days_due(events, people, midnight, midnight + DAY, now, zone)
    return rows.with_columns(pl.col("counts").replace({"pending": "no"}))


def _completion(
    events: pl.DataFrame,
    people: pl.DataFrame,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
) -> pl.DataFrame:
    """Seen, or released, on the last day of the watch or later. Converted contacts are not here."""
    ended = people.filter(
        pl.col("watch_ends").is_between(start, min(end, now), closed="left")
        & (pl.col("converted_at").is_null() | (pl.col("converted_at") >= pl.col("watch_ends")))
    )
    local = _local("happened_at", zone)
    last = (
        events.filter(is_kind(*SEEN, "placement.ended"))
        .group_by("subject")
        .agg(local.max().alias("last_day"), pl.col("happened_at").max().alias("done"))
    )
    rows = ended.join(last, on="subject", how="left")
    due_day = _local("watch_ends", zone)
    finished = pl.col("last_day").is_not_null() & (pl.col("last_day") >= due_day)
    return rows.with_columns(
        pl.when(finished).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(finished)
        .then(pl.lit("completed"))
        .otherwise(pl.lit("not_seen_at_end"))
        .alias("state"),
        pl.col("watch_ends").alias("due"),
    )


def _lost(
    events: pl.DataFrame, people: pl.DataFrame, now: datetime, thresholds: TracingThresholds
) -> pl.DataFrame:
    """Of those under follow-up now, who has been unseen for too long since naming or last check."""
    watched = people.filter(
        (pl.col("started") <= now) & (pl.col("watch_ends") > now) & pl.col("converted_at").is_null()
    )
    last = (
        events.filter(is_kind(*SEEN))
        .group_by("subject")
        .agg(pl.coalesce("happened_until", "happened_at").max().alias("done"))
    )
    rows = watched.join(last, on="subject", how="left")
    since = pl.max_horizontal("done", "started_latest")
    lost = (pl.lit(now).cast(INSTANT) - since) >= thresholds.lost_after
    return rows.with_columns(
        pl.when(lost).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(lost).then(pl.lit("lost")).otherwise(pl.lit("under_follow_up")).alias("state"),
        (since + thresholds.lost_after).alias("due"),
    )


def _yield(people: pl.DataFrame, contacts: pl.DataFrame, now: datetime) -> Indicator:
    """
    Contacts who became cases within their watch, of those whose watch is over.

    Whoever is still watched is pending, also if he is a case already: to count the quick ones
    before the others have had their time would make the share too high.
    """
    manner = (
        _pairs(contacts)
        .unique("to_id", keep="first", maintain_order=True)
        .select(pl.col("to_id").alias("subject"), pl.col("manner").alias("setting"))
    )
    became = pl.col("converted_at") <= pl.col("watch_ends")
    counts = (
        pl.when(pl.col("watch_ends") > now)
        .then(pl.lit("pending"))
        .when(became)
        .then(pl.lit("yes"))
        .otherwise(pl.lit("no"))
    )
    rows = people.join(manner, on="subject", how="left").with_columns(
        counts.alias("counts"),
        pl.when(became).then(pl.lit("converted")).otherwise(pl.lit("not_converted")).alias("state"),
        pl.col("watch_ends").alias("due"),
        pl.col("converted_at").alias("done"),
    )
    settled = rows.filter(pl.col("counts").is_in(["yes", "no"]))
    turned = rows.filter(pl.col("counts") == "yes")
    return share(YIELD, rows, by_setting=by_setting(Measure.SHARE, turned, settled))
