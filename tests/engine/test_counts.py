from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.counts import (
    MEASURES,
    REASONS,
    CountError,
    case_state,
    daily_counts,
    end_of_day,
    epidemic_curve,
    explain_difference,
    linelist_state,
    reconcile,
    totals,
)
from firebreak.engine.tables import EVENTS, LINELIST

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2020, 2, 1, tzinfo=ZONE)


def events(*rows):
    """Rows of (person, word, "02-03 09:00" or "02-03", unit, record)."""
    return pl.DataFrame([_event(*row) for row in rows], schema=EVENTS)


def _event(person, word, when, unit=1, record=None):
    start = datetime.fromisoformat(f"2020-{when}").replace(tzinfo=ZONE)
    return {
        "subject": person,
        "kind": f"case.{word}",
        "pathogen": "sars-cov-2",
        "county": unit,
        "happened_at": start.astimezone(UTC),
        "happened_until": None if " " in when else (start + timedelta(days=1)).astimezone(UTC),
        "record": record,
    }


def after(day):
    return end_of_day(date(2020, 2, day), ZONE)


def total(table, measure, unit=None):
    level = "all" if unit is None else "unit"
    row = table.filter(level=level, measure=measure)
    return (row if unit is None else row.filter(unit=unit)).row(0, named=True)


def test_a_case_is_one_case_from_suspected_to_recovered():
    rows = events(
        (1, "suspected", "02-01 09:00"),
        (1, "confirmed", "02-02 09:00"),
        (1, "recovered", "02-04 09:00"),
    )
    counted = [totals(case_state(rows, as_of=after(day))) for day in (1, 2, 4)]
    drawn = [
        {m: total(t, m)["total"] for m in ("suspected", "confirmed", "recovered")} for t in counted
    ]
    assert [tuple(row.values()) for row in drawn] == [(1, 0, 0), (0, 1, 0), (0, 1, 1)]


def test_asymptomatic_to_confirmed_moves_one_case_from_one_count_to_the_other():
    rows = events((1, "asymptomatic", "02-01 09:00"), (1, "confirmed", "02-02 09:00"))
    before, now = (case_state(rows, as_of=after(day)) for day in (1, 2))
    assert explain_difference(now, before)["measure", "change", "why"].rows() == [
        ("confirmed", 1, "reclassified"),
        ("asymptomatic", -1, "reclassified"),
    ]


def test_an_exclusion_takes_a_case_out_and_says_so():
    rows = events((1, "confirmed", "02-01 09:00"), (1, "excluded", "02-03 09:00", 1, 7))
    before, now = (case_state(rows, as_of=after(day)) for day in (2, 3))
    row = explain_difference(now, before).row(0, named=True)
    assert (row["measure"], row["change"], row["why"], row["record"]) == (
        "confirmed",
        -1,
        "excluded",
        7,
    )
    assert total(totals(now, before), "confirmed") == {
        "level": "all", "unit": None, "measure": "confirmed", "entered": 0, "left": 1, "total": 0,
    }  # fmt: skip


def test_a_bulletin_that_closes_at_23_leaves_the_last_hour_to_the_next():
    rows = events((1, "confirmed", "02-01 22:59"), (2, "confirmed", "02-01 23:30"))
    closed = after(1) - timedelta(hours=1)
    assert total(totals(case_state(rows, as_of=closed)), "confirmed")["total"] == 1
    assert total(totals(case_state(rows, as_of=after(1))), "confirmed")["total"] == 2


def test_what_is_known_only_to_the_day_counts_on_that_day_and_not_the_day_before():
    rows = events((1, "confirmed", "02-02"))
    counted = [
        total(totals(case_state(rows, as_of=after(d))), "confirmed")["total"] for d in (1, 2)
    ]
    assert counted == [0, 1]


def test_a_case_that_moves_is_no_new_case_in_the_total():
    here, there = (
        events((1, "confirmed", "02-01 09:00", 1)),
        events((1, "confirmed", "02-01 09:00", 2)),
    )
    before, now = case_state(here, as_of=after(1)), case_state(there, as_of=after(2))
    counted = totals(now, before)
    assert (total(counted, "confirmed")["entered"], total(counted, "confirmed")["left"]) == (0, 0)
    assert total(counted, "confirmed", 1)["left"] == total(counted, "confirmed", 2)["entered"] == 1
    assert set(explain_difference(now, before)["why"]) == {"moved"}


def test_what_was_told_late_is_not_called_new():
    known_then = events((1, "confirmed", "02-01 09:00"))
    known_now = events((1, "confirmed", "02-01 09:00"), (2, "confirmed", "02-01 10:00"))
    before, now = case_state(known_then, as_of=after(2)), case_state(known_now, as_of=after(3))
    assert explain_difference(now, before)["subject", "why"].rows() == [(2, "told_late")]


def test_a_record_that_was_withdrawn_is_called_corrected_or_removed():
    known_then = events(
        (1, "suspected", "02-01 08:00"),
        (1, "confirmed", "02-01 09:00"),
        (2, "confirmed", "02-01 09:00"),
    )
    known_now = events((1, "suspected", "02-01 08:00"))
    state = {name: case_state(rows, as_of=after(2)) for name, rows in
             {"then": known_then, "now": known_now}.items()}  # fmt: skip
    why = explain_difference(state["now"], state["then"])
    left = why.filter(measure="confirmed")
    assert dict(left["subject", "why"].iter_rows()) == {1: "corrected", 2: "removed"}


def test_a_relapse_takes_back_the_recovery():
    rows = events(
        (1, "confirmed", "02-01 09:00"),
        (1, "recovered", "02-03 09:00"),
        (1, "confirmed", "02-05 09:00"),
    )
    before, now = (case_state(rows, as_of=after(day)) for day in (4, 5))
    assert [total(totals(s), "recovered")["total"] for s in (before, now)] == [1, 0]
    assert explain_difference(now, before)["measure", "why"].rows() == [
        ("recovered", "reclassified")
    ]


def test_two_pathogens_in_one_person_are_two_cases():
    rows = events((1, "confirmed", "02-01 09:00"), (1, "confirmed", "02-01 09:00"))
    other = rows.with_columns(pl.Series("pathogen", ["sars-cov-2", "measles"]))
    assert total(totals(case_state(rows, as_of=after(1))), "confirmed")["total"] == 1
    assert total(totals(case_state(other, as_of=after(1))), "confirmed")["total"] == 2


def test_a_table_says_which_unit_it_counts_by():
    rows = events((1, "confirmed", "02-01 09:00", 5))
    cases = pl.DataFrame(
        [{"id": 1, "person_id": 1, "pathogen": "sars-cov-2", "unit": 5, "unit_residence": 6}],
        schema=LINELIST,
    )
    state = case_state(rows, as_of=after(1), linelist=cases, counted_by="unit_residence")
    assert state.cases["unit"].to_list() == [6]
    with pytest.raises(CountError, match="give the line list"):
        case_state(rows, as_of=after(1), counted_by="unit_residence")
    with pytest.raises(CountError, match="unit_stay"):
        case_state(rows, as_of=after(1), linelist=cases, counted_by="county")


def test_a_unit_nobody_knows_is_a_row_of_its_own_and_not_the_total():
    counted = totals(case_state(events((1, "confirmed", "02-01 09:00", None)), as_of=after(1)))
    assert counted.filter(measure="confirmed")["level", "unit", "total"].rows() == [
        ("all", None, 1),
        ("unit", None, 1),
    ]


def test_instants_out_of_order_are_refused():
    with pytest.raises(CountError, match="sort them"):
        daily_counts(events(), as_ofs=[after(2), after(1)])


def test_a_curve_has_every_day_and_owns_to_what_it_does_not_know():
    cases = pl.DataFrame(
        {
            "id": range(4),
            "classification": ["confirmed", "confirmed", "recovered", "suspected"],
            "date_onset": [date(2020, 1, 20), None, date(2020, 1, 23), date(2020, 1, 21)],
        }
    )
    curve = epidemic_curve(cases, marks=[(date(2020, 1, 22), "4th"), (date(2020, 1, 22), "3rd")])
    assert curve["cases"].to_list() == [1, 0, 0, 1, 1]
    assert curve["date"].to_list()[-1] is None
    assert curve["marks"].to_list()[2] == ["4th", "3rd"]
    with pytest.raises(CountError, match="date_onset"):
        epidemic_curve(cases, by="date_outcome")


def test_no_case_makes_no_curve():
    assert epidemic_curve(pl.DataFrame(schema=LINELIST)).is_empty()


# --- what must hold whatever happened ----------------------------------------------------------

WORDS = st.sampled_from(
    ["suspected", "probable", "confirmed", "asymptomatic", "excluded", "recovered", "died"]
)
CASES = st.lists(
    st.tuples(st.integers(1, 8), WORDS, st.integers(0, 24 * 10), st.integers(1, 3)), max_size=40
)


def as_events(rows):
    return pl.DataFrame(
        [
            {"subject": who, "kind": f"case.{word}", "pathogen": "x", "county": unit, "record": i,
             "happened_at": START + timedelta(hours=hour), "stored_at": START + timedelta(seconds=i)}
            for i, (who, word, hour, unit) in enumerate(rows)
        ],
        schema=EVENTS,
    )  # fmt: skip


def plainly(rows, as_of):
    """Each measure by going through every person's history in order."""
    standing, outcome = {}, {}
    for who, word, hour, _unit in sorted(rows, key=lambda row: row[2]):  # ties: as stored
        if START + timedelta(hours=hour) >= as_of:
            continue
        if word in ("recovered", "died"):
            outcome[who] = (word, hour)
        else:
            standing[who] = (word, hour)
    counted = dict.fromkeys(MEASURES, 0)
    for who in standing.keys() | outcome.keys():
        word, since = standing.get(who, ("confirmed", outcome.get(who, ("", 0))[1]))
        if word in counted:
            counted[word] += 1
        if who in outcome and outcome[who][1] >= since and word != "excluded":
            counted[outcome[who][0]] += 1
    return counted


@given(CASES, st.integers(1, 10))
def test_counted_case_by_case_the_totals_are_the_same(rows, days):
    as_of = START + timedelta(days=days)
    counted = totals(case_state(as_events(rows), as_of=as_of)).filter(level="all")
    assert dict(counted["measure", "total"].iter_rows()) == plainly(rows, as_of)


@given(CASES)
def test_units_sum_to_the_total_and_days_build_on_each_other(rows):
    as_ofs = [START + timedelta(days=day) for day in range(1, 11)]
    counted = daily_counts(as_events(rows), as_ofs=as_ofs)
    sums = counted.group_by("as_of", "level", "measure").agg(pl.col("total").sum())
    both = sums.filter(level="all").join(sums.filter(level="unit"), on=["as_of", "measure"])
    assert (both["total"] == both["total_right"]).all()
    steps = counted.filter(level="all").sort("as_of").with_columns(
        before=pl.col("total").shift(1, fill_value=0).over("measure")
    )  # fmt: skip
    assert (steps["before"] + steps["entered"] - steps["left"] == steps["total"]).all()


@given(CASES, CASES, st.integers(1, 10), st.integers(1, 10))
def test_the_rows_of_a_difference_are_exactly_the_difference(some, others, one, other):
    """Of any two states, also of two that know different things."""
    before = case_state(as_events(some), as_of=START + timedelta(days=one))
    now = case_state(as_events(others), as_of=START + timedelta(days=other))
    why = explain_difference(now, before)
    changes = why.group_by("unit", "measure").agg(pl.col("change").sum())
    then_, now_ = (totals(s).filter(level="unit") for s in (before, now))
    key = ["unit", "measure"]
    both = now_.join(then_, on=key, how="full", coalesce=True, suffix="_then").join(
        changes, on=key, how="left"
    )
    difference = both["total"].fill_null(0) - both["total_then"].fill_null(0)
    assert (difference == both["change"].fill_null(0)).all()
    assert set(why["why"]) <= set(REASONS)
    assert why["why"].null_count() == 0


@given(CASES, st.integers(1, 10))
def test_a_state_explains_itself_without_any_difference(rows, days):
    state = case_state(as_events(rows), as_of=START + timedelta(days=days))
    assert explain_difference(state, state).is_empty()


# --- the real city -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def zhuzhou(shared):
    """Read the 34 published cases as confirmations known to the day."""
    cases = pl.read_csv(shared / "zhuzhou-2020-asof-0203" / "zhuzhou_cases_01-34.csv")
    return pl.DataFrame(
        [
            _event(int(number), "confirmed", str(day)[5:], hash_of_unit(unit), int(number))
            for number, day, unit in cases[
                "case_no", "confirm_date", "residence_reported"
            ].iter_rows()
        ],
        schema=EVENTS,
    )


def hash_of_unit(name):
    return [
        "荷塘区",
        "天元区",
        "石峰区",
        "醴陵市",
        "芦淞区",
        "攸县",
        "云龙示范区",
        "湖北黄石",
        "衡阳市",
    ].index(name)


def test_the_published_cases_add_up_to_the_published_totals(zhuzhou):
    # The oracle: 22 by 31 January 23:00 (3 of them new), 26 by 2 February, 34 by 3 February.
    as_ofs = {
        22: datetime(2020, 1, 31, 23, tzinfo=ZONE),
        26: end_of_day(date(2020, 2, 2), ZONE),
        34: end_of_day(date(2020, 2, 3), ZONE),
    }
    published = pl.DataFrame(
        {
            "as_of": list(as_ofs.values()),
            "unit": None,
            "measure": "confirmed",
            "value": list(as_ofs),
        }
    )
    assert reconcile(published, zhuzhou)["difference"].to_list() == [0, 0, 0]
    days = [end_of_day(date(2020, 1, 30), ZONE), as_ofs[22]]
    assert total(daily_counts(zhuzhou, as_ofs=days).tail(9 * 6 + 6), "confirmed")["entered"] == 3


def test_every_day_agrees_with_the_newspapers_but_for_the_first_case(zhuzhou, shared):
    # Case 1 is dated the 24th by the notice and was reported on the 24th for the day before.
    paper = pl.read_csv(
        shared / "zhuzhou-2020-asof-0203" / "zhuzhou_daily_new_thepaper_to_0204.csv",
        try_parse_dates=True,
    )
    theirs = dict(
        paper.group_by(day=pl.col("report_date") - timedelta(days=1))
        .agg(pl.col("new_confirmed").sum())
        .iter_rows()
    )
    first = date(2020, 1, 22)
    days = [first + timedelta(days=n) for n in range(13)]
    counted = daily_counts(zhuzhou, as_ofs=[end_of_day(day, ZONE) for day in days])
    ours = counted.filter(level="all", measure="confirmed")["entered"].to_list()
    differ = {
        day: (new, theirs.get(day, 0))
        for day, new in zip(days, ours, strict=True)
        if new != theirs.get(day, 0)
    }
    assert differ == {date(2020, 1, 23): (0, 1), date(2020, 1, 24): (1, 0)}


def test_a_line_list_gives_the_same_counts_as_the_events(zhuzhou):
    cases = zhuzhou.select(
        id="record",
        person_id="subject",
        pathogen="pathogen",
        classification=pl.lit("confirmed"),
        unit="county",
        date_confirmation=pl.col("happened_at").dt.convert_time_zone("Asia/Shanghai").dt.date(),
    )
    for day in (25, 29, 31):
        as_of = end_of_day(date(2020, 1, day), ZONE)
        by_list = totals(linelist_state(cases, as_of=as_of, zone=ZONE))
        assert by_list.equals(totals(case_state(zhuzhou, as_of=as_of)))
