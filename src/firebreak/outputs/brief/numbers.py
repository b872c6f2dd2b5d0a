"""The figures of the day: against yesterday's, with what explains the difference, and by county."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.counts import OUTCOMES, CaseState, case_state, explain_difference
from firebreak.outputs import contacts
from firebreak.outputs.brief.facts import CaseName, CountyRow, Figure, Published, Reason
from firebreak.outputs.brief.names import Names
from firebreak.outputs.urgent import Judged

CUMULATIVE = ("confirmed", "recovered", "died", "excluded", "traced", "released", "became_cases")
ALWAYS = ("confirmed", "suspected", "excluded", "recovered", "died")
ORDER = ("confirmed", "probable", "asymptomatic", "suspected", "excluded", "recovered", "died")
DAY = timedelta(days=1)
SHOWN_CASES = 12
MOST_LINKED = 200  # as many as an address can carry
MOST_NAMED = 500  # looked up at once; more are looked up as they are shown


@dataclass(frozen=True)
class States:
    """
    Every case as it stood: at the brief, at the last 24:00, and at the one before.

    `changes` is `explain_difference` of the two 24:00.
    """

    now: CaseState
    close: CaseState
    before: CaseState
    changes: pl.DataFrame


@dataclass(frozen=True)
class ContactStates:
    """Where every contact stood: at the brief, at the last 24:00 (`closed`), at the one before."""

    closed: datetime
    now: pl.DataFrame
    close: pl.DataFrame
    before: pl.DataFrame


def states(
    events: pl.DataFrame,
    earlier: pl.DataFrame,
    *,
    at: datetime,
    close: datetime,
    own: pl.Series | None,
) -> States:
    """
    Work out the three states, of the cases counted in `own` units.

    Parameters
    ----------
    events, earlier
        The events as known for this brief, and as known for the one of the day before.
    """
    now = case_state(events, as_of=at)
    ended = case_state(events, as_of=close)
    before = case_state(earlier, as_of=close - DAY)
    return States(
        _within(now, own),
        _within(ended, own),
        _within(before, own),
        changes(ended, before, own),
    )


def changes(today: CaseState, yesterday: CaseState, own: pl.Series | None) -> pl.DataFrame:
    """
    Explain the difference in `own` units, from states of every unit.

    States cut to the units before they are compared would call a case that moved away removed from
    the record, and one that moved in told late.
    """
    rows = explain_difference(today, yesterday)
    return rows if own is None else rows.filter(pl.col("unit").is_in(own.implode()))


def figures(
    found: States,
    names: Names,
    *,
    kept: frozenset[str],
    kept_before: frozenset[str],
    published: dict[str, Published],
    by_day: pl.Series,
) -> list[Figure]:
    """
    The figures of cases; clinically diagnosed and asymptomatic only where there are any.

    Parameters
    ----------
    kept, kept_before
        The measures of which the record holds anything, and held the day before
        (`outputs.recorded`).
    published
        What was made public, by measure.
    by_day
        The records of which the day is known and not over (`outputs.recorded.day_not_over`).
    """
    shown = [m for m in ORDER if m in ALWAYS or _count(found.now, m) or _count(found.before, m)]
    rows = {m: found.changes.filter(pl.col("measure") == m) for m in shown}
    rows["excluded"] = _exclusions(found)
    names.fetch({s for table in rows.values() for s in table["subject"].head(MOST_NAMED)})
    return [
        Figure(
            measure,
            label_of(measure),
            _count(found.close, measure),
            _count(found.before, measure) if measure in kept_before else None,
            _count(found.now, measure),
            measure in CUMULATIVE,
            _reasons(rows[measure], names),
            _entered_by_day(found, measure, by_day),
        )
        if measure in kept
        else unknown(measure, published)
        for measure in shown
    ]


def unknown(measure: str, published: dict[str, Published]) -> Figure:
    """The figure of a measure of which the record has never held anything."""
    return Figure(
        measure,
        label_of(measure),
        None,
        None,
        None,
        measure in CUMULATIVE,
        published=published.get(measure),
    )


def contact_states(
    events: pl.DataFrame, earlier: pl.DataFrame, *, at: datetime, close: datetime
) -> ContactStates:
    """Work out where contacts stand, from the events as known now and as known the day before."""
    return ContactStates(
        close,
        contacts.standing(events, at),
        contacts.standing(events, close),
        contacts.standing(earlier, close - DAY),
    )


def contact_figures(
    found: ContactStates,
    *,
    kept: frozenset[str],
    kept_before: frozenset[str],
    published: dict[str, Published],
) -> list[Figure]:
    """
    The figures of contacts: traced = observed + released + ended early + became cases + not placed.

    One person is one contact, however often he was exposed.
    """
    if "traced" not in kept:
        return [unknown("traced", published)]
    explained = contacts.differences(found.before, found.close, since=found.closed - DAY)
    return [
        Figure(
            measure,
            label_of(measure),
            contacts.count(found.close, measure),
            contacts.count(found.before, measure) if measure in kept_before else None,
            contacts.count(found.now, measure),
            measure in CUMULATIVE,
            _contact_reasons(explained, measure),
        )
        if measure in kept
        else unknown(measure, published)
        for measure in contacts.MEASURES
        if measure not in contacts.RARE
        or contacts.count(found.now, measure)
        or contacts.count(found.close, measure)
    ]


def contacts_behind(found: ContactStates) -> dict[str, tuple[int, ...]]:
    """Return the contacts behind each difference of `contact_figures`, as `behind` does."""
    moved = {
        "change": contacts.moves(found.before, found.close),
        "since": contacts.moves(found.close, found.now),
    }
    people = {
        f"{measure}.{what}": contacts.moved_in(rows, measure)
        for measure in contacts.MEASURES
        for what, rows in moved.items()
    }
    return {key: tuple(sorted(ids)) for key, ids in people.items() if len(ids) <= MOST_LINKED}


def _contact_reasons(explained: pl.DataFrame, measure: str) -> tuple[Reason, ...]:
    rows = explained.filter(pl.col("measure") == measure)
    return tuple(
        Reason(why, contacts.words(why), count, change * count, ())
        for why, change, count in rows.select("why", "change", "count").iter_rows()
    )


def county_table(
    found: States,
    late: pl.DataFrame,
    silent: pl.DataFrame,
    counties: list[int],
    names: Names,
    kept: frozenset[str],
    judged: Judged,
) -> tuple[list[CountyRow], CountyRow]:
    """
    Count by county, at the last 24:00, and add up.

    Parameters
    ----------
    late, silent
        The overdue duties beside reports of the day; the overdue reports of the day.
    counties
        The county-level units: each has a row. What stands with none of them (the city's own
        hospital, a case of no known unit) is in one row more, if there is any.
    judged
        Where overdue and silent can be counted at all.
    """
    counted = {
        "confirmed": _by_unit(_of(found.close, "confirmed")),
        "before": _by_unit(_of(found.before, "confirmed")),
        "new": _by_unit(_became_confirmed(found)),
        "suspected": _by_unit(_of(found.close, "suspected")),
        "recovered": _by_unit(_of(found.close, "recovered")),
        "died": _by_unit(_of(found.close, "died")),
        "overdue": _by_unit(late, "county"),
        "silent": _by_unit(silent.unique("subject"), "county"),
    }
    rows = [
        _county_row(counted, [u], names.code(u), names.short(u), kept, judged) for u in counties
    ]
    others = sorted({u for c in counted.values() for u in c} - set(counties), key=str)
    rest = _county_row(counted, others, "", _("with no county"), kept, judged)
    everyone = _county_row(counted, [*counties, *others], "", _("Total"), kept, judged)
    return [*rows, rest] if any(_numbers(rest)) else rows, everyone


def behind(found: States, counties: list[int], names: Names) -> dict[str, tuple[int, ...]]:
    """
    Return the people behind each number, see `facts.Brief.behind`.

    A number of more than `MOST_LINKED` people has none: it is opened by its measure.
    """
    people = {}
    for measure in ORDER:
        now, close, before = (
            set(_of(state, measure)["subject"]) for state in (found.now, found.close, found.before)
        )
        people[measure] = close
        people[f"{measure}.change"] = close ^ before
        people[f"{measure}.since"] = now ^ close
    new = _became_confirmed(found).with_columns(unit="to_unit")
    for unit in counties:
        code = names.code(unit)
        columns = {m: _of(found.close, m) for m in ("confirmed", "suspected", *OUTCOMES)}
        for column, rows in {**columns, "new": new}.items():
            people[f"{code}.{column}"] = set(rows.filter(pl.col("unit") == unit)["subject"])
    return {key: tuple(sorted(ids)) for key, ids in people.items() if len(ids) <= MOST_LINKED}


def label_of(measure: str) -> str:
    """The words for a measure, in the language of the brief."""
    return {
        "confirmed": pgettext("figure", "Confirmed, cumulative"),
        "probable": pgettext("figure", "Clinically diagnosed"),
        "asymptomatic": pgettext("figure", "Asymptomatic"),
        "suspected": pgettext("figure", "Suspected, open"),
        "excluded": pgettext("figure", "Excluded, cumulative"),
        "recovered": pgettext("figure", "Recovered, cumulative"),
        "died": pgettext("figure", "Died, cumulative"),
        "traced": pgettext("figure", "Contacts traced"),
        "observed": pgettext("figure", "under observation"),
        "released": pgettext("figure", "released"),
        "ended_early": pgettext("figure", "observation ended early"),
        "became_cases": pgettext("figure", "became cases"),
        "not_placed": pgettext("figure", "not yet under observation"),
    }[measure]


def reason_words(why: str) -> str:
    """The words for a reason of `engine.counts.REASONS`; "moved" needs units, see `_reasons`."""
    return {
        "new": pgettext("difference", "new"),
        "told_late": pgettext("difference", "had happened before, known only now"),
        "reclassified": pgettext("difference", "classified otherwise"),
        "excluded": pgettext("difference", "excluded"),
        "corrected": pgettext("difference", "corrected"),
        "removed": pgettext("difference", "no longer on record"),
    }[why]


def _within(state: CaseState, own: pl.Series | None) -> CaseState:
    if own is None:
        return state
    return CaseState(state.as_of, state.cases.filter(pl.col("unit").is_in(own.implode())))


def _of(state: CaseState, measure: str) -> pl.DataFrame:
    column = "outcome" if measure in OUTCOMES else "standing"
    return state.cases.filter(pl.col(column) == measure)


def _count(state: CaseState, measure: str) -> int:
    return _of(state, measure).height


def _entered_by_day(found: States, measure: str, by_day: pl.Series) -> int:
    """How many entered since the last 24:00, on a day that is not over."""
    record = "outcome_record" if measure in OUTCOMES else "record"
    key = ["subject", "pathogen"]
    now, close = _of(found.now, measure), _of(found.close, measure)
    came = now.join(close, on=key, how="anti", nulls_equal=True)
    return came.filter(pl.col(record).is_in(by_day.implode())).height


def _became_confirmed(found: States) -> pl.DataFrame:
    """Who became a confirmed case since the count before; who was one and moved did not."""
    became = (pl.col("change") > 0) & (pl.col("why") != "moved")
    return found.changes.filter((pl.col("measure") == "confirmed") & became)


def _exclusions(found: States) -> pl.DataFrame:
    """Who was excluded since the count before, and who is no longer."""
    key = ["subject", "pathogen"]
    now, then = _of(found.close, "excluded"), _of(found.before, "excluded")
    came = now.join(then, on=key, how="anti", nulls_equal=True)
    went = then.join(now, on=key, how="anti", nulls_equal=True)
    late = pl.col("standing_since") < found.before.as_of
    rows = pl.concat(
        [
            came.select(
                "subject",
                pl.lit(1, pl.Int64).alias("change"),
                pl.when(late).then(pl.lit("told_late")).otherwise(pl.lit("new")).alias("why"),
            ),
            went.select(
                "subject",
                pl.lit(-1, pl.Int64).alias("change"),
                pl.lit("reclassified").alias("why"),
            ),
        ]
    )
    no_unit = pl.lit(None, pl.Int64)
    rows = rows.with_columns(no_unit.alias("from_unit"), no_unit.alias("to_unit"))
    return rows.sort("change", "why", "subject", descending=[True, False, False])


def _reasons(table: pl.DataFrame, names: Names) -> tuple[Reason, ...]:
    """
    Why the figure differs; who moved from one own unit to another is one reason, not two.

    Who moved away is not named: he may be none of the reader's people any more.
    """
    stayed = table.filter(pl.col("why") == "moved").group_by("subject").agg(pl.col("change").sum())
    within = stayed.filter(pl.col("change") == 0)["subject"].implode()
    is_within = (pl.col("why") == "moved") & pl.col("subject").is_in(within)
    once = table.filter(~(is_within & (pl.col("change") < 0))).with_columns(
        pl.when(is_within).then(0).otherwise(pl.col("change")).alias("change")
    )
    ways = [pl.when(pl.col("why") == "moved").then(pl.col(c)) for c in ("from_unit", "to_unit")]
    return tuple(
        Reason(
            why,
            reason_words(why) if why != "moved" else _moved_words(was, became, names),
            rows.height,
            change * rows.height,
            () if why == "moved" and change < 0 else _some(rows["subject"], names),
        )
        for (why, change, was, became), rows in once.group_by(
            "why", "change", *ways, maintain_order=True
        )
    )


def _moved_words(was: int | None, became: int | None, names: Names) -> str:
    return pgettext("difference", "counted by %(now)s now, before by %(before)s") % {
        "now": names.short(became),
        "before": names.short(was),
    }


def _some(people: pl.Series, names: Names) -> tuple[CaseName, ...]:
    ordered = sorted(people, key=names.order)
    names.fetch(set(ordered[:SHOWN_CASES]))
    return tuple(names.case(person) for person in ordered[:SHOWN_CASES])


def _by_unit(rows: pl.DataFrame, column: str = "unit") -> dict[int | None, int]:
    return dict(rows.group_by(column).len().iter_rows())


def _county_row(
    counted: dict[str, dict[int | None, int]],
    units: list[int | None],
    code: str,
    name: str,
    kept: frozenset[str],
    judged: Judged,
) -> CountyRow:
    sums = {what: sum(by_unit.get(u, 0) for u in units) for what, by_unit in counted.items()}
    sums["other"] = sums["confirmed"] - sums["before"] - sums["new"]
    of = {"new": "confirmed", "other": "confirmed"}  # parts of another measure
    known = {w: n if of.get(w, w) in kept else None for w, n in sums.items()}
    return CountyRow(
        code,
        name,
        known["confirmed"],
        known["new"],
        known["other"],
        known["suspected"],
        known["recovered"],
        known["died"],
        sums["overdue"] if judged.counts_clocks(units) else None,
        sums["silent"] if judged.reports.intersection(units) else None,
    )


def _numbers(row: CountyRow) -> tuple[int | None, ...]:
    return astuple(row)[2:]
