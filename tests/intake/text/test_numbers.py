"""Which digits number a case, and which date or count something."""

import pytest

from firebreak.intake.receiving import is_certain

COUNTED_OR_DATED = [
    "患者1月28日确诊。",
    "患者12月28日确诊。",
    "患者29日出现不适。",
    "患者29号出现不适。",
    "患者30岁，男。",
    "患者80余岁，男。",
    "患者3周岁，男。",
    "患者19、21、22日去过超市。",
    "患者1至3日居家。",
    "患者20:30到家。",
    "患者9时到家。",
    "患者2019年起住在株洲。",
    "患者3天后确诊。",
    "患者3号楼居住。",
    "患者38.5℃，1月28日确诊。",
    "患者2次核酸检测阳性。",
    "患者1.20发病。",
    "患者3男2女。",
    "患者120急救车送医。",
    "患者一般情况良好。",
    "患者一直居家。",
    "患者一家四口人。",
    "患者两人。",
    "确诊病例零新增。",
    "新增确诊病例4例。",
    "新增死亡病例1例：患者李某，女，80岁，2月3日抢救无效死亡。",
    "新增确诊病例3名，均为女性。",
    "确诊病例12个。",
    "确诊病例二例。",
]


@pytest.mark.parametrize("said", COUNTED_OR_DATED)
def test_a_digit_that_dates_or_counts_is_no_number_of_a_case(read, said):
    found = read(said)
    assert [case.value("number") for case in found.of("case") if "number" in case.fields] == []


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("病例3：男，20岁。", "3"),
        ("病例3周某，男，20岁。", "3"),
        ("病例4时某，女，30岁。", "4"),
        ("病例5男35岁。", "5"),
        ("病例20：35岁，男。", "20"),
        ("病例3：12月3日发病，男，20岁。", "3"),
        ("病例1、1月20日发病，男，20岁。", "1"),
        ("病例6号：女，20岁。", "6"),
        ("患者五十七，男，30岁。", "57"),
        ("患者三为女性，30岁。", "3"),
        ("第115例：71岁女性。", "115"),
    ],
)
def test_a_number_is_told_from_what_follows_it(read, said, number):
    assert read(said).one("case").value("number") == number


def test_the_count_of_new_cases_adds_nobody_to_those_who_are_listed(read):
    found = read("新增确诊病例4例：病例35，男，40岁，1月28日确诊。病例36，女，30岁。")
    assert [case.value("number") for case in found.of("case")] == ["35", "36"]
    assert len(found.of("person")) == 2
    assert found.one("total").value("number") == 4


def test_a_sentence_that_begins_with_the_patient_and_a_day_is_of_the_one_before(read):
    found = read("确诊患者，男，38岁。患者1月20日从武汉返回株洲，1月28日确诊。")
    assert found.one("person").value("arrived_from") == "武汉"
    [case] = found.of("case")
    assert (case.value("number"), case.value("status")) == (None, "confirmed")


@pytest.mark.parametrize("whose", ["病例4妻子", "病例4之妻", "第4例密切接触者", "患者二亲属"])
def test_who_is_known_by_somebody_else_is_not_that_case(read, whose):
    assert read(f"{whose}，女，40岁，1月28日确诊。").of("case", number="4") == []


def test_a_time_in_the_story_of_another_case_begins_no_section(read):
    found = read("第46例患者，女，71岁。第32例确诊后，患者于1月31日被确诊。")
    assert [case.value("number") for case in found.of("case")] == ["46"]


def test_the_same_sentence_of_two_cases_with_a_day_is_read_twice(read):
    same = "患者1月20日从武汉返回株洲后出现发热。"
    found = read(f"病例5：男，40岁。{same}\n病例6：女，30岁。{same}")
    assert len(found.of("journey")) == 2


def test_days_after_a_patient_are_no_number_in_english(read):
    found = read("Patient 3 days later developed a fever. Case 4 developed a fever on 20 January.")
    assert [case.value("number") for case in found.of("case")] == ["4"]


@pytest.mark.parametrize(
    "said", ["长沙市病例5：李某，男，40岁", "长沙市第5例确诊病例：李某，男", "攸县病例5，李某，男"]
)
def test_a_number_of_a_place_that_is_named_is_not_certainly_ours(read, said):
    assert not is_certain(read(f"{said}，1月28日确诊。").one("case"))


def test_a_number_said_to_be_ours_is_certain(read):
    assert is_certain(read("我市病例5：李某，男，40岁，1月28日确诊。").one("case", number="5"))


@pytest.mark.parametrize(
    "said",
    [
        "病例12（湖南省第385例）：",
        "湖南省第385例（我市病例12）：",
        "病例12（湖南省报告的第385例），",
    ],
)
def test_a_case_that_the_province_numbers_too_is_one(read, said):
    found = read(f"{said}张某，男，30岁，2月1日确诊。")
    assert found.one("case").value("number") == "12"
    assert found.one("person").value("name") == "张某"


def test_the_city_of_a_title_gave_no_number_to_the_case_below_it(read):
    (case,) = read("株洲市通报\n患者1：周某，男，45岁，1月18日发病，1月23日确诊。").of("case")
    assert case.fields["number"].confidence == 1.0
