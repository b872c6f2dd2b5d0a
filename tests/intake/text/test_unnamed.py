"""Somebody without name and number of whom the end of his illness is told."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


def test_how_somebody_is_described_is_not_his_name(read):
    found = read("1月30日下午，我县首例新冠肺炎患者在醴陵治愈出院。")
    patient = found.one("person")
    assert patient.value("name") is None
    assert patient.value("description") == "首例新冠肺炎患者"
    assert [(doubt.field, doubt.code) for doubt in patient.doubts] == [("name", "not_named")]
    assert not is_certain(patient)
    [case] = found.about("case", patient)
    assert (case.value("status"), case.value("note")) == ("recovered", "首例新冠肺炎患者")


def test_a_county_is_where_he_was_discharged_and_classified_nobody(read):
    left = read("1月30日下午，我县首例新冠肺炎患者在醴陵治愈出院。").one("classification")
    assert (left.value("status"), when(left)) == ("recovered", "2020-01-30 12:00/18:00")
    assert (left.value("reason"), left.value("unit")) == ("在醴陵治愈出院", None)


def test_the_hospital_that_discharged_him_says_so(read):
    left = read("1月30日，第3例确诊患者在市二医院治愈出院。").one("classification")
    assert (left.value("unit"), left.value("reason")) == ("市二医院", None)


@pytest.mark.parametrize(
    ("said", "status"), [("首例患者治愈出院", "recovered"), ("首例确诊病例死亡", "died")]
)
def test_without_a_day_the_end_is_looked_at(read, said, status):
    ended = read(f"我市{said}。").one("classification")
    assert ended.value("status") == status
    assert [doubt.code for doubt in ended.doubts] == ["time_not_said"]
