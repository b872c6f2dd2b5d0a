"""The cases that nobody met until late, and the list that should have held them."""

from datetime import timedelta

import pytest
from tests.engine.duties.timelines import at
from tests.engine.missed.chains_by_hand import chains
from tests.engine.missed.stories import CASE, missed

WHEN = "2020-01-28 12:00"


def unmet(text: str = "", **more) -> list[dict]:
    return missed(text, **more).unmet.to_dicts()


def test_whoever_was_first_met_when_he_was_kept_was_met_late():
    (row,) = unmet()
    # Contacts count from the onset on (third edition); of the 25th no more than the day is known.
    assert (row["infectious_from"], row["met_at"]) == (at("2020-01-25"), at(WHEN))
    assert row["late_by"] == timedelta(days=2, hours=12)
    assert (row["roll"], row["edition"]) == (None, None)


@pytest.mark.parametrize(
    "meeting", ["contact.named", "check.checkpoint", "sample.taken", "placement.began.home"]
)
def test_whoever_was_met_before_he_could_infect_was_met_in_time(meeting):
    assert unmet(f"1 | {meeting} | 2020-01-24 09:00 | celsius=36.5") == []


def test_a_ticket_is_no_meeting():
    assert len(unmet("1 | travelled.train | 2020-01-20 09:00 | pathogen=none")) == 1


def test_whoever_was_met_and_let_go_is_on_the_other_list():
    found = missed("1 | check.checkpoint | 2020-01-26 09:00 | celsius=38.0 pathogen=none")
    assert (found.chances.height, found.unmet.height) == (1, 0)


@pytest.mark.parametrize(
    ("shown", "roll"),
    [
        ("1 | contact.exposed | 2020-01-20", "contacts"),
        ("1 | travelled.train | 2020-01-20 09:00 | pathogen=none", "passengers"),
        ("1 | infected.elsewhere | 2020-01-25", "returned"),
        ("1 | contact.exposed | 2020-01-29", None),  # only after he had been met
    ],
)
def test_the_list_that_should_have_held_him_is_named(shown, roll):
    (row,) = unmet(shown)
    assert row["roll"] == roll
    assert (row["edition"] is None) == (roll is None)


def test_of_several_lists_the_first_of_the_edition_is_named():
    (row,) = unmet("""
        1 | travelled.train | 2020-01-20 09:00 | pathogen=none
        1 | infected.elsewhere | 2020-01-25
    """)
    assert row["roll"] == "passengers"


def test_when_it_was_told_is_said_for_it_may_have_been_too_late():
    (row,) = unmet("1 | contact.exposed | 2020-01-20 | stored=2020-01-30_08:00")
    assert row["evidence_told_at"] == at("2020-01-30 08:00")


@pytest.mark.parametrize(("ill", "is_listed"), [("2020-01-18", True), ("2020-01-26", False)])
def test_what_links_him_in_the_chains_to_an_earlier_case_shows_a_list_too(ill, is_listed):
    other = f"2 | case.onset | {ill}\n2 | case.confirmed | 2020-01-30\n2 | check.round | 2020-01-10"
    known = chains({1: (2, 19), 2: (None, 15)}, evidence=[(1, 2, "household")])
    row = next(row for row in unmet(other, chains=known) if row["subject"] == 1)
    assert row["linked_by"] == ("household" if is_listed else None)
    assert row["roll"] == ("household" if is_listed else None)


def test_what_he_caused_once_infectious_is_what_the_list_would_have_spared():
    tree = {1: (None, 15), 2: (1, 22), 3: (1, 24), 4: (3, 27)}  # 2 before the onset of the 25th
    (row,) = unmet(chains=chains(tree))
    assert row["infections_mean"] == 2


def test_the_longest_unmet_come_first_where_the_cost_is_not_known():
    other = CASE.replace("1 |", "2 |").replace("2020-01-25", "2020-01-22")
    assert [row["subject"] for row in unmet(of=CASE + other)] == [2, 1]
