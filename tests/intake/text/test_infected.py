"""Who is counted as infected: 无症状感染者1, 感染者2, 阳性人员3."""

from datetime import date

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

APRIL = date(2022, 4, 12)


def test_somebody_asymptomatic_is_not_told_of_in_the_story_of_the_case_before(read):
    found = read(
        "确诊病例1：男，40岁，4月10日确诊。无症状感染者1：女，8岁，学生，4月11日核酸阳性。", APRIL
    )
    man, girl = found.of("person")
    assert (man.value("age"), man.value("occupation")) == (40, None)
    assert (girl.value("sex"), girl.value("age"), girl.value("occupation")) == ("female", 8, "学生")
    told = [(one.value("status"), when(one)) for one in found.of("classification")]
    assert told == [("confirmed", "2022-04-10"), ("asymptomatic", "2022-04-11")]


def test_the_place_in_a_list_of_infected_people_is_no_number_of_a_case(read):
    found = read("无症状感染者1：女，8岁，天元区人，4月11日核酸阳性。病例1：男，40岁。", APRIL)
    assert [case.value("number") for case in found.of("case")] == [None, "1"]


@pytest.mark.parametrize("who", ["感染者", "阳性人员", "阳性感染者"])
def test_who_is_only_said_to_be_infected_is_not_certainly_confirmed(read, who):
    found = read(f"{who}1：男，40岁，4月10日核酸阳性。{who}2：女，30岁，4月11日确诊。", APRIL)
    first, second = found.of("classification")
    assert (when(first), is_certain(first)) == ("2022-04-10", False)
    assert (when(second), is_certain(second)) == ("2022-04-11", True)


@pytest.mark.parametrize("said", ["诊断为无症状感染者", "确诊为无症状感染者", "判定为无症状感染者"])
def test_who_is_found_to_be_asymptomatic_is_not_confirmed(read, said):
    found = read(f"李某，男，40岁，4月10日{said}。", APRIL)
    assert found.one("case").value("status") == "asymptomatic"
    assert when(found.one("classification", status="asymptomatic")) == "2022-04-10"


def test_who_was_asymptomatic_may_become_a_case(read):
    found = read("无症状感染者3，男，40岁，4月10日核酸阳性，4月12日转为确诊病例。", APRIL)
    told = [(one.value("status"), when(one)) for one in found.of("classification")]
    assert told == [("asymptomatic", "2022-04-10"), ("confirmed", "2022-04-12")]
    assert found.one("case").value("status") == "confirmed"


def test_whose_wife_an_infected_person_is_stands_in_the_list(read):
    found = read("感染者1：男，40岁。感染者2：女，30岁，系感染者1之妻，4月11日确诊。", APRIL)
    husband, wife = found.of("person")
    contact = found.one("contact", relation="妻")
    assert contact.links["to"] == wife.key
    assert contact.links["from"] in {d.key for d in found.about("case", husband)}


def test_infected_people_of_a_row_are_each_somebody(read):
    found = read("感染者1、2均为女性，系同事，4月10日核酸阳性。", APRIL)
    assert [person.value("sex") for person in found.of("person")] == ["female", "female"]
    assert {one.value("number") for one in found.of("case")} == {None}


def test_a_count_of_infected_people_is_nobody(read):
    assert read("新增无症状感染者3例，感染者12人。", APRIL).of("person") == []


@pytest.mark.parametrize("who", ["感染者甲", "病例A"])
def test_somebody_may_have_a_letter_for_a_number(read, who):
    found = read(f"{who}（女，35岁），4月7日返回株洲，4月10日确诊。{who[:-1]}乙：男，40岁。", APRIL)
    assert [person.value("age") for person in found.of("person")][:1] == [35]
    assert found.of("case")[0].value("number") is None
    assert when(found.one("classification", status="confirmed")) == "2022-04-10"


def test_an_infected_son_of_somebody_has_not_her_name(read):
    found = read("感染者1：向某某，女，42岁。感染者2：向某某之子，12岁，学生。", APRIL)
    _mother, son = found.of("person")
    assert (son.value("name"), son.value("sex")) == (None, "male")
    assert found.one("contact", relation="子").links["to"] == son.key


@pytest.mark.parametrize("head", ["【株洲疾控】", "关于活动轨迹的通报："])
def test_a_label_may_stand_before_the_infected(read, head):
    found = read(f"{head}感染者3（男，56岁），4月9日确诊。", APRIL)
    assert when(found.one("classification")) == "2022-04-09"


def test_the_same_sentence_with_a_hospital_that_is_not_named_is_of_each(read):
    same = "2月3日下午由即墨区某某医院予以确诊。"
    found = read(
        f"病例36：男，50岁，属无症状感染者。{same}\n病例37：女，40岁，属无症状感染者。{same}"
    )
    told = [case.value("status") for case in found.of("case")]
    assert told == ["confirmed", "confirmed"]
