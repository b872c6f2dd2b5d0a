"""Shares as people read them: of how many, and of those who are not counted yet."""

from types import SimpleNamespace

import polars as pl
from django.utils import translation

from firebreak.site.indicators.words import so_far


def of_yield(ill: int, well: int, running: dict[str, int]) -> SimpleNamespace:
    states = [state for state, number in running.items() for _ in range(number)]
    return SimpleNamespace(
        id="yield",
        numerator=pl.DataFrame({"state": ["converted"] * ill}),
        denominator=pl.DataFrame({"state": ["converted"] * ill + ["not_converted"] * well}),
        pending=pl.DataFrame({"state": states}, schema={"state": pl.String}),
    )


def test_the_few_whose_watch_is_over_stand_beside_all_of_them():
    early = of_yield(9, 8, {"converted": 7, "not_converted": 236})
    with translation.override("en"):
        said = so_far(early)
    assert "the 17 whose watch is over" in said
    assert "16 of 260 became cases so far: 6.2%" in said


def test_when_every_watch_is_over_the_share_needs_no_other_beside_it():
    assert so_far(of_yield(9, 8, {})) == ""
