from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.when import When
from firebreak.site.charts import ChartError, clocks
from firebreak.site.charts.timeline import Clock, Lane, Mark, TimelineData, draw, entries, unknown
from firebreak.site.charts.timeline_svg import ticks

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 3, 8, tzinfo=ZONE)
LANES = (Lane("checks", "Checks"), Lane("lab", "Samples and tests"))

offsets = st.integers(-40 * 24 * 60, 20 * 24 * 60)
instants = offsets.map(lambda minutes: NOW + timedelta(minutes=minutes))
days = st.integers(-40, 10).map(lambda number: NOW.date() + timedelta(days=number))
whens = st.one_of(
    instants.map(When.minute),
    days.map(lambda day: When.day(day, ZONE)),
    st.tuples(instants, st.integers(1, 5000)).map(
        lambda pair: When.between(pair[0], pair[0] + timedelta(minutes=pair[1]))
    ),
    st.just(When.unknown()),
)
marks = st.builds(
    Mark,
    lane=st.sampled_from(["checks", "lab"]),
    start=whens,
    label=st.text(max_size=80),
    until=st.none(),
    is_running=st.booleans(),
)
clocks_on_a_case = st.tuples(
    instants,
    st.integers(1, 9000),
    st.one_of(st.none(), st.integers(0, 20000)),
    st.text(max_size=80),
).map(
    lambda row: Clock(
        row[3],
        row[0],
        row[0] + timedelta(minutes=row[1]),
        "open",
        None if row[2] is None else row[0] + timedelta(minutes=row[2]),
    )
)
timelines = st.builds(
    TimelineData,
    lanes=st.just(LANES),
    marks=st.lists(marks, max_size=12),
    clocks=st.lists(clocks_on_a_case, max_size=6),
    now=st.just(NOW),
    title=st.just("case"),
)


@given(timelines, st.floats(500, 1400))
def test_nothing_is_drawn_outside_the_view_box(data, width):
    drawn = draw(data, width=width)
    for lane in drawn.lanes:
        for mark in lane.marks:
            assert drawn.left <= mark.x <= mark.end <= drawn.width
            assert drawn.left - 0.01 <= mark.label_x
            assert mark.label_right <= drawn.width
            assert lane.y <= mark.y < lane.y + lane.height
    for clock in drawn.clocks:
        assert drawn.left <= clock.x <= clock.due_x <= drawn.width
        assert drawn.left <= clock.label_x <= clock.label_right <= drawn.width
        assert clock.y < drawn.height


@given(timelines)
def test_no_label_lies_on_another_mark_or_label_of_its_row(data):
    for lane in draw(data).lanes:
        for number, one in enumerate(lane.marks):
            for other in lane.marks[number + 1 :]:
                if one.y != other.y:
                    continue
                left, right = sorted([one, other], key=lambda mark: mark.reach_x)
                assert left.reach_x + left.reach_width <= right.reach_x


@given(timelines)
def test_every_mark_is_drawn_or_said_to_have_no_time(data):
    drawn = [mark.mark for lane in draw(data).lanes for mark in lane.marks]
    assert len(drawn) + len(unknown(data)) == len(data.marks)
    listed = [entry.mark for entry in entries(data) if entry.mark]
    assert sorted(map(id, drawn)) == sorted(map(id, listed))


@given(timelines)
def test_the_list_runs_in_the_order_of_time(data):
    times = [entry.at for entry in entries(data)]
    assert times == sorted(times)
    assert sum(entry.is_first_after_now for entry in entries(data)) == any(at > NOW for at in times)


@given(timelines)
def test_a_clock_is_run_plus_late_plus_what_is_left(data):
    for clock in draw(data).clocks:
        whole = max(clock.due_x, clock.end_x) - clock.x
        parts = clock.run_width + clock.late_width + clock.left_width
        if clock.end_x >= clock.x:
            assert parts == pytest.approx(whole, abs=0.05)


def test_a_time_known_to_the_day_is_as_long_as_the_day_and_soft():
    mark = Mark("checks", When.day(date(2020, 2, 1), ZONE), "onset")
    minute = Mark("checks", When.minute(datetime(2020, 2, 1, 9, tzinfo=ZONE)), "visit")
    drawn = draw(TimelineData(LANES, [mark, minute], [], NOW, "case")).lanes[0].marks
    assert [(placed.mark.label, placed.is_soft, placed.width > 0) for placed in drawn] == [
        ("onset", True, True),
        ("visit", False, False),
    ]


def test_lanes_without_marks_are_left_out():
    data = TimelineData(LANES, [Mark("lab", When.minute(NOW), "result")], [], NOW, "case")
    assert [placed.lane.key for placed in draw(data).lanes] == ["lab"]


def test_a_mark_in_a_lane_that_does_not_exist_is_refused():
    with pytest.raises(ChartError, match="lane"):
        draw(TimelineData(LANES, [Mark("moon", When.minute(NOW), "x")], [], NOW, "case"))


@given(instants, st.integers(0, 9000), st.one_of(st.none(), st.integers(0, 20000)))
def test_a_clock_bar_is_late_exactly_if_it_ended_after_it_was_due(started, allowed, taken):
    due = started + timedelta(minutes=allowed)
    done = None if taken is None else started + timedelta(minutes=taken)
    bar = clocks.draw(clocks.ClockData(started, due, NOW, "open", done))
    end = max(done or NOW, started)
    assert (bar.end_x > bar.due_x) <= (end > due)
    assert 0 <= bar.start_x <= min(bar.due_x, bar.end_x) <= max(bar.due_x, bar.end_x) <= bar.width
    total = max(due, end) - started
    if total:
        share = (due - started) / total
        assert bar.track_width == pytest.approx(share * (bar.width - 16), abs=0.05)


def test_a_clock_due_before_its_start_is_refused():
    with pytest.raises(ChartError, match="due"):
        clocks.draw(clocks.ClockData(NOW, NOW - timedelta(hours=1), NOW, "open"))


def test_instants_may_come_in_any_zone():
    mark = Mark("lab", When.minute(NOW.astimezone(UTC)), "result")
    drawn = draw(TimelineData(LANES, [mark], [], NOW, "case"))
    assert drawn.lanes[0].marks[0].x == drawn.now_x


def test_what_is_over_long_ago_ends_with_its_last_event_and_says_the_year():
    mark = Mark("lab", When.day(date(2020, 1, 24), ZONE), "confirmed")
    later = NOW.replace(year=2026)
    drawn = draw(TimelineData(LANES, [mark], [], later, "case"))
    assert drawn.now_x is None
    assert [(tick.at.date(), tick.is_new_year) for tick in drawn.ticks if tick.is_day] == [
        (date(2020, 1, 24), True)
    ]
    assert "2020</text>" in ticks(drawn)


@pytest.mark.parametrize("state", ["overdue", "met"])
def test_what_is_still_open_reaches_to_now_with_the_year_where_it_changes(state):
    clock = Clock("result", NOW, NOW + timedelta(hours=48), state, NOW)
    later = NOW.replace(year=2021)
    drawn = draw(TimelineData(LANES, [], [clock], later, "case"))
    assert (drawn.now_x is not None) == (state == "overdue")
    years = [tick.at.year for tick in drawn.ticks if tick.is_new_year]
    assert years == ([2020, 2021] if state == "overdue" else [2020])


def test_of_this_year_no_year_is_said():
    drawn = draw(TimelineData(LANES, [Mark("lab", When.minute(NOW), "result")], [], NOW, "case"))
    assert not any(tick.is_new_year for tick in drawn.ticks)
