"""What was planned, thought possible, denied or of another disease is no fact of a case."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "患者王某，男，40岁，"


@pytest.mark.parametrize(
    "said",
    [
        "2月1日初筛核酸阳性，待省疾控复核",
        "核酸阳性，待复核",
        "2月1日核酸检测阳性，已转定点医院，待复检",
        "拟诊断为新冠肺炎确诊病例，待专家组会诊",
        "核酸检测阳性可能性大",
        "初筛核酸阳性",
    ],
)
def test_who_waits_for_a_confirmation_is_suspected_and_looked_at(read, said):
    case = read(f"{WHO}{said}。").one("case")
    assert case.value("status") == "suspected"
    assert [doubt.code for doubt in case.doubts] == ["to_be_confirmed"]
    assert not is_certain(case)
    assert read(f"{WHO}{said}。").of("classification") == []


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2月1日初筛核酸阳性，2月2日省疾控复核阳性", "2020-02-02"),
        ("2月1日核酸检测阳性，经专家组会诊，2月2日诊断为新冠肺炎确诊病例", "2020-02-02"),
        ("2月1日确诊，待2月6日复查", "2020-02-01"),
        ("2月1日确诊为新冠肺炎合并高血压", "2020-02-01"),
        ("1月25日流感抗原阳性，1月27日新冠核酸阳性", "2020-01-27"),
    ],
)
def test_what_was_confirmed_in_the_end_is_confirmed(read, said, day):
    assert when(read(f"{WHO}{said}。").one("classification", status="confirmed")) == day


def test_a_positive_test_that_a_retest_contradicts_confirms_nobody(read):
    found = read(f"{WHO}2月1日核酸阳性，2月2日复检阴性，继续观察。")
    assert found.of("classification") == []
    assert found.one("case").value("status") is None
    assert [doubt.code for doubt in found.one("case").doubts] == ["retest_negative"]


def test_who_was_treated_before_the_negative_test_was_confirmed(read):
    found = read(f"{WHO}1月28日核酸检测阳性，收治入院，2月3日复检阴性，2月4日治愈出院。")
    assert when(found.one("classification", status="confirmed")) == "2020-01-28"
    assert when(found.one("classification", status="recovered")) == "2020-02-04"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"{WHO}2月1日核酸阳性，2月2日复核阴性，排除。", "2020-02-02"),
        (
            "疑似病例：何某，男，50岁，2月1日阴性，2月3日再次检测阴性，排除新冠。",
            "2020-02-03",
        ),
        (f"{WHO}1月30日列为疑似病例，2月3日排除。", "2020-02-03"),
    ],
)
def test_who_was_found_free_of_it_is_excluded(read, text, day):
    found = read(text)
    assert found.one("case").value("status") == "excluded"
    assert [(c.value("status"), when(c)) for c in found.of("classification")] == [("excluded", day)]


@pytest.mark.parametrize(
    "said",
    [
        "2月1日确诊为流感",
        "流感核酸阳性",
        "既往新冠核酸阳性史，复检阴性",
        "2月4日病情好转，拟出院",
        "计划2月6日出院",
        "预计2月6日治愈出院",
        "2月3日死亡的传言不实",
        "网传2月3日死亡，系谣言",
        "1月20日因车祸住院，2月3日出院",
    ],
)
def test_plans_rumours_and_other_diseases_make_no_case(read, said):
    found = read(f"{WHO}{said}。")
    assert found.of("case") == found.of("classification") == []


def test_an_outbreak_of_influenza_has_cases_of_influenza(read):
    found = read(f"某校流感疫情：\n{WHO}2月1日确诊为流感。")
    assert found.one("case").value("status") == "confirmed"


def test_a_discharge_after_the_diagnosis_is_a_recovery_whatever_he_came_in_for(read):
    found = read(f"{WHO}1月18日因糖尿病入院，1月20日确诊新冠肺炎，2月3日出院。")
    assert when(found.one("classification", status="recovered")) == "2020-02-03"


def test_a_discharge_before_the_onset_is_no_recovery(read):
    found = read(f"{WHO}1月10日因高血压住院，1月15日出院，1月18日出现发热，1月20日确诊。")
    assert found.one("case").value("status") == "confirmed"
    assert found.of("classification", status="recovered") == []


def test_he_fell_ill_while_he_made_ready_for_something_else(read):
    assert when(read(f"{WHO}1月25日准备上班时出现发热。").one("case"), "onset") == "2020-01-25"


@pytest.mark.parametrize(
    "said",
    [
        "曾拟1月20日乘G1119次列车去武汉，因封城未成行",
        "计划1月20日去武汉探亲，因封城未成行",
        "购买1月20日G1119次列车车票，后退票",
    ],
)
def test_a_journey_that_was_not_made_is_none(read, said):
    found = read(f"{WHO}{said}。")
    assert found.of("journey") == found.of("stay") == []


@pytest.mark.parametrize(
    "said",
    [
        "2月2日尚不符合出院条件",
        "2月2日申请出院未获批准",
        "2月2日好转，即将出院",
        "2月2日好转，有望出院",
        "将于2月6日出院",
        "2月2日出院申请被拒",
        "2月2日患者希望尽快出院",
    ],
)
def test_a_discharge_that_is_hoped_for_or_refused_is_none(read, said):
    found = read(f"{WHO}1月25日确诊，{said}。")
    assert found.one("case").value("status") == "confirmed"
    assert found.of("classification", status="recovered") == []


@pytest.mark.parametrize("said", ["2月2日达到出院标准，准予出院", "2月2日经评估符合出院条件出院"])
def test_who_was_let_go_has_recovered(read, said):
    found = read(f"{WHO}1月25日确诊，{said}。")
    assert when(found.one("classification", status="recovered")) == "2020-02-02"
