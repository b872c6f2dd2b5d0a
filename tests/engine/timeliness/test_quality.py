from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.duties.clocks import duties as work_out
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tables import EVENTS
from firebreak.engine.timeliness import quality_indicators

NO_DUTIES = pl.DataFrame(schema={"rule": pl.String})
NO_EVENTS = pl.DataFrame(schema=EVENTS)


@pytest.fixture
def quality(at):
    """Work out the rates of 3 February as of its end, by id."""

    def measure(events=NO_EVENTS, duties=NO_DUTIES, **options):
        period = {"start": at("2020-02-03"), "end": at("2020-02-04"), "now": at("2020-02-04")}
        found = quality_indicators(events, duties, **{**period, **options})
        return {indicator.id: indicator for indicator in found}

    return measure


def card_duties(*states, rule="case-card"):
    return pl.DataFrame(
        {
            "rule": rule,
            "subject": range(len(states)),
            "county": 1,
            "started": datetime(2020, 2, 3, 1, tzinfo=UTC),
            "due": datetime(2020, 2, 3, 3, tzinfo=UTC),
            "state": states,
            "start_kind": "case.suspected",
            "start_record": range(len(states)),
        }
    )


def test_an_empty_city_has_no_rates(quality):
    assert {indicator.value for indicator in quality().values()} == {None}


def test_late_and_missing_count_against_and_running_clocks_do_not(quality):
    rows = card_duties("met", "met_late", "overdue", "open", "due_soon", "not_applicable")
    late = quality(duties=rows)["late_cards"]
    assert late.value == pytest.approx(2 / 3)
    assert late.pending.height == 2
    assert late.numerator["state"].to_list() == ["met_late", "overdue"]
    assert late.numerator["record_kind"].to_list() == ["classification"] * 2


def test_a_late_daily_report_is_no_silence(quality):
    rows = card_duties("met", "met_late", "overdue", rule="daily-report-school")
    assert quality(duties=rows)["silent_units"].value == pytest.approx(1 / 3)


def test_only_clocks_that_began_in_the_period_count(quality, at):
    rows = card_duties("overdue")
    later = {"start": at("2020-02-04"), "end": at("2020-02-05")}
    assert quality(duties=rows, **later)["late_cards"].value is None


def test_a_second_card_for_one_person_is_a_duplicate_and_a_correction_is_not(quality, events):
    cards = events("""
        who | what                       | when             | record
        1   | report.received.case_card  | 2020-02-02 09:00 | 11
        1   | report.received.case_card  | 2020-02-03 09:00 | 12
        2   | report.received.case_card  | 2020-02-03 10:00 | 13
        2   | report.received.correction | 2020-02-03 12:00 | 14
        """)
    found = quality(cards)
    assert found["duplicate_cards"].numerator["record"].to_list() == [12]
    assert found["duplicate_cards"].value == pytest.approx(1 / 2)
    assert found["corrected_cards"].numerator["record"].to_list() == [13]


def test_the_correction_that_a_confirmation_asks_for_mends_no_mistake(quality, events):
    cards = events("""
        who | what                       | when             | record
        1   | report.received.case_card  | 2020-02-03 09:00 | 11
        1   | report.received.correction | 2020-02-03 12:00 | 14
        2   | report.received.case_card  | 2020-02-03 10:00 | 13
        2   | report.received.correction | 2020-02-03 13:00 | 15
        """)
    asked = card_duties("met", rule="card-correction").with_columns(
        proof_record=pl.lit(14, pl.Int64)
    )
    found = quality(cards, duties=asked)
    assert found["corrected_cards"].numerator["record"].to_list() == [13]


def test_the_audit_of_tianjin_gives_its_published_rate(quality):
    # 1,214 of 18,153 audited cases had no card: 6.69 %.
    found, missing = 18_153, 1_214
    at_nine = datetime(2020, 2, 3, 1, tzinfo=UTC)
    audited = pl.DataFrame(
        {"subject": range(found), "record": range(found), "county": 1}
    ).with_columns(pl.lit(at_nine).alias("found_at"))
    cards = pl.DataFrame(
        {
            "subject": range(missing, found),
            "kind": "report.received.case_card",
            "record": range(missing, found),
        }
    ).with_columns(pl.lit(at_nine - timedelta(days=1)).alias("happened_at"))
    rate = quality(cards, audited=audited)["missed_cases"]
    assert round(rate.value, 4) == 0.0669
    assert rate.numerator.height == missing


def test_a_card_that_came_after_the_audit_does_not_undo_what_it_found(quality, events, at):
    audited = pl.DataFrame(
        {"subject": [1], "record": [5], "county": [1], "found_at": [at("2020-02-03 10:00")]}
    ).with_columns(pl.col("found_at").dt.convert_time_zone("UTC"))
    card = events("""
        who | what                      | when
        1   | report.received.case_card | 2020-02-03 11:00
        """)
    assert quality(card, audited=audited)["missed_cases"].value == 1


def test_without_an_audit_nothing_is_said_of_missed_cases(quality, events):
    card = events("""
        who | what           | when
        1   | case.confirmed | 2020-02-03 11:00
        """)
    assert quality(card)["missed_cases"].value is None


def test_records_told_long_after_are_found_whatever_their_kind(quality, events):
    told = events("""
        who | what          | when             | told             | record
        1   | check.round   | 2020-02-01 09:00 | 2020-02-03 10:00 | 21
        1   | sample.taken  | 2020-02-03 09:00 | 2020-02-03 10:00 | 22
        2   | sample.taken  | 2020-02-02       | 2020-02-03 23:00 | 23
        1   | case.onset    | 2020-01-20       | 2020-02-03 10:00 | 24
        """)
    found = quality(told)["backdated_records"]
    assert found.numerator["record"].to_list() == [21]
    assert found.denominator["record"].to_list() == [21, 23, 22]  # an onset is always told later


def test_the_threshold_of_long_after_is_an_argument(quality, events):
    told = events("""
        who | what         | when             | told
        1   | sample.taken | 2020-02-03 09:00 | 2020-02-03 10:00
        """)
    rate = quality(told, backdated_after=timedelta(minutes=30))["backdated_records"]
    assert rate.value == 1


def test_the_shipped_editions_give_the_rates(quality, events, at):
    # Suspected 08:00, card 09:00 (in time), reviewed 12:00 (three hours: late); and one card open.
    rows = events("""
        who | what                      | when             | record
        1   | case.suspected            | 2020-02-03 08:00 | 1
        1   | report.sent.case_card     | 2020-02-03 08:50 | 2
        1   | report.received.case_card | 2020-02-03 09:00 | 2
        1   | report.reviewed.case_card | 2020-02-03 12:00 | 2
        2   | case.suspected            | 2020-02-03 23:00 | 3
        """)
    rules = work_out(rows, load_protocols(), now=at("2020-02-04"))
    found = quality(rows, rules)
    assert (found["late_cards"].value, found["late_cards"].pending["record"].to_list()) == (0, [3])
    assert found["late_reviews"].value == 1
    assert found["diagnosis_to_review"].value == 4
    assert found["diagnosis_to_review"].pending.height == 1


STATES = st.sampled_from(["met", "met_late", "overdue", "open", "due_soon", "not_applicable"])


@given(states=st.lists(STATES, max_size=30))
def test_counted_plainly_the_share_is_the_same(states):
    day = datetime(2020, 2, 3, tzinfo=UTC)
    found = quality_indicators(
        NO_EVENTS,
        card_duties(*states),
        start=day,
        end=day + timedelta(days=1),
        now=day + timedelta(days=1),
    )[0]
    late = states.count("met_late") + states.count("overdue")
    due = late + states.count("met")
    assert found.value == (late / due if due else None)


def test_a_school_that_said_nothing_is_silent_and_one_that_said_zero_is_not(quality, events, at):
    rows = events("""
        who | what                 | when             | record
        1   | unit.opened.school   | 2020-02-01 06:00 | 1
        2   | unit.opened.school   | 2020-02-01 06:00 | 2
        2   | report.sent.zero     | 2020-02-03 14:50 | 3
        2   | report.received.zero | 2020-02-03 15:00 | 3
        """)
    rules = work_out(rows, load_protocols(), now=at("2020-02-04"))
    silent = quality(rows, rules)["silent_units"]
    assert silent.numerator["subject"].to_list() == [1]
    assert silent.value == 0.5
