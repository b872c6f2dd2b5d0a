"""The pictures as pages show them: hostile names, empty data, addresses, and a table beside each."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from django.template import Context, Template
from django.utils import translation

from firebreak.engine.when import When
from firebreak.site.charts import clocks, curve, maps, timeline
from firebreak.site.today import pictures as today_pictures

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 3, 8, tzinfo=ZONE)
HOSTILE = "\"><script>alert('1')</script><svg onload=x>&amp;"
ROWS = "/cases/?onset=2020-02-01&unit=3"


class Reader(HTMLParser):
    """Collect what a browser would see: tags, attributes, ids, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def a_curve(label="confirmed", counts=((date(2020, 2, 1), "c", 3), (date(2020, 2, 3), "c", 1))):
    frame = pl.DataFrame(
        list(counts), schema={"day": pl.Date, "series": pl.String, "count": pl.Int64}, orient="row"
    )
    marks = [curve.Mark(date(2020, 2, 2), label, ROWS)]
    series = [curve.Series("c", label)]
    return curve.CurveData(
        frame, series, label, today=NOW.date(), marks=marks, undated=2, href=lambda day, key: ROWS
    )


def a_map(label="荷塘区", **more):
    return maps.MapData(
        [maps.Area("1", label, 3, ROWS, **more), maps.Area("2", label, None)], label
    )


def a_timeline(label="onset", marks=True):
    lane = timeline.Lane("lane", label)
    several = [
        timeline.Mark("lane", When.minute(NOW - timedelta(days=2)), label, href=ROWS, tone=label),
        timeline.Mark("lane", When.day(date(2020, 2, 1), ZONE), label),
        timeline.Mark("lane", When.unknown(), label),
        timeline.Mark("lane", When.minute(NOW), label, is_running=True),
    ]
    due = [
        timeline.Clock(
            label, NOW - timedelta(hours=9), NOW - timedelta(hours=1), "overdue", None, ROWS
        )
    ]
    return timeline.TimelineData([lane], several if marks else [], due if marks else [], NOW, label)


def a_clock():
    return clocks.ClockData(NOW - timedelta(hours=9), NOW - timedelta(hours=1), NOW, "overdue")


OUTLINE = {"type": "Polygon", "coordinates": [[[113, 27], [114, 27], [114, 28], [113, 27]]]}
PICTURES = {
    "epidemic_curve": a_curve,
    "unit_map": a_map,
    "unit_map of outlines": lambda label="荷塘区": a_map(label, geometry=OUTLINE),
    "case_timeline": a_timeline,
}
pictures = pytest.mark.parametrize("picture", PICTURES)


def drawn(picture: str, data, **context) -> Reader:
    tag = picture.split()[0]
    template = Template(f"{{% load charts %}}{{% {tag} data %}}")
    return Reader(template.render(Context({"data": data, **context})))


@pictures
def test_a_hostile_name_is_only_ever_text(picture):
    page = drawn(picture, PICTURES[picture](HOSTILE))
    assert "script" not in page.tags
    assert not {name for name, _ in page.attributes if name.startswith("on")}
    assert "<script>alert('1')</script>" in page.text


@pictures
def test_no_style_is_inline_so_that_the_policy_lets_it_be_seen(picture):
    page = drawn(picture, PICTURES[picture]())
    assert "style" not in page.tags
    assert page.all("style") == []


@pictures
def test_every_picture_has_a_title_a_description_and_the_same_as_a_table_or_list(picture):
    page = drawn(picture, PICTURES[picture]())
    assert "title" in page.tags
    assert "desc" in page.tags
    assert {"table", "ol"} & set(page.tags)


@pictures
def test_ids_are_unique_and_what_they_name_is_there(picture):
    page = drawn(picture, PICTURES[picture]())
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    named = {name for value in page.all("aria-labelledby") for name in value.split()}
    named |= {value[5:-1] for _, value in page.attributes if value and value.startswith("url(#")}
    assert named <= set(ids)


@pictures
def test_every_mark_opens_its_rows_in_the_past_one_is_looking_at(picture):
    page = drawn(picture, PICTURES[picture](), known=datetime(2020, 2, 1, 8, tzinfo=ZONE))
    links = [href for href in page.all("href") if href.startswith("/cases/")]
    assert links
    assert set(links) == {ROWS + "&known=2020-02-01T08%3A00"}


@pytest.mark.parametrize(
    ("picture", "data"),
    [
        ("epidemic_curve", replace(a_curve(counts=()), today=None)),
        ("epidemic_curve", a_curve(counts=())),
        ("unit_map", maps.MapData([], "cases")),
        ("case_timeline", a_timeline(marks=False)),
    ],
)
def test_nothing_to_draw_is_said_in_words(picture, data):
    with translation.override("en"):
        page = drawn(picture, data)
    assert "rect" not in page.tags
    assert "empty" in page.all("class")


def test_a_number_that_is_not_known_is_not_shown_as_nought():
    with translation.override("en"):
        page = drawn("unit_map", a_map())
    assert "unknown" in page.text
    assert "step-none" in " ".join(page.all("class"))


def test_the_clock_of_a_duty_says_its_times_in_words():
    with translation.override("en"):
        page = drawn("clock_bar", a_clock())
    assert "1 h late" in page.text
    assert "02-03 07:00" in page.text


def test_positions_are_written_the_same_in_every_language():
    for language in ("en", "zh-hans", "de"):
        with translation.override(language):
            page = drawn("epidemic_curve", a_curve())
        assert all("," not in value for value in page.all("height"))


def test_a_case_without_a_known_time_is_in_the_list():
    with translation.override("en"):
        page = drawn("case_timeline", a_timeline("told the village doctor"))
    assert "time unknown" in page.text


def test_cases_without_such_a_day_are_counted_even_if_no_case_has_one():
    with translation.override("en"):
        page = drawn("epidemic_curve", a_curve(counts=()))
    assert "2 cases have no such day" in page.text


@pytest.mark.parametrize(
    ("asked", "known", "drawn_by"),
    [
        ("", {"date_onset", "date_confirmation"}, "date_onset"),
        ("", {"date_confirmation", "date_reporting"}, "date_confirmation"),
        ("", set(), "date_onset"),
        ("date_onset", {"date_confirmation"}, "date_onset"),
        ("date_of_birth", {"date_reporting"}, "date_reporting"),
    ],
)
def test_the_first_curve_shown_is_one_that_has_days(asked, known, drawn_by):
    days = {column: [date(2020, 2, 1) if column in known else None] for column in today_pictures.BY}
    linelist = pl.DataFrame({"classification": ["confirmed"], **days})
    assert today_pictures.drawn_by(asked, linelist) == drawn_by


def test_an_estimate_is_said_in_the_picture_and_in_the_table():
    estimate = curve.Estimate(date(2020, 2, 2), 2.6, 1, 7)
    data = replace(a_curve(), estimates=[estimate], about_estimates="About three to come.")
    with translation.override("en"):
        page = drawn("epidemic_curve", data)
    said = "2020-02-02: 0 · about 3 with those not yet reported, 95% interval 1 to 7"
    assert said in page.all("aria-label")
    assert "3 (1–7)" in page.text
    assert "About three to come." in page.text


def test_an_estimate_is_said_in_chinese():
    with translation.override("zh-hans"):
        page = drawn(
            "epidemic_curve",
            replace(a_curve(), estimates=[curve.Estimate(date(2020, 2, 1), 4.2, 3, 9)]),
        )
    assert any(
        label.endswith("含尚未报告者约 4 例，95%区间 3～9 例") for label in page.all("aria-label")
    )
    assert "含尚未报告病例的估计数及95%区间" in page.text


def test_without_estimates_nothing_is_said_of_any():
    with translation.override("en"):
        page = drawn("epidemic_curve", a_curve())
    assert "interval" not in page.text
