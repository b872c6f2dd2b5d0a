"""Where a post met a case and let him go on: by the rule, and only where the rule says so."""

import pytest
from tests.engine.duties.timelines import at
from tests.engine.missed.chains_by_hand import chains
from tests.engine.missed.stories import CASE, missed, rules

NAMED = "2 | case.onset | 2020-01-18\n2 | case.confirmed | 2020-01-20 09:00\n"


def test_a_checkpoint_that_let_a_fever_pass():
    (row,) = missed(
        "1 | check.checkpoint | 2020-01-26 19:10 | unit=7 celsius=37.4 pathogen=none"
    ).chances.to_dicts()
    assert (row["rule"], row["post"], row["unit"]) == ("fever-on-the-road", "checkpoint", 7)
    assert (row["edition"], row["before_rule"]) == ("zhuzhou-covid-2020", False)
    assert (row["moment"], row["isolated_at"]) == (at("2020-01-26 19:10"), at("2020-01-28 12:00"))
    assert row["signs"] == ["fever"]


@pytest.mark.parametrize(("celsius", "is_fever"), [("37.2", False), ("37.3", True)])
def test_a_fever_begins_where_the_edition_in_force_says(celsius, is_fever):
    found = missed(f"1 | check.checkpoint | 2020-01-26 19:10 | celsius={celsius} pathogen=none")
    assert rules(found) == ["fever-on-the-road"] * is_fever


def test_whoever_complains_of_fever_has_a_sign_though_nobody_measured():
    found = missed("""
        1 | check.checkpoint | 2020-01-26 19:10 | record=50 pathogen=none
        1 | found.fever      | 2020-01-26 19:10 | record=50 pathogen=none
    """)
    assert rules(found) == ["fever-on-the-road"]


@pytest.mark.parametrize("action", ["referred", "isolated", "reported"])
def test_whoever_was_handed_over_was_not_missed(action):
    found = missed(f"""
        1 | check.checkpoint | 2020-01-26 19:10 | record=50 celsius=38.0 pathogen=none
        1 | action.{action}  | 2020-01-26 19:10 | record=50 pathogen=none
    """)
    assert found.chances.is_empty()


def test_what_the_post_did_instead_is_said():
    found = missed("""
        1 | check.fever_clinic | 2020-01-26 19:10 | record=50 celsius=38.0 pathogen=none
        1 | action.sent_home   | 2020-01-26 19:10 | record=50 pathogen=none
    """)
    assert found.chances["action"].to_list() == ["action.sent_home"]


@pytest.mark.parametrize(("placed", "is_missed"), [("12:00", False), ("12:01", True)])
def test_a_clinic_has_two_hours_until_he_is_kept(placed, is_missed):
    found = missed(
        f"""
        1 | case.onset              | 2020-01-25
        1 | check.fever_clinic      | 2020-01-26 10:00 | celsius=38.0 pathogen=none
        1 | placement.began.on_the_spot | 2020-01-26 {placed} | pathogen=none
        1 | case.confirmed          | 2020-01-29 09:00
        """,
        of="",
    )
    assert rules(found) == ["ill-at-the-clinic"] * is_missed


def test_until_its_time_is_over_nothing_is_missed():
    clinic = "1 | check.fever_clinic | 2020-01-26 10:00 | celsius=38.0 pathogen=none"
    case = "1 | case.onset | 2020-01-25\n1 | case.confirmed | 2020-01-26 10:30\n"
    assert rules(missed(clinic, "2020-01-26 11:59", of=case)) == []
    assert rules(missed(clinic, "2020-01-26 12:00", of=case)) == ["ill-at-the-clinic"]


@pytest.mark.parametrize(
    "when",
    ["2020-01-10 23:00", "2020-01-28 12:01", "2020-01-29 10:00"],
    ids=["before he can have been infected", "in the ward", "after he was confirmed in the ward"],
)
def test_what_lies_outside_infection_and_isolation_is_no_missed_chance(when):
    found = missed(f"1 | check.checkpoint | {when} | celsius=38.0 pathogen=none")
    assert found.chances.is_empty()


def test_observation_at_home_is_no_isolation():
    found = missed("""
        1 | placement.began.home  | 2020-01-26 08:00 | pathogen=none
        1 | check.household_visit | 2020-01-26 18:00 | celsius=38.0 pathogen=none
        1 | check.follow_up       | 2020-01-27 09:00 | celsius=36.4 pathogen=none
        1 | check.follow_up       | 2020-01-27 18:00 | celsius=36.4 pathogen=none
        1 | check.follow_up       | 2020-01-28 09:00 | celsius=36.4 pathogen=none
    """)
    assert rules(found) == ["ill-at-home"]


def test_somebody_who_is_no_case_was_not_missed():
    suspected = "1 | case.onset | 2020-01-25\n1 | case.suspected | 2020-01-28 12:00\n"
    fever = "1 | check.checkpoint | 2020-01-26 19:10 | celsius=38.0 pathogen=none"
    assert missed(fever, of=suspected).chances.is_empty()
    mistaken = CASE + "1 | case.excluded | 2020-02-01 09:00\n"
    assert missed(fever, of=mistaken).chances.is_empty()


def test_a_case_of_another_disease_is_held_against_its_own_rules():
    measles = CASE.replace("2020-01-25\n", "2020-01-25 | pathogen=measles\n")
    measles = measles.replace("09:00\n", "09:00 | pathogen=measles\n").replace(
        "case.suspected       | 2020-01-28 12:00",
        "case.suspected | 2020-01-28 12:00 | pathogen=measles",
    )
    fever = "1 | check.checkpoint | 2020-01-26 19:10 | celsius=38.0 pathogen=none"
    assert missed(fever, of=measles).chances.is_empty()  # no chance is written for measles


# What was said, and what is on record


VISIT = "1 | check.household_visit | 2020-01-26 10:00 | record=50 celsius=36.5 pathogen=none\n"
TICKET = (
    "1 | travelled.train | 2020-01-20 08:00 | record=60 pathogen=none stored=2020-01-29_10:00\n"
)


def test_no_travel_against_a_ticket():
    said = "1 | declared.no_exposure | 2020-01-26 10:00 | record=50 pathogen=none\n"
    (row,) = missed(VISIT + said + TICKET).chances.to_dicts()
    assert (row["rule"], row["signs"]) == ("origin-denied", ["exposure_denied"])
    assert (row["evidence_kind"], row["evidence_record"]) == ("travelled.train", 60)
    assert row["evidence_told_at"] == at("2020-01-29 10:00")  # the ticket came only later


def test_whoever_said_it_was_heard():
    said = "1 | declared.exposure | 2020-01-26 10:00 | record=50 pathogen=none\n"
    assert missed(VISIT + said + TICKET).chances.is_empty()


def test_whoever_was_not_asked_is_missed_if_he_had_something_to_say():
    assert rules(missed(VISIT + TICKET)) == ["origin-not-asked"]
    assert rules(missed(VISIT)) == []


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2020-01-12 10:00", True), ("2020-01-12 09:59", False), ("2020-01-26 10:01", False)],
)
def test_a_journey_counts_for_the_days_of_exposure_before(day, counts):
    ticket = f"1 | travelled.train | {day} | pathogen=none\n"
    assert rules(missed(VISIT + ticket)) == ["origin-not-asked"] * counts


def test_an_infection_elsewhere_counts_on_whatever_day_it_is_put():
    assert rules(missed(VISIT + "1 | infected.elsewhere | 2020-01-28\n")) == ["origin-not-asked"]


def test_the_ticket_is_named_rather_than_that_it_was_elsewhere():
    found = missed(VISIT + TICKET + "1 | infected.elsewhere | 2020-01-25\n")
    assert found.chances["evidence_kind"].to_list() == ["travelled.train"]


# Duties


def test_a_contact_named_and_never_reached():
    found = missed("1 | contact.named | 2020-01-26 09:00 | county=4")
    (row,) = found.chances.to_dicts()
    assert (row["rule"], row["post"]) == ("contact-not-kept", "tracer")
    assert row["moment"] == at("2020-01-27 09:00")  # when the 24 hours were over


def test_a_contact_reached_and_not_kept_is_the_grid_workers():
    found = missed("""
        1 | contact.named   | 2020-01-26 09:00 | record=40
        1 | contact.reached | 2020-01-26 12:00 | record=40
    """)
    assert found.chances["post"].to_list() == ["grid_worker"]


def test_a_contact_kept_too_late_is_missed_until_then():
    found = missed("""
        1 | contact.named         | 2020-01-25 09:00
        1 | placement.began.home  | 2020-01-26 21:00 | pathogen=none
        1 | check.follow_up       | 2020-01-26 21:30 | pathogen=none
        1 | check.follow_up       | 2020-01-27 09:00 | pathogen=none
        1 | check.follow_up       | 2020-01-27 18:00 | pathogen=none
        1 | check.follow_up       | 2020-01-28 09:00 | pathogen=none
    """)
    (row,) = found.chances.to_dicts()
    assert (row["moment"], row["answered_at"]) == (at("2020-01-26 09:00"), at("2020-01-26 21:00"))


def test_a_round_he_was_absent_from():
    found = missed("""
        1 | placement.began.home | 2020-01-26 08:00 | unit=9 record=70 pathogen=none
        1 | check.follow_up      | 2020-01-26 18:00 | pathogen=none
        1 | check.follow_up      | 2020-01-27 18:00 | pathogen=none
        1 | check.follow_up      | 2020-01-28 09:00 | pathogen=none
    """)
    (row,) = found.chances.to_dicts()
    assert (row["rule"], row["unit"], row["record"]) == ("round-missed", 9, 70)
    assert row["moment"] == at("2020-01-27 12:00")  # when the morning's round was over


def test_a_round_made_up_for_before_the_next_is_late_and_not_missed():
    found = missed("""
        1 | placement.began.home | 2020-01-27 05:00 | unit=9 pathogen=none
        1 | check.follow_up      | 2020-01-27 12:30 | pathogen=none
        1 | check.follow_up      | 2020-01-27 18:00 | pathogen=none
        1 | check.follow_up      | 2020-01-28 09:00 | pathogen=none
    """)
    assert found.chances.is_empty()


def test_a_test_asked_and_not_resulted():
    found = missed("1 | sample.taken | 2020-01-25 09:00 | unit=3 pathogen=none")
    (row,) = found.chances.to_dicts()
    assert (row["rule"], row["post"], row["unit"]) == ("test-without-result", "laboratory", 3)
    in_time = "1 | test.resulted.negative | 2020-01-27 09:00\n"
    assert missed(
        "1 | sample.taken | 2020-01-25 09:00 | pathogen=none\n" + in_time
    ).chances.is_empty()


# Rules and their time


def test_before_a_rule_was_in_force_it_says_what_it_would_have_caught():
    found = missed("1 | check.fever_clinic | 2020-01-21 10:30 | celsius=37.6 pathogen=none")
    assert found.chances["before_rule"].to_list() == [True]
    assert found.by_rule["before_rule"].to_list() == [1]


def test_in_another_province_the_citys_rules_do_not_hold():
    fever = "1 | check.checkpoint | 2020-01-26 19:10 | celsius=38.0 pathogen=none county=1"
    here, there = (missed(fever, divisions={1: code}).chances for code in ("430281", "420100"))
    assert here.select("edition", "before_rule").rows() == [("zhuzhou-covid-2020", False)]
    assert there.select("edition", "before_rule").rows() == [("cn-transport-2020-01-30", True)]
    nowhere = missed(
        fever, divisions={}
    ).chances  # only what the whole country has is known to hold
    assert nowhere["edition"].to_list() == ["cn-transport-2020-01-30"]


def test_what_was_stored_later_was_not_known():
    fever = "1 | check.checkpoint | 2020-01-26 19:10 | celsius=38.0 pathogen=none stored=2020-02-02_08:00"
    case = CASE.replace("12:00", "12:00 | stored=2020-01-28_13:00").replace(
        "| stored=2020-01-28_13:00 | pathogen", "| stored=2020-01-28_13:00 pathogen"
    )
    case = case.replace("2020-01-25\n", "2020-01-25 | stored=2020-01-28_13:00\n").replace(
        "09:00\n", "09:00 | stored=2020-01-29_13:00\n"
    )
    assert rules(missed(fever, of=case)) == ["fever-on-the-road"]
    assert rules(missed(fever, of=case, known=at("2020-02-01"))) == []


# What it cost


# 1 is infected on 20 January; he infects 2 on the 24th, 3 on the 27th; 3 infects 4 on the 29th.
TREE = {1: (None, 19), 2: (1, 23), 3: (1, 26), 4: (3, 28)}
FEVER = "1 | check.checkpoint | 2020-01-26 19:10 | unit=7 celsius=38.0 pathogen=none\n"


def test_the_infections_after_it_come_from_the_chains():
    (row,) = missed(FEVER, chains=chains(TREE)).chances.to_dicts()
    assert row["infected_by_then"] == 1
    assert (row["infections_mean"], row["infections_lower"], row["infections_upper"]) == (2, 2, 2)


def test_the_interval_is_that_of_the_draws():
    other = TREE | {3: (2, 26)}
    (row,) = missed(FEVER, chains=chains(TREE, other)).chances.to_dicts()
    assert row["infections_mean"] == 1
    assert 0 <= row["infections_lower"] < 1 < row["infections_upper"] <= 2


def test_where_he_was_probably_not_yet_infected_it_cost_that_much_less():
    later = {1: (None, 26), 2: (None, 23), 3: (1, 27), 4: (3, 28)}  # infected on the 27th
    (row,) = missed(FEVER, chains=chains(TREE, TREE, TREE, later)).chances.to_dicts()
    assert (row["infected_by_then"], row["infections_mean"]) == (0.75, 1.5)


def test_before_he_was_infected_by_any_draw_he_was_not_missed():
    later = {1: (None, 26), 2: (None, 23), 3: (1, 27), 4: (3, 28)}
    assert missed(FEVER, chains=chains(later)).chances.is_empty()


def test_of_whom_the_chains_say_nothing_the_cost_is_not_known():
    strangers = chains({8: (None, 0), 9: (8, 1)})
    (row,) = missed(FEVER, chains=strangers).chances.to_dicts()
    assert (row["infected_by_then"], row["infections_mean"]) == (None, None)


def test_without_chains_the_list_is_there_and_its_cost_is_not_known():
    found = missed(FEVER)
    assert found.chances["infections_mean"].to_list() == [None]
    assert found.by_rule.row(0, named=True) | {"rule": ""} == {
        "rule": "", "chances": 1, "cases": 1, "before_rule": 0,
        "infections_mean": None, "infections_lower": None, "infections_upper": None,
    }  # fmt: skip


def test_sums_count_an_infection_once_and_the_costliest_comes_first():
    third = (
        CASE.replace("1 |", "3 |")
        .replace("2020-01-25\n", "2020-01-28\n")
        .replace("2020-01-28 12", "2020-01-30 12")
        .replace("2020-01-29 09", "2020-01-31 09")
    )
    met = FEVER + "3 | check.checkpoint | 2020-01-28 10:00 | unit=8 celsius=38.0 pathogen=none\n"
    found = missed(met, of=CASE + third, chains=chains(TREE))
    assert found.chances.select("subject", "infections_mean").rows() == [(1, 2), (3, 1)]
    (rule,) = found.by_rule.to_dicts()
    assert (rule["chances"], rule["cases"], rule["infections_mean"]) == (2, 2, 2)
    assert found.by_unit.select("unit", "infections_mean").rows() == [(7, 2), (8, 1)]


def test_nobody_met_and_nobody_missed_is_an_empty_list():
    found = missed("", of="1 | contact.named | 2020-01-25 09:00")
    assert [
        t.height for t in (found.chances, found.by_rule, found.by_post, found.by_unit, found.unmet)
    ] == [0] * 5


def test_the_answer_does_not_depend_on_the_order_of_the_events():
    text = VISIT + TICKET + FEVER
    found = missed(text, chains=chains(TREE))
    lines = (CASE + text).strip().splitlines()
    again = missed(
        "\n".join(reversed(lines)).replace("record=50", "record=50"), of="", chains=chains(TREE)
    )
    keep = ["rule", "moment", "post", "infections_mean"]
    assert found.chances.select(keep).equals(again.chances.select(keep))
