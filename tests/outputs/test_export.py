"""A list leaves as a file that opens right and runs nothing."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from firebreak.outputs import export

HERE = ZoneInfo("Asia/Shanghai")
COLUMNS = [("name", "名称"), ("at", "Time"), ("n", "Number")]
ROWS = [
    {"name": "云龙示范区", "at": datetime(2020, 2, 2, 16, 30, tzinfo=UTC), "n": 3},
    {"name": "=HYPERLINK(1)", "at": date(2020, 2, 3), "n": -1.5},
    {"name": None},
]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content: bytes) -> list[list]:
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_excel_knows_the_characters_of_a_csv_by_its_mark():
    assert export.as_csv(COLUMNS, ROWS).startswith(b"\xef\xbb\xbf")


def test_times_are_the_citys_and_nothing_known_is_an_empty_cell():
    rows = read_csv(export.as_csv(COLUMNS, ROWS, zone=HERE))
    assert rows[1] == ["云龙示范区", "2020-02-03 00:30", "3"]
    assert rows[2][1:] == ["2020-02-03", "-1.5"]
    assert rows[3] == ["", "", ""]


def test_a_sheet_holds_days_and_numbers_as_such():
    rows = read_sheet(export.as_xlsx(COLUMNS, ROWS, title="单位", zone=HERE))
    assert rows[0] == ["名称", "Time", "Number"]
    assert rows[1] == ["云龙示范区", datetime(2020, 2, 3, 0, 30), 3.0]
    assert rows[2] == ["=HYPERLINK(1)", date(2020, 2, 3), -1.5]


@given(
    st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "－", " =", "\u3000@"]), st.text()
)
def test_no_text_of_a_csv_begins_a_formula(begin, rest):
    content = export.as_csv([("a", "a")], [{"a": begin + rest}])
    assert read_csv(content)[1][0].startswith("'")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=5))
def test_what_begins_no_formula_comes_back_as_it_was(texts):
    rows = [{"a": text} for text in texts]
    found = [row[0] if row else "" for row in read_csv(export.as_csv([("a", "a")], rows))[1:]]
    for text, cell in zip(texts, found, strict=True):
        assert cell in (text, f"'{text}")
        plain = text.lstrip(" \u3000")
        assert (cell == text) or plain.startswith(export.BEGINS_FORMULA)


def test_a_formula_in_a_sheet_is_only_text():
    sheet = export.as_xlsx([("a", "a")], [{"a": '=cmd|" /C calc"!A0'}])
    assert b"<f>" not in _sheet_xml(sheet)


def test_a_title_no_sheet_may_have_is_mended():
    book = load_workbook(io.BytesIO(export.as_xlsx([("a", "a")], [], title="a/b:c*" + "长" * 40)))
    assert len(book.sheet_names[0]) <= 31
    assert not set(book.sheet_names[0]) & set("[]:*?/\\")


def test_a_list_too_long_for_a_sheet_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    with pytest.raises(export.ExportError, match="CSV"):
        export.as_xlsx([("a", "a")], [{"a": 1}] * 3)


def test_an_unknown_form_is_refused():
    with pytest.raises(export.ExportError, match="csv"):
        export.export("pdf", COLUMNS, ROWS)


def test_a_length_of_time_is_in_hours():
    rows = read_csv(export.as_csv([("a", "a")], [{"a": timedelta(hours=49, minutes=30)}]))
    assert rows[1] == ["49.5"]


def _sheet_xml(content: bytes) -> bytes:
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
