"""Queries by the rules of an edition: meetings at every level, and what a rule makes of them."""

from datetime import timedelta

import polars as pl
from tests.engine.tracing.small_city import in_2020 as at

from firebreak.engine.duties.protocols import Manner, Text
from firebreak.engine.tracing import build
from firebreak.engine.tracing.backward import backward
from firebreak.engine.tracing.forward import forward
from firebreak.engine.tracing.meetings import contacts_of
from firebreak.engine.tracing.paths import path

HOUR = timedelta(hours=1)


def manner(id, at, contact="close", level="place", **more):
    return Manner(
        id=id,
        name=Text(id, id),
        at=at,
        contact=contact,
        manner="meal",
        source="s",
        level=level,
        **more,
    )


TABLE = manner("same_table", ("restaurant",), level="table")
RESTAURANT = manner("same_restaurant", ("restaurant",), contact="general", min_overlap=HOUR)


def restaurant():
    """Ann and Ben at a table; Cai at another, for an hour; Dan there for half of it; then a bus."""
    places = pl.DataFrame(
        {
            "place_id": ["restaurant", "table 1", "table 2", "bus"],
            "within": [None, "restaurant", "restaurant", None],
            "kind": ["restaurant", "table", "table", "bus"],
            "row": pl.Series([None] * 4, dtype=pl.Int64),
        }
    )
    stays = pl.DataFrame(
        [
            ("Ann", "table 1", at(0), at(7200)),
            ("Ben", "table 1", at(0), at(600)),
            ("Cai", "table 2", at(0), at(3600)),
            ("Dan", "table 2", at(0), at(1800)),
            ("Ben", "bus", at(9000), at(9900)),
            ("Eve", "bus", at(9000), at(9900)),
        ],
        schema=["person_id", "place_id", "start", "end"],
        orient="row",
    )
    return build(stays, places=places)


def test_a_rule_says_at_which_level_and_how_long_people_meet():
    found = contacts_of(restaurant(), "Ann", manners=[TABLE, RESTAURANT])
    assert sorted(found.select("to_id", "place_id", "rule").rows()) == [
        ("Ben", "table 1", "same_table"),
        ("Cai", "restaurant", "same_restaurant"),
    ]


def test_without_rules_only_the_place_itself_counts():
    assert contacts_of(restaurant(), "Ann", min_overlap=timedelta(0))["to_id"].to_list() == ["Ben"]


def test_a_trace_by_rules_goes_on_from_whom_a_rule_makes_a_contact():
    bus = manner("same_bus", ("bus",))
    found = forward(restaurant(), "Ann", manners=[TABLE, bus])
    assert found.select("depth", "from_id", "to_id", "rule").rows() == [
        (1, "Ann", "Ben", "same_table"),
        (2, "Ben", "Eve", "same_bus"),
    ]
    chain = path(restaurant(), "Ann", "Eve", manners=[TABLE, bus])
    assert chain["rule"].to_list() == ["same_table", "same_bus"]
    assert path(restaurant(), "Ann", "Eve", manners=[TABLE]).height == 0


def test_whom_cases_met_by_rule_is_ranked():
    people = backward(restaurant(), ["Ann", "Ben"], manners=[RESTAURANT], min_cases=1).people
    assert people.select("person_id", "cases").rows() == [("Cai", 1)]
