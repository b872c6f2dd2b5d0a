"""Symptoms that a text denies are none of the case's; 无明显诱因出现发热 denies nothing."""

import pytest
from tests.intake.text.conftest import when

WHO = "病例9：陶某某，男，46岁，现住荷塘区，"


@pytest.mark.parametrize(
    ("told", "symptoms"),
    [
        ("1月22日出现咳嗽咳痰症状，无发热", ("cough",)),
        ("1月22日出现咳嗽，无发热、胸闷、腹泻等症状", ("cough",)),
        ("1月22日出现腹痛、大便不通、咳嗽症状，无发热", ("cough",)),
        ("1月22日出现发热、无力", ("fever", "fatigue")),
        ("1月22日出现发热及呼吸道症状", ("fever",)),
    ],
)
def test_what_is_denied_is_no_symptom(read, told, symptoms):
    case = read(f"{WHO}{told}。").one("case")
    assert (case.value("symptoms"), when(case, "onset")) == (symptoms, "2020-01-22")


@pytest.mark.parametrize("cause", ["无明显诱因", "无诱因", "无明显原因"])
def test_who_fell_ill_without_a_plain_cause_fell_ill(read, cause):
    case = read(f"{WHO}1月26日{cause}出现发热症状，伴咳嗽、咳痰。").one("case")
    assert case.value("symptoms") == ("fever", "cough")
    assert when(case, "onset") == "2020-01-26"
