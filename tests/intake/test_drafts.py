"""Drafts: plain data that goes through JSON and comes back as it was."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.when import When
from firebreak.intake.drafts import (
    Cell,
    Doubt,
    Draft,
    Note,
    Pointer,
    Reading,
    ReadingError,
    Span,
    Value,
)
from firebreak.records.models import Case

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
INSTANTS = st.datetimes(
    datetime(1900, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-3, minutes=-30))]),
)
WHENS = st.one_of(
    st.builds(When.minute, INSTANTS),
    st.just(When.unknown()),
    st.builds(When.day, st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.just(SHANGHAI)),
    st.builds(
        lambda at, hours: When.between(at, at + timedelta(hours=hours)),
        INSTANTS,
        st.integers(1, 99),
    ),
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False, places=1),
    INSTANTS,
    WHENS,
)
VALUES = st.recursive(
    PLAIN,
    lambda v: st.lists(v, max_size=3).map(tuple) | st.dictionaries(TEXTS, v, max_size=3),
    max_leaves=5,
)
ORIGINS = st.one_of(
    st.none(),
    st.builds(Span, st.integers(0, 99), st.integers(100, 199)),
    st.builds(Cell, st.none() | TEXTS, st.integers(1, 9), TEXTS),
    st.builds(Pointer, TEXTS),
)
SURE = st.floats(0, 1)
DRAFTS = st.builds(
    Draft,
    TEXTS,
    st.sampled_from(["person", "case", "stay", "order"]),
    st.dictionaries(TEXTS, st.builds(Value, VALUES, ORIGINS, TEXTS, SURE), max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    SURE,
    st.lists(st.builds(Doubt, TEXTS, TEXTS, TEXTS, st.lists(TEXTS).map(tuple)), max_size=2).map(
        tuple
    ),
)
READINGS = st.builds(
    Reading,
    TEXTS,
    st.lists(DRAFTS, max_size=3).map(tuple),
    TEXTS,
    st.lists(
        st.builds(Note, TEXTS, ORIGINS, st.dictionaries(TEXTS, VALUES, max_size=2)), max_size=2
    ).map(tuple),
    st.none() | st.dates(),
)


@given(READINGS)
def test_a_reading_comes_back_from_json_as_it_was(reading):
    assert Reading.from_json(reading.to_json()) == reading


def test_a_time_is_written_with_its_zone():
    onset = When.day(date(2020, 1, 18), SHANGHAI)
    reading = Reading("text", (Draft("c", "case", {"onset": Value(onset, Span(0, 5))}),))
    written = json.loads(reading.to_json())["drafts"][0]["fields"]["onset"]
    assert written["value"] == {
        "when": {
            "start": "2020-01-18T00:00:00+08:00",
            "end": "2020-01-19T00:00:00+08:00",
            "precision": "day",
        }
    }
    assert written["origin"] == {"start": 0, "end": 5}


def test_a_word_of_an_enumeration_is_written_as_its_text():
    reading = Reading("text", (Draft("c", "case", {"status": Value(Case.Status.CONFIRMED)}),))
    value = json.loads(reading.to_json())["drafts"][0]["fields"]["status"]["value"]
    assert value == "confirmed"


def test_a_decimal_keeps_its_digits():
    reading = Reading(
        "text", (Draft("c", "check", {"temperature_celsius": Value(Decimal("37.0"))}),)
    )
    back = Reading.from_json(reading.to_json())
    assert str(back.draft("c").value("temperature_celsius")) == "37.0"


def test_what_json_has_no_word_for_is_refused_and_not_written_as_something_else():
    reading = Reading("text", (Draft("c", "case", {"onset": Value(object())}),))
    with pytest.raises(TypeError, match="cannot hold a object"):
        reading.to_json()


def test_a_draft_is_found_by_its_key_and_a_field_it_does_not_say_has_the_default():
    draft = Draft("p1", "person", {"age": Value(45)})
    reading = Reading("text", (draft,))
    assert reading.draft("p1").value("age") == 45
    assert reading.draft("p1").value("sex", "unknown") == "unknown"
    with pytest.raises(KeyError):
        reading.draft("p2")


def test_an_error_says_its_code_and_its_values():
    error = ReadingError("too_large", Cell("Sheet1", 3, "B"), limit=10)
    assert (error.code, error.values, error.origin) == (
        "too_large",
        {"limit": 10},
        Cell("Sheet1", 3, "B"),
    )
