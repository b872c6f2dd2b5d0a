"""Who heads a clause and is named by no word of kin: what is told of him is not the person's."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

HIM = "李某，男，30岁，2月1日确诊。"


def certain(found, kind):
    return [draft for draft in found.of(kind) if is_certain(draft)]


@pytest.mark.parametrize(
    "who",
    [
        "其老师",
        "其房东",
        "其秘书",
        "班主任",
        "同村一老人",
        "一名乘客",
        "房东张女士",
        "雇主",
        "司机",
        "另一乘客",
        "楼上住户",
        "李某的老师",
        "患者老师",
        "合租室友小王",
        "其公司有员工",
        "据悉，牌友老赵",
        "收银员",
        "外教Tom",
    ],
)
def test_whoever_heads_a_sentence_is_not_surely_he(read, who):
    found = read(f"{HIM}{who}1月20日死亡。")
    assert certain(found, "case")[0].value("status") == "confirmed"
    assert [one.value("status") for one in certain(found, "classification")] == ["confirmed"]
    found = read(f"{HIM}1月20日，{who}从武汉返回，1月22日发病。")
    assert not certain(found, "journey")
    assert not found.person("李某").value("arrived_from")
    assert not [one for one in certain(found, "case") if when(one, "onset")]


@pytest.mark.parametrize("who", ["其老师", "其房东", "同村一老人", "一名乘客", "房东张女士"])
def test_who_is_surely_another_is_no_draft_of_his(read, who):
    found = read(f"{HIM}{who}1月20日死亡。")
    assert [one.value("status") for one in found.of("classification")] == ["confirmed"]


def test_a_passenger_he_carried_made_a_way_of_his_own(read):
    found = read(
        "李某，男，37岁，网约车司机，1月21日搭载一名乘客，该乘客当日从武汉乘G1023次抵达株洲西站，2月1日确诊。"
    )
    assert not found.of("journey")
    assert not found.one("person").value("arrived_from")
    assert not certain(found, "classification")


def test_a_patient_she_nursed_may_be_told_of(read):
    found = read("李某，女，40岁，护士，1月22日护理一名病人，病人1月25日死亡，本人1月28日发病。")
    assert when(found.one("case"), "onset") == "2020-01-28"
    assert not certain(found, "classification")


@pytest.mark.parametrize(
    "told",
    [
        "患者1月20日发病",
        "1月20日起出现发热",
        "体温38.5℃，1月20日发病",
        "武汉返株后1月20日发病",
        "医院随即收治，患者1月20日发病",
        "症状加重，1月20日发病",
        "核酸检测结果1月25日呈阳性，本人1月20日发病",
        "自行服药，1月20日发病",
        "专家组评估为疑似，该患者1月20日发病",
        "探望友人，1月20日发病",
        "陪同客人返回后，1月20日发病",
        "居家隔离，其于1月20日发病",
        "该女子自述，患者1月20日发病",
        "长途货车司机，1月20日发病",
    ],
)
def test_what_heads_a_clause_and_is_nobody_takes_nothing_from_him(read, told):
    found = read(f"李某，男，30岁，{told}，2月1日确诊。")
    assert when(certain(found, "case")[0], "onset") == "2020-01-20"
    assert "2020-02-01" in [when(one) for one in certain(found, "classification")]


def test_what_he_is_may_name_him_again(read):
    found = read("李某，男，司机，2月1日确诊。司机1月20日发病。")
    assert when(certain(found, "case")[0], "onset") == "2020-01-20"
    found = read("张女士，40岁，2月1日确诊。张女士1月20日发病。")
    assert when(certain(found, "case")[0], "onset") == "2020-01-20"


@pytest.mark.parametrize(
    "work", ["某公司职员", "株洲市某小学教师", "武汉返乡人员", "市中心医院护士"]
)
def test_what_he_is_said_to_be_by_trade_is_he(read, work):
    found = read(f"李某，男，30岁，{work}1月20日发病，2月1日确诊。")
    assert when(certain(found, "case")[0], "onset") == "2020-01-20"


def test_of_what_may_be_another_s_death_and_his_diagnosis_the_latter_is_what_he_is(read):
    found = read(f"{HIM}班主任1月20日死亡。")
    assert found.one("case").value("status") == "confirmed"
    assert [is_certain(one) for one in found.of("classification")] == [True, False]


@pytest.mark.parametrize(
    "who",
    [
        "死者张某",
        "保安王某",
        "曾与其接触的外卖员",
        "曾接诊的一位患者",
        "一名患者",
        "网友“小花”",
        "楼下张大爷",
        "与他同车的一名男子",
        "王建国",
    ],
)
def test_a_name_or_a_trade_that_is_not_his_is_not_he(read, who):
    found = read(f"{HIM}{who}1月20日死亡。")
    assert certain(found, "case")[0].value("status") == "confirmed"
    assert [one.value("status") for one in certain(found, "classification")] == ["confirmed"]


def test_the_dead_may_be_named_after_the_word(read):
    found = read(f"{HIM}1月20日死亡的是其房东。")
    assert [one.value("status") for one in found.of("classification")] == ["confirmed"]
