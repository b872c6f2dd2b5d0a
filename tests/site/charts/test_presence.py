"""Who was where when, as a picture: bars keep their times and never hide one another."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from firebreak.site.charts import ChartError
from firebreak.site.charts.presence import MOST_ABREAST, Bar, PresenceData, Row, draw

ZONE = ZoneInfo("Asia/Shanghai")
DINNER = datetime(2020, 1, 17, 18, 30, tzinfo=ZONE)
spans = st.tuples(st.integers(0, 20 * 24 * 60), st.integers(1, 3000))
bars = spans.map(
    lambda span: Bar(
        DINNER + timedelta(minutes=span[0]), DINNER + timedelta(minutes=span[0] + span[1]), "x"
    )
)
rows = st.lists(st.lists(bars, min_size=1, max_size=MOST_ABREAST), min_size=1, max_size=6)


def data(*rows) -> PresenceData:
    return PresenceData([Row("老灶", row, "/places/1/", "8/8") for row in rows], "Who", ZONE)


@given(rows, st.sampled_from([960, 304]))
def test_bars_of_a_row_lie_apart_within_their_row_and_the_picture(rows, width):
    picture = draw(data(*rows), width=width)
    for placed in picture.rows:
        for bar in placed.bars:
            assert placed.y <= bar.y
            assert bar.y + 7 <= placed.y + placed.height
            assert 0 <= bar.x <= width
        for one in placed.bars:
            for other in placed.bars:
                if one is not other and one.y == other.y:
                    assert one.x + one.width <= other.x or other.x + other.width <= one.x


@given(rows)
def test_a_later_start_stands_no_further_left(rows):
    picture = draw(data(*rows))
    placed = [bar for row in picture.rows for bar in row.bars]
    placed.sort(key=lambda bar: bar.bar.start)
    assert all(a.x <= b.x for a, b in pairwise(placed))


def test_rows_lie_one_under_another():
    bar = Bar(DINNER, DINNER + timedelta(hours=2), "刘某")
    first, second = draw(data([bar] * 3, [bar])).rows
    assert first.y + first.height == second.y


def test_nothing_to_draw_is_an_error_and_not_an_empty_picture():
    with pytest.raises(ChartError, match="no bar"):
        draw(data([]))


def test_the_page_shows_both_widths_and_the_same_as_a_list():
    bar = Bar(DINNER, DINNER + timedelta(hours=2), "<script>", tone="confirmed", is_soft=True)
    page = Template("{% load charts %}{% who_was_where data %}")
    html = page.render(Context({"data": data([bar])}))
    assert html.count("<svg viewBox") == 2
    assert "<script>" not in html
    assert html.count("8/8") >= 3


def test_the_days_are_told_with_their_year():
    until_midnight = Bar(DINNER, DINNER.replace(hour=0, minute=0) + timedelta(days=2), "刘某")
    page = Template("{% load charts %}{% who_was_where data %}")
    with translation.override("en"):
        html = page.render(Context({"data": data([until_midnight])}))
    assert "From 2020-01-17 to 2020-01-18." in html
    assert 'datetime="2020-01-17T18:30' in html
    assert "2020-01-17 18:30" in html
