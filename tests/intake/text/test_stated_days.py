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
