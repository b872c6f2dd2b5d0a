"""Lines fit, columns stand, and nothing is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from firebreak.outputs.layout import NOT_FIRST, pad, table, wrap

TEXT = st.text(st.sampled_from("abc 株洲市疫情，。（）0123456789"), max_size=120)


@given(TEXT, st.integers(20, 100))
def test_a_wrapped_text_keeps_every_character(text, width):
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(TEXT, st.integers(20, 100))
def test_a_line_is_too_long_only_by_a_mark_that_may_not_begin_one(text, width):
    for line in wrap(text, width, first="- "):
        word = max((cell_len(w) for w in line.split()), default=0)
        assert cell_len(line.rstrip(NOT_FIRST)) <= max(width, word + 2)


def test_no_line_begins_with_a_comma():
    lines = wrap("新增确诊病例逐一倒查，补上漏洞", 20)
    assert all(line[0] not in NOT_FIRST for line in lines)
    assert len(lines) == 2


@given(st.lists(st.sampled_from(["周某", "No. 48 ", ", ", "); -2 ", "。", "（3）"]), max_size=30))
def test_no_line_begins_with_a_closing_mark_of_either_writing(pieces):
    text = "新增 " + "".join(pieces)
    lines = wrap(text, 20, first="- ")
    begun = [line[2:3] for line in lines[1:]]
    after_a_space = {word[0] for word in text.split()}
    assert not [mark for mark in begun if mark in NOT_FIRST and mark not in after_a_space]


def test_a_bracket_after_a_chinese_name_stays_with_it():
    assert wrap("+1 new (张某, 李某); -2 moved", 19) == ["+1 new (张某, 李某);", "-2 moved"]


@given(st.text("甲乙（）", min_size=1, max_size=60))
def test_no_line_ends_with_an_opening_bracket_that_could_stand_in_the_next(text):
    for line in wrap(text, 20)[:-1]:
        assert line[-1] != "（" or set(line.strip()) == {"（"}


def test_numbers_stand_under_each_other_beside_chinese_names():
    lines = table([("攸县", "1"), ("云龙示范区", "23")], right=(False, True))
    assert lines == ["攸县         1", "云龙示范区  23"]
    assert len({cell_len(line) for line in lines}) == 1


def test_a_name_too_long_for_the_width_goes_on_below_and_is_never_cut():
    names = ["Yunlong Demonstration Zone", "You County", "云龙示范区疾病预防控制中心"]
    laid = table([(name, "7", "42") for name in names], right=(False, True, True), width=24)
    lines = [line for row in laid for line in row.splitlines()]
    assert max(map(cell_len, lines)) <= 24
    beside = [row.splitlines()[0].split()[-2:] for row in laid]
    assert beside == [["7", "42"]] * 3
    kept = ["".join(row.replace("7 42", "").split()) for row in laid]
    assert kept == ["".join(name.split()) for name in names]


@given(st.text("ab株洲", max_size=10), st.integers(0, 30))
def test_padding_never_cuts(text, width):
    assert pad(text, width).startswith(text)
    assert cell_len(pad(text, width)) == max(width, cell_len(text))
