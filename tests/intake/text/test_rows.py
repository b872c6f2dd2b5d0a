"""Rows of a numbered list of people."""

import pytest
from tests.intake.text.conftest import when

LIST = (
    "密切接触者名单（确诊病例14何某）\n"
    "1. 张丽华，女，430202198803140024，13812340001，芦淞区贺家土，同事，末次接触1月27日\n"
    "2. 李勇，男，430211197912050012，13812340002，天元区泰山路，同车乘客，末次接触1月26日\n"
    "3. 欧阳静，女，45岁，13812340004，药店店员，1月28日接待何某购药\n"
    "4、刘桂兰（女，71岁，无手机，联系其女13812340005），邻居，集中隔离于天元宾馆\n"
    "5、何小军，430202199001011016，病例14之弟，2月2日出现发热，现为疑似病例\n"
    "以上5人请各区于2月5日18时前落实隔离。"
)


def test_each_row_is_a_person(read):
    names = [person.value("name") for person in read(LIST).of("person")]
    assert names == ["张丽华", "李勇", "欧阳静", "刘桂兰", "何小军"]


def test_what_a_row_says_is_said_of_nobody_else(read):
    found = read(LIST)
    brother = found.person("何小军")
    assert when(found.one("case"), "onset") == "2020-02-02"
    assert found.one("case").links["person"] == brother.key
    assert found.one("contact", relation="弟").links["to"] == brother.key
    assert [one.links["person"] for one in found.of("placement")] == [found.person("刘桂兰").key]


def test_numbers_of_a_row_need_no_word_before_them(read):
    found = read(LIST)
    told = [[p.value("id_number"), p.value("phone")] for p in found.of("person")]
    assert told == [
        ["430202198803140024", "13812340001"],
        [None, "13812340002"],
        [None, "13812340004"],
        [None, None],  # her daughter's
        [None, None],
    ]


def test_an_id_number_that_cannot_be_right_is_left_out_and_noted(read):
    found = read("姓名：陈强\n性别：男\n身份证号：430202199001011016\n发病日期：1月20日")
    assert found.one("person").value("id_number") is None
    [note] = found.notes("id_number_wrong")
    assert note.values == {}


def test_an_id_number_after_its_word(read):
    person = read("病例3：赵海，女，31岁，身份证号：430202198803140024，1月20日发病。").one(
        "person"
    )
    assert person.value("id_number") == "430202198803140024"


def test_an_id_number_of_a_relative_is_not_the_persons(read):
    said = "病例3：赵海，男，31岁，其妻身份证号：430202198803140024，1月20日发病。"
    assert read(said).one("person").value("id_number") is None


def test_a_row_of_nobody_is_noted(read):
    found = read("1. 张丽华，女，同事\n2. （字迹不清），女，13812340002\n3. 李勇，男，同事")
    assert [p.value("name") for p in found.of("person")] == ["张丽华", "李勇"]
    assert [note.values for note in found.notes("row_of_nobody")] == [{"number": "2"}]


@pytest.mark.parametrize(
    "said",
    [
        "1. 常住人口管理\n2. 关于隔离，请各单位落实\n3. 高温消毒",
        "1、万众一心\n2、严防死守，密切接触者一律隔离",
    ],
)
def test_a_list_of_measures_names_nobody(read, said):
    found = read(said)
    assert found.of("person") == found.notes("row_of_nobody") == []


def test_numbered_questions_about_one_person_are_no_list_of_people(read):
    found = read(
        "1. 姓名：王某，男，31岁\n2. 发病情况：1月20日发病\n3. 流行病学史：1月22日到市二医院就诊"
    )
    assert when(found.one("case"), "onset") == "2020-01-20"
    assert found.one("check").links["person"] == found.one("person").key


ROWS = "1、男，45岁，天元区人，1月20日发病\n2、女，38岁，荷塘区人，1月21日发病"


@pytest.mark.parametrize(
    "title",
    [
        "",
        "3，男，50岁，属确诊病例\n",
        "密切接触者名单\n",
        "无症状感染者名单\n",
        "确诊病例密切接触者名单\n",
        "人员名单：\n",
    ],
)
def test_the_place_in_a_list_of_people_is_no_number_of_a_case(read, title):
    found = read(f"{title}{ROWS}")
    assert [one.value("age") for one in found.of("person")][-2:] == [45, 38]
    assert {one.value("number") for one in found.of("case")} == {None}


@pytest.mark.parametrize("title", ["确诊病例名单", "新增病例情况："])
def test_in_a_list_of_cases_it_is(read, title):
    found = read(f"{title}\n{ROWS}")
    assert [one.value("number") for one in found.of("case")] == ["1", "2"]


def test_the_place_among_the_cases_is_their_number(read):
    assert read("病例序号1：李某，男，45岁，1月20日发病。").one("case").value("number") == "1"
    assert read("序号1，李某，男，45岁，1月20日发病。").one("case").value("number") is None
