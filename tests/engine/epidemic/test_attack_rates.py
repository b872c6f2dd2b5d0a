"""Attack rates: published examples, SciPy, tables that fall ill together, outcomes not known."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from firebreak.engine.epidemic import AttackRateError, EpidemicError, attack_rates


def counted(*rows):
    return pl.DataFrame(rows, schema=["setting", "exposed", "ill"], orient="row")


def people(setting, outcomes, **more):
    return pl.DataFrame(
        {"setting": setting, "ill": outcomes, **more}, schema_overrides={"ill": pl.Boolean}
    )


@pytest.mark.parametrize(
    ("ill", "exposed", "wilson", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_newcombes_table_comes_out(ill, exposed, wilson, exact):
    """Newcombe (1998), Stat Med 17:857-872, table I, methods 3 and 5."""
    for method, ends in (("wilson", wilson), ("exact", exact)):
        row = attack_rates(counted(("meal", exposed, ill)), method=method).row(0, named=True)
        assert (row["lower"], row["upper"]) == pytest.approx(ends, abs=5e-5)


def test_oswegos_supper_and_guangzhous_contacts_are_as_published():
    """Oswego 1940: 79.6% and 14.3%. Luo et al. (2020), doi:10.7326/M20-2671: 3.7% (3.1 to 4.4)."""
    rates = attack_rates(counted(("ice cream", 54, 43), ("none", 21, 3), ("contacts", 3_410, 127)))
    by_setting = {row["setting"]: row for row in rates.rows(named=True)}
    assert by_setting["ice cream"]["rate"] == pytest.approx(0.796, abs=5e-4)
    assert by_setting["none"]["rate"] == pytest.approx(0.143, abs=5e-4)
    guangzhou = by_setting["contacts"]
    assert (guangzhou["rate"], guangzhou["lower"], guangzhou["upper"]) == pytest.approx(
        (0.037, 0.031, 0.044), abs=5e-4
    )


@given(st.integers(1, 300), st.data(), st.sampled_from(["wilson", "exact"]), st.floats(0.5, 0.99))
def test_the_interval_is_scipys(exposed, data, method, level):
    ill = data.draw(st.integers(0, exposed))
    row = attack_rates(counted(("a", exposed, ill)), method=method, level=level).row(0, named=True)
    theirs = stats.binomtest(ill, exposed).proportion_ci(level, method=method)
    assert (row["lower"], row["upper"]) == pytest.approx((theirs.low, theirs.high), abs=1e-7)
    assert 0 <= row["lower"] <= row["rate"] <= row["upper"] <= 1


def test_a_row_per_person_counts_as_its_sums_do():
    each = people(["bus"] * 4 + ["home"] * 2, [True, False, None, False, True, True])
    rows = attack_rates(each).rows(named=True)
    assert [(r["setting"], r["exposed"], r["unknown"], r["ill"]) for r in rows] == [
        ("bus", 4, 1, 1),
        ("home", 2, 0, 2),
    ]
    assert rows[0]["rate"] == pytest.approx(1 / 3)
    summed = attack_rates(counted(("bus", 3, 1), ("home", 2, 2)))
    assert summed["lower"].to_list() == [r["lower"] for r in rows]


def test_outcomes_of_whom_none_is_known_leave_everything_possible():
    row = attack_rates(people(["bus", "bus"], [None, None])).row(0, named=True)
    assert (row["exposed"], row["unknown"], row["rate"], row["lower"], row["upper"]) == (
        2,
        2,
        None,
        0,
        1,
    )


def test_a_setting_that_is_not_known_keeps_its_row():
    rates = attack_rates(people(["bus", None], [True, False]))
    assert set(rates["setting"]) == {"bus", None}
    assert rates["exposed"].sum() == 2


def test_tables_that_fall_ill_together_say_less():
    """Ten tables of ten: all ill or none; then it is as if ten had been exposed."""
    outcomes = [table < 4 for table in range(10) for _ in range(10)]
    seats = people(["meal"] * 100, outcomes, table=[n for n in range(10) for _ in range(10)])
    together = attack_rates(seats, cluster="table").row(0, named=True)
    assert together["clusters"] == 10
    assert together["design_effect"] == pytest.approx(10 * 10 / 9)
    ten = stats.binomtest(4, 10).proportion_ci(method="wilson")
    assert together["lower"] < ten.low
    assert together["upper"] > ten.high
    apart = attack_rates(seats).row(0, named=True)
    assert apart["lower"] > together["lower"]
    assert apart["rate"] == together["rate"] == 0.4


def test_one_table_says_as_much_as_one_guest():
    seats = people(["meal"] * 9, [True] * 8 + [False], table=[1] * 9)
    row = attack_rates(seats, cluster="table").row(0, named=True)
    assert (row["clusters"], row["design_effect"]) == (1, None)
    assert row["lower"] < 0.25
    assert row["upper"] == pytest.approx(1, abs=0.02)


def test_who_names_no_table_sat_alone():
    seats = people(["meal"] * 4, [True, False, True, False], table=[None] * 4)
    row = attack_rates(seats, cluster="table").row(0, named=True)
    assert (row["clusters"], row["design_effect"]) == (4, pytest.approx(4 / 3))


@pytest.mark.parametrize("clustered", [False, True])
def test_nine_of_ten_intervals_hold_the_truth_also_of_households(clustered):
    random, held = np.random.default_rng(3), []
    for _ in range(60):
        chance = random.beta(0.6, 2.4, 60) if clustered else np.full(60, 0.2)
        homes = np.repeat(np.arange(60), 4)
        seats = people(["home"] * 240, random.uniform(size=240) < chance[homes], home=homes)
        row = attack_rates(seats, cluster="home" if clustered else None, level=0.9).row(
            0, named=True
        )
        held.append(row["lower"] < 0.2 < row["upper"])
    assert np.mean(held) > 0.82


def test_several_columns_may_tell_settings_apart():
    seats = people(["meal", "meal"], [True, False]).with_columns(unit=pl.Series(["a", "b"]))
    assert attack_rates(seats, by=["unit", "setting"]).select("unit", "setting", "ill").rows() == [
        ("a", "meal", 1),
        ("b", "meal", 0),
    ]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([True, False, None])), min_size=1)
)
def test_everybody_is_in_one_row(rows):
    rates = attack_rates(people([r[0] for r in rows], [r[1] for r in rows]))
    assert rates["exposed"].sum() == len(rows)
    assert rates["ill"].sum() == sum(r[1] is True for r in rows)
    assert rates["unknown"].sum() == sum(r[1] is None for r in rows)


@pytest.mark.parametrize(
    ("exposed", "asked", "says"),
    [
        (counted(("a", 3, 1)).drop("setting"), {}, "no column setting"),
        (counted(("a", 3, 1)).drop("ill"), {}, "no column ill"),
        (counted(("a", 3, 1)).drop("exposed"), {}, "ill is Int64"),
        (counted(("a", 3, 1), ("b", 3, 4)), {}, "row 1: 4 ill of 3 exposed"),
        (counted(("a", 3, -1)), {}, "row 0: ill is -1"),
        (counted(("a", 3.5, 1)), {}, "row 0: exposed is 3.5"),
        (counted(("a", float("nan"), 1)), {}, "row 0: exposed is nan"),
        (counted(("a", None, 1)), {}, "exposed is Null|exposed is None"),
        (counted(("a", "3", 1)), {}, "exposed is String"),
        (people([], []), {}, "no row"),
        (people(["a"], [True]), {"cluster": "table"}, "no column table"),
        (people(["a"], [True]), {"method": "wald"}, "method is 'wald'"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_row(exposed, asked, says):
    with pytest.raises(AttackRateError, match=says):
        attack_rates(exposed, **asked)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(EpidemicError, match="level"):
        attack_rates(counted(("a", 3, 1)), level=0)
