"""Daily counts, and what explains the difference between two of them.

A count is of cases *as of* an instant: a day of a bulletin is 0-24 h local time, but one bulletin
covers 0-23 h, so the instant is an argument. A `CaseState` is every case as it stood then; totals,
new cases and differences are all read off states, so they add up by construction.

Two states may differ because time went on, or because more is known now about the same instant
(project the events as they were known then, and make the state of that). Either way
`explain_difference` says which cases came and went.

`confirmed` and the like count everyone who stands so, recovered and dead included; `suspected`
counts those who stand so now. One person with one pathogen is one case: asymptomatic becoming
confirmed moves him from one count to the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

import polars as pl

from firebreak.engine.tables import EVENTS, INSTANT, LINELIST, check_table, is_kind
from firebreak.engine.when import in_utc

STANDINGS = ("suspected", "probable", "confirmed", "asymptomatic", "excluded")
OUTCOMES = ("recovered", "died")
MEASURES = ("confirmed", "suspected", "probable", "asymptomatic", "recovered", "died")
CURVES = ("date_onset", "date_confirmation", "date_reporting")
DAY = timedelta(days=1)
CASE_KINDS = tuple(f"case.{word}" for word in (*STANDINGS, *OUTCOMES))
_OF_SUSPICION = ("case.suspected", "case.excluded")
_OF_OUTCOME = ("case.recovered", "case.died")
#: measure -> the kinds of which one is enough to show that a record keeps such things: whoever
#: enters recoveries would enter deaths.
KEPT_BY = {
    "confirmed": CASE_KINDS,
    "probable": CASE_KINDS,
    "asymptomatic": CASE_KINDS,
    "suspected": _OF_SUSPICION,
    "excluded": _OF_SUSPICION,
    "recovered": _OF_OUTCOME,
    "died": _OF_OUTCOME,
}

STATE: dict[str, pl.DataType] = {
    "subject": pl.Int64(),  # the person
    "pathogen": pl.String(),
    "standing": pl.String(),  # one of STANDINGS
    "standing_since": INSTANT,
    "outcome": pl.String(),  # one of OUTCOMES; null: none
    "outcome_since": INSTANT,
    "unit": pl.Int64(),  # in whose count it stands
    "record": pl.Int64(),  # of the classification
    "outcome_record": pl.Int64(),
}
COUNTS: dict[str, pl.DataType] = {
    "level": pl.String(),  # "all" (every unit together) or "unit"
    "unit": pl.Int64(),  # null at level "all"; at level "unit": the unit is not known
    "measure": pl.String(),
    "entered": pl.Int64(),  # since the state before
    "left": pl.Int64(),
    "total": pl.Int64(),
}
DIFFERENCE: dict[str, pl.DataType] = {
    "measure": pl.String(),
    "unit": pl.Int64(),
    "change": pl.Int64(),  # +1 entered, -1 left
    "why": pl.String(),  # one of REASONS
    "subject": pl.Int64(),
    "pathogen": pl.String(),
    "from_standing": pl.String(),
    "to_standing": pl.String(),
    "from_unit": pl.Int64(),
    "to_unit": pl.Int64(),
    "since": INSTANT,  # when it happened, as known in the later state
    "record": pl.Int64(),
}
REASONS = {
    "new": "happened since the earlier count",
    "told_late": "had happened by the earlier count, but was not known then",
    "reclassified": "was classified otherwise since the earlier count",
    "excluded": "was excluded since the earlier count",
    "corrected": "what was known at the earlier count has been corrected",
    "moved": "is counted by another unit now",
    "removed": "is no longer on record",
}


class CountError(ValueError):
    """A count was asked for that cannot be made."""


@dataclass(frozen=True)
class CaseState:
    """Every case as it stood at `as_of`: `cases` has the columns of `STATE`."""

    as_of: datetime
    cases: pl.DataFrame


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """
    Return the instant at which a local day is over (24:00), the usual as-of of a bulletin.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> end_of_day(date(2020, 2, 3), ZoneInfo("Asia/Shanghai")).isoformat()
    '2020-02-04T00:00:00+08:00'
    """
    return datetime.combine(day + timedelta(days=1), time(), zone)


def case_state(
    events: pl.DataFrame,
    *,
    as_of: datetime,
    linelist: pl.DataFrame | None = None,
    counted_by: str = "unit",
) -> CaseState:
    """
    Work out how every case stood at an instant.

    Parameters
    ----------
    events
        As `tables.EVENTS`; `case.*` is used. What happened before `as_of` counts; what is known
        only to the day counts once that day has begun.
    as_of
        The instant; 24:00 of a day is 00:00 of the next.
    linelist
        Needed to count by anything but the events' own `county`.
    counted_by
        "unit", "unit_residence", "unit_stay" or "unit_reporting" of the line list.

    Raises
    ------
    CountError
        `counted_by` is not one of these, or needs a line list.

    Examples
    --------
    >>> from datetime import UTC
    >>> events = pl.DataFrame({"subject": [1, 1], "kind": ["case.suspected", "case.confirmed"],
    ...     "happened_at": [datetime(2020, 2, 2, tzinfo=UTC), datetime(2020, 2, 3, tzinfo=UTC)]})
    >>> case_state(events, as_of=datetime(2020, 2, 3, tzinfo=UTC)).cases["standing"].to_list()
    ['suspected']
    >>> case_state(events, as_of=datetime(2020, 2, 4, tzinfo=UTC)).cases["standing"].to_list()
    ['confirmed']
    """
    as_of = in_utc(as_of)
    table = check_table(events, EVENTS, "events").filter(
        is_kind(*CASE_KINDS) & (pl.col("happened_at") < as_of)
    )
    words = pl.col("kind").cast(pl.String).str.strip_prefix("case.").alias("word")
    history = table.with_columns(words).sort("happened_at", "stored_at", "record")
    standing = _latest(history.filter(pl.col("word").is_in(STANDINGS)), "standing", "record")
    outcome = _latest(history.filter(pl.col("word").is_in(OUTCOMES)), "outcome", "outcome_record")
    key = ["subject", "pathogen"]
    joined = standing.join(outcome, on=key, how="full", coalesce=True, nulls_equal=True)
    closed = joined.with_columns(  # an outcome alone says that he was a case; since then at least
        pl.col("standing").fill_null("confirmed"),
        pl.coalesce("standing_since", "outcome_since").alias("standing_since"),
        pl.coalesce("standing_county", "outcome_county").alias("unit"),
        pl.coalesce("record", "outcome_record").alias("record"),
    )
    return CaseState(as_of, _counted_by(_without_void_outcomes(closed), linelist, counted_by))


def linelist_state(
    linelist: pl.DataFrame, *, as_of: datetime, zone: tzinfo, counted_by: str = "unit"
) -> CaseState:
    """
    Work out how every case stood, from a line list alone.

    A line list has only its last classification, so this knows confirmations and outcomes by their
    dates and nothing of what a case was before. Excluded and suspected cases are left out.

    Examples
    --------
    >>> from datetime import UTC
    >>> cases = pl.DataFrame({"id": [1, 2], "person_id": [1, 2], "classification": "confirmed",
    ...     "date_confirmation": [date(2020, 2, 2), date(2020, 2, 3)], "unit": [5, 5]})
    >>> state = linelist_state(cases, as_of=datetime(2020, 2, 3, tzinfo=UTC), zone=UTC)
    >>> totals(state).filter(level="all", measure="confirmed")["total"].item()
    1
    """
    cases = check_table(linelist, LINELIST, "linelist")
    as_of = in_utc(as_of)
    _check_counted_by(counted_by)
    ended = pl.col("classification").is_in(OUTCOMES)
    counted = cases.filter(
        pl.col("classification").is_in(["confirmed", "probable", "asymptomatic", *OUTCOMES])
    )
    rows = counted.select(
        pl.coalesce("person_id", "id").alias("subject"),
        "pathogen",
        pl.when(ended)
        .then(pl.lit("confirmed"))
        .otherwise(pl.col("classification"))
        .alias("standing"),
        _midnight("date_confirmation", zone).alias("standing_since"),
        pl.when(ended).then(pl.col("classification")).alias("outcome"),
        pl.when(ended).then(_midnight("date_outcome", zone)).alias("outcome_since"),
        pl.col(counted_by).alias("unit"),
        pl.col("id").alias("record"),
        pl.when(ended).then(pl.col("id")).alias("outcome_record"),
    ).filter(pl.col("standing_since") < as_of)
    over = pl.col("outcome_since") < as_of
    known = rows.with_columns(
        pl.when(over).then(pl.col(column)).alias(column)
        for column in ("outcome", "outcome_since", "outcome_record")
    )
    return CaseState(as_of, _as_state(known))


def totals(state: CaseState, before: CaseState | None = None) -> pl.DataFrame:
    """
    Count a state by measure, for each unit and for all together.

    Parameters
    ----------
    state
        What to count.
    before
        An earlier state; `entered` and `left` are against it. None: all have just entered.

    Returns
    -------
    pl.DataFrame
        As `COUNTS`. Every unit that occurs has a row for every measure, also of zero. Units sum to
        the total. A case that moved from one unit to another entered one and left the other, and
        neither in the total.
    """
    now = _membership(state.cases)
    then = _membership(before.cases) if before else now.clear()
    changes = _changes(then, now)
    by_unit = _tally(now, changes, ["unit", "measure"])
    whole = _tally(now, changes, ["measure"]).join(
        _moved_within(changes).group_by("measure").agg(pl.len().cast(pl.Int64).alias("moved")),
        on="measure",
        how="left",
    )
    between = pl.col("moved").fill_null(0)
    whole = whole.with_columns(pl.col("entered") - between, pl.col("left") - between)
    units = pl.concat([now, then])["unit"].unique().sort(nulls_last=True).to_frame()
    measures = pl.DataFrame({"measure": MEASURES})
    return pl.concat(
        [
            _filled(measures, whole, ["measure"], "all"),
            _filled(units.join(measures, how="cross"), by_unit, ["unit", "measure"], "unit"),
        ]
    )


def daily_counts(
    events: pl.DataFrame,
    *,
    as_ofs: Sequence[datetime],
    linelist: pl.DataFrame | None = None,
    counted_by: str = "unit",
) -> pl.DataFrame:
    """
    Count at each of a run of instants; `entered` and `left` are against the instant before.

    Parameters
    ----------
    events, linelist, counted_by
        As in `case_state`.
    as_ofs
        In order, no repeats; one per bulletin (see `end_of_day`).

    Returns
    -------
    pl.DataFrame
        `as_of` and the columns of `COUNTS`. The first instant is counted against nothing.

    Raises
    ------
    CountError
        The instants are not in order.
    """
    if any(later <= earlier for earlier, later in pairwise(as_ofs)):
        raise CountError("as_ofs must rise from one to the next; sort them and drop repeats.")
    cases = check_table(events, EVENTS, "events").filter(is_kind(*CASE_KINDS))
    counted, before = [], None
    for as_of in as_ofs:
        state = case_state(cases, as_of=as_of, linelist=linelist, counted_by=counted_by)
        table = totals(state, before)
        counted.append(table.select(pl.lit(state.as_of).cast(INSTANT).alias("as_of"), pl.all()))
        before = state
    if not counted:
        return pl.DataFrame(schema={"as_of": INSTANT, **COUNTS})
    return pl.concat(counted)


def explain_difference(today: CaseState, yesterday: CaseState) -> pl.DataFrame:
    """
    Say which cases make the difference between two states.

    Parameters
    ----------
    today, yesterday
        Two states: of two instants, or of one instant as known at two times.

    Returns
    -------
    pl.DataFrame
        As `DIFFERENCE`: one row per case, measure and unit it entered (+1) or left (-1); `why` is
        one of `REASONS`. Summed over any measure and unit the changes are exactly the difference
        of the totals.

    Examples
    --------
    >>> from datetime import UTC
    >>> events = pl.DataFrame({"subject": [1, 1], "kind": ["case.suspected", "case.confirmed"],
    ...     "happened_at": [datetime(2020, 2, 2, tzinfo=UTC), datetime(2020, 2, 3, 9, tzinfo=UTC)]})
    >>> states = [case_state(events, as_of=datetime(2020, 2, d, tzinfo=UTC)) for d in (3, 4)]
    >>> explain_difference(states[1], states[0])["measure", "change", "why"].rows()
    [('confirmed', 1, 'new'), ('suspected', -1, 'reclassified')]
    """
    changes = _changes(_membership(yesterday.cases), _membership(today.cases))
    key = ["subject", "pathogen"]
    was = yesterday.cases.select(
        *key, pl.col("standing").alias("from_standing"), pl.col("unit").alias("from_unit")
    )
    became = today.cases.select(
        *key,
        pl.col("standing").alias("to_standing"),
        pl.col("unit").alias("to_unit"),
        "standing_since",
        "outcome_since",
        pl.col("record").alias("standing_record"),
    )
    moved = _moved_within(changes).select(*key, "measure", pl.lit(True).alias("moved")).unique()
    rows = (
        changes.join(moved, on=[*key, "measure"], how="left", nulls_equal=True)
        .join(was, on=key, how="left", nulls_equal=True)
        .join(became, on=key, how="left", nulls_equal=True)
        .with_columns(
            _since().alias("since"), _record().alias("record"), pl.col("moved").fill_null(False)
        )
        .with_columns(_why(yesterday.as_of).alias("why"))
    )
    order = pl.col("measure").replace_strict({m: i for i, m in enumerate(MEASURES)})
    return rows.select(pl.col(c).cast(kind) for c, kind in DIFFERENCE.items()).sort(
        order, pl.col("change"), "unit", "subject", descending=[False, True, False, False]
    )


def reconcile(
    published: pl.DataFrame,
    events: pl.DataFrame,
    *,
    linelist: pl.DataFrame | None = None,
    counted_by: str = "unit",
) -> pl.DataFrame:
    """
    Hold published numbers against our own counts at the same instants.

    Parameters
    ----------
    published
        `as_of` (instant), `unit` (null: the whole), `measure` (one of `MEASURES`, or "new_" and
        one of them: what entered in the 24 hours before), `value`; `id` of its report, if any.
        Other measures are left out.
    events, linelist, counted_by
        As in `case_state`.

    Returns
    -------
    pl.DataFrame
        `id`, `as_of`, `unit`, `measure`, `published`, `counted`, and `difference`: counted less
        published. Both are null for a measure of which the events have never held anything
        (`KEPT_BY`): that is unknown, not 0.

    Examples
    --------
    >>> from datetime import UTC
    >>> events = pl.DataFrame({"subject": [1], "kind": ["case.confirmed"],
    ...     "happened_at": [datetime(2020, 2, 3, 9, tzinfo=UTC)]})
    >>> published = pl.DataFrame({"as_of": [datetime(2020, 2, 4, tzinfo=UTC)] * 2, "unit": None,
    ...     "measure": ["confirmed", "new_confirmed"], "value": [1, 3]})
    >>> reconcile(published, events)["measure", "counted", "difference"].rows()
    [('confirmed', 1, 0), ('new_confirmed', 1, -2)]
    """
    known = [*MEASURES, *(f"new_{measure}" for measure in MEASURES)]
    theirs = published.filter(pl.col("measure").is_in(known)).select(
        pl.col("as_of").cast(INSTANT),
        pl.col("unit").cast(pl.Int64),
        "measure",
        pl.col("value").cast(pl.Int64).alias("published"),
        (pl.col("id") if "id" in published.columns else pl.lit(None)).cast(pl.Int64).alias("id"),
    )
    cases = check_table(events, EVENTS, "events").filter(is_kind(*CASE_KINDS))
    counted = [pl.DataFrame(schema={"as_of": INSTANT, **COUNTS})]
    for as_of in theirs["as_of"].unique().sort():
        pair = (as_of - DAY, as_of)
        counts = daily_counts(cases, as_ofs=pair, linelist=linelist, counted_by=counted_by)
        counted.append(counts.filter(pl.col("as_of") == as_of))
    ours = _as_published(pl.concat(counted))
    key = ["as_of", "level", "unit", "measure"]
    level = pl.when(pl.col("unit").is_null()).then(pl.lit("all")).otherwise(pl.lit("unit"))
    both = theirs.with_columns(level.alias("level")).join(
        ours, on=key, how="left", nulls_equal=True
    )
    held = set(cases["kind"].unique().cast(pl.String))
    kept = [measure for measure in MEASURES if held.intersection(KEPT_BY[measure])]
    is_kept = pl.col("measure").str.strip_prefix("new_").is_in(kept)
    number = pl.when(is_kept).then(pl.col("counted").fill_null(0)).alias("counted")
    return both.select(
        "id",
        "as_of",
        "unit",
        "measure",
        "published",
        number,
        (number - pl.col("published")).alias("difference"),
    ).sort("as_of", "measure", "unit")


def _as_published(counts: pl.DataFrame) -> pl.DataFrame:
    """Totals, and what entered as "new_", under each other."""
    key = ["as_of", "level", "unit"]
    total = counts.select(*key, "measure", pl.col("total").alias("counted"))
    new = pl.format("new_{}", "measure").alias("measure")
    return pl.concat([total, counts.select(*key, new, pl.col("entered").alias("counted"))])


def epidemic_curve(
    linelist: pl.DataFrame,
    *,
    by: str = "date_onset",
    start: date | None = None,
    end: date | None = None,
    classifications: Sequence[str] = ("confirmed", "recovered", "died"),
    marks: Iterable[tuple[date, str]] = (),
) -> pl.DataFrame:
    """
    Count cases by day of onset, confirmation or report, with the days on which an edition changed.

    Parameters
    ----------
    linelist
        As `tables.LINELIST`.
    by
        One of `CURVES`.
    start, end
        First and last day (both included). None: of the first and last case.
    classifications
        Which cases to count.
    marks
        Day and name of each change of edition.

    Returns
    -------
    pl.DataFrame
        `date`, `cases`, `marks` (list of names), every day once; a last row with `date` null counts
        the cases whose day is not known, if there are any.

    Raises
    ------
    CountError
        `by` is not one of `CURVES`.

    Examples
    --------
    >>> cases = pl.DataFrame({"id": [1, 2, 3], "classification": "confirmed",
    ...     "date_onset": [date(2020, 1, 20), date(2020, 1, 22), None]})
    >>> curve = epidemic_curve(cases, marks=[(date(2020, 1, 22), "4th")])
    >>> curve["cases"].to_list(), curve["marks"].to_list()
    ([1, 0, 1, 1], [[], [], ['4th'], []])
    >>> curve["date"].to_list()[-1] is None  # one case whose onset is not known
    True
    """
    if by not in CURVES:
        raise CountError(f"by is {by!r}; give one of {', '.join(CURVES)}.")
    cases = check_table(linelist, LINELIST, "linelist").filter(
        pl.col("classification").is_in(classifications)
    )
    known = cases[by].drop_nulls()
    first, last = start or known.min(), end or known.max()
    days = pl.DataFrame(schema={"date": pl.Date})
    if first is not None and last is not None:
        days = pl.DataFrame({"date": pl.date_range(first, last, eager=True)})  # type: ignore[arg-type]
    curve = (
        days.join(
            cases.group_by(pl.col(by).alias("date")).agg(pl.len().cast(pl.Int64).alias("cases")),
            on="date",
            how="left",
        )
        .with_columns(pl.col("cases").fill_null(0))
        .sort("date")
    )
    unknown = cases.height - known.len()
    if unknown:
        row = pl.DataFrame({"date": [None], "cases": [unknown]}, schema=curve.schema)
        curve = pl.concat([curve, row])
    return _with_marks(curve, marks)


# --- how a state is made -----------------------------------------------------------------------


def _latest(history: pl.DataFrame, name: str, record: str) -> pl.DataFrame:
    """The last word of each case's (sorted) history, since when, by which record."""
    return history.group_by("subject", "pathogen", maintain_order=True).agg(
        pl.col("word").last().alias(name),
        pl.col("happened_at").last().alias(f"{name}_since"),
        pl.col("county").last().alias(f"{name}_county"),
        pl.col("record").last().alias(record),
    )


def _without_void_outcomes(cases: pl.DataFrame) -> pl.DataFrame:
    """Who was classified again after his outcome, or excluded, has none."""
    holds = (pl.col("outcome_since") >= pl.col("standing_since")) & (
        pl.col("standing") != "excluded"
    )
    return cases.with_columns(
        pl.when(holds).then(pl.col(column)).alias(column)
        for column in ("outcome", "outcome_since", "outcome_record")
    )


def _counted_by(
    cases: pl.DataFrame, linelist: pl.DataFrame | None, counted_by: str
) -> pl.DataFrame:
    _check_counted_by(counted_by)
    if linelist is None and counted_by != "unit":
        raise CountError(f"To count by {counted_by} give the line list, which says it.")
    if linelist is None:
        return _as_state(cases)
    facts = check_table(linelist, LINELIST, "linelist").select(
        pl.col("person_id").alias("subject"), "pathogen", pl.col(counted_by).alias("listed")
    )
    once = facts.drop_nulls("subject").unique(["subject", "pathogen"], keep="first")
    joined = cases.join(once, on=["subject", "pathogen"], how="left", nulls_equal=True)
    own = pl.coalesce("listed", "unit") if counted_by == "unit" else pl.col("listed")
    return _as_state(joined.with_columns(own.alias("unit")))


def _check_counted_by(counted_by: str) -> None:
    fields = [column for column in LINELIST if column.startswith("unit")]
    if counted_by not in fields:
        raise CountError(f"counted_by is {counted_by!r}; give one of {', '.join(fields)}.")


def _as_state(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select(pl.col(c).cast(kind) for c, kind in STATE.items()).sort(
        "subject", "pathogen", nulls_last=True
    )


def _midnight(column: str, zone: tzinfo) -> pl.Expr:
    local = pl.col(column).cast(pl.Datetime("us")).dt.replace_time_zone(str(zone))
    return local.dt.convert_time_zone("UTC")


# --- how states are compared -------------------------------------------------------------------


def _membership(cases: pl.DataFrame) -> pl.DataFrame:
    """One row per case and measure it counts in."""
    columns = ["subject", "pathogen", "unit"]
    standing = cases.select(*columns, pl.col("standing").alias("measure"), "record")
    outcome = cases.select(
        *columns, pl.col("outcome").alias("measure"), pl.col("outcome_record").alias("record")
    )
    return pl.concat([standing, outcome]).filter(pl.col("measure").is_in(MEASURES))


def _changes(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Memberships that came (+1) and went (-1)."""
    key = ["subject", "pathogen", "unit", "measure"]
    came = now.join(then, on=key, how="anti", nulls_equal=True)
    went = then.join(now, on=key, how="anti", nulls_equal=True)
    one = pl.lit(1, pl.Int64)
    return pl.concat(
        [came.with_columns(one.alias("change")), went.with_columns((-one).alias("change"))]
    )


def _since() -> pl.Expr:
    """When the change happened, as the later state knows it."""
    of_outcome = pl.col("measure").is_in(OUTCOMES)
    outcome = pl.coalesce("outcome_since", "standing_since")
    return pl.when(of_outcome).then(outcome).otherwise(pl.col("standing_since"))


def _record() -> pl.Expr:
    """What shows the change: of who left, the classification that took him out."""
    taken_out = pl.coalesce("standing_record", "record")
    return pl.when(pl.col("change") < 0).then(taken_out).otherwise(pl.col("record"))


def _why(earlier: datetime) -> pl.Expr:
    """The reason of a row; see `REASONS`."""
    entered, since_then = pl.col("change") > 0, pl.col("since") >= earlier
    counted = ["confirmed", "probable", "asymptomatic"]
    was_a_case = pl.col("from_standing").is_in(counted).fill_null(False)  # null: was not on record
    other_kind = was_a_case & ~pl.col("measure").is_in(OUTCOMES)
    return (
        pl.when(pl.col("to_standing").is_null())
        .then(pl.lit("removed"))
        .when(pl.col("moved"))
        .then(pl.lit("moved"))
        .when(entered & ~since_then)
        .then(pl.lit("told_late"))
        .when(~since_then)
        .then(pl.lit("corrected"))
        .when(entered & ~other_kind)
        .then(pl.lit("new"))
        .when(~entered & (pl.col("to_standing") == "excluded"))
        .then(pl.lit("excluded"))
        .otherwise(pl.lit("reclassified"))
    )


def _tally(now: pl.DataFrame, changes: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Total, entered and left for each group that has any."""
    total = now.group_by(by).agg(pl.len().cast(pl.Int64).alias("total"))
    moves = changes.group_by(by).agg(
        (pl.col("change") > 0).sum().cast(pl.Int64).alias("entered"),
        (pl.col("change") < 0).sum().cast(pl.Int64).alias("left"),
    )
    return total.join(moves, on=by, how="full", coalesce=True, nulls_equal=True)


def _filled(rows: pl.DataFrame, tally: pl.DataFrame, by: list[str], level: str) -> pl.DataFrame:
    """Every row of `rows`, with zero where nothing was tallied."""
    joined = rows.join(tally, on=by, how="left", nulls_equal=True, maintain_order="left")
    table = joined.with_columns(
        pl.lit(level).alias("level"), pl.col("entered", "left", "total").fill_null(0)
    )
    if "unit" not in table.columns:
        table = table.with_columns(pl.lit(None, pl.Int64).alias("unit"))
    return table.select(pl.col(c).cast(kind) for c, kind in COUNTS.items())


def _moved_within(changes: pl.DataFrame) -> pl.DataFrame:
    """Cases that left a measure in one unit and entered it in another."""
    key = ["subject", "pathogen", "measure"]
    came, went = changes.filter(pl.col("change") > 0), changes.filter(pl.col("change") < 0)
    return came.join(went, on=key, how="semi", nulls_equal=True)


def _with_marks(curve: pl.DataFrame, marks: Iterable[tuple[date, str]]) -> pl.DataFrame:
    named = pl.DataFrame(list(marks), schema={"date": pl.Date, "marks": pl.String}, orient="row")
    by_day = named.group_by("date", maintain_order=True).agg("marks")
    joined = curve.join(by_day, on="date", how="left", maintain_order="left")
    return joined.with_columns(pl.col("marks").fill_null(pl.lit([], pl.List(pl.String))))
