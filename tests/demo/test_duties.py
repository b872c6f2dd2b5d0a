"""At 08:00 on 3 February there is something to do for everybody, and in every state."""

import polars as pl
import pytest

from firebreak.demo.times import ZONE
from firebreak.engine.timeliness.seven_one_seven import emergence_history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def rules_with(duties: pl.DataFrame, state: str) -> set[str]:
    return set(duties.filter(pl.col("state") == state)["rule"])


@pytest.mark.parametrize(
    "state", ["met", "met_late", "open", "due_soon", "overdue", "not_applicable"]
)
def test_every_state_occurs_among_the_suspects(morning, state):
    assert "suspect-test" in rules_with(morning.duties, state)


def test_whoever_has_the_sample_holds_the_clock(morning):
    tests = morning.duties.filter(pl.col("rule") == "suspect-test")
    for state in ("due_soon", "overdue"):
        holders = set(tests.filter(pl.col("state") == state)["holder_role"])
        assert holders == {"hospital", "carrier", "laboratory"}


def test_every_rule_in_force_has_somebody_late(morning):
    for rule in ("case-card", "card-correction", "card-review", "investigation", "back-trace", "event-report",
                 "contact-quarantine", "contact-follow-up"):  # fmt: skip
        assert rule in rules_with(morning.duties, "overdue"), rule


def test_most_cards_were_corrected_in_time_on_confirmation_two_late_and_one_not(morning):
    corrections = morning.duties.filter(pl.col("rule") == "card-correction")
    states = dict(corrections.group_by("state").len().rows())
    assert states == {"met": 23, "met_late": 2, "overdue": 1}


def test_three_posts_were_silent_on_2_february(morning):
    day = pl.col("due").dt.convert_time_zone(str(ZONE)).dt.day() == 2
    daily = pl.col("rule").str.starts_with("daily-report")
    silent = morning.duties.filter(daily, day, pl.col("state") == "overdue")
    assert silent.height == 3


def test_an_earlier_case_moved_the_emergence_of_the_dinner_back(morning):
    history = emergence_history(morning.events)
    first = history.filter(pl.col("outbreak") == history["outbreak"].min()).sort("stored_at")
    days = first["emergence_at"].dt.convert_time_zone(str(ZONE)).dt.day().to_list()
    assert days == [21, 18]
