"""What must hold for any events: the past does not contradict itself, and later is never better."""

from datetime import timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.duties.test_oracle import (
    INSTANTS,
    PROTOCOLS,
    as_table,
    comparable,
    rows_of,
    tables,
)
from tests.engine.duties.timelines import SHIPPED, at, timeline

from firebreak.engine.duties.clocks import duties
from firebreak.engine.tables import EVENTS

NONE = timedelta()
KEY = ["rule", "pathogen", "subject", "started", "start_kind", "start_record"]


@given(events=tables, now=INSTANTS)
def test_what_happens_later_does_not_change_what_was_true_then(events, now):
    before = [event for event in events if event["happened_at"] <= now]
    whole, prefix = (duties(as_table(rows), PROTOCOLS, now=now) for rows in (events, before))
    assert comparable(rows_of(whole)) == comparable(rows_of(prefix))


@given(events=tables, now=INSTANTS, known=INSTANTS)
def test_what_is_stored_later_does_not_change_what_was_known_then(events, now, known):
    before = [e for e in events if e["stored_at"] is None or e["stored_at"] <= known]
    whole = duties(as_table(events), PROTOCOLS, now=now, known=known)
    prefix = duties(as_table(before), PROTOCOLS, now=now)
    assert comparable(rows_of(whole)) == comparable(rows_of(prefix))


@given(events=tables, now=INSTANTS, later=INSTANTS)
def test_what_was_met_stays_met_and_what_was_breached_never_becomes_in_time(events, now, later):
    now, later = sorted((now, later))
    then, since = (duties(as_table(events), PROTOCOLS, now=n) for n in (now, later))
    both = then.join(since, on=KEY, how="left", suffix="_since", nulls_equal=True)
    assert both.height == then.height
    for row in both.iter_rows(named=True):
        assert row["state_since"] is not None, "a duty has vanished"
        if row["state"] in ("met", "met_late", "not_applicable"):
            assert row["state_since"] == row["state"]
            assert row["late_by_since"] == row["late_by"]
        if row["state"] == "overdue":
            assert row["late_by_since"] >= row["late_by"]


PAIRS = [
    ("case.suspected", "test.resulted.negative"),
    ("contact.named", "placement.began.home"),
    ("case.suspected", "report.received.case_card"),
    ("unit.first_case", "report.received.event"),
    ("report.received.case_card", "report.reviewed.case_card"),
]


@given(
    pair=st.sampled_from(PAIRS),
    noise=tables,
    started=INSTANTS,
    taken=st.integers(0, 60),
    delay=st.integers(1, 72),
    wait=st.integers(0, 100),
)
def test_moving_a_fulfilment_later_never_makes_its_duty_less_late(
    pair, noise, started, taken, delay, wait
):
    proved = started + timedelta(hours=taken)
    now = proved + timedelta(hours=wait)
    start, proof = (_event(kind, at) for kind, at in zip(pair, (started, proved), strict=True))
    table = duties(as_table([*noise, start, proof]), PROTOCOLS, now=now)
    moved = [*noise, start, _event(pair[1], proved + timedelta(hours=delay))]
    again = duties(as_table(moved), PROTOCOLS, now=now).to_dicts()
    for row in table.filter(
        pl.col("proof_record") == 99, pl.col("proof_kind") == pair[1]
    ).to_dicts():
        if row["start_kind"] == pair[0] and row["start_record"] == 99:
            (same,) = [other for other in again if all(other[key] == row[key] for key in KEY)]
            assert (same["late_by"] or NONE) >= (row["late_by"] or NONE)


def _event(kind, happened_at):
    row = dict.fromkeys(EVENTS) | {"subject": 1, "county": 1, "pathogen": "sars-cov-2"}
    return row | {"kind": kind, "happened_at": happened_at, "record": 99}


@given(events=tables, now=INSTANTS)
def test_every_duty_is_of_the_edition_in_force_when_its_clock_started(events, now):
    for row in duties(as_table(events), PROTOCOLS, now=now).iter_rows(named=True):
        edition = PROTOCOLS.edition(row["edition"])
        assert edition.in_force(row["started"])
        assert edition.pathogen == row["pathogen"]


def test_a_citys_day_gives_the_same_whether_asked_at_once_or_hour_by_hour():
    table = timeline("""
        1 | case.suspected            | 2020-02-01 09:00 | unit=5
        1 | sample.taken              | 2020-02-01 11:00 | unit=5
        1 | report.received.case_card | 2020-02-01 12:30 | unit=4 record=7
        1 | sample.received           | 2020-02-01 20:00 | unit=9
        1 | report.reviewed.case_card | 2020-02-01 13:00 | unit=4 record=7
        1 | test.resulted.positive    | 2020-02-02 09:00 | unit=9
        1 | case.confirmed            | 2020-02-02 10:00 | unit=5
        2 | contact.exposed           | 2020-01-31 19:00
        2 | contact.named             | 2020-02-01 18:00
        2 | placement.began.home      | 2020-02-02 08:00 | unit=6 pathogen=none
    """)
    for hour in range(60):
        now = at("2020-02-01 00:00") + timedelta(hours=hour)
        known = table.filter(pl.col("happened_at") <= now)
        whole, prefix = (duties(rows, SHIPPED, now=now) for rows in (table, known))
        assert whole.equals(prefix)
