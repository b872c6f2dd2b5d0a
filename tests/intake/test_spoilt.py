"""Files that broke a reader once, each as small as it comes: refused with a sentence, or read."""

import io
import json
import time
import zipfile
from contextlib import suppress
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import xlsxwriter

from firebreak.intake.detect import examine
from firebreak.intake.drafts import Draft, ReadingError, Value
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Collector
from firebreak.intake.fhir import read as read_fhir
from firebreak.intake.linelist import Kind, KnownUnit, UnitBook, opening, read_content
from firebreak.intake.linelist.formula_errors import formula_errors
from firebreak.intake.linelist.headings import match_headings
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.opening import storable
from firebreak.intake.linelist.values import sex_of
from firebreak.intake.linkage.people import prepare
from firebreak.intake.own_ids import packed as packed_id
from firebreak.intake.own_ids import record_named
from firebreak.intake.passengers import read_passengers
from firebreak.intake.receiving import masked
from firebreak.intake.sheets import read_sheets
from firebreak.intake.text import read_text
from firebreak.intake.text.times_english import read_english_times
from firebreak.intake.who_form import read_who_form
from firebreak.outputs.exchange import godata

HERE = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 2, 4)
HEADINGS = ["病例编号", "姓名", "年龄", "确诊日期"]
CASE = ["1", "张某", "45", "2020-01-28"]


def workbook(write) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("病例")
        for number, row in enumerate([HEADINGS, CASE, CASE]):
            sheet.write_row(number, 0, row)
        write(sheet)
    return content.getvalue()


def listed(*rows: list[str]) -> bytes:
    return "\n".join(",".join(row) for row in [HEADINGS, *rows]).encode()


def kinds(reading) -> list[str]:
    return [draft.kind for draft in reading.drafts]


def seconds(do) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


# Workbooks


def test_a_sheet_with_one_cell_in_its_last_corner_is_refused_and_ends_no_process():
    content = workbook(lambda sheet: sheet.write(1_048_575, 16_383, "x"))
    assert len(content) < 10_000
    with pytest.raises(ReadingError) as refused:
        read_sheets(content, "名单.xlsx", published=DAY)
    assert refused.value.code == "sheet_too_large"


def test_cells_merged_beside_all_that_is_written_say_nothing():
    content = workbook(lambda sheet: sheet.merge_range(0, 9, 2, 9, ""))
    assert "case" in kinds(read_sheets(content, "名单.xlsx", published=DAY))


def test_a_null_character_in_a_cell_is_left_out():
    content = workbook(lambda sheet: sheet.write(1, 1, "张\0某"))
    reading = read_sheets(content, "名单.xlsx", published=DAY)
    assert "\\u0000" not in reading.to_json()
    assert storable("张\0某") == "张某"


def packed(how: int, name: str = "xl/workbook.xml") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        archive.writestr(name, b"<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_packed_as_none_is_is_not_unpacked(how):
    with pytest.raises(ReadingError, match="damaged"):
        examine(packed(how), "名单.xlsx")


def test_a_part_whose_name_is_no_text_makes_a_workbook_damaged():
    content = packed(zipfile.ZIP_STORED, "表.xml").replace("表".encode(), b"\xff\xff\xff")
    with pytest.raises(ReadingError, match="damaged"):
        examine(content, "名单.xlsx")


def test_a_part_that_stands_before_the_beginning_makes_a_workbook_damaged():
    content = bytearray(packed(zipfile.ZIP_STORED))
    content[-6:-2] = (2**31).to_bytes(4, "little")  # where the list of parts is said to begin
    with pytest.raises(ReadingError, match="damaged"):
        examine(bytes(content), "名单.xlsx")


def test_a_sheet_under_a_thousand_names_is_looked_through_once():
    names = "".join(f'<sheet name="{n}" r:id="r"/>' for n in range(1_000))
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
            f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships">{names}</workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", b'<c r="B3" t="e">' + b" " * 4_000_000)
    found: dict = {}
    assert seconds(lambda: found.update(formula_errors(book.getvalue()))) < 1
    assert len(found) == 1_000
    assert set(found.values()) == {((2, 1),)}


# Cells of a list


@pytest.mark.parametrize("digits", [400, 5_000])
@pytest.mark.parametrize("age", ["{}岁1个月", "1岁{}个月", "{}", "{}月龄"])
def test_an_age_of_hundreds_of_digits_is_no_age(age, digits):
    content = listed(["1", "张某", age.format("9" * digits), "2020-01-28"])
    [problem] = [
        note.values["problem"]
        for note in read_sheets(content, "名单.csv", published=DAY).notes
        if note.code == "value_left_out"
    ]
    assert problem == "age"


def test_a_digit_that_only_looks_like_one_says_no_sex():
    assert "፩".isdigit()
    assert sex_of("1101051949123100፩X") is None


def test_a_total_of_thousands_of_digits_is_no_count():
    content = listed(CASE, ["合计", "9" * 5_000, "", ""])
    assert kinds(read_sheets(content, "名单.csv", published=DAY)).count("case") == 1


def test_a_name_that_repeats_what_is_above_it_thousands_of_times_is_no_unit():
    book = UnitBook([KnownUnit(1, "荷塘区", kind="county", code="430202", codes=("430202",))])
    assert book.find("湖南省荷塘区") is not None
    assert book.find("湖南省" * 2_000 + "荷塘区") is None
    assert seconds(lambda: book.find("荷" * 1_000_000)) < 1


def test_what_looks_like_a_name_is_judged_in_time():
    assert seconds(lambda: shown("Aa" + "..A" * 200 + "!")) < 1
    assert shown("Zhang W. A.")["zh"] == "11 个字"
    assert seconds(lambda: shown("周" * 9 + "a" * 50_000)) < 1


def tried(table):
    """Read a list, or refuse it: both take their time."""
    with suppress(ReadingError):
        read_sheets(table, "a.csv", published=DAY)


@pytest.mark.parametrize("character", "(9张A =-、和")
def test_a_cell_of_a_hundred_thousand_characters_costs_no_more_than_many_cells(character):
    long = f'"{character * 100_000}"'
    content = listed(*[[long if n == m else cell for m, cell in enumerate(CASE)] for n in range(4)])
    headings = (",".join([*HEADINGS[:3], long]) + "\n" + ",".join(CASE)).encode()
    for table in (content, headings):
        assert seconds(partial(tried, table)) < 3
        read = partial(read_passengers, table, "a.csv", zone=HERE, today=DAY)
        assert seconds(read) < 3


def test_a_text_of_nothing_but_telephone_numbers_is_masked_in_time():
    text = "电话13900000001，" * 40_000
    assert seconds(lambda: masked(text)) < 2
    assert masked(text).count("●") == 11 * 40_000


# Texts


@pytest.mark.parametrize("mark", ["<![made up[", "<![if !supportLists]>", "<![CDATA[", "<!", "<?"])
def test_a_declaration_of_whatever_kind_is_none_of_the_words(mark):
    reading = read_text(f"<p>病例1，男，45岁，{mark}</p><p>1月18日发病</p>", published=DAY)
    assert "1月18日发病" in reading.text


@pytest.mark.parametrize("piece", ["<!--", "<!-- >", "<a href='", '<a b="', "<![", "<", "&#", "<p"])
def test_a_page_of_broken_marks_takes_no_longer_than_another(piece):
    page = "<p>" + piece * (100_000 // len(piece))
    assert seconds(lambda: read_text(page, published=DAY)) < 3


def test_a_picture_within_the_page_is_none_of_its_words():
    picture = f'<img src="data:image/png;base64,{"A" * 50_000}">'
    assert read_text(f"<p>病例1，{picture}女</p>", published=DAY).text == "病例1，女"


def test_what_a_comment_says_is_not_read():
    reading = read_text("<p>病例1<!-- 男 > -->，女</p><!--", published=DAY)
    assert "男" not in reading.text
    assert "病例1，女" in reading.text


def test_a_total_of_thousands_of_digits_is_none():
    number = "1" + ",000" * 2_000
    assert "total" not in kinds(read_text(f"There were {number} deaths", published=DAY))


@pytest.mark.parametrize(
    "word", ["确诊", "1月18日确诊", "病例1确诊，", "出院", "3例确诊，1月18日，"]
)
def test_a_word_that_is_repeated_thousands_of_times_takes_no_time_of_its_own(word):
    text = "患者1，男，" + word * (20_000 // len(word))
    assert seconds(lambda: read_text(text, published=DAY)) < 3


def test_an_identity_that_comes_again_and_again_gets_its_keys_in_time():
    collector = Collector(Surroundings(HERE))
    assert seconds(lambda: [collector.make("test", "a") for _n in range(20_000)]) < 2
    assert list(collector.drafts)[:3] == ["test:a", "test:a/2", "test:a/3"]
    assert len(collector.drafts) == 20_000


def test_days_later_and_days_later_do_not_lead_beyond_the_calendar():
    told = read_english_times("on 1 january 2020" + ", 99 days later" * 32_000, DAY, HERE)
    assert len(told) > 100
    assert max(time.day for time in told).year == 2100


def test_thousands_of_ranges_are_read_in_time():
    plain = "from 1 to 2 january, " * 10_000
    assert seconds(lambda: read_english_times(plain, DAY, HERE)) < 5


# Forms of others


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_left_out_and_its_row_is_read(day):
    table = f"report_date,patinfo_ID,patcourse_dateonset\n2020-02-02,7,{day}\n".encode()
    reading = read_who_form(table)
    assert kinds(reading) == ["person", "case"]
    assert [note.values["problem"] for note in reading.notes] == ["not_a_day"]


# People who are compared


@pytest.mark.parametrize("age", [float("inf"), float("-inf"), float("nan"), 1e308, -1e10])
def test_an_age_that_nobody_has_tells_two_people_neither_apart_nor_together(age):
    rows = [{"id": n, "name": "张伟", "age_years": age, "age_on": DAY} for n in (1, 2)]
    assert prepare(pl.DataFrame(rows))["born"].to_list() == [None, None]


# Written out


def test_a_home_in_an_area_without_a_name_is_written_with_its_code():
    area = Draft("area:a", "area", {"code": Value("430223")})
    person = Draft("person:p", "person", {"residence_code": Value("430223")})
    assert b'"locationId"' in godata.write([area, person], zone=HERE).content


def test_a_sheet_of_more_cells_than_a_city_has_is_refused():
    content = workbook(lambda sheet: sheet.write(99_999, 799, "."))
    with pytest.raises(ReadingError) as refused:
        read_sheets(content, "名单.xlsx", published=DAY)
    assert refused.value.code == "sheet_too_large"


@pytest.mark.parametrize("digits", [20, 5_000])
def test_a_number_longer_than_any_records_is_not_ours(digits):
    assert record_named("4302", f"4302-case-{'9' * digits}") is None
    assert packed_id(f"4302-case-{'9' * digits}") is None


def test_a_sex_that_who_s_form_does_not_know_is_noted():
    form = "patinfo_ID,report_date,patinfo_sex\nA1,2020-01-25,Other\n"
    notes = read_who_form(form.encode()).notes
    assert [note.values["problem"] for note in notes if note.code == "value_left_out"] == [
        "unknown_word"
    ]


def test_a_home_of_two_places_changes_nothing_for_the_homes_after_it():
    """The second name once took the code of its place out of what is known of all places."""
    two, one = "患者三，男，50岁，现住瑞安市株洲。", "患者，男，50岁，现住株洲市。"
    read = [read_text(text, published=DAY) for text in (one, two, one, two)]
    assert read[:2] == read[2:]
    codes = [reading.drafts[0].fields["residence_code"].value for reading in read[:2]]
    assert codes == ["430200", "330381"]


def test_a_list_of_rides_without_a_column_of_where_to_is_refused_and_not_broken():
    table = "病例编号,姓名,乘车日期,座位号\n1,张某,2020-01-20,12F\n".encode()
    sheet = read_content(
        table, "rides.csv", units=UnitBook([]), zone=HERE, today=DAY, kind=Kind.JOURNEYS
    )
    assert {"column_missing", "no_ride"} <= {problem.code for problem in sheet.problems}


def test_a_list_packed_as_no_list_is_refused_before_it_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    sheet = read_content(packed.getvalue(), "list.xlsx", units=UnitBook([]), zone=HERE, today=DAY)
    assert [problem.code for problem in sheet.problems] == ["unpacks_too_far"]
    assert "200" in sheet.problems[0].say("zh")[0]


def test_a_given_name_with_a_null_character_is_kept_without_it():
    name = {"family": "周", "given": ["\0 Ann"]}
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "name": [name]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}
    [person] = read_fhir(json.dumps(bundle).encode(), zone=HERE).drafts
    assert "\0" not in str(person.value("name"))
    assert "Ann" in str(person.value("name"))


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def open_document(ending: str, manifest: str = "<manifest/>") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
            '<table:table table:name="表1"><table:table-row>'
            f'<table:table-cell office:value-type="string">{ending}',
        )
    return content.getvalue()


@pytest.mark.parametrize("ending", ["", "<text:p>编号", "</office:spreadsheet></office:body>"])
def test_a_sheet_cut_within_its_cells_is_damaged(ending):
    """The library that opens it would look for the end of the row for ever."""
    with pytest.raises(ReadingError) as refused:
        read_sheets(open_document(ending), "a.ods")
    assert refused.value.code == "damaged"


def test_a_sheet_with_a_password_is_not_called_damaged():
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        "<manifest:encryption-data><manifest:algorithm/></manifest:encryption-data>"
        "</manifest:file-entry></manifest:manifest>"
    )
    with pytest.raises(ReadingError) as refused:
        read_sheets(open_document("", manifest), "a.ods")
    assert refused.value.code == "password"


def test_a_small_sheet_has_less_time_than_a_large_one():
    assert opening.seconds_for(2_000) == 20
    assert opening.seconds_for(60 * 2**20) == opening.MOST_SECONDS


def test_a_row_of_seventeen_thousand_cells_is_no_row_of_headings():
    """It was compared with every heading of every kind of list, which took half a minute."""
    assert match_headings([HEADINGS * 5_000]) is None
    wide = listed(CASE, [f"甲{n}" for n in range(17_000)])
    assert "case" in kinds(read_sheets(wide, "a.csv"))


def test_a_sheet_in_an_encoding_that_nobody_knows_is_damaged():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UT-8"?><a/>')
    with pytest.raises(ReadingError) as refused:
        read_sheets(content.getvalue(), "a.ods")
    assert refused.value.code == "damaged"
