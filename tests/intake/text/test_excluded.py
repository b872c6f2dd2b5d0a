"""Since when somebody is free of a disease."""

import pytest
from tests.intake.text.conftest import when

WHO = "李某，男，30岁，"


@pytest.mark.parametrize(
    "said",
    [
        "1月28日发热，诊断为甲型流感，排除新型冠状病毒感染",
        "1月26日曾发热，核酸阴性，排除",
        "1月26日入院，核酸检测阴性，排除",
    ],
)
def test_an_exclusion_has_not_the_day_of_the_illness(read, said):
    one = read(f"{WHO}{said}。").one("classification", status="excluded")
    assert when(one) is None
    assert [doubt.code for doubt in one.doubts] == ["time_not_said"]


@pytest.mark.parametrize(
    "said", ["1月30日专家会诊，排除", "1月30日核酸检测阴性，排除", "1月28日发热，1月30日排除"]
)
def test_an_exclusion_has_the_day_of_the_test_or_the_consultation(read, said):
    one = read(f"{WHO}{said}。").one("classification", status="excluded")
    assert when(one) == "2020-01-30"
