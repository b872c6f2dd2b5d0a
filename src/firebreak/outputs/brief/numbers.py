"""The figures of the day: against yesterday's, with what explains the difference, and by county."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.engine.counts import CaseState, case_state, explain_difference
from firebreak.engine.kinds import matching
from firebreak.outputs.brief.facts import CaseName, CountyRow, Figure, Reason
from firebreak.outputs.brief.names import Names

CUMULATIVE = ("confirmed", "recovered", "died", "excluded", "traced", "released", "became_cases")
ALWAYS = ("confirmed", "suspected", "excluded", "recovered", "died")
IF_ANY = ("probable", "asymptomatic")
ORDER = ("confirmed", "probable", "asymptomatic", "suspected", "excluded", "recovered", "died")
CONTACTS = ("traced", "observed", "released", "became_cases", "not_placed")
OF_CONTACTS = (
    "contact.named",
    "case.confirmed",
    "case.asymptomatic",
    *matching("placement.began"),
    *matching("placement.ended"),
)
SHOWN_CASES = 12
MOST_NAMED = 500  # looked up at once; more are looked up as they are shown


@dataclass(frozen=True)
class States:
    """Every case as it stood: at the brief, at the last 24:00, and at the one before."""

    now: CaseState
    close: CaseState
    before: CaseState


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
    day = timedelta(days=1)
    return States(
        _within(case_state(events, as_of=at), own),
        _within(case_state(events, as_of=close), own),
        _within(case_state(earlier, as_of=close - day), own),
    )


def figures(found: States, names: Names) -> list[Figure]:
    """The figures of cases; clinically diagnosed and asymptomatic only where there are any."""
    explained = explain_difference(found.close, found.before)
    shown = [m for m in ORDER if m in ALWAYS or _count(found.now, m) or _count(found.before, m)]
    rows = {m: explained.filter(pl.col("measure") == m) for m in shown}
    rows["excluded"] = _exclusions(found)
    names.fetch({s for table in rows.values() for s in table["subject"].head(MOST_NAMED)})
    return [
        Figure(
            measure,
            label_of(measure),
            _count(found.close, measure),
            _count(found.before, measure),
            _count(found.now, measure),
            measure in CUMULATIVE,
            _reasons(rows[measure], names),
        )
        for measure in shown
    ]


def contact_figures(
    events: pl.DataFrame, earlier: pl.DataFrame, *, at: datetime, close: datetime
) -> list[Figure]:
    """
    The figures of contacts: traced = observed + released + became cases + not placed yet.

    One person is one contact, however often he was exposed.
    """
    then = _contacts_at(earlier, close - timedelta(days=1))
    at_close, now = _contacts_at(events, close), _contacts_at(events, at)
    if not now["traced"]:
        return []
    return [
        Figure(m, label_of(m), at_close[m], then[m], now[m], m in CUMULATIVE)
        for m in CONTACTS
        if m != "not_placed" or now[m] or at_close[m]
    ]


def county_table(
    found: States, late: pl.DataFrame, silent: pl.DataFrame, counties: list[int], names: Names
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
    """
    counted = {
        "confirmed": _by_unit(_of(found.close, "confirmed")),
        "before": _by_unit(_of(found.before, "confirmed")),
        "suspected": _by_unit(_of(found.close, "suspected")),
        "recovered": _by_unit(_of(found.close, "recovered")),
        "died": _by_unit(_of(found.close, "died")),
        "overdue": _by_unit(late, "county"),
        "silent": _by_unit(silent.unique("subject"), "county"),
    }
    rows = [_county_row(counted, [u], names.code(u), names.short(u)) for u in counties]
    others = sorted({u for c in counted.values() for u in c} - set(counties), key=str)
    rest = _county_row(counted, others, "", _("with no county"))
    kept = [*rows, rest] if any(_numbers(rest)) else rows
    everyone = _county_row(counted, [*counties, *others], "", _("Total"))
    return kept, everyone


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
        "became_cases": pgettext("figure", "became cases"),
        "not_placed": pgettext("figure", "not yet under observation"),
    }[measure]


def reason_words(why: str) -> str:
    """The words for a reason of `engine.counts.REASONS`."""
    return {
        "new": pgettext("difference", "new"),
        "told_late": pgettext("difference", "had happened before, known only now"),
        "reclassified": pgettext("difference", "classified otherwise"),
        "excluded": pgettext("difference", "excluded"),
        "corrected": pgettext("difference", "corrected"),
        "moved": pgettext("difference", "counted by another unit now"),
        "removed": pgettext("difference", "no longer on record"),
    }[why]


def _within(state: CaseState, own: pl.Series | None) -> CaseState:
    if own is None:
        return state
    return CaseState(state.as_of, state.cases.filter(pl.col("unit").is_in(own.implode())))


def _of(state: CaseState, measure: str) -> pl.DataFrame:
    column = "outcome" if measure in ("recovered", "died") else "standing"
    return state.cases.filter(pl.col(column) == measure)


def _count(state: CaseState, measure: str) -> int:
    return _of(state, measure).height


def _exclusions(found: States) -> pl.DataFrame:
    """Who was excluded since the count before, and who is no longer."""
    key = ["subject", "pathogen"]
    now, then = _of(found.close, "excluded"), _of(found.before, "excluded")
    came = now.join(then, on=key, how="anti", nulls_equal=True)
    went = then.join(now, on=key, how="anti", nulls_equal=True)
    late = pl.col("standing_since") < found.before.as_of
    return pl.concat(
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


def _reasons(table: pl.DataFrame, names: Names) -> tuple[Reason, ...]:
    """Why the figure differs; who moved from one own unit to another is one reason, not two."""
    stayed = table.filter(pl.col("why") == "moved").group_by("subject").agg(pl.col("change").sum())
    within = stayed.filter(pl.col("change") == 0)["subject"].implode()
    is_within = (pl.col("why") == "moved") & pl.col("subject").is_in(within)
    once = table.filter(~(is_within & (pl.col("change") < 0))).with_columns(
        pl.when(is_within).then(0).otherwise(pl.col("change")).alias("change")
    )
    return tuple(
        Reason(
            why,
            reason_words(why),
            rows.height,
            change * rows.height,
            _some(rows["subject"], names),
        )
        for (why, change), rows in once.group_by("why", "change", maintain_order=True)
    )


def _some(people: pl.Series, names: Names) -> tuple[CaseName, ...]:
    ordered = sorted(people, key=names.order)
    names.fetch(set(ordered[:SHOWN_CASES]))
    return tuple(names.case(person) for person in ordered[:SHOWN_CASES])


def _contacts_at(events: pl.DataFrame, at: datetime) -> dict[str, int]:
    past = events.filter(pl.col("kind").is_in(OF_CONTACTS) & (pl.col("happened_at") < at))
    past = past.with_columns(pl.col("kind").cast(pl.String))
    named = past.filter(pl.col("kind") == "contact.named").select("subject").unique()
    cases = past.filter(pl.col("kind").is_in(["case.confirmed", "case.asymptomatic"]))
    placed = (
        past.filter(pl.col("kind").str.starts_with("placement."))
        .sort("happened_at", "record")
        .group_by("subject")
        .agg(pl.col("kind").last())
    )
    became = named.join(cases, on="subject", how="semi").height
    rest = named.join(cases, on="subject", how="anti").join(placed, on="subject", how="left")
    observed = rest.filter(pl.col("kind").str.starts_with("placement.began")).height
    released = rest.filter(pl.col("kind").str.starts_with("placement.ended")).height
    return {
        "traced": named.height,
        "observed": observed,
        "released": released,
        "became_cases": became,
        "not_placed": rest.filter(pl.col("kind").is_null()).height,
    }


def _by_unit(rows: pl.DataFrame, column: str = "unit") -> dict[int | None, int]:
    return dict(rows.group_by(column).len().iter_rows())


def _county_row(
    counted: dict[str, dict[int | None, int]], units: list[int | None], code: str, name: str
) -> CountyRow:
    sums = {what: sum(by_unit.get(u, 0) for u in units) for what, by_unit in counted.items()}
    return CountyRow(
        code,
        name,
        sums["confirmed"],
        sums["confirmed"] - sums["before"],
        sums["suspected"],
        sums["recovered"],
        sums["died"],
        sums["overdue"],
        sums["silent"],
    )


def _numbers(row: CountyRow) -> tuple[int, ...]:
    return astuple(row)[2:]
