"""What a draft says stands once: an age with its unit, a row of a sheet, what is on file otherwise."""

from dataclasses import replace

from django.utils.translation import override

from firebreak.intake.accepting.comparing import DIFFERS
from firebreak.intake.drafts import Cell, Draft, Pointer, Value
from firebreak.site.inbox.cards import Line
from firebreak.site.inbox.lines import quote_word, row_word, tidied

CHILD = Draft("p", "person", {"age": Value(6), "age_unit": Value("months")})
AGE, UNIT = Line("age", "age", "6"), Line("age_unit", "age counted in", "months")


def said(draft: Draft, *lines: Line) -> list[tuple[str, str]]:
    return [(line.field, line.value) for line in tidied(draft, list(lines))]


def test_an_age_is_said_with_what_it_is_counted_in():
    with override("en"):
        assert said(CHILD, AGE, UNIT) == [("age", "6 months")]


def test_what_an_age_is_counted_in_has_its_line_where_there_is_more_to_say_of_it():
    both = [("age", "6"), ("age_unit", "months")]
    for odd in ({"state": DIFFERS}, {"doubts": ("?",)}, {"is_mended": True}):
        assert said(CHILD, AGE, replace(UNIT, **odd)) == both


def test_values_of_one_row_name_the_row_once():
    cells = {name: Value("x", Cell("名单", 3, name)) for name in ("name", "phone")}
    draft = Draft("p", "person", cells)
    with override("zh-hans"):
        assert row_word(draft) == "名单 第 3 行"
        (line,) = tidied(draft, [Line("name", "姓名", "x", place="名单 第 3 行“name”列")])
    assert line.place == "“name”列"


def test_values_of_several_rows_each_name_theirs():
    cells = {"name": Value("x", Cell(None, 3, "a")), "phone": Value("1", Cell(None, 4, "b"))}
    draft = Draft("p", "person", cells)
    assert row_word(draft) == ""
    (line,) = tidied(draft, [Line("name", "name", "x", place="row 3, column a")])
    assert line.place == "row 3, column a"


def test_what_is_on_file_otherwise_is_ticked_once():
    home = Line("residence", "lives in", "攸县", DIFFERS, "桐荷社区", "unit_residence")
    code = Line("residence_code", "code", "430223", DIFFERS, "桐荷社区", "unit_residence")
    first, second = tidied(Draft("p", "person", {}), [home, code])
    assert first == home
    assert (second.state, second.on_file) == ("", "")


def test_values_of_one_record_of_an_export_name_the_record_once():
    fields = {"name": Value("x", Pointer("/cases/0/firstName"))}
    draft = Draft("p", "person", fields | {"age": Value(1, Pointer("/cases/0/age/years"))})
    assert row_word(draft) == "/cases/0"
    name, age = tidied(draft, [Line("name", "name", "x"), Line("age", "age", "1")])
    assert (name.place, age.place) == ("firstName", "age/years")


def test_a_code_of_go_data_is_shown_without_what_all_its_codes_begin_with():
    assert quote_word("LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE") == "…GENDER_MALE"
    assert quote_word("男") == "男"
