"""Workbooks as people keep them come out as drafts, and each row left out says why."""

import io
import zipfile
from collections import Counter
from datetime import date, time

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.dates import write_when
from firebreak.engine.reference.pathogens.on_file import pathogens
from firebreak.engine.when import When
from firebreak.intake.drafts import ReadingError
from firebreak.intake.linelist.diseases import DISEASES
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.laboratory import METHODS
from firebreak.intake.linelist.values import RESULTS, SAMPLES
from firebreak.intake.losses import is_loss
from firebreak.intake.problems import say
from firebreak.intake.receiving import is_certain
from firebreak.intake.sheets import read_sheets
from firebreak.intake.sheets.manners import MANNERS, manner_of
from firebreak.intake.sheets.reading import ZONE
from firebreak.intake.sheets.rides import read_ride
from firebreak.records.models import Contact, Sample, Test

DAY = date(2020, 2, 3)


def read(rows: str, **choices):
    return read_sheets(rows.encode(), "名单.csv", published=DAY, **choices)


def of_kind(reading, kind):
    return [draft for draft in reading.drafts if draft.kind == kind]


def values(draft):
    return {name: value.value for name, value in draft.fields.items()}


def left_out(reading):
    return {n.origin.row: n.values["problem"] for n in reading.notes if n.code == "row_left_out"}


def workbook(**sheets) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def test_a_case_becomes_a_person_a_case_its_course_and_its_places():
    reading = read(
        "病例编号,姓名,性别,年龄,居住地,发病日期,确诊日期,出院日期,活动场所\n"
        "7,张某,女,45岁,荷塘区,1月20日,2020-01-28,2020-02-02,丽景滨江、养天和药房\n"
    )
    [person], [case] = of_kind(reading, "person"), of_kind(reading, "case")
    assert values(person) == {
        "name": "张某", "sex": "female", "age": 45, "age_unit": "years", "residence": "荷塘区",
    }  # fmt: skip
    assert values(case)["status"] == "recovered"
    assert values(case)["onset"] == When.day(date(2020, 1, 20), ZONE)
    assert case.links == {"person": person.key}
    assert [values(step)["status"] for step in of_kind(reading, "classification")] == [
        "confirmed",
        "recovered",
    ]
    assert [values(stay)["place"] for stay in of_kind(reading, "stay")] == [
        "丽景滨江",
        "养天和药房",
    ]


def test_every_value_names_its_cell_and_what_stands_there():
    [person] = of_kind(read("编号,姓名,性别,确诊日期\n1,张某,M,2020-01-28\n"), "person")
    said = person.fields["sex"]
    assert (said.value, said.quote, said.origin.row, said.origin.column) == ("male", "M", 2, "性别")


@pytest.mark.parametrize(
    "written",
    ["2020-01-28", "2020/1/28", "2020.1.28", "20200128", "1月28日", "2020年1月28日", "43858",
     "28-Jan-20", "28 Jan 2020"],
)  # fmt: skip
def test_a_day_is_read_in_every_shape(written):
    [step] = of_kind(read(f"编号,姓名,确诊日期\n1,张某,{written}\n"), "classification")
    assert values(step)["when"] == When.day(date(2020, 1, 28), ZONE)


def test_one_bad_row_is_left_out_with_its_reason_and_the_others_go_on():
    rows = "编号,姓名,性别,确诊日期\n1,张某,女,2020-01-28\n,,女,2020-02-03\n3,王某,男,\n4,赵某,男,1月29日\n"
    reading = read(rows)
    assert [values(case)["number"] for case in of_kind(reading, "case")] == ["1", "4"]
    assert left_out(reading) == {3: "no_who", 4: "no_state"}
    for note in (n for n in reading.notes if "said" in n.values):
        for sentence in (*note.values["said"]["en"], *note.values["said"]["zh"]):
            assert "王某" not in sentence


def doubts(drafts):
    return {(draft.kind, doubt.field): doubt for draft in drafts for doubt in draft.doubts}


def test_a_cell_that_cannot_be_read_is_a_doubt_and_the_row_waits_for_a_person():
    reading = read(
        "编号,姓名,性别,年龄,职业,病情,发病日期,确诊日期\n"
        "1,张某,女,50岁以上,同上,无症状,03/02/2020,2020-01-28\n2,李某,男,45,农民,轻,,2020-01-28\n"
    )
    drafts = [draft for draft in reading.drafts if draft.key.split(":")[2] == "2"]
    found = doubts(drafts)
    assert set(found) == {
        ("person", "age"), ("person", "group"), ("case", "severity"), ("case", "onset"),
    }  # fmt: skip
    assert found["person", "age"].said == "50岁以上"
    assert found["case", "onset"].options == ("2020-02-03", "2020-03-02")
    assert not any(is_certain(draft) for draft in drafts if draft.kind != "classification")
    assert all(is_certain(draft) for draft in reading.drafts if draft not in drafts)
    told = {(n.origin.column, n.code) for n in reading.notes if n.origin.row == 2}
    assert told == {(c, "value_left_out") for c in ("年龄", "职业", "病情", "发病日期")}


@pytest.mark.parametrize(("stated", "field"), [("", "status"), ("确诊病例", "classified")])
def test_without_its_day_a_step_is_in_doubt_unless_the_row_says_it_otherwise(stated, field):
    reading = read(f"编号,姓名,病例分类,确诊日期\n1,张某,{stated},2020-02-31\n")
    assert set(doubts(reading.drafts)) == {("case", field)}
    assert of_kind(reading, "classification") == []


def test_a_result_that_cannot_be_read_is_a_draft_to_be_mended():
    reading = read("姓名,样本编号,采样时间,检测结果\n周某,S1,2020-01-27,见附件\n")
    assert set(doubts(of_kind(reading, "test"))) == {("test", "result")}


def test_a_telephone_whose_last_digits_are_gone_is_none_and_told():
    reading = read("编号,姓名,联系电话,确诊日期\n1,张某,1.3807E+10,2020-01-28\n")
    [person] = of_kind(reading, "person")
    assert "phone" not in values(person)
    assert [n.values["problem"] for n in reading.notes if is_loss(n)] == ["phone_digits_lost"]


def test_a_row_whose_disease_is_not_on_file_is_no_draft():
    reading = read("编号,姓名,年龄,病种,确诊日期\n1,张某,50岁以上,霍乱,2020-01-28\n")
    assert reading.drafts == ()
    assert left_out(reading) == {2: "disease"}


@pytest.mark.parametrize(
    ("written", "age", "told"),
    [("3岁半", (3, "years"), True), ("3岁6个月", (3, "years"), True), ("1岁半", (18, "months"), False)],
)  # fmt: skip
def test_months_beyond_whole_years_are_not_dropped_without_a_word(written, age, told):
    reading = read(f"编号,姓名,年龄,确诊日期\n1,张某,{written},2020-01-28\n")
    [person] = of_kind(reading, "person")
    assert (values(person)["age"], values(person)["age_unit"]) == age
    assert ("age_in_whole_years" in {n.values.get("problem") for n in reading.notes}) == told


def test_all_lists_of_a_workbook_are_read_and_a_title_page_is_told():
    content = workbook(
        封面=[["株洲市"], ["2020年2月3日"]],
        病例=[["病例编号", "姓名", "确诊日期"], ["1", "张某", "2020-01-28"]],
        密接=[
            ["姓名", "性别", "病例编号", "接触方式", "末次接触时间"],
            ["李某", "男", "1", "聚餐", "2020-01-17"],
        ],
        检测=[["姓名", "样本编号", "采样时间", "检测结果"], ["李某", "S1", "2020-01-30", "阴性"]],
    )
    reading = read_sheets(content, "日报.xlsx", published=DAY)
    assert Counter(draft.kind for draft in reading.drafts) == {
        "person": 3, "case": 2, "classification": 1, "contact": 1, "sample": 1, "test": 1,
    }  # fmt: skip
    [contact], [test] = of_kind(reading, "contact"), of_kind(reading, "test")
    assert values(contact)["manner"] == "meal"
    assert contact.links["from"] == "case:number:1"
    assert values(test)["result"] == "negative"
    assert [n.values["sheet"] for n in reading.notes if n.code == "no_list"] == ["封面"]


def test_a_sheet_that_looks_like_a_list_and_is_not_recognised_as_one_is_told():
    content = workbook(
        病例=[["编号", "姓名", "确诊日期"], ["1", "张某", "2020-01-28"]],
        其他=[["代号", "甲", "乙"], ["1", "张某", "A"], ["2", "李某", "B"]],
    )
    notes = {note.code: note for note in read_sheets(content, "a.xlsx").notes}
    assert notes["list_not_recognised"].values == {"sheet": "其他", "count": 3}
    assert is_loss(notes["list_not_recognised"])


def test_headings_below_a_title_over_two_lines_with_merged_groups():
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.merge_range("A1:D1", "株洲市新冠肺炎病例一览表")
    sheet.write_row("A2", ["编号", "姓名", "现住址", ""])
    sheet.merge_range("C2:D2", "现住址")
    sheet.write_row("C3", ["区县", "详细地址"])
    sheet.write("E2", "确诊日期")
    sheet.write_row("A4", [1, "张某", "荷塘区", "某路1号", "2020-01-28"])
    sheet.write_row("A5", ["合计", "1例"])
    book.close()
    reading = read_sheets(content.getvalue(), "a.xlsx")
    [person] = of_kind(reading, "person")
    assert values(person)["residence"] == "荷塘区"
    assert values(person)["address"] == "某路1号"
    assert left_out(reading) == {}


def test_days_under_a_group_of_days_are_known_by_what_happened_on_them():
    content = workbook(
        病例=[
            ["编号", "基本情况", "", "关键时间", "", "病情"],
            ["", "姓名", "性别", "发病", "确诊", ""],
            [1, "张某", "女", "2020-01-20", "2020-01-28", "普通型"],
        ]
    )
    [case] = of_kind(read_sheets(content, "a.xlsx"), "case")
    assert values(case)["onset"] == When.day(date(2020, 1, 20), ZONE)
    assert (values(case)["number"], values(case)["status"]) == ("1", "confirmed")


def test_a_heading_that_was_merged_downwards_is_kept_beside_a_second_line():
    content = workbook(
        病例=[
            ["病例编号", "甲组", "", "乙组", ""],
            ["", "姓名", "性别", "发病日期", "确诊日期"],
            [1, "张某", "女", "2020-01-20", "2020-01-28"],
        ]
    )
    [case] = of_kind(read_sheets(content, "a.xlsx"), "case")
    assert values(case)["number"] == "1"


def test_a_column_without_a_telling_heading_is_known_by_its_cells():
    reading = read(
        "编号,姓名,甲,乙,确诊日期\n"
        + "".join(f"{n},张某,{'男女'[n % 2]},1380000000{n},2020-01-28\n" for n in range(4))
    )
    first = values(of_kind(reading, "person")[0])
    assert (first["sex"], first["phone"]) == ("male", "13800000000")


def test_people_of_a_second_table_in_a_sheet_are_left_out_and_told():
    rows = "序号,姓名,性别,年龄,确诊日期\n1,张某,男,45,2020-01-23\n"
    other = "序号,姓名,性别,年龄,排除日期\n2,李某,女,30,2020-01-24\n"
    reading = read(rows + other)
    assert [values(person)["name"] for person in of_kind(reading, "person")] == ["张某"]
    assert left_out(reading) == {3: "other_headings"}


def test_a_second_table_of_three_columns_is_noticed_too():
    reading = read("序号,姓名,确诊日期\n1,张某,2020-01-23\n序号,姓名,排除日期\n2,李某,2020-01-24\n")
    assert left_out(reading) == {3: "other_headings"}


def test_counties_of_one_day_are_counted_each_though_none_is_on_file():
    rows = "日期,县区,新增确诊\n2020-02-01,荷塘区,1\n2020-02-01,天元区,1\n2020-02-01,芦淞区,2\n"
    reading = read(rows)
    assert [values(total)["unit"] for total in of_kind(reading, "total")] == [
        "荷塘区",
        "天元区",
        "芦淞区",
    ]
    assert not left_out(reading)


def test_of_two_columns_of_one_field_the_first_is_read_and_the_other_told():
    rows = "编号,姓名,性别,年龄,电话,电话,确诊日期\n1,张某,男,45,13800000001,,2020-01-23\n"
    reading = read(rows)
    [person] = of_kind(reading, "person")
    assert values(person)["phone"] == "13800000001"
    assert is_certain(person)
    [told] = [note for note in reading.notes if note.code == "value_left_out"]
    assert (told.origin.row, told.values["problem"]) == (1, "second_column")


def test_a_row_in_which_two_columns_of_one_field_disagree_waits():
    rows = (
        "编号,姓名,性别,年龄,电话,电话,确诊日期\n1,张某,男,45,13800000001,13800000009,2020-01-23\n"
    )
    reading = read(rows)
    [person] = of_kind(reading, "person")
    assert [doubt.field for doubt in person.doubts] == ["phone"]
    assert (2, "two_values") in [(n.origin.row, n.values.get("problem")) for n in reading.notes]


def test_a_row_of_which_no_draft_can_wait_is_left_out_where_two_columns_disagree():
    rows = "日期,县区,新增确诊,新增病例\n2020-02-01,荷塘区,1,2\n2020-02-01,天元区,3,3\n"
    reading = read(rows)
    assert [values(total)["number"] for total in of_kind(reading, "total")] == [3]
    assert left_out(reading) == {2: "two_values"}


@pytest.mark.parametrize(
    ("day", "hours", "when"),
    [
        ("2020-01-19", "9:00-11:30", "2020-01-19 09:00/11:30"),
        ("1月19日", "18:00", "2020-01-19 18:00"),
        ("2020-01-19", "", "2020-01-19"),
        ("2020-01-19", "上午", "2020-01-19 06:00/12:00"),
        (date(2020, 1, 19), time(9, 30), "2020-01-19 09:30"),
        (date(2020, 1, 19), "不详", "2020-01-19"),
    ],
)
def test_a_day_and_hours_in_two_columns_are_one_time(day, hours, when):
    head = ["病例编号", "日期", "时间", "地点"]
    rows = [
        head,
        *(["1", "2020-01-20", "9:00", "超市"] for _ in range(10)),
        ["1", day, hours, "店"],
    ]
    reading = read_sheets(workbook(轨迹=rows), "轨迹.xlsx", published=DAY)
    stay = of_kind(reading, "stay")[-1]
    assert write_when(values(stay)["when"], zone=ZONE) == when
    assert "value_left_out" not in {note.code for note in reading.notes}


def test_the_hour_of_leaving_is_on_the_day_that_another_column_says():
    rows = "病例编号,日期,到达时间,离开时间,地点\n1,2020-01-19,9:00,11:30,超市\n1,2020-01-20,9:00,,店\n"
    first, second = of_kind(read(rows), "stay")
    assert write_when(values(first)["when"], zone=ZONE) == "2020-01-19 09:00/11:30"
    assert write_when(values(second)["when"], zone=ZONE) == "2020-01-20 09:00"


@pytest.mark.parametrize("row", ["1,,9:00,店", "1,1月上旬,9:00,店", "1,2020-01-19,25:00,店"])
def test_hours_without_one_day_are_a_doubt(row):
    rows = "病例编号,日期,时间,地点\n" + "1,2020-01-19,9:00,超市\n" * 10 + row + "\n"
    stay = of_kind(read(rows), "stay")[-1]
    assert [doubt.field for doubt in stay.doubts] == ["when"]


def cases_and_tests(*, sex: str = "男", test: tuple[str, str] = ("张某", "")) -> bytes:
    cases = [["编号", "姓名", "性别", "年龄", "职业", "确诊日期"]]
    cases.append(["1", "张某", sex, "45", "出租车司机", "2020-01-23"])
    tests = [["姓名", "性别", "样本编号", "检测结果"], [*test, "S1", "阳性"]]
    return workbook(病例=cases, 检测=tests)


def test_who_may_be_somebody_that_waits_in_another_list_waits_with_him():
    reading = read_sheets(cases_and_tests(), "名单.xlsx", published=DAY)
    listed, tested = of_kind(reading, "person")
    assert not is_certain(listed)
    assert [doubt.code for doubt in tested.doubts] == ["namesake_waits"]
    assert not is_certain(tested)


@pytest.mark.parametrize("test", [("张某", "女"), ("李某", "男")])
def test_somebody_else_than_who_waits_does_not_wait(test):
    reading = read_sheets(cases_and_tests(test=test), "名单.xlsx", published=DAY)
    assert is_certain(of_kind(reading, "person")[1])


def test_two_case_numbers_of_one_name_are_two_people():
    rows = "编号,姓名,性别,年龄,确诊日期\n1,张某,X,45,2020-01-28\n2,张某,男,45,2020-01-28\n"
    assert is_certain(of_kind(read(rows), "person")[1])


@pytest.mark.parametrize("outcome", ["在院治疗", "好转", "住院", "In hospital"])
def test_who_is_in_hospital_has_no_outcome_yet(outcome):
    rows = f"编号,姓名,性别,年龄,确诊日期,转归\n1,张某,男,45,2020-01-23,{outcome}\n"
    [case] = of_kind(read(rows), "case")
    assert (values(case)["status"], case.doubts, case.confidence) == ("confirmed", (), 1)


@pytest.mark.parametrize(
    ("relation", "certain"), [("女儿", False), ("同事", False), ("同住女儿", True), ("邻居", True)]
)
def test_a_relation_alone_does_not_say_for_certain_how_people_met(relation, certain):
    rows = f"姓名,性别,接触的病例,与病例关系,末次接触时间\n李某,女,1,{relation},2020-01-21\n"
    [contact] = of_kind(read(rows), "contact")
    assert is_certain(contact) is certain


def test_of_the_manner_that_is_said_the_relation_takes_nothing():
    rows = "姓名,性别,接触的病例,与病例关系,接触方式\n李某,女,1,女儿,聚餐\n"
    [contact] = of_kind(read(rows), "contact")
    assert (values(contact)["manner"], is_certain(contact)) == ("meal", True)


@pytest.mark.parametrize(
    ("heads", "parts", "name"),
    [
        ("First Name,Last Name", "Wei,Zhang", "Wei Zhang"),
        ("first_name,last_name", "某,张", "张某"),
        ("姓,名", "张,某", "张某"),
        ("Surname,First name", "Zhang,", "Zhang"),
    ],
)
def test_a_name_in_two_columns_is_one_name(heads, parts, name):
    reading = read(f"Case ID,{heads},Sex,Age,Date of confirmation\n1,{parts},M,45,2020-01-23\n")
    [person] = of_kind(reading, "person")
    assert values(person)["name"] == name


def test_a_list_may_say_who_it_is_about_by_the_parts_of_a_name_alone():
    rows = "First name,Last name,Sex,Test result\nWei,Zhang,M,positive\n"
    [person] = of_kind(read(rows), "person")
    assert values(person)["name"] == "Wei Zhang"


BESIDE = (
    "序号,姓名,性别,年龄,确诊日期,,序号,姓名,性别,年龄,确诊日期\n"
    "1,张某,男,45,2020-01-23,,2,李某,女,30,2020-01-24\n"
)


def test_two_tables_side_by_side_are_refused_with_the_column_of_the_second():
    with pytest.raises(ReadingError) as refused:
        read(BESIDE)
    assert (refused.value.code, refused.value.values) == ("side_by_side", {"second": "G"})


def test_beside_another_list_two_tables_side_by_side_are_left_out_and_told():
    beside = [line.split(",") for line in BESIDE.split()]
    other = [["编号", "姓名", "性别", "确诊日期"], ["7", "王某", "男", "2020-01-25"]]
    reading = read_sheets(workbook(并排=beside, 名单=other), "名单.xlsx", published=DAY)
    assert [values(person)["name"] for person in of_kind(reading, "person")] == ["王某"]
    assert left_out(reading) == {1: "side_by_side"}


def test_two_columns_that_might_be_the_same_field_are_neither():
    rows = "编号,姓名,甲,乙,确诊日期\n" + "1,张某,男,女,2020-01-28\n2,李某,女,女,2020-01-28\n" * 2
    assert all("sex" not in values(p) for p in of_kind(read(rows), "person"))


def test_what_was_chosen_for_columns_of_a_kind_of_list_holds_where_they_are():
    rows = "编号,姓名,甲,确诊日期\n1,张某,荷塘区,2020-01-28\n"
    chosen = {
        Kind.CASES: {"甲": "residence", "姓名": None, "不在": "name"},
        Kind.TESTS: {"编号": None},
    }
    reading = read(rows, columns=chosen)
    [person] = of_kind(reading, "person")
    assert values(person) == {"residence": "荷塘区"}
    [said] = [note for note in reading.notes if note.code == "columns"]
    assert said.values["kind"] == "cases"
    assert said.values["columns"] == (
        ("A", "编号", "number", "heading"),
        ("B", "姓名", "", "chosen"),
        ("C", "甲", "residence", "chosen"),
        ("D", "确诊日期", "confirmed", "heading"),
    )


def test_a_journey_says_its_train_carriage_and_seat():
    reading = read(
        "病例编号,日期,交通方式,车次,出发地,目的地\n7,1月16日,高铁,G692次1车厢8A,武汉,株洲\n"
    )
    [journey] = of_kind(reading, "journey")
    assert values(journey) == {
        "when": When.day(date(2020, 1, 16), ZONE), "from_place": "武汉", "to_place": "株洲",
        "means": "train", "number": "G692", "carriage": "1", "seat": "8A",
    }  # fmt: skip
    assert journey.links == {"case": "case:number:7"}


def test_a_link_does_not_say_who_infected_whom():
    reading = read("病例编号,关联病例\n7,5\n7,7\n")
    [contact] = of_kind(reading, "contact")
    assert values(contact) == {"direction_known": False}
    assert contact.links == {"from": "case:number:5", "to": "case:number:7"}
    assert left_out(reading) == {3: "linked_to_itself"}


def test_published_counts_are_totals():
    reading = read("统计日期,县区,新增确诊,累计确诊\n2020-02-02,荷塘区,3,12\n")
    assert [(values(t)["what"], values(t)["number"]) for t in of_kind(reading, "total")] == [
        ("new_confirmed", 3),
        ("confirmed", 12),
    ]


def test_results_methods_and_samples_are_read_as_laboratories_write_them():
    reading = read(
        "姓名,样本编号,样本类型,采样时间,检测结果,检测方法\n"
        "甲,1,咽拭子,2020-01-22,阳性（+）,PCR\n"
        "乙,2,痰液,2020-01-22,阴性(-),新冠病毒核酸检测\n"
        "丙,3,血清,2020-01-22,IgM阳性,\n"
        "丁,4,肛拭子,2020-01-22,弱阳性,NGS\n"
        "戊,5,鼻咽拭子,2020-01-22,待出,RT-qPCR\n"
        "己,6,全血,2020-01-22,未检出,麻疹病毒IgG抗体\n"
    )
    told = [
        (values(t)["result"], values(t).get("method"), values(t).get("pathogen"))
        for t in of_kind(reading, "test")
    ]
    assert told == [
        ("positive", "pcr", None),
        ("negative", "pcr", "sars-cov-2"),
        ("positive", "antibody", None),
        ("inconclusive", "sequencing", None),
        ("negative", "antibody", "measles"),
    ]
    assert [values(s)["kind"] for s in of_kind(reading, "sample")] == [
        "throat", "sputum", "blood", "stool", "nasal", "blood",
    ]  # fmt: skip
    assert left_out(reading) == {}


@pytest.mark.parametrize("method", ["流感病毒核酸", "呼吸道合胞病毒抗原", "核酸+抗体", "胶体金"])
def test_a_method_of_something_else_or_of_two_kinds_is_not_taken_for_one(method):
    rows = f"姓名,样本编号,采样时间,检测结果,检测方法\n甲,1,2020-01-22,阳性,{method}\n"
    assert all("method" not in values(t) for t in of_kind(read(rows), "test"))


@pytest.mark.parametrize("result", ["阴性（+）", "IgM阳性IgG阴性", "见附件"])
def test_a_result_that_says_two_things_or_none_is_not_guessed(result):
    rows = f"姓名,样本编号,采样时间,检测结果\n甲,1,2020-01-22,{result}\n"
    assert all("result" not in values(t) for t in of_kind(read(rows), "test"))


def test_the_words_of_lists_are_those_of_the_record():
    assert set(METHODS) < set(Test.Method.values)
    assert set(SAMPLES) == set(Sample.Kind.values)
    assert set(RESULTS) == set(Test.Result.values)


def test_a_list_says_which_disease_each_case_has_and_another_is_left_out():
    reading = read(
        "编号,姓名,疾病名称,确诊日期\n1,张某,麻疹,2020-01-28\n2,李某,流行性感冒,2020-01-28\n"
        "3,王某,新型冠状病毒肺炎,2020-01-28\n4,赵某,,2020-01-28\n"
    )
    cases = {values(c)["number"]: values(c).get("pathogen") for c in of_kind(reading, "case")}
    assert cases == {"1": "measles", "3": "sars-cov-2", "4": None}
    assert left_out(reading) == {3: "disease"}


def test_every_pathogen_on_file_has_the_names_of_its_disease():
    assert set(DISEASES) == set(pathogens())


def test_manners_are_those_of_the_record():
    assert set(MANNERS) < set(Contact.Manner.values)
    assert manner_of("同车厢") == "vehicle"


def test_an_ods_is_read():
    cells = [["编号", "姓名", "确诊日期"], ["1", "张某", "2020-01-28"]]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in cells
    )
    names = {
        n: f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "table", "text")
    }
    spaces = " ".join(f'xmlns:{n}="{uri}"' for n, uri in names.items())
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="表1">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    [case] = of_kind(read_sheets(content.getvalue(), "a.ods"), "case")
    assert case.fields["number"].origin.sheet == "表1"


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"%PDF-1.7 ...", "a.xlsx", "unknown_kind_of_file"),
        (b"PK\x03\x04 cut off", "a.xlsx", "damaged"),
        ("一封信".encode(), "a.csv", "no_headings"),
    ],
)
def test_a_file_that_holds_no_list_says_why(content, file, code):
    with pytest.raises(ReadingError) as refused:
        read_sheets(content, file)
    assert refused.value.code == code
    for language in ("en", "zh"):
        assert "–" not in "".join(say(code, refused.value.values, language))


@given(st.lists(st.tuples(*[st.text(max_size=12) for _ in range(4)]), max_size=8))
def test_whatever_stands_in_the_cells_is_read_or_left_out_and_never_lost(cells):
    content = workbook(
        一=[["病例编号", "姓名", "性别", "确诊日期"], ["1", "张某", "女", "2020-01-28"], *cells]
    )
    reading = read_sheets(content, "a.xlsx", published=DAY)
    read_ = {v.origin.row for d in of_kind(reading, "case") for v in d.fields.values()}
    told = {row for note in reading.notes for row in note.values.get("rows", ())}
    filled = {n for n, row in enumerate(cells, 3) if any(c.strip() for c in row)}
    blank = "\u3000\xa0\u200b\ufeff \t\r\n"
    assert {n for n in filled if any(c.strip(blank) for c in cells[n - 3])} <= read_ | told


@given(st.text(max_size=40))
def test_any_words_about_a_ride_are_read(words):
    assert all(read_ride(words).values())


def test_the_line_list_of_volunteers_is_read_with_every_row_left_out_explained(shared):
    folder = shared / "wuhan2020-patient-detail"
    rows = {"cases": 2_981, "events": 2_153, "travel": 2_027, "links": 930}
    kinds = {"cases": "case", "events": "stay", "travel": "journey", "links": "contact"}
    for name, count in rows.items():
        file = folder / f"{name}.csv"
        reading = read_sheets(file.read_bytes(), file.name, published=date(2020, 3, 1))
        drafts = of_kind(reading, kinds[name])
        assert len(drafts) + len(left_out(reading)) == count
        assert len(drafts) > 0.65 * count
        for note in (n for n in reading.notes if "said" in n.values):
            assert all(all(said) for said in note.values["said"].values())


@pytest.mark.parametrize(
    "rows",
    [
        "姓名,电话,工作单位\n周某,13800000000,荷塘小学\n李某,13800000001,荷塘小学\n",
        "Name,Phone,Employer\nZhou,13800000000,a school\n",
    ],
)
def test_a_list_without_what_a_list_needs_says_what_it_has_and_what_is_missing(rows):
    with pytest.raises(ReadingError) as refused:
        read_sheets(rows.encode(), "名单.csv")
    assert refused.value.code == "list_lacks"
    wrong, _fix = say("list_lacks", refused.value.values, "zh")
    assert wrong.startswith("缺少“病例分类”列；已识别的列：姓名、联系电话、")
