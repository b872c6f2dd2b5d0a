"""Tests of which no sample is told: 1月29日核酸阴性; and those of who was discharged."""

import pytest
from tests.intake.text.conftest import when

WHO = "李某，男，30岁，"


def results(found):
    return [(when(test), test.value("result")) for test in found.of("test")]


def test_a_negative_test_and_a_second_one_have_each_a_sample(read):
    found = read(f"{WHO}1月29日核酸检测阴性，2月1日第二次检测阳性。")
    assert results(found) == [("2020-01-29", "negative"), ("2020-02-01", "positive")]
    assert len({test.links["sample"] for test in found.of("test")}) == 2


def test_a_test_on_two_days_is_two(read):
    found = read(f"{WHO}1月29日、1月31日两次核酸检测均为阴性，2月1日核酸检测为阳性。")
    assert results(found) == [("2020-01-29", "negative"), ("2020-01-31", "negative")]
    assert when(found.one("classification", status="confirmed")) == "2020-02-01"


def test_who_is_positive_after_his_discharge_was_discharged(read):
    found = read(f"{WHO}1月20日确诊，2月2日治愈出院后复查核酸阳性。")
    assert when(found.one("classification", status="recovered")) == "2020-02-02"
    assert when(found.one("classification", status="confirmed")) == "2020-01-20"
    assert results(found) == [(None, "positive")]


def test_a_retest_after_discharge_confirms_nobody_anew(read):
    found = read(f"{WHO}2月2日治愈出院，2月3日复查核酸阳性。")
    assert found.of("classification", status="confirmed") == []
    assert results(found) == [("2020-02-03", "positive")]


@pytest.mark.parametrize(
    "said", ["持核酸检测阴性证明", "2月3日核酸检测阴性后方可返岗", "2月1日其妻核酸检测阴性"]
)
def test_what_is_no_test_of_his_is_none(read, said):
    assert read(f"{WHO}{said}。").of("test") == []


def test_a_positive_test_before_the_diagnosis_has_its_own_day(read):
    found = read(f"{WHO}2月2日核酸检测阳性，2月3日确诊。")
    assert results(found) == [("2020-02-02", "positive")]
    assert when(found.one("classification", status="confirmed")) == "2020-02-03"


def test_a_test_after_treatment_has_not_the_day_of_the_transfer(read):
    found = read(
        f"{WHO}1月29日转市中心医院，经过积极治疗，病情好转，连续2次核酸检测均为阴性，符合出院条件。"
    )
    assert found.of("test") == []
