"""Times, states and addresses as the pages write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.when import When
from firebreak.site import navigation, spans
from firebreak.site.templatetags import pages
from firebreak.site.words import CLASSIFICATIONS, STATES, shape_of

ZONE = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2020, 2, 3, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("/cases/", "/cases/?known=2020-02-03T08%3A00"),
        ("/cases/?unit=3&known=2019-01-01", "/cases/?unit=3&known=2020-02-03T08%3A00"),
        ("/cases/?q=%E5%88%98#top", "/cases/?q=%E5%88%98&known=2020-02-03T08%3A00#top"),
        ("#main", "#main"),
        ("", ""),
        ("https://example.org/", "https://example.org/"),
        ("//example.org/", "//example.org/"),
    ],
)
def test_links_of_ours_stay_in_the_past_and_others_are_left_alone(href, kept):
    assert pages.carry_known(href, EIGHT) == kept
    assert pages.carry_known(href, None) == href


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_past_in_a_link_is_the_minute_asked_for(at):
    at = at.replace(microsecond=0)
    written = datetime.fromisoformat(pages.instant_for_link(at))
    assert written.replace(tzinfo=ZONE) == at


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (When.minute(EIGHT), "2020-02-03 08:00"),
        (When.day(date(2020, 1, 18), ZONE), "2020-01-18"),
        (When.between(EIGHT, EIGHT + timedelta(hours=4)), "2020-02-03 08:00 – 12:00"),
        (When.unknown(), "unknown"),
        (None, "unknown"),
    ],
)
def test_a_time_is_never_written_more_exactly_than_it_is_known(when, shown):
    with translation.override("en"):
        html = Template("{% load pages %}{% happened when %}").render(Context({"when": when}))
        assert pages.when_text(when) == shown
    assert strip_tags(html) == shown


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2, minutes=59), "2 d"),
        (timedelta(days=14, hours=1, minutes=59), "14 d 1 h"),
    ],
)
def test_a_span_is_written_by_its_two_largest_parts(length, words):
    with translation.override("en"):
        assert spans.span(length) == words


@pytest.mark.parametrize("state", [*STATES, *CLASSIFICATIONS])
def test_every_state_has_a_word_and_a_shape_of_its_own(state):
    words = {**STATES, **CLASSIFICATIONS}
    assert str(words[state])
    drawing = (pages.ICONS / f"{shape_of(state)}.svg").read_text(encoding="utf-8")
    others = [shape_of(other) for other in words if other != state]
    assert all(
        drawing != (pages.ICONS / f"{other}.svg").read_text(encoding="utf-8") for other in others
    )


def test_a_badge_says_its_state_in_words():
    with translation.override("en"):
        html = Template('{% load pages %}{% state_badge "met_late" %}').render(Context())
    assert "met late" in html
    assert "met-late" in html


@given(st.lists(st.integers(0, 2**63 - 1), min_size=3, max_size=3))
def test_an_address_with_its_keys_put_in_is_the_one_that_is_looked_up(keys):
    pages_of_keys = [
        (name, len(names))
        for name in get_resolver().reverse_dict
        if isinstance(name, str)
        for ((_path, names), *_rest), *_more in get_resolver().reverse_dict.getlist(name)
    ]
    assert len(pages_of_keys) > 50
    for name, count in pages_of_keys:
        args = keys[:count]
        assert navigation.address(name, *args) == _looked_up(name, args)


def _looked_up(name: str, args: list[int]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def test_an_address_takes_its_keys_by_name_and_words_as_well():
    record = {"edition": "cn-2020-5", "rule": "report-case", "record": 7}
    assert navigation.path_of("duty", **record) == reverse("duty", kwargs=record)
    assert navigation.path_of("person", pk=7) == reverse("person", kwargs={"pk": 7})
    with pytest.raises(NoReverseMatch):
        navigation.path_of("no-such-page", 7)
