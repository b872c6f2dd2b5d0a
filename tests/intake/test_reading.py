"""A list is read as it comes; whatever is wrong with it is said with row, column, and the fix."""

import io
import subprocess
import sys
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.dates import write_when
from firebreak.intake.linelist import FIELDS, Column, Kind, Problem, UnitBook, read_file
from firebreak.intake.linelist.files import read_grids
from firebreak.intake.linelist.headings import match_headings
from firebreak.intake.linelist.places import part_places
from firebreak.intake.linelist.problems import SENTENCES
from firebreak.intake.linelist.units import KnownUnit
from firebreak.intake.linelist.values import Age

from .conftest import HERE, TODAY

HEAD = "病例编号,姓名,性别,年龄,居住县区,发病日期,确诊日期"
ROW = "1,测试甲,男,45岁,荷塘区,1月18日上午,2020-01-24"
LIST = f"{HEAD}\n{ROW}\n2,测试乙,女,6月龄,攸县,不详,2020/1/25\n"


def said(sheet) -> dict:
    """Return what the first row says, units and times as text."""
    values = dict(sheet.rows[0].values)
    for name, value in values.items():
        if hasattr(value, "unit") and hasattr(value.unit, "name"):
            values[name] = value.unit.name
        elif hasattr(value, "precision"):
            values[name] = write_when(value, zone=HERE)
    return values


def only(sheet, code: str) -> Problem:
    """Return the one problem of a kind."""
    [found] = [problem for problem in sheet.problems if problem.code == code]
    return found


def workbook(*sheets: tuple[str, list[list]]) -> bytes:
    """Return the bytes of a workbook."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
    book.close()
    return content.getvalue()


# Files


def test_a_row_that_ends_before_the_unit_of_age_is_read(read):
    sheet = read(
        "编号,姓名,确诊日期,年龄,年龄单位\n1,测试甲,2020-01-24,6,月\n2,测试乙,2020-01-24,5\n"
    )
    assert [row.values["age"] for row in sheet.rows] == [Age(6, "months"), Age(5, "years")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_encoding_and_mark_in_use_is_read(read, encoding, mark):
    sheet = read(LIST.replace(",", mark), encoding=encoding)
    assert not sheet.blocked
    assert said(sheet) == {
        "number": "1",
        "name": "测试甲",
        "sex": "male",
        "age": Age(45),
        "residence": "荷塘区",
        "onset": "2020-01-18 06:00/12:00",
        "confirmed": "2020-01-24",
    }


def test_a_name_that_only_gb18030_has_is_kept(read):
    sheet = read(LIST.replace("测试甲", "𠮷某龘"), encoding="gb18030")
    assert (sheet.encoding, sheet.rows[0].values["name"]) == ("gb18030", "𠮷某龘")


def test_characters_in_no_known_encoding_are_refused_with_the_row(read):
    sheet = read(LIST.encode() + b"3,\xff\xfe\x80\xff,\n")
    problem = only(sheet, "encoding")
    assert problem.row == 4
    assert "UTF-8" in problem.fix
    assert not sheet.rows


def test_a_workbook_is_read_with_its_own_dates_and_numbers(read):
    rows = [
        ["株洲市病例一览表（测试）"],
        [],
        ["编号", "姓名", "性别", "年龄", "县区", "发病日期", "确诊日期"],
        [1, "测试甲", "男", 45, "荷塘区", date(2020, 1, 18), datetime(2020, 1, 24, 9, 30)],
        [2, "测试乙", "女", 0.5, "攸县", "不详", 43855],
        ["合计", 2],
    ]
    sheet = read(workbook(("一览表", rows)), file="list.xlsx")
    assert not sheet.blocked
    assert [row.number for row in sheet.rows] == [4, 5]
    first = said(sheet)
    assert (first["number"], first["onset"], first["confirmed"]) == (
        "1",
        "2020-01-18",
        "2020-01-24 09:30",
    )
    assert sheet.rows[1].values["age"] == Age(6, "months")
    assert only(sheet, "totals_row").row == 6


def test_an_error_of_the_spreadsheet_is_not_taken_for_an_empty_cell(read):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("说明").write(0, 0, "请勿外传")
    sheet = book.add_worksheet("一览表")
    for column, heading in enumerate(["编号", "姓名", "县区", "确诊日期", "喜好"]):
        sheet.write(0, column, heading)
    for column, cell in enumerate([1, "测试甲", "攸县", "2020-01-24"]):
        sheet.write(1, column, cell)
    sheet.write_formula(1, 2, "=VLOOKUP(1,A1,1)", None, "#N/A")
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")  # in a column that is not read
    book.close()
    [problem] = read(content.getvalue(), file="a.xlsx").errors
    assert (problem.code, problem.row, problem.column) == ("formula_error", 2, "县区")


def test_of_two_lists_in_a_workbook_somebody_must_say_which(read):
    rows = [line.split(",") for line in LIST.split()]
    book = workbook(("一月", rows), ("二月", rows), ("说明", [["请勿外传"]]))
    problem = only(read(book, file="a.xlsx"), "which_sheet")
    assert problem.values["sheets"] == {"en": "一月, 二月", "zh": "一月、二月"}
    sheet = read(book, file="a.xlsx", sheet="二月")
    assert (sheet.name, sheet.blocked, len(sheet.rows)) == ("二月", False, 2)
    assert only(read(book, file="a.xlsx", sheet="三月"), "no_such_sheet").blocks


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"\n \n,,\n", "a.csv", "empty_file"),
        (b"%PDF-1.4", "a.pdf", "unknown_kind_of_file"),
        (b"PK\x03\x04 cut off", "a.xlsx", "damaged"),
        (b"a,b\n\0\0", "a.csv", "not_text"),
        ("甲,乙\n丙,丁\n".encode(), "a.csv", "no_headings"),
        (f"{HEAD}\n".encode(), "a.csv", "no_rows"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(read, content, file, code):
    sheet = read(content, file=file)
    assert code in [problem.code for problem in sheet.errors]


NINE = [f"{n},测试甲,男,45,荷塘区,1月18日,2020-01-24,无" for n in range(1, 10)]


def with_remark(**changed: str) -> str:
    """Return a list of nine patients with a remark each; `row2="…"` writes another row."""
    rows = [changed.get(f"row{number}", row) for number, row in enumerate(NINE, 2)]
    return "\n".join([f"{HEAD},备注", *rows]) + "\n"


OPEN = "1,测试甲,男,45,荷塘区,1月18日,2020-01-24,"


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        ({"row2": f'{OPEN}"他说'}, 2),
        ({"row2": f'{OPEN}"他说', "row6": f'{OPEN}"她说'}, 2),
        ({"row3": f'{OPEN}"他说', "row6": f'{OPEN}他说"'}, 3),
        ({"row3": f'{OPEN}"他说', "row6": f'{OPEN}""'}, 3),
        ({"row4": '3,"测试甲,男,45,荷塘区,1月18日,2020-01-24,无'}, 4),
        ({"row10": f'{OPEN}"他说'}, 10),
    ],
)
def test_a_quotation_mark_that_never_closes_is_refused_with_its_row(read, changed, row):
    sheet = read(with_remark(**changed))
    assert [(p.code, p.row) for p in sheet.errors] == [("unclosed_quote", row)]
    assert not sheet.rows


def test_a_mark_that_never_closes_in_a_long_file_is_refused_and_no_crash(read):
    long = "\n".join([f"{HEAD},备注", f'{OPEN}"他说', *NINE * 3_000])  # more than a cell may hold
    assert [(p.code, p.row) for p in read(long).errors] == [("unclosed_quote", 2)]


def test_a_mark_that_closes_a_cell_too_late_is_refused_and_nothing_else_is_said(read):
    rows = ['"病例编号","姓名","确诊日期"', '"1","测试甲,"2020-01-24"', '"2","测试乙","2020-01-25"']
    assert [(p.code, p.row) for p in read("\n".join(rows)).problems] == [("unclosed_quote", 2)]
    sloppy = rows[1].replace("测试甲", '测试甲"')
    assert not read("\n".join([rows[0], sloppy, rows[2]])).blocked
    inside = read('病例编号,姓名,确诊日期,备注\n1,测试甲,2020-01-24,5" 管\n2,乙,2020-01-24\n')
    assert not inside.blocked


def test_line_breaks_and_commas_in_a_quoted_cell_are_its_own(read):
    said = 'He said ""no"", then\nwent home, and\r\nslept, 3 hours'
    sheet = read(with_remark(row2=f'{OPEN}"{said}"'))
    assert not sheet.blocked
    assert (len(sheet.rows), sheet.rows[0].values["note"]) == (9, said.replace('""', '"'))
    assert sheet.rows[1].number == 3


def test_a_file_that_is_not_there_is_a_problem_and_no_crash(book, tmp_path):
    sheet = read_file(tmp_path / "none.csv", units=book, zone=HERE)
    assert only(sheet, "no_such_file").blocks
    (tmp_path / "folder.csv").mkdir()
    assert only(read_file(tmp_path / "folder.csv", units=book, zone=HERE), "a_folder").blocks


def test_before_any_unit_is_on_file_that_is_said_once_and_no_county_is_elsewhere():
    from firebreak.intake.linelist import read_content

    sheet = read_content(LIST.encode(), "a.csv", units=UnitBook([]), zone=HERE, today=TODAY)
    assert [p.code for p in sheet.errors] == ["no_units"]
    assert "lives_elsewhere" not in {p.code for p in sheet.warnings}


# Headings


def test_the_match_can_be_shown_and_overruled(read):
    text = LIST.replace("确诊日期", "日期二").replace("病例编号", "院内号")
    assert {p.code for p in read(text).errors} == {"column_missing"}
    sheet = read(text, columns={"日期二": "confirmed", "A": "number"})
    assert not sheet.blocked
    shown = [(c.letter, c.heading, c.field, c.chosen) for c in sheet.columns]
    assert shown[0] == ("A", "院内号", "number", True)
    assert shown[-1] == ("G", "日期二", "confirmed", True)


def test_a_column_may_be_left_out(read):
    sheet = read(LIST, columns={"年龄": None})
    assert "age" not in sheet.rows[0].values
    assert not [p for p in sheet.problems if p.code == "column_not_taken"]


def test_a_choice_that_names_nothing_says_what_there_is(read):
    sheet = read(LIST, columns={"岁数": "age", "年龄": "years"})
    assert "年龄" in str(only(sheet, "no_such_column").values["headings"])
    assert "age" in str(only(sheet, "no_such_field").values["fields"])


def test_two_columns_for_one_thing_block(read):
    sheet = read(LIST.replace("发病日期", "确诊时间"))
    assert only(sheet, "two_columns").column == "确诊日期"


def test_two_tables_side_by_side_block_in_one_sentence(read):
    [head, row, _other] = LIST.split()
    sheet = read(f"{head},{head}\n{row},{row.replace('1,测试甲', '2,测试乙')}\n")
    assert [p.code for p in sheet.errors] == ["side_by_side"]


def test_a_column_nobody_knows_is_told_and_left(read):
    sheet = read(LIST.replace("发病日期", "喜好"))
    assert only(sheet, "column_not_taken").column == "喜好"
    assert not sheet.blocked


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("现住址区县", "residence"),
        ("患者现住区县", "residence"),
        ("现住址所在区县", "residence"),
        ("居住地县区名称", "residence"),
        ("所在区县", "stay"),
        ("暂住地县区", "stay"),
        ("计入区县", "counting"),
        ("统计口径区县", "counting"),
        ("报告地区", "reporting"),
        ("报告区县（市）", "reporting"),
        ("现住址区县代码", None),
        ("某某区县", None),
    ],
)
def test_a_heading_with_county_in_it_says_which_county_by_what_stands_before(heading, field):
    match = match_headings([["病例编号", heading, "确诊日期"]], kind=Kind.CASES)
    assert match.columns[1].field == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Date of Reporting", "reported"), ("Date of onset", "onset"), ("Date of hospital", None)],
)
def test_a_date_of_something_is_a_day_and_not_the_thing(heading, field):
    match = match_headings([["Case No", "Name", "Date of confirmation", heading]])
    assert match.columns[3].field == field


def test_a_county_column_that_is_only_guessed_gives_way_to_one_that_is_known(read):
    sheet = read(LIST.replace("居住县区", "居住县区,现住址区县").replace("区,1月", "区,攸县,1月"))
    assert [c.field for c in sheet.columns[4:6]] == ["residence", None]
    assert "two_columns" not in {p.code for p in sheet.problems}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_heading_is_recognised_in_any_case_and_width(kind):
    for name, field in FIELDS[kind].items():
        beside = "url" if name == "note" else "note"
        for heading in field.headings:
            match = match_headings([[f" {heading.upper()}＊", beside]], kind=kind)
            assert match is not None, heading
            assert match.columns[0].field is not None, heading


@given(st.integers(0, 20_000))
def test_column_letters_count_as_a_spreadsheet_does(position):
    letters = Column(position, "", None).letter
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    assert number == position + 1


def test_a_row_number_beside_a_case_number_is_not_taken_for_it(read):
    sheet = read(LIST.replace("病例编号", "序号,病例编号").replace("\n", "\n1,"))
    assert [column.field for column in sheet.columns][:2] == [None, "number"]


def test_a_county_written_once_over_merged_rows_is_the_county_of_each(read):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for column, heading in enumerate(["县区", "姓名", "确诊日期"]):
        sheet.write(0, column, heading)
    sheet.merge_range(1, 0, 3, 0, "攸县")
    for row, name in enumerate(["测试甲", "测试乙", "测试丙"], 1):
        sheet.write(row, 1, name)
        sheet.write(row, 2, "2020-01-24")
    book.close()
    rows = read(content.getvalue(), file="a.xlsx").rows
    assert [row.values["counting"].unit.name for row in rows] == ["攸县"] * 3


def test_marks_inside_of_texts_do_not_part_the_cells(read):
    story = "甲，乙，丙，丁，戊，己，庚，辛，壬，癸"
    sheet = read(LIST.replace("确诊日期", "确诊日期,备注").replace("24\n", f"24,{story}\n"))
    assert sheet.rows[0].values["note"] == story
    comma = "病例编号;场所;经度;纬度\n1;甲小区;113,34;27,01\n2;乙小区;113,35;27,02\n"
    assert read(comma).rows[0].values["longitude"] == 113.34


def test_a_column_without_heading_is_told_if_it_holds_anything(read):
    sheet = read(LIST.replace("性别", ""))
    told = only(sheet, "column_without_heading")
    assert (told.column, told.rows, told.blocks) == ("C", (2, 3), False)
    empty = read(LIST.replace("性别", "").replace("男", "").replace("女", ""))
    assert "column_without_heading" not in {p.code for p in empty.problems}


# Values: each family of bad input, with its sentence


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("发病日期", "2020-02-30", "date"),
        ("发病日期", "3/4/2020", "date"),
        ("发病日期", "上周", "date"),
        ("确诊日期", "2020-03-01", "future"),
        ("性别", "雄", "sex"),
        ("年龄", "很老", "age"),
        ("年龄", "-3", "age"),
        ("年龄", "200", "age"),
        ("居住县区", "荷糖区", "unknown_unit"),
        ("姓名", "甲" * 61, "too_long"),
    ],
)
def test_a_value_that_cannot_be_read_names_row_column_and_fix(read, column, value, code):
    cells = ROW.split(",")
    cells[HEAD.split(",").index(column)] = value
    sheet = read(f"{HEAD}\n{ROW.replace('1,', '7,', 1)}\n{','.join(cells)}\n")
    problem = only(sheet, code)
    assert (problem.row, problem.column, problem.blocks) == (3, column, True)
    for language in ("en", "zh"):
        message, fix = problem.say(language)
        assert message
        assert fix
        assert "{" not in message + fix


def test_an_unknown_unit_is_answered_with_the_nearest(read):
    assert "荷塘区" in only(read(LIST.replace("荷塘区", "荷糖区")), "unknown_unit").fix


def test_an_unknown_unit_is_not_answered_with_all_that_end_like_it(read):
    problem = only(read(LIST.replace("荷塘区", "清水区")), "unit_like_none")
    assert (problem.blocks, "区" in problem.say("zh")[1]) == (True, False)
    assert "芦淞" not in " ".join((*problem.say("en"), *problem.say("zh")))


def test_no_more_than_three_names_are_offered_for_one_that_is_not_on_file():
    units = [KnownUnit(n, f"天{name}区") for n, name in enumerate("元心水河山")]
    assert len(UnitBook(units).near("天云区")) == 3


@pytest.mark.parametrize(
    "written",
    [
        "荷塘区",
        "荷塘",
        "株洲市荷塘区",
        "湖南省株洲市荷塘区",
        "湖南株洲荷塘区",
        "430202",
        "430202003",
    ],
)
def test_a_unit_is_known_by_all_its_names(read, written):
    assert said(read(LIST.replace("荷塘区", written)))["residence"] == "荷塘区"


def test_an_old_name_of_a_county_is_read_as_the_new_one(read):
    sheet = read(LIST.replace("荷塘区", "株洲县"))
    assert said(sheet)["residence"] == "渌口区"
    assert only(sheet, "unit_renamed").found == "株洲县"


@pytest.mark.parametrize("written", ["云龙示范区", "云龙区", "云龙"])
def test_a_unit_without_a_division_code_works_everywhere(read, written):
    sheet = read(LIST.replace("荷塘区", written))
    assert said(sheet)["residence"] == "云龙示范区"
    assert not only(sheet, "unit_without_code").blocks


@pytest.mark.parametrize("written", ["湖北黄石", "衡阳市", "长沙", "广东省深圳市", "境外"])
def test_a_residence_outside_the_city_is_kept_and_blocks_nothing(read, written):
    sheet = read(LIST.replace("荷塘区", written))
    assert not sheet.blocked
    assert sheet.rows[0].values["residence"].text == written


def test_a_counting_unit_outside_the_city_blocks(read):
    sheet = read(LIST.replace("居住县区", "统计县区").replace("荷塘区", "长沙"))
    assert only(sheet, "unit_like_none").column == "统计县区"


def test_a_problem_never_repeats_what_names_a_person(read):
    head = HEAD + ",身份证号,联系电话,现住址"
    row = ROW.replace("测试甲", "甲" * 61) + ",430202197001010000,12,某路1号"
    sheet = read(f"{head}\n{row}\n")
    told = " ".join(
        str(problem.as_dict(lang)) for problem in sheet.problems for lang in ("en", "zh")
    )
    for secret in ("甲甲", "430202197001010000", "某路1号"):
        assert secret not in told
    assert {"too_long", "id_check_digit", "phone"} <= {p.code for p in sheet.problems}


PERSONAL = [
    "110105194912310021",
    "11010519491231002X",
    "110105 1949 1231 0021",
    "13900000001",
    "139-0000-0001",
    "+86 139 0000 0001",
    "0731-28800001",
    "测试甲",
    "阿依·买买提",
    "Zhang San",
    "某路1号2栋",
    "某某某在某某某某某某家中",
]


@pytest.mark.parametrize("column", ["性别", "年龄", "居住县区", "发病日期", "确诊日期"])
@pytest.mark.parametrize("written", PERSONAL)
def test_what_names_a_person_is_hidden_in_whatever_column_it_has_slipped_into(
    read, column, written
):
    cells = ROW.split(",")
    cells[HEAD.split(",").index(column)] = written
    sheet = read(f"{HEAD}\n{','.join(cells)}\n")
    [problem] = [p for p in sheet.errors if p.column == column]
    told = " ".join(str(problem.as_dict(language)) for language in ("en", "zh"))
    assert written not in told
    assert problem.found["en"].endswith(("digits", "characters"))


def test_a_row_that_has_slipped_by_one_column_tells_nobody_s_name_or_number(read):
    head = "病例编号,姓名,身份证号,联系电话,性别,年龄,确诊日期"
    row = "1,,欧阳无名,110105194912310021,13900000001,男,45"
    sheet = read(f"{head}\n{row}\n{row.replace('1,', '2,', 1)}\n")
    told = " ".join(str(p.as_dict(lang)) for p in sheet.problems for lang in ("en", "zh"))
    assert not [secret for secret in row.split(",")[2:5] if secret in told]
    assert {"en": "11 digits", "zh": "11 位数字"} in [p.found for p in sheet.problems]


def test_a_case_number_that_is_an_id_number_is_not_repeated(read):
    row = ROW.replace("1,", "110105194912310021,", 1)
    problem = only(read(f"{HEAD}\n{row}\n{row},\n"), "repeated_number")
    assert "18 digits" in problem.message
    assert "110105194912310021" not in str(problem.as_dict())


@pytest.mark.parametrize("kind", [float, int])
def test_a_number_of_a_workbook_is_hidden_too(read, kind):
    rows = [["编号", "姓名", "确诊日期"], [1, "测试甲", kind(13900000001)]]
    [problem] = read(workbook(("一览表", rows)), file="a.xlsx").errors
    assert "139" not in str(problem.as_dict())


@pytest.mark.parametrize("written", ["荷糖区", "2020-02-30", "2020年13月1日", "雄", "confrimed"])
def test_what_names_nobody_is_shown_so_that_it_can_be_found(read, written):
    column = "居住县区" if "区" in written else "确诊日期"
    cells = ROW.split(",")
    cells[HEAD.split(",").index(column)] = written
    [problem] = read(f"{HEAD}\n{','.join(cells)}\n").errors
    assert problem.found == written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("11010519491231002X", None),
        ("440524188001010014", None),
        ("110105194912310021", "id_check_digit"),
        ("H1234567", "id_length"),
        ("4.30202E+17", "id_digits_lost"),
    ],
)
def test_an_id_number_warns_and_never_blocks(read, written, code):
    sheet = read(f"{HEAD},身份证号\n{ROW.replace('男', '').replace('45岁', '')},{written}\n")
    assert not sheet.blocked
    codes = {p.code for p in sheet.problems if p.code.startswith("id_")}
    assert codes == ({code} if code else set())


def test_every_problem_is_listed_and_not_only_the_first(read):
    rows = [f"{n},测试,雄,很老,荷糖区,2020-02-30,上周" for n in range(1, 51)]
    sheet = read("\n".join([HEAD, *rows]))
    assert len(sheet.errors) == 50 * 5
    assert [p.row for p in sheet.errors[:5]] == [2] * 5


def test_a_year_that_is_not_written_is_that_of_the_list_and_is_told(book):
    from firebreak.intake.linelist import read_content

    old = f"{HEAD}\n1,测试甲,男,45,荷塘区,12月30日,2020-01-24\n2,测试乙,女,30,攸县,2月5日,\n"
    sheet = read_content(old.encode(), "a.csv", units=book, zone=HERE, today=date(2026, 11, 1))
    onsets = [write_when(row.values["onset"], zone=HERE) for row in sheet.rows]
    assert onsets == ["2019-12-30", "2020-02-05"]
    told = [(p.values["year"], p.blocks) for p in sheet.problems if p.code == "year_derived"]
    assert sorted(told) == [(2019, False), (2020, False)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("昨天", "昨天"),
        ("今天上午", "今天"),
        ("前天", "前天"),
        ("大前天", "大前天"),
        ("昨晚", "昨"),
        ("Yesterday 3 pm", "yesterday"),
        ("now", "now"),
        ("2020-01-18至昨天", "昨天"),
        ("18日晚", "没有写月份"),
        ("19:00", "没有写日期"),
        ("上午", "没有写日期"),
    ],
)
def test_what_names_a_day_only_when_it_is_said_is_refused_in_a_file(read, written, said):
    problem = only(read(LIST.replace("2020/1/25", written)), "date")
    message, fix = problem.say("zh")
    assert (problem.row, problem.column) == (3, "确诊日期")
    assert said in message
    assert "2020-01-18" in fix


# Rows


def test_a_case_number_twice_in_a_file_blocks(read):
    sheet = read(f"{LIST}1,测试丙,女,30,天元区,,2020-01-26\n")
    problem = only(sheet, "repeated_number")
    assert (problem.row, problem.values["first"]) == (4, 2)


def test_a_row_that_is_there_twice_blocks(read):
    text = f"{HEAD}\n{ROW}\n{ROW}\n"
    assert only(read(text), "repeated_row").row == 3


def test_one_id_number_under_two_case_numbers_is_told(read):
    text = (
        f"{HEAD},身份证号\n{ROW.replace('男', '')},11010519491231002X\n"
        "2,测试甲,,45,荷塘区,,2020-01-26,11010519491231002X\n"
    )
    sheet = read(text)
    assert (only(sheet, "same_id_number").row, sheet.blocked) == (3, False)


def test_a_comma_that_was_not_quoted_is_found(read):
    sheet = read(f"{HEAD}\n1,测试甲,男,45,荷塘区,1月18日,2020-01-24,荷塘,小区\n")
    assert only(sheet, "too_many_cells").row == 2


def test_a_row_without_anybody_and_a_row_without_a_state_block(read):
    sheet = read(f"{HEAD}\n,,男,45,荷塘区,,2020-01-24\n2,测试乙,女,30,攸县,2020-01-20,\n")
    assert only(sheet, "no_who").row == 2
    assert only(sheet, "no_state").row == 3


def test_a_total_that_does_not_fit_the_rows_is_told(read):
    assert only(read(LIST + "合计,5例,,,,,\n"), "totals_disagree").values == {
        "said": 5,
        "counted": 2,
    }


def test_remarks_and_repeated_headings_are_left_out(read):
    sheet = read(f"{LIST}{HEAD}\n填表人：某\n")
    assert len(sheet.rows) == 2
    assert not sheet.blocked
    assert {"remark_row", "headings_again"} <= {p.code for p in sheet.problems}


@pytest.mark.parametrize("again", [HEAD, HEAD.replace("确诊日期", "确诊时间"), f"{HEAD},,"])
def test_headings_that_say_the_same_in_other_words_are_the_same_table(read, again):
    sheet = read(f"{LIST}{again}\n{ROW.replace('1,测试甲', '3,测试丙')}\n")
    assert (len(sheet.rows), sheet.blocked) == (3, False)
    assert only(sheet, "headings_again").row == 4


def test_a_second_table_is_not_read_by_the_headings_of_the_first(read):
    other = HEAD.replace("确诊日期", "排除日期")
    sheet = read(f"{LIST}{other}\n3,测试丙,男,30,荷塘区,不详,2020-01-24\n")
    assert only(sheet, "other_headings").row == 4
    assert sheet.blocked
    assert [row.number for row in sheet.rows] == [2, 3]


def test_after_another_table_the_same_headings_go_on_with_the_list(read):
    other = HEAD.replace("确诊日期", "疑似日期")
    sheet = read(f"{LIST}{other}\n{ROW}\n{HEAD}\n{ROW.replace('1,测试甲', '3,测试丙')}\n")
    assert [row.number for row in sheet.rows] == [2, 3, 7]


@pytest.mark.parametrize("row", ["Zhang,male,confirmed,no,recovered", "测试甲,男,确诊,学校,出院"])
def test_a_row_of_words_is_no_row_of_headings(read, row):
    sheet = read(f"name,sex,classification,employer,outcome\nLi,f,confirmed,no,died\n{row}\n")
    assert len(sheet.rows) == 2


def test_suspected_with_a_date_of_confirmation_blocks(read):
    text = f"{HEAD},病例分类\n{ROW},疑似\n"
    assert only(read(text), "classification_disagrees").row == 2


def test_a_daily_list_says_which_day_it_counts(read):
    sheet = read("报告日期,新增确诊,新增出院\n2020-02-04,8,0\n")
    assert (sheet.kind, sheet.blocked) == (Kind.COUNTS, False)
    assert "counted_date" in only(sheet, "counts_day_before").fix
    counted = read("统计日期,新增确诊\n2020-02-03,8\n")
    assert "counts_day_before" not in {p.code for p in counted.problems}
    assert only(read("报告日期,新增确诊\n2020-02-04,八\n"), "count").row == 2


def test_two_different_counts_of_one_day_and_unit_name_both_rows(read):
    text = "统计日期,县区,新增确诊\n2020-02-03,荷塘区,1\n2020-02-03,攸县,1\n2020-02-03,荷塘,2\n"
    problem = only(read(text), "counted_twice")
    assert (problem.row, problem.values["first"], problem.blocks) == (4, 2, True)
    assert "2" in problem.message


def test_a_total_of_counts_is_a_sum_and_not_the_number_of_rows(read):
    sheet = read("统计日期,县区,新增确诊\n2020-02-03,荷塘区,2\n2020-02-03,攸县,3\n合计,,5\n")
    assert only(sheet, "totals_row").row == 4


def test_a_name_of_digits_is_told_because_cells_may_have_slipped(read):
    told = only(read(LIST.replace("1,测试甲", "测试甲,1")), "name_without_letters")
    assert (told.row, told.found, told.blocks) == (2, None, False)


def test_the_same_count_twice_is_told_and_counted_once(read):
    text = "统计日期,县区,新增确诊,备注\n2020-02-03,荷塘区,1,甲\n2020-02-03,荷塘区,1,乙\n"
    sheet = read(text)
    assert (only(sheet, "repeated_count").row, sheet.blocked, len(sheet.rows)) == (3, False, 1)


def test_two_notices_of_one_day_may_each_say_a_part_of_it(read):
    text = (
        "统计日期,新增确诊,新增出院,网址\n2020-02-01,3,0,https://a/1\n2020-02-01,0,1,https://a/2\n"
    )
    assert len(read(text).rows) == 2


def test_the_same_bytes_read_otherwise_are_another_reading(read):
    plain, other = read(LIST), read(LIST, columns={"年龄": None})
    assert plain.digest == other.digest
    assert plain.fingerprint != other.fingerprint
    assert plain.fingerprint == read(LIST).fingerprint


# Places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("甲小区和南大门", ("甲小区", "南大门")),
        ("养天和药房", ("养天和药房",)),
        ("人和医院、甲超市", ("人和医院", "甲超市")),
        ("和平路1号", ("和平路1号",)),
        ("甲小区、乙超市和丙酒店", ("甲小区", "乙超市", "丙酒店")),
        ("太和小区和乙超市", ("太和小区", "乙超市")),
    ],
)
def test_and_parts_places_but_not_names(text, places):
    assert part_places(text)[0] == places


@given(
    st.lists(st.sampled_from(["甲一小区", "乙二超市", "丙三酒店", "6415", "丁四诊所"]), unique=True)
)
def test_places_joined_as_notices_do_come_apart_again(names):
    joined = "、".join(names[:-1]) + ("和" if len(names) > 1 else "") + "".join(names[-1:])
    assert part_places(joined) == (tuple(names), ())


# Properties

texts = st.text("甲乙丙丁abc 123,，;；\"'\t", min_size=1, max_size=12)


@given(st.lists(st.lists(texts, min_size=2, max_size=5), min_size=1, max_size=6))
def test_a_grid_written_as_csv_is_read_cell_by_cell(rows):
    import csv

    width = max(map(len, rows))
    rows = [["h"] * width, *([*row, *["x"] * (width - len(row))] for row in rows)]
    for encoding in ("utf-8-sig", "gb18030"):
        out = io.StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
        [grid] = read_grids(out.getvalue().encode(encoding), ".csv")
        assert grid.rows == rows


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a.txt"]))
def test_no_bytes_make_reading_crash(book, content, file):
    from firebreak.intake.linelist import read_content

    sheet = read_content(content, file, units=book, zone=HERE, today=TODAY)
    assert sheet.blocked


def test_every_sentence_is_there_in_both_languages():
    assert all(set(sentences) == {"en", "zh"} for sentences in SENTENCES.values())


def test_reading_knows_no_site():
    code = "import sys, firebreak.intake.linelist; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


# Headings over two lines


CASE_IN_TWO = "1,测试甲,荷塘区,东门 1 号,2020-01-18,2020-01-24\n"
IN_TWO_LINES = {
    "groups over what they hold": "编号,姓名,现住址,,发病,确诊\n,,区县,详细地址,日期,日期\n",
    "all under groups": "基本信息,,现住址,,诊断信息,\n编号,姓名,区县,详细地址,发病日期,确诊日期\n",
    "a remark below a name": "编号,姓名,现住址县区,地址,发病日期,确诊日期\n,,,（详细）,（年月日）,（年月日）\n",
    "under a title": "株洲市一览表\n编号,姓名,现住址,,发病,确诊\n,,区县,详细地址,日期,日期\n",
}


@pytest.mark.parametrize("heads", IN_TWO_LINES.values(), ids=IN_TWO_LINES)
def test_headings_over_two_lines_are_read_as_one(read, heads):
    sheet = read(heads + CASE_IN_TWO)
    assert not sheet.blocked, sheet.errors
    assert [row.number for row in sheet.rows] == [heads.count("\n") + 1]
    told = said(sheet)
    assert (told["number"], told["residence"], told["address"]) == ("1", "荷塘区", "东门 1 号")
    assert (told["onset"], told["confirmed"]) == ("2020-01-18", "2020-01-24")


def test_english_headings_over_two_lines_are_read_as_one(read):
    heads = "Case number,Name,Onset,Confirmed,Residence\n,,date,date,county\n"
    sheet = read(heads + "1,Test A,2020-01-18,2020-01-24,荷塘区\n")
    assert {"number", "name", "onset", "confirmed"} <= set(said(sheet))
    assert [c.heading for c in sheet.columns][2:4] == ["Onset date", "Confirmed date"]


def test_merged_headings_of_a_workbook_are_read_as_one(read):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("一览表")
    for column, heading in ((0, "编号"), (1, "姓名"), (4, "确诊日期")):
        sheet.merge_range(0, column, 1, column, heading)
    sheet.merge_range(0, 2, 0, 3, "现住址")
    sheet.write_row(1, 2, ["区县", "详细地址"])
    sheet.write_row(2, 0, [1, "测试甲", "荷塘区", "东门 1 号", "2020-01-24"])
    book.close()
    found = read(content.getvalue(), file="a.xlsx")
    assert not found.blocked
    assert said(found)["residence"] == "荷塘区"
    assert [c.heading for c in found.columns] == [
        "编号", "姓名", "现住址区县", "现住址详细地址", "确诊日期",
    ]  # fmt: skip


def test_a_name_under_somebody_else_is_not_the_patients(read):
    heads = "编号,县区,确诊,报告人,\n,,日期,姓名,电话\n"
    sheet = read(heads + "1,荷塘区,2020-01-24,测试医生,13900000000\n")
    assert {c.field for c in sheet.columns} == {"number", "counting", "confirmed", None}
    assert "name" not in sheet.rows[0].values


def test_two_lines_that_cannot_be_read_together_are_told_with_the_fix(read):
    sheet = read("编号,姓名,住址,,确诊日期\n,,甲,乙,\n1,测试甲,东门,西门,2020-01-24\n")
    problem = only(sheet, "headings_over_two_lines")
    assert problem.blocks
    assert (problem.row, problem.values) == (2, {"first": 1, "second": 2})
    assert [p.code for p in sheet.errors] == ["headings_over_two_lines"]


@pytest.mark.parametrize(
    "row",
    [
        "2,,男,,荷塘区,不详,确诊",  # without a name
        ",测试乙,男,,荷塘区,不详,确诊",  # without a number
        ",,男,45,荷塘区,不详,2020-01-24",  # without either, and a case all the same
    ],
)
def test_a_case_below_the_headings_is_no_second_line_of_them(read, row):
    sheet = read(f"{HEAD}\n{row}\n{ROW}\n")
    assert "headings_over_two_lines" not in {p.code for p in sheet.problems}
    assert sheet.columns[0].heading == "病例编号"


def test_two_lines_of_headings_are_noticed_when_they_are_repeated(read):
    heads = IN_TWO_LINES["groups over what they hold"]
    sheet = read(heads + CASE_IN_TWO + heads + CASE_IN_TWO.replace("1,", "2,", 1))
    assert not sheet.blocked
    assert len(sheet.rows) == 2
    assert only(sheet, "headings_again")
