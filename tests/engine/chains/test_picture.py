"""The tree as a Vega-Lite picture, drawn for good."""

import re

import polars as pl
import pytest
import vl_convert
from tests.engine.chains.test_layout import cases, chosen, links

from firebreak.engine.chains.layout import fold, lay_out
from firebreak.engine.chains.picture import folded_picture, tree_picture

WORDS = {
    "title": "Tree",
    "onset": "Onset",
    "onset_unknown": "onset unknown",
    "setting": "Infected through",
    "link": "{infector} infected {infectee}: {percent}",
    "unseen": "unseen",
    "isolated": "isolated",
    "cases": "{count} cases",
    "cases_title": "Cases",
}
SETTINGS = {"meal": "shared meal", "unknown": "unknown"}


@pytest.fixture(scope="module")
def drawn() -> str:
    tree = lay_out(
        cases(0, 4, 9),
        links((2, 1, 0.8, 0.0), (3, 2, 0.62, 1.3), (3, 1, 0.3, 0.0)),
        chosen((1, None), (2, 1), (3, 2)),
    )
    return vl_convert.vegalite_to_svg(vl_spec=tree_picture(tree, WORDS, SETTINGS))


def test_every_case_and_every_chosen_link_is_told_to_a_screen_reader(drawn):
    told = re.findall(r'aria-label="([^"]*)"', drawn)
    assert "Z1: Onset 2020-01-18, shared meal" in told
    assert "Z2 infected Z3: 62%" in told
    assert told.count("unseen") == 1


def test_days_stand_where_they_belong_whatever_the_zone_of_the_machine(drawn, monkeypatch):
    marks = dict(re.findall(r'aria-label="(Z\d): [^>]*?translate\(([\d.]+),', drawn))
    first, second, third = (float(marks[name]) for name in ("Z1", "Z2", "Z3"))
    assert (second - first) / (third - first) == pytest.approx(4 / 9, abs=0.005)


def test_the_more_probable_link_is_the_thicker(drawn):
    widths = dict(re.findall(r'aria-label="(Z\d infected Z\d)[^>]*stroke-width="([\d.]+)"', drawn))
    assert float(widths["Z1 infected Z2"]) > float(widths["Z2 infected Z3"])


def test_a_name_cannot_write_markup_into_the_picture():
    hostile = cases(0).with_columns(label=pl.lit("<script>alert(1)</script>\"'"))
    spec = tree_picture(lay_out(hostile, links(), chosen()), WORDS, SETTINGS)
    assert "<script" not in vl_convert.vegalite_to_svg(vl_spec=spec)


def test_a_folded_tree_of_thousands_says_its_groups():
    onsets = [n % 30 for n in range(2600)]
    table = cases(*onsets)
    rows = links(*((n, n - 1, 0.9, 0.0) for n in range(2, 2601)))
    groups = {n: f"generation {n % 5}" for n in range(1, 2601)}
    tree = fold(table, rows, groups, [f"generation {n}" for n in range(5)])
    assert tree.groups["cases"].sum() == 2600
    svg = vl_convert.vegalite_to_svg(vl_spec=folded_picture(tree, WORDS))
    assert len(re.findall(r">generation \d<", svg)) == 5
    assert len(svg) < 500_000
