import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.timeliness.indicator import (
    Definition,
    Measure,
    Text,
    median,
    ratio,
    rows_as_table,
    share,
)

LATE = Definition("late", Text("Late", "迟"), Text("late / due", "迟 / 应"), "lower", "a test")
WAIT = Definition(
    "wait",
    Text("Wait", "等待"),
    Text("median days", "天数中位数"),
    "lower",
    "a test",
    measure=Measure.MEDIAN,
    unit="days",
)
COUNTS = st.sampled_from(["yes", "no", "pending", None])
ROWS = st.lists(st.tuples(COUNTS, st.sampled_from([None, 1, 2, 3])), max_size=30)


def as_rows(pairs):
    counts, counties = [p[0] for p in pairs], [p[1] for p in pairs]
    return pl.DataFrame(
        {"record": range(len(pairs)), "counts": counts, "county": counties},
        schema={"record": pl.Int64, "counts": pl.String, "county": pl.Int64},
    )


def test_nothing_to_divide_by_is_no_value_rather_than_all_well():
    assert share(LATE, as_rows([])).value is None
    assert share(LATE, as_rows([("pending", 1)])).value is None
    assert share(LATE, as_rows([("pending", 1)])).by_county["value"].to_list() == [None]


def test_nobody_late_is_nought_and_not_none():
    assert share(LATE, as_rows([("no", 1)])).value == 0


@given(ROWS)
def test_the_rows_are_the_number(pairs):
    found = share(LATE, as_rows(pairs))
    counted = [counts for counts, _ in pairs]
    yes, no = counted.count("yes"), counted.count("no")
    assert found.value == (yes / (yes + no) if yes + no else None)
    assert set(found.numerator["record"]) <= set(found.denominator["record"])
    assert set(found.pending["record"]).isdisjoint(found.denominator["record"])
    assert found.pending.height == counted.count("pending")


@given(ROWS)
def test_counties_add_up_to_the_city(pairs):
    found = share(LATE, as_rows(pairs))
    counties = found.by_county
    assert counties["county"].n_unique() == counties.height
    assert counties["numerator"].sum() == found.numerator.height
    assert counties["denominator"].sum() == found.denominator.height
    assert counties["pending"].sum() == found.pending.height


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20))
def test_the_median_lies_among_its_rows(days):
    rows = pl.DataFrame({"record": range(len(days)), "measure": days, "counts": "yes"})
    found = median(WAIT, rows)
    assert min(days) <= found.value <= max(days)
    assert found.parts["q1"] <= found.parts["q3"] <= found.parts["p90"] + 1e-6 or len(days) < 3


def test_a_wait_that_is_not_over_is_pending_and_not_short():
    rows = pl.DataFrame({"record": [1, 2], "measure": [4.0, None], "counts": ["yes", "pending"]})
    found = median(WAIT, rows)
    assert (found.value, found.pending["record"].to_list()) == (4.0, [2])


def test_a_ratio_may_exceed_one():
    people = Definition(
        "people", Text("", ""), Text("", ""), "higher", "", measure=Measure.RATIO, unit="people"
    )
    rows = pl.DataFrame({"record": [1, 2, 3]})
    assert ratio(people, rows, rows.head(1), rows.clear()).value == 3


def test_rows_of_any_source_come_out_with_the_same_columns():
    one, other = rows_as_table(pl.DataFrame({"record": [1]})), rows_as_table(as_rows([("no", 1)]))
    assert one.schema == other.schema


def test_an_indicator_cannot_be_changed_after_it_was_counted():
    with pytest.raises(AttributeError):
        share(LATE, as_rows([])).value = 1.0
