"""Contacts stand in one place each, and every difference is explained by somebody who moved."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.tables import KIND
from firebreak.outputs.contacts import (
    MEASURES,
    STANDINGS,
    count,
    differences,
    moved_in,
    moves,
    standing,
)

KINDS = ("contact.named", "placement.began.home", "placement.ended.home", "case.confirmed")
EVENT = st.tuples(st.integers(1, 6), st.sampled_from(KINDS), st.integers(1, 8))


def day(number: int) -> datetime:
    return datetime(2020, 2, number, tzinfo=UTC)


def events(*rows: tuple[int, str, int], early: tuple[int, ...] = ()) -> pl.DataFrame:
    """Events as `contacts.told` gives them; `early` are the rows that ended before their time."""
    table = [
        (subject, kind, day(on), record, record in early)
        for record, (subject, kind, on) in enumerate(rows)
    ]
    schema = {
        "subject": pl.Int64,
        "kind": KIND,
        "happened_at": pl.Datetime("us", "UTC"),
        "record": pl.Int64,
        "is_early": pl.Boolean,
    }
    return pl.DataFrame(table, schema=schema, orient="row")


def why(before: pl.DataFrame, after: pl.DataFrame) -> set[tuple]:
    return set(differences(before, after, since=day(4)).rows())


def test_a_contact_put_under_observation_leaves_those_who_wait():
    told = events((1, "contact.named", 2), (1, "placement.began.home", 5))
    assert why(standing(told, day(4)), standing(told, day(6))) == {
        ("observed", "from_not_placed", 1, 1),
        ("not_placed", "to_observed", -1, 1),
    }


def test_a_contact_named_before_and_known_only_now_is_no_new_one():
    told = events((1, "contact.named", 2))
    assert why(standing(told.clear(), day(4)), standing(told, day(6))) == {
        ("not_placed", "from_unknown", 1, 1),
        ("traced", "from_unknown", 1, 1),
    }


def test_who_was_released_and_placed_again_is_under_observation():
    told = events(
        (1, "contact.named", 1),
        (1, "placement.began.home", 2),
        (1, "placement.ended.home", 3),
        (1, "placement.began.home", 4),
    )
    assert standing(told, day(4))["standing"].to_list() == ["released"]
    assert standing(told, day(5))["standing"].to_list() == ["observed"]


def test_whose_observation_ended_early_was_not_released():
    rows = (
        (1, "contact.named", 1),
        (1, "placement.began.home", 2),
        (1, "placement.ended.home", 3),
        (1, "placement.began.home", 5),
        (1, "placement.ended.home", 7),
    )
    told = events(*rows, early=(2,))
    assert standing(told, day(4))["standing"].to_list() == ["ended_early"]
    assert standing(told, day(6))["standing"].to_list() == ["observed"]
    assert standing(told, day(8))["standing"].to_list() == ["released"]


@given(st.lists(EVENT), st.lists(EVENT))
def test_the_changes_are_exactly_the_difference_of_the_counts(then, later):
    before, after = standing(events(*then), day(4)), standing(events(*then, *later), day(9))
    explained = differences(before, after, since=day(4))
    for measure in MEASURES:
        rows = explained.filter(pl.col("measure") == measure)
        change = sum(c * n for c, n in rows.select("change", "count").iter_rows())
        assert change == count(after, measure) - count(before, measure)
    assert sum(count(after, one) for one in STANDINGS) == count(after, "traced")


@given(st.lists(EVENT), st.lists(EVENT))
def test_who_moved_in_a_measure_are_those_who_came_and_those_who_went(then, later):
    before, after = standing(events(*then), day(4)), standing(events(*then, *later), day(9))
    explained = differences(before, after, since=day(4))
    for measure in MEASURES:
        moved = moved_in(moves(before, after), measure)
        assert moved.len() == moved.n_unique()
        assert moved.len() == explained.filter(measure=measure)["count"].sum()
