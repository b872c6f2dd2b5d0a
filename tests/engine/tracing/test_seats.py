"""Seats as they are written: what is read, and what is not pretended to be known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.tracing.seats import RowKnown, part_of, read_seat

YES, NUMBERED, STANDING, UNREAD, NOT_SAID = RowKnown

WRITTEN = [
    ("07车12A", "07", 12, "12A", YES),
    ("5车厢 12F", "05", 12, "12F", YES),
    ("5号车厢12F号", "05", 12, "12F号", YES),
    ("第7车 12A座", "07", 12, "12A座", YES),
    ("７车１２ａ", "07", 12, "12A", YES),
    ("7-12A", "07", 12, "12A", YES),
    ("加1车12A", "加01", 12, "12A", YES),
    ("12A", "", 12, "12A", YES),
    ("31K", "", 31, "31K", YES),
    ("12排", "", 12, "12排", YES),
    ("3排2座", "", 3, "3排2座", YES),
    ("coach 7, 12A", "07", 12, "12A", YES),
    ("03车 055号", "03", None, "055号", NUMBERED),
    ("03车055", "03", None, "055", NUMBERED),
    ("11车12号下铺", "11", None, "12号下铺", NUMBERED),
    ("08车无座", "08", None, "无座", STANDING),
    ("08车", "08", None, "", NOT_SAID),
    ("", "", None, "", NOT_SAID),
    ("靠窗", "", None, "靠窗", UNREAD),
    ("12I", "", None, "12I", UNREAD),  # no row has a seat I: it would be taken for 1
]


@pytest.mark.parametrize(("text", "coach", "row", "seat", "known"), WRITTEN)
def test_a_seat_is_read_as_it_is_written(text, coach, row, seat, known):
    found = read_seat(text)
    assert (found.coach, found.row, found.text, found.known) == (coach, row, seat, known)


def test_a_carriage_of_its_own_column_holds_unless_the_seat_names_one():
    assert read_seat("12A", coach="7号车厢").coach == "07"
    assert read_seat("08车12A", coach="7").coach == "08"


@given(st.text(max_size=20), st.text(max_size=5))
def test_whatever_is_written_a_row_is_known_only_if_it_says_so(text, coach):
    seat = read_seat(text, coach)
    assert (seat.row is not None) == (seat.known is YES)


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("restaurant", "3号桌", "table"),
        ("restaurant", "牡丹包间", "room"),
        ("restaurant", "8", "table"),
        ("public", "2号桌", "table"),
        ("hospital", "3病房", "ward"),
        ("school", "教室201", "room"),
        ("shop", "收银台旁", None),
        ("restaurant", "", None),
    ],
)
def test_a_word_for_a_part_of_a_place(kind, text, part):
    assert part_of(kind, text) == part
