"""Where cases and links lie in the picture of a tree."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.chains.layout import CASES, CHOSEN, LEAST, LINKS, fold, lay_out

DAY = date(2020, 1, 18)


def cases(*onsets, isolated=None) -> pl.DataFrame:
    """Cases 1, 2, 3… with onsets so many days after the first."""
    days = [None if n is None else DAY + timedelta(days=n) for n in onsets]
    rows = {
        "id": range(1, len(days) + 1),
        "date_onset": days,
        "day": [DAY + timedelta(days=90) if day is None else day for day in days],
        "date_isolation": [isolated] * len(days),
        "setting": ["meal"] * len(days),
        "label": [f"Z{n}" for n in range(1, len(days) + 1)],
        "href": [None] * len(days),
    }
    return pl.DataFrame(rows, schema=CASES)


def links(*rows) -> pl.DataFrame:
    """Rows of infectee, infector, probability, unseen cases between."""
    return pl.DataFrame(rows, schema=LINKS, orient="row")


def chosen(*pairs) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema=CHOSEN, orient="row")


def test_whom_somebody_infected_stands_below_him_before_the_next_chain_begins():
    tree = lay_out(
        cases(0, 1, 5, 9),
        links((3, 1, 0.9, 0.0), (4, 3, 0.8, 0.0)),
        chosen((1, None), (2, None), (3, 1), (4, 3)),
    )
    assert tree.cases["label"].to_list() == ["Z1", "Z3", "Z4", "Z2"]
    assert tree.cases["depth"].to_list() == [0, 1, 2, 0]
    assert tree.cases["chain"].to_list() == [0, 0, 0, 3]


def test_a_case_of_unknown_onset_stands_at_its_probable_day_and_is_marked_so():
    tree = lay_out(cases(0, None), links(), chosen())
    row = tree.cases.filter(pl.col("id") == 2).row(0, named=True)
    assert row["day"] == DAY + timedelta(days=90)
    assert not row["is_day_known"]


def test_only_the_chosen_link_is_best_and_improbable_ones_are_not_drawn():
    tree = lay_out(
        cases(0, 1, 4),
        links((3, 1, 0.6, 0.0), (3, 2, 0.37, 0.0), (2, 1, LEAST / 2, 0.0)),
        chosen((3, 1)),
    )
    drawn = tree.links.select("infector", "infectee", "is_best").rows()
    assert drawn == [(1, 3, True), (2, 3, False)]


def test_unseen_cases_lie_evenly_between_the_two():
    tree = lay_out(cases(0, 9), links((2, 1, 0.7, 1.8)), chosen((2, 1)))
    days = [(at.date() - DAY).days for at in tree.unseen["day"]]
    assert days == [3, 6]
    assert set(tree.unseen["lane"]) == {1}


def test_a_link_from_somebody_who_is_not_drawn_is_left_out_and_his_infectee_begins_a_chain():
    tree = lay_out(cases(0, 3), links((2, 77, 0.9, 0.0)), chosen((2, 77)))
    assert tree.links.is_empty()
    assert tree.cases["depth"].to_list() == [0, 0]


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="links has no column probability"):
        lay_out(cases(0), links().drop("probability"), chosen())


@st.composite
def trees(draw):
    """Any forest: each case is infected by nobody or by one with a smaller number."""
    count = draw(st.integers(1, 30))
    onsets = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    pairs = [
        (n, draw(st.one_of(st.none(), st.integers(1, n - 1))) if n > 1 else None)
        for n in range(1, count + 1)
    ]
    return onsets, pairs


@given(trees())
def test_every_case_has_one_lane_of_its_own_below_its_infector(made):
    onsets, pairs = made
    rows = [(a, b, 0.9, 0.0) for a, b in pairs if b is not None]
    tree = lay_out(cases(*onsets), links(*rows), chosen(*pairs))
    lane = dict(tree.cases.select("id", "lane").iter_rows())
    assert sorted(lane.values()) == list(range(len(onsets)))
    assert all(lane[a] > lane[b] for a, b in pairs if b is not None)
    assert tree.links["is_best"].all()
    # The cases under somebody are the lanes that follow his: no other chain lies between.
    chains = tree.cases.sort("lane")["chain"].to_list()
    assert chains == sorted(chains)


def test_folded_every_case_is_counted_once_and_links_are_summed():
    table = cases(0, 0, 4, 4)
    rows = links((3, 1, 0.5, 0.0), (3, 2, 0.5, 0.0), (4, 1, 0.75, 0.0), (1, None, 1.0, 0.0))
    groups = {1: "first", 2: "first", 3: "second", 4: "second"}
    tree = fold(table, rows, groups, ["first", "second"])
    assert tree.groups.select("group", "cases").rows() == [("first", 2), ("second", 2)]
    assert tree.links["expected"].to_list() == [1.75]
    assert tree.left_out == 0
