"""What cannot be used is refused in a sentence that names the row and says what to do."""

from datetime import timedelta

import polars as pl
import pytest
from tests.engine.chains.test_inferring import INCUBATION, infer, linelist

import firebreak as fb

THREE = linelist(0, 2, 3)


def contact(a, b, **more):
    return pl.DataFrame({"from_id": [a], "to_id": [b], **more})


@pytest.mark.parametrize(
    ("table", "given", "says"),
    [
        (THREE.head(0), {}, "linelist has no rows"),
        (THREE.drop("date_onset"), {}, "linelist has no column date_onset"),
        (pl.concat([THREE, THREE.head(1)]), {}, "linelist row 3: its id stands in an earlier row"),
        (linelist(0, None), {}, "linelist row 1: nothing says when"),
        (THREE, {"contacts": contact("c0", "x")}, "contacts row 0: to_id is not in the line list"),
        (THREE, {"contacts": contact("c0", "c0")}, "contacts row 0: .* the same case"),
        (THREE, {"generation_time": [0.5, 0.4]}, "generation_time sums to 0.9, not 1"),
        (THREE, {"incubation": [1.5, -0.5]}, "incubation, day 2: -0.5 is no probability"),
        (THREE, {"incubation": [1.0, float("nan")]}, "incubation, day 2: nan is no probability"),
        (THREE, {"established": [("c0", "c1"), ("c2", "c1")]}, "established row 1: .*another"),
        (THREE, {"established": [("c0", "c1")], "excluded": [("c0", "c1")]}, "same link"),
        (linelist(0, 0), {"established": [("c0", "c1"), ("c1", "c0")]}, "descend from itself"),
        (THREE, {"established": [("c0", "x")]}, "established row 0: the infectee is not in"),
        (
            linelist(0, 2, 3),
            {"excluded": [(None, "c2"), ("c0", "c2"), ("c1", "c2")]},
            "line list row 2: .* leave nobody who can have infected this case",
        ),
        (
            linelist(0, 0, 30),
            {"excluded": [(None, "c2")]},
            "line list row 2: .* leave nobody",
        ),
        (
            linelist(0, 0, 1),
            {"excluded": [(None, "c0"), (None, "c1"), ("c2", "c0"), ("c2", "c1")]},
            "line list row 0: .* leave nobody",
        ),
    ],
)
def test_it_says_what_is_wrong_and_where(table, given, says):
    with pytest.raises(fb.ChainsError, match=says):
        infer(table, **given)


def test_a_case_that_one_infector_is_left_for_has_that_one():
    chains = infer(THREE, excluded=[(None, "c2"), ("c0", "c2")])
    assert chains.infectors.filter(infectee="c2")["infector"].to_list() == ["c1"]


def test_an_exposure_window_that_no_incubation_fits():
    late = THREE["date_onset"] + timedelta(days=1)
    with pytest.raises(fb.ChainsError, match="row 0: no day of infection fits"):
        infer(THREE.with_columns(late.alias("exposed_from")))


def test_neither_pathogen_nor_intervals():
    with pytest.raises(fb.ChainsError, match="Neither a pathogen"):
        fb.infer_chains(THREE, incubation=INCUBATION)


def test_one_case_came_from_outside_and_the_answer_says_how_little_that_is():
    chains = infer(THREE.head(1))
    assert chains.infectors.rows() == [("c0", None, 1.0, 0.0)]
    assert "one_case" in chains.warnings


def test_all_cases_on_one_day_get_an_answer_that_says_so():
    chains = infer(linelist(4, 4, 4))
    assert "one_day" in chains.warnings
    assert chains.infectors["probability"].is_finite().all()
