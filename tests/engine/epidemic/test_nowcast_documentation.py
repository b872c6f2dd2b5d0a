"""What the reference says of nowcasts and clusters is what there is."""

import doctest
from datetime import date, timedelta
from pathlib import Path

import polars as pl

import firebreak as fb
from firebreak.engine.epidemic.clusters.find import KINDS
from firebreak.engine.epidemic.nowcasting import hindsight, triangle

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "nowcast-and-clusters.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_come_out_as_written():
    tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert tried.attempted > 10
    assert tried.failed == 0


def test_every_column_and_every_kind_is_described():
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(9)]
    found = fb.epidemic.nowcast(pl.DataFrame({"date": days, "reported": days}), as_of=days[-1])
    for name in (*found.columns, *KINDS):
        assert f"`{name}`" in TEXT


def test_the_numbers_it_gives_are_those_of_the_program():
    assert (triangle.MOST_BEYOND, triangle.SEEN_WELL) == (0.2, 0.5)
    assert hindsight.PAST_DAYS == 30
    assert (hindsight.TRUST[0], round(hindsight.TRUST[-1], 6)) == (0.1, 1.5)
