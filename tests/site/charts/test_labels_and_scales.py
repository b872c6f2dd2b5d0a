import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from firebreak.site.charts.labels import fit, in_rows, spread, text_width, wrap
from firebreak.site.charts.scales import count_ticks, day_scale

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2020, 1, 1, tzinfo=UTC)
instants = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(st.lists(st.tuples(st.floats(-50, 500), st.text(max_size=30)), max_size=20))
def test_labels_in_rows_never_touch_and_stay_inside(wanted):
    labels = in_rows(wanted, size=12, left=0, right=400, gap=6)
    for number, one in enumerate(labels):
        assert 0 <= one.left <= one.right <= 400.01
        for other in labels[number + 1 :]:
            apart = max(one.left - other.right, other.left - one.right)
            assert one.row != other.row or apart >= 5.98


@given(st.text(max_size=60), st.floats(0, 300), st.floats(6, 30))
def test_a_shortened_text_fits(text, room, size):
    assert text_width(fit(text, room, size), size) <= room


@given(st.text(max_size=60), st.floats(40, 300), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_asked(text, room, lines):
    wrapped = wrap(text, room, 13, lines=lines)
    assert len(wrapped) <= lines
    assert all(text_width(line, 13) <= room for line in wrapped)


def test_words_stay_whole_where_they_can():
    assert wrap("Tianyuan District", 100, 13) == ["Tianyuan", "District"]


@given(st.lists(st.floats(0, 400), max_size=20))
def test_spread_keeps_the_order_and_the_distance(positions):
    placed = spread(positions, apart=18, low=0, high=400)
    needed = min(18, 400 / max(1, len(positions) - 1))
    pairs = sorted(zip(positions, placed, strict=True))
    assert all(-0.001 <= at <= 400.001 for at in placed)
    in_order = sorted(placed)
    assert all(b - a >= needed - 0.001 for a, b in itertools.pairwise(in_order))
    distinct = [
        at for n, (position, at) in enumerate(pairs) if n == 0 or position != pairs[n - 1][0]
    ]
    assert distinct == sorted(distinct)


@given(st.integers(0, 10**9))
def test_count_ticks_are_even_few_and_reach_the_highest(highest):
    ticks = count_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len(ticks) <= 6
    assert len({b - a for a, b in itertools.pairwise(ticks)}) == 1


@given(st.lists(instants, min_size=1, max_size=30), st.lists(instants, min_size=2, max_size=10))
def test_later_is_never_further_left_however_busy_the_days(busy, asked):
    scale = day_scale(busy, zone=ZONE, left=100, right=900)
    positions = [scale.at(instant) for instant in sorted(asked)]
    assert positions == sorted(positions)
    assert all(100 <= position <= 900 for position in positions)


@given(st.lists(instants, min_size=1, max_size=30))
def test_every_instant_lies_within_its_own_day(busy):
    scale = day_scale(busy, zone=ZONE, left=0, right=900)
    for instant in busy:
        midnight = instant.astimezone(ZONE).replace(hour=0, minute=0)
        assert scale.at(midnight) <= scale.at(instant) <= scale.at(midnight + timedelta(days=1))


@given(st.lists(instants, min_size=1, max_size=30))
def test_ticks_of_time_have_room_for_their_labels(busy):
    ticks = day_scale(busy, zone=ZONE, left=0, right=900).ticks(apart=44)
    assert ticks
    assert all(b - a >= 44 for (a, _), (b, _) in itertools.pairwise(ticks))
