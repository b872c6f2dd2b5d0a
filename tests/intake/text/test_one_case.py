"""One case without name and number, of whom the text tells: 1例确诊病例(女,20岁)."""

from datetime import date

import pytest
from tests.intake.text.conftest import when


def test_one_case_with_sex_and_age_is_somebody(read):
    found = read(
        "1例确诊病例（女，20岁，南非籍留学生）3月10日乘CA888航班，3月28日确诊。", date(2020, 3, 29)
    )
    person = found.one("person")
    assert (person.value("sex"), person.value("age")) == ("female", 20)
    assert when(found.one("classification", status="confirmed")) == "2020-03-28"
    assert when(found.one("journey", number="CA888")) == "2020-03-10"
    assert found.one("total").value("number") == 1


def test_each_of_the_new_cases_is_told_of(read):
    found = read(
        "我市新增确诊病例2例。1例为男性，45岁，天元区人，1月30日发病；"
        "1例为女性，30岁，荷塘区人，1月29日发病，2月1日确诊。"
    )
    assert [one.value("residence") for one in found.of("person")] == ["天元区", "荷塘区"]
    assert [when(one, "onset") for one in found.of("case")] == ["2020-01-30", "2020-01-29"]


@pytest.mark.parametrize(
    "said",
    [
        "新增1例确诊病例：女，20岁，",
        "新增1例死亡病例，男，80岁，",
        "新增死亡病例1例，男，80岁，",
        "新增1例无症状感染者（男，30岁），",
        "1例重症患者（男，68岁）",
    ],
)
def test_the_only_one_of_a_kind_is_somebody(read, said):
    assert len(read(f"{said}2月2日住院。").of("person")) == 1


def test_who_travelled_with_a_case_is_not_that_case(read):
    found = read("病例5：李某，男，30岁，1月20日与1例确诊病例（女，20岁）同机返回，1月28日确诊。")
    assert found.one("person").value("age") == 30


def test_a_case_of_whom_nothing_is_told_is_a_number(read):
    assert read("新增1例确诊病例，系病例3密切接触者。新增病例11例，男6例。").of("person") == []


def test_one_patient_of_an_age_is_somebody(read):
    found = read("一名40岁男性患者，1月26日发病，2月1日确诊，2月3日死亡。")
    person = found.one("person")
    assert (person.value("sex"), person.value("age")) == ("male", 40)
    assert when(found.one("classification", status="died")) == "2020-02-03"


def test_one_patient_may_have_his_number_in_brackets(read):
    found = read("我县1名确诊患者（病例41）经治疗，于2月1日治愈出院。另有1名疑似病例2月2日排除。")
    assert found.one("case").value("number") == "41"
    assert when(found.one("classification")) == "2020-02-01"
    assert found.notes("sentences_left_out")


def test_one_of_an_occupation_is_somebody(read):
    found = read("1名医务人员（女，35岁）在工作中被感染，1月30日发病，2月2日确诊。")
    assert (found.one("person").value("age"), when(found.one("case"), "onset")) == (
        35,
        "2020-01-30",
    )
