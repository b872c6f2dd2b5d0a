"""The tree taken away or printed: it says what it shows, and breaks between two lanes."""

import re
from itertools import pairwise

import pytest
from tests.site.chains.test_chains_page import PAGE, main_of

from firebreak.engine.chains.picture import LANE
from firebreak.engine.reference.pathogens import pathogen
from firebreak.site.chains import printing

VEGA = '<svg class="marks" viewBox="0 0 800 {height}"><g fill="none" stroke-miterlimit="10" transform="translate(18,30)">'


def parts(lanes: int) -> list[tuple[float, float]]:
    """Where each sheet of so many lanes begins, and how high it is."""
    svg = VEGA.format(height=30 + lanes * LANE)
    boxes = [
        re.search(r'viewBox="0 ([\d.]+) 800.0 ([\d.]+)"', s.lanes)
        for s in printing.sheets(svg, lanes)
    ]
    return [(float(box[1]), float(box[2])) for box in boxes]


@pytest.mark.parametrize("lanes", [1, 30])
def test_what_fits_a_sheet_is_not_cut(lanes):
    assert parts(lanes) == []


@pytest.mark.parametrize("lanes", [31, 60, 150])
def test_sheets_hold_every_lane_once_and_cut_none(lanes):
    found = parts(lanes)
    assert found[0][0] == 30
    for (top, height), (after, _height) in pairwise(found):
        assert after == top + height
    assert sum(height for _top, height in found) == lanes * LANE
    assert all((top - 30) % LANE == 0 for top, _height in found)


def test_the_parts_look_at_the_drawing_that_stands_in_the_page():
    drawn = printing.with_id(VEGA.format(height=700))
    assert f'<g id="{printing.WHOLE}" fill="none"' in drawn
    assert printing.with_id("<svg></svg>") == "<svg></svg>"


def test_a_picture_of_another_shape_is_left_whole():
    assert printing.sheets("<svg></svg>", 200) == []


def test_the_page_lies_across_and_long_trees_are_cut(computed, sign_in, drawn, monkeypatch):
    monkeypatch.setattr(printing, "ON_A_SHEET", dict.fromkeys(printing.ON_A_SHEET, 2))
    response = sign_in("duty_head").get(PAGE)
    assert 'class=" on-wide-paper"' in response.content.decode()
    assert main_of(response).count('<div class="sheet"') == 2  # four cases
    assert "1 / 2" in main_of(response)


def test_the_file_says_what_it_shows_and_by_whose_figures(computed, sign_in, drawn):
    svg = sign_in("duty_head").get("/chains/tree.svg").content.decode()
    assert "as the record stood on 2020-02-03 08:00" in svg
    assert "4 cases, confirmed, clinically diagnosed or asymptomatic." in svg
    assert "the thicker the more probable" in svg
    figures = pathogen("sars-cov-2").generation_delay
    assert f"generation time {figures.mean_days:.1f} days" in svg
    assert "elsewhere" not in svg


def test_the_file_of_a_county_says_that_others_are_not_shown(computed, sign_in, drawn):
    svg = sign_in(computed.others["tracer"]).get("/chains/tree.svg").content.decode()
    assert "1 case, confirmed" in svg
    assert "3 cases elsewhere are in the inference and not shown." in svg
