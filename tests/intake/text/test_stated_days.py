"""A day is of what it is told with: a field's onset dates no admission, a visit's day no diagnosis."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain

WHO = "陶某某，男，46岁，现住荷塘区，"


@pytest.mark.parametrize("field", ["发病时间1月25日", "发病日期：1月25日", "发病时间为1月25日"])
def test_the_day_of_onset_in_a_field_is_neither_of_the_diagnosis_nor_of_the_stay(read, field):
    found = read(f"{WHO}{field}，属确诊病例，已收入市二医院隔离治疗，目前情况稳定。")
    assert when(found.one("case"), "onset") == "2020-01-25"
    kept = [found.one("classification"), found.one("placement")]
    assert [when(one) for one in kept] == [None, None]
    assert not any(is_certain(one) for one in kept)


def test_what_somebody_is_has_not_surely_the_day_he_fell_ill(read):
    found = read(f"{WHO}1月25日发病，属确诊病例。")
    assert not is_certain(found.one("classification"))


def test_a_field_of_each_event_dates_each(read):
    found = read(f"{WHO}发病时间1月25日，确诊时间1月28日。")
    assert when(found.one("case"), "onset") == "2020-01-25"
    assert when(found.one("classification")) == "2020-01-28"


@pytest.mark.parametrize(
    "told",
    [
        "1月29日入定点医院隔离观察，两种试剂检测结果均为阳性，经市专家组评估，确认为确诊病例",
        "1月29日到市二医院就诊，随即隔离治疗，经专家组评估为新型冠状病毒感染的肺炎确诊病例",
    ],
)
def test_a_diagnosis_told_after_a_visit_is_not_surely_of_its_day(read, told):
    found = read(f"{WHO}{told}。")
    assert not is_certain(found.one("classification"))
    assert all(not is_certain(test) for test in found.of("test"))


def test_a_diagnosis_with_a_day_of_its_own_is_certain(read):
    found = read(f"{WHO}1月29日到市二医院就诊，1月30日确诊。")
    assert when(found.one("classification")) == "2020-01-30"
    assert is_certain(found.one("classification"))


def test_who_was_diagnosed_as_suspected_was_confirmed_later(read):
    found = read(
        f"{WHO}2月1日到市二医院就诊，被诊断为疑似新型冠状病毒感染的肺炎。2月2日经市专家组确诊。"
    )
    assert when(found.one("classification", status="confirmed")) == "2020-02-02"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("1月29日出现发热，自服退烧药缓解，后去市二医院发热门诊就诊", "check"),
        ("2月1日到市二医院就诊，后转入市三医院住院", "placement"),
        ("1月27日因女儿发热前往市二医院就诊", "check"),
    ],
)
def test_care_that_came_after_or_was_for_another_is_looked_at(read, told, kind):
    [last] = read(f"病例9：{WHO}{told}。").of(kind)[-1:]
    assert not is_certain(last)


@pytest.mark.parametrize(
    ("told", "certain"),
    [
        ("1月23日，因乏力曾就诊于市二医院。1月30日，出现感冒症状", False),
        ("1月23日驾车回家。1月30日，出现感冒症状", True),
    ],
)
def test_an_onset_after_a_symptom_of_an_earlier_day_is_looked_at(read, told, certain):
    assert is_certain(read(f"病例9：{WHO}{told}。").one("case")) is certain


def test_what_happened_during_a_stay_begins_none(read):
    found = read(f"病例9：{WHO}2月2日，隔离留观期间发病，送定点医院住院治疗。")
    assert found.one("placement").value("unit") == "定点医院"


def test_isolation_at_home_is_at_no_hospital(read):
    found = read(f"{WHO}1月24日被送至市二医院就诊，25日晚回到家中继续居家医学观察。")
    assert found.one("placement", level="home").value("unit") is None
