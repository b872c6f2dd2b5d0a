"""Surveillance quality: cards late, reviews late, duplicates, missed cases, silent units.

Comes in: events and the duties worked out from them (`engine/duties/`). Says of a record that it is
late, missing, duplicate, corrected or told long after; why is for people to find out.

A duty counts in the period in which its clock started. While the clock runs it is pending; it is
late once its due time is past, whether or not it was done afterwards.

References
----------
Rates as in the national practice of report-quality surveys, e.g. Tianjin 2004-12: 1,214 of 18,153
audited cases unreported, 6.69 %.
"""

from datetime import datetime, timedelta

import polars as pl

from firebreak.engine.kinds import KINDS
from firebreak.engine.tables import EVENTS, INSTANT, check_table, is_kind
from firebreak.engine.timeliness.indicator import (
    Definition,
    Indicator,
    Measure,
    Text,
    median,
    share,
)
from firebreak.engine.when import in_utc

PRACTICE = "National practice of report-quality surveys"
LATE_CARDS = Definition(
    "late_cards",
    Text("Cards reported late", "未及时报告率"),
    Text("cards late / cards due", "未及时报告卡数 / 应报告卡数"),
    "lower",
    PRACTICE,
)
LATE_REVIEWS = Definition(
    "late_reviews",
    Text("Cards reviewed late", "未及时审核率"),
    Text("cards reviewed late / cards to review", "未及时审核卡数 / 应审核卡数"),
    "lower",
    PRACTICE,
)
DUPLICATE_CARDS = Definition(
    "duplicate_cards",
    Text("Duplicate cards", "重复报告率"),
    Text("cards of a case already reported / cards", "重复报告卡数 / 报告卡数"),
    "lower",
    PRACTICE,
)
MISSED_CASES = Definition(
    "missed_cases",
    Text("Cases missed, by audit", "漏报率"),
    Text(
        "cases an audit found without a card / cases the audit found",
        "核查发现未报告病例数 / 核查发现病例数",
    ),
    "lower",
    PRACTICE + "; Tianjin 2004-12: 6.69 %",
)
SILENT_UNITS = Definition(
    "silent_units",
    Text("Units silent without a zero report", "零缺报"),
    Text("daily reports missing / daily reports due", "缺报次数 / 应报次数"),
    "lower",
    PRACTICE,
)
DIAGNOSIS_TO_REVIEW = Definition(
    "diagnosis_to_review",
    Text("Diagnosis to review", "诊断至审核间隔"),
    Text("median hours from diagnosis to final review", "诊断至终审间隔小时数（中位数）"),
    "lower",
    PRACTICE,
    measure=Measure.MEDIAN,
    unit="hours",
)
CORRECTED_CARDS = Definition(
    "corrected_cards",
    Text("Cards corrected", "订正报告率"),
    Text(
        "cards corrected later (but for the correction on confirmation) / cards",
        "后来订正的卡数（确诊订正除外） / 报告卡数",
    ),
    "lower",
    PRACTICE,
)
BACKDATED = Definition(
    "backdated_records",
    Text("Records told long after", "补录记录比例"),
    Text(
        "records told later than the threshold after they happened / records told",
        "发生后超过阈值时间才告知的记录数 / 告知的记录数",
    ),
    "lower",
    "Firebreak: the told clock against the happened clock",
)
# These are always told after they happened: an investigation exists to find them.
FOUND_AFTERWARDS = ("case.onset", "contact.exposed", "outbreak.onset", "unit")
LATE = ("met_late", "overdue")
RUNNING = ("open", "due_soon")


def quality_indicators(
    events: pl.DataFrame,
    duties: pl.DataFrame,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    backdated_after: timedelta = timedelta(days=1),
    audited: pl.DataFrame | None = None,
) -> list[Indicator]:
    """
    Work out the surveillance-quality rates of a period.

    Parameters
    ----------
    events
        As `tables.EVENTS`.
    duties
        As `duties()` returns them, at the same `now`. Rules used: `case-card`, `card-review`,
        `card-correction`,
        `daily-report` (and what begins so, `daily-report-school`).
    start, end
        The period, half-open. A duty belongs to it by the start of its clock, a card by its
        receipt, a record by when it was told.
    now
        The instant the duties were worked out for; later events are not counted.
    backdated_after
        A record told more than this after it happened counts as told long after.
    audited
        Cases an audit found, as `audited_cases` takes them. None: there was no audit, and the
        indicator has no value.

    Returns
    -------
    list of Indicator
        late_cards, late_reviews, duplicate_cards, missed_cases, silent_units, diagnosis_to_review,
        corrected_cards, backdated_records.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda h: datetime(2020, 2, 3, h, tzinfo=UTC)
    >>> duties = pl.DataFrame({
    ...     "rule": "case-card", "subject": [1, 2, 3], "county": 5, "started": at(1),
    ...     "due": at(3), "fulfilled": [at(2), at(6), None], "state": ["met", "met_late", "open"],
    ... })
    >>> events = pl.DataFrame(schema=EVENTS)
    >>> late, *_ = quality_indicators(events, duties, start=at(0), end=at(9), now=at(9))
    >>> late.id, late.value, late.pending.height
    ('late_cards', 0.5, 1)
    """
    start, end, now = in_utc(start), in_utc(end), in_utc(now)
    happened = check_table(events, EVENTS, "events").filter(pl.col("happened_at") <= now)
    begun = _duties(duties).filter(pl.col("started").is_between(start, end, closed="left"))
    cards = _first_times(happened, "report.received.case_card").filter(
        pl.col("started").is_between(start, end, closed="left")
    )
    return [
        share(LATE_CARDS, _by_clock(begun, "case-card", LATE)),
        share(LATE_REVIEWS, _by_clock(begun, "card-review", LATE)),
        share(DUPLICATE_CARDS, _duplicates(happened, cards)),
        share(MISSED_CASES, _missed(happened, audited, start, end)),
        share(SILENT_UNITS, _by_clock(begun, "daily-report", ("overdue",))),
        median(DIAGNOSIS_TO_REVIEW, _diagnosis_to_review(happened, begun)),
        share(CORRECTED_CARDS, _corrected(_unasked(happened, duties), cards)),
        share(BACKDATED, _backdated(happened, start, end, backdated_after)),
    ]


DUTIES: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "subject": pl.Int64(),
    "county": pl.Int64(),
    "started": INSTANT,
    "started_until": INSTANT,
    "due": INSTANT,
    "fulfilled": INSTANT,
    "state": pl.String(),
    "start_kind": pl.String(),
    "start_record": pl.Int64(),
    "proof_kind": pl.String(),
    "proof_record": pl.Int64(),
}


def _duties(duties: pl.DataFrame) -> pl.DataFrame:
    """Only the columns read here; what is missing is not known."""
    return duties.select(
        (pl.col(column) if column in duties.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in DUTIES.items()
    )


def _by_clock(duties: pl.DataFrame, rule: str, against: tuple[str, ...]) -> pl.DataFrame:
    """The duties of a rule as rows: those in a state of `against` make the numerator."""
    counts = (
        pl.when(pl.col("state").is_in(RUNNING))
        .then(pl.lit("pending"))
        .when(pl.col("state").is_in(against))
        .then(pl.lit("yes"))
        .when(pl.col("state").is_in(["met", "met_late", "overdue"]))
        .then(pl.lit("no"))
    )
    return duties.filter(_of_rule(rule)).with_columns(
        counts.alias("counts"),
        _record_kind("start_kind").alias("record_kind"),
        pl.col("start_record").alias("record"),
        pl.col("fulfilled").alias("done"),
    )


def _of_rule(rule: str) -> pl.Expr:
    """The rule itself, or one made from it for a kind of unit."""
    return (pl.col("rule") == rule) | pl.col("rule").str.starts_with(f"{rule}-")


def _record_kind(column: str) -> pl.Expr:
    """The table of the record; of a dotted kind, the table that proves it."""
    tables = {kind: what.record for kind, what in KINDS.items()}
    return pl.col(column).cast(pl.String).replace(tables)


def _first_times(events: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Each record of a kind once, when it first happened."""
    of_kind = events.filter(pl.col("kind") == kind)
    return (
        of_kind.sort("happened_at", "record")
        .unique(["subject", "pathogen", "record"], keep="first", maintain_order=True)
        .select(
            pl.lit(KINDS[kind].record).alias("record_kind"),
            "record",
            "subject",
            "pathogen",
            "county",
            pl.col("happened_at").alias("started"),
        )
    )


def _duplicates(events: pl.DataFrame, cards: pl.DataFrame) -> pl.DataFrame:
    """The second and later cards of one person with one pathogen, whenever the first came."""
    every = _first_times(events, "report.received.case_card").sort("started", "record")
    nth = pl.int_range(pl.len()).over("subject", "pathogen")
    later = every.filter(nth > 0).select("record")
    is_later = pl.col("record").is_in(later["record"].implode())
    return cards.with_columns(
        pl.when(is_later).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(is_later).then(pl.lit("duplicate")).otherwise(pl.lit("first")).alias("state"),
    )


def _missed(
    events: pl.DataFrame, audited: pl.DataFrame | None, start: datetime, end: datetime
) -> pl.DataFrame:
    """Audited cases; a card counts only if it had come before the audit found the case."""
    if audited is None:
        return pl.DataFrame(schema={"record": pl.Int64, "counts": pl.String})
    found = audited.filter(pl.col("found_at").is_between(start, end, closed="left"))
    rows = audited_cases(found, events)
    known = pl.col("state") == "reported"
    return rows.with_columns(
        pl.when(known).then(pl.lit("no")).otherwise(pl.lit("yes")).alias("counts"),
        pl.col("found_at").alias("started"),
        pl.col("card_at").alias("done"),
    )


def audited_cases(audited: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """
    Say of each case that an audit found whether it had been reported.

    Parameters
    ----------
    audited
        One row per case found: `subject`, `county`, `record`, `found_at`; `record_kind` if it is
        not "case", and `pathogen` if only a card about that one counts.
    events
        As `tables.EVENTS`; its cards are looked at.

    Returns
    -------
    pl.DataFrame
        The rows with `card_at`, when the first card came, be it afterwards (null: none), and
        `state`: `reported` if it had come when the audit found the case, `missed`, or
        `reported_since`.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda h: datetime(2020, 2, 3, h, tzinfo=UTC)
    >>> events = pl.DataFrame(
    ...     {"subject": [1, 2], "kind": "report.received.case_card", "happened_at": [at(1), at(9)]}
    ... )
    >>> found = pl.DataFrame({"subject": [1, 2, 3], "county": 5, "record": [1, 2, 3], "found_at": at(8)})
    >>> audited_cases(found, events)["state"].to_list()
    ['reported', 'reported_since', 'missed']
    """
    if "record_kind" not in audited.columns:
        audited = audited.with_columns(pl.lit("case").alias("record_kind"))
    keys = ["subject", "pathogen"] if "pathogen" in audited.columns else ["subject"]
    cards = events.filter(pl.col("kind") == "report.received.case_card")
    if "pathogen" in keys:
        cards = cards.with_columns(pl.col("pathogen").cast(pl.String))
    first = cards.group_by(keys).agg(pl.col("happened_at").min().alias("card_at"))
    in_time = pl.col("card_at") <= pl.col("found_at")
    state = (
        pl.when(pl.col("card_at").is_null())
        .then(pl.lit("missed"))
        .when(in_time)
        .then(pl.lit("reported"))
        .otherwise(pl.lit("reported_since"))
    )
    rows = audited.join(first, on=keys, how="left", maintain_order="left")
    return rows.with_columns(state.alias("state"))


def _diagnosis_to_review(events: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Hours from each diagnosis to the review of its card; the shortest it can have been."""
    reviewed = _first_times(events, "report.reviewed.case_card").select(
        pl.col("record").alias("proof_record"), pl.col("started").alias("done")
    )
    diagnosed = duties.filter(_of_rule("case-card") & (pl.col("state") != "not_applicable"))
    began = pl.coalesce("started_until", "started")
    hours = (pl.col("done") - began).dt.total_seconds() / 3600
    rows = diagnosed.join(
        reviewed.unique("proof_record", keep="first", maintain_order=True),
        on="proof_record",
        how="left",
    )
    return rows.with_columns(
        pl.max_horizontal(hours, pl.lit(0.0) * hours).alias("measure"),
        pl.when(hours.is_null()).then(pl.lit("pending")).otherwise(pl.lit("yes")).alias("counts"),
        _record_kind("start_kind").alias("record_kind"),
        pl.col("start_record").alias("record"),
    )


def _unasked(events: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """The events without the corrections that a confirmation asked for: they mend no mistake."""
    asked = _duties(duties).filter(_of_rule("card-correction"))["proof_record"].drop_nulls()
    correction = pl.col("kind") == "report.received.correction"
    return events.filter(~(correction & pl.col("record").is_in(asked.implode())))


def _corrected(events: pl.DataFrame, cards: pl.DataFrame) -> pl.DataFrame:
    """First cards of a case that a correction followed."""
    corrections = (
        _first_times(events, "report.received.correction")
        .group_by("subject", "pathogen")
        .agg(pl.col("started").max().alias("done"))
    )
    rows = cards.join(corrections, on=["subject", "pathogen"], how="left", nulls_equal=True)
    corrected = pl.col("done").is_not_null() & (pl.col("done") >= pl.col("started"))
    return rows.with_columns(
        pl.when(corrected).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(corrected).then(pl.lit("corrected")).otherwise(pl.lit("as_sent")).alias("state"),
        pl.when(corrected).then(pl.col("done")).alias("done"),
    )


def _backdated(
    events: pl.DataFrame, start: datetime, end: datetime, after: timedelta
) -> pl.DataFrame:
    """Records by the gap between happening and telling; of an interval, its end."""
    told = pl.coalesce("told_at", "stored_at")
    rows = events.filter(told.is_between(start, end, closed="left") & ~is_kind(*FOUND_AFTERWARDS))
    gap = told - pl.coalesce("happened_until", "happened_at")
    tables = _record_kind("kind").alias("record_kind")
    longest = rows.with_columns(tables, gap.alias("gap")).sort("gap", descending=True)
    each = longest.unique(["record_kind", "record", "subject"], keep="first", maintain_order=True)
    late = pl.col("gap") > after
    return each.with_columns(
        pl.when(late).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("counts"),
        pl.when(late)
        .then(pl.lit("told_long_after"))
        .otherwise(pl.lit("told_in_time"))
        .alias("state"),
        (pl.col("gap").dt.total_seconds() / 3600).alias("measure"),
        pl.col("happened_at").alias("started"),
        (pl.coalesce("happened_until", "happened_at") + after).alias("due"),
        told.alias("done"),
    )
