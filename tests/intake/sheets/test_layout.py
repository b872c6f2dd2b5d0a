"""What a workbook hides, merges, or counts from 1904 is read as its people see it, or told."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from firebreak.engine.when import When
from firebreak.intake.linelist.files import read_grids
from firebreak.intake.linelist.layout import Layout, layouts
from firebreak.intake.sheets import read_sheets
from firebreak.intake.sheets.reading import ZONE

HEAD = ["编号", "姓名", "性别", "年龄", "确诊日期"]
ROWS = [HEAD, ["1", "张某", "男", "45", "2020-01-23"], ["2", "李某", "女", "30", "2020-01-24"]]
ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)

MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def xlsx(rows, *, hide_sheet=False, hide_row=None, hide_column=None, **options) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, options)
    book.add_worksheet("说明")
    sheet = book.add_worksheet("名单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if hide_sheet:
        sheet.hide()
    if hide_row is not None:
        sheet.set_row(hide_row, None, None, {"hidden": True})
    if hide_column is not None:
        sheet.set_column(hide_column, 16_383, None, None, {"hidden": True})
    book.close()
    return content.getvalue()


def cell(text: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods(*tables: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", MANIFEST)
        book.writestr("content.xml", ODS.replace("{tables}", "".join(tables)))
    return content.getvalue()


def told(reading) -> dict:
    return {n.values["problem"]: n.values["rows"] for n in reading.notes if n.code == "odd"}


def test_what_a_workbook_hides_is_read_and_told():
    reading = read_sheets(xlsx(ROWS, hide_sheet=True, hide_row=2, hide_column=3), "名单.xlsx")
    assert len([draft for draft in reading.drafts if draft.kind == "person"]) == 2
    assert told(reading) == {"hidden_sheet": (1,), "hidden_rows": (3,), "hidden_columns": (1,)}
    [columns] = [n for n in reading.notes if n.values.get("problem") == "hidden_columns"]
    assert "D“年龄”, E“确诊日期”" in columns.values["said"]["en"][0]


def test_of_a_workbook_that_hides_nothing_nothing_is_told():
    assert not told(read_sheets(xlsx(ROWS), "名单.xlsx"))


def test_what_an_opendocument_sheet_hides_is_told():
    rows = [row(*map(cell, line)) for line in ROWS[:2]]
    hidden = row(*map(cell, ROWS[2]), more=' table:visibility="collapse"')
    table = (
        '<table:table table:name="名单" table:style-name="ta1"><table:table-column'
        ' table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>'
        f'{"".join(rows)}<table:table-row table:number-rows-repeated="2"/>{hidden}</table:table>'
    )
    reading = read_sheets(ods(table), "名单.ods")
    assert told(reading) == {"hidden_sheet": (1,), "hidden_rows": (5,), "hidden_columns": (1,)}


def test_a_cell_merged_downwards_says_the_same_in_each_row_of_an_opendocument_sheet():
    first = row(cell("1"), cell("荷塘区", ' table:number-rows-spanned="2"'), cell("甲"))
    second = row(cell("2"), "<table:covered-table-cell/>", cell("乙"))
    table = (
        f'<table:table table:name="名单">{first}{second}{row(*map(cell, "3天丙"))}</table:table>'
    )
    [grid] = read_grids(ods(table), ".ods")
    assert [line[1] for line in grid.rows] == ["荷塘区", "荷塘区", "天"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no workbook"])
def test_what_is_no_workbook_has_no_layout(content):
    assert layouts(content).get("名单", Layout()) == Layout()


@pytest.mark.parametrize("number", [42_392, "42392"])
def test_days_of_a_workbook_that_counts_from_1904_are_its_own(number):
    rows = [HEAD, ["1", "张某", "男", 45, number]]
    reading = read_sheets(xlsx(rows, date_1904=True), "名单.xlsx")
    [step] = [draft for draft in reading.drafts if draft.kind == "classification"]
    assert step.fields["when"].value == When.day(date(2020, 1, 24), ZONE)
    [person] = [draft for draft in reading.drafts if draft.kind == "person"]
    assert person.fields["age"].value == 45
