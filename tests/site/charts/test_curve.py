import itertools
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.site.charts import ChartError
from firebreak.site.charts.curve import CurveData, Estimate, Mark, Series, counts_by_day, draw

FIRST = date(2020, 1, 10)
SERIES = (Series("local", "local", 1), Series("imported", "imported", 2))
WIDTHS = st.floats(200, 1400)

counts_of_days = st.dictionaries(
    st.tuples(st.integers(0, 90), st.sampled_from(["local", "imported"])),
    st.integers(0, 5000),
    max_size=40,
)
marks_of_days = st.lists(st.tuples(st.integers(-5, 95), st.text(max_size=40)), max_size=8)


def frame(counts: dict[tuple[int, str], int]) -> pl.DataFrame:
    rows = [(FIRST + timedelta(days=day), key, count) for (day, key), count in counts.items()]
    schema = {"day": pl.Date, "series": pl.String, "count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def curve_of(counts, **more) -> CurveData:
    return CurveData(frame(counts), SERIES, "cases by day of onset", **more)


@given(counts_of_days, WIDTHS)
def test_heights_are_proportional_to_counts_and_stand_on_each_other(counts, width):
    drawn = draw(curve_of(counts), width=width)
    for day in drawn.days:
        below = drawn.baseline
        for bar in day.bars:
            unit = (drawn.baseline - drawn.top) / drawn.count_ticks[-1].value
            assert bar.height == pytest.approx(bar.count * unit, abs=0.02)
            assert bar.y + bar.height == pytest.approx(below, abs=0.01)
            below = bar.y


@given(counts_of_days, marks_of_days, WIDTHS)
def test_nothing_is_drawn_outside_the_view_box(counts, marks, width):
    placed = [Mark(FIRST + timedelta(days=day), label) for day, label in marks]
    drawn = draw(curve_of(counts, marks=placed, today=FIRST + timedelta(days=91)), width=width)
    for day in drawn.days:
        for bar in day.bars:
            assert drawn.left <= bar.x
            assert bar.x + bar.width <= drawn.right + 0.02
            assert drawn.top - 0.02 <= bar.y <= drawn.baseline
    for mark in drawn.marks:
        assert 0 <= mark.label.left <= mark.label.right <= drawn.width
        assert 0 <= mark.x <= drawn.width
        assert 0 < mark.y <= drawn.top


@given(marks_of_days, WIDTHS)
def test_labels_of_changes_never_overlap(marks, width):
    placed = [Mark(FIRST + timedelta(days=day), label) for day, label in marks]
    drawn = draw(curve_of({(0, "local"): 1, (90, "local"): 2}, marks=placed), width=width)
    labels = [mark.label for mark in drawn.marks]
    for number, one in enumerate(labels):
        for other in labels[number + 1 :]:
            assert one.row != other.row or one.right <= other.left or other.right <= one.left


@given(counts_of_days, st.integers(0, 60), st.integers(0, 60))
def test_no_case_gets_lost_between_the_days_shown_and_the_others(counts, start, length):
    first = FIRST + timedelta(days=start)
    data = curve_of(counts, first=first, last=first + timedelta(days=length))
    drawn = draw(data)
    assert drawn.earlier + drawn.total + drawn.later == sum(counts.values())


@given(counts_of_days, WIDTHS)
def test_day_labels_have_room(counts, width):
    ticks = draw(curve_of(counts), width=width).day_ticks
    assert all(b.position - a.position >= 37 for a, b in itertools.pairwise(ticks))


def test_the_picture_of_an_outbreak_long_over_ends_four_weeks_after_its_last_case():
    last = FIRST + timedelta(days=2)
    counts = {(0, "local"): 3, (2, "local"): 1}
    drawn = draw(curve_of(counts, today=FIRST + timedelta(days=2500)))
    assert (drawn.days[-1].day, drawn.quiet_since) == (last + timedelta(days=28), last)
    assert not any(day.is_partial for day in drawn.days)
    still = draw(curve_of(counts, today=last + timedelta(days=28)))
    assert (still.days[-1].day, still.quiet_since) == (last + timedelta(days=28), None)
    assert still.days[-1].is_partial


def test_only_today_is_marked_as_not_over():
    today = FIRST + timedelta(days=2)
    drawn = draw(curve_of({(0, "local"): 3, (2, "local"): 1}, today=today))
    assert [day.day for day in drawn.days if day.is_partial] == [today]


def test_every_bar_leads_to_its_own_rows():
    drawn = draw(
        curve_of({(0, "local"): 3, (0, "imported"): 1}, href=lambda day, key: f"{day}/{key}")
    )
    assert drawn.days[0].href == "2020-01-10/None"
    assert [bar.href for bar in drawn.days[0].bars] == ["2020-01-10/local", "2020-01-10/imported"]


def test_no_cases_make_an_empty_curve():
    assert draw(curve_of({}, today=FIRST)).days == ()


def test_a_long_outbreak_gets_a_wider_picture_instead_of_hairlines():
    drawn = draw(curve_of({(0, "local"): 1, (900, "local"): 1}), width=300)
    assert drawn.width > 6000


@pytest.mark.parametrize(
    ("counts", "dates", "part"),
    [
        ({(0, "unheard_of"): 1}, {}, "not declared"),
        ({(0, "local"): -1}, {}, "0 or more"),
        ({(0, "local"): 1}, {"first": date(2020, 3, 1), "last": date(2020, 2, 1)}, "swap"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_fix(counts, dates, part):
    with pytest.raises(ChartError, match=part):
        draw(curve_of(counts, **dates))


def test_cases_without_the_day_are_counted_apart():
    cases = pl.DataFrame(
        {
            "date_onset": [FIRST, FIRST, None],
            "classification": ["confirmed", "confirmed", "confirmed"],
        }
    )
    counts, undated = counts_by_day(cases)
    assert counts.rows() == [(FIRST, "confirmed", 2)]
    assert undated == 1


def expecting(day: int, mean: float, lower: int, upper: int) -> Estimate:
    return Estimate(FIRST + timedelta(days=day), mean, lower, upper)


def test_an_estimate_stands_on_what_is_reported_and_its_interval_is_to_scale():
    drawn = draw(curve_of({(0, "local"): 4}, estimates=[expecting(0, 6.0, 5, 10)]))
    unit = (drawn.baseline - drawn.top) / drawn.count_ticks[-1].value
    placed = drawn.days[0].expected
    assert placed.y + placed.height == pytest.approx(drawn.days[0].top, abs=0.02)
    assert placed.height == pytest.approx(2 * unit, abs=0.02)
    assert placed.lower - placed.upper == pytest.approx(5 * unit, abs=0.02)


def test_the_axis_reaches_to_the_end_of_the_interval():
    drawn = draw(curve_of({(0, "local"): 4}, estimates=[expecting(0, 6.0, 5, 31)]))
    assert drawn.count_ticks[-1].value >= 31
    assert drawn.days[0].expected.upper >= drawn.top


def test_a_day_without_reports_shows_its_estimate():
    data = curve_of(
        {(0, "local"): 1}, today=FIRST + timedelta(days=3), estimates=[expecting(2, 1.4, 0, 5)]
    )
    assert [day.expected is not None for day in draw(data).days] == [False, False, True, False]


def test_an_estimate_that_expects_no_more_than_is_reported_is_not_drawn():
    drawn = draw(curve_of({(0, "local"): 4}, estimates=[expecting(0, 4.0, 4, 4)]))
    assert drawn.days[0].expected is None


def test_estimates_of_days_not_shown_are_left_out():
    drawn = draw(curve_of({(0, "local"): 4}, estimates=[expecting(40, 4.0, 4, 400)]))
    assert drawn.count_ticks[-1].value < 400


@given(counts_of_days, st.integers(0, 90), st.integers(0, 50), st.integers(0, 50), WIDTHS)
def test_no_estimate_is_drawn_outside_the_view_box(counts, day, more, most, width):
    total = sum(count for (when, _), count in counts.items() if when == day)
    estimate = expecting(day, total + more, total, total + more + most)
    drawn = draw(curve_of(counts, estimates=[estimate]), width=width)
    for placed in (one.expected for one in drawn.days if one.expected):
        assert drawn.top - 0.02 <= placed.upper <= placed.lower <= drawn.baseline + 0.02
        assert drawn.left <= placed.left <= placed.right <= drawn.right
