"""Worked examples: every clock of the field, its start, its stop and its limit, and their limits."""

from datetime import timedelta

import polars as pl
import pytest
from tests.engine.duties.timelines import SHIPPED, at, due, only, timeline

from firebreak.engine.duties.clocks import DUTIES, STATES, duties
from firebreak.engine.tables import EVENTS, TableError, empty

HOUR = timedelta(hours=1)

# rule, what starts it, what stops it, hours. `{}` takes a time.
CLOCKS = [
    ("case-card", "1 | case.suspected | {}", "1 | report.received.case_card | {}", 2),
    ("case-card", "1 | case.confirmed | {}", "1 | report.received.case_card | {}", 2),
    ("case-card", "1 | case.asymptomatic | {}", "1 | report.received.case_card | {}", 2),
    (
        "card-review",
        "1 | report.received.case_card | {} | record=7",
        "1 | report.reviewed.case_card | {} | record=7",
        2,
    ),
    ("event-report", "1 | unit.first_case | {}", "4 | report.received.event | {}", 2),
    ("event-report", "1 | unit.cluster | {}", "4 | report.received.event | {}", 2),
    (
        "investigation",
        "1 | report.received.case_card | {}",
        "1 | report.received.investigation | {}",
        24,
    ),
    ("suspect-test", "1 | case.suspected | {}", "1 | test.resulted.negative | {}", 48),
    ("back-trace", "1 | case.confirmed | {}", "1 | report.received.backtrace | {}", 24),
    ("contact-quarantine", "1 | contact.named | {}", "1 | placement.began.site | {}", 24),
    ("who-form", "1 | case.confirmed | {}", "1 | report.sent.who_form | {}", 48),
    ("who-form-30-days", "1 | report.sent.who_form | {}", "1 | report.sent.who_form | {}", 720),
]
MEASLES = [
    (
        "case-card",
        "1 | case.suspected | {} | pathogen=measles",
        "1 | report.received.case_card | {} | pathogen=measles",
        24,
    ),
]
START = "2020-02-01 09:00"


def told(line: str, hours: float, minutes: int = 0) -> str:
    moment = at(START) + hours * HOUR + timedelta(minutes=minutes)
    return line.format(f"{moment + 8 * HOUR:%Y-%m-%d %H:%M}")


def clock(now_hours: float):
    return f"{at(START) + (now_hours + 8) * HOUR:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("rule", "start", "stop", "hours"), CLOCKS + MEASLES)
def test_done_within_the_limit_is_met_and_the_limit_itself_is_within(rule, start, stop, hours):
    text = f"{told(start, 0)}\n{told(stop, hours)}"
    row = first(rule, text, clock(hours + 100))
    assert (row["state"], row["late_by"]) == ("met", None)
    assert row["due"] - row["started"] == hours * HOUR


@pytest.mark.parametrize(("rule", "start", "stop", "hours"), CLOCKS + MEASLES)
def test_done_a_minute_after_the_limit_is_met_late_by_a_minute(rule, start, stop, hours):
    text = f"{told(start, 0)}\n{told(stop, hours, 1)}"
    row = first(rule, text, clock(hours + 100))
    assert (row["state"], row["late_by"]) == ("met_late", timedelta(minutes=1))


@pytest.mark.parametrize(("rule", "start", "stop", "hours"), CLOCKS + MEASLES)
def test_not_done_it_is_open_then_due_soon_then_overdue(rule, start, stop, hours):
    text = told(start, 0)
    soon = SHIPPED.rule(rule, first(rule, text, clock(0))["edition"]).soon / HOUR
    states = [
        first(rule, text, clock(now))["state"]
        for now in (0, hours - soon - 0.1, hours - soon, hours, hours + 0.1)
    ]
    assert states == ["open", "open", "due_soon", "due_soon", "overdue"]


def first(rule: str, text: str, now: str) -> dict:
    return next(row for row in due(text, now) if row["rule"] == rule)


# Who holds it

SUSPECT = """
    1 | case.suspected  | 2020-02-01 09:00 | unit=5
    1 | sample.taken    | 2020-02-01 11:00 | unit=6 pathogen=none
    1 | sample.received | 2020-02-01 20:00 | unit=9 pathogen=none
"""


@pytest.mark.parametrize(
    ("now", "role", "unit"),
    [
        ("2020-02-01 10:59", "hospital", 5),
        ("2020-02-01 11:00", "carrier", 6),
        ("2020-02-01 19:59", "carrier", 6),
        ("2020-02-01 20:00", "laboratory", 9),
    ],
)
def test_a_suspects_test_is_held_by_whoever_has_the_patient_or_the_sample(now, role, unit):
    row = only("suspect-test", SUSPECT, now)
    assert (row["holder_role"], row["holder_unit"]) == (role, unit)


def test_a_second_sample_hands_the_test_back_to_the_carrier():
    again = SUSPECT + "1 | sample.taken | 2020-02-02 08:00 | unit=5"
    assert only("suspect-test", again, "2020-02-02 09:00")["holder_role"] == "carrier"


def test_a_breach_climbs_the_steps_of_its_escalation():
    steps = [
        only("suspect-test", SUSPECT, now)["escalated_to"]
        for now in ("2020-02-03 09:00", "2020-02-03 09:01", "2020-02-03 15:00")
    ]
    assert steps == [None, "secretary", "duty_head"]


# Which start counts


def test_confirmation_does_not_start_a_second_card():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | case.confirmed | 2020-02-02 09:00"
    assert only("case-card", text, "2020-02-03 08:00")["start_kind"] == "case.suspected"


def test_somebody_suspected_again_after_exclusion_has_a_new_clock():
    text = """
        1 | case.suspected          | 2020-02-01 09:00
        1 | test.resulted.negative  | 2020-02-01 20:00
        1 | case.excluded           | 2020-02-02 21:00
        1 | case.suspected          | 2020-02-05 09:00
    """
    rows = [r for r in due(text, "2020-02-05 10:00") if r["rule"] == "suspect-test"]
    assert [row["state"] for row in rows] == ["met", "open"]


def test_a_result_from_before_the_suspicion_is_not_its_result():
    text = "1 | test.resulted.negative | 2020-02-01 08:59\n1 | case.suspected | 2020-02-01 09:00"
    assert only("suspect-test", text, "2020-02-01 10:00")["state"] == "open"


def test_an_inconclusive_result_is_not_final():
    text = (
        "1 | case.suspected | 2020-02-01 09:00\n1 | test.resulted.inconclusive | 2020-02-01 12:00"
    )
    assert only("suspect-test", text, "2020-02-04 09:00")["state"] == "overdue"


def test_the_review_of_another_card_does_not_count():
    text = """
        1 | report.received.case_card | 2020-02-01 09:00 | record=7
        1 | report.reviewed.case_card | 2020-02-01 10:00 | record=8
    """
    assert only("card-review", text, "2020-02-01 12:00")["state"] == "overdue"


def test_an_event_report_of_another_county_does_not_count():
    text = """
        1 | unit.first_case       | 2020-02-01 09:00 | county=1
        4 | report.received.event | 2020-02-01 10:00 | county=2
    """
    assert only("event-report", text, "2020-02-01 12:00")["state"] == "overdue"


def test_a_result_for_another_pathogen_does_not_count():
    text = """
        1 | case.suspected         | 2020-02-01 09:00
        1 | test.resulted.negative | 2020-02-01 10:00 | pathogen=measles
    """
    assert only("suspect-test", text, "2020-02-04 09:00")["state"] == "overdue"


# Standing


def test_a_contact_who_is_already_kept_somewhere_is_met_at_once():
    text = """
        1 | placement.began.home | 2020-02-01 08:00 | pathogen=none
        1 | contact.named        | 2020-02-01 09:00
    """
    row = only("contact-quarantine", text, "2020-02-01 09:00")
    assert (row["state"], row["reason"], row["fulfilled"]) == (
        "met",
        "already",
        at("2020-02-01 08:00"),
    )


def test_a_placement_that_ended_as_the_contact_was_named_does_not_count():
    text = """
        1 | placement.began.home | 2020-02-01 08:00 | pathogen=none record=7
        1 | placement.ended.home | 2020-02-01 09:00 | pathogen=none record=7
        1 | contact.named        | 2020-02-01 09:00
    """
    assert only("contact-quarantine", text, "2020-02-01 09:00")["state"] == "open"


def test_the_end_of_one_placement_does_not_end_another():
    text = """
        1 | placement.began.home | 2020-02-01 07:00 | pathogen=none record=7
        1 | placement.began.site | 2020-02-01 08:00 | pathogen=none record=8
        1 | placement.ended.home | 2020-02-01 08:00 | pathogen=none record=7
        1 | contact.named        | 2020-02-01 09:00
    """
    assert only("contact-quarantine", text, "2020-02-01 09:00")["proof_record"] == 8


def test_two_namings_of_one_person_are_one_duty():
    text = "1 | contact.named | 2020-02-01 08:00\n1 | contact.named | 2020-02-01 09:00"
    assert only("contact-quarantine", text, "2020-02-01 10:00")["started"] == at("2020-02-01 08:00")


def test_whom_an_isolation_left_before_his_time_is_to_be_placed_again():
    text = """
        1 | contact.named               | 2020-02-01 08:00
        1 | placement.began.on_the_spot | 2020-02-01 09:00 | pathogen=none record=7
        1 | placement.ended.on_the_spot | 2020-02-03 09:00 | pathogen=none record=7
        1 | contact.let_go              | 2020-02-03 09:00 | record=7
    """
    rows = [row for row in due(text, "2020-02-04 10:00") if row["rule"] == "contact-quarantine"]
    assert [(row["started"], row["state"]) for row in rows] == [
        (at("2020-02-01 08:00"), "met"),
        (at("2020-02-03 09:00"), "overdue"),
    ]
    again = text + "1 | placement.began.home | 2020-02-03 12:00 | pathogen=none record=8"
    rows = [row for row in due(again, "2020-02-04 10:00") if row["rule"] == "contact-quarantine"]
    assert [row["state"] for row in rows] == ["met", "met"]


# Void


def test_a_suspect_excluded_before_any_result_needs_none():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | case.excluded | 2020-02-02 09:00"
    row = only("suspect-test", text, "2020-02-09 09:00")
    assert (row["state"], row["reason"], row["late_by"]) == ("not_applicable", "excluded", None)


def test_what_was_breached_before_it_became_void_still_says_by_how_much():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | case.died | 2020-02-04 09:00"
    row = only("suspect-test", text, "2020-02-09 09:00")
    assert (row["state"], row["reason"], row["late_by"]) == ("not_applicable", "died", 24 * HOUR)


# Known to the day only


def test_a_start_known_to_the_day_is_overdue_only_when_certainly_so():
    text = "1 | contact.named | 2020-02-01"
    rows = [
        only("contact-quarantine", text, now) for now in ("2020-02-02 23:00", "2020-02-03 00:01")
    ]
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("due_soon", "may_be_overdue"),
        ("overdue", None),
    ]
    assert rows[0]["precision"] == "day"
    assert rows[0]["started_until"] == at("2020-02-02")


def test_a_proof_known_to_the_day_is_met_if_it_can_have_been_in_time():
    text = "1 | contact.named | 2020-02-01 09:00\n1 | placement.began.home | 2020-02-02"
    row = only("contact-quarantine", text, "2020-02-09 09:00")
    assert (row["state"], row["reason"], row["precision"]) == ("met", "may_be_in_time", "day")


def test_a_proof_known_to_the_day_of_the_start_may_have_followed_it():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | report.received.case_card | 2020-02-01"
    row = only("case-card", text, "2020-02-09 09:00")
    assert (row["state"], row["reason"]) == ("met", "may_be_in_time")


def test_a_proof_known_to_a_day_too_late_is_late_for_certain():
    text = "1 | contact.named | 2020-02-01 09:00\n1 | placement.began.home | 2020-02-03"
    row = only("contact-quarantine", text, "2020-02-09 09:00")
    assert (row["state"], row["late_by"]) == ("met_late", 15 * HOUR)


# The card of a case that turns out otherwise

CARDED = """
    1 | case.suspected            | 2020-02-01 09:00 | unit=5
    1 | report.received.case_card | 2020-02-01 10:00
    1 | case.confirmed            | 2020-02-02 09:00 | unit=5
"""


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("", "overdue"),
        ("1 | report.received.correction | 2020-02-02 11:00", "met"),
        ("1 | report.received.correction | 2020-02-02 11:01", "met_late"),
        ("1 | report.received.case_card | 2020-02-02 10:00", "met"),
        ("1 | report.received.correction | 2020-02-01 12:00", "overdue"),
        ("1 | case.excluded | 2020-02-02 10:00", "not_applicable"),
    ],
)
def test_a_card_sent_before_the_confirmation_is_corrected_within_two_hours(told, state):
    row = only("card-correction", f"{CARDED}\n{told}", "2020-02-03 09:00")
    assert row["state"] == state
    assert (row["holder_role"], row["holder_unit"]) == ("hospital", 5)
    assert row["due"] == at("2020-02-02 11:00")


def test_what_was_never_on_a_card_has_a_card_to_send_and_none_to_correct():
    rows = due("1 | case.confirmed | 2020-02-02 09:00", "2020-02-03 09:00")
    assert [row["rule"] for row in rows if row["rule"].startswith("card")] == []


def test_the_card_of_an_episode_that_was_excluded_is_not_corrected_by_the_next():
    text = """
        1 | case.suspected            | 2020-02-01 09:00
        1 | report.received.case_card | 2020-02-01 10:00
        1 | case.excluded             | 2020-02-02 09:00
        1 | case.confirmed            | 2020-02-04 09:00
    """
    rules = [row["rule"] for row in due(text, "2020-02-05 09:00") if row["state"] == "overdue"]
    assert ("case-card" in rules, "card-correction" in rules) == (True, False)


def test_an_asymptomatic_who_falls_ill_has_his_card_corrected_again():
    text = """
        1 | case.suspected            | 2020-02-01 09:00
        1 | report.received.case_card | 2020-02-01 10:00
        1 | case.asymptomatic         | 2020-02-02 09:00
        1 | case.confirmed            | 2020-02-04 09:00
    """
    rows = [row for row in due(text, "2020-02-05 09:00") if row["rule"] == "card-correction"]
    assert [row["started"] for row in rows] == [at("2020-02-02 09:00"), at("2020-02-04 09:00")]


# The WHO form, sent again

FORMED = """
    1 | case.confirmed       | 2020-02-01 09:00
    1 | report.sent.who_form | 2020-02-02 09:00
    1 | case.recovered       | 2020-02-10 09:00
"""


def test_an_outcome_asks_for_the_form_again_and_ends_the_thirty_days():
    rows = {row["rule"]: row for row in due(FORMED, "2020-03-20 09:00")}
    assert (rows["who-form-30-days"]["state"], rows["who-form-30-days"]["reason"]) == (
        "not_applicable",
        "outcome",
    )
    outcome = rows["who-form-outcome"]
    assert (outcome["state"], outcome["due"]) == ("overdue", at("2020-02-12 09:00"))
    again = FORMED + "1 | report.sent.who_form | 2020-02-11 09:00"
    assert only("who-form-outcome", again, "2020-03-20 09:00")["state"] == "met"


def test_the_death_of_a_suspect_is_no_outcome_of_a_reported_case():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | case.died | 2020-02-02 09:00"
    rules = {row["rule"] for row in due(text, "2020-02-09 09:00")}
    assert not any(rule.startswith("who-form") for rule in rules)


# Clocks that ran out before the record began


OLD = "1 | case.suspected | 2020-02-01 09:00"  # its card was due at 11:00


@pytest.mark.parametrize(
    ("began", "state", "reason"),
    [
        ("2020-02-01 10:59", "overdue", None),
        ("2020-02-01 11:00", "not_applicable", "before_record"),
        ("2020-02-05 11:00", "not_applicable", "before_record"),
    ],
)
def test_a_clock_that_had_run_out_when_the_record_began_is_not_judged(began, state, reason):
    row = only("case-card", OLD, "2020-02-09 09:00", began=at(began))
    assert (row["state"], row["reason"]) == (state, reason)
    assert (row["late_by"] is None) == (state == "not_applicable")
    assert (row["escalated_to"] is None) == (state == "not_applicable")


def test_a_clock_started_before_the_record_and_due_after_it_is_judged_as_always():
    row = only("suspect-test", OLD, "2020-02-09 09:00", began=at("2020-02-02 09:00"))
    assert (row["state"], row["late_by"]) == ("overdue", 6 * 24 * HOUR)


@pytest.mark.parametrize(
    ("proof", "state"), [("2020-02-01 10:00", "met"), ("2020-02-01 12:00", "met_late")]
)
def test_a_proof_from_before_the_record_counts_as_always(proof, state):
    text = f"{OLD}\n1 | report.received.case_card | {proof}"
    row = only("case-card", text, "2020-02-09 09:00", began=at("2020-02-05 09:00"))
    assert (row["state"], row["reason"]) == (state, None)


def test_what_became_void_in_time_keeps_its_own_reason_before_the_record_too():
    text = f"{OLD}\n1 | case.died | 2020-02-02 09:00"
    row = only("suspect-test", text, "2020-02-09 09:00", began=at("2020-02-05 09:00"))
    assert (row["state"], row["reason"]) == ("not_applicable", "died")


def test_what_became_void_only_after_its_time_is_not_judged_late_before_the_record():
    text = f"{OLD}\n1 | case.died | 2020-02-04 09:00"
    row = only("suspect-test", text, "2020-02-09 09:00", began=at("2020-02-05 09:00"))
    assert (row["state"], row["reason"], row["late_by"]) == (
        "not_applicable",
        "before_record",
        None,
    )


def test_rounds_of_the_days_before_the_record_are_not_judged():
    text = "1 | placement.began.home | 2020-02-01 09:00"
    rows = due(text, "2020-02-03 12:30", began=at("2020-02-02 12:00"))
    states = [(row["state"], row["reason"]) for row in rows if row["rule"] == "contact-follow-up"]
    before = ("not_applicable", "before_record")
    assert states == [before, before, ("overdue", "missed"), ("overdue", None)]


# What counts, and under which edition


def test_what_has_not_happened_yet_does_not_count():
    text = "1 | case.suspected | 2020-02-01 09:00\n1 | report.received.case_card | 2020-02-01 09:30"
    assert only("case-card", text, "2020-02-01 09:29")["state"] == "open"


def test_what_was_not_stored_yet_does_not_count():
    text = """
        1 | case.suspected            | 2020-02-01 09:00 | stored=2020-02-01_09:05
        1 | report.received.case_card | 2020-02-01 09:30 | stored=2020-02-03_10:00
    """
    states = [
        only("case-card", text, "2020-02-03 12:00", known=at(known))["state"]
        for known in ("2020-02-03 09:59", "2020-02-03 10:00")
    ]
    assert states == ["overdue", "met"]


def test_the_edition_is_that_of_the_start_of_the_clock():
    editions = [
        only("case-card", f"1 | case.suspected | {start}", "2020-03-01 08:00")["edition"]
        for start in ("2020-01-27 23:59", "2020-01-28 00:00", "2020-02-21 00:00")
    ]
    assert editions == ["cn-covid-control-2", "cn-covid-control-3", "cn-covid-control-5"]


def test_before_any_edition_there_is_no_duty():
    assert due("1 | case.confirmed | 2019-12-31 09:00", "2020-03-01 08:00") == []


def test_an_asymptomatic_starts_a_card_only_under_an_edition_that_says_so():
    text = "1 | case.asymptomatic | 2020-01-23 09:00\n2 | case.asymptomatic | 2020-01-29 09:00"
    rows = [row for row in due(text, "2020-03-01 08:00") if row["rule"] == "case-card"]
    assert [row["subject"] for row in rows] == [2]


def test_a_citys_own_rule_does_not_reach_beyond_the_city():
    text = """
        1 | case.suspected | 2020-02-01 09:00 | county=1
        2 | case.suspected | 2020-02-01 09:00 | county=2
    """
    rows = due(text, "2020-02-01 10:00", divisions={1: "430202", 2: "430100"})
    assert {(r["rule"], r["subject"]) for r in rows} == {
        ("case-card", 1),
        ("case-card", 2),
        ("suspect-test", 1),
    }


# The table itself


def test_no_events_give_no_duties_in_the_same_columns():
    table = duties(empty(EVENTS), SHIPPED, now=at("2020-02-03 08:00"))
    assert table.schema == pl.Schema(DUTIES)
    assert table.height == 0


def test_the_columns_are_as_promised():
    table = duties(timeline(SUSPECT), SHIPPED, now=at("2020-02-03 08:00"))
    assert table.schema == pl.Schema(DUTIES)


def test_a_table_without_its_columns_says_which():
    with pytest.raises(TableError, match="events has no column kind"):
        duties(pl.DataFrame({"subject": [1]}), SHIPPED, now=at("2020-02-03 08:00"))


def test_every_state_can_be_reached():
    text = """
        1 | case.suspected            | 2020-02-01 09:00
        1 | report.received.case_card | 2020-02-01 10:00 | record=7
        1 | report.reviewed.case_card | 2020-02-01 13:00 | record=7
        2 | case.suspected            | 2020-02-01 09:00
        2 | case.excluded             | 2020-02-01 09:30
        3 | case.suspected            | 2020-02-02 20:00
    """
    assert {row["state"] for row in due(text, "2020-02-03 08:00")} == set(STATES)
