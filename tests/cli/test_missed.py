"""`firebreak missed`: what was let pass, by rule and moment, for a person and for a program."""

import json
from decimal import Decimal

import pytest
from tests.engine.missed.chains_by_hand import chains
from tests.site.conftest import NOW, at, local, make_city

from firebreak.records import chains as chains_of_the_record
from firebreak.records import clock
from firebreak.records import missed as records
from firebreak.records.actions import checks

RULE = "Fever at a checkpoint or gate: hand over, do not let pass"


@pytest.fixture
def city(here):
    """The small city, where a checkpoint let Zhang pass with 38.0 °C on 28 January."""
    made = make_city()
    with clock.held_at(local(1, 29, 9)):
        checks.record_check(
            by=None,
            person=made.zhang,
            kind="checkpoint",
            unit=made.checkpoint,
            when=at(1, 28, 19, 10),
            temperature_celsius=Decimal("38.0"),
            action_taken="passed",
        )
    with clock.held_at(NOW):
        yield made


@pytest.fixture(autouse=True)
def nothing_known_before():
    """No chains of a test before this one."""
    chains_of_the_record.forget()


@pytest.fixture
def with_chains(city, monkeypatch):
    """Chains that are worked out at once: Zhang infected Li the day after."""
    known = chains({city.zhang.pk: (None, 19), city.li.pk: (city.zhang.pk, 28)})
    monkeypatch.setattr(records, "latest", lambda now: known)
    monkeypatch.setattr(chains_of_the_record, "make_now", lambda now: None)
    return city


def test_it_says_what_was_let_pass_where_and_what_that_cost(here, with_chains):
    told = here("missed")
    assert told.exit_code == 0, told.output
    for words in (RULE, "2020-01-28 19:10", "Hetang east checkpoint", "1.0 (1–1)"):
        assert words in told.stdout


@pytest.mark.parametrize(
    ("by", "name"), [("post", "checkpoint"), ("unit", "Hetang east checkpoint")]
)
def test_it_adds_up_by_what_one_asks_for(here, with_chains, by, name):
    first = here("missed", "--by", by).stdout.split("\n\n")[0]
    assert name in first
    assert RULE not in first


def test_without_the_chains_it_says_that_the_cost_is_not_worked_out(here, city):
    told = here("missed", "--no-costs").stdout
    assert "not worked out" in told
    assert RULE in told


def test_a_program_reads_the_same(here, with_chains):
    told = json.loads(here("missed", "--json").stdout)
    assert (told["as_of"], told["costs_known"]) == ("2020-02-03T08:00+08:00", True)
    (row,) = told["chances"]
    assert (row["rule"], row["rule_name"], row["unit"]) == ("fever-on-the-road", RULE, "CP1")
    assert (row["celsius"], row["signs"], row["action"]) == (38.0, ["fever"], "action.passed")
    assert row["moment"] == "2020-01-28T19:10+08:00"
    assert row["infections_mean"] == told["by_unit"][0]["infections_mean"] == 1
    assert told["by_unit"][0]["unit"] == "CP1"


def test_another_county_is_told_nothing_of_it(here, city):
    told = json.loads(here("missed", "--no-costs", "--json", "--unit", "430211").stdout)
    assert told["chances"] == []
    told = here("missed", "--no-costs", "--unit", "430211").stdout
    assert told.startswith("No case was met and let go on")


def test_a_case_met_late_is_told_with_how_late(here):
    make_city()  # in which no checkpoint met Zhang
    with clock.held_at(NOW):
        told = json.loads(here("missed", "--no-costs", "--json").stdout)
        assert "no list that the record shows" in here("missed", "--no-costs").stdout
    (row,) = told["unmet"]
    # Ill on the 26th at 20:00, suspected on the 30th at 9:00: 85 hours.
    assert (row["met_at"], row["late_minutes"]) == ("2020-01-30T09:00+08:00", 85 * 60)


def test_where_nothing_was_missed_it_says_so(here):
    assert here("missed", "--no-costs").stdout.startswith("No check is on record")


def test_a_unit_that_is_none_is_refused(here, city):
    refused = here("missed", "--no-costs", "--unit", "nowhere")
    assert refused.exit_code == 3
    assert "nowhere" in refused.stderr
