"""The pathogen of a case is the one that somebody has, that of a test the one looked for."""

import pytest

WHO = "李某，男，30岁，"


@pytest.mark.parametrize("said", ["不考虑新冠", "排除新型冠状病毒感染", "不支持新冠肺炎诊断"])
def test_a_pathogen_that_somebody_has_not_is_not_his(read, said):
    case = read(f"{WHO}2月1日出现腹泻，医生考虑为急性胃肠炎，{said}。").one("case")
    assert case.value("pathogen") is None


def test_a_pathogen_that_is_not_ruled_out_is_that_of_the_case(read):
    case = read(f"{WHO}2月1日出现腹泻，不排除新冠病毒感染。").one("case")
    assert case.value("pathogen") == "sars-cov-2"


def test_a_test_is_for_the_pathogen_that_it_ruled_out(read):
    found = read(f"{WHO}2月1日采样，核酸检测阴性，排除新冠。")
    assert found.one("test").value("pathogen") == "sars-cov-2"
